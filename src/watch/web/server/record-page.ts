import type { ReportedRecord, Reports } from '../../../security-server/reports/index.ts';
import type { Fact, SessionPage, TimelineEntry } from '../contract.ts';
import { reportedCause, reportedRow } from './report-parts.ts';

function recordText({ copies, received, time, source, cause }: ReportedRecord): string {
  const late = received - time > 5000 ? `, ${lateness(received - time)} late` : '';
  return [
    `Received from ${source}${late}`,
    ...(copies > 1 ? [`came ${copies} times and was booked once`] : []),
    ...(cause === '' ? [] : [`cause ${cause}`]),
  ].join('; ');
}

function lateness(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 120) return `${seconds} seconds`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`;
}

/** A record in the list of what happened. */
export const recordEntry = (record: ReportedRecord): TimelineEntry => ({
  time: record.time,
  kind: record.kind,
  text: recordText(record),
  ...(record.bytesIn === undefined ? {} : { bytesIn: record.bytesIn }),
  ...(record.bytesOut === undefined ? {} : { bytesOut: record.bytesOut }),
});

/** A session with its records, by its id on the page. */
export async function recordPage(reports: Reports, now: number, id: string): Promise<SessionPage | undefined> {
  const number = /^r(\d{1,15})$/.exec(id)?.[1];
  if (number === undefined) return undefined;
  const found = await reports.session(Number(number));
  if (found === undefined) return undefined;
  const { session, records } = found;
  const known: readonly (readonly [string, string])[] = [
    ['User', session.user],
    ['Group', session.group],
    ['NAS', session.nas],
    ['Port', session.port],
    ['Caller', session.peer],
    ['Address', session.address],
    ['Protocol of the records', session.protocol === 'radius' ? 'RADIUS' : 'TACACS+'],
    ['Records', `${session.starts} Start, ${session.interims} interim, ${session.stops} Stop`],
    ['Came again', session.copies === 0 ? '' : `${session.copies}, booked once`],
  ];
  const facts: Fact[] = known.flatMap(([name, value]) => (value === '' ? [] : [{ name, value }]));
  // What else the newest record says, under the names of its protocol.
  for (const { name, value } of records.at(-1)?.attributes ?? []) facts.push({ name, value });
  const start = session.start ?? session.last;
  return {
    row: reportedRow(session),
    state: session.state,
    now,
    ...(session.state === 'open' ? {} : { end: session.end ?? session.last, cause: reportedCause(session) }),
    facts,
    timeline: records.map(recordEntry),
    points: [
      [start, 0, 0],
      ...records.flatMap(({ time, kind, bytesIn, bytesOut }) =>
        kind === 'start' || (bytesIn === undefined && bytesOut === undefined)
          ? []
          : [[time, bytesIn ?? 0, bytesOut ?? 0] as const],
      ),
    ],
    disconnect: false,
  };
}
