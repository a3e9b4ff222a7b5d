import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';
import { commandLister, listCommand } from './commands.ts';
import type { BookedEvent } from './event.ts';
import { copyWindow, nextIdentity } from './identity.ts';
import { applied, type SessionRow, sessionOf } from './session.ts';
import { UsageRollUp } from './usage.ts';

const columns = [
  'protocol',
  'nas',
  'session',
  'type',
  'user',
  'port',
  'caller',
  'address',
  'state',
  'starts',
  'stops',
  'interims',
  'copies',
  'start_time',
  'last_time',
  'stop_time',
  'duration',
  'bytes_in',
  'bytes_out',
  'packets_in',
  'packets_out',
  'cause',
  'group_name',
  'peer',
  'shortest_gap',
  'longest_gap',
  'backwards',
] as const satisfies readonly (keyof SessionRow)[];

/** A session keeps these for life. */
const key: ReadonlySet<keyof SessionRow> = new Set(['protocol', 'nas', 'session', 'type']);
/** Indexes know these: writing them costs more than writing all others, changed or not. */
const indexed = ['user', 'state', 'starts', 'shortest_gap', 'longest_gap', 'backwards'] as const;
const known: ReadonlySet<keyof SessionRow> = new Set(indexed);
const changing = columns.filter((column) => !key.has(column));
const plain = changing.filter((column) => !known.has(column));

/** Writes events into the books, inside the caller's transaction. All its statements are prepared once. */
export class Bookkeeper {
  readonly #insert: StatementSync;
  readonly #known: StatementSync;
  readonly #copied: StatementSync;
  readonly #sessions: StatementSync;
  readonly #wideSessions: StatementSync;
  readonly #newSession: StatementSync;
  readonly #changeSession: StatementSync;
  readonly #changePlain: StatementSync;
  readonly #listCommand: StatementSync;
  readonly #usage: UsageRollUp;
  readonly #sessionCopied: StatementSync;
  readonly #loseSessions: StatementSync;
  readonly #restarts: StatementSync;
  readonly #setRestart: StatementSync;
  #restartOf = new Map<string, number>();
  #lastRecord = 0;

