import type { Clock } from '../../base/clock.ts';
import type { TacacsObserver } from './events.ts';
import type { NoResponse, NoResponseReason } from './outcome.ts';

/** Where a connection goes and how. */
export interface ConnectionOptions {
  readonly id: number;
  readonly host: string;
  readonly port: number;
  readonly localAddress: string | undefined;
  readonly key: Uint8Array | undefined;
  readonly timeout: number;
  /** Set the single-connect flag in the first packet. */
  readonly askSingle: boolean;
  readonly clock: Clock;
  readonly observe: TacacsObserver | undefined;
}

/** What the owner of a connection is told. */
export interface ConnectionHooks {
  /** The first reply came: whether the connection may carry more sessions. */
  decided(shared: boolean): void;
  /** A session ended: there is room. */
  room(): void;
  /** No new sessions on it any more (closing, closed, or its key is wrong). */
  retired(): void;
  closed(): void;
}

/** An answer's body in clear, or why there is none. */
export type Reply = { readonly ok: true; readonly body: Buffer } | { readonly ok: false; readonly failure: NoResponse };

/** What a session needs of its connection. */
export interface SessionCarrier {
  readonly id: number;
  /** Sends the session's next packet and gives its answer to `settle`, exactly once. */
  exchange(session: Session, body: Uint8Array, settle: (reply: Reply) => void): void;
  /** Sends a packet that has no answer (an abort). */
  tell(session: Session, body: Uint8Array): void;
  /** The session is over. An unshared or retired connection closes with its last session. */
  finish(session: Session): void;
  /** No new sessions; those under way may finish (§4.4, a length mismatch). */
  retire(): void;
}

/** One TACACS+ session on a connection. */
export interface Session {
  readonly id: number;
  readonly type: number;
  readonly minorVersion: number;
  readonly connection: SessionCarrier;
  /** Sequence number of the next packet to send. */
  seqNo: number;
  /** Set while an answer is awaited. */
  settle: ((reply: Reply) => void) | undefined;
  /** Told when the connection is lost while no answer is awaited (a user is thinking). */
  lost: ((failure: NoResponse) => void) | undefined;
  /** Monotonic milliseconds. */
  sentAt: number;
  sent: boolean;
}

/** An answer that did not come. */
export function failure(
  reason: NoResponseReason,
  detail: string,
  maybeDelivered: boolean,
): { readonly ok: false; readonly failure: NoResponse } {
  return { ok: false, failure: { outcome: 'error', reason, detail, maybeDelivered } };
}
