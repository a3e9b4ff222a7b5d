import type { SessionClosing } from './accounting.ts';
import type { RecordType } from './config.ts';
import type { AccountingRecord, Facts } from './record.ts';
import type { LedgerSession } from './session.ts';

/**
 * The records of events: pure functions of the session, the event and the time.
 */
const common = (session: LedgerSession) => ({
  type: session.type,
  sessionId: session.sessionId,
  taskId: session.key,
  startTime: session.startTime,
});

/** A VRRS name is on the books as a session is, between an Accounting-On and an Accounting-Off. */
const kinds = ({ type }: LedgerSession) =>
  type === 'vrrs' ? ({ first: 'on', last: 'off' } as const) : ({ first: 'start', last: 'stop' } as const);

export const startRecord = (session: LedgerSession): AccountingRecord => ({
  ...common(session),
  kind: kinds(session).first,
  time: session.startTime,
  facts: session.facts,
});

/** @param elapsed whole seconds since the start */
export const interimRecord = (session: LedgerSession, time: number, elapsed: number): AccountingRecord => ({
  ...common(session),
  kind: 'interim',
  time,
  elapsed,
  ...counted(session),
  facts: session.facts,
});

export const stopRecord = (session: LedgerSession, time: number, elapsed: number): AccountingRecord => ({
  ...interimRecord(session, time, elapsed),
  kind: kinds(session).last,
});

const counted = ({ counters }: LedgerSession) => (counters === undefined ? {} : { counters });

/** The facts of a session as its closing leaves them. */
export const closedFacts = (facts: Facts, closing: SessionClosing): Facts => ({
  ...facts,
  ...closing.facts,
  terminateCause: closing.cause,
  ...(closing.disconnectCause === undefined ? {} : { disconnectCause: closing.disconnectCause }),
});

/** A command is over when it is accepted: one Stop. */
export const commandRecord = (sessionId: number, taskId: number, time: number, facts: Facts): AccountingRecord => ({
  type: 'commands',
  kind: 'stop',
  sessionId,
  taskId,
  time,
  startTime: time,
  facts: { ...facts, service: facts.service ?? 'shell' },
});

/** A login that never became a session. */
export const failedLoginRecord = (
  id: number,
  time: number,
  facts: Facts,
  type: 'exec' | 'network' = 'exec',
): AccountingRecord => ({
  type,
  kind: 'stop',
  sessionId: id,
  taskId: id,
  time,
  startTime: time,
  elapsed: 0,
  facts,
});

export const systemRecord = (
  kind: 'on' | 'off',
  id: number,
  time: number,
  reason: NonNullable<Facts['reason']>,
): AccountingRecord => ({
  type: 'system',
  kind,
  sessionId: id,
  taskId: id,
  time,
  startTime: time,
  facts: { service: 'system', event: 'sys_acct', reason },
});

/** The facts of a session as it begins: an address that is there before its network protocol is stays in front for good. */
export const openingFacts = (type: RecordType, facts: Facts): Facts =>
  type === 'network' && facts.address !== undefined && facts.protocol === undefined
    ? { ...facts, firstAddress: facts.address }
    : facts;

/** Whether new facts say anything that was not known. */
export function isNews(known: Facts, added: Facts): boolean {
  for (const [name, value] of Object.entries(added)) {
    const before: unknown = known[name as keyof Facts];
    if (value !== before && JSON.stringify(value) !== JSON.stringify(before)) return true;
  }
  return false;
}
