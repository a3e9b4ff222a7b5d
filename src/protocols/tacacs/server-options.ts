import type { Clock } from '../../base/clock.ts';
import type { AccountingRequest, AuthenticationStart, AuthorizationRequest } from './bodies.ts';
import type { TacacsKey } from './obfuscation.ts';

/** Who may speak to the server. The longest matching prefix wins. */
export interface TacacsClientEntry {
  /** `192.0.2.1`, `192.0.2.0/24`, `2001:db8::/32`, `0.0.0.0/0`. */
  readonly address: string;
  /** `undefined` takes and sends packets in clear only. */
  readonly key: TacacsKey;
  /** For reports; default the address. */
  readonly name?: string;
  /** Agree to single connection; default true. */
  readonly singleConnection?: boolean;
}

/** The client that a request came from. */
export interface TacacsPeer {
  /** Address as text; an IPv4-mapped address is given as IPv4. */
  readonly address: string;
  readonly port: number;
  readonly name: string;
}

/** Asks the user through the client. Each resolves to `undefined` when the user gave up or the client is gone. */
export interface Dialogue {
  readonly start: AuthenticationStart;
  readonly peer: TacacsPeer;
  /** GETUSER; default text `Username: `. */
  askUser(text?: string): Promise<string | undefined>;
  /** GETPASS, not echoed; default text `Password: `. */
  askPassword(text?: string): Promise<string | undefined>;
  /** GETDATA; echoed unless `noEcho`. */
  askData(text: string, noEcho?: boolean): Promise<string | undefined>;
}

/** What an authentication handler decides; ignored when the client is gone. */
export interface AuthenticationVerdict {
  readonly status: 'pass' | 'fail' | 'error' | 'restart' | 'follow';
  /** Shown to the user (pass, fail) or logged by the client (error). */
  readonly message?: string;
  readonly data?: Uint8Array;
}

export interface AuthorizationVerdict {
  readonly status: 'pass-add' | 'pass-replace' | 'fail' | 'error' | 'follow';
  readonly args?: readonly string[];
  readonly message?: string;
}

export interface AccountingVerdict {
  readonly status: 'success' | 'error' | 'follow';
  readonly message?: string;
}

/** One accounting request of a batch. */
export interface AccountingArrival {
  readonly request: AccountingRequest;
  /**
   * The body as it came, in clear: what {@link decodeAccountingRequest} reads. To be stored without loss, even where
   * bytes are no UTF-8. A view of the received bytes; nobody writes to them again.
   */
  readonly body: Uint8Array;
  readonly peer: TacacsPeer;
}

/** What the server does with requests. A missing handler, and one that rejects, answers with status ERROR. */
export interface TacacsHandlers {
  authenticate?(dialogue: Dialogue): Promise<AuthenticationVerdict>;
  authorize?(request: AuthorizationRequest, peer: TacacsPeer): Promise<AuthorizationVerdict>;
  /**
   * Everything that arrived in one turn of the event loop, from all connections, in order of arrival: one commit can
   * serve it. The answers leave when the promise resolves; `undefined` means that all are stored. An array holds one
   * verdict per arrival.
   */
  account?(batch: readonly AccountingArrival[]): Promise<readonly AccountingVerdict[] | undefined>;
}

/** What happens at the server, for logs and counters. */
export type TacacsServerEvent =
  | { readonly event: 'unknown-client'; readonly address: string }
  | { readonly event: 'connection-open' | 'connection-close'; readonly peer: TacacsPeer }
  | { readonly event: 'too-many-connections'; readonly address: string }
  | { readonly event: 'idle-timeout'; readonly peer: TacacsPeer }
  /** Length mismatch: the client most likely has another key. */
  | { readonly event: 'wrong-key'; readonly peer: TacacsPeer; readonly detail: string }
  | { readonly event: 'bad-packet'; readonly peer: TacacsPeer; readonly detail: string }
  | { readonly event: 'request' | 'answer'; readonly peer: TacacsPeer; readonly type: number }
  | { readonly event: 'handler-failed'; readonly peer: TacacsPeer; readonly error: unknown };

export interface TacacsServerOptions {
  readonly clients: readonly TacacsClientEntry[];
  readonly handlers: TacacsHandlers;
  /** Connections at a time; further ones are closed at once. Default 1024. */
  readonly maxConnections?: number;
  /** Sessions under way on one connection; further ones are answered with ERROR. Default 4096. */
  readonly maxSessions?: number;
  /** Largest body taken, in bytes; default the largest legal request (66,309). */
  readonly maxBody?: number;
  /** Milliseconds without a byte from the client while nothing of it is being worked on; default 300,000. */
  readonly idleTimeout?: number;
  readonly clock?: Clock;
  readonly observe?: (event: TacacsServerEvent) => void;
}
