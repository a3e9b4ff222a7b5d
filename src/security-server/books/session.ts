import type { BookedEvent } from './event.ts';

/** Octets and packets; above 2^53 as bigint. */
export type Count = number | bigint;

/** What the `session` table and those who read it name alike; schema.ts says what the columns mean. */
export interface SessionFacts {
  readonly protocol: string;
  readonly nas: string;
  readonly session: string;
  readonly type: string;
  readonly user: string;
  readonly port: string;
  readonly caller: string;
  readonly address: string;
  readonly state: 'open' | 'stopped' | 'lost';
  readonly starts: number;
  readonly stops: number;
  readonly interims: number;
  /** Records that came again and were not booked again. */
  readonly copies: number;
  readonly cause: string;
}

/** One row of the `session` table. */
export interface SessionRow extends SessionFacts {
  readonly start_time: number | null;
  readonly last_time: number;
  readonly stop_time: number | null;
  readonly duration: number | null;
  readonly bytes_in: Count | null;
  readonly bytes_out: Count | null;
  readonly packets_in: Count | null;
  readonly packets_out: Count | null;
  readonly group_name: string;
  readonly peer: string;
  readonly shortest_gap: number | null;
  readonly longest_gap: number | null;
  readonly backwards: number;
}

/** Rounding to seconds and slow delivery may move a computed start by this much, milliseconds. */
const tolerance = { stamped: 5_000, unstamped: 60_000 } as const;
/** A clock is set by less than this while a session runs; a NAS takes longer to boot and give an id out again. */
const clockStep = 5 * 60_000;
/** A clock that is set after boot jumps by years; a reused id is never that far from its last bearer and still open. */
const clockJump = 30 * 86_400_000;

/**
 * Which of the sessions with a record's protocol, NAS, type and session id, the newest first, it belongs to. Ids are
 * reused (by NASes that count from 1 after each boot), so the start time decides where both know it: that of a Stop or
 * an interim record is its time less Acct-Session-Time. Where none fits, the NAS's clock may have been set meanwhile, or
 * its Acct-Session-Time counts from another moment; see {@link fitsButForTheClock}.
 */
export const sessionOf = <S extends { readonly row: SessionRow }>(
  sessions: readonly S[],
  event: BookedEvent,
): S | undefined =>
  sessions.find(({ row }) => startedWith(row, event)) ?? sessions.find(({ row }) => fitsButForTheClock(row, event));

function startedWith({ start_time }: SessionRow, event: BookedEvent): boolean {
  if (start_time === null || event.startTime === undefined) return true;
  return Math.abs(start_time - event.startTime) <= (event.stamped ? tolerance.stamped : tolerance.unstamped);
}

/**
 * Whether a record with another start time is of this session all the same. A NAS gives an id to one session at a time,
 * and again only after it has booted. So the record of a later bearer begins some time after the last that is known of
 * the session, and one that begins sooner is the session's own, told by another clock. A clock that jumped further can't
 * be told from an id used again, unless it jumped by years. Two Starts, and two Stops, are always two sessions.
 */
function fitsButForTheClock(session: SessionRow, event: BookedEvent): boolean {
  const { start_time, last_time, starts, stops, state, stop_time } = session;
  if (start_time === null || event.startTime === undefined || session.user !== event.user) return false;
  if ((event.kind === 'start' && starts > 0) || (event.kind === 'stop' && stops > 0)) return false;
  // The NAS said that it lost this one before the other began.
  if (state === 'lost' && event.startTime >= (stop_time ?? 0)) return false;
  const apart = Math.max(start_time, event.startTime) - Math.min(last_time, event.time);
  return apart <= clockStep || (stops === 0 && event.kind !== 'start' && apart > clockJump);
}

