import type { Clock, Timer } from '../base/clock.ts';
import type { Random } from '../base/random.ts';
import type { Plan } from './lists.ts';
import { firstInterim, Schedule } from './schedule.ts';

/** Interims of many sessions are made together, so that they share a commit: not more often than this, milliseconds. */
const together = 50;
/** RFC 2869 §5.16: no interims more often than this, seconds. */
const shortestInterval = 60;

/** Seconds between the interims of a session that wants them so often; 0: none. */
export const intervalOf = ({ rule }: Pick<Plan, 'rule'>, seconds: number): number =>
  rule !== 'start-stop' || seconds <= 0 ? 0 : Math.max(seconds, shortestInterval);

/** Calls when a session's interim is due: one timer for all sessions. */
export class Interims {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #due: (key: number, late: number) => number;
  readonly #schedule = new Schedule();
  #timer: Timer | undefined;
  #armedFor = Number.POSITIVE_INFINITY;
  #fired = Number.NEGATIVE_INFINITY;

  /** @param due makes the interim of a session, `late` milliseconds late; returns the seconds to its next one, 0: none */
  constructor(clock: Clock, random: Random, due: (key: number, late: number) => number) {
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
    const due = this.#schedule.next();
    if (due === undefined) return;
    const next = Math.max(due, this.#fired + together);
    if (next >= this.#armedFor) return;
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
    this.#fired = now;
    for (let next = this.#schedule.take(now); next !== undefined; next = this.#schedule.take(now)) {
      const { key, at } = next;
      const again = this.#due(key, now - at) * 1000;
      // One that was late doesn't make the next ones late; after a long sleep of the box none is made up for.
      if (again > 0) this.#schedule.put(key, at + again > now ? at + again : now + again);
    }
  }
}
