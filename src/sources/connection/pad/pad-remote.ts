import type { Clock, Timer } from '../../../base/clock.ts';
import { type CallEvent, Pad, type PadStep } from '../../../protocols/x25/index.ts';
import type { Remote, RemoteEnd, RemoteHandlers } from '../remote.ts';
import { closeTimeout } from '../socket-remote.ts';
import type { XotCall } from './call.ts';

/** Octets that wait for the window of a call, before the user is held back. */
const mostWaiting = 16_384;

/** A terminal at a PAD (X.3), whose call is there. */
export function padRemote(call: XotCall, clock: Clock): Remote {
  const pad = new Pad();
  let handlers: RemoteHandlers | undefined;
  let why: RemoteEnd = 'reset';
  let idle: Timer | undefined;
  let message: Uint8Array[] = [];
  let slow = false;
  const act = ({ show, send, signal, clear }: PadStep): void => {
    for (const bytes of show) if (bytes.length > 0) handlers?.data(bytes);
    // An interrupt overtakes what waits.
    if (signal === 'interrupt') call.interrupt();
    if (signal === 'reset') call.reset();
    for (const { bytes, qualified } of send) call.send(bytes, qualified);
    if (clear !== true) return;
    why = 'host-closed';
    close();
  };
  const roomAgain = (): void => {
    if (!slow || call.waiting > mostWaiting / 2) return;
    slow = false;
    handlers?.drain();
  };
  const happened = (event: CallEvent): void => {
    switch (event.event) {
      case 'data': {
        if (!event.qualified) {
          act(pad.shown(event.bytes));
          break;
        }
        message.push(event.bytes);
        if (!event.last) break;
        const whole = Buffer.concat(message);
        message = [];
        act(pad.told(whole));
        break;
      }
      case 'cleared':
        // Cause 0 and those with bit 8 are the host's own word; all others are the network's.
        why = event.cause === 0 || event.cause >= 128 ? 'host-closed' : 'reset';
        break;
      case 'reset':
        message = [];
        break;
      case 'connected':
      case 'interrupt':
        break;
    }
  };
  const close = (): void => {
    idle?.cancel();
    call.release();
    call.clear();
    clock.after(closeTimeout, () => call.destroy());
  };
  return {
    attach(to) {
      handlers = to;
      call.onPacket = roomAgain;
      call.onEvent = happened;
      for (const event of call.early.splice(0)) happened(event);
      const over = (): void => to.ended(why);
      if (call.closed) queueMicrotask(over);
      else call.once('close', over);
    },
    write(bytes) {
      act(pad.typed(bytes));
      idle?.cancel();
      idle = pad.waiting > 0 && pad.idleTime > 0 ? clock.after(pad.idleTime, () => act(pad.flush())) : undefined;
      slow = call.waiting > mostWaiting;
      return !slow;
    },
    signal(name) {
      if (name === 'brk') act(pad.break());
    },
    resize() {},
    pause: () => call.hold(),
    resume: () => call.release(),
    close,
  };
}
