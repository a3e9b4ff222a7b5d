import type { SignalName } from '../../protocols/telnet/index.ts';
import type { ConnectionEnd, WindowSize } from './connection-types.ts';

/** How a connection ends by itself. */
export type RemoteEnd = Extract<ConnectionEnd, 'host-closed' | 'reset' | 'disconnected' | 'fault'>;

export interface RemoteHandlers {
  /** Bytes for the user's terminal. */
  data(bytes: Uint8Array): void;
  /** After a `write` that returned false: there is room again. */
  drain(): void;
  /** Once, after the last data. */
  ended(why: RemoteEnd): void;
}

/** A terminal on another host, whatever carries it. */
export interface Remote {
  /** Called once; nothing is delivered before. */
  attach(handlers: RemoteHandlers): void;
  /** Sends what the user typed; false when the host is slow. */
  write(bytes: Uint8Array): boolean;
  /** Sends a Telnet command such as BRK, where the protocol has them. */
  signal(name: SignalName): void;
  resize(size: WindowSize): void;
  /** Draws a full screen again: somebody has come back to it. Absent where the host sends no screens. */
  redraw?(): void;
  /** Stops and restarts the delivery of data. */
  pause(): void;
  resume(): void;
  /** Sends what is waiting, and closes. */
  close(): void;
}
