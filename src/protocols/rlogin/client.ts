import { encodeOpening, encodeWindow, type RloginOpening, type RloginWindow } from './messages.ts';

/** What came in. */
export interface RloginInput {
  /** Data for the terminal. */
  readonly data: Uint8Array;
  /** What must be sent back at once; may be empty. */
  readonly reply: Buffer;
}

/**
 * The client's end of an rlogin connection (RFC 1282) as a state machine: bytes in, data and replies out; no socket.
 *
 * A server acknowledges the opening by one NUL. It asks for window sizes by an urgent byte (80), which a socket of Node
 * doesn't deliver; so the size is told unasked, once after the acknowledgement and at every change. Servers take
 * the sequence out of the data whether they have asked or not. The other urgent bytes (10 raw, 20 cooked, 02 discard) are about
 * local editing, which is never done here.
 */
export class RloginClient {
  readonly #opening: RloginOpening;
  #window: RloginWindow | undefined;
  #open = false;

  constructor(opening: RloginOpening, window?: RloginWindow) {
    this.#opening = opening;
    this.#window = window;
  }

  /** Whether the server has taken the opening. */
  get open(): boolean {
    return this.#open;
  }

  /** What to send when the connection is made. */
  start(): Buffer {
    return encodeOpening(this.#opening);
  }

  /** Takes what arrived. A server that refuses says so in plain text, without the NUL: that is data, too. */
  receive(bytes: Uint8Array): RloginInput {
    if (this.#open || bytes.length === 0) return { data: bytes, reply: Buffer.alloc(0) };
    this.#open = true;
    if (bytes[0] !== 0) {
      this.#window = undefined;
      return { data: bytes, reply: Buffer.alloc(0) };
    }
    return { data: bytes.subarray(1), reply: this.#told() };
  }

  /** The window has changed; returns what to send, nothing before the server has taken the opening. */
  resize(window: RloginWindow): Buffer {
    this.#window = window;
    return this.#open ? this.#told() : Buffer.alloc(0);
  }

  #told(): Buffer {
    const { columns = 0, rows = 0 } = this.#window ?? {};
    return columns > 0 && rows > 0 ? encodeWindow({ columns, rows }) : Buffer.alloc(0);
  }
}
