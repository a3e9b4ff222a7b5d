import type { EntryRow } from './ledger-rows.ts';
import type { AccountingRecord } from './record.ts';
import { encodeRecord, kindCodes } from './record-codec.ts';

/** Makes outbox entries and numbers them in the order of events. */
export class EntryMaker {
  #next: number;
  readonly #underWay: (destination: number, lane: number) => number;

  /**
   * @param next larger than the number of every entry on disk
   * @param underWay the entry of a lane that is being sent now, 0: none
   */
  constructor(next: number, underWay: (destination: number, lane: number) => number) {
    this.#next = next;
    this.#underWay = underWay;
  }

  /** One entry per destination and record. */
  make(
    destinations: readonly number[],
    lane: number,
    records: readonly AccountingRecord[],
  ): { entries: EntryRow[]; records: AccountingRecord[] } {
    const entries: EntryRow[] = [];
    const each: AccountingRecord[] = [];
    for (const record of records) {
      const body = encodeRecord(record);
      const kind = kindCodes[record.kind];
      for (const destination of destinations) {
        const inFlight = record.kind === 'interim' ? this.#underWay(destination, lane) : 0;
        entries.push({ destination, id: this.#next++, lane, kind, body, inFlight });
        each.push(record);
      }
    }
    return { entries, records: each };
  }
}
