import type { Clock } from '../base/clock.ts';
import type { EventLog } from '../base/event-log.ts';
import type { Random } from '../base/random.ts';
import type { OpenSession, SessionClosing, SessionOpening } from './accounting.ts';
import type { AccountingConfig, RecordType } from './config.ts';
import { countedBefore, packUsage, takeReading } from './counters.ts';
import type { EntryMaker } from './entries.ts';
import type { Identifiers } from './identifiers.ts';
import { Interims } from './interims.ts';
import type { Journal } from './journal.ts';
import type { SessionRow } from './ledger-rows.ts';
import { maskCommand } from './masking.ts';
import type { Plans } from './plans.ts';
import type { AccountingRecord, Counters, Facts } from './record.ts';
import {
  closedFacts,
  commandRecord,
  failedLoginRecord,
  interimRecord,
  isNews,
  startRecord,
  stopRecord,
} from './records.ts';
import { LedgerSession, packSession, unpackSession } from './session.ts';

interface SessionsDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: EventLog;
  readonly plans: Plans;
  readonly ids: Identifiers;
  readonly entries: EntryMaker;
  readonly journal: Journal;
  /** Last sign of life of the former daemon. */
  readonly lastAlive: number;
}

/** Words of debug lines. */
const shortNames: Partial<Record<RecordType, string>> = { commands: 'CMD', network: 'NET', connection: 'CONN' };
const shortName = (type: RecordType): string => shortNames[type] ?? type.toUpperCase();
const hex = (key: number): string => key.toString(16).toUpperCase().padStart(8, '0');
const defaultJitter = 300;
/** Parts of an interval: how early a source's report counts as the interim, and how long one that is late is waited for. */
const early = 0.35;
const patience = 0.25;

/** Whether a login that became no session makes a Stop: by whether, and by whom, the user was authenticated. */
function wantsLoneStop(config: AccountingConfig, { authentic }: Facts): boolean {
  if (config.sendStopAlways) return true;
  if (authentic === undefined) return config.sendStopAuthenticationFailure;
  return (authentic === 'radius' || authentic === 'remote') && config.sendStopAuthenticationSuccess;
}

/** The ledger: every open session, what happens to it, and the records that makes. One event, one transaction. */
export class Sessions {
  readonly #deps: SessionsDeps;
  readonly #open = new Map<number, LedgerSession>();
  readonly #counted = new Set<LedgerSession>();
  #total = 0;
  readonly #interims: Interims;

  constructor(deps: SessionsDeps) {
    this.#deps = deps;
    this.#interims = new Interims(deps.clock, deps.random, (key) => this.#due(key));
  }

  all(): Iterable<LedgerSession> {
    return this.#open.values();
  }

  get(key: number): LedgerSession | undefined {
    return this.#open.get(key);
  }

  /** Sessions opened or adopted in this life. */
  get total(): number {
    return this.#total;
  }

  restore(rows: readonly SessionRow[]): void {
    const { clock, plans } = this.#deps;
    const offset = clock.monotonic() - clock.now();
    for (const row of rows) {
      const session = unpackSession(
        row,
        (rule, newinfo, ids) => plans.restored(rule, newinfo, ids),
        (time) => time + offset,
      );
      this.#open.set(session.key, session);
    }
  }

  adopt(key: number): void {
    const session = this.#open.get(key);
    if (session === undefined || !session.recovered) return;
    session.recovered = false;
    this.#total += 1;
    this.#interims.add(session.key, session.interval, this.#jitter);
  }

