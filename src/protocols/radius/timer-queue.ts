import type { Clock, Timer } from '../../base/clock.ts';

/** Something that waits in a {@link TimerQueue}; the queue keeps its place in `position`. */
export interface Waiting {
  /** Monotonic milliseconds. */
  due: number;
  /** Index in the queue; -1 when not in it. */
  position: number;
  expire(): void;
}

/** How early a system timer may fire before the clock says so, milliseconds. */
const slack = 1;

/**
 * Many deadlines over one timer of the clock: a binary heap whose entries know their place, so that the usual case,
 * an answer before the deadline, removes its entry at once and touches no timer.
 */
export class TimerQueue {
  readonly #clock: Clock;
  readonly #heap: Waiting[] = [];
  #timer: Timer | undefined;
  #wakeAt = Number.POSITIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#heap.length;
  }

  /** @param now monotonic milliseconds, when the caller has just read the clock */
  add(entry: Waiting, delay: number, now = this.#clock.monotonic()): void {
    if (entry.position >= 0) this.remove(entry);
    entry.due = now + delay;
    this.#heap.push(entry);
    this.#up(entry, this.#heap.length - 1);
    if (entry.due < this.#wakeAt) this.#schedule(entry.due);
  }

  remove(entry: Waiting): void {
    const at = entry.position;
    if (at < 0) return;
    entry.position = -1;
    const last = this.#heap.pop();
    if (last === undefined || last === entry) return;
    this.#up(last, at);
    this.#down(last, last.position);
  }

  /** Forgets everything, without expiring it. */
  clear(): void {
    for (const entry of this.#heap) entry.position = -1;
    this.#heap.length = 0;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#wakeAt = Number.POSITIVE_INFINITY;
  }

  #schedule(at: number): void {
    this.#timer?.cancel();
    this.#wakeAt = at;
    this.#timer = this.#clock.after(Math.max(0, at - this.#clock.monotonic()), () => this.#wake());
  }

  #wake(): void {
    this.#timer = undefined;
    this.#wakeAt = Number.POSITIVE_INFINITY;
    const now = this.#clock.monotonic() + slack;
    for (let first = this.#heap[0]; first !== undefined && first.due < now; first = this.#heap[0]) {
      this.remove(first);
      first.expire();
    }
    const first = this.#heap[0];
    if (first !== undefined && first.due < this.#wakeAt) this.#schedule(first.due);
  }

  #up(entry: Waiting, from: number): void {
    let at = from;
    while (at > 0) {
      const parentAt = (at - 1) >> 1;
      const parent = this.#heap[parentAt];
      if (parent === undefined || parent.due <= entry.due) break;
      this.#heap[at] = parent;
      parent.position = at;
      at = parentAt;
    }
    this.#heap[at] = entry;
    entry.position = at;
  }

  #down(entry: Waiting, from: number): void {
    let at = from;
    for (;;) {
      let childAt = 2 * at + 1;
      let child = this.#heap[childAt];
      if (child === undefined) break;
      const right = this.#heap[childAt + 1];
      if (right !== undefined && right.due < child.due) [child, childAt] = [right, childAt + 1];
      if (child.due >= entry.due) break;
      this.#heap[at] = child;
      child.position = at;
      at = childAt;
    }
    this.#heap[at] = entry;
    entry.position = at;
  }
}
