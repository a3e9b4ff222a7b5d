import type { Clock, Timer } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import { backoff } from './backoff.ts';

/**
 * How fast a destination is tried: fully while it answers; while nobody does it rests, longer each time, and then a
 * few records probe it.
 */
export class Pace {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #allowance: number;
  readonly #resume: () => void;
  #down = false;
  #failures = 0;
  #probes = 0;
  #rest: Timer | undefined;
  #acknowledged = 0;

  /**
   * @param allowance records that probe together
   * @param resume called when a rest is over
   */
  constructor(clock: Clock, random: Random, allowance: number, resume: () => void) {
    this.#clock = clock;
    this.#random = random;
    this.#allowance = allowance;
    this.#resume = resume;
  }

  get down(): boolean {
    return this.#down;
  }

  get maySend(): boolean {
    return !this.#down || this.#probes > 0;
  }

  /** A record goes out; the token says later whether others got through meanwhile. */
  sent(): number {
    if (this.#down) this.#probes -= 1;
    return this.#acknowledged;
  }

  othersGotThrough(token: number): boolean {
    return this.#acknowledged > token;
  }

  acknowledged(): void {
    this.#acknowledged += 1;
    this.#down = false;
    this.#failures = 0;
    this.stop();
  }

  failed(): void {
    this.#down = true;
  }

  /** Call when a record has come back without acknowledgement; the rest begins when the last one has. */
  settle(inFlight: number): void {
    if (!this.#down || inFlight > 0 || this.#rest !== undefined) return;
    this.#failures += 1;
    this.#probes = 0;
    this.#rest = this.#clock.after(backoff(this.#failures, this.#random), () => {
      this.#rest = undefined;
      this.#probes = this.#allowance;
      this.#resume();
    });
  }

  /** A server is heard: no more resting. */
  wake(): void {
    this.stop();
    this.#failures = 0;
    if (this.#down) this.#probes = this.#allowance;
  }

  stop(): void {
    this.#rest?.cancel();
    this.#rest = undefined;
  }
}
