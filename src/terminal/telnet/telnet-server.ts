import type { Socket } from 'node:net';
import { plainAddress } from '../lines/access-list.ts';
import { busyText, type Reception } from '../reception.ts';
import { TtyFront } from '../session/tty-front.ts';
import { telnetLink } from './telnet-link.ts';

/** Milliseconds that a client has to close its side after the session. */
const lingering = 60_000;

/** Takes a Telnet caller to a line, or turns him away. */
export function receiveTelnet(reception: Reception, socket: Socket): void {
  const { deps } = reception;
  const address = plainAddress(socket.remoteAddress ?? '');
  const arrived = deps.clock.now();
  const seat = reception.seat('telnet', address);
  if (!seat.ok) {
    socket.on('error', () => {});
    if (seat.error.reason === 'busy') socket.end(`\r\n${busyText}\r\n`);
    else socket.resetAndDestroy();
    return;
  }
  socket.setNoDelay(true);
  socket.setKeepAlive(true, 60_000);
  const session = reception.receive({
    seat: seat.value,
    front: new TtyFront(telnetLink(socket), deps.clock),
    transport: 'telnet',
    caller: address,
    arrived,
    uniqueId: reception.uniqueId(),
  });
  void session.left.then(() => deps.clock.after(lingering, () => socket.destroy()));
}