/** A session of which nothing is known but the names in its first record. */
const unknownSession = (event: BookedEvent): SessionRow => ({
  protocol: event.protocol,
  nas: event.nas,
  session: event.session,
  type: event.type,
  user: '',
  port: '',
  caller: '',
  address: '',
  state: 'open',
  starts: 0,
  stops: 0,
  interims: 0,
  copies: 0,
  start_time: null,
  last_time: event.time,
  stop_time: null,
  duration: null,
  bytes_in: null,
  bytes_out: null,
  packets_in: null,
  packets_out: null,
  cause: '',
  group_name: '',
  peer: '',
  shortest_gap: null,
  longest_gap: null,
  backwards: 0,
});

/**
 * The session after one more record. The outcome does not depend on the order in which records come: counters only
 * grow, the Stop and the Start say what they alone know, and names come from the newest record that has them.
 * @param restart when the NAS last said that its sessions are gone; 0: never
 */
export function applied(before: SessionRow | undefined, event: BookedEvent, restart: number): SessionRow {
  const session = before ?? unknownSession(event);
  const newest = event.time >= session.last_time;
  const text = (old: string, now: string): string => (now !== '' && (newest || old === '') ? now : old);
  const stopped = event.kind === 'stop' || session.stops > 0;
  const lastTime = Math.max(session.last_time, event.time);
  const lost = !stopped && restart > lastTime;
  const stopTime = event.kind === 'stop' ? event.time : session.stops > 0 ? session.stop_time : lost ? restart : null;
  const startTime = event.kind === 'start' ? event.time : (session.start_time ?? event.startTime ?? null);
  const told = larger(session.duration, event.duration);
  return {
    ...session,
    user: text(session.user, event.user),
    port: text(session.port, event.port),
    caller: text(session.caller, event.caller),
    address: text(session.address, event.address),
    state: stopped ? 'stopped' : lost ? 'lost' : 'open',
    starts: session.starts + (event.kind === 'start' ? 1 : 0),
    stops: session.stops + (event.kind === 'stop' ? 1 : 0),
    interims: session.interims + (event.kind === 'interim' ? 1 : 0),
    start_time: startTime,
    last_time: lastTime,
    stop_time: stopTime,
    duration:
      told ?? (stopped && stopTime !== null && startTime !== null ? Math.round((stopTime - startTime) / 1000) : null),
    bytes_in: larger(session.bytes_in, event.bytesIn),
    bytes_out: larger(session.bytes_out, event.bytesOut),
    packets_in: larger(session.packets_in, event.packetsIn),
    packets_out: larger(session.packets_out, event.packetsOut),
    cause: event.kind === 'stop' ? event.cause : session.cause,
    group_name: text(session.group_name, event.group),
    peer: text(session.peer, event.peer),
    ...gaps(before, event),
    backwards: session.backwards + (before !== undefined && wentBack(before, event) ? 1 : 0),
  };
}

/** Interim records that follow faster than this tell of an event, not of an interval; milliseconds. */
const shortestInterval = 30_000;

/** Time between the newest records: only records that come in the order of time are looked at. */
function gaps(before: SessionRow | undefined, event: BookedEvent): Pick<SessionRow, 'shortest_gap' | 'longest_gap'> {
  const { shortest_gap = null, longest_gap = null } = before ?? {};
  const gap = before === undefined ? 0 : event.time - before.last_time;
  if (gap <= 0 || event.kind === 'start') return { shortest_gap, longest_gap };
  const regular = event.kind === 'interim' && gap >= shortestInterval;
  return {
    shortest_gap: regular ? Math.min(gap, shortest_gap ?? gap) : shortest_gap,
    longest_gap: Math.max(gap, longest_gap ?? 0),
  };
}

/** Whether a counter is lower in the later of two records; in whichever order they came. */
function wentBack(before: SessionRow, event: BookedEvent): boolean {
  const pairs = [
    [before.bytes_in, event.bytesIn],
    [before.bytes_out, event.bytesOut],
  ] as const;
  const later = event.time > before.last_time;
  if (event.time === before.last_time) return false;
  return pairs.some(([known, told]) => known !== null && told !== undefined && (later ? told < known : told > known));
}

const larger = <T extends Count>(old: T | null, now: T | undefined): T | null =>
  now === undefined || (old !== null && old >= now) ? old : now;
