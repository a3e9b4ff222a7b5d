import type { Result } from '../../base/result.ts';
import type { RequestAttributes } from './attribute.ts';
import type { Secret, Verdict } from './authenticator.ts';
import type { DecodeError, EncodeError, Packet } from './packet.ts';
import type { RetrySchedule } from './retry.ts';

/** Where a request goes. Keep one object per server: what the client knows of it hangs on the object. */
export interface ServerEndpoint {
  /** Address, or a name that is resolved when the first source port opens. */
  readonly host: string;
  readonly port: number;
  readonly secret: Secret;
  /** Local address to send from; default: the kernel's choice. */
  readonly localAddress?: string;
}

/** One exchange: a request, sent until it is answered or the schedule ends. */
export interface ExchangeRequest {
  readonly server: ServerEndpoint;
  /** One of {@link codes}. */
  readonly code: number;
  /**
   * What to send; a function is asked before each transmission (1, 2, …). When the attributes are the same as before,
   * the same packet is sent again; when they differ (Acct-Delay-Time), a new one with a new identifier and
   * authenticator is, and an answer to any of them counts (RFC 2866 §4.1).
   */
  readonly attributes: RequestAttributes | ((transmission: number) => RequestAttributes);
  /** When to send again and when to give up; default: `timeoutMs` and `retransmit`. */
  readonly schedule?: RetrySchedule;
  /** Constant wait for an answer to each transmission, milliseconds; default 5000. */
  readonly timeoutMs?: number;
  /** Transmissions after the first one; default 3. */
  readonly retransmit?: number;
  readonly signal?: AbortSignal;
  /** Whether to send Message-Authenticator; default: in Access-Request and Status-Server. */
  readonly messageAuthenticator?: boolean;
  /** Whether an answer without Message-Authenticator is refused; default: for Access-Request. */
  readonly requireMessageAuthenticator?: boolean;
  /** Events of this exchange alone; the client's observer gets them too. */
  readonly observe?: (event: ClientEvent) => void;
}

export interface ExchangeSuccess {
  /** The answer, checked. */
  readonly packet: Packet;
  /** From the last transmission of the packet that was answered, milliseconds. */
  readonly rttMs: number;
  /** How many packets were sent. */
  readonly transmissions: number;
  /** Of the packet that was answered; IOS prints them as `id SOURCEPORT/IDENTIFIER`. */
  readonly sourcePort: number;
  readonly identifier: number;
  /** Authenticator of the packet that was answered, 16 octets: what the answer hides is hidden with it. */
  readonly requestAuthenticator?: Uint8Array;
}

export type ExchangeFailure =
  /** No acceptable answer came; answers that were refused are among the events. */
  | { readonly kind: 'timeout'; readonly transmissions: number }
  | { readonly kind: 'aborted'; readonly transmissions: number }
  /** The client was closed. */
  | { readonly kind: 'closed'; readonly transmissions: number }
  /** No source port could be opened (`code` is the system's, as `EADDRNOTAVAIL` or `ENOTFOUND`). */
  | { readonly kind: 'no-source-port'; readonly code: string; readonly transmissions: number }
  /** The attributes don't fit into a packet. */
  | { readonly kind: 'unencodable'; readonly error: EncodeError; readonly transmissions: number };

export type ExchangeResult = Result<ExchangeSuccess, ExchangeFailure>;

/** A running exchange. */
export interface ExchangeHandle {
  /** Ends it with `aborted`; does nothing when it has ended. */
  cancel(): void;
}

interface OfPort {
  readonly server: ServerEndpoint;
  readonly sourcePort: number;
}
interface OfPacket extends OfPort {
  readonly identifier: number;
}
interface OfExchange extends OfPacket {
  readonly request: ExchangeRequest;
  /** Which one, from 1. */
  readonly transmission: number;
}

/** What happens to exchanges: `debug radius`, `show radius statistics` and `show aaa servers` are made of these. */
export type ClientEvent =
  /** A packet went out. `retransmission`: not the first of its exchange; `fresh`: with a new identifier. */
  | (OfExchange & {
      readonly kind: 'sent';
      readonly retransmission: boolean;
      readonly fresh: boolean;
      readonly octets: Uint8Array;
      /** Monotonic milliseconds. */
      readonly at: number;
    })
  /** No answer within the interval. `last`: the exchange fails now. */
  | (OfExchange & { readonly kind: 'timeout'; readonly waitedMs: number; readonly last: boolean })
  | (OfExchange & {
      readonly kind: 'answered';
      readonly packet: Packet;
      readonly octets: Uint8Array;
      readonly rttMs: number;
      /** Monotonic milliseconds. */
      readonly at: number;
    })
  /** An answer that fails a check; the exchange goes on. Usually the secrets differ. */
  | (OfExchange & {
      readonly kind: 'bad-authenticator';
      readonly verdict: Exclude<Verdict, 'ok'>;
      readonly octets: Uint8Array;
    })
  /** An answer whose code doesn't answer the request; the exchange goes on. */
  | (OfExchange & { readonly kind: 'unexpected-code'; readonly code: number; readonly octets: Uint8Array })
  /** Octets that are no packet. */
  | (OfPort & { readonly kind: 'malformed'; readonly error: DecodeError; readonly octets: Uint8Array })
  /** A packet for whose identifier nothing is outstanding: an answer come too late, or twice. */
  | (OfPacket & { readonly kind: 'unexpected'; readonly octets: Uint8Array })
  /** A packet from another address or port than the server's. */
  | (OfPort & { readonly kind: 'unknown-source'; readonly address: string; readonly port: number })
  /** The network says that nobody listens (ICMP), or sending failed; the exchange goes on. */
  | (OfPort & { readonly kind: 'network-error'; readonly code: string });

/** `21645/4`, as `debug radius` prints it. */
export const exchangeId = (of: { readonly sourcePort: number; readonly identifier: number }): string =>
  `${of.sourcePort}/${of.identifier}`;
