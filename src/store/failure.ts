/**
 * Why the store could not do what was asked. `transient` kinds (full, io, read-only, busy) may pass: the same
 * submission can be made again later and the store stays usable. The others will not pass by waiting.
 */
export type StoreFailure =
  /** The disk, the quota or `max_page_count` is exhausted (SQLITE_FULL). */
  | { readonly kind: 'full'; readonly detail: string }
  /** The medium failed (SQLITE_IOERR and its extended codes). */
  | { readonly kind: 'io'; readonly detail: string }
  /** The file or file system is read-only, or may not be opened (SQLITE_READONLY, SQLITE_PERM, SQLITE_CANTOPEN). */
  | { readonly kind: 'read-only'; readonly detail: string }
  /** Another process holds the database (SQLITE_BUSY, SQLITE_LOCKED). */
  | { readonly kind: 'busy'; readonly detail: string }
  /** The file is damaged or not a database (SQLITE_CORRUPT, SQLITE_NOTADB). */
  | { readonly kind: 'corrupt'; readonly detail: string }
  /** The database was written by a newer version of the program; it is left untouched. */
  | { readonly kind: 'newer-schema'; readonly found: number; readonly known: number; readonly detail: string }
  /** The database belongs to another program (its `application_id` differs); it is left untouched. */
  | { readonly kind: 'foreign'; readonly detail: string }
  /** This submission alone was wrong: a constraint, an unknown operation, a bug in the operation. */
  | { readonly kind: 'operation'; readonly detail: string }
  /** The store was closed, or its worker died; whether a submission in flight was committed is unknown. */
  | { readonly kind: 'closed'; readonly detail: string };

/** What a rejected submission carries. */
export class StoreError extends Error {
  readonly failure: StoreFailure;

  constructor(failure: StoreFailure) {
    super(`${failure.kind}: ${failure.detail}`);
    this.name = 'StoreError';
    this.failure = failure;
  }

  /** Whether the same submission may succeed later. */
  get transient(): boolean {
    return isTransient(this.failure);
  }
}

export function isTransient(failure: StoreFailure): boolean {
  return failure.kind === 'full' || failure.kind === 'io' || failure.kind === 'read-only' || failure.kind === 'busy';
}

/** Primary SQLite result codes (https://www.sqlite.org/rescode.html); the low byte of an extended code. */
const kindOfCode: Readonly<Record<number, 'full' | 'io' | 'read-only' | 'busy' | 'corrupt'>> = {
  3: 'read-only',
  5: 'busy',
  6: 'busy',
  8: 'read-only',
  10: 'io',
  11: 'corrupt',
  13: 'full',
  14: 'read-only',
  26: 'corrupt',
};

/** Sorts what node:sqlite threw into a {@link StoreFailure}. */
export function classify(error: unknown): StoreFailure {
  if (error instanceof StoreError) return error.failure;
  const detail = error instanceof Error ? error.message : String(error);
  if (error instanceof Error && 'errcode' in error && typeof error.errcode === 'number') {
    const kind = kindOfCode[error.errcode & 0xff];
    if (kind !== undefined) return { kind, detail };
  }
  return { kind: 'operation', detail };
}
