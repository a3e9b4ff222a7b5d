import type { DatabaseSync } from 'node:sqlite';
import { gapCondition } from '../books/reports-schema.ts';
import { Conditions, pageLimit } from './conditions.ts';
import { numberOf, type Row, reportedSession, sessionColumns } from './rows.ts';
import { querySession, wholeNumber } from './session-queries.ts';
import { type Gap, type GapKind, type GapsQuery, gapKinds, type Page } from './types.ts';

/** An interval this many times as long as the usual one is a gap. */
const factor = 3;
/** Sessions that are looked at in one step of reading. */
const step = 1000;

/**
 * Sessions in which something is missing or wrong, the newest first; one with several gaps comes several times. Candidates
 * come from two small indexes (gaps that the assembler noticed, open sessions), and are judged here.
 * @param now milliseconds since 1970, for open sessions that have become silent
 */
export function queryGaps(database: DatabaseSync, query: GapsQuery, now: number): Page<Gap> {
  const limit = pageLimit(query.limit);
  const found: Gap[] = [];
  let after = wholeNumber(query.after);
  for (;;) {
    const rows = candidates(database, query, after);
    for (const row of rows) {
      const gaps = gapsOf(database, row, now).filter(({ kind }) => query.kind === undefined || kind === query.kind);
      // A session's gaps are not divided between pages.
      if (found.length > 0 && found.length + gaps.length > limit) return { rows: found, next: String(after) };
      found.push(...gaps);
      after = numberOf(row, 'id');
    }
    if (rows.length < step) return { rows: found, next: undefined };
  }
}

function candidates(database: DatabaseSync, query: GapsQuery, after: number | undefined): Row[] {
  const select = (condition: string): { readonly sql: string; readonly values: Conditions['values'] } => {
    const conditions = new Conditions()
      .add(condition)
      .add('id < ?', after)
      .add('user = ?', query.user)
      .add('nas = ?', query.nas)
      .add('last_time >= ?', query.since)
      .add('coalesce(start_time, last_time) < ?', query.until);
    return {
      sql: `SELECT id FROM session INDEXED BY ${condition === gapCondition ? 'session_gap' : 'session_open'} ${conditions.where}`,
      values: conditions.values,
    };
  };
  const [noticed, open] = [select(gapCondition), select("state = 'open' AND interims > 0")];
  return database
    .prepare(
      `SELECT ${sessionColumns} FROM session WHERE id IN (${noticed.sql} UNION ${open.sql}) ORDER BY id DESC LIMIT ${step}`,
    )
    .all(...noticed.values, ...open.values);
}

function gapsOf(database: DatabaseSync, row: Row, now: number): Gap[] {
  const session = reportedSession(row);
  const usual = numberOf(row, 'shortest_gap');
  const silence = now - session.last;
  const texts: Partial<Record<GapKind, string>> = {};
  if (session.starts === 0) texts['no-start'] = 'No Start record came.';
  if (session.state === 'lost') texts['no-stop'] = 'Its NAS restarted, and no Stop record came.';
  if (session.state === 'open' && usual > 0 && silence > factor * usual)
    texts.silent = `Records came every ${span(usual)}, and none for ${span(silence)}.`;
  const missing =
    numberOf(row, 'longest_gap') > factor * usual && usual > 0 ? longest(database, session.id) : undefined;
  if (missing !== undefined)
    texts['interim-gap'] = `Records came every ${span(missing.usual)}, but none for ${span(missing.longest)}.`;
  const backwards = numberOf(row, 'backwards');
  if (backwards > 0) texts['counter-back'] = `${backwards} of its records counted fewer octets than an earlier one.`;
  return gapKinds.flatMap((kind) => {
    const text = texts[kind];
    return text === undefined ? [] : [{ kind, text, session }];
  });
}

/** The longest time without a record, if it is long for this session: records may have come late, so all are looked at. */
function longest(database: DatabaseSync, id: number): { readonly usual: number; readonly longest: number } | undefined {
  const times = querySession(database, id)?.records.map(({ time }) => time) ?? [];
  const between = times.slice(1).map((time, i) => time - (times[i] ?? 0));
  const sorted = between.toSorted((a, b) => a - b);
  const usual = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  const most = sorted.at(-1) ?? 0;
  return sorted.length >= 3 && usual > 0 && most > factor * usual ? { usual, longest: most } : undefined;
}

function span(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 120) return `${seconds} seconds`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} minutes`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`;
}
