import type { Clock, Timer } from '../../base/clock.ts';

/** One timer for many moments: goes off at the earliest of those that it was told of. */
export class DueTimer {
  readonly #clock: Clock;
  readonly #fire: () => void;
  #timer: Timer | undefined;
  #at = Number.POSITIVE_INFINITY;

  /** @param fire is to tell of the moments after this one */
  constructor(clock: Clock, fire: () => void) {
    this.#clock = clock;
    this.#fire = fire;
  }

  /** @param due the earliest moment now, of the clock that does not jump */
  arm(due: number | undefined): void {
    if (due === undefined || (due >= this.#at && this.#timer !== undefined)) return;
    this.#timer?.cancel();
    this.#at = due;
    this.#timer = this.#clock.after(Math.max(0, due - this.#clock.monotonic()), () => {
      this.#timer = undefined;
      this.#at = Number.POSITIVE_INFINITY;
      this.#fire();
    });
  }

  stop(): void {
    this.#timer?.cancel();
  }
}
