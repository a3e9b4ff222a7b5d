import type { ResourceCall } from '../../sources/call/index.ts';
import type { TerminalConfig } from '../config.ts';
import type { Seat } from '../lines/line-table.ts';
import type { UserState } from '../terminal-service.ts';
import type { Front } from './front.ts';
import type { Identity } from './login.ts';

/** How somebody has come in, and where to. */
export interface SessionOptions {
  readonly seat: Seat;
  readonly front: Front;
  readonly transport: UserState['transport'];
  /** Peer address; `async` on the console. */
  readonly caller: string;
  /** Number that was called. */
  readonly called?: string;
  /** The call that the session is on. */
  readonly call?: Pick<ResourceCall, 'key' | 'authenticated'>;
  /** When the caller arrived, milliseconds since 1970. */
  readonly arrived: number;
  /** AAA unique id, as in debug lines. */
  readonly uniqueId: number;
  /** Who has been authenticated already (SSH). */
  readonly identity?: Identity;
  /** The configuration as it is now. */
  readonly config: () => TerminalConfig;
}
