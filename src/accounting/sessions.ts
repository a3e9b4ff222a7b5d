import type { Clock } from '../base/clock.ts';
import type { EventLog } from '../base/event-log.ts';
import type { Random } from '../base/random.ts';
import type { OpenSession, ServiceOpening, SessionClosing, SessionListener, SessionOpening } from './accounting.ts';
import { Beginnings } from './beginnings.ts';
import { countedBefore, packUsage, takeReading } from './counters.ts';
import { debugEvent, debugId, debugRecord, debugSession } from './debug-lines.ts';
import type { EngineDeps } from './engine-options.ts';
import type { EntryMaker } from './entries.ts';
import { FreshCounters } from './fresh-counters.ts';
import type { Identifiers } from './identifiers.ts';
import { Interims } from './interims.ts';
import type { Journal } from './journal.ts';
import type { SessionRow } from './ledger-rows.ts';
import { LoneRecords, masked } from './lone-records.ts';
import type { Plans } from './plans.ts';
import type { AccountingRecord, Counters, Facts } from './record.ts';
import { closedFacts, interimRecord, isNews, openingFacts, stopRecord } from './records.ts';
import { countService, hasServices, newService, ServiceIndex, serviceInterval, serviceList } from './services.ts';
import { LedgerSession, packSession, type ResolvedPlan, unpackSession } from './session.ts';

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
  readonly late: EngineDeps['late'];
}

const defaultJitter = 300;
/** Parts of an interval: how early a source's report counts as the interim, and how long one that is late is waited for. */
const early = 0.35;
const patience = 0.25;
/** RFC 2869 §5.16: no interims more often than this, seconds. */
const shortestInterval = 60;
const intervalOf = (plan: ResolvedPlan, seconds: number): number =>
  plan.rule !== 'start-stop' || seconds <= 0 ? 0 : Math.max(seconds, shortestInterval);

const moved = (before: Counters | undefined, { bytesIn, bytesOut, packetsIn, packetsOut }: Counters): boolean =>
  bytesIn !== (before?.bytesIn ?? 0n) ||
  bytesOut !== (before?.bytesOut ?? 0n) ||
  packetsIn !== (before?.packetsIn ?? 0n) ||
  packetsOut !== (before?.packetsOut ?? 0n);

/** `nested`: the EXEC session that a network session with this parent runs within. */
const execOf = (parent: LedgerSession | undefined): number | undefined =>
  parent?.type === 'exec' ? parent.key : undefined;

/** The ledger: every open session, what happens to it, and the records that makes. One event, one transaction. */
export class Sessions {
  readonly #deps: SessionsDeps;
  readonly #open = new Map<number, LedgerSession>();
  readonly #counted = new Set<LedgerSession>();
  readonly #services = new ServiceIndex();
  #total = 0;
  readonly #interims: Interims;
  readonly #fresh: FreshCounters;
  readonly #beginnings: Beginnings;
  readonly #lone: LoneRecords;

  readonly #listeners = new Set<SessionListener>();

