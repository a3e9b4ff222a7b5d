import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type ConnectionOptions, openDatabase } from './connection.ts';
import { classify, isTransient, StoreError, type StoreFailure } from './failure.ts';
import type { InjectedFault, Outcome } from './messages.ts';
import type { StoreOperation, StoreProgram } from './program.ts';

type Submission = readonly [operation: string, argument: unknown];

interface Opened {
  readonly database: DatabaseSync;
  readonly operations: Readonly<Record<string, StoreOperation>>;
  readonly begin: StatementSync;
  readonly commit: StatementSync;
}

/**
 * Runs groups of submissions, each group in one transaction with one fsync.
 *
 * Invariants:
 * 1. A submission is reported done only after the commit that contains it has returned.
 * 2. A submission is kept wholly or not at all.
 * 3. A submission that fails by its own fault takes no other down: the group is rolled back and run again with a
 *    savepoint around each.
 * 4. When the medium fails, all of the group fail alike and nothing of it is kept. After an I/O error the database is
 *    opened anew, since pages that a failed fsync dropped must not be taken for written.
 */
export class GroupCommit {
  readonly #program: StoreProgram;
  readonly #options: ConnectionOptions;
  #opened: Opened | undefined;
  #fault: InjectedFault = { kind: 'full', commits: 0 };

  /** @throws as openDatabase */
  constructor(program: StoreProgram, options: ConnectionOptions) {
    this.#program = program;
    this.#options = options;
    this.#opened = this.#open();
  }

  run(group: readonly Submission[]): Outcome[] {
    try {
      return this.#attempt(group, false);
    } catch (error) {
      const failure = classify(error);
      if (failure.kind !== 'operation' || group.length === 0) return this.#allFailed(group, failure);
    }
    try {
      return this.#attempt(group, true);
    } catch (error) {
      return this.#allFailed(group, classify(error));
    }
  }

  inject(fault: InjectedFault): void {
    this.#fault = fault;
  }

  limit(maxPages: number): void {
    this.#opened?.database.exec(`PRAGMA max_page_count = ${maxPages}`);
  }

  close(): void {
    this.#opened?.database.close();
    this.#opened = undefined;
  }

  #open(): Opened {
    const database = openDatabase(this.#program, this.#options);
    return {
      database,
      operations: this.#program.prepare(database),
      begin: database.prepare('BEGIN'),
      commit: database.prepare('COMMIT'),
    };
  }

  #attempt(group: readonly Submission[], careful: boolean): Outcome[] {
    this.#opened ??= this.#open();
    const opened = this.#opened;
    opened.begin.run();
    try {
      const outcomes = group.map((submission) =>
        careful ? runAlone(opened, submission) : { ok: true as const, value: runOne(opened, submission) },
      );
      this.#failIfTold();
      opened.commit.run();
      return outcomes;
    } catch (error) {
      if (opened.database.isTransaction) opened.database.exec('ROLLBACK');
      throw error;
    }
  }

  #failIfTold(): void {
    if (this.#fault.commits === 0) return;
    this.#fault = { kind: this.#fault.kind, commits: this.#fault.commits - 1 };
    throw new StoreError({ kind: this.#fault.kind, detail: 'injected by a test' });
  }

  #allFailed(group: readonly Submission[], failure: StoreFailure): Outcome[] {
    if (failure.kind === 'io') {
      try {
        this.close();
      } catch {
        this.#opened = undefined;
      }
    }
    return group.map(() => ({ ok: false, failure }));
  }
}

function runOne(opened: Opened, [name, argument]: Submission): unknown {
  const operation = opened.operations[name];
  if (operation === undefined) throw new StoreError({ kind: 'operation', detail: `no operation ${name}` });
  return operation(argument);
}

function runAlone(opened: Opened, submission: Submission): Outcome {
  opened.database.exec('SAVEPOINT one');
  try {
    const value = runOne(opened, submission);
    opened.database.exec('RELEASE one');
    return { ok: true, value };
  } catch (error) {
    const failure = classify(error);
    if (isTransient(failure)) throw error;
    opened.database.exec('ROLLBACK TO one; RELEASE one');
    return { ok: false, failure };
  }
}
