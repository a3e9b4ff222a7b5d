import { type Accounting, type OpenSession, serviceSource } from '../../accounting/index.ts';
import type { Clock } from '../../base/clock.ts';
import type { Oid } from '../../protocols/snmp/index.ts';
import type { SnmpMemory } from './memory.ts';
import type { RowIndex } from './objects.ts';
import { SortedNumbers } from './sorted-numbers.ts';

/** A row of the table of sessions: one id as it is on the wire, and the sessions that share it, the outermost first. */
export interface SessionRow {
  readonly id: number;
  readonly sessions: readonly OpenSession[];
  /** When its counters last moved, or it began; monotonic milliseconds. */
  readonly movedAt: number;
  /** Somebody has ordered its end. */
  readonly ending: boolean;
}

type Mutable = { -readonly [K in keyof SessionRow]: SessionRow[K] };

/** Sessions of users: calls, redundancy names and services are none. */
const isOfUser = ({ type, source }: OpenSession): boolean =>
  source !== serviceSource && (type === 'exec' || type === 'network' || type === 'connection');

/** The sessions of the ledger by their ids, kept in order while they come and go. */
export class SessionRows implements RowIndex<SessionRow> {
  readonly #clock: Clock;
  readonly #accounting: Pick<Accounting, 'sessions' | 'watch'>;
  readonly #memory: SnmpMemory;
  readonly #rows = new Map<number, Mutable>();
  readonly #order = new SortedNumbers();
  #populate: 'setup' | 'start' = 'setup';
  readonly #unwatch: () => void;

  constructor(clock: Clock, accounting: Pick<Accounting, 'sessions' | 'watch'>, memory: SnmpMemory) {
    this.#clock = clock;
    this.#accounting = accounting;
    this.#memory = memory;
    this.#unwatch = accounting.watch({
      opened: (session) => this.#put(session, true),
      changed: (session) => this.#put(session, true),
      moved: ({ sessionId }) => {
        const row = this.#rows.get(sessionId);
        if (row !== undefined) row.movedAt = clock.monotonic();
      },
      closed: (session) => this.#remove(session),
    });
    this.#fill();
  }

  get size(): number {
    return this.#rows.size;
  }

  /** When a session gets its row: as soon as it is set up, or with its Start. */
  configure(populate: 'setup' | 'start'): void {
    if (populate === this.#populate) return;
    this.#populate = populate;
    for (const id of [...this.#rows.keys()]) {
      this.#rows.delete(id);
      this.#order.delete(id);
    }
    this.#fill();
  }

  get(index: Oid): SessionRow | undefined {
    return index.length === 1 ? this.#rows.get(index[0] ?? 0) : undefined;
  }

  after(index: Oid): { readonly index: Oid; readonly row: SessionRow } | undefined {
    const id = this.#order.after(index[0] ?? -1);
    const row = id === undefined ? undefined : this.#rows.get(id);
    return row === undefined ? undefined : { index: [row.id], row };
  }

  /** Marks a row as ordered to end, or takes the mark back. */
  mark(id: number, ending: boolean): void {
    const row = this.#rows.get(id);
    if (row !== undefined) row.ending = ending;
  }

  stop(): void {
    this.#unwatch();
  }

  #fill(): void {
    for (const session of this.#accounting.sessions()) this.#put(session, false);
  }

  /** @param fresh a row that it makes counts as a new session */
  #put(session: OpenSession, fresh: boolean): void {
    if (!isOfUser(session)) return;
    if (this.#populate === 'start' && session.started !== true) return;
    const row = this.#rows.get(session.sessionId);
    if (row !== undefined) {
      if (!row.sessions.includes(session)) row.sessions = [...row.sessions, session];
      return;
    }
    const made = { id: session.sessionId, sessions: [session], movedAt: this.#clock.monotonic(), ending: false };
    this.#rows.set(made.id, made);
    this.#order.add(made.id);
    const { highWater, total } = this.#memory.values;
    const larger = this.#rows.size > highWater ? { highWater: this.#rows.size } : {};
    if (fresh || this.#rows.size > highWater) this.#memory.change({ ...larger, total: fresh ? total + 1 : total });
  }

  #remove(session: OpenSession): void {
    const row = this.#rows.get(session.sessionId);
    if (row === undefined) return;
    row.sessions = row.sessions.filter((one) => one !== session);
    if (row.sessions.length > 0) return;
    this.#rows.delete(row.id);
    this.#order.delete(row.id);
  }
}
