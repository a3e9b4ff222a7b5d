import { hexSessionId, type OpenSession } from '../../../accounting/index.ts';
import type { Reports } from '../../../security-server/reports/index.ts';
import type { TimelineEntry } from '../contract.ts';
import type { WebView } from '../view.ts';
import { recordEntry, recordPage } from './record-page.ts';
import { reportParts } from './report-parts.ts';
import { endedSessions } from './server-view.ts';

/** What a gateway's page has more where a security server keeps its records on the same box. */
export interface GatewayReports extends Required<Pick<WebView, 'usage' | 'commands' | 'gaps' | 'ended'>> {
  /** A session of the store, by its id there. */
  session(now: number, id: string): ReturnType<typeof recordPage>;
  /** The records of a session of this gateway that have arrived at the server. */
  records(session: OpenSession): Promise<readonly TimelineEntry[]>;
}

/** Milliseconds by which the start on the books may differ: RADIUS counts seconds. */
const tolerance = 5000;

export const gatewayReports = (reports: Reports): GatewayReports => ({
  ...reportParts(reports),
  ended: (query) => endedSessions(reports, query),
  session: (now, id) => recordPage(reports, now, id),
  async records({ key, sessionId, startTime }) {
    // TACACS+ knows the session by its task, RADIUS by its session id.
    for (const session of [hexSessionId(sessionId), String(key)]) {
      const { rows } = await reports.sessions({ filter: { session }, limit: 20 });
      const own = rows.find(({ start }) => start !== undefined && Math.abs(start - startTime) <= tolerance);
      if (own !== undefined) return ((await reports.session(own.id))?.records ?? []).map(recordEntry);
    }
    return [];
  },
});
