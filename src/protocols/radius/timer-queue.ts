import type { Clock, Timer } from '../../base/clock.ts';

/** Something that waits in a {@link TimerQueue}, which keeps `line`, `before` and `after`. */
export interface Waiting {
  /** Monotonic milliseconds. */
  due: number;
  /** Absent: it does not wait. */
  line: Line | undefined;
  before: Waiting | undefined;
  after: Waiting | undefined;
  expire(): void;
}

/** All that wait equally long: the first to come is the first that is due. */
interface Line {
  readonly delay: number;
  first: Waiting | undefined;
  last: Waiting | undefined;
}

/** How early a system timer may fire before the clock says so, milliseconds. */
const slack = 1;

/**
 * Many deadlines over one timer of the clock. Timeouts come in few lengths, and most end before their time: entries of
 * one length stand in a line, and coming and going touch nothing but their neighbours. Jittered timeouts make as many
 * lines as they differ by whole milliseconds.
 */
export class TimerQueue {
  readonly #clock: Clock;
  readonly #lines = new Map<number, Line>();
  #size = 0;
  #timer: Timer | undefined;
  #wakeAt = Number.POSITIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#size;
  }

  /**
   * @param delay milliseconds; parts of one count as a whole one
   * @param now monotonic milliseconds, when the caller has just read the clock
   */
  add(entry: Waiting, delay: number, now = this.#clock.monotonic()): void {
    if (entry.line !== undefined) this.remove(entry);
    const whole = Math.ceil(delay);
    let line = this.#lines.get(whole);
    if (line === undefined) {
      line = { delay: whole, first: undefined, last: undefined };
      this.#lines.set(whole, line);
    }
    entry.due = now + whole;
    entry.line = line;
    entry.before = line.last;
    if (line.last === undefined) line.first = entry;
    else line.last.after = entry;
    line.last = entry;
    this.#size += 1;
    if (entry.due < this.#wakeAt) this.#schedule(entry.due);
  }

  remove(entry: Waiting): void {
    const { line, before, after } = entry;
    if (line === undefined) return;
    if (before === undefined) line.first = after;
    else before.after = after;
    if (after === undefined) line.last = before;
    else after.before = before;
    leave(entry);
    this.#size -= 1;
    if (line.first === undefined) this.#lines.delete(line.delay);
  }

  /** Forgets everything, without expiring it. */
  clear(): void {
    for (const { first } of this.#lines.values())
      for (let entry = first; entry !== undefined; ) {
        const { after } = entry;
        leave(entry);
        entry = after;
      }
    this.#lines.clear();
    this.#size = 0;
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
    for (let first = this.#next(); first !== undefined && first.due < now; first = this.#next()) {
      this.remove(first);
      first.expire();
    }
    const first = this.#next();
    if (first !== undefined && first.due < this.#wakeAt) this.#schedule(first.due);
  }

  /** Whoever is due first. */
  #next(): Waiting | undefined {
    let next: Waiting | undefined;
    for (const { first } of this.#lines.values())
      if (first !== undefined && (next === undefined || first.due < next.due)) next = first;
    return next;
  }
}

function leave(entry: Waiting): void {
  entry.line = undefined;
  entry.before = undefined;
  entry.after = undefined;
}
