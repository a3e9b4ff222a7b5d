/** Why a server counts as not having answered (RFC 8907 §4.4 and §4.5: the caller goes on to the next server). */
export type NoResponseReason =
  /** TCP refused, unreachable, name not found, or not connected within the timeout. */
  | 'connect-failed'
  /** Connected, but no answer within the timeout. */
  | 'timeout'
  /** The server closed the connection before it answered. */
  | 'closed'
  /** Inner lengths of the answer don't add up: the keys differ (§4.5). */
  | 'length-mismatch'
  /** The answer's unencrypted flag is not what the key says (§4.5). */
  | 'flag-mismatch'
  /** The answer is no TACACS+ packet, out of sequence, of the wrong type, or has an unknown status. */
  | 'bad-reply'
  /** Status ERROR. */
  | 'server-error'
  /** Status FOLLOW, which is never followed (§10.5). */
  | 'follow'
  /** This client was closed. */
  | 'aborted'
  /** The request cannot be written (see {@link TacacsEncodeError}); asking another server won't help. */
  | 'not-encodable';

/** No answer that counts. */
export interface NoResponse {
  readonly outcome: 'error';
  readonly reason: NoResponseReason;
  /** One sentence for logs; no secrets. For `server-error` it holds the server's message. */
  readonly detail: string;
  /** Whether the server may have received and acted on the request: `false` only if nothing was sent. */
  readonly maybeDelivered: boolean;
}

export type AuthenticationOutcome =
  | { readonly outcome: 'pass'; readonly serverMessage: string; readonly data: Uint8Array }
  | { readonly outcome: 'fail'; readonly serverMessage: string; readonly data: Uint8Array }
  /** The user gave up at a prompt; the server was told (§5.4.3). */
  | { readonly outcome: 'abort' }
  | NoResponse;

export type AuthorizationOutcome =
  | {
      readonly outcome: 'pass';
      /** `add`: the arguments come on top of those asked for; `replace`: they stand instead of them (§6.2). */
      readonly mode: 'add' | 'replace';
      readonly args: readonly string[];
      readonly serverMessage: string;
    }
  | { readonly outcome: 'fail'; readonly serverMessage: string }
  | NoResponse;

/** `pass`: the server says that it has the record (status SUCCESS). Accounting knows no refusal. */
export type AccountingOutcome = { readonly outcome: 'pass'; readonly serverMessage: string } | NoResponse;
