import { Worker } from 'node:worker_threads';
import { StoreError, type StoreFailure } from './failure.ts';
import type { FromWorker, InjectedFault, ToWorker, WorkerSetup } from './messages.ts';
import { type ArgumentOf, besideModule, type OperationsOf, type ResultOf, type StoreProgram } from './program.ts';

export interface StoreOptions {
  /** Path of the database file; its directory must exist. */
  readonly file: string;
  /** Module whose default export is the {@link StoreProgram}; see {@link besideModule}. */
  readonly program: URL;
  /** Keep other processes out; a second opener gets `busy`. Default false: others may read while it runs. */
  readonly exclusive?: boolean;
  /** Upper limit of the database in pages of 4096 bytes: a full disk for tests. */
  readonly maxPages?: number;
}

/** Submissions one group may hold; more wait for the next commit, so that no answer is held back too long. */
const maxGroup = 4096;

interface Waiting {
  readonly operation: string;
  readonly argument: unknown;
  readonly resolve: (value: never) => void;
  readonly reject: (error: StoreError) => void;
}

/**
 * A SQLite database in a worker thread with group commit. Each submission runs whole, in the order of submission, and
 * its promise settles after the commit (fsync) of the group it went with. What is submitted while a commit runs forms
 * the next group: one submission alone waits for no timer, thousands share one fsync.
 */
export class Store<P extends StoreProgram> {
  readonly #worker: Worker;
  #queue: Waiting[] = [];
  #running: Waiting[] | undefined;
  #scheduled = false;
  #failure: StoreFailure | undefined;
  #closing: Promise<void> | undefined;
  #closed: (() => void) | undefined;

  /** Use {@link openStore}. */
  constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (message: FromWorker) => this.#heard(message));
    worker.on('error', (error) => this.#die(`the worker died: ${error.message}`));
    worker.on('exit', () => this.#die('the worker ended'));
  }

  /**
   * Runs an operation of the program; resolves with its result once it is on stable storage.
   * Rejects with a {@link StoreError}; then nothing of it was kept (after `closed`: unknown).
   */
  submit<K extends keyof OperationsOf<P> & string>(operation: K, argument: ArgumentOf<P, K>): Promise<ResultOf<P, K>> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined || this.#closing !== undefined) {
        reject(new StoreError(this.#failure ?? { kind: 'closed', detail: 'the store is closing' }));
        return;
      }
      this.#queue.push({ operation, argument, resolve, reject });
      this.#schedule();
    });
  }

  /** Submissions that wait for a commit, the group that runs included. */
  get pending(): number {
    return this.#queue.length + (this.#running?.length ?? 0);
  }

  /** Makes the next commits fail: only for tests. */
  inject(fault: InjectedFault): void {
    this.#post({ type: 'fault', fault });
  }

  /** Sets the limit of the database in pages: only for tests of a full disk. */
  limit(maxPages: number): void {
    this.#post({ type: 'limit', maxPages });
  }

  /** Commits what was submitted, closes the database and ends the worker. */
  close(): Promise<void> {
    if (this.#closing === undefined) {
      this.#closing = new Promise((resolve) => {
        this.#closed = resolve;
      });
      if (this.#failure !== undefined) this.#closed?.();
      else this.#pump();
    }
    return this.#closing;
  }

  #post(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  /** Waits for the end of this turn, so that everything an event causes shares one commit. */
  #schedule(): void {
    if (this.#scheduled || this.#running !== undefined) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#pump();
    });
  }

  #pump(): void {
    if (this.#running !== undefined || this.#failure !== undefined) return;
    if (this.#queue.length > 0) {
      const group = this.#queue.length > maxGroup ? this.#queue.splice(0, maxGroup) : this.#queue;
      if (group === this.#queue) this.#queue = [];
      this.#running = group;
      try {
        this.#post({ type: 'group', submissions: group.map((one) => [one.operation, one.argument]) });
      } catch (error) {
        this.#refuse(group, error);
      }
    } else if (this.#closing !== undefined) this.#post({ type: 'close' });
  }

  /** An argument that cannot be cloned: a bug of the caller, told to all of the group. */
  #refuse(group: readonly Waiting[], error: unknown): void {
    this.#running = undefined;
    for (const one of group) one.reject(new StoreError({ kind: 'operation', detail: String(error) }));
    this.#pump();
  }

  #heard(message: FromWorker): void {
    if (message.type === 'closed') this.#die('the store is closed');
    if (message.type !== 'done') return;
    const group = this.#running ?? [];
    this.#running = undefined;
    this.#pump();
    message.outcomes.forEach((outcome, index) => {
      const one = group[index];
      if (outcome.ok) one?.resolve(outcome.value as never);
      else one?.reject(new StoreError(outcome.failure));
    });
  }

  #die(detail: string): void {
    this.#failure ??= { kind: 'closed', detail };
    const lost = [...(this.#running ?? []), ...this.#queue];
    this.#running = undefined;
    this.#queue = [];
    for (const one of lost) one.reject(new StoreError(this.#failure));
    this.#closed?.();
  }
}

/**
 * Opens (creates, migrates) a database.
 * Rejects with a {@link StoreError}: `newer-schema`, `foreign`, `busy`, `read-only`, `corrupt`, `full`, `io`.
 */
export async function openStore<P extends StoreProgram>(options: StoreOptions): Promise<Store<P>> {
  const setup: WorkerSetup = {
    file: options.file,
    program: options.program.href,
    exclusive: options.exclusive ?? false,
    maxPages: options.maxPages,
  };
  const worker = new Worker(besideModule(import.meta.url, './worker'), { workerData: setup });
  const first = await new Promise<FromWorker>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  if (first.type === 'refused')
    throw new StoreError({ ...first.failure, detail: `${options.file}: ${first.failure.detail}` });
  return new Store<P>(worker);
}
