import type { Distribution } from './registry.ts';

/** Seconds. */
const bounds = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60] as const;

/** How late periodic interim records are made, from the start of the daemon on. */
export class InterimLateness {
  readonly #counts = new Array<number>(bounds.length + 1).fill(0);
  #sum = 0;

  /** For {@link EngineDeps.late}. */
  readonly observe = (milliseconds: number): void => {
    const seconds = milliseconds / 1000;
    const bucket = bounds.findIndex((bound) => seconds <= bound);
    const at = bucket < 0 ? bounds.length : bucket;
    this.#counts[at] = (this.#counts[at] ?? 0) + 1;
    this.#sum += seconds;
  };

  distribution(): Distribution {
    return { bounds, counts: this.#counts, sum: this.#sum };
  }
}
