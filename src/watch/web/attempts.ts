import type { Clock } from '../../base/clock.ts';

/** Wrong passwords in a row that cost nothing, and milliseconds until one more is let through after that. */
const burst = 5;
const refill = 12_000;
/** Different names remembered; who guesses from many addresses at many names must not fill the memory. */
const most = 10_000;

/**
 * How often somebody may guess: five wrong passwords at once, then one every twelve seconds, counted for the address and
 * for the user name, whichever is worse. A right password forgives the address, so that a mistyped one costs nothing.
 */
export class Attempts {
  readonly #clock: Clock;
  /** When the debt of each is paid, by the monotonic clock. */
  readonly #debts = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts a try. Whole seconds to wait, if there was one too many: then nothing is asked and nothing counted. */
  take(caller: string, user: string): number | undefined {
    const now = this.#clock.monotonic();
    const keys = [`a ${caller}`, `u ${user}`];
    const limit = now + (burst - 1) * refill;
    const debts = keys.map((key) => Math.max(this.#debts.get(key) ?? now, now));
    const worst = Math.max(...debts);
    if (worst > limit) return Math.ceil((worst - limit) / 1000);
    if (this.#debts.size > most) this.#forget(now);
    for (const [index, key] of keys.entries()) this.#debts.set(key, (debts[index] ?? now) + refill);
    return undefined;
  }

  /** The password was right. The name's debt stays less one: others may be guessing at it. */
  forgive(caller: string, user: string): void {
    this.#debts.delete(`a ${caller}`);
    const debt = this.#debts.get(`u ${user}`);
    if (debt !== undefined) this.#debts.set(`u ${user}`, debt - refill);
  }

  #forget(now: number): void {
    for (const [key, debt] of this.#debts) if (debt <= now) this.#debts.delete(key);
    if (this.#debts.size > most) this.#debts.clear();
  }
}
