import type { ReportedSession, Reports } from '../../../security-server/reports/index.ts';
import type { LiveRow } from '../contract.ts';
import type { LiveChanges, LiveSource } from '../view.ts';
import { reportedRow } from './report-parts.ts';

/** Sessions asked for at a time. */
const page = 10_000;
/** Sessions shown at most. */
const most = 100_000;

/** How often the table is read again: never for more than this part of the time. */
const share = 10;

/** Whether two rows tell the same but for their counters. */
const sameFacts = (a: LiveRow, b: LiveRow): boolean => a.every((value, index) => index > 8 || value === b[index]);

/**
 * Open sessions on the books of a security server. They are read again when records have been booked since, and compared
 * with what was read before; who looks is told of the differences alone.
 */
export class RecordsLive implements LiveSource {
  readonly #reports: Pick<Reports, 'sessions'>;
  readonly #booked: () => number;
  readonly #monotonic: () => number;
  #known = new Map<string, LiveRow>();
  #mark = -1;
  #notBefore = 0;

  /**
   * @param booked a number that is other when records have been booked
   * @param monotonic milliseconds
   */
  constructor(reports: Pick<Reports, 'sessions'>, booked: () => number, monotonic: () => number) {
    this.#reports = reports;
    this.#booked = booked;
    this.#monotonic = monotonic;
  }

  async table(): Promise<readonly LiveRow[]> {
    // What the last drain read; the next one tells of what came since.
    if (this.#mark < 0) await this.drain();
    return [...this.#known.values()];
  }

  async drain(): Promise<LiveChanges | undefined> {
    const mark = this.#booked();
    const began = this.#monotonic();
    if (mark === this.#mark || began < this.#notBefore) return undefined;
    const rows = await this.#read();
    this.#mark = mark;
    const ended = this.#monotonic();
    this.#notBefore = ended + (ended - began) * share;
    const put: LiveRow[] = [];
    const moved: LiveRow[] = [];
    const now = new Map<string, LiveRow>();
    for (const session of rows) {
      const row = reportedRow(session);
      now.set(row[0], row);
      const before = this.#known.get(row[0]);
      if (before === undefined || !sameFacts(before, row)) put.push(row);
      else if (before[9] !== row[9] || before[10] !== row[10]) moved.push(row);
    }
    const gone = [...this.#known.keys()].filter((id) => !now.has(id));
    this.#known = now;
    return put.length + moved.length + gone.length === 0 ? undefined : { put, moved, gone };
  }

  rest(): void {
    this.#known.clear();
    this.#mark = -1;
  }

  async #read(): Promise<readonly ReportedSession[]> {
    const all: ReportedSession[] = [];
    for (let after: string | undefined; ; ) {
      const { rows, next } = await this.#reports.sessions({
        filter: { state: 'open' },
        limit: page,
        ...(after === undefined ? {} : { after }),
      });
      for (const row of rows) all.push(row);
      if (next === undefined || all.length >= most) return all;
      after = next;
    }
  }
}
