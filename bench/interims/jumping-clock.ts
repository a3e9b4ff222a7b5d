import type { Clock, Timer } from '../../src/base/clock.ts';

interface Pending {
  /** Of this clock's monotonic time. */
  readonly due: number;
  readonly fire: () => void;
  handle: NodeJS.Timeout;
}

/** The system's clock, but it can be put forward. */
export class JumpingClock implements Clock {
  #ahead = 0;
  readonly #pending = new Set<Pending>();

  now(): number {
    return Date.now() + this.#ahead;
  }

  monotonic(): number {
    return performance.now() + this.#ahead;
  }

  after(delay: number, fire: () => void): Timer {
    const pending: Pending = {
      due: this.monotonic() + delay,
      fire,
      handle: this.#start(delay, () => this.#fire(pending)),
    };
    this.#pending.add(pending);
    return {
      cancel: () => {
        clearTimeout(pending.handle);
        this.#pending.delete(pending);
      },
    };
  }

  /** Puts it forward; what comes due by that fires as soon as it can. */
  jump(milliseconds: number): void {
    this.#ahead += milliseconds;
    for (const pending of this.#pending) {
      clearTimeout(pending.handle);
      pending.handle = this.#start(Math.max(0, pending.due - this.monotonic()), () => this.#fire(pending));
    }
  }

  #start(delay: number, fire: () => void): NodeJS.Timeout {
    return setTimeout(fire, delay).unref();
  }

  #fire(pending: Pending): void {
    this.#pending.delete(pending);
    pending.fire();
  }
}
