import { DatabaseSync } from 'node:sqlite';
import { StoreError } from './failure.ts';
import type { StoreProgram } from './program.ts';

export interface ConnectionOptions {
  /** Path of the database file; created when missing. */
  readonly file: string;
  /** Keep every other process out while it is open (a reader of the same file otherwise may come in). */
  readonly exclusive: boolean;
  /** Upper limit of the database in pages of 4096 bytes; for tests of a full disk. */
  readonly maxPages?: number;
}

/**
 * Opens the database for durability: WAL with `synchronous=FULL`, so a commit returns after its fsync
 * (https://www.sqlite.org/pragma.html#pragma_synchronous), and brings the schema up to date.
 * @throws StoreError `newer-schema` or `foreign`, or what SQLite throws
 */
export function openDatabase(program: StoreProgram, options: ConnectionOptions): DatabaseSync {
  const database = new DatabaseSync(options.file);
  try {
    database.exec(`PRAGMA busy_timeout = ${options.exclusive ? 200 : 5000}`);
    if (options.exclusive) database.exec('PRAGMA locking_mode = EXCLUSIVE');
    checkOwner(database, program, options.file);
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON');
    database.exec('PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384; PRAGMA journal_size_limit = 67108864');
    migrate(database, program);
    if (options.maxPages !== undefined) database.exec(`PRAGMA max_page_count = ${options.maxPages}`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function pragma(database: DatabaseSync, name: string): number {
  const value = database.prepare(`PRAGMA ${name}`).get()?.[name];
  return typeof value === 'number' ? value : 0;
}

function checkOwner(database: DatabaseSync, program: StoreProgram, file: string): void {
  const found = pragma(database, 'application_id');
  const version = pragma(database, 'user_version');
  if (found !== program.applicationId && (found !== 0 || version !== 0))
    throw new StoreError({ kind: 'foreign', detail: `${file} belongs to another program (application id ${found})` });
  const known = program.migrations.length;
  if (version > known) {
    const detail = `${file} has schema ${version}, written by a newer version of this program that knows more than ${known}`;
    throw new StoreError({ kind: 'newer-schema', found: version, known, detail });
  }
}

/** Each migration commits together with the version it leads to, so a crash between leaves a whole schema. */
function migrate(database: DatabaseSync, program: StoreProgram): void {
  for (let version = pragma(database, 'user_version'); version < program.migrations.length; version++) {
    database.exec('BEGIN IMMEDIATE');
    try {
      database.exec(program.migrations[version] ?? '');
      database.exec(`PRAGMA application_id = ${program.applicationId}; PRAGMA user_version = ${version + 1}`);
      database.exec('COMMIT');
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  }
}
