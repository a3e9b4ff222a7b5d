/**
 * When which session's next interim is due: a binary heap of (due, key). A session that has gone or was put again is
 * left in place and passed over when its old entry comes up, so nothing is searched for.
 */
export class Schedule {
  readonly #due = new Map<number, number>();
  readonly #heap: { readonly at: number; readonly key: number }[] = [];

  /** @param at milliseconds on the monotonic clock */
  put(key: number, at: number): void {
    this.#due.set(key, at);
    const heap = this.#heap;
    let index = heap.push({ at, key }) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (heap[parent]!.at <= heap[index]!.at) break;
      [heap[parent], heap[index]] = [heap[index]!, heap[parent]!];
      index = parent;
    }
  }

  drop(key: number): void {
    this.#due.delete(key);
  }

  /** When this one is due, if it is on the schedule. */
  due(key: number): number | undefined {
    return this.#due.get(key);
  }

  /** When the next one is due; `undefined` when nothing is. */
  next(): number | undefined {
    for (let top = this.#heap[0]; top !== undefined; top = this.#heap[0]) {
      if (this.#due.get(top.key) === top.at) return top.at;
      this.#removeTop();
    }
    return undefined;
  }

  /** Takes out one key that is due at `now`, and since when; call until it says `undefined`. */
  take(now: number): { readonly key: number; readonly at: number } | undefined {
    const at = this.next();
    if (at === undefined || at > now) return undefined;
    const key = this.#removeTop();
    this.#due.delete(key);
    return { key, at };
  }

  #removeTop(): number {
    const heap = this.#heap;
    const top = heap[0]!;
    const last = heap.pop()!;
    if (heap.length > 0) {
      heap[0] = last;
      for (let index = 0; ; ) {
        let least = index;
        for (const child of [2 * index + 1, 2 * index + 2])
          if (child < heap.length && heap[child]!.at < heap[least]!.at) least = child;
        if (least === index) break;
        [heap[least], heap[index]] = [heap[index]!, heap[least]!];
        index = least;
      }
    }
    return top.key;
  }
}

/**
 * First interim: one interval after the start plus a share of the jitter, fixed for the session's life, so that
 * sessions that began together don't report together. The jitter never exceeds the interval.
 * @param interval seconds
 * @param jitter `aaa accounting jitter maximum`, seconds
 * @param fraction 0 ≤ fraction < 1
 * @returns milliseconds from the start
 */
export const firstInterim = (interval: number, jitter: number, fraction: number): number =>
  Math.round((interval + fraction * Math.min(jitter, interval)) * 1000);
