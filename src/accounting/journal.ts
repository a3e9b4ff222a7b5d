import type { Clock, Timer } from '../base/clock.ts';
import type { EventLog } from '../base/event-log.ts';
import { type Store, StoreError } from '../store/index.ts';
import type { StorageState } from './accounting.ts';
import { Along, type Rest } from './along.ts';
import type ledgerProgram from './ledger-program.ts';
import { type Change, type EntryRow, flatten, metaNames, type Superseded, type UsageRow } from './ledger-rows.ts';
import type { AccountingRecord } from './record.ts';
import { kindCodes } from './record-codec.ts';

export type LedgerStore = Store<typeof ledgerProgram>;

export interface JournalListener {
  /** This entry is on stable storage; in order of ids. */
  stored(entry: EntryRow, record: AccountingRecord): void;
  superseded(replaced: readonly Superseded[]): void;
}

interface Held {
  change: Change;
  /** Records of the change's entries, in their order. */
  records: readonly AccountingRecord[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Events that share a transaction at most. */
const batchSize = 2048;
/** Acknowledgements that share a commit, and how long the first waits for others, milliseconds. */
const gatherLimit = 256;
const gatherTime = 10;
/** Milliseconds until a failing disk is tried again: doubled from the first to the last. */
const firstRetry = 250;
const lastRetry = 5000;

/**
 * Brings events to the store in the order in which they happened.
 *
 * Invariants:
 * 1. One transaction at a time; an event is written after all events before it, or together with them.
 * 2. An event's promise resolves after its commit, and only then are its records shown to delivery.
 * 3. While the disk fails nothing is given up but interims; the rest waits in memory and is tried again, in order.
 *    Acknowledgements are tried first, because they make room.
 * 4. An event that the database refuses for its own fault (a bug) is told to its maker and holds up no other.
 */
export class Journal {
  readonly #store: LedgerStore;
  readonly #clock: Clock;
  readonly #log: EventLog;
  readonly #listener: JournalListener;
  #events: Held[] = [];
  readonly #along = new Along();
  #gathering: Timer | undefined;
  #writing = false;
  #scheduled = false;
  #failing: { reason: string; retry: number } | undefined;
  #droppedInterims = 0;
  #idle: (() => void)[] = [];
  /** Those who wait for a commit, but not for a failing disk. */
  readonly #impatient = new Set<() => void>();

  constructor(store: LedgerStore, clock: Clock, log: EventLog, listener: JournalListener) {
    this.#store = store;
    this.#clock = clock;
    this.#log = log;
    this.#listener = listener;
  }

  /** Resolves when the event is on stable storage. Rejects only when the store is closed or the event is impossible. */
  write(change: Change, records: readonly AccountingRecord[]): Promise<void> {
    return new Promise((resolve, reject) => {
      const held = { change, records, resolve, reject };
      if (this.#failing !== undefined) this.#withoutInterims(held);
      this.#events.push(held);
      this.#schedule();
    });
  }

  /** Resolves when `stored` does, or as soon as the disk fails. */
  storedOrHeld(stored: Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      const go = (): void => {
        this.#impatient.delete(go);
        resolve();
      };
      stored.then(go, (error: unknown) => {
        this.#impatient.delete(go);
        reject(error);
      });
      if (this.#failing === undefined) this.#impatient.add(go);
      else resolve();
    });
  }

  /**
   * A server has the record. Written with the next event, or with other acknowledgements a moment later: many share a
   * commit, and a record acknowledged in the moment before a crash is sent once more.
   * @param last nothing more is under way there: no reason to wait
   */
  acknowledge(destination: number, id: number, last: boolean): void {
    this.#along.acknowledged(destination, id);
    if (last || this.#along.gathered >= gatherLimit) {
      this.#gathering?.cancel();
      this.#gathering = undefined;
      this.#schedule();
    } else
      this.#gathering ??= this.#clock.after(gatherTime, () => {
        this.#gathering = undefined;
        this.#schedule();
      });
  }

  /** Latest counters of a session, written with the next commit. */
  usage(usage: UsageRow): void {
    this.#along.usage(usage);
    this.#schedule();
  }

  destination(id: number, name: string): void {
    this.#along.destination(id, name);
  }

  meta(name: string, value: number): void {
    this.#along.meta(name, value);
    this.#schedule();
  }

  state(): StorageState {
    if (this.#failing === undefined) return { state: 'working' };
    const { reason } = this.#failing;
    return { state: 'failing', reason, held: this.#events.length, droppedInterims: this.#droppedInterims };
  }

  /** Resolves when everything so far is stored. */
  flushed(): Promise<void> {
    if (this.#empty() && !this.#writing) return Promise.resolve();
    this.#schedule();
    return new Promise((resolve) => void this.#idle.push(resolve));
  }

  #empty(): boolean {
    return !this.#waiting() && !this.#along.hasAcknowledged;
  }

  #waiting(): boolean {
    return this.#events.length > 0 || this.#along.isPressing;
  }

  /** Whether to write on at once; a few acknowledgements alone are left to gather. */
  #due(): boolean {
    if (this.#waiting() || this.#idle.length > 0) return !this.#empty();
    return this.#along.hasAcknowledged && (this.#gathering === undefined || this.#along.gathered >= gatherLimit);
  }

  #schedule(): void {
    if (this.#scheduled || this.#writing || this.#failing !== undefined) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      void this.#run();
    });
  }

