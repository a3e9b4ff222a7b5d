import type { Clock } from '../../base/clock.ts';
import type { EventLog } from '../../base/event-log.ts';
import type { Retention } from '../config.ts';
import { day } from './reports-schema.ts';
import type { Cutoffs } from './retention.ts';

/** Milliseconds between looks for what may go. */
const interval = 3_600_000;
/** Milliseconds between two steps of one look. */
const rest = 50;

export interface RetainerDeps {
  readonly clock: Clock;
  readonly log: EventLog;
  /** One step; whether there is more to do. */
  readonly thin: (cutoffs: Cutoffs) => Promise<{ readonly more: boolean }>;
}

/** Keeps the books as long as they are to be kept, in small steps between bookings: at the start, then every hour. */
export class Retainer {
  readonly #deps: RetainerDeps;
  readonly #retention: Retention;
  #closed = false;
  #failing = false;
  #step: Promise<void> = Promise.resolve();

  constructor(retention: Retention, deps: RetainerDeps) {
    this.#retention = retention;
    this.#deps = deps;
    if (Object.values(retention).some((days) => days !== undefined)) this.#after(0);
  }

  /** Resolves after the step under way. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#step;
  }

  #after(delay: number): void {
    this.#deps.clock.after(delay, () => {
      if (!this.#closed) this.#step = this.#run();
    });
  }

  async #run(): Promise<void> {
    const { clock, log, thin } = this.#deps;
    const now = clock.now();
    const entries = Object.entries(this.#retention).map(([what, days]) => [what, now - days * day] as const);
    try {
      const cutoffs: Cutoffs = Object.fromEntries(entries);
      const { more } = await thin(cutoffs);
      this.#failing = false;
      this.#after(more ? rest : interval);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (!this.#failing) log.message('SECSRV', 3, 'RETENTION_FAIL', `Old records cannot be removed: ${reason}`);
      this.#failing = true;
      this.#after(interval);
    }
  }
}
