const block = 1024;
const modulus = 2 ** 32;

/**
 * Session ids and task ids: one 32-bit counter. A block is reserved on disk before its first number can be used by a
 * stored record, so a number is never given twice, whatever dies; a crash skips at most a block. 0 is never given.
 */
export class Identifiers {
  #next: number;
  #reserved: number;
  readonly #reserve: (mark: number) => void;

  /**
   * @param mark first number not reserved by an earlier life; 1 at first
   * @param reserve stores a new mark, before anything that is stored later
   */
  constructor(mark: number, reserve: (mark: number) => void) {
    this.#next = mark;
    this.#reserved = mark;
    this.#reserve = reserve;
  }

  /** @param taken numbers still in use, passed over after the counter has wrapped */
  take(taken: (id: number) => boolean = () => false): number {
    for (;;) {
      if (this.#reserved - this.#next < block / 2) {
        this.#reserved += block;
        this.#reserve(this.#reserved % modulus || 1);
      }
      const id = this.#next % modulus;
      this.#next += 1;
      if (id !== 0 && !taken(id)) return id;
    }
  }

  /** What a clean stop stores, so that nothing is skipped. */
  get mark(): number {
    return this.#next % modulus || 1;
  }
}
