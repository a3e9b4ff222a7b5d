import type { Clock, Timer } from '../base/clock.ts';
import type { Random } from '../base/random.ts';
import { firstInterim, Schedule } from './schedule.ts';

/** Calls when a session's interim is due: one timer for all sessions. */
export class Interims {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #due: (key: number) => number;
  readonly #schedule = new Schedule();
  #timer: Timer | undefined;
  #armedFor = Number.POSITIVE_INFINITY;

  /** @param due makes the interim of a session; returns the seconds until its next one, 0: none */
  constructor(clock: Clock, random: Random, due: (key: number) => number) {
    this.#clock = clock;
    this.#random = random;
    this.#due = due;
  }

  /**
   * @param interval seconds, 0: no interims
   * @param jitter seconds
   */
  add(key: number, interval: number, jitter: number): void {
    if (interval === 0) return;
    this.#schedule.put(key, this.#clock.monotonic() + firstInterim(interval, jitter, this.#random.fraction()));
    this.#arm();
  }

  /** When the next interim of a session is due on the monotonic clock; `undefined` when none is. */
  due(key: number): number | undefined {
    return this.#schedule.due(key);
  }

  /** @param at milliseconds on the monotonic clock */
  postpone(key: number, at: number): void {
    this.#schedule.put(key, at);
    this.#arm();
  }

  drop(key: number): void {
    this.#schedule.drop(key);
  }

  stop(): void {
    this.#timer?.cancel();
    this.#armedFor = Number.NEGATIVE_INFINITY;
  }

  #arm(): void {
    const next = this.#schedule.next();
    if (next === undefined || next >= this.#armedFor) return;
    this.#timer?.cancel();
    this.#armedFor = next;
    this.#timer = this.#clock.after(Math.max(0, next - this.#clock.monotonic()), () => {
      this.#armedFor = Number.POSITIVE_INFINITY;
      this.#fire();
      this.#arm();
    });
  }

  #fire(): void {
    const now = this.#clock.monotonic();
    for (let key = this.#schedule.take(now); key !== undefined; key = this.#schedule.take(now)) {
      const again = this.#due(key);
      if (again > 0) this.#schedule.put(key, now + again * 1000);
    }
  }
}
