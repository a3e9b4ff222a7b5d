/**
 * Free identifiers of one server, over all its source ports, least recently used first (RFC 5080 §2.2.2). A slot is a
 * port's index times 256 plus the identifier. A ring that grows by 256 with each port.
 */
export class Identifiers {
  #ring: Uint32Array = new Uint32Array(0);
  #head = 0;
  #free = 0;
  #ports = 0;

  get free(): number {
    return this.#free;
  }

  /** Adds the 256 identifiers of a new port, beginning at `first`, and returns the port's index. */
  addPort(first: number): number {
    const larger = new Uint32Array(this.#ring.length + 256);
    for (let i = 0; i < this.#free; i++) larger[i] = this.#ring[(this.#head + i) % this.#ring.length] ?? 0;
    this.#ring = larger;
    this.#head = 0;
    const port = this.#ports++;
    for (let i = 0; i < 256; i++) this.release(port * 256 + ((first + i) & 255));
    return port;
  }

  /** The slot that has been free for the longest; undefined when all are outstanding. */
  take(): number | undefined {
    if (this.#free === 0) return undefined;
    const slot = this.#ring[this.#head];
    this.#head = (this.#head + 1) % this.#ring.length;
    this.#free--;
    return slot;
  }

  release(slot: number): void {
    this.#ring[(this.#head + this.#free) % this.#ring.length] = slot;
    this.#free++;
  }
}
