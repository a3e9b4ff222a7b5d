import type { DatabaseSync } from 'node:sqlite';
import { day } from './reports-schema.ts';

/** What may go; milliseconds since 1970. Absent: all of it stays. */
export interface Cutoffs {
  /** Records that arrived before. */
  readonly records?: number;
  /** Sessions that are over and had their last news before. */
  readonly sessions?: number;
  /** Commands typed before. */
  readonly commands?: number;
  /** Days before are added up to months. */
  readonly daily?: number;
  /** Usage before, of days and months. */
  readonly usage?: number;
}

/** Rows that one step takes: a few milliseconds, so that booking goes on between steps. */
const step = 2000;

/** @returns the operation `thin`: one step of retention; whether there is more to do */
export function thinner(database: DatabaseSync): (cutoffs: Cutoffs) => { readonly more: boolean } {
  // Records and commands are looked at from the oldest on: the first that may stay ends it.
  const oldest = (table: string, time: string) =>
    database.prepare(
      `DELETE FROM ${table} WHERE id IN (
         SELECT id FROM (SELECT id, ${time} AS time FROM ${table} ORDER BY id LIMIT ${step}) WHERE time < ?)`,
    );
  const records = oldest('record', 'received');
  const commands = oldest('command', 'time');
  const sessions = database.prepare(
    `DELETE FROM session WHERE id IN (
       SELECT id FROM session WHERE state <> 'open' AND last_time < ? ORDER BY id LIMIT ${step})`,
  );
  const usage = database.prepare('DELETE FROM usage WHERE day < ?');
  const month = "unixepoch(day * 86400, 'unixepoch', 'start of month') / 86400";
  const months = database.prepare(
    `INSERT INTO usage
       SELECT ${month} AS first, 'month', user, nas, group_name, peer, type, sum(sessions), sum(seconds),
         CAST(total(bytes_in) AS INTEGER), CAST(total(bytes_out) AS INTEGER),
         CAST(total(packets_in) AS INTEGER), CAST(total(packets_out) AS INTEGER)
       FROM usage WHERE span = 'day' AND day < ? GROUP BY first, user, nas, group_name, peer, type
     ON CONFLICT DO UPDATE SET sessions = sessions + excluded.sessions, seconds = seconds + excluded.seconds,
       bytes_in = bytes_in + excluded.bytes_in, bytes_out = bytes_out + excluded.bytes_out,
       packets_in = packets_in + excluded.packets_in, packets_out = packets_out + excluded.packets_out`,
  );
  const days = database.prepare("DELETE FROM usage WHERE span = 'day' AND day < ?");
  return (cutoffs) => {
    const went = [
      cutoffs.records === undefined ? 0 : records.run(cutoffs.records).changes,
      cutoffs.commands === undefined ? 0 : commands.run(cutoffs.commands).changes,
      cutoffs.sessions === undefined ? 0 : sessions.run(cutoffs.sessions).changes,
    ];
    if (cutoffs.daily !== undefined) {
      // Whole months only: a month that has begun to be a sum is a sum as a whole.
      const cutoff = new Date(cutoffs.daily);
      const first = Date.UTC(cutoff.getUTCFullYear(), cutoff.getUTCMonth()) / day;
      months.run(first);
      days.run(first);
    }
    if (cutoffs.usage !== undefined) usage.run(Math.floor(cutoffs.usage / day));
    return { more: went.some((rows) => Number(rows) === step) };
  };
}