  open(opening: SessionOpening): { readonly session: OpenSession; readonly durable: Promise<void> } {
    const { clock, ids, plans } = this.#deps;
    const now = clock.now();
    const startTime = opening.startTime ?? now;
    const plan = plans.forSession(opening.type, opening.list, opening.facts.calledStation);
    const key = ids.take((id) => this.#open.has(id));
    const parent = opening.parent === undefined ? undefined : this.#open.get(opening.parent);
    const interval = plan.rule === 'start-stop' ? (opening.interimInterval ?? plan.interval ?? 0) : 0;
    const session = new LedgerSession({
      key,
      sessionId: parent !== undefined && plans.context.sessionId === 'common' ? parent.sessionId : key,
      type: opening.type,
      source: opening.source,
      sourceKey: opening.sourceKey,
      startTime,
      plan,
      monotonicStart: clock.monotonic() - (now - startTime),
      interval,
      facts: this.#masked(opening.facts),
      usage: opening.counted === undefined ? undefined : countedBefore(opening.counted),
      started: false,
    });
    this.#open.set(key, session);
    this.#total += 1;
    this.#say(session.type, key, `Pick method list '${opening.list}'`);
    if (plan.rule === 'none') return { session, durable: Promise.resolve() };
    this.#interims.add(session.key, session.interval, this.#jitter);
    const records = this.#begin(session);
    if (session.usage !== undefined) this.#deps.journal.usage({ key, body: packUsage(session.usage) });
    return { session, durable: this.#write(session, records) };
  }

  async update(key: number, facts: Facts): Promise<void> {
    const session = this.#open.get(key);
    if (session === undefined) return;
    const added = this.#masked(facts);
    const news = isNews(session.facts, added);
    session.facts = { ...session.facts, ...added };
    if (session.plan.rule === 'none' || !news) return;
    const begun = session.started;
    const records = this.#begin(session);
    if (begun && session.plan.newinfo) records.push(this.#interim(session));
    await this.#write(session, records);
  }

  count(key: number, counters: Counters): void {
    const session = this.#open.get(key);
    if (session === undefined) return;
    session.usage = takeReading(session.usage, counters);
    if (session.plan.rule !== 'none') this.#counted.add(session);
  }

  /** Writes the counters that have changed since the last time. */
  storeCounters(): void {
    for (const { key, usage } of this.#counted)
      if (usage !== undefined) this.#deps.journal.usage({ key, body: packUsage(usage) });
    this.#counted.clear();
  }

  /** See {@link Accounting.report}. */
  async report(key: number): Promise<void> {
    const session = this.#open.get(key);
    if (session === undefined || session.plan.rule === 'none') return;
    const { clock, journal } = this.#deps;
    this.#counted.delete(session);
    if (session.usage !== undefined) journal.usage({ key, body: packUsage(session.usage) });
    const now = clock.monotonic();
    const interval = session.interval * 1000;
    const due = this.#interims.due(key);
    const isDue = session.started && due !== undefined && due - now <= interval * early;
    // The next one comes with the source's next report; the clock only steps in when that is late.
    if (isDue) this.#interims.postpone(key, now + interval * (1 + patience));
    await this.#write(undefined, isDue ? [this.#interim(session)] : [], session.plan.ids, key);
  }

  /** See {@link Accounting.pace}. */
  async pace(key: number, seconds: number): Promise<void> {
    const session = this.#open.get(key);
    if (session === undefined || session.plan.rule !== 'start-stop' || session.interval === seconds) return;
    session.interval = seconds;
    this.#interims.drop(key);
    this.#interims.add(session.key, session.interval, this.#jitter);
    await this.#write(session, []);
  }

  async close(key: number, closing: SessionClosing): Promise<void> {
    const session = this.#open.get(key);
    if (session === undefined) return;
    const { clock, entries, journal, lastAlive } = this.#deps;
    this.#open.delete(key);
    this.#interims.drop(key);
    if (closing.counters !== undefined) session.usage = takeReading(session.usage, closing.counters);
    this.#counted.delete(session);
    session.facts = this.#masked(closedFacts(session.facts, closing));
    this.#say(session.type, key, 'STOP');
    if (session.plan.rule === 'none') return;
    const time = Math.max(closing.time ?? (session.recovered ? lastAlive : clock.now()), session.startTime);
    const records = closing.silent === true ? [] : this.#begin(session, true);
    if (session.started && closing.silent !== true)
      records.push(stopRecord(session, time, closing.elapsed ?? this.elapsed(session, time)));
    const made = entries.make(session.plan.ids, session.lane, records);
    const remember = closing.remember === undefined ? {} : { remember: { ...closing.remember, now: clock.now() } };
    await journal.write({ drop: key, ...remember, entries: made.entries }, made.records);
  }

  async command(list: string, level: number, facts: Facts, parent: number | undefined): Promise<void> {
    const { clock, ids, plans } = this.#deps;
    const plan = plans.for('commands', list, level);
    if (plan.rule === 'none' || !this.#wanted(facts)) return;
    const id = ids.take((taken) => this.#open.has(taken));
    const session = parent === undefined ? undefined : this.#open.get(parent);
    const sessionId = session !== undefined && plans.context.sessionId === 'common' ? session.sessionId : id;
    this.#say('commands', id, `Pick method list '${list}'`);
    // In the lane of its EXEC session: after its Start, before its Stop.
    await this.#write(
      undefined,
      [commandRecord(sessionId, id, clock.now(), this.#masked(facts))],
      plan.ids,
      parent ?? id,
    );
  }

  async failedLogin(list: string, facts: Facts, type: 'exec' | 'network' = 'exec'): Promise<void> {
    const { clock, ids, plans } = this.#deps;
    const plan = plans.forSession(type, list, facts.calledStation);
    if (!wantsLoneStop(plans.config, facts) || plan.rule === 'none' || !this.#wanted(facts)) return;
    const id = ids.take((taken) => this.#open.has(taken));
    await this.#write(undefined, [failedLoginRecord(id, clock.now(), this.#masked(facts), type)], plan.ids, id);
  }

  /** Whole seconds from the start to `time`, by the clock that does not jump. */
  elapsed(session: LedgerSession, time = this.#deps.clock.now()): number {
    const { clock } = this.#deps;
    const monotonic = clock.monotonic() - (clock.now() - time);
    return Math.max(0, Math.floor((monotonic - session.monotonicStart) / 1000));
  }

  /** No more interims; what was counted is stored. */
  stop(): void {
    this.abandon();
    this.storeCounters();
  }

  /** No more interims. */
  abandon(): void {
    this.#interims.stop();
  }

  get #jitter(): number {
    return this.#deps.plans.config.jitter ?? defaultJitter;
  }

  /**
   * From when records of the session are wanted: from its start, or, under `suppress null-username`, from when a user is
   * known, or, under `delay-start`, from when a network session has its address. Returns the Start, when the plan has
   * one. A session of the former life that had not come so far has no user.
   * @param ending the address will not come any more
   */
  #begin(session: LedgerSession, ending = false): AccountingRecord[] {
    if (session.started || !this.#wanted(session.facts, session.recovered || undefined)) return [];
    if (!ending && this.#waitsForAddress(session)) return [];
    session.started = true;
    if (session.plan.rule !== 'start-stop') return [];
    this.#say(session.type, session.key, 'START');
    return [startRecord(session)];
  }

  #interim(session: LedgerSession): AccountingRecord {
    this.#say(session.type, session.key, 'UPDATE');
    // What a server has been told is on disk too: no later record may say less.
    if (session.usage !== undefined) this.#deps.journal.usage({ key: session.key, body: packUsage(session.usage) });
    return interimRecord(session, this.#deps.clock.now(), this.elapsed(session));
  }

  /** `suppress null-username`: no record without a user, except of what has none by its nature. */
  #wanted(facts: Facts, suppress = this.#deps.plans.config.suppressNullUsername): boolean {
    return !suppress || facts.vrrs !== undefined || (facts.user !== undefined && facts.user !== '');
  }

  #waitsForAddress({ type, facts }: LedgerSession): boolean {
    return type === 'network' && facts.address === undefined && this.#deps.plans.config.delayStart !== undefined;
  }

  #masked(facts: Facts): Facts {
    if (facts.command === undefined || this.#deps.plans.config.visibleKeys) return facts;
    return { ...facts, command: maskCommand(facts.command) };
  }

  /** One event: the session as it is now, if one is given, and the records. */
  #write(
    session: LedgerSession | undefined,
    records: readonly AccountingRecord[],
    destinations: readonly number[] = session?.plan.ids ?? [],
    lane = session?.lane ?? 0,
  ): Promise<void> {
    const made = this.#deps.entries.make(destinations, lane, records);
    const put = session === undefined ? {} : { put: { key: session.key, body: packSession(session) } };
    return this.#deps.journal.write({ ...put, entries: made.entries }, made.records);
  }

  /** A periodic interim is due; returns the seconds until the next one. */
  #due(key: number): number {
    const session = this.#open.get(key);
    if (session === undefined) return 0;
    if (session.started)
      this.#write(undefined, [this.#interim(session)], session.plan.ids, key).catch(() => {
        // The journal has told the operator; an interim is replaced by the next one.
      });
    return session.interval;
  }

  #say(type: RecordType, key: number, text: string): void {
    const { log } = this.#deps;
    if (log.debugging('aaa accounting'))
      log.debug('aaa accounting', () => `AAA/ACCT/${shortName(type)}(${hex(key)}): ${text}`);
  }
}
