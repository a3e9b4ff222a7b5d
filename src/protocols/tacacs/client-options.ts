import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import type { TacacsObserver } from './events.ts';
import type { TacacsKey } from './obfuscation.ts';

/** How to reach one server. */
export interface TacacsClientOptions {
  /** Address or name. */
  readonly host: string;
  /** TCP port; default 49. */
  readonly port?: number;
  /** The shared key; `undefined` sends everything in clear and expects the same. */
  readonly key: TacacsKey;
  /** Milliseconds to connect, and again for each answer; default 5000. A user who thinks at a prompt is not timed. */
  readonly timeout?: number;
  /** Ask the server to carry many sessions on one connection (RFC 8907 §4.3); default false. */
  readonly singleConnection?: boolean;
  /** Connections open at a time without single connection, 1 or more; default 16. Further sessions wait their turn. */
  readonly maxConnections?: number;
  /** Sessions under way at a time on a single connection, 1 or more; default 512. Further sessions wait their turn. */
  readonly maxSessions?: number;
  /** Source address. */
  readonly localAddress?: string;
  /** Default: the system's. */
  readonly clock?: Clock;
  readonly random?: Random;
  readonly observe?: TacacsObserver;
}

/** Who logs in and where; the user may be empty: the server then asks. */
export interface AuthenticationIdentity {
  readonly user: string;
  /** Name of the line: `tty4`. */
  readonly port: string;
  /** The caller: address or number. */
  readonly remAddr: string;
  /** 0–15, the level asked for; default 1. */
  readonly privLvl?: number;
  /** {@link authenServices}; default login. `enable` with `privLvl` 15 is the enable command. */
  readonly authenService?: number;
}

/** CHAP's part of a START (RFC 8907 §5.4.2.3). */
export interface ChapAnswer {
  /** The CHAP identifier, 0–255. */
  readonly id: number;
  readonly challenge: Uint8Array;
  /** 16 bytes: MD5(id, password, challenge). */
  readonly response: Uint8Array;
}

/** What the server wants to know (GETUSER, GETPASS, GETDATA). */
export interface Prompt {
  readonly kind: 'user' | 'password' | 'data';
  /** The server's text, shown as it is. */
  readonly text: string;
  /** Don't echo the answer. */
  readonly noEcho: boolean;
}

/**
 * Puts a prompt to the user. `undefined` gives up. `signal` fires when the question has become pointless: the server
 * closed the connection meanwhile.
 */
export type Ask = (prompt: Prompt, signal: AbortSignal) => Promise<string | undefined> | string | undefined;

/** Answers prompts from a user name and a password at hand: each once, then gives up. */
export function answering(user: string, password: string): Ask {
  const left = { user: [user], password: [password], data: [] as string[] };
  return (prompt) => left[prompt.kind].shift();
}

/** How an accounting request may be repeated. */
export interface AccountOptions {
  /**
   * Send again, once, on a new connection when a connection that served before closed without an answer to this
   * request. Default false: the server may have stored the record, so the caller decides.
   */
  readonly resend?: boolean;
}
