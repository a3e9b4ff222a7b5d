import type { Clock, Timer } from '../../base/clock.ts';
import type { ConnectionEnd } from './connection-types.ts';

/** What ends a connection by itself, seconds; absent: as it was, 0: never. */
export interface ConnectionLimits {
  /** From now. */
  readonly sessionTimeout?: number;
  /** Without anything typed. */
  readonly idleTimeout?: number;
}

/** Ends one connection when its time is over, as servers order while it is open. */
export class ConnectionTimers {
  readonly #clock: Clock;
  readonly #idle: () => number;
  readonly #expired: (why: ConnectionEnd) => void;
  #life: Timer | undefined;
  #rest: Timer | undefined;

  /** @param idle whole seconds since something was typed */
  constructor(clock: Clock, idle: () => number, expired: (why: ConnectionEnd) => void) {
    this.#clock = clock;
    this.#idle = idle;
    this.#expired = expired;
  }

  set({ sessionTimeout, idleTimeout }: ConnectionLimits): void {
    if (sessionTimeout !== undefined) {
      this.#life?.cancel();
      this.#life =
        sessionTimeout === 0
          ? undefined
          : this.#clock.after(sessionTimeout * 1000, () => this.#expired('session-time'));
    }
    if (idleTimeout !== undefined) {
      this.#rest?.cancel();
      this.#rest = undefined;
      if (idleTimeout > 0) this.#watch(idleTimeout);
    }
  }

  stop(): void {
    this.#life?.cancel();
    this.#rest?.cancel();
  }

  #watch(limit: number): void {
    const left = limit - this.#idle();
    if (left <= 0) this.#expired('connection-idle');
    else this.#rest = this.#clock.after(left * 1000, () => this.#watch(limit));
  }
}
