import type { Clock, Timer } from '../../base/clock.ts';

export interface Watched {
  /** Milliseconds without input now. */
  idle(): number;
  /** Seconds without input that end the session, as configured now; 0 never. */
  idleLimit(): number;
  /** Seconds that the session may last; undefined or 0 is for ever. */
  readonly lifetime: number | undefined;
  expired(why: 'idle' | 'session-time'): void;
}

/** How often a limit is looked up that may have been configured meanwhile, in milliseconds. */
const lookAgain = 60_000;

/** Ends a session that nobody uses, or that has lasted long enough. */
export class Watchdog {
  readonly #clock: Clock;
  readonly #watched: Watched;
  #idleTimer: Timer | undefined;
  #lifeTimer: Timer | undefined;

  constructor(clock: Clock, watched: Watched) {
    this.#clock = clock;
    this.#watched = watched;
    const { lifetime } = watched;
    if (lifetime !== undefined && lifetime > 0) {
      this.#lifeTimer = clock.after(lifetime * 1000, () => watched.expired('session-time'));
    }
    this.#check();
  }

  /** Sets a new lifetime, in seconds from now; 0: for ever. */
  outlive(seconds: number): void {
    this.#lifeTimer?.cancel();
    this.#lifeTimer =
      seconds > 0 ? this.#clock.after(seconds * 1000, () => this.#watched.expired('session-time')) : undefined;
  }

  stop(): void {
    this.#idleTimer?.cancel();
    this.#lifeTimer?.cancel();
  }

  #check(): void {
    const limit = this.#watched.idleLimit() * 1000;
    const left = limit === 0 ? lookAgain : limit - this.#watched.idle();
    if (left <= 0) this.#watched.expired('idle');
    else this.#idleTimer = this.#clock.after(Math.min(left, lookAgain), () => this.#check());
  }
}
