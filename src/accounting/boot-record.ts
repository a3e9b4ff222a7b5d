import type { Clock, Timer } from '../base/clock.ts';
import { guaranteeLimit } from './engine-options.ts';

/**
 * `aaa accounting system guarantee-first`: the boot's system record goes first, and users come in after it.
 *
 * Users are admitted when every destination has acknowledged it, or has been walked once in vain (each server timed
 * out as configured), and in any case after two minutes. Other records of a destination wait for the acknowledgement,
 * at most two minutes: some servers stay silent on Accounting-On for ever.
 */
export class BootRecord {
  readonly #admission = Promise.withResolvers<void>();
  readonly #untried = new Set<number>();
  readonly #waiting = new Set<number>();
  #limit: Timer | undefined;

  /** Resolves when users come in. */
  get admitted(): Promise<void> {
    return this.#admission.promise;
  }

  /** Users wait for the record no longer, or not at all: there is none, it is not wanted first, the disk does not take it. */
  admit(): void {
    this.#admission.resolve();
  }

  /** @param release lets the other records go */
  begin(entries: readonly number[], clock: Clock, release: () => void): void {
    for (const entry of entries) {
      this.#untried.add(entry);
      this.#waiting.add(entry);
    }
    this.#limit = clock.after(guaranteeLimit, () => {
      release();
      this.admit();
    });
  }

  has(entry: number): boolean {
    return this.#waiting.has(entry);
  }

  acknowledged(entry: number): void {
    if (!this.#waiting.delete(entry)) return;
    this.tried(entry);
    if (this.#waiting.size === 0) this.#limit?.cancel();
  }

  tried(entry: number): void {
    if (this.#untried.delete(entry) && this.#untried.size === 0) this.admit();
  }

  stop(): void {
    this.#limit?.cancel();
    this.admit();
  }
}
