import type { ExecEnd } from '../../sources/exec/index.ts';
import type { UserState } from '../terminal-service.ts';

/** Somebody who holds a line: a session, or a caller who is still logging in. */
export interface Visitor {
  state(): UserState;
  /** Sends the visitor away. */
  end(why: ExecEnd): void;
  /** Shows a text at once, where that is possible. */
  notice(text: string): void;
  /** Resolves when the visitor has left and the books are closed. */
  readonly left: Promise<void>;
}
