import type { Clock, Timer } from '../../base/clock.ts';
import type { Session } from './connection-types.ts';

/**
 * The sessions of a connection that await an answer. One timer watches all of them, because all wait equally long and so
 * come due in the order they were sent.
 */
export class Awaited {
  readonly #clock: Clock;
  readonly #timeout: number;
  readonly #expired: (session: Session) => void;
  /** Oldest first. */
  readonly #sessions = new Set<Session>();
  #timer: Timer | undefined;
  #watching = false;

  /**
   * @param timeout milliseconds
   * @param expired a session has waited that long; the listener deletes it, or clears all
   */
  constructor(clock: Clock, timeout: number, expired: (session: Session) => void) {
    this.#clock = clock;
    this.#timeout = timeout;
    this.#expired = expired;
  }

  add(session: Session): void {
    session.sentAt = this.#clock.monotonic();
    this.#sessions.add(session);
    this.#watch();
  }

  /** The connection is there: what was written before leaves only now, and time runs from now on. */
  begin(): void {
    this.#watching = true;
    for (const session of this.#sessions) {
      session.sentAt = this.#clock.monotonic();
      session.sent = true;
    }
    this.#watch();
  }

  delete(session: Session): void {
    if (this.#sessions.delete(session) && this.#sessions.size === 0) this.#rest();
  }

  clear(): void {
    this.#sessions.clear();
    this.#rest();
  }

  #rest(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** Keeps the timer running for the session that has waited longest. */
  #watch(): void {
    if (!this.#watching || this.#timer !== undefined) return;
    const [oldest] = this.#sessions;
    if (oldest === undefined) return;
    const delay = oldest.sentAt + this.#timeout - this.#clock.monotonic();
    this.#timer = this.#clock.after(Math.max(0, delay), () => {
      this.#timer = undefined;
      this.#expire();
      this.#watch();
    });
  }

  #expire(): void {
    const due = this.#clock.monotonic() - this.#timeout;
    for (const session of this.#sessions) {
      // A real timer may fire a fraction of a millisecond early.
      if (session.sentAt > due + 1) return;
      this.#expired(session);
    }
  }
}
