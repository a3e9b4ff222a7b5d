import type { AccountingRecord } from '../record.ts';

/** One waiting record. */
export interface Entry {
  readonly id: number;
  readonly kind: number;
  /** Absent while it is only on disk. */
  record: AccountingRecord | undefined;
  attempts: number;
  lastError: string | undefined;
}

/** Waiting records of one session for one destination, oldest first. One at a time is under way. */
export interface Lane {
  readonly key: number;
  readonly entries: Entry[];
  /** `parked`: its first record failed while others got through; it waits by itself. */
  state: 'ready' | 'in-flight' | 'parked';
}

/** First in, first out, without moving the rest at every step. */
export class Fifo<T> {
  #items: (T | undefined)[] = [];
  #head = 0;

  get size(): number {
    return this.#items.length - this.#head;
  }

  push(item: T): void {
    this.#items.push(item);
  }

  shift(): T | undefined {
    if (this.#head === this.#items.length) return undefined;
    const item = this.#items[this.#head];
    this.#items[this.#head++] = undefined;
    if (this.#head > 1024 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }
}
