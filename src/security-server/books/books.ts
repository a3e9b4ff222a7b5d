import { join } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import type { EventLog } from '../../base/event-log.ts';
import { besideModule, openStore, type Store } from '../../store/index.ts';
import type recordsProgram from './records-program.ts';
import type { Progress } from './records-program.ts';

export const recordsFile = (directory: string): string => join(directory, 'records.db');

/** Records booked in one transaction: enough to share an fsync, few enough for readers to see them soon. */
const stepRecords = 2048;
/** Milliseconds between tries while the books cannot be written. */
const retryDelay = 1000;

/**
 * Receiving goes first: when this many batches arrived during a step, the assembler rests four times as long as the
 * step took (at most a second), so that a burst is taken at full speed and booked after it. It no longer rests when the inbox has grown by
 * `most` batches (half a million records or so): a load that lasts must be booked as fast as it comes.
 */
const burst = { batches: 16, rest: 4, most: 5000 } as const;

/** Opens the books beside the inbox, which must exist. Rejects with a StoreError. */
export const openBooks = (directory: string): Promise<Store<typeof recordsProgram>> =>
  openStore<typeof recordsProgram>({
    file: recordsFile(directory),
    program: besideModule(import.meta.url, './records-program'),
  });

/** One step of the assembler. */
export const bookStep = (store: Store<typeof recordsProgram>): Promise<Progress> => store.submit('book', stepRecords);

export interface AssemblerOptions {
  readonly clock: Clock;
  readonly log: EventLog;
  /** Called with the last batch that is durably in the books, after each step. */
  readonly booked: (batch: number) => void;
}

/** Keeps the books up to the inbox: told of the newest batch, it books until it is there. */
export class Assembler {
  readonly #store: Store<typeof recordsProgram>;
  readonly #options: AssemblerOptions;
  #target = 0;
  #done = 0;
  #working = false;
  #closed = false;
  #failing = false;
  #waiting: { readonly batch: number; readonly resolve: () => void }[] = [];

  constructor(store: Store<typeof recordsProgram>, options: AssemblerOptions) {
    this.#store = store;
    this.#options = options;
  }

  /** The inbox has batches up to this one. */
  follow(tip: number): void {
    this.#target = Math.max(this.#target, tip);
    if (!this.#working && !this.#closed && this.#done < this.#target) void this.#work();
  }

  /** Resolves when that batch is in the books (or the assembler was closed). */
  reached(batch: number): Promise<void> {
    if (this.#closed || this.#done >= batch) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push({ batch, resolve });
      this.follow(batch);
    });
  }

  /** Ends after the step under way. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#wake();
    await this.#store.close();
  }

  async #work(): Promise<void> {
    this.#working = true;
    while (!this.#closed && this.#done < this.#target) {
      const aim = this.#target;
      const started = this.#options.clock.monotonic();
      try {
        const progress = await bookStep(this.#store);
        this.#report(progress.unreadable);
        // All of the inbox up to `aim` was there to read: what the step did not find was booked before.
        this.#done = progress.more ? progress.batch : Math.max(progress.batch, aim);
        this.#options.booked(progress.batch);
        this.#wake();
        const arrived = this.#target - aim;
        if (arrived >= burst.batches && this.#target - this.#done < burst.most)
          await this.#rest(Math.min(1000, burst.rest * (this.#options.clock.monotonic() - started)));
      } catch (error) {
        this.#complain(error);
        await this.#rest(retryDelay);
      }
    }
    this.#working = false;
  }

  #rest(delay: number): Promise<void> {
    return new Promise((resolve) => this.#options.clock.after(delay, resolve));
  }

  #wake(): void {
    const due = this.#waiting.filter(({ batch }) => this.#closed || batch <= this.#done);
    this.#waiting = this.#waiting.filter((one) => !due.includes(one));
    for (const { resolve } of due) resolve();
  }

  #report(unreadable: number): void {
    if (unreadable > 0)
      this.#options.log.message('SECSRV', 4, 'UNREADABLE', `${unreadable} packets were no accounting records.`);
    if (this.#failing) this.#options.log.message('SECSRV', 5, 'BOOKS_OK', 'The books can be written again.');
    this.#failing = false;
  }

  #complain(error: unknown): void {
    if (this.#failing || this.#closed) return;
    this.#failing = true;
    const reason = error instanceof Error ? error.message : String(error);
    this.#options.log.message('SECSRV', 3, 'BOOKS_FAIL', `Records wait in the inbox, the books fail: ${reason}`);
  }
}
