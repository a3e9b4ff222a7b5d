import type { Accounting } from '../../accounting/index.ts';
import type { Clock } from '../../base/clock.ts';
import type { LinkChange, SaEvent, ViciClient } from '../../protocols/vici/index.ts';
import type { ControlOutcome, DisconnectReason, SessionOwner } from '../control/index.ts';
import { Absence, type AbsenceDeps } from './absence.ts';
import type { ConnectionOrigins } from './compile/origin.ts';
import { emptyIpsecConfig, type IpsecConfig } from './config.ts';
import { CryptoBooks, type CryptoBooksDeps, cryptoSource } from './crypto-books.ts';
import { CryptoOrders } from './crypto-orders.ts';
import { CryptoScreens } from './crypto-screens.ts';
import { DueTimer } from './due-timer.ts';
import { idleTimeOf } from './idle-time.ts';
import { KnownOrigins } from './known-origins.ts';
import { Readings } from './readings.ts';
import { Rekeying } from './rekeying.ts';
import { inputsOf } from './sessions/report-of.ts';
import type { SaInput } from './sessions/sa-report.ts';
import type { CryptoSession } from './sessions/session.ts';
import { type Moment, SessionTable, type TableEffect } from './sessions/session-table.ts';
import type { Cleared, CryptoControl, CryptoReader, SaSelector, SessionSelector, TunnelListener } from './snapshot.ts';
import { TunnelNews } from './tunnel-news.ts';

/** What is asked of charon. */
export type CharonCommands = Pick<ViciClient, 'listSas' | 'terminate' | 'rekey' | 'listConnections' | 'version'>;

/** Whom to ask, and what it carries; no socket: nothing of IPsec is configured, and nobody listens to charon. */
export interface CharonAccess {
  readonly client: CharonCommands | undefined;
  readonly socket: string | undefined;
  readonly origins: ConnectionOrigins;
}

export interface CryptoSourceDeps extends Omit<CryptoBooksDeps, 'accounting'> {
  readonly clock: Clock;
  readonly accounting: CryptoBooksDeps['accounting'] & Pick<Accounting, 'freshen'>;
  readonly charon: () => CharonAccess;
  readonly lives?: AbsenceDeps['lives'];
}

/**
 * The IPsec sessions that charon carries: watched, accounted for, shown and cleared. Feed it everything that the VICI
 * client tells, in order: {@link link} and {@link heard}.
 */
export class CryptoSource implements CryptoReader, CryptoControl, SessionOwner {
  readonly source = cryptoSource;
  readonly #deps: CryptoSourceDeps;
  readonly #table = new SessionTable();
  readonly #books: CryptoBooks;
  readonly #rekeying: Rekeying;
  readonly #readings: Readings;
  readonly #screens: CryptoScreens;
  readonly #orders: CryptoOrders;
  readonly #news: TunnelNews;
  #config: IpsecConfig = emptyIpsecConfig;
  readonly #origins = new KnownOrigins();
  readonly #absence: Absence;
  #began = false;
  #socket: string | undefined;
  #charon = '';
  #up = false;
  readonly #tick: DueTimer;
  #stored: Promise<unknown> = Promise.resolve();
  #waiting: (() => void)[] = [];

