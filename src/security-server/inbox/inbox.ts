import { join } from 'node:path';
import { besideModule, type InjectedFault, openStore, type Store } from '../../store/index.ts';
import { BatchWriter, type InboxEntry } from './entry.ts';
import type inboxProgram from './inbox-program.ts';

export const inboxFile = (directory: string): string => join(directory, 'inbox.db');

/**
 * Stage one of the server: acknowledged means that the inbox has it on stable storage. Batches that arrive while a
 * commit runs go with the next one.
 */
export class Inbox {
  readonly #store: Store<typeof inboxProgram>;
  readonly #writer = new BatchWriter();
  #tip: number;
  /** Called with the number of each batch that is on stable storage. */
  onBatch: (batch: number) => void = () => {};

  /** Use {@link openInbox}. */
  constructor(store: Store<typeof inboxProgram>, tip: number) {
    this.#store = store;
    this.#tip = tip;
  }

  /** Number of the last batch on stable storage. */
  get tip(): number {
    return this.#tip;
  }

  /** Resolves once all the entries are on stable storage. Rejects with a StoreError; then none is kept. */
  async keep(entries: Iterable<InboxEntry>): Promise<void> {
    for (const { protocol, received, address, port, data } of entries)
      this.#writer.add(protocol, received, address, port, data);
    const batch = await this.#store.submit('add', this.#writer.take());
    if (batch > this.#tip) this.#tip = batch;
    this.onBatch(batch);
  }

  /**
   * Numbers the next batches after `batch`, the last that the books have: so that a new inbox beside old books (somebody
   * removed the file) does not hand them numbers that they take for known.
   */
  async continueAfter(batch: number): Promise<void> {
    this.#tip = await this.#store.submit('tip', batch);
  }

  /** Forgets what the books have: every batch up to that number. */
  async forget(upTo: number): Promise<void> {
    await this.#store.submit('forget', upTo);
  }

  /** Limits the database (pages of 4096 octets): only for tests of a full disk. */
  limit(maxPages: number): void {
    this.#store.limit(maxPages);
  }

  /** Makes the next commits fail: only for tests. */
  inject(fault: InjectedFault): void {
    this.#store.inject(fault);
  }

  close(): Promise<void> {
    return this.#store.close();
  }
}

/** Rejects with a StoreError when the database cannot be had. */
export async function openInbox(directory: string): Promise<Inbox> {
  const store = await openStore<typeof inboxProgram>({
    file: inboxFile(directory),
    program: besideModule(import.meta.url, './inbox-program'),
  });
  return new Inbox(store, await store.submit('tip', 0));
}
