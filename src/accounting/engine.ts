import type { Timer } from '../base/clock.ts';
import type {
  Accounting,
  AccountingContext,
  AccountingTotals,
  ActiveAction,
  DestinationBooks,
  OpenSession,
  Remembrance,
  ServiceOpening,
  SessionClosing,
  SessionListener,
  SessionOpening,
  StorageState,
  WaitingEntry,
} from './accounting.ts';
import { type AccountingConfig, emptyAccountingConfig } from './config.ts';
import { Delivery } from './delivery/delivery.ts';
import { Destinations } from './destinations.ts';
import { type EngineDeps, heartbeat } from './engine-options.ts';
import { EntryMaker } from './entries.ts';
import { Identifiers } from './identifiers.ts';
import { Journal, type LedgerStore } from './journal.ts';
import { type Loaded, metaNames, type SessionRow } from './ledger-rows.ts';
import { OpenSessions } from './open-sessions.ts';
import { Plans } from './plans.ts';
import { activeActions, readBooks, readOutbox } from './queries.ts';
import type { Counters, Facts } from './record.ts';
import { Sessions } from './sessions.ts';
import { SystemRecords } from './system-records.ts';

/** The accounting engine over one ledger. Use {@link openAccounting}. */
export class AccountingEngine implements Accounting {
  readonly #deps: EngineDeps;
  readonly #journal: Journal;
  readonly #delivery: Delivery;
  readonly #plans: Plans;
  readonly #open = new OpenSessions();
  readonly #sessions: Sessions;
  readonly #ids: Identifiers;
  readonly #entries: EntryMaker;
  readonly #system: SystemRecords;
  readonly #destinations: Destinations;
  #booted = false;
  #stopping: Promise<void> | undefined;
  #heartbeat: Timer;
  #progress: (() => void) | undefined;

