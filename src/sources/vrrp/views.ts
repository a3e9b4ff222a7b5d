import type { VrrpUnit } from './config.ts';
import type { VrrpState } from './notice.ts';

/** State of a VRRS name, in the words of IOS; INIT: not known, or out of service. */
export type VrrsState = 'ACTIVE' | 'BACKUP' | 'INIT';

/** What `show vrrs` prints of a name. */
export interface VrrsView {
  readonly name: string;
  readonly state: VrrsState;
  readonly before: VrrsState;
  /** When the state was entered, milliseconds since 1970; undefined: it was not yet. */
  readonly since: number | undefined;
  /** Undefined: the name is tied to nothing. */
  readonly unit: VrrpUnit | undefined;
  /** What keepalived said last of the unit; undefined: nothing yet. */
  readonly said: { readonly state: VrrpState; readonly priority: number } | undefined;
  /** Its list, and Acct-Session-Id while an On without Off is on the books. */
  readonly method: string;
  readonly sessionId: number | undefined;
  /** Whether an Off waits (`accounting delay`). */
  readonly leaving: boolean;
}

/** Where the states come from. */
export interface VrrsServerView {
  readonly path: string;
  readonly open: boolean;
  /** Whether keepalived holds the pipe. */
  readonly connected: boolean;
}