  constructor(database: DatabaseSync) {
    this.#insert = database.prepare(
      `INSERT INTO record (id, identity, protocol, type, kind, time, received, copies, source, nas, user, port, caller,
         session, data) VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (identity) DO NOTHING`,
    );
    this.#known = database.prepare('SELECT id, time FROM record WHERE identity = ?');
    this.#copied = database.prepare('UPDATE record SET copies = copies + 1 WHERE identity = ?');
    const candidates =
      'SELECT * FROM session WHERE session = ? AND nas = ? AND type = ? AND protocol = ? ORDER BY id DESC LIMIT 8';
    this.#sessions = database.prepare(candidates);
    this.#wideSessions = database.prepare(candidates);
    this.#wideSessions.setReadBigInts(true);
    this.#newSession = database.prepare(
      `INSERT INTO session (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
    );
    const change = (names: readonly string[]): StatementSync =>
      database.prepare(`UPDATE session SET ${names.map((column) => `${column} = ?`).join(', ')} WHERE id = ?`);
    this.#changeSession = change(changing);
    this.#changePlain = change(plain);
    this.#listCommand = commandLister(database);
    this.#usage = new UsageRollUp(database);
    this.#sessionCopied = database.prepare('UPDATE session SET copies = copies + 1 WHERE id = ?');
    this.#loseSessions = database.prepare(
      `UPDATE session SET state = 'lost', stop_time = ?1
       WHERE nas = ?2 AND protocol = ?3 AND state = 'open' AND last_time < ?1`,
    );
    this.#restarts = database.prepare('SELECT protocol, nas, restart FROM nas');
    this.#setRestart = database.prepare(
      `INSERT INTO nas (protocol, nas, restart) VALUES (?, ?, ?)
       ON CONFLICT (protocol, nas) DO UPDATE SET restart = max(restart, excluded.restart)`,
    );
  }

  /** Starts a transaction's work; ids go on after `lastRecord`. */
  begin(lastRecord: number): void {
    this.#lastRecord = lastRecord;
    this.#usage.begin();
    this.#restartOf = new Map(this.#restarts.all().map((row) => [`${row.protocol} ${row.nas}`, Number(row.restart)]));
  }

  /** Ends a transaction's work. */
  end(): void {
    this.#usage.end();
  }

  get lastRecord(): number {
    return this.#lastRecord;
  }

  /** @param source the address that the record was sent from */
  book(event: BookedEvent, source: string): void {
    const isNew = this.#bookRecord(event, source);
    if (isNew && event.type === 'commands') listCommand(this.#listCommand, this.#lastRecord, event);
    if (event.kind === 'on' || event.kind === 'off') {
      if (isNew && event.restart) this.#restarted(event);
    } else if (event.type !== 'commands' && event.session !== '') this.#bookSession(event, isNew);
  }

  /** Whether the record is new; a copy is counted. */
  #bookRecord(event: BookedEvent, source: string): boolean {
    const id = this.#lastRecord + 1;
    for (let identity = event.identity; ; identity = nextIdentity(identity)) {
      const { changes } = this.#insert.run(
        id,
        identity,
        event.protocol,
        event.type,
        event.kind,
        event.time,
        event.received,
        source,
        event.nas,
        event.user,
        event.port,
        event.caller,
        event.session,
        event.data,
      );
      if (changes !== 0) {
        this.#lastRecord = id;
        return true;
      }
      if (!event.stamped && !this.#isCopy(event, identity)) continue;
      this.#copied.run(identity);
      return false;
    }
  }

  /** Whether a record without a stamp that says the same as a known one is that record, sent again. */
  #isCopy(event: BookedEvent, identity: Uint8Array): boolean {
    const time = Number(this.#known.get(identity)?.time ?? 0);
    if (Math.abs(event.time - time) <= (event.delayed ? copyWindow.delayed : copyWindow.undelayed)) return true;
    if (event.kind !== 'start' && event.kind !== 'stop') return false;
    // A session starts once and stops once: while its newest bearer of this id has no later news, it is a copy.
    const newest = this.#candidates(event)[0]?.row;
    if (newest === undefined) return false;
    return event.kind === 'start' ? newest.state === 'open' && newest.starts > 0 : newest.state === 'stopped';
  }

  /** Sessions that bear the record's id, the newest first. */
  #candidates(event: BookedEvent): { readonly id: number; readonly row: SessionRow }[] {
    const key = [event.session, event.nas, event.type, event.protocol] as const;
    let found: Record<string, SQLOutputValue>[];
    try {
      found = this.#sessions.all(...key);
    } catch (error) {
      // A counter above 2^53 cannot be read as a number; reading all as bigint is four times slower.
      if (!(error instanceof RangeError)) throw error;
      found = this.#wideSessions.all(...key).map((row) => withNumbers(row));
    }
    return found.map((row) => ({ id: Number(row.id), row: row as unknown as SessionRow }));
  }

  #bookSession(event: BookedEvent, isNew: boolean): void {
    const found = sessionOf(this.#candidates(event), event);
    if (!isNew) {
      if (found !== undefined) this.#sessionCopied.run(found.id);
      return;
    }
    const restart = this.#restartOf.get(`${event.protocol} ${event.nas}`) ?? 0;
    const row = applied(found?.row, event, restart);
    const before = found?.row;
    this.#usage.add(before, row, event.time);
    const values = (of: readonly (keyof SessionRow)[]): SQLInputValue[] => of.map((column) => row[column]);
    if (found === undefined || before === undefined) this.#newSession.run(...values(columns));
    else if (indexed.every((column) => before[column] === row[column]))
      this.#changePlain.run(...values(plain), found.id);
    else this.#changeSession.run(...values(changing), found.id);
  }

  #restarted(event: BookedEvent): void {
    const key = `${event.protocol} ${event.nas}`;
    this.#restartOf.set(key, Math.max(event.time, this.#restartOf.get(key) ?? 0));
    this.#setRestart.run(event.protocol, event.nas, event.time);
    this.#loseSessions.run(event.time, event.nas, event.protocol);
  }
}

/** The row with every bigint that a number can hold as that number. */
function withNumbers(row: Record<string, SQLOutputValue>): Record<string, SQLOutputValue> {
  const largest = BigInt(Number.MAX_SAFE_INTEGER);
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'bigint' && value <= largest ? Number(value) : value,
    ]),
  );
}
