import type { Clock } from '../base/clock.ts';
import type { EventLog } from '../base/event-log.ts';
import type { Remembrance } from './accounting.ts';
import { packUsage } from './counters.ts';
import { debugRecord } from './debug-lines.ts';
import type { EntryMaker } from './entries.ts';
import type { Journal } from './journal.ts';
import type { AccountingRecord } from './record.ts';
import { interimRecord } from './records.ts';
import { type LedgerSession, packSession } from './session.ts';

interface SessionWriterDeps {
  readonly clock: Clock;
  readonly log: EventLog;
  readonly entries: EntryMaker;
  readonly journal: Journal;
}

/** How what happens to sessions goes on the books. */
export class SessionWriter {
  readonly #deps: SessionWriterDeps;

  constructor(deps: SessionWriterDeps) {
    this.#deps = deps;
  }

  /** One event: the session as it is now, if one is given, and the records. Resolves as `Journal.write` does. */
  write(
    session: LedgerSession | undefined,
    records: readonly AccountingRecord[],
    destinations: readonly number[] = session?.plan.ids ?? [],
    lane = session?.lane ?? 0,
  ): Promise<void> {
    const made = this.#deps.entries.make(destinations, lane, records);
    const put = session === undefined ? {} : { put: { key: session.key, body: packSession(session) } };
    return this.#deps.journal.write({ ...put, entries: made.entries }, made.records);
  }

  /** The last event of a session: it is open no more. */
  end(session: LedgerSession, records: readonly AccountingRecord[], note: Remembrance | undefined): Promise<void> {
    const { clock, entries, journal } = this.#deps;
    const made = entries.make(session.plan.ids, session.lane, records);
    const remember = note === undefined ? {} : { remember: { ...note, now: clock.now() } };
    return journal.write({ drop: session.key, ...remember, entries: made.entries }, made.records);
  }

  /** What was counted goes along with the next commit. */
  usage({ key, usage }: Pick<LedgerSession, 'key' | 'usage'>): void {
    if (usage !== undefined) this.#deps.journal.usage({ key, body: packUsage(usage) });
  }

  /** The interim of this moment. What a server is told goes to disk too: no later record may say less. */
  interim(session: LedgerSession): AccountingRecord {
    const { clock, log } = this.#deps;
    debugRecord(log, session, 'interim');
    this.usage(session);
    return interimRecord(session, clock.now(), this.elapsed(session));
  }

  /** Whole seconds from the start to `time`, by the clock that does not jump. */
  elapsed(session: LedgerSession, time = this.#deps.clock.now()): number {
    const { clock } = this.#deps;
    const monotonic = clock.monotonic() - (clock.now() - time);
    // The wall clock has whole milliseconds: what lies between the two may seem shorter by a part of one.
    return Math.max(0, Math.floor((monotonic - session.monotonicStart + 1) / 1000));
  }
}
