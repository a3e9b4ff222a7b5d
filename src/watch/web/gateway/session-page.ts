import { type Counters, hexSessionId, type OpenSession, type WaitingEntry } from '../../../accounting/index.ts';
import type { Clock } from '../../../base/clock.ts';
import { causeText } from '../causes.ts';
import type { SessionPage, TimelineEntry } from '../contract.ts';
import type { LedgerLive } from './ledger-live.ts';
import { factsOf, liveRow, type PageBooks } from './rows.ts';

const octets = (counters: Counters | undefined): { bytesIn?: number; bytesOut?: number } =>
  counters === undefined ? {} : { bytesIn: Number(counters.bytesIn), bytesOut: Number(counters.bytesOut) };

const waitingText = ({ kind, destination, attempts, lastError }: WaitingEntry): string =>
  `The ${kind} record waits for ${destination}${attempts === 0 ? '' : `, tried ${attempts === 1 ? 'once' : `${attempts} times`} (${lastError ?? 'no answer'})`}`;

/**
 * Everything that the gateway knows of a session that is open, or was among the last ones that ended.
 * @param recordsOf its records, where they are kept on this box
 */
export async function sessionPage(
  books: PageBooks,
  live: LedgerLive,
  clock: Clock,
  id: string,
  recordsOf: (session: OpenSession) => Promise<readonly TimelineEntry[]> = async () => [],
): Promise<SessionPage | undefined> {
  if (!/^\d{1,10}$/.test(id)) return undefined;
  const key = Number(id);
  const open = books.session(key);
  const over = open === undefined ? live.history.ended(key) : undefined;
  const session: OpenSession | undefined = open ?? over?.session;
  if (session === undefined) return undefined;
  const course = over?.course ?? live.history.course(session);
  const waiting = (await books.outbox(2000)).filter(({ sessionId }) => sessionId === session.sessionId);
  const { facts, counters, startTime } = session;
  const now = clock.now();
  const cause = over === undefined ? undefined : causeText(facts.terminateCause);
  const began: TimelineEntry = {
    time: startTime,
    kind: 'began',
    text: `Session ${hexSessionId(session.sessionId)} began`,
  };
  const timeline: readonly TimelineEntry[] = [
    ...course.changes,
    ...(await recordsOf(session)),
    ...waiting.map((entry) => ({ time: entry.time, kind: `${entry.kind} waits`, text: waitingText(entry) })),
    ...(over === undefined ? [] : [{ time: over.end, kind: 'ended', text: cause ?? '', ...octets(counters) }]),
  ];
  return {
    row: liveRow(session),
    state: over === undefined ? 'open' : 'stopped',
    now,
    ...(over === undefined ? {} : { end: over.end, cause: cause ?? '' }),
    facts: factsOf(facts),
    // Times of records may be whole seconds: the beginning comes first whatever they say.
    timeline: [began, ...timeline.toSorted((a, b) => a.time - b.time)],
    points: [
      [startTime, 0, 0],
      ...course.points,
      ...(counters === undefined
        ? []
        : [[over?.end ?? now, Number(counters.bytesIn), Number(counters.bytesOut)] as const]),
    ],
    disconnect: over === undefined && session.type !== 'vrrs',
  };
}
