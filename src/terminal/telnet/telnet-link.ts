import type { Socket } from 'node:net';
import { TelnetCodec, type TelnetEvent } from '../../protocols/telnet/index.ts';
import type { Link, LinkHandlers, WindowSize } from '../session/link.ts';
import { Outgoing } from '../session/outgoing.ts';

/** What the Telnet commands of RFC 854 mean at an IOS line. */
const keysOfSignal: Readonly<Record<string, number>> = { ip: 0x03, brk: 0x1e, ec: 0x7f, el: 0x15 };

/** A terminal over Telnet: options are negotiated here, the window size comes by NAWS (RFC 1073). */
export function telnetLink(socket: Socket): Link {
  const codec = new TelnetCodec({ role: 'server' });
  let handlers: LinkHandlers | undefined;
  let window: WindowSize | undefined;
  const out = new Outgoing((data) => socket.write(codec.encode(data)));
  let closed = false;
  const gone = (): void => {
    if (closed) return;
    closed = true;
    handlers?.closed();
  };
  const event = (e: TelnetEvent): void => {
    if (e.event === 'data') handlers?.data(e.bytes);
    else if (e.event === 'window-size') {
      window = { columns: e.columns, rows: e.rows };
      handlers?.resize(window);
    } else if (e.event === 'signal') {
      const key = keysOfSignal[e.signal];
      if (key !== undefined) handlers?.data(Uint8Array.of(key));
      else if (e.signal === 'ayt') out.write('\r\n[Yes]\r\n');
    }
  };
  socket.on('error', gone);
  socket.on('close', gone);
  return {
    get window() {
      return window;
    },
    attach(to) {
      handlers = to;
      socket.write(codec.start());
      socket.on('data', (bytes) => {
        const { events, reply } = codec.receive(bytes);
        if (reply.length > 0 && !closed) socket.write(reply);
        events.forEach(event);
      });
      socket.on('drain', () => {
        out.drained();
        to.drain();
      });
      // A Telnet client that closes its half has gone.
      socket.on('end', gone);
      if (closed) to.closed();
    },
    write: (text) => closed || out.write(text),
    send: (bytes) => closed || out.bytes(bytes),
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    close() {
      if (closed) return;
      out.flush();
      socket.end();
      socket.resume();
    },
  };
}
