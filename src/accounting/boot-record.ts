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
  readonly admitted: Promise<void>;
  #admit: () => void = () => {};
  readonly #untried = new Set<number>();
  readonly #waiting = new Set<number>();
  #limit: Timer | undefined;

  constructor() {
    this.admitted = new Promise((resolve) => {
      this.#admit = resolve;
    });
  }

  /** Nobody waits for the record: there is none, or it is not wanted first, or the disk does not take it. */
  skip(): void {
    this.#admit();
  }

  /** @param release lets the other records go */
  begin(entries: readonly number[], clock: Clock, release: () => void): void {
    for (const entry of entries) {
      this.#untried.add(entry);
      this.#waiting.add(entry);
    }
    this.#limit = clock.after(guaranteeLimit, () => {
      release();
      this.#admit();
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
    if (this.#untried.delete(entry) && this.#untried.size === 0) this.#admit();
  }

  stop(): void {
    this.#limit?.cancel();
    this.#admit();
  }
}
