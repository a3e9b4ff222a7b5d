import type { DatabaseSync } from 'node:sqlite';
import { recordOf } from '../query.ts';
import { anywhere, Conditions, pageLimit } from './conditions.ts';
import { numberOf, type Row, reportedRecord, reportedSession, sessionColumns } from './rows.ts';
import type { Page, ReportedSession, SessionFilter, SessionReport, SessionsQuery } from './types.ts';

/** What a session is sorted by; with the id it is unique, so that pages neither skip nor repeat. */
const sizes = { duration: 'coalesce(duration, -1)', octets: 'coalesce(bytes_in, 0.0) + coalesce(bytes_out, 0.0)' };
/** Records of one session that are shown at most. */
const mostRecords = 10_000;

export function querySessions(database: DatabaseSync, query: SessionsQuery): Page<ReportedSession> {
  const { filter = {}, sort = 'newest', after } = query;
  const limit = pageLimit(query.limit);
  const conditions = sessionConditions(filter);
  const size = sort === 'duration' || sort === 'octets' ? sizes[sort] : undefined;
  if (size === undefined) {
    conditions.add(sort === 'newest' ? 'id < ?' : 'id > ?', wholeNumber(after));
  } else {
    const [largest, id] = (after ?? '').split(':');
    conditions.add(`(${size}, -id) < (?, ?)`, wholeNumber(largest), minus(wholeNumber(id)));
  }
  const order = size === undefined ? `id ${sort === 'newest' ? 'DESC' : 'ASC'}` : `${size} DESC, id`;
  const rows: Row[] = database
    .prepare(
      `SELECT ${sessionColumns}, ${size ?? 0} AS size FROM session ${conditions.where} ORDER BY ${order} LIMIT ?`,
    )
    .all(...conditions.values, limit + 1);
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  const next = last && (size === undefined ? String(last.id) : `${numberOf(last, 'size')}:${last.id}`);
  return { rows: page.map(reportedSession), next };
}

function sessionConditions(filter: SessionFilter): Conditions {
  const { state } = filter;
  const text = anywhere(filter.text);
  return new Conditions()
    .add('user = ?', filter.user)
    .add('group_name = ?', filter.group)
    .add('peer = ?', filter.peer)
    .add('nas = ?', filter.nas)
    .add('type = ?', filter.type)
    .add('session = ?', filter.session)
    .add('last_time >= ?', filter.since)
    .add('coalesce(start_time, last_time) < ?', filter.until)
    .add(state === 'ended' ? 'state <> ?' : 'state = ?', state === 'ended' ? 'open' : state)
    .add(
      `(${['user', 'nas', 'peer', 'address', 'port', 'group_name', 'session'].map((column) => `${column} LIKE ?`).join(" ESCAPE '\\' OR ")} ESCAPE '\\')`,
      ...Array.from({ length: 7 }, () => text),
    );
}

/**
 * A session and its records. Records are found by session id and NAS; of sessions that bear the same id one after the
 * other, each has the records that are nearest to it.
 */
export function querySession(database: DatabaseSync, id: number): SessionReport | undefined {
  const row = database.prepare(`SELECT ${sessionColumns} FROM session WHERE id = ?`).get(id);
  if (row === undefined) return undefined;
  const session = reportedSession(row);
  const { nas, type, protocol } = session;
  const namesakes = database
    .prepare(
      'SELECT id, start_time, last_time FROM session WHERE session = ? AND nas = ? AND type = ? AND protocol = ?',
    )
    .all(session.session, nas, type, protocol);
  const distance = (namesake: Row, time: number): number =>
    Math.max(numberOf(namesake, namesake.start_time === null ? 'last_time' : 'start_time') - time, 0) +
    Math.max(time - numberOf(namesake, 'last_time'), 0);
  const nearest = (time: number): boolean =>
    namesakes.length < 2 || namesakes.every((other) => distance(other, time) >= distance(row, time));
  const records = database
    .prepare(
      `SELECT * FROM record WHERE session = ? AND nas = ? AND type = ? AND protocol = ?
       ORDER BY time, kind = 'stop', kind <> 'start', id LIMIT ?`,
    )
    .all(session.session, nas, type, protocol, mostRecords)
    .map(recordOf)
    .filter(({ time }) => nearest(time));
  return { session, records: records.map(reportedRecord) };
}

export const wholeNumber = (text: string | undefined): number | undefined =>
  text !== undefined && /^-?\d+$/.test(text) ? Number(text) : undefined;
const minus = (value: number | undefined): number | undefined => (value === undefined ? undefined : -value);
