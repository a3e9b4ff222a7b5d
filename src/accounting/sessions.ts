import type { Clock } from '../base/clock.ts';
import type { EventLog } from '../base/event-log.ts';
import type { Random } from '../base/random.ts';
import type { OpenSession, ServiceOpening, SessionClosing, SessionOpening } from './accounting.ts';
import { Beginnings } from './beginnings.ts';
import { countedBefore, moved, takeReading } from './counters.ts';
import { debugEvent, debugRecord, debugSession } from './debug-lines.ts';
import type { EngineDeps } from './engine-options.ts';
import type { EntryMaker } from './entries.ts';
import type { Identifiers } from './identifiers.ts';
import { intervalOf } from './interims.ts';
import type { Journal } from './journal.ts';
import type { SessionRow } from './ledger-rows.ts';
import { LoneRecords, masked } from './lone-records.ts';
import type { OpenSessions } from './open-sessions.ts';
import type { Plans } from './plans.ts';
import type { Counters, Facts } from './record.ts';
import { closedFacts, isNews, openingFacts, stopRecord } from './records.ts';
import { ServiceSessions } from './service-sessions.ts';
import { LedgerSession, unpackSession } from './session.ts';
import { SessionWriter } from './session-writer.ts';
import { UsageReports } from './usage-reports.ts';

interface SessionsDeps {
  readonly open: OpenSessions;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: EventLog;
  readonly plans: Plans;
  readonly ids: Identifiers;
  readonly entries: EntryMaker;
  readonly journal: Journal;
  /** Last sign of life of the former daemon. */
  readonly lastAlive: number;
  readonly late: EngineDeps['late'];
}

/** `nested`: the EXEC session that a network session with this parent runs within. */
const execOf = (parent: LedgerSession | undefined): number | undefined =>
  parent?.type === 'exec' ? parent.key : undefined;

/** The ledger: what happens to open sessions, and the records that makes. One event, one transaction. */
export class Sessions {
  readonly #deps: SessionsDeps;
  readonly #open: OpenSessions;
  readonly #writer: SessionWriter;
  readonly #reports: UsageReports;
  readonly #beginnings: Beginnings;
  readonly #services: ServiceSessions;
  readonly #lone: LoneRecords;

