import type { Clock } from '../base/clock.ts';

/** How long an interim waits for counters, milliseconds. */
const freshTime = 2000;

/** How sources read their counters when a record is due, so that what it says is current. */
export class FreshCounters {
  readonly #clock: Clock;
  readonly #readers = new Map<string, () => Promise<void>>();
  readonly #forNews = new Set<string>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** See {@link Accounting.freshen}. */
  set(source: string, read: () => Promise<void>, news: boolean): void {
    this.#readers.set(source, read);
    if (news) this.#forNews.add(source);
  }

  /** Whether a source reads its counters for an interim about news, too. */
  forNews(source: string): boolean {
    return this.#forNews.has(source);
  }

  /** Calls `then` when the source has read its counters, or has not within its time; at once when it reads none. */
  read(source: string, then: () => void): void {
    const read = this.#readers.get(source);
    if (read === undefined) then();
    else void this.#within(freshTime, read()).then(then);
  }

  /** Resolves with the work, and after some milliseconds in any case. */
  #within(time: number, work: Promise<void>): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#clock.after(time, resolve);
      const done = (): void => {
        timer.cancel();
        resolve();
      };
      work.then(done, done);
    });
  }
}