  constructor(deps: EngineDeps, loaded: Loaded) {
    const { clock, log, random, store, transport } = deps;
    this.#deps = deps;
    this.#journal = new Journal(store, clock, log, {
      stored: (row, record) => {
        if (this.#system.boot.has(row.id)) this.#delivery.offerFirst(row, record, true);
        else this.#delivery.offer(row, record);
      },
      superseded: (replaced) => {
        for (const one of replaced) this.#delivery.forget(one);
      },
    });
    this.#delivery = new Delivery(
      {
        clock,
        log,
        random,
        transport,
        page: (destination, after, limit) => store.submit('page', { destination, after, limit }),
        one: (destination, id) => store.submit('one', { destination, id }),
        acknowledged: (destination, id, last) => {
          this.#journal.acknowledge(destination, id, last);
          this.#system.boot.acknowledged(id);
          this.#progress?.();
        },
        failed: (_, id) => {
          this.#system.boot.tried(id);
          this.#progress?.();
        },
      },
      deps.limits,
    );
    const last = new Map(loaded.last.map(({ destination, id }) => [destination, id]));
    this.#destinations = new Destinations((id, name) => {
      this.#journal.destination(id, name);
      this.#delivery.add(id, name, 0);
    });
    for (const { id, name } of loaded.destinations) {
      this.#destinations.know(id, name);
      this.#delivery.add(id, name, last.get(id) ?? 0);
    }
    this.#ids = new Identifiers(loaded.meta[metaNames.ids] ?? 1, (mark) => this.#journal.meta(metaNames.ids, mark));
    const newest = Math.max(0, ...last.values());
    this.#entries = new EntryMaker(newest + 1, (destination, lane) => this.#delivery.underWay(destination, lane));
    this.#plans = new Plans(
      (group) => transport.protocolOf(group),
      (name) => this.#destinations.idOf(name),
    );
    this.#sessions = new Sessions({
      open: this.#open,
      clock,
      random,
      log,
      plans: this.#plans,
      ids: this.#ids,
      entries: this.#entries,
      journal: this.#journal,
      lastAlive: loaded.meta[metaNames.alive] ?? clock.now(),
      late: deps.late,
    });
    this.#system = new SystemRecords({
      ...{ clock, log, plans: this.#plans, ids: this.#ids, entries: this.#entries, journal: this.#journal },
      role: loaded.meta[metaNames.role] ?? 0,
    });
    this.#heartbeat = clock.after(heartbeat, () => this.#beat());
  }

  /** Takes back sessions of the former life. */
  restore(rows: readonly SessionRow[]): void {
    this.#sessions.restore(rows);
  }

  open(opening: SessionOpening): { readonly session: OpenSession; readonly durable: Promise<void> } {
    return this.#sessions.open(opening);
  }

  update(key: number, facts: Facts, news?: boolean): Promise<void> {
    return this.#sessions.update(key, facts, news);
  }

  count(key: number, counters: Counters, note?: string): void {
    this.#sessions.count(key, counters, note);
  }

  freshen(source: string, read: () => Promise<void>, news = false): void {
    this.#sessions.freshen(source, read, news);
  }

  close(key: number, closing: SessionClosing): Promise<void> {
    return this.#sessions.close(key, closing);
  }

  openService(
    owner: number,
    service: ServiceOpening,
  ): { readonly session: OpenSession; readonly durable: Promise<void> } | undefined {
    return this.#sessions.openService(owner, service);
  }

  services(owner: number): readonly OpenSession[] {
    return this.#sessions.services(owner);
  }

  adopt(key: number): void {
    this.#sessions.adopt(key);
  }

  command(list: string, level: number, facts: Facts, parent: number | undefined): Promise<void> {
    return this.#sessions.command(list, level, facts, parent);
  }

  failedLogin(list: string, facts: Facts, type?: 'exec' | 'network', negotiation?: boolean): Promise<void> {
    return this.#sessions.failedLogin(list, facts, type, negotiation);
  }

  report(key: number): Promise<void> {
    return this.#sessions.report(key);
  }

  pace(key: number, seconds: number): Promise<void> {
    return this.#sessions.pace(key, seconds);
  }

  async remembered(): Promise<readonly Remembrance[]> {
    const now = this.#deps.clock.now();
    return (await this.#deps.store.submit('memory', null)).filter(({ until }) => until >= now);
  }

  async switchover(role: 'active' | 'standby'): Promise<void> {
    if (this.#stopping === undefined) await this.#system.switchover(role);
  }

  sessions(): Iterable<OpenSession> {
    return this.#open;
  }

  session(key: number): OpenSession | undefined {
    return this.#open.get(key);
  }

  watch(listener: SessionListener): () => void {
    return this.#open.watch(listener);
  }

  totals(): AccountingTotals {
    return { sessions: this.#open.total };
  }

  books(): Promise<readonly DestinationBooks[]> {
    return readBooks(this.#deps.store);
  }

  actions(): readonly ActiveAction[] {
    return activeActions(this.#open, (session) => this.#sessions.elapsed(session));
  }

  outbox(limit = 1000): Promise<readonly WaitingEntry[]> {
    return readOutbox(this.#deps.store, limit, this.#destinations.names, (row) =>
      this.#delivery.find(row.destination)?.status(row.lane, row.id),
    );
  }

  storage(): StorageState {
    return this.#journal.state();
  }

  storedOrHeld(stored: Promise<void>): Promise<void> {
    return this.#journal.storedOrHeld(stored);
  }

  get admitted(): Promise<void> {
    return this.#system.boot.admitted;
  }

  configure(config: AccountingConfig, context?: AccountingContext): void {
    this.#plans.configure(config, context);
    if (this.#booted) this.#system.reconfigured();
    else {
      this.#booted = true;
      this.#sessions.closeOrphans();
      this.#system.begin(this.#delivery);
    }
  }

  stop(grace = 2000): Promise<void> {
    this.#stopping ??= this.#stop(grace);
    return this.#stopping;
  }

  /** Ends at once and writes nothing more: what a crash leaves, for tests. */
  async abandon(): Promise<void> {
    this.#heartbeat.cancel();
    this.#system.boot.stop();
    this.#sessions.abandon();
    this.#delivery.stop();
    this.#stopping = this.#deps.store.close();
    await this.#stopping;
  }

  /** The ledger's database: for tests that make it fail. */
  get store(): LedgerStore {
    return this.#deps.store;
  }

  async #stop(grace: number): Promise<void> {
    const { clock, log, store } = this.#deps;
    this.#heartbeat.cancel();
    this.#system.boot.stop();
    this.#delivery.release();
    const late = new Promise<void>((resolve) => void clock.after(grace, resolve));
    await Promise.race([this.#system.shutdown(), late]);
    this.#plans.configure(emptyAccountingConfig, undefined);
    this.#sessions.stop();
    await Promise.race([this.#quiet(), late]);
    this.#delivery.stop();
    this.#journal.meta(metaNames.ids, this.#ids.mark);
    this.#journal.meta(metaNames.alive, clock.now());
    await Promise.race([this.#journal.flushed(), late]);
    const state = this.#journal.state();
    if (state.state === 'failing' && state.held > 0)
      log.message(
        'ACCT',
        2,
        'LOST',
        `${state.held} accounting events could not be stored before the end: ${state.reason}`,
      );
    await store.close();
  }

  /** Resolves when no destination that answers has anything left. */
  async #quiet(): Promise<void> {
    await this.#journal.flushed();
    while (this.#delivery.busy)
      await new Promise<void>((resolve) => {
        this.#progress = resolve;
      });
  }

  #beat(): void {
    this.#journal.meta(metaNames.alive, this.#deps.clock.now());
    this.#sessions.storeCounters();
    this.#heartbeat = this.#deps.clock.after(heartbeat, () => this.#beat());
  }
}