  async #run(): Promise<void> {
    if (this.#writing) return;
    this.#writing = true;
    while (this.#due() && (await this.#writeOnce()));
    this.#writing = false;
    if (this.#empty()) for (const resolve of this.#idle.splice(0)) resolve();
  }

  /** One transaction (two after a failure); false when the disk has failed and a retry is due later. */
  async #writeOnce(): Promise<boolean> {
    if (this.#failing !== undefined && this.#along.hasAcknowledged) {
      if (!(await this.#submit([], this.#along.takeRoom()))) return false;
    }
    const events = this.#events.length > batchSize ? this.#events.splice(0, batchSize) : this.#events;
    if (events === this.#events) this.#events = [];
    return this.#submit(events, this.#along.take());
  }

  async #submit(events: Held[], rest: Rest): Promise<boolean> {
    try {
      const superseded = await this.#store.submit('write', {
        ...rest,
        // Every commit is a sign of life.
        meta: { ...rest.meta, [metaNames.alive]: this.#clock.now() },
        changes: flatten(events.map((held) => held.change)),
        remember: events.flatMap(({ change: { remember } }) => (remember === undefined ? [] : [remember])),
      });
      this.#succeeded(events, superseded, events.length > 0 || this.#events.length === 0);
      return true;
    } catch (error) {
      this.#putBack(events.length > 1 || isTransient(error) ? events : [], rest);
      if (isTransient(error)) this.#failed(error.failure.detail);
      else if (events.length > 1) return this.#oneByOne();
      else if (events.length === 0 && !isClosed(error)) this.#failed(String(error));
      else if (isClosed(error)) return this.#giveUp(error, events);
      else this.#refused(events, error);
      return this.#failing === undefined;
    }
  }

  /** @param whole the disk took what it had refused, not only what makes room */
  #succeeded(events: readonly Held[], superseded: readonly Superseded[], whole: boolean): void {
    if (whole && this.#failing !== undefined) {
      this.#failing = undefined;
      const dropped = this.#droppedInterims > 0 ? `; ${this.#droppedInterims} interim records were given up` : '';
      this.#log.message('ACCT', 5, 'STORAGE_OK', `Accounting records can be stored again${dropped}`);
      this.#droppedInterims = 0;
    }
    if (superseded.length > 0) this.#listener.superseded(superseded);
    for (const { change, records, resolve } of events) {
      change.entries.forEach((entry, index) => {
        const record = records[index];
        if (record !== undefined) this.#listener.stored(entry, record);
      });
      resolve();
    }
  }

  #putBack(events: Held[], rest: Rest): void {
    this.#events = events.length === 0 ? this.#events : [...events, ...this.#events];
    this.#along.putBack(rest);
  }

  #failed(reason: string): void {
    const retry = this.#failing === undefined ? firstRetry : Math.min(this.#failing.retry * 2, lastRetry);
    if (this.#failing === undefined)
      this.#log.message(
        'ACCT',
        2,
        'STORAGE',
        `Accounting records cannot be stored: ${reason}; they are kept in memory`,
      );
    this.#failing = { reason, retry };
    for (const held of this.#events) this.#withoutInterims(held);
    for (const go of [...this.#impatient]) go();
    this.#clock.after(retry, () => void this.#run());
  }

  #withoutInterims(held: Held): void {
    const kept = held.change.entries.filter((entry) => entry.kind !== kindCodes.interim);
    if (kept.length === held.change.entries.length) return;
    this.#droppedInterims += held.change.entries.length - kept.length;
    held.change = { ...held.change, entries: kept };
    held.records = held.records.filter((record) => record.kind !== 'interim');
  }

  /** Among many events one was impossible: each goes alone, until they are through. */
  async #oneByOne(): Promise<boolean> {
    for (let left = Math.min(batchSize, this.#events.length); left > 0; left--) {
      const next = this.#events.shift();
      if (next !== undefined && !(await this.#submit([next], this.#along.take()))) return false;
    }
    return true;
  }

  #refused(events: readonly Held[], error: unknown): void {
    this.#log.message('ACCT', 2, 'REFUSED', `An accounting event could not be stored: ${String(error)}`);
    for (const { reject } of events) reject(error);
  }

  #giveUp(error: unknown, events: readonly Held[]): boolean {
    for (const { reject } of [...events, ...this.#events]) reject(error);
    this.#events = [];
    this.#along.clear();
    return false;
  }
}

const isClosed = (error: unknown): boolean => error instanceof StoreError && error.failure.kind === 'closed';
const isTransient = (error: unknown): error is StoreError => error instanceof StoreError && error.transient;
