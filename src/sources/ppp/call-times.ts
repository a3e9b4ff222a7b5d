import type { Clock } from '../../base/clock.ts';
import type { CallLimits } from './ppp-types.ts';
import type { CallSpool } from './spool.ts';

/** How long a call may last and stand idle. The limits are kept in its spool: they hold for the next life of the daemon, too. */
export class CallTimes {
  readonly #clock: Clock;
  readonly #spool: Pick<CallSpool, 'limit'>;
  /** When the call is to end, and when it last had traffic: the clock that does not jump. */
  #until: number | undefined;
  #idleLimit = 0;
  #lastTraffic: number;

  /** @param former the call is one of a former life, whose limits are in the spool */
  constructor(clock: Clock, spool: Pick<CallSpool, 'limit' | 'limits'>, former: boolean) {
    this.#clock = clock;
    this.#spool = spool;
    this.#lastTraffic = clock.monotonic();
    if (!former) return;
    const { until, idle = 0 } = spool.limits();
    if (until !== undefined) this.#until = clock.monotonic() + until - clock.now();
    this.#idleLimit = idle;
  }

  /** Sets the limits that are given; 0 is none. */
  limit({ sessionTimeout, idleTimeout }: CallLimits): void {
    const clock = this.#clock;
    if (sessionTimeout === undefined && idleTimeout === undefined) return;
    if (sessionTimeout !== undefined)
      this.#until = sessionTimeout === 0 ? undefined : clock.monotonic() + sessionTimeout * 1000;
    if (idleTimeout !== undefined) this.#idleLimit = idleTimeout;
    this.#spool.limit({
      ...(this.#until === undefined ? {} : { until: clock.now() + this.#until - clock.monotonic() }),
      idle: this.#idleLimit,
    });
  }

  /** There is traffic now. */
  traffic(): void {
    this.#lastTraffic = this.#clock.monotonic();
  }

  /** Whole seconds without traffic. */
  get idle(): number {
    return Math.floor((this.#clock.monotonic() - this.#lastTraffic) / 1000);
  }

  /** Which limit has been reached. */
  get expired(): 'session-time' | 'idle' | undefined {
    const now = this.#clock.monotonic();
    if (this.#until !== undefined && now >= this.#until) return 'session-time';
    return this.#idleLimit > 0 && now - this.#lastTraffic >= this.#idleLimit * 1000 ? 'idle' : undefined;
  }
}
