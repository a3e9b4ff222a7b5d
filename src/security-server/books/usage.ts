import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { day } from './reports-schema.ts';
import type { Count, SessionRow } from './session.ts';

/** What is added to one row of `usage`. */
interface Amounts {
  readonly key: readonly (string | number)[];
  sessions: number;
  seconds: number;
  bytesIn: number;
  bytesOut: number;
  packetsIn: number;
  packetsOut: number;
}

/**
 * Keeps `usage` up to the sessions: what a record adds to its session is added to the day of the record. Added up in
 * memory within a transaction and written at its end, so that records of one user and day cost one write.
 *
 * For every counter, the sum over `usage` is the sum over `session` (as long as neither was thinned out by retention).
 */
export class UsageRollUp {
  readonly #add: StatementSync;
  readonly #amounts = new Map<string, Amounts>();

  constructor(database: DatabaseSync) {
    this.#add = database.prepare(
      `INSERT INTO usage VALUES (?, 'day', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET sessions = sessions + excluded.sessions, seconds = seconds + excluded.seconds,
         bytes_in = bytes_in + excluded.bytes_in, bytes_out = bytes_out + excluded.bytes_out,
         packets_in = packets_in + excluded.packets_in, packets_out = packets_out + excluded.packets_out`,
    );
  }

  /** Forgets what a failed transaction left. */
  begin(): void {
    this.#amounts.clear();
  }

  /** A record at `time` changed a session; `before` is undefined when it is new. */
  add(before: SessionRow | undefined, after: SessionRow, time: number): void {
    const key = [Math.floor(time / day), after.user, after.nas, after.group_name, after.peer, after.type] as const;
    const name = key.join('\0');
    let amounts = this.#amounts.get(name);
    if (amounts === undefined) {
      amounts = { key, sessions: 0, seconds: 0, bytesIn: 0, bytesOut: 0, packetsIn: 0, packetsOut: 0 };
      this.#amounts.set(name, amounts);
    }
    if (before === undefined) amounts.sessions += 1;
    amounts.seconds += grown(before?.duration, after.duration);
    amounts.bytesIn += grown(before?.bytes_in, after.bytes_in);
    amounts.bytesOut += grown(before?.bytes_out, after.bytes_out);
    amounts.packetsIn += grown(before?.packets_in, after.packets_in);
    amounts.packetsOut += grown(before?.packets_out, after.packets_out);
  }

  end(): void {
    for (const { key, sessions, seconds, bytesIn, bytesOut, packetsIn, packetsOut } of this.#amounts.values())
      this.#add.run(...key, sessions, seconds, bytesIn, bytesOut, packetsIn, packetsOut);
    this.#amounts.clear();
  }
}

const grown = (before: Count | null | undefined, after: Count | null): number =>
  after === before ? 0 : Number(after ?? 0) - Number(before ?? 0);
