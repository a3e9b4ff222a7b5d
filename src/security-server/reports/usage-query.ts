import type { DatabaseSync } from 'node:sqlite';
import { day } from '../books/reports-schema.ts';
import { Conditions } from './conditions.ts';
import { numberOf, textOf } from './rows.ts';
import type { UsageKey, UsageQuery, UsageReport } from './types.ts';

const columns: Readonly<Record<UsageKey, string>> = {
  user: 'user',
  group: 'group_name',
  peer: 'peer',
  nas: 'nas',
  type: 'type',
  day: 'day',
};
/** Of each sum, not of each row: `date()` costs more than the sum. */
const shown = (by: UsageKey): string => (by === 'day' ? "date(key * 86400, 'unixepoch') AS key" : 'key');

/** Reads the roll-up, never the records: usage of years costs what it has users and days. */
export function queryUsage(database: DatabaseSync, query: UsageQuery): UsageReport {
  const { by, since, until, limit = 1000 } = query;
  const conditions = new Conditions()
    .add('day >= ?', since === undefined ? undefined : Math.floor(since / day))
    .add('day < ?', until === undefined ? undefined : Math.ceil(until / day))
    .add('user = ?', query.user)
    .add('nas = ?', query.nas)
    .add('type = ?', query.type);
  const order = by === 'day' ? 'key' : 'bytes_in + bytes_out DESC, time DESC, key';
  // total() and not sum(): it cannot overflow.
  const rows = database
    .prepare(
      `SELECT ${shown(by)}, sessions, time, bytes_in, bytes_out, packets_in, packets_out FROM (
         SELECT ${columns[by]} AS key, total(sessions) AS sessions, total(seconds) AS time, total(bytes_in) AS bytes_in,
           total(bytes_out) AS bytes_out, total(packets_in) AS packets_in, total(packets_out) AS packets_out
         FROM usage ${conditions.where} GROUP BY 1)
       ORDER BY ${order} LIMIT ?`,
    )
    .all(...conditions.values, limit + 1);
  return {
    more: rows.length > limit,
    rows: rows.slice(0, limit).map((row) => ({
      key: textOf(row, 'key'),
      sessions: numberOf(row, 'sessions'),
      time: numberOf(row, 'time'),
      bytesIn: numberOf(row, 'bytes_in'),
      bytesOut: numberOf(row, 'bytes_out'),
      packetsIn: numberOf(row, 'packets_in'),
      packetsOut: numberOf(row, 'packets_out'),
    })),
  };
}
