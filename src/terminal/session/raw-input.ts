/** Bytes of a user that wait for whoever has taken the terminal over. */
export class RawInput {
  readonly #chunks: Uint8Array[] = [];
  #length = 0;
  #over = false;
  /** The line feed or NUL of the Enter that ended the command may still be on its way. */
  #afterReturn: boolean;
  #reader: ((bytes: Uint8Array | undefined) => void) | undefined;

  /** @param afterReturn the last byte before these was a carriage return that ended a line */
  constructor(afterReturn: boolean) {
    this.#afterReturn = afterReturn;
  }

  /** Bytes that nobody has read. */
  get length(): number {
    return this.#length;
  }

  put(bytes: Uint8Array): void {
    const belongsToReturn = this.#afterReturn && (bytes[0] === 10 || bytes[0] === 0);
    if (bytes.length > 0) this.#afterReturn = false;
    const rest = belongsToReturn ? bytes.subarray(1) : bytes;
    if (rest.length === 0 || this.#over) return;
    const reader = this.#reader;
    this.#reader = undefined;
    if (reader !== undefined) {
      reader(rest);
      return;
    }
    this.#chunks.push(rest);
    this.#length += rest.length;
  }

  /** The next bytes; `undefined` when there will be none. */
  read(): Promise<Uint8Array | undefined> {
    const chunk = this.#chunks.shift();
    if (chunk !== undefined) {
      this.#length -= chunk.length;
      return Promise.resolve(chunk);
    }
    if (this.#over) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      this.#reader?.(undefined);
      this.#reader = resolve;
    });
  }

  /** There will be no more: what waits can still be read. */
  end(): void {
    this.#over = true;
    this.#reader?.(undefined);
    this.#reader = undefined;
  }

  /** Ends, and gives back what nobody has read. */
  take(): Uint8Array {
    this.end();
    this.#length = 0;
    return Buffer.concat(this.#chunks.splice(0));
  }
}
