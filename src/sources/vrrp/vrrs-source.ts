import type { Accounting, OpenSession } from '../../accounting/accounting.ts';
import type { Clock, Timer } from '../../base/clock.ts';
import type { EventLog } from '../../base/event-log.ts';
import { emptyVrrsConfig, type VrrpUnit, type VrrsConfig, type VrrsGroupConfig } from './config.ts';
import { Keepalived, type OpenFifo } from './keepalived.ts';
import type { VrrpNotice } from './notice.ts';
import { out, type Period, type PeriodEffect, type PeriodEvent, step } from './period.ts';
import type { VrrsServerView, VrrsState, VrrsView } from './views.ts';

export interface VrrsSourceDeps {
  readonly clock: Clock;
  readonly log: EventLog;
  readonly accounting: Pick<Accounting, 'open' | 'update' | 'close' | 'adopt' | 'sessions' | 'session' | 'switchover'>;
  readonly openFifo: OpenFifo;
}

interface Group {
  config: VrrsGroupConfig;
  period: Period;
  session: OpenSession | undefined;
  timer: Timer | undefined;
  state: VrrsState;
  before: VrrsState;
  since: number | undefined;
}

const sourceName = 'vrrp';
const unitKey = ({ kind, name }: VrrpUnit): string => `${kind} ${name}`;
const stateWords = { MASTER: 'ACTIVE', BACKUP: 'BACKUP', FAULT: 'INIT', STOP: 'INIT', DELETED: 'INIT' } as const;

/**
 * Accounts for the redundancy groups of keepalived: an On when a VRRS name becomes active on this box, an Off when it
 * leaves. The time between is an open session of the ledger, so that both come once, over restarts too.
 *
 * - A name is active while keepalived is master of the instance or sync group that it is tied to.
 * - The state at the start is what the former life had on the books, as soon as keepalived is found alive. Without
 *   keepalived, after a grace, the names have left at the former daemon's last sign of life.
 * - keepalived that goes without a word (killed) has left its groups at that moment.
 */
export class VrrsSource {
  readonly #deps: VrrsSourceDeps;
  readonly #keepalived: Keepalived;
  readonly #groups = new Map<string, Group>();
  /** The last word of keepalived on each of its units, whether a name is tied to it or not. */
  readonly #units = new Map<string, VrrpNotice>();
  #config: VrrsConfig = emptyVrrsConfig;
  /** Names that the former life left on the books and nobody has spoken of yet. */
  readonly #unsure = new Set<Group>();
  #started = false;

