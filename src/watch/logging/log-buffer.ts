/** The lines of `logging buffered`: a ring that forgets the oldest line when its size in bytes is reached. */
export class LogBuffer {
  #lines: string[] = [];
  #bytes = 0;
  #size: number;

  /** @param size most bytes kept, line ends counted */
  constructor(size: number) {
    this.#size = size;
  }

  get size(): number {
    return this.#size;
  }

  resize(size: number): void {
    this.#size = size;
    this.#trim();
  }

  add(line: string): void {
    this.#lines.push(line);
    this.#bytes += Buffer.byteLength(line) + 1;
    this.#trim();
  }

  lines(): readonly string[] {
    return this.#lines;
  }

  clear(): void {
    this.#lines = [];
    this.#bytes = 0;
  }

  #trim(): void {
    let drop = 0;
    while (this.#bytes > this.#size && drop < this.#lines.length) {
      this.#bytes -= Buffer.byteLength(this.#lines[drop] ?? '') + 1;
      drop += 1;
    }
    if (drop > 0) this.#lines = this.#lines.slice(drop);
  }
}
