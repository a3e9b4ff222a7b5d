import type { OpenSession, SessionListener } from '../../../accounting/index.ts';
import type { Clock } from '../../../base/clock.ts';
import type { LiveRow } from '../contract.ts';
import type { LiveChanges, LiveSource } from '../view.ts';
import { SessionHistory } from './history.ts';
import { liveRow, type PageBooks } from './rows.ts';

/**
 * The ledger's sessions as the page sees them. It is told of every change, so a second in which little happens costs
 * little, however many sessions there are. Rows are made when they are sent.
 */
export class LedgerLive implements LiveSource {
  readonly #books: PageBooks;
  readonly history: SessionHistory;
  readonly #unwatch: () => void;
  readonly #put = new Map<number, OpenSession>();
  readonly #moved = new Map<number, OpenSession>();
  readonly #gone = new Set<number>();
  /** Whether anybody looks. */
  #watched = false;

  constructor(books: PageBooks, clock: Clock) {
    this.#books = books;
    this.history = new SessionHistory(clock);
    const { history } = this;
    const put = (session: OpenSession): void => {
      if (this.#watched) this.#put.set(session.key, session);
    };
    this.#unwatch = books.watch({
      opened: put,
      changed(session) {
        history.changed(session);
        put(session);
      },
      moved: (session) => {
        history.moved(session);
        if (this.#watched) this.#moved.set(session.key, session);
      },
      closed: (session) => {
        history.closed(session);
        if (!this.#watched) return;
        this.#put.delete(session.key);
        this.#moved.delete(session.key);
        this.#gone.add(session.key);
      },
    } satisfies SessionListener);
  }

  table(): readonly LiveRow[] {
    this.#watched = true;
    return Array.from(this.#books.sessions(), liveRow);
  }

  drain(): LiveChanges | undefined {
    this.#watched = true;
    if (this.#put.size + this.#moved.size + this.#gone.size === 0) return undefined;
    const put = Array.from(this.#put.values(), liveRow);
    for (const key of this.#put.keys()) this.#moved.delete(key);
    const moved = Array.from(this.#moved.values(), liveRow);
    const gone = Array.from(this.#gone, String);
    this.rest();
    this.#watched = true;
    return { put, moved, gone };
  }

  rest(): void {
    this.#watched = false;
    this.#put.clear();
    this.#moved.clear();
    this.#gone.clear();
  }

  stop(): void {
    this.#unwatch();
  }
}
