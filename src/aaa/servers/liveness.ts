import type { Clock, Timer } from '../../base/clock.ts';
import type { EventLog } from '../../base/event-log.ts';
import type { RadiusServerConfig } from '../config.ts';
import {
  type DeadCriteria,
  type Health,
  type HealthEvent,
  heard,
  newHealth,
  revive,
  type Step,
  stayDead,
  timedOut,
} from './health.ts';
import type { HealthSnapshot } from './snapshot.ts';

type Tester = NonNullable<RadiusServerConfig['automateTester']>;

/** IOS tests an idle server once an hour unless told otherwise. */
const defaultIdleMinutes = 60;

export interface LivenessDeps {
  readonly clock: Clock;
  readonly log: EventLog;
  /** `192.0.2.10:1812,1813`, for messages. */
  readonly label: () => string;
  readonly criteria: () => DeadCriteria;
  readonly tester: () => Tester | undefined;
  /** Asks the server something; `done` when the probe is over, answered or not. */
  readonly probe: (tester: Tester, done: () => void) => void;
  /** It can be used again: heard after silence, or its deadtime is over. */
  readonly onAlive: () => void;
  /** It was declared dead, or alive again; {@link Liveness.snapshot} tells of the new state. */
  readonly onState?: (event: HealthEvent) => void;
}

/** Keeps a RADIUS server's {@link Health} in time: deadtime, automate-tester, messages. */
export class Liveness {
  readonly #deps: LivenessDeps;
  /** But for when something was last heard. */
  #health: Health;
  /** Monotonic milliseconds. */
  #heardAt: number | undefined;
  #revival: Timer | undefined;
  #test: Timer | undefined;
  #silent = false;
  #stopped = false;

  constructor(deps: LivenessDeps) {
    this.#deps = deps;
    this.#health = newHealth(deps.clock.monotonic());
  }

  get health(): Health {
    return { ...this.#health, lastHeard: this.#heardAt };
  }

  get dead(): boolean {
    return this.#health.state === 'dead';
  }

  /**
   * Something valid came.
   * @param now monotonic milliseconds
   */
  heard(now: number): void {
    // The usual case, once per answer, without a new Health.
    if (this.#heardAt !== undefined && this.#health.state === 'up' && this.#health.consecutiveTimeouts === 0)
      this.#heardAt = now;
    else {
      this.#heardAt = now;
      this.#apply(heard(this.health, now), 0);
    }
    if (!this.#silent) return;
    this.#silent = false;
    this.#deps.onAlive();
  }

  /** A transmission was not answered in time. @param deadtime milliseconds */
  timedOut(retransmission: boolean, deadtime: number): void {
    const now = this.#deps.clock.monotonic();
    this.#apply(timedOut(this.health, now, retransmission, this.#deps.criteria(), deadtime), deadtime);
  }

  /** A whole exchange was not answered: when it is heard again, that is news. */
  gaveUp(): void {
    this.#silent = true;
  }

  /** Ends a running deadtime at once. */
  revive(): void {
    if (this.#health.state === 'up') return;
    this.#apply(revive(this.#health, this.#deps.clock.monotonic()), 0);
    this.#deps.onAlive();
  }

  /** The tester's settings are new: counts the idle time again. */
  scheduleTest(): void {
    this.#test?.cancel();
    this.#test = undefined;
    const tester = this.#deps.tester();
    if (tester === undefined || tester.probeOn || this.#stopped) return;
    const idle = (tester.idleTime ?? defaultIdleMinutes) * 60_000;
    const quiet = this.#quiet;
    this.#test = this.#deps.clock.after(quiet < idle ? idle - quiet : idle, () => {
      if (this.#quiet < idle) this.scheduleTest();
      else this.#deps.probe(tester, () => this.scheduleTest());
    });
  }

  stop(): void {
    this.#stopped = true;
    this.#revival?.cancel();
    this.#test?.cancel();
  }

  snapshot(): HealthSnapshot {
    const { state, since, previousDuration, totalDeadTime, deadCount, consecutiveTimeouts, longestTimeouts } =
      this.#health;
    const duration = this.#deps.clock.monotonic() - since;
    const dead = totalDeadTime + (state === 'dead' ? duration : 0);
    return { state, duration, previousDuration, totalDeadTime: dead, deadCount, consecutiveTimeouts, longestTimeouts };
  }

  /** Milliseconds since anything valid was heard; infinite before that. */
  get #quiet(): number {
    const heardAt = this.#heardAt;
    return heardAt === undefined ? Number.POSITIVE_INFINITY : this.#deps.clock.monotonic() - heardAt;
  }

  #apply({ health, events }: Step, deadtime: number): void {
    this.#health = health;
    const { log, label } = this.#deps;
    for (const event of events) {
      if (event === 'dead') {
        log.message('RADIUS', 4, 'RADIUS_DEAD', `RADIUS server ${label()} is not responding.`);
        if (deadtime > 0) this.#reviveAfter(deadtime);
      } else {
        this.#revival?.cancel();
        log.message('RADIUS', 4, 'RADIUS_ALIVE', `RADIUS server ${label()} is being marked alive.`);
      }
      this.#deps.onState?.(event);
    }
  }

  #reviveAfter(deadtime: number): void {
    this.#revival?.cancel();
    if (this.#stopped) return;
    this.#revival = this.#deps.clock.after(deadtime, () => {
      const tester = this.#deps.tester();
      if (tester?.probeOn === true) this.#deps.probe(tester, () => this.#stillDead(deadtime));
      else this.revive();
    });
  }

  /** After a probe at the end of the deadtime: unless it was answered, another deadtime begins. */
  #stillDead(deadtime: number): void {
    if (this.#health.state !== 'dead') return;
    this.#health = stayDead(this.#health, this.#deps.clock.monotonic(), deadtime);
    this.#reviveAfter(deadtime);
  }
}