  constructor(deps: SessionsDeps) {
    this.#deps = deps;
    const { clock, ids, log, plans } = deps;
    this.#interims = new Interims(clock, deps.random, (key, late) => this.#due(key, late));
    this.#fresh = new FreshCounters(clock);
    const get = (key: number) => this.#open.get(key);
    this.#beginnings = new Beginnings({
      ...{ clock, log, plans, get },
      begun: (session) => this.#tell('changed', session),
      over: (session) => this.#waited(session),
    });
    this.#lone = new LoneRecords({
      ...{ clock, log, plans, get },
      takeId: () => ids.take((taken) => this.#open.has(taken)),
      write: (record, destinations, lane) => this.#write(undefined, [record], destinations, lane),
    });
  }

  all(): Iterable<LedgerSession> {
    return this.#open.values();
  }

  get(key: number): LedgerSession | undefined {
    return this.#open.get(key);
  }

  /** See {@link Accounting.watch}. */
  watch(listener: SessionListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #tell(what: keyof SessionListener, session: LedgerSession): void {
    for (const listener of this.#listeners) listener[what](session);
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
    session.recovered = false;
    if (session.type !== 'vrrs') this.#total += 1;
    this.#interims.add(session.key, session.interval, this.#jitter);
    this.#beginnings.awaitMore(session);
    for (const service of this.#services.of(key)) this.adopt(service.key);
  }

  open(opening: SessionOpening): { readonly session: OpenSession; readonly durable: Promise<void> } {
    const { clock, ids, log, plans } = this.#deps;
    const now = clock.now();
    const startTime = opening.startTime ?? now;
    const plan = plans.forSession(opening.type, opening.list, opening.facts.calledStation);
    const key = ids.take((id) => this.#open.has(id));
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
    this.#open.set(key, session);
    if (session.type !== 'vrrs') this.#total += 1;
    this.#tell('opened', session);
    debugSession(log, session, `Pick method list "${opening.list}"`);
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
    const { clock, ids, plans } = this.#deps;
    const session = this.#open.get(owner);
    if (session === undefined || !hasServices(session)) return undefined;
    const there = this.#services.of(owner).find(({ facts }) => facts.serviceName === service.name);
    if (there !== undefined) return { session: there, durable: Promise.resolve() };
    const list = serviceList(plans.config, service);
    const plan = list === undefined ? session.plan : plans.for('network', list);
    const key = ids.take((id) => this.#open.has(id));
    const ofList = plan.interval ?? (session.interval === 0 ? undefined : session.interval);
    const interval = intervalOf(plan, serviceInterval(plans.config, service, ofList));
    const made = newService(session, service, {
      ...{ key, plan, interval, startTime: clock.now(), monotonicStart: clock.monotonic() },
    });
    this.#open.set(key, made);
    this.#services.add(made);
    this.#tell('opened', made);
    debugSession(
      this.#deps.log,
      made,
      `Service ${service.name} of ${debugId(owner)}${list === undefined ? '' : `, list "${list}"`}`,
    );
    return { session: made, durable: plan.rule === 'none' ? Promise.resolve() : this.#first(made) };
  }

  services(owner: number): readonly LedgerSession[] {
    return this.#services.of(owner);
  }

  /** Puts a new session on the books. */
  #first(session: LedgerSession): Promise<void> {
    this.#interims.add(session.key, session.interval, this.#jitter);
    const records = this.#beginnings.begin(session);
    if (session.usage !== undefined) this.#deps.journal.usage({ key: session.key, body: packUsage(session.usage) });
    this.#beginnings.awaitMore(session);
    return this.#write(session, records);
  }

  async update(key: number, facts: Facts): Promise<void> {
    const session = this.#open.get(key);
    if (session === undefined) return;
    const added = this.#masked(facts);
    const news = isNews(session.facts, added);
    session.facts = { ...session.facts, ...added };
    if (!news) return;
    this.#tell('changed', session);
    const own = session.plan.rule === 'none' ? undefined : this.#news(session);
    const services = this.#services.of(key);
    if (services.length === 0) return own;
    await Promise.all([own, ...services.map((service) => this.#tellService(service, added))]);
    return undefined;
  }

  /** What is new of a session goes on the books. */
  #news(session: LedgerSession): Promise<void> {
    const begun = session.started;
    const records = this.#beginnings.begin(session);
    if (begun && session.plan.newinfo) records.push(this.#interim(session));
    this.#beginnings.awaitMore(session);
    return this.#write(session, records);
  }

  /** What is new of a session is true of its services; it makes no records of theirs but a Start that has waited for it. */
  async #tellService(service: LedgerSession, added: Facts): Promise<void> {
    service.facts = { ...service.facts, ...added };
    if (service.plan.rule !== 'none') await this.#write(service, this.#beginnings.begin(service));
  }

  count(key: number, counters: Counters, note?: string): void {
    const session = this.#open.get(key);
    if (session === undefined) return;
    const before = session.reading;
    session.usage = takeReading(session.usage, counters, note);
    if (this.#listeners.size > 0 && moved(before, counters)) this.#tell('moved', session);
    if (session.plan.rule !== 'none') this.#counted.add(session);
    this.#countServices(session);
  }

  #countServices(session: LedgerSession): void {
    if (this.#services.size === 0) return;
    for (const service of this.#services.of(session.key)) {
      countService(service, session);
      if (service.plan.rule !== 'none') this.#counted.add(service);
    }
  }

  /** See {@link Accounting.freshen}. */
  freshen(source: string, read: () => Promise<void>): void {
    this.#fresh.set(source, read);
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
    if (session === undefined) return;
    const services = this.#services.of(key);
    if (services.length === 0) return this.#report(session);
    await Promise.all([session, ...services].map((each) => this.#report(each)));
    return undefined;
  }

  async #report(session: LedgerSession): Promise<void> {
    if (session.plan.rule === 'none') return;
    const { key } = session;
    const { clock, journal } = this.#deps;
    this.#counted.delete(session);
    if (session.usage !== undefined) journal.usage({ key, body: packUsage(session.usage) });
    const now = clock.monotonic();
    const interval = session.interval * 1000;
    const due = this.#interims.due(key);
    const isDue = session.started && due !== undefined && due - now <= interval * early;
    // The next one comes with the source's next report; the clock only steps in when that is late.
    if (isDue) this.#interims.postpone(key, now + interval * (1 + patience));
    await this.#write(undefined, isDue ? [this.#interim(session)] : [], session.plan.ids, session.lane);
  }

  /** See {@link Accounting.pace}. */
  async pace(key: number, ordered: number): Promise<void> {
    const session = this.#open.get(key);
    if (session === undefined) return;
    const seconds = intervalOf(session.plan, ordered);
    if (session.plan.rule !== 'start-stop' || session.interval === seconds) return;
    session.interval = seconds;
    this.#interims.drop(key);
    this.#interims.add(session.key, session.interval, this.#jitter);
    await this.#write(session, []);
  }

  async close(key: number, closing: SessionClosing): Promise<void> {
    const session = this.#open.get(key);
    if (session === undefined) return;
    const { clock, entries, journal, lastAlive, log } = this.#deps;
    if (closing.counters !== undefined) {
      session.usage = takeReading(session.usage, closing.counters);
      this.#countServices(session);
    }
    // Before the session itself: what ends it ends its services, and their Stops go before its own.
    const services = this.#closeServices(session, closing);
    this.#open.delete(key);
    this.#tell('closed', session);
    this.#services.remove(session);
    this.#interims.drop(key);
    this.#beginnings.forget(key);
    this.#counted.delete(session);
    session.facts = this.#masked(closedFacts(session.facts, closing));
    debugEvent(log, session, 'DOWN');
    if (session.plan.rule === 'none') return void (await services);
    const time = Math.max(closing.time ?? (session.recovered ? lastAlive : clock.now()), session.startTime);
    const records = closing.silent === true ? [] : this.#beginnings.begin(session, true);
    if (session.started && closing.silent !== true)
      records.push(stopRecord(session, time, closing.elapsed ?? this.elapsed(session, time)));
    if (records.length > 0) debugRecord(log, session, 'stop');
    const made = entries.make(session.plan.ids, session.lane, records);
    const remember = closing.remember === undefined ? {} : { remember: { ...closing.remember, now: clock.now() } };
    await Promise.all([services, journal.write({ drop: key, ...remember, entries: made.entries }, made.records)]);
  }

  #closeServices(session: LedgerSession, closing: SessionClosing): Promise<unknown> | undefined {
    const services = this.#services.of(session.key);
    if (services.length === 0) return undefined;
    const { cause, disconnectCause, facts, silent, time } = closing;
    if (closing.silent !== true) for (const service of services) service.facts = { ...service.facts, ...facts };
    // A Start that has waited until now comes before those of the services.
    const late = session.plan.rule === 'none' || silent === true ? [] : this.#beginnings.begin(session, true);
    const begun = late.length === 0 ? undefined : this.#write(session, late);
    const closings = services.map(({ key }) =>
      this.close(key, {
        cause,
        ...(disconnectCause === undefined ? {} : { disconnectCause }),
        ...(silent === undefined ? {} : { silent }),
        ...(time === undefined ? {} : { time }),
      }),
    );
    return Promise.all([begun, ...closings]);
  }

  command(list: string, level: number, facts: Facts, parent: number | undefined): Promise<void> {
    return this.#lone.command(list, level, facts, parent);
  }

  failedLogin(list: string, facts: Facts, type: 'exec' | 'network' = 'exec', negotiation = false): Promise<void> {
    return this.#lone.failedLogin(list, facts, type, negotiation);
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
    this.#beginnings.stop();
  }

  get #jitter(): number {
    return this.#deps.plans.config.jitter ?? defaultJitter;
  }

  /** The Start goes, and those of the services that stand behind it. */
  #waited(session: LedgerSession): void {
    const begin = (one: LedgerSession) => this.#write(one, this.#beginnings.begin(one));
    Promise.all([begin(session), ...this.#services.of(session.key).map(begin)]).catch(() => {
      // The journal has told the operator.
    });
  }

  #interim(session: LedgerSession): AccountingRecord {
    debugRecord(this.#deps.log, session, 'interim');
    // What a server has been told is on disk too: no later record may say less.
    if (session.usage !== undefined) this.#deps.journal.usage({ key: session.key, body: packUsage(session.usage) });
    return interimRecord(session, this.#deps.clock.now(), this.elapsed(session));
  }

  #masked(facts: Facts): Facts {
    return masked(facts, this.#deps.plans.config);
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
  #due(key: number, late: number): number {
    this.#deps.late?.(late);
    const session = this.#open.get(key);
    if (session === undefined) return 0;
    if (session.started) {
      // A service counts what its session's source has counted.
      const { source } = (session.owner === undefined ? undefined : this.#open.get(session.owner)) ?? session;
      this.#fresh.read(source, () => this.#periodic(session));
    }
    return session.interval;
  }

  #periodic(session: LedgerSession): void {
    if (!this.#open.has(session.key)) return;
    this.#write(undefined, [this.#interim(session)], session.plan.ids, session.lane).catch(() => {
      // The journal has told the operator; an interim is replaced by the next one.
    });
  }
}
