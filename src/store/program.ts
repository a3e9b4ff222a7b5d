import type { DatabaseSync } from 'node:sqlite';

/**
 * One operation of a store program: runs inside the worker, inside a transaction. It may throw: then nothing of it
 * is kept. It must keep no state outside the database, because a failed group is rolled back and run again.
 * Arguments and result cross a thread border by structured clone: plain data only.
 */
// biome-ignore lint/suspicious/noExplicitAny: operations of any argument type are collected in one table
export type StoreOperation = (argument: any) => unknown;

/**
 * What runs inside the worker: the schema and the operations of one database. A program is the default export of a
 * module of its own, which the worker imports by its URL.
 */
export interface StoreProgram {
  /** Kept in the file (`PRAGMA application_id`), so that no other program's database is opened by mistake. */
  readonly applicationId: number;
  /** SQL scripts; number n (from 1) brings the schema from version n − 1 to n. Never change one that was released. */
  readonly migrations: readonly string[];
  /** Prepares the statements once per opened database and returns the operations. */
  prepare(database: DatabaseSync): Readonly<Record<string, StoreOperation>>;
}

export type OperationsOf<P extends StoreProgram> = ReturnType<P['prepare']>;
export type ArgumentOf<P extends StoreProgram, K extends keyof OperationsOf<P>> = Parameters<OperationsOf<P>[K]>[0];
export type ResultOf<P extends StoreProgram, K extends keyof OperationsOf<P>> = ReturnType<OperationsOf<P>[K]>;

/**
 * URL of a module beside `from` (pass `import.meta.url`), `.ts` when run from source and `.js` when built.
 * @param name path without extension, such as `./accounting-program`
 */
export function besideModule(from: string, name: string): URL {
  return new URL(`${name}${from.endsWith('.ts') ? '.ts' : '.js'}`, from);
}
