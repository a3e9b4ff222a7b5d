import type { Accounting, OpenSession } from '../../accounting/accounting.ts';
import type { Clock, Timer } from '../../base/clock.ts';
import type { EventLog } from '../../base/event-log.ts';
import { emptyVrrsConfig, type VrrpUnit, type VrrsConfig, type VrrsGroupConfig } from './config.ts';
import type { VrrpNotice, VrrpState } from './notice.ts';
import type { FifoListener, NotifyPipe } from './notify-fifo.ts';
import { out, type Period, type PeriodEffect, type PeriodEvent, step } from './period.ts';

export interface VrrsSourceDeps {
  readonly clock: Clock;
  readonly log: EventLog;
  readonly accounting: Pick<Accounting, 'open' | 'update' | 'close' | 'adopt' | 'sessions' | 'session' | 'switchover'>;
  readonly openFifo: (path: string, listener: FifoListener) => NotifyPipe;
}

/** State of a VRRS name, in the words of IOS; INIT: not known, or out of service. */
export type VrrsState = 'ACTIVE' | 'BACKUP' | 'INIT';

/** What `show vrrs` prints of a name. */
export interface VrrsView {
  readonly name: string;
  readonly state: VrrsState;
  readonly before: VrrsState;
  /** When the state was entered, milliseconds since 1970; undefined: it was not yet. */
  readonly since: number | undefined;
  /** Undefined: the name is tied to nothing. */
  readonly unit: VrrpUnit | undefined;
  /** What keepalived said last of the unit; undefined: nothing yet. */
  readonly said: { readonly state: VrrpState; readonly priority: number } | undefined;
  /** Its list, and Acct-Session-Id while an On without Off is on the books. */
  readonly method: string;
  readonly sessionId: number | undefined;
  /** Whether an Off waits (`accounting delay`). */
  readonly leaving: boolean;
}

/** Where the states come from. */
export interface VrrsServerView {
  readonly path: string;
  readonly open: boolean;
  /** Whether keepalived holds the pipe. */
  readonly connected: boolean;
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
/** How long keepalived may be gone (reload, a crash that its parent mends) before its groups have left, milliseconds. */
export const writerGrace = 3000;

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
  readonly #groups = new Map<string, Group>();
  /** The last word of keepalived on each of its units, whether a name is tied to it or not. */
  readonly #units = new Map<string, VrrpNotice>();
  #config: VrrsConfig = emptyVrrsConfig;
  #fifo: NotifyPipe | undefined;
  #writer = false;
  /** When the writer went; and the timer until it is given up. */
  #gone = 0;
  #grace: Timer | undefined;
  /** Names that the former life left on the books and nobody has spoken of yet. */
  readonly #unsure = new Set<Group>();
  #started = false;

  constructor(deps: VrrsSourceDeps) {
    this.#deps = deps;
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
    if (path !== config.notifyFifo) this.#reopen(config.notifyFifo);
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
    return path === undefined ? undefined : { path, open: this.#fifo?.open ?? false, connected: this.#writer };
  }

  /** Hears no more. What is active stays on the books: keepalived lives on, and the next start asks it. */
  stop(): void {
    this.#fifo?.close();
    this.#fifo = undefined;
    this.#grace?.cancel();
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

  #reopen(path: string | undefined): void {
    this.#fifo?.close();
    this.#fifo = undefined;
    this.#grace?.cancel();
    this.#grace = undefined;
    this.#writer = false;
    if (path === undefined) {
      this.#giveUp(this.#deps.clock.now());
      return;
    }
    // Another keepalived, perhaps: what the former one said is forgotten unless this one is there and says otherwise.
    this.#gone = this.#deps.clock.now();
    this.#startGrace();
    this.#fifo = this.#deps.openFifo(path, {
      notice: (notice) => this.#hear(notice),
      writer: (present) => this.#heardWriter(present),
    });
  }

  #hear(notice: VrrpNotice): void {
    this.#heardWriter(true);
    const now = this.#deps.clock.now();
    const key = unitKey(notice);
    const before = this.#units.get(key)?.state;
    this.#units.set(key, notice);
    if (notice.state !== before)
      this.#deps.log.debug('aaa accounting', () => `AAA/ACCT/VRRS: ${key} ${before ?? 'INIT'} -> ${notice.state}`);
    for (const group of this.#groups.values())
      if (group.config.unit !== undefined && unitKey(group.config.unit) === key) this.#consider(group, now);
  }

  #heardWriter(present: boolean): void {
    const before = this.#writer;
    this.#writer = present;
    if (present) {
      this.#grace?.cancel();
      this.#grace = undefined;
      // keepalived lives: what was active before this daemon's start is active now, unless it says otherwise.
      const unsure = [...this.#unsure];
      this.#unsure.clear();
      for (const group of unsure) this.#goesOn(group);
    } else if (before || this.#grace === undefined) {
      this.#gone = this.#deps.clock.now();
      this.#startGrace();
    }
  }

  #startGrace(): void {
    this.#grace?.cancel();
    const grace = this.#deps.clock.after(writerGrace, () => {
      // Somebody may hold the pipe again without having written: a reload that changed nothing.
      this.#fifo?.probe();
      if (this.#grace === grace) this.#grace = undefined;
      if (!this.#writer) this.#giveUp(this.#gone);
    });
    this.#grace = grace;
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