  constructor(deps: SessionsDeps) {
    this.#deps = deps;
    this.#open = deps.open;
    const { clock, late, log, open, plans, random } = deps;
    const get = (key: number) => open.get(key);
    const takeId = () => this.#takeId();
    this.#writer = new SessionWriter(deps);
    this.#reports = new UsageReports({ clock, random, plans, get, late, writer: this.#writer });
    this.#beginnings = new Beginnings({
      ...{ clock, log, plans, get },
      begun: (session) => open.tell('changed', session),
      over: (session) => this.#waited(session),
    });
    this.#services = new ServiceSessions({
      ...{ clock, log, open, plans, takeId },
      ...{ writer: this.#writer, reports: this.#reports, beginnings: this.#beginnings },
      first: (service) => this.#first(service),
      close: (key, closing) => this.close(key, closing),
    });
    this.#lone = new LoneRecords({
      ...{ clock, log, plans, get, takeId },
      write: (record, destinations, lane) => this.#writer.write(undefined, [record], destinations, lane),
    });
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
      this.#open.restore(session);
      this.#services.add(session);
    }
  }

  /** Ends services whose session is not on the books: it made no records of its own and is not known any more. */
  closeOrphans(): void {
    for (const owner of [...this.#services.owners()])
      if (!this.#open.has(owner))
        for (const { key } of this.#services.of(owner))
          this.close(key, { cause: 'nas-reboot', disconnectCause: 1011 }).catch(() => {
            // The journal has told the operator.
          });
  }

  adopt(key: number): void {
    const session = this.#open.get(key);
    if (session === undefined || !session.recovered) return;
    this.#open.adopt(session);
    this.#reports.begin(session);
    this.#beginnings.awaitMore(session);
    for (const service of this.#services.of(key)) this.adopt(service.key);
  }

  open(opening: SessionOpening): { readonly session: OpenSession; readonly durable: Promise<void> } {
    const { clock, log, plans } = this.#deps;
    const now = clock.now();
    const startTime = opening.startTime ?? now;
    const plan = plans.forSession(opening.type, opening.list, opening.facts);
    const key = this.#takeId();
    const parent = opening.parent === undefined ? undefined : this.#open.get(opening.parent);
    const interval = intervalOf(plan, opening.interimInterval ?? plan.interval ?? 0);
    const session = new LedgerSession({
      key,
      sessionId: parent !== undefined && plans.context.sessionId === 'common' ? parent.sessionId : key,
      type: opening.type,
      source: opening.source,
      sourceKey: opening.sourceKey,
      startTime,
      plan,
      monotonicStart: clock.monotonic() - (now - startTime),
      owner: undefined,
      nestedIn: plans.config.nested && opening.type === 'network' ? execOf(parent) : undefined,
      interval,
      facts: this.#masked(openingFacts(opening.type, opening.facts)),
      usage: opening.counted === undefined ? undefined : countedBefore(opening.counted),
      started: false,
    });
    this.#open.add(session);
    const chosen = plans.choice(opening.type, opening.list, opening.facts);
    debugSession(log, session, `Pick method ${chosen}`);
    debugEvent(log, session, 'UP');
    const durable = plan.rule === 'none' ? undefined : this.#first(session);
    const services = opening.services?.map((service) => this.openService(key, service)?.durable) ?? [];
    if (services.length === 0) return { session, durable: durable ?? Promise.resolve() };
    return { session, durable: Promise.all([durable, ...services]).then(() => {}) };
  }

  openService(
    owner: number,
    service: ServiceOpening,
  ): { readonly session: OpenSession; readonly durable: Promise<void> } | undefined {
    const session = this.#open.get(owner);
    return session === undefined ? undefined : this.#services.open(session, service);
  }

  services(owner: number): readonly LedgerSession[] {
    return this.#services.of(owner);
  }

  /** Puts a new session on the books. */
  #first(session: LedgerSession): Promise<void> {
    this.#reports.begin(session);
    const records = this.#beginnings.begin(session);
    this.#writer.usage(session);
    this.#beginnings.awaitMore(session);
    return this.#writer.write(session, records);
  }

  async update(key: number, facts: Facts, more = false): Promise<void> {
    const session = this.#open.get(key);
    if (session === undefined) return;
    const added = this.#masked(facts);
    const news = isNews(session.facts, added) || more;
    session.facts = { ...session.facts, ...added };
    if (!news) return;
    this.#open.tell('changed', session);
    const own = session.plan.rule === 'none' ? undefined : this.#news(session);
    const services = this.#services.of(key);
    if (services.length === 0) return own;
    await Promise.all([own, ...services.map((service) => this.#services.tell(service, added))]);
    return undefined;
  }

  /** What is new of a session goes on the books. */
  #news(session: LedgerSession): Promise<void> {
    const begun = session.started;
    const records = this.#beginnings.begin(session);
    if (begun && session.plan.newinfo && !this.#reports.tell(session)) records.push(this.#writer.interim(session));
    this.#beginnings.awaitMore(session);
    return this.#writer.write(session, records);
  }

  count(key: number, counters: Counters, note?: string): void {
    const session = this.#open.get(key);
    if (session === undefined) return;
    const before = session.reading;
    session.usage = takeReading(session.usage, counters, note);
    if (this.#open.watched && moved(before, counters)) this.#open.tell('moved', session);
    this.#reports.counted(session);
    this.#services.count(session);
  }

  /** See {@link Accounting.freshen}. */
  freshen(source: string, read: () => Promise<void>, news = false): void {
    this.#reports.freshen(source, read, news);
  }

  /** Writes the counters that have changed since the last time. */
  storeCounters(): void {
    this.#reports.store();
  }

  /** See {@link Accounting.report}. */
  async report(key: number): Promise<void> {
    const session = this.#open.get(key);
    if (session === undefined) return;
    const services = this.#services.of(key);
    if (services.length === 0) return this.#reports.report(session);
    await Promise.all([session, ...services].map((each) => this.#reports.report(each)));
    return undefined;
  }

  /** See {@link Accounting.pace}. */
  async pace(key: number, ordered: number): Promise<void> {
    const session = this.#open.get(key);
    if (session !== undefined) await this.#reports.pace(session, ordered);
  }

  async close(key: number, closing: SessionClosing): Promise<void> {
    const session = this.#open.get(key);
    if (session === undefined) return;
    const { clock, lastAlive, log } = this.#deps;
    if (closing.counters !== undefined) {
      session.usage = takeReading(session.usage, closing.counters);
      this.#services.count(session);
    }
    // Before the session itself: what ends it ends its services, and their Stops go before its own.
    const services = this.#services.close(session, closing);
    this.#open.remove(session);
    this.#services.remove(session);
    this.#reports.forget(session);
    this.#beginnings.forget(key);
    session.facts = this.#masked(closedFacts(session.facts, closing));
    debugEvent(log, session, 'DOWN');
    if (session.plan.rule === 'none') return void (await services);
    const time = Math.max(closing.time ?? (session.recovered ? lastAlive : clock.now()), session.startTime);
    const records = closing.silent === true ? [] : this.#beginnings.begin(session, true);
    if (session.started && closing.silent !== true)
      records.push(stopRecord(session, time, closing.elapsed ?? this.#writer.elapsed(session, time)));
    if (records.length > 0) debugRecord(log, session, 'stop');
    await Promise.all([services, this.#writer.end(session, records, closing.remember)]);
  }

  command(list: string, level: number, facts: Facts, parent: number | undefined): Promise<void> {
    return this.#lone.command(list, level, facts, parent);
  }

  failedLogin(list: string, facts: Facts, type: 'exec' | 'network' = 'exec', negotiation = false): Promise<void> {
    return this.#lone.failedLogin(list, facts, type, negotiation);
  }

  /** Whole seconds from the start to now, by the clock that does not jump. */
  elapsed(session: LedgerSession): number {
    return this.#writer.elapsed(session);
  }

  /** No more interims; what was counted is stored. */
  stop(): void {
    this.abandon();
    this.storeCounters();
  }

  /** No more interims. */
  abandon(): void {
    this.#reports.stop();
    this.#beginnings.stop();
  }

  /** The Start goes, and those of the services that stand behind it. */
  #waited(session: LedgerSession): void {
    const begin = (one: LedgerSession) => this.#writer.write(one, this.#beginnings.begin(one));
    Promise.all([begin(session), ...this.#services.of(session.key).map(begin)]).catch(() => {
      // The journal has told the operator.
    });
  }

  #takeId(): number {
    return this.#deps.ids.take((taken) => this.#open.has(taken));
  }

  #masked(facts: Facts): Facts {
    return masked(facts, this.#deps.plans.config);
  }
}
