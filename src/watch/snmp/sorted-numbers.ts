/** Numbers in a block at most; blocks that are fuller are halved. */
const full = 1024;

/** A set of numbers in order that changes all the time: additions, removals and look-ups take microseconds at 100,000. */
export class SortedNumbers {
  /** None is empty. */
  readonly #blocks: number[][] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(value: number): void {
    const at = this.#blockOf(value);
    const block = this.#blocks[at];
    if (block === undefined) {
      const last = this.#blocks.at(-1);
      if (last !== undefined && last.length < full) last.push(value);
      else this.#blocks.push([value]);
      this.#size++;
      return;
    }
    const place = firstFrom(block, value);
    if (block[place] === value) return;
    block.splice(place, 0, value);
    this.#size++;
    if (block.length > full) this.#blocks.splice(at + 1, 0, block.splice(full >>> 1));
  }

  delete(value: number): void {
    const at = this.#blockOf(value);
    const block = this.#blocks[at];
    if (block === undefined) return;
    const place = firstFrom(block, value);
    if (block[place] !== value) return;
    block.splice(place, 1);
    this.#size--;
    if (block.length === 0) this.#blocks.splice(at, 1);
  }

  /** The smallest that is larger; `undefined`: none is. */
  after(value: number): number | undefined {
    const block = this.#blocks[this.#blockOf(value + 1)];
    return block?.[firstFrom(block, value + 1)];
  }

  /** The first block whose last number is not smaller. */
  #blockOf(value: number): number {
    let low = 0;
    let high = this.#blocks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#blocks[middle]?.at(-1) ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Place of the first number that is not smaller. */
function firstFrom(block: readonly number[], value: number): number {
  let low = 0;
  let high = block.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((block[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
