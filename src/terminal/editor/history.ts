/** Lines typed so far, oldest first; remembers what was asked for last. */
export class History {
  #lines: string[] = [];
  #size: number;

  /** @param size lines kept, 0–256; default 20 as in IOS */
  constructor(size = 20) {
    this.#size = size;
  }

  get size(): number {
    return this.#size;
  }

  set size(size: number) {
    this.#size = size;
    this.#lines = size === 0 ? [] : this.#lines.slice(-size);
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  /** Keeps a line; blank lines and an immediate repetition are not kept. */
  add(line: string): void {
    if (this.#size === 0 || line.trim() === '' || line === this.#lines.at(-1)) return;
    this.#lines.push(line);
    if (this.#lines.length > this.#size) this.#lines.shift();
  }
}

/** What was killed, newest first; as many as IOS keeps. */
export class KillRing {
  #texts: (readonly string[])[] = [];

  get texts(): readonly (readonly string[])[] {
    return this.#texts;
  }

  add(text: readonly string[]): void {
    if (text.length > 0) this.#texts = [text, ...this.#texts].slice(0, 10);
  }
}
