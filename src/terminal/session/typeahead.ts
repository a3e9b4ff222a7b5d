import { type Key, KeyDecoder } from '../editor/keys.ts';

/** Bytes that make no key and are kept in case that a command wants them. */
const mostUnread = 256;

/** A key, and the bytes that were typed for it. */
interface Typed {
  readonly key: Key;
  readonly bytes: readonly number[];
}

/** What was typed and nobody has read: keys, and the bytes that they were made of. */
export class Typeahead {
  #decoder = new KeyDecoder();
  #keys: Typed[] = [];
  #next = 0;
  /** Bytes since the last key: of one that is not over yet, and such as are none. */
  #begun: number[] = [];

  /** Keys that wait. */
  get length(): number {
    return this.#keys.length - this.#next;
  }

  /** @param interrupt who hears Ctrl-C and Ctrl-^ at this moment, which throw away what was typed before; `undefined`: they are keys as others */
  feed(bytes: Uint8Array, interrupt: () => (() => void) | undefined): void {
    for (const byte of bytes) {
      const endsReturn = this.#decoder.afterReturn && (byte === 10 || byte === 0);
      const key = this.#decoder.feed(byte);
      if (!endsReturn) this.#begun.push(byte);
      if (key === undefined) {
        if (this.#begun.length > mostUnread) this.#begun = [];
        continue;
      }
      const typed = { key, bytes: this.#begun };
      this.#begun = [];
      const stops = key.action === 'interrupt' || key.action === 'abort';
      const interrupted = stops ? interrupt() : undefined;
      if (interrupted === undefined) this.#keys.push(typed);
      else {
        this.#forget();
        interrupted();
      }
    }
  }

  take(): Key | undefined {
    const typed = this.#keys[this.#next];
    if (typed === undefined) this.#forget();
    else this.#next += 1;
    return typed?.key;
  }

  /** Takes an Enter, if that is what comes next. */
  skipEnter(): void {
    if (this.#keys[this.#next]?.key.action === 'enter') this.#next += 1;
  }

  /** Gives everything back as it was typed, and begins anew; `afterReturn`: the last byte was a carriage return that ended a line. */
  takeBytes(): { readonly bytes: Uint8Array; readonly afterReturn: boolean } {
    const { afterReturn } = this.#decoder;
    const bytes = Uint8Array.from([...this.#keys.slice(this.#next).flatMap((typed) => typed.bytes), ...this.#begun]);
    this.#forget();
    this.#decoder = new KeyDecoder();
    this.#begun = [];
    return { bytes, afterReturn };
  }

  /** Throws away the keys that nobody has read. */
  #forget(): void {
    this.#keys = [];
    this.#next = 0;
  }
}
