import type { Clock } from '../../../base/clock.ts';
import type { Reports } from '../../../security-server/reports/index.ts';
import type { EndedPage } from '../contract.ts';
import type { Credentials, EndedQuery, SignInOutcome, WebView } from '../view.ts';
import { recordPage } from './record-page.ts';
import { RecordsLive } from './records-live.ts';
import { reportedCause, reportedRow, reportParts } from './report-parts.ts';

export interface ServerViewDeps {
  readonly clock: Clock;
  readonly reports: Reports;
  /** A number that is other when records have been booked. */
  readonly booked: () => number;
  readonly hostname: () => string;
  /** Checks a password of the server's own users. */
  readonly signIn: (credentials: Credentials) => Promise<SignInOutcome>;
}

/** The security server as the page shows it: what is in its store. It ends no sessions, since it has none. */
export function serverView({ clock, reports, booked, hostname, signIn }: ServerViewDeps): WebView {
  return {
    product: 'server',
    host: hostname,
    signIn,
    live: new RecordsLive(reports, booked, () => clock.monotonic()),
    session: (id) => recordPage(reports, clock.now(), id),
    ended: (query) => endedSessions(reports, query),
    ...reportParts(reports),
  };
}

/** Sessions of the books that are over, the newest first. */
export async function endedSessions(reports: Reports, { text, limit }: EndedQuery): Promise<EndedPage> {
  const filter = { state: 'ended', ...(text === '' ? {} : { text }) } as const;
  const { rows, next } = await reports.sessions({ filter, sort: 'newest', limit });
  const sessions = rows.map((session) => ({
    row: reportedRow(session),
    state: session.state === 'lost' ? ('lost' as const) : ('stopped' as const),
    end: session.end ?? session.last,
    cause: reportedCause(session),
  }));
  // The books give them by when they were first heard of; those that began together may end far apart.
  return { sessions: sessions.sort((a, b) => b.end - a.end), more: next !== undefined };
}
