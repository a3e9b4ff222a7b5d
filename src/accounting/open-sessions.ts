import type { SessionListener } from './accounting.ts';
import type { LedgerSession } from './session.ts';

/** The sessions that are open now, services among them, and who watches them. */
export class OpenSessions implements Iterable<LedgerSession> {
  readonly #sessions = new Map<number, LedgerSession>();
  readonly #listeners = new Set<SessionListener>();
  #total = 0;

  [Symbol.iterator](): Iterator<LedgerSession> {
    return this.#sessions.values();
  }

  get(key: number): LedgerSession | undefined {
    return this.#sessions.get(key);
  }

  has(key: number): boolean {
    return this.#sessions.has(key);
  }

  /** Sessions opened or adopted in this life. */
  get total(): number {
    return this.#total;
  }

  /** See {@link Accounting.watch}. */
  watch(listener: SessionListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  get watched(): boolean {
    return this.#listeners.size > 0;
  }

  tell(what: keyof SessionListener, session: LedgerSession): void {
    for (const listener of this.#listeners) listener[what](session);
  }

  add(session: LedgerSession): void {
    this.#sessions.set(session.key, session);
    this.#count(session);
    this.tell('opened', session);
  }

  /** Takes in one of the former life. */
  restore(session: LedgerSession): void {
    this.#sessions.set(session.key, session);
  }

  /** One of the former life lives. */
  adopt(session: LedgerSession): void {
    session.recovered = false;
    this.#count(session);
  }

  remove(session: LedgerSession): void {
    this.#sessions.delete(session.key);
    this.tell('closed', session);
  }

  /** The time that a redundancy name is active is no session of anybody. */
  #count({ type }: LedgerSession): void {
    if (type !== 'vrrs') this.#total += 1;
  }
}