  constructor(deps: VrrsSourceDeps) {
    this.#deps = deps;
    this.#keepalived = new Keepalived(deps.clock, deps.openFifo, {
      present: () => this.#isPresent(),
      notice: (notice) => this.#hear(notice),
      absent: (at) => this.#giveUp(at),
    });
  }

  /** Takes over a configuration; the first one takes back what the former life had open. After that of the engine. */
  configure(config: VrrsConfig): void {
    const path = this.#config.notifyFifo;
    this.#config = config;
    const wanted = new Map(config.groups.map((group) => [group.name, group]));
    for (const [name, group] of this.#groups) if (!wanted.has(name)) this.#remove(name, group);
    for (const [name, group] of wanted) {
      const known = this.#groups.get(name);
      if (known === undefined) this.#groups.set(name, newGroup(group));
      else known.config = group;
    }
    if (!this.#started) this.#recover();
    if (path !== config.notifyFifo) this.#keepalived.listen(config.notifyFifo);
    for (const group of this.#groups.values()) this.#consider(group, this.#deps.clock.now());
  }

  /** The lists have changed: names that are active and not on the books may be wanted there now. */
  listsChanged(): void {
    for (const group of this.#groups.values()) {
      if (group.period.phase !== 'in' || group.session?.rule !== 'none') continue;
      this.#run(this.#deps.accounting.close(group.session.key, { cause: 'nas-request' }));
      group.session = this.#open(group);
    }
  }

  groups(): readonly VrrsView[] {
    return [...this.#groups.values()].map(({ config, period, session, state, before, since }) => ({
      name: config.name,
      state,
      before,
      since,
      unit: config.unit,
      said: this.#said(config),
      method: config.method ?? 'default',
      sessionId: session === undefined || session.rule === 'none' ? undefined : session.sessionId,
      leaving: period.phase === 'leaving',
    }));
  }

  /** Undefined: no pipe is configured. */
  server(): VrrsServerView | undefined {
    const path = this.#config.notifyFifo;
    const { open, connected } = this.#keepalived;
    return path === undefined ? undefined : { path, open, connected };
  }

  /** Hears no more. What is active stays on the books: keepalived lives on, and the next start asks it. */
  stop(): void {
    this.#keepalived.stop();
    for (const { timer } of this.#groups.values()) timer?.cancel();
  }

  #recover(): void {
    this.#started = true;
    for (const session of [...this.#deps.accounting.sessions()]) {
      if (session.source !== sourceName) continue;
      const group = this.#groups.get(session.sourceKey);
      // Of a name that is configured no more, or (after a crash between two commits) twice on the books.
      if (group === undefined || group.session !== undefined) {
        this.#run(this.#deps.accounting.close(session.key, { cause: 'nas-reboot' }));
        continue;
      }
      const since = session.facts.left ?? 0;
      group.session = session;
      group.period =
        since > 0 ? { phase: 'leaving', since, due: since + (group.config.delay ?? 0) * 1000 } : { phase: 'in' };
      if (group.period.phase === 'leaving') this.#wait(group);
      else this.#unsure.add(group);
    }
    // Without a pipe nobody will ever speak of them.
    if (this.#unsure.size > 0 && this.#config.notifyFifo === undefined) this.#giveUp(this.#deps.clock.now());
  }

  #hear(notice: VrrpNotice): void {
    const now = this.#deps.clock.now();
    const key = unitKey(notice);
    const before = this.#units.get(key)?.state;
    this.#units.set(key, notice);
    if (notice.state !== before)
      this.#deps.log.debug('aaa accounting', () => `AAA/ACCT/VRRS: ${key} ${before ?? 'INIT'} -> ${notice.state}`);
    for (const group of this.#groups.values())
      if (group.config.unit !== undefined && unitKey(group.config.unit) === key) this.#consider(group, now);
  }

  /** keepalived lives: what was active before this daemon's start is active now, unless it says otherwise. */
  #isPresent(): void {
    const unsure = [...this.#unsure];
    this.#unsure.clear();
    for (const group of unsure) this.#goesOn(group);
  }

  /** The former life had the name on the books as active, and so it is until keepalived says otherwise. */
  #goesOn(group: Group): void {
    const { session, config } = group;
    if (session !== undefined) this.#deps.accounting.adopt(session.key);
    if (config.unit !== undefined && this.#said(config) === undefined)
      this.#units.set(unitKey(config.unit), { ...config.unit, state: 'MASTER', priority: 0 });
    this.#consider(group, this.#deps.clock.now());
  }

  #said({ unit }: VrrsGroupConfig): VrrpNotice | undefined {
    return unit === undefined ? undefined : this.#units.get(unitKey(unit));
  }

  /** There is no keepalived: no name is active here. */
  #giveUp(at: number): void {
    this.#units.clear();
    for (const group of this.#unsure) {
      // Not adopted: it ends at the last sign of life of the former daemon.
      if (group.session !== undefined)
        this.#run(this.#deps.accounting.close(group.session.key, { cause: 'nas-reboot' }));
      group.session = undefined;
      group.period = out;
    }
    this.#unsure.clear();
    for (const group of this.#groups.values()) this.#consider(group, at);
    this.#tellRole();
  }

  #remove(name: string, group: Group): void {
    group.timer?.cancel();
    this.#unsure.delete(group);
    this.#groups.delete(name);
    const { session, period } = group;
    if (session === undefined) return;
    const at = period.phase === 'leaving' ? period.since : this.#deps.clock.now();
    this.#run(this.#deps.accounting.close(session.key, { cause: 'nas-request', time: at }));
  }

  /** Brings a name's state and its period in line with what keepalived said of its unit. */
  #consider(group: Group, at: number): void {
    if (this.#unsure.has(group)) return;
    const said = this.#said(group.config);
    const state = said === undefined ? 'INIT' : stateWords[said.state];
    if (state !== group.state) {
      group.before = group.state;
      group.state = state;
      group.since = at;
      const { log } = this.#deps;
      log.message('VRRS', 6, 'STATECHANGE', `${group.config.name} state ${group.before} -> ${state}`);
    }
    this.#step(group, state === 'ACTIVE' ? { kind: 'enters' } : { kind: 'leaves', at });
    if (said !== undefined) this.#tellRole();
  }

  #step(group: Group, event: PeriodEvent): void {
    const { period, effects } = step(group.period, event, (group.config.delay ?? 0) * 1000);
    group.period = period;
    // A box that takes over says so before its names do; one that leaves, after them.
    if (effects.some(({ effect }) => effect === 'on')) this.#tellRole();
    for (const effect of effects) this.#carryOut(group, effect);
    if (effects.some(({ effect }) => effect === 'off')) this.#tellRole();
  }

  #carryOut(group: Group, effect: PeriodEffect): void {
    const { accounting } = this.#deps;
    switch (effect.effect) {
      case 'on':
        group.session = this.#open(group);
        return;
      case 'off': {
        const { session } = group;
        group.session = undefined;
        if (session !== undefined) this.#run(accounting.close(session.key, { cause: 'nas-request', time: effect.at }));
        return;
      }
      case 'note':
        group.timer?.cancel();
        if (group.session !== undefined) this.#run(accounting.update(group.session.key, { left: effect.left }));
        if (effect.left > 0) this.#wait(group);
    }
  }

  #wait(group: Group): void {
    if (group.period.phase !== 'leaving') return;
    const { clock } = this.#deps;
    group.timer = clock.after(Math.max(0, group.period.due - clock.now()), () => this.#step(group, { kind: 'waited' }));
  }

  #open({ config }: Group): OpenSession {
    const { session, durable } = this.#deps.accounting.open({
      type: 'vrrs',
      list: config.method ?? 'default',
      source: sourceName,
      sourceKey: config.name,
      facts: { service: 'system', event: 'sys_acct', vrrs: config.name },
      interimInterval: 0,
    });
    this.#run(durable);
    return session;
  }

  /** The box is the active one of its pair while a name is on the books as active. */
  #tellRole(): void {
    const groups = [...this.#groups.values()];
    if (this.#unsure.size > 0 || groups.every(({ config }) => config.unit === undefined)) return;
    const active = groups.some(({ period }) => period.phase !== 'out');
    this.#run(this.#deps.accounting.switchover(active ? 'active' : 'standby'));
  }

  #run(work: Promise<void>): void {
    work.catch((error: unknown) => {
      this.#deps.log.message('AAA', 2, 'ACCT_NOT_STORED', `VRRS: ${String(error)}`);
    });
  }
}

const newGroup = (config: VrrsGroupConfig): Group => ({
  config,
  period: out,
  session: undefined,
  timer: undefined,
  state: 'INIT',
  before: 'INIT',
  since: undefined,
});
