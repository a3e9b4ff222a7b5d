import type { Attribute } from './attribute.ts';
import type { Verdict } from './authenticator.ts';
import type { ClientTable, RadiusClientEntry } from './client-table.ts';
import type { DecodeError, EncodeError, Packet } from './packet.ts';

/**
 * Which requests a port takes: `auth` Access-Request and Status-Server, `acct` Accounting-Request and Status-Server,
 * `dynamic-author` CoA-Request and Disconnect-Request.
 */
export type PortRole = 'auth' | 'acct' | 'dynamic-author';

export interface ListenOptions {
  readonly role: PortRole;
  /** Default `127.0.0.1`. */
  readonly address?: string;
  /** 0: any free port. */
  readonly port: number;
  /** Let several processes share the port; the kernel spreads the flows (SO_REUSEPORT). */
  readonly reusePort?: boolean;
  /** Wanted size of the kernel's receive buffer, octets; the kernel may grant less. Default 4 MiB. */
  readonly receiveBuffer?: number;
}

/** A request that passed every check and is no duplicate. */
export interface ServerRequest {
  readonly packet: Packet;
  readonly client: RadiusClientEntry;
  readonly role: PortRole;
  readonly source: { readonly address: string; readonly port: number };
  /** Wall clock, milliseconds since 1970. */
  readonly receivedAt: number;
  /** The packet as it came; the decoded values are views of it. */
  readonly octets: Uint8Array;
}

/** What to answer. Proxy-State is copied from the request by the server (RFC 2865 §5.33). */
export interface Reply {
  readonly code: number;
  readonly attributes: readonly Attribute[];
}

/** Answers one request; `undefined` (or a rejected promise): no answer, and the request is new when it comes again. */
export type RequestHandler = (request: ServerRequest) => Reply | undefined | Promise<Reply | undefined>;

/**
 * Answers all requests that arrived in one turn of the event loop (libuv reads up to 32 datagrams of a socket), so
 * that one commit serves them all. The answers go out when the promise resolves: `replies[i]` answers `requests[i]`.
 */
export type BatchHandler = (
  requests: readonly ServerRequest[],
) => readonly (Reply | undefined)[] | Promise<readonly (Reply | undefined)[]>;

export type DropReason =
  /** No client entry covers the source address. */
  | 'unknown-client'
  | 'malformed'
  /** A code that the port's role doesn't take. */
  | 'unexpected-code'
  | Exclude<Verdict, 'ok'>
  /** The same request is being handled. */
  | 'duplicate-in-progress'
  /** The client has more requests in progress than its entry allows. */
  | 'too-many-outstanding'
  /** The handler gave no answer. */
  | 'declined'
  /** The handler threw or its promise was rejected. */
  | 'handler-failed'
  /** The answer doesn't fit into a packet. */
  | 'unencodable-reply';

interface FromSource {
  readonly role: PortRole;
  readonly source: { readonly address: string; readonly port: number };
}

export type ServerEvent =
  | (FromSource & { readonly kind: 'request'; readonly request: ServerRequest })
  | (FromSource & { readonly kind: 'answered'; readonly request: ServerRequest; readonly octets: Uint8Array })
  /** A duplicate answered with the octets of the first answer. */
  | (FromSource & { readonly kind: 'answered-again'; readonly client: RadiusClientEntry; readonly octets: Uint8Array })
  /** Status-Server answered. */
  | (FromSource & { readonly kind: 'status'; readonly client: RadiusClientEntry })
  | (FromSource & {
      readonly kind: 'dropped';
      readonly reason: DropReason;
      readonly octets: Uint8Array;
      readonly client?: RadiusClientEntry;
      /** Of `malformed`, `unencodable-reply`, `handler-failed`. */
      readonly error?: DecodeError | EncodeError | unknown;
    })
  | { readonly kind: 'socket-error'; readonly role: PortRole; readonly error: Error };

export interface RadiusServerOptions {
  readonly listen: readonly ListenOptions[];
  readonly clients: ClientTable;
  /** Exactly one of the two. */
  readonly handle?: RequestHandler;
  readonly handleBatch?: BatchHandler;
  /** How many batches may be with the handler at once; further requests wait and form larger ones. Default: no limit. */
  readonly maxBatchesInFlight?: number;
  /** The most requests in one batch; default 1024. */
  readonly maxBatch?: number;
  /** How long answers are kept for duplicates, milliseconds, up to 30000 (the default) (RFC 5080 §2.2.2). */
  readonly duplicateLifetimeMs?: number;
  readonly observe?: (event: ServerEvent) => void;
}
