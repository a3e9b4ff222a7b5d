import type { SealedSecret } from '../../aaa/config.ts';

/** The slice of `aaa server radius dynamic-author`: who may end and change sessions by RADIUS (RFC 5176). */

export interface DynamicAuthorClient {
  /** Address of the server that sends requests, or a network as `192.0.2.0/24`. */
  readonly address: string;
  /** Its own secret; else the one for all. */
  readonly key?: SealedSecret;
}

export interface DynamicAuthorConfig {
  readonly clients: readonly DynamicAuthorClient[];
  readonly key?: SealedSecret;
  /** UDP port; default 1700. */
  readonly port?: number;
  /** Addresses of this box to listen on; every address when there is none. Extension. */
  readonly listen: readonly string[];
  /**
   * Which of the attributes that name a session must fit: all of them (the default), any, or Acct-Session-Id, the key of
   * a session.
   */
  readonly authType?: 'all' | 'any' | 'session-key';
  /** `ignore session-key`: Acct-Session-Id is not compared. */
  readonly ignoreSessionKey?: boolean;
  /** `ignore retransmission`: what comes again is done again. */
  readonly ignoreRetransmission?: boolean;
}

export const defaultDynamicAuthorPort = 1700;