  constructor(deps: CryptoSourceDeps) {
    this.#deps = deps;
    this.#books = new CryptoBooks(deps);
    this.#news = new TunnelNews({ log: deps.log, config: () => this.#config, originOf: this.#origins.of });
    this.#tick = new DueTimer(deps.clock, () => this.#take(this.#table.tick(this.#moment())));
    this.#absence = new Absence({ clock: deps.clock, lives: deps.lives, over: (at) => this.#gone(at) });
    this.#readings = new Readings({
      clock: deps.clock,
      client: () => (this.#up ? this.#client : undefined),
      charon: () => this.#charon,
      take: (list) => this.#take(this.#table.apply(list, this.#moment())),
      round: () => this.#afterRound(),
    });
    this.#rekeying = new Rekeying({
      clock: deps.clock,
      read: (ikeId) => this.#readings.read(ikeId),
      rekey: async (childId) => (await this.#client?.rekey({ childId }))?.ok === true,
    });
    const accountingId = (session: CryptoSession) => this.#books.accountingId(session);
    this.#screens = new CryptoScreens(this.#table, deps.clock, accountingId);
    this.#orders = new CryptoOrders({
      clock: deps.clock,
      table: this.#table,
      client: () => (this.#up ? this.#client : undefined),
      sessions: () => this.sessions(),
      changed: () => new Promise((resolve) => this.#waiting.push(resolve)),
    });
    deps.accounting.freshen(cryptoSource, () => this.refresh(), true);
  }

  /** Takes back the sessions of the former life. Call it once, before {@link configure}. @returns how many */
  recover(): number {
    const found = this.#books.recover();
    for (const session of found) this.#table.restore(session);
    return found.length;
  }

  /** Takes over a configuration; charon has been given it. */
  configure(config: IpsecConfig): void {
    this.#config = config;
    this.configured();
  }

  /** Connections come from other lines than before, or charon is another one. */
  configured(): void {
    const { origins, socket } = this.#deps.charon();
    this.#origins.configure(origins);
    this.#screens.configure(this.#config, this.#origins.of, origins);
    if (!this.#began || socket !== this.#socket) {
      this.#began = true;
      this.#socket = socket;
      this.#up = false;
      if (socket === undefined) this.#gone(this.#deps.clock.now());
      else this.#absence.begin();
    }
  }

  /** What became of the connection to charon. */
  link(change: LinkChange): void {
    switch (change.kind) {
      case 'unreachable':
        return;
      case 'lost':
        this.#absence.lost(this.#up);
        this.#up = false;
        this.#screens.link(false, undefined);
        // An orderly stop of charon deletes everything first.
        this.#take(this.#table.endWaiting('charon-stopped', this.#moment()));
        return;
      case 'restarted':
        this.#gone(this.#absence.since);
        break;
      case 'connected':
      case 'reconnected':
    }
    this.#absence.end();
    this.#up = true;
    this.#charon = change.charon.key;
    this.#screens.link(true, change.charon.since);
    // Sessions of the former life that another charon carried ended with it.
    for (const session of this.#table.sessions())
      if (session.charon !== undefined && session.charon !== this.#charon)
        this.#take(this.#table.end(session, 'charon-gone', this.#moment()));
    void this.#version();
    void this.#readings.read();
    this.#readings.arm();
  }

  /** What charon said. */
  heard(event: SaEvent): void {
    for (const input of inputsOf(event)) this.#take(this.#table.apply(this.#withCause(input), this.#moment()));
  }

  /** Resolves when everything that was heard is on stable storage. */
  async settled(): Promise<void> {
    await this.#stored;
  }

  /** Whether a session has begun and not ended. */
  get hasTunnels(): boolean {
    return [...this.#table.sessions()].length > 0;
  }

  sessions() {
    return this.#screens.sessions();
  }
  ikeSas() {
    return this.#screens.ikeSas();
  }
  peers() {
    return this.#screens.peers();
  }
  totals() {
    return this.#screens.totals();
  }
  charon() {
    return this.#screens.charon(this.#socket);
  }

  /** Clients of a group that have an SA now: users with their addresses. */
  members(group: string): readonly { readonly user: string; readonly address: string }[] {
    return [...this.#table.sessions()].flatMap((session) => {
      const { user, remote, peer } = session;
      const here = user !== undefined && (session.hasIke || session.hasChild);
      return here && this.#origins.of(peer.name)?.group === group ? [{ user, address: remote.address }] : [];
    });
  }

  /** Those who ask while charon is being asked share the next answer. */
  refresh(): Promise<void> {
    return this.#readings.refresh();
  }

  /** Calls `listener` whenever a session comes up or ends; returns the unsubscriber. */
  watch(listener: TunnelListener): () => void {
    return this.#news.watch(listener);
  }

  async clear(selector: SessionSelector, dryRun = false): Promise<Cleared> {
    const cleared = await this.#orders.clear(selector, 'clear', dryRun);
    await this.#stored;
    return cleared;
  }

  async clearIke(connId?: number): Promise<Cleared> {
    const cleared = await this.#orders.clearIke(connId);
    await this.#stored;
    return cleared;
  }

  async clearSa(selector: SaSelector): Promise<Cleared> {
    const cleared = await this.#orders.clearSa(selector);
    await this.#stored;
    return cleared;
  }

  clearCounters(selector: SaSelector): void {
    this.#orders.clearCounters(selector);
  }

  async disconnect({ key }: { readonly key: number }, reason: DisconnectReason): Promise<ControlOutcome> {
    const session = this.#books.sessionOf(key);
    if (session === undefined) return { outcome: 'not-found' };
    const { failed } = await this.#orders.clear({ id: session.id }, reason, false);
    await this.#stored;
    return failed === undefined ? { outcome: 'done' } : { outcome: 'refused' };
  }

  /** charon has no such limits for a running SA. */
  change(): Promise<ControlOutcome> {
    return Promise.resolve({ outcome: 'unsupported' });
  }

  /** Hears no more. Tunnels and their sessions live on, and are found again at the next start. */
  stop(): void {
    this.#absence.end();
    this.#tick.stop();
    this.#readings.stop();
    this.#rekeying.stop();
    this.#up = false;
  }

  get #client(): CharonCommands | undefined {
    return this.#deps.charon().client;
  }

  #moment(): Moment {
    const { clock } = this.#deps;
    return { wall: clock.now(), monotonic: clock.monotonic() };
  }

  #take(effects: readonly TableEffect[]): void {
    for (const one of effects) {
      if (one.effect === 'look') {
        void this.#readings.read();
        continue;
      }
      if (one.effect === 'up' || one.effect === 'down') {
        this.#screens.count(one.effect);
        this.#news.tell(one.effect, one.session, one.effect === 'down' ? one : undefined);
      }
      if (one.effect !== 'down') this.#rekeying.plan(one.session);
    }
    const originOf = ({ peer }: CryptoSession) => this.#origins.of(peer.name);
    const stored = this.#books.take(effects, originOf, this.#charon).catch((error: unknown) => {
      this.#deps.log.message('AAA', 2, 'ACCT_NOT_STORED', `IPsec: ${String(error)}`);
    });
    this.#stored = Promise.all([this.#stored, stored]);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
    this.#tick.arm(this.#table.due());
  }

  /** charon gives up a pair of SAs after the configured time without traffic, and does not say why. */
  #withCause(input: SaInput): SaInput {
    if (input.kind !== 'child-down') return input;
    const limit = idleTimeOf(this.#config, this.#origins.of(input.ike.name));
    // One that never had a packet has been idle since it came up.
    const idle = input.child.idle ?? input.child.age;
    return limit !== undefined && idle >= limit ? { ...input, cause: 'idle' } : input;
  }

  #afterRound(): void {
    const alive = new Set<string>();
    const names = new Set<string>();
    for (const session of this.#table.sessions()) {
      names.add(session.peer.name);
      for (const key of session.children.keys()) alive.add(key);
      this.#rekeying.plan(session);
    }
    this.#rekeying.prune((key) => alive.has(key));
    this.#origins.prune(names);
    void this.#screens.learn(this.#client, names);
  }

  /** There is no charon any more, and no SA. @param at milliseconds since 1970 */
  #gone(at: number): void {
    this.#absence.end();
    this.#take(this.#table.gone(at, this.#moment()));
  }

  async #version(): Promise<void> {
    const answer = await this.#client?.version();
    if (answer?.ok) this.#screens.learnVersion(answer.value.version);
  }
}
