import type { Clock } from '../../base/clock.ts';
import type { TacacsConnection } from './connection.ts';
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
  decided(connection: TacacsConnection, shared: boolean): void;
  /** A session ended: there is room. */
  room(connection: TacacsConnection): void;
  /** No new sessions on it any more (closing, closed, or its key is wrong). */
  retired(connection: TacacsConnection): void;
  closed(connection: TacacsConnection): void;
}

/** An answer's body in clear, or why there is none. */
export type Reply = { readonly ok: true; readonly body: Buffer } | { readonly ok: false; readonly failure: NoResponse };

/** One TACACS+ session on a connection. */
export interface Session {
  readonly id: number;
  readonly type: number;
  readonly minorVersion: number;
  readonly connection: TacacsConnection;
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
