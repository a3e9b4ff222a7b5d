import type { DatabaseSync } from 'node:sqlite';
import { anywhere, Conditions, pageLimit } from './conditions.ts';
import { reportedCommand } from './rows.ts';
import { wholeNumber } from './session-queries.ts';
import type { CommandsQuery, Page, ReportedCommand } from './types.ts';

/** The newest first, by arrival. */
export function queryCommands(database: DatabaseSync, query: CommandsQuery): Page<ReportedCommand> {
  const limit = pageLimit(query.limit);
  const conditions = new Conditions()
    .add('id < ?', wholeNumber(query.after))
    .add('user = ?', query.user)
    .add('nas = ?', query.nas)
    .add('time >= ?', query.since)
    .add('time < ?', query.until)
    .add("command LIKE ? ESCAPE '\\'", anywhere(query.match, true));
  const rows = database
    .prepare(`SELECT * FROM command ${conditions.where} ORDER BY id DESC LIMIT ?`)
    .all(...conditions.values, limit + 1)
    .map(reportedCommand);
  const page = rows.slice(0, limit);
  return { rows: page, next: rows.length > limit ? String(page.at(-1)?.id) : undefined };
}
