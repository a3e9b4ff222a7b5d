import type { ExecEnd } from '../../sources/exec/index.ts';
import type { UserState } from '../terminal-service.ts';

/** Limits of a session that a server may change while it lasts, seconds. */
export interface SessionLimits {
  /** From now until its end; 0: for ever. */
  readonly sessionTimeout?: number;
  /** Without input; wins over the line's `exec-timeout`. */
  readonly idleTimeout?: number;
}

/** Somebody who holds a line: a session, or a caller who is still logging in. */
export interface Visitor {
  state(): UserState;
  /** Sends the visitor away. */
  end(why: ExecEnd): void;
  /** Changes what the server had set for the session; `undefined` leaves a limit as it is. */
  limit?(limits: SessionLimits): void;
  /** Shows a text at once, where that is possible. */
  notice(text: string): void;
  /** Resolves when the visitor has left and the books are closed. */
  readonly left: Promise<void>;
}
