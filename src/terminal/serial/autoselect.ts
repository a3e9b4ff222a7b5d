import { PppDetector } from './framing.ts';

/** What a caller sends, before it is known whether it is a person's typing or PPP. */
export class CallerInput {
  readonly #detector = new PppDetector();
  #held: Uint8Array[] = [];
  /** The Return that wakes the line is not for the login. */
  #waking = false;

  /** The first Return only wakes the line. */
  awaitReturn(): void {
    this.#waking = true;
  }

  /**
   * Takes in bytes.
   * @param autoselect whether PPP is looked for
   * @returns `ppp` when the caller has begun with PPP; the bytes that are typed; `undefined` while it may become either
   */
  feed(bytes: Uint8Array, autoselect: boolean): Uint8Array | 'ppp' | undefined {
    const chunk = this.#held.length === 0 ? bytes : Buffer.concat([...this.#held.splice(0), bytes]);
    if (autoselect) {
      if (this.#detector.feed(bytes)) return 'ppp';
      if (this.#detector.possible) {
        this.#held.push(chunk);
        return undefined;
      }
    }
    return chunk;
  }

  /** Typed bytes as a login is to have them. */
  forLogin(bytes: Uint8Array): Uint8Array {
    const typed = this.#waking ? withoutReturn(bytes) : bytes;
    this.#waking = false;
    return typed;
  }
}

/** What is typed after the Return that wakes a line. */
function withoutReturn(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte !== 13 && byte !== 10);
  return first === -1 ? new Uint8Array() : bytes.subarray(first);
}
