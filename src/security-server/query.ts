import { existsSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { err, ok, type Result } from '../base/result.ts';
import { recordsFile } from './books/books.ts';
import { recordsMigrations } from './books/schema.ts';
import type { SessionFacts } from './books/session.ts';

/** Which records are wanted; every given field must match. */
export interface RecordFilter {
  readonly user?: string;
  /** `exec`, `commands`, `network`, `connection`, `system`, `resource`… */
  readonly type?: string;
  /** Acct-Session-Id (RADIUS) or task_id (TACACS+). */
  readonly session?: string;
  /** Event time not before, milliseconds since 1970; see {@link parseSince}. */
  readonly since?: number;
}

/** A row of the `record` table; books/schema.ts says what the columns mean. */
export interface StoredRecord {
  readonly id: number;
  readonly protocol: 'radius' | 'tacacs+';
  readonly type: string;
  readonly kind: string;
  readonly time: number;
  readonly received: number;
  readonly copies: number;
  readonly source: string;
  readonly nas: string;
  readonly user: string;
  readonly port: string;
  readonly caller: string;
  readonly session: string;
  readonly data: Uint8Array;
}

/** A row of the `session` table; counters as decimal text, empty when unknown. */
export interface StoredSession extends SessionFacts {
  readonly id: number;
  readonly startTime: number | undefined;
  readonly lastTime: number;
  readonly stopTime: number | undefined;
  readonly duration: number | undefined;
  readonly bytesIn: string;
  readonly bytesOut: string;
  readonly packetsIn: string;
  readonly packetsOut: string;
}

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/**
 * Reads the argument of `--since`: an ISO date or time (`2026-11-22`, `2026-11-22T10:00`, local time unless it says
 * otherwise), or an age (`90s`, `15m`, `1h`, `2d`, `1w`) before `now`. The error is a sentence for the user.
 * @param dates whose midnight a date alone means
 */
export function parseSince(text: string, now: number, dates: 'local' | 'utc' = 'local'): Result<number, string> {
  const age = /^(\d{1,9})([smhdw])$/.exec(text);
  if (age !== null) return ok(now - 1000 * Number(age[1]) * (units[age[2] ?? 's'] ?? 1));
  const [, date, time] =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?))?$/.exec(text) ?? [];
  if (date !== undefined && isDay(date)) {
    // A date alone is UTC in ECMAScript; people mean their own midnight.
    const found = Date.parse(`${date}T${time ?? (dates === 'utc' ? '00:00Z' : '00:00')}`);
    if (!Number.isNaN(found)) return ok(found);
  }
  return err(`"${text}" is no time: give a date (2026-11-22, 2026-11-22T10:00) or an age (90s, 15m, 1h, 2d, 1w)`);
}

/** Whether the calendar has this day: ECMAScript takes 30 February for 2 March. */
function isDay(date: string): boolean {
  const time = Date.parse(`${date}T00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date);
}

/** The books, opened for reading; the server may run or not. */
export class BooksReader {
  readonly #database: DatabaseSync;

  /** @throws Error with a sentence for the user when there are no books in the directory */
  constructor(directory: string) {
    const file = recordsFile(directory);
    if (!existsSync(file)) throw new Error(`There are no records at ${directory}: no security server has run there`);
    this.#database = new DatabaseSync(file, { readOnly: true });
    this.#database.exec('PRAGMA busy_timeout = 5000');
  }

  close(): void {
    this.#database.close();
  }

  /** Whether the books are new enough for reports. */
  get reportable(): boolean {
    return Number(this.#database.prepare('PRAGMA user_version').get()?.user_version) >= recordsMigrations.length;
  }

  /** The last batch of the inbox that is in the books. */
  get batch(): number {
    return Number(this.#database.prepare('SELECT batch FROM progress').get()?.batch ?? 0);
  }

  /**
   * Records with ids above `after`, in the order of arrival, at most `limit`. Ids only grow and are committed in order,
   * so going on after the last one misses none.
   */
  records(filter: RecordFilter, after: number, limit: number): StoredRecord[] {
    return this.#select('record', filter, 'time >= ?')
      .all(...parameters(filter), after, limit)
      .map(recordOf);
  }

  /** Id of the newest record of all, 0 when there is none. */
  get newest(): number {
    return Number(this.#database.prepare('SELECT record FROM progress').get()?.record ?? 0);
  }

  /** Sessions with ids above `after`; `since` asks for those with news since then. */
  sessions(filter: RecordFilter, after: number, limit: number): StoredSession[] {
    const statement = this.#select('session', filter, 'last_time >= ?');
    statement.setReadBigInts(true);
    return statement.all(...parameters(filter), after, limit).map(storedSession);
  }

  #select(table: 'record' | 'session', filter: RecordFilter, since: string): StatementSync {
    const conditions = [
      ...(filter.user === undefined ? [] : ['user = ?']),
      ...(filter.type === undefined ? [] : ['type = ?']),
      ...(filter.session === undefined ? [] : ['session = ?']),
      ...(filter.since === undefined ? [] : [since]),
      'id > ?',
    ];
    return this.#database.prepare(`SELECT * FROM ${table} WHERE ${conditions.join(' AND ')} ORDER BY id LIMIT ?`);
  }
}

const parameters = (filter: RecordFilter): (string | number)[] =>
  [filter.user, filter.type, filter.session, filter.since].filter((value) => value !== undefined);

type Row = Record<string, unknown>;
const text = (row: Row, name: string): string => String(row[name] ?? '');
const number = (row: Row, name: string): number => Number(row[name] ?? 0);
const maybe = (row: Row, name: string): number | undefined => (row[name] === null ? undefined : Number(row[name]));

/** Reads a row of `record`. */
export function recordOf(row: Row): StoredRecord {
  return {
    id: number(row, 'id'),
    protocol: row.protocol === 'radius' ? 'radius' : 'tacacs+',
    type: text(row, 'type'),
    kind: text(row, 'kind'),
    time: number(row, 'time'),
    received: number(row, 'received'),
    copies: number(row, 'copies'),
    source: text(row, 'source'),
    nas: text(row, 'nas'),
    user: text(row, 'user'),
    port: text(row, 'port'),
    caller: text(row, 'caller'),
    session: text(row, 'session'),
    data: row.data instanceof Uint8Array ? row.data : new Uint8Array(0),
  };
}

function storedSession(row: Row): StoredSession {
  const { state } = row;
  return {
    id: number(row, 'id'),
    protocol: text(row, 'protocol'),
    nas: text(row, 'nas'),
    session: text(row, 'session'),
    type: text(row, 'type'),
    user: text(row, 'user'),
    port: text(row, 'port'),
    caller: text(row, 'caller'),
    address: text(row, 'address'),
    state: state === 'open' || state === 'lost' ? state : 'stopped',
    starts: number(row, 'starts'),
    stops: number(row, 'stops'),
    interims: number(row, 'interims'),
    copies: number(row, 'copies'),
    startTime: maybe(row, 'start_time'),
    lastTime: number(row, 'last_time'),
    stopTime: maybe(row, 'stop_time'),
    duration: maybe(row, 'duration'),
    bytesIn: text(row, 'bytes_in'),
    bytesOut: text(row, 'bytes_out'),
    packetsIn: text(row, 'packets_in'),
    packetsOut: text(row, 'packets_out'),
    cause: text(row, 'cause'),
  };
}
