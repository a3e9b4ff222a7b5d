/** A running timer; cancelling one that has fired does nothing. */
export interface Timer {
  cancel(): void;
}

/**
 * Time as the rooms see it. Only the composition root makes a real one, so that every rule that depends on time
 * is tested with {@link FakeClock} and no sleep.
 */
export interface Clock {
  /** Wall-clock time in milliseconds since 1970 (UTC). May jump. */
  now(): number;
  /** Milliseconds from an arbitrary start; never goes back. For durations and timeouts. */
  monotonic(): number;
  /** Runs `fire` once, `delay` milliseconds from now. Does not keep the process alive on its own. */
  after(delay: number, fire: () => void): Timer;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(delay, fire) {
    const handle = setTimeout(fire, delay);
    handle.unref();
    return { cancel: () => clearTimeout(handle) };
  },
};

interface Pending {
  readonly at: number;
  readonly order: number;
  readonly fire: () => void;
}

/** A clock that moves only when told to. */
export class FakeClock implements Clock {
  #elapsed = 0;
  #order = 0;
  readonly #start: number;
  readonly #pending = new Set<Pending>();

  /** @param start wall-clock time at creation, in milliseconds since 1970 */
  constructor(start = Date.UTC(2001, 5, 27, 4, 26, 23)) {
    this.#start = start;
  }

  now(): number {
    // Whole milliseconds, as the wall clock of the system.
    return Math.floor(this.#start + this.#elapsed);
  }

  monotonic(): number {
    return this.#elapsed;
  }

  after(delay: number, fire: () => void): Timer {
    const pending: Pending = { at: this.#elapsed + Math.max(0, delay), order: this.#order++, fire };
    this.#pending.add(pending);
    return { cancel: () => void this.#pending.delete(pending) };
  }

  /** How many timers wait. */
  get waiting(): number {
    return this.#pending.size;
  }

  /** Moves time forward, firing every timer that comes due in order, and lets pending promise callbacks run. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#elapsed + milliseconds;
    await settle();
    for (let next = this.#earliest(end); next !== undefined; next = this.#earliest(end)) {
      this.#pending.delete(next);
      this.#elapsed = next.at;
      next.fire();
      await settle();
    }
    this.#elapsed = end;
    await settle();
  }

  #earliest(end: number): Pending | undefined {
    let found: Pending | undefined;
    for (const pending of this.#pending) {
      if (pending.at > end) continue;
      if (found === undefined || pending.at < found.at || (pending.at === found.at && pending.order < found.order))
        found = pending;
    }
    return found;
  }
}

/** Lets every promise callback that is already due run. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
