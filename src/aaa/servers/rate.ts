import type { RateSnapshot } from './snapshot.ts';

const minute = 60_000;
const minutesKept = 24 * 60;

/** Requests per minute over the past 24 hours: one counter per minute in a ring. */
export class RequestRate {
  readonly #counts = new Uint32Array(minutesKept);
  readonly #start: number;
  #latest = 0;

  /** @param now monotonic milliseconds, here and below */
  constructor(now: number) {
    this.#start = now;
  }

  count(now: number): void {
    const index = this.#moveTo(now);
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
  }

  /** High and low among the minutes since counting began; the average includes the running minute. */
  snapshot(now: number): RateSnapshot {
    this.#moveTo(now);
    const known = Math.min(this.#latest + 1, minutesKept);
    let high = { minutesAgo: 0, requests: -1 };
    let low = { minutesAgo: 0, requests: Number.POSITIVE_INFINITY };
    let sum = 0;
    for (let minutesAgo = 0; minutesAgo < known; minutesAgo++) {
      const requests = this.#counts[(this.#latest - minutesAgo) % minutesKept] ?? 0;
      sum += requests;
      if (requests > high.requests) high = { minutesAgo, requests };
      if (requests <= low.requests) low = { minutesAgo, requests };
    }
    return { high, low, average: Math.floor(sum / known) };
  }

  #moveTo(now: number): number {
    const current = Math.floor((now - this.#start) / minute);
    const steps = Math.min(current - this.#latest, minutesKept);
    for (let step = 1; step <= steps; step++) this.#counts[(current - steps + step) % minutesKept] = 0;
    this.#latest = current;
    return current % minutesKept;
  }
}
