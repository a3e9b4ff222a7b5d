import type { ActiveAction, DestinationBooks, WaitingEntry } from './accounting.ts';
import { portOf, shownPairs } from './attributes/encode.ts';
import type { LedgerStore } from './journal.ts';
import type { EntryRow } from './ledger-rows.ts';
import { decodeRecord } from './record-codec.ts';
import { startRecord } from './records.ts';
import type { LedgerSession } from './session.ts';

/** The books as they are on disk at one moment; what waits is counted, not worked out. */
export async function readBooks(store: LedgerStore): Promise<readonly DestinationBooks[]> {
  const rows = await store.submit('books', null);
  return rows.map(({ oldest, ...book }) => ({
    ...book,
    oldest: oldest === undefined ? undefined : decodeRecord(oldest)?.time,
  }));
}

export async function readOutbox(
  store: LedgerStore,
  limit: number,
  names: ReadonlyMap<number, string>,
  statusOf: (row: EntryRow) => { readonly attempts: number; readonly lastError: string | undefined } | undefined,
): Promise<readonly WaitingEntry[]> {
  const rows = await store.submit('waiting', limit);
  return rows.flatMap((row) => {
    const record = decodeRecord(row.body);
    if (record === undefined) return [];
    const { type, kind, sessionId, time, facts } = record;
    const status = statusOf(row) ?? { attempts: 0, lastError: undefined };
    return [
      { destination: names.get(row.destination) ?? '', type, kind, sessionId, time, user: facts.user, ...status },
    ];
  });
}

export function activeActions(
  sessions: Iterable<LedgerSession>,
  elapsed: (session: LedgerSession) => number,
): readonly ActiveAction[] {
  const actions: ActiveAction[] = [];
  for (const session of sessions) {
    if (session.plan.rule === 'none') continue;
    actions.push({
      // Access points know no ports, but who is there.
      port: portOf(session.facts) || (session.facts.callingStation ?? ''),
      user: session.facts.user,
      privilege: session.facts.privilege ?? 1,
      taskId: session.key,
      sessionId: session.sessionId,
      type: session.type,
      elapsed: elapsed(session),
      avPairs: shownPairs(startRecord(session)),
    });
  }
  return actions.sort((a, b) => a.port.localeCompare(b.port, 'en', { numeric: true }) || a.taskId - b.taskId);
}
