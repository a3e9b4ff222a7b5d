import type { Counters } from '../../../accounting/record.ts';
import type { CryptoSession, EndCause } from './session.ts';

/** A moment on both clocks, milliseconds. */
export interface Moment {
  readonly wall: number;
  readonly monotonic: number;
}

/** What the table asks for, or tells. */
export type TableEffect =
  /** The first pair of SAs of a session is up. */
  | { readonly effect: 'up'; readonly session: CryptoSession }
  /** Counters grew. */
  | { readonly effect: 'counted'; readonly session: CryptoSession }
  /** Its user, addresses or endpoints changed; with `flow`: SAs for one more flow joined. */
  | { readonly effect: 'changed'; readonly session: CryptoSession; readonly flow?: true }
  /** The last pair of SAs is gone. `since`: when the first came up; `counters`: of all that served it. */
  | {
      readonly effect: 'down';
      readonly session: CryptoSession;
      readonly since: number;
      readonly at: number;
      readonly cause: EndCause;
      readonly counters: Counters;
    }
  /** Events were missing something: a list of all SAs is needed. */
  | { readonly effect: 'look' };
