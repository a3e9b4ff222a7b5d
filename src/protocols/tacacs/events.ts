import type {
  AccountingReply,
  AccountingRequest,
  AuthenticationReply,
  AuthenticationStart,
  AuthorizationRequest,
  AuthorizationResponse,
} from './bodies.ts';
import type { NoResponseReason } from './outcome.ts';

/**
 * What happens between a client and its server. `show tacacs` counters ({@link countEvent}) and `debug tacacs`
 * ({@link debugLines}) are made of nothing else. Bodies may hold passwords: don't print them, use the renderer.
 */
export type TacacsEvent =
  | { readonly event: 'connecting'; readonly connection: number; readonly timeout: number }
  | { readonly event: 'connect-failed'; readonly connection: number; readonly detail: string }
  | { readonly event: 'socket-open'; readonly connection: number }
  /** Closed in order by either side. */
  | { readonly event: 'socket-close'; readonly connection: number }
  /** Closed by us in the middle of something: timeout, bad reply, client closed. */
  | { readonly event: 'socket-abort'; readonly connection: number; readonly detail: string }
  | { readonly event: 'socket-error'; readonly connection: number; readonly detail: string }
  | { readonly event: 'socket-timeout'; readonly connection: number; readonly session: number }
  /** Whether the server agreed to carry many sessions on the connection (§4.3). */
  | { readonly event: 'single-connect'; readonly connection: number; readonly agreed: boolean }
  | { readonly event: 'sent'; readonly connection: number; readonly session: number; readonly packet: SentPacket }
  | { readonly event: 'received'; readonly connection: number; readonly session: number; readonly length: number }
  | { readonly event: 'reply'; readonly session: number; readonly packet: ReceivedPacket }
  | {
      readonly event: 'no-response';
      readonly session: number;
      readonly reason: NoResponseReason;
      readonly detail: string;
    };

/** What was sent, in decoded form. */
export type SentPacket =
  | { readonly kind: 'authentication-start'; readonly body: AuthenticationStart }
  | { readonly kind: 'authentication-continue'; readonly abort: boolean }
  | { readonly kind: 'authorization'; readonly body: AuthorizationRequest }
  | { readonly kind: 'accounting'; readonly body: AccountingRequest };

/** What came back, in decoded form. */
export type ReceivedPacket =
  | { readonly kind: 'authentication'; readonly body: AuthenticationReply }
  | { readonly kind: 'authorization'; readonly body: AuthorizationResponse }
  | { readonly kind: 'accounting'; readonly body: AccountingReply };

/** Must not throw; called synchronously. */
export type TacacsObserver = (event: TacacsEvent) => void;

/** The counters of `show tacacs`, one set per server. */
export interface TacacsCounters {
  socketOpens: number;
  socketCloses: number;
  socketAborts: number;
  socketErrors: number;
  socketTimeouts: number;
  failedConnects: number;
  packetsSent: number;
  packetsReceived: number;
  /** Sent and not answered yet. Events don't tell it exactly: the owner sets it from `TacacsClient.outstanding`. */
  expectedReplies: number;
}

export const zeroCounters = (): TacacsCounters => ({
  socketOpens: 0,
  socketCloses: 0,
  socketAborts: 0,
  socketErrors: 0,
  socketTimeouts: 0,
  failedConnects: 0,
  packetsSent: 0,
  packetsReceived: 0,
  expectedReplies: 0,
});

/** Adds one event to the counters. */
export function countEvent(counters: TacacsCounters, event: TacacsEvent): void {
  switch (event.event) {
    case 'connect-failed':
      counters.failedConnects++;
      return;
    case 'socket-open':
      counters.socketOpens++;
      return;
    case 'socket-close':
      counters.socketCloses++;
      return;
    case 'socket-abort':
      counters.socketAborts++;
      return;
    case 'socket-error':
      counters.socketErrors++;
      return;
    case 'socket-timeout':
      counters.socketTimeouts++;
      return;
    case 'sent':
      counters.packetsSent++;
      return;
    case 'received':
      counters.packetsReceived++;
      return;
    case 'connecting':
    case 'single-connect':
    case 'reply':
    case 'no-response':
      return;
  }
}
