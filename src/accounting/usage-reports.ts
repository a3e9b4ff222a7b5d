import type { Clock } from '../base/clock.ts';
import type { Random } from '../base/random.ts';
import type { EngineDeps } from './engine-options.ts';
import { FreshCounters } from './fresh-counters.ts';
import { Interims, intervalOf } from './interims.ts';
import type { Plans } from './plans.ts';
import type { LedgerSession } from './session.ts';
import type { SessionWriter } from './session-writer.ts';

interface UsageReportsDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly plans: Plans;
  readonly writer: SessionWriter;
  readonly get: (key: number) => LedgerSession | undefined;
  readonly late: EngineDeps['late'];
}

/** Seconds over which first interims are spread, unless configuration says otherwise. */
const defaultJitter = 300;
/** Parts of an interval: how early a source's report counts as the interim, and how long one that is late is waited for. */
const early = 0.35;
const patience = 0.25;

/** What sessions count: when it is written to disk, and the interims that tell servers of it. */
export class UsageReports {
  readonly #deps: UsageReportsDeps;
  /** Sessions that have counted since their counters were written. */
  readonly #counted = new Set<LedgerSession>();
  readonly #interims: Interims;
  readonly #fresh: FreshCounters;
  /** Sessions whose news waits for counters. */
  readonly #telling = new Set<LedgerSession>();

  constructor(deps: UsageReportsDeps) {
    this.#deps = deps;
    this.#interims = new Interims(deps.clock, deps.random, (key, late) => this.#due(key, late));
    this.#fresh = new FreshCounters(deps.clock);
  }

  /** See {@link Accounting.freshen}. */
  freshen(source: string, read: () => Promise<void>, news = false): void {
    this.#fresh.set(source, read, news);
  }

  /** Interims of the session begin, where its list wants them. */
  begin({ key, interval }: LedgerSession): void {
    this.#interims.add(key, interval, this.#deps.plans.config.jitter ?? defaultJitter);
  }

  /** The session has counted. */
  counted(session: LedgerSession): void {
    if (session.plan.rule !== 'none') this.#counted.add(session);
  }

  /**
   * An interim for what is new of a session, with counters that are current; one for all that is new until it is made.
   * False: its source reads none for that, and the interim goes with the news.
   */
  tell(session: LedgerSession): boolean {
    const { source } = session;
    if (!this.#fresh.forNews(source)) return false;
    if (this.#telling.has(session)) return true;
    this.#telling.add(session);
    this.#fresh.read(source, () => {
      this.#telling.delete(session);
      this.#interim(session);
    });
    return true;
  }

  /** The session has ended. */
  forget(session: LedgerSession): void {
    this.#interims.drop(session.key);
    this.#counted.delete(session);
  }

  /** Writes the counters that have changed since the last time. */
  store(): void {
    for (const session of this.#counted) this.#deps.writer.usage(session);
    this.#counted.clear();
  }

  /** The source reports of the session: its counters are stored, and that is its interim if one is nearly due. */
  async report(session: LedgerSession): Promise<void> {
    if (session.plan.rule === 'none') return;
    const { key } = session;
    const { clock, writer } = this.#deps;
    this.#counted.delete(session);
    writer.usage(session);
    const now = clock.monotonic();
    const interval = session.interval * 1000;
    const due = this.#interims.due(key);
    const isDue = session.started && due !== undefined && due - now <= interval * early;
    // The next one comes with the source's next report; the clock only steps in when that is late.
    if (isDue) this.#interims.postpone(key, now + interval * (1 + patience));
    await writer.write(undefined, isDue ? [writer.interim(session)] : [], session.plan.ids, session.lane);
  }

  /** See {@link Accounting.pace}. */
  async pace(session: LedgerSession, ordered: number): Promise<void> {
    const seconds = intervalOf(session.plan, ordered);
    if (session.plan.rule !== 'start-stop' || session.interval === seconds) return;
    session.interval = seconds;
    this.#interims.drop(session.key);
    this.begin(session);
    await this.#deps.writer.write(session, []);
  }

  /** No more interims. */
  stop(): void {
    this.#interims.stop();
  }

  /** A periodic interim is due; returns the seconds until the next one. */
  #due(key: number, late: number): number {
    const { get } = this.#deps;
    this.#deps.late?.(late);
    const session = get(key);
    if (session === undefined) return 0;
    if (session.started) {
      // A service counts what its session's source has counted.
      const { source } = (session.owner === undefined ? undefined : get(session.owner)) ?? session;
      this.#fresh.read(source, () => this.#interim(session));
    }
    return session.interval;
  }

  #interim(session: LedgerSession): void {
    const { get, writer } = this.#deps;
    if (get(session.key) === undefined) return;
    writer.write(undefined, [writer.interim(session)], session.plan.ids, session.lane).catch(() => {
      // The journal has told the operator; an interim is replaced by the next one.
    });
  }
}
