import type { OpenSession } from '../../../accounting/index.ts';
import type { Clock } from '../../../base/clock.ts';
import type { EventLog } from '../../../base/event-log.ts';
import { counter32, gauge32, integer, ipAddress, objectId, oid, text, truth } from '../../../protocols/snmp/index.ts';
import type { SessionControl } from '../../../sources/control/index.ts';
import type { SnmpMemory } from '../memory.ts';
import { type Column, type Leaf, type Scalar, scalarLeaf, tableLeaves } from '../objects.ts';
import type { SessionRow, SessionRows } from '../session-rows.ts';

export interface SessionMibDeps {
  readonly clock: Clock;
  readonly log: EventLog;
  readonly rows: SessionRows;
  readonly memory: SnmpMemory;
  readonly control: Pick<SessionControl, 'idle' | 'disconnect'>;
  /** `aaa session-mib disconnect` */
  readonly mayDisconnect: () => boolean;
  /** ifIndex of the interface of a call; 0: it has none. */
  readonly interfaceIndex: (session: OpenSession) => number;
}

/** How long the answer to a write waits to hear whether the session can be ended at all, milliseconds. */
const patience = 1000;

const zeroDotZero = objectId([0, 0]);

/** The first of the sessions that knows a fact. */
function known<K extends 'user' | 'address'>({ sessions }: SessionRow, fact: K): string | undefined {
  for (const { facts } of sessions) if (facts[fact] !== undefined) return facts[fact];
  return undefined;
}

/** Seconds without traffic of all sessions of the row: what their sources say, else since their counters moved. */
function idle({ clock, control }: SessionMibDeps, { sessions, movedAt }: SessionRow): number {
  let least = Number.POSITIVE_INFINITY;
  for (const session of sessions) least = Math.min(least, control.idle(session) ?? Number.POSITIVE_INFINITY);
  const moved = Math.floor((clock.monotonic() - movedAt) / 1000);
  return Number.isFinite(least) ? least : moved;
}

/** Orders the end of a session. False: its source has said at once that it cannot. */
async function disconnect({ clock, control, log, memory, rows }: SessionMibDeps, row: SessionRow): Promise<boolean> {
  const [session] = row.sessions;
  if (session === undefined) return false;
  rows.mark(row.id, true);
  const ended = control.disconnect(session.key, 'snmp').then(
    ({ outcome }) => {
      const done = outcome === 'done' || outcome === 'not-found';
      if (done) memory.change({ disconnected: memory.values.disconnected + 1 });
      else {
        rows.mark(row.id, false);
        log.message('SNMP', 4, 'NOTDISCONNECTED', `Session ${row.id} was not ended: ${outcome}`);
      }
      return done;
    },
    (error: unknown) => {
      rows.mark(row.id, false);
      log.message('SNMP', 3, 'NOTDISCONNECTED', `Session ${row.id} was not ended: ${String(error)}`);
      return false;
    },
  );
  const waited = new Promise<boolean>((resolve) => clock.after(patience, () => resolve(true)));
  return Promise.race([ended, waited]);
}

/** CISCO-AAA-SESSION-MIB, every object: 1.3.6.1.4.1.9.9.150. */
export function sessionMib(deps: SessionMibDeps): readonly Leaf[] {
  const { memory, rows } = deps;
  const scalars: readonly Scalar[] = [
    {
      name: 'casnActiveTableEntries',
      oid: oid('1.3.6.1.4.1.9.9.150.1.1.1'),
      read: () => gauge32(rows.size),
    },
    {
      name: 'casnActiveTableHighWaterMark',
      oid: oid('1.3.6.1.4.1.9.9.150.1.1.2'),
      read: () => gauge32(memory.values.highWater),
    },
    {
      name: 'casnTotalSessions',
      oid: oid('1.3.6.1.4.1.9.9.150.1.2.1'),
      read: () => counter32(memory.values.total),
    },
    {
      name: 'casnDisconnectedSessions',
      oid: oid('1.3.6.1.4.1.9.9.150.1.2.2'),
      read: () => counter32(memory.values.disconnected),
    },
  ];
  // casnSessionId (1) is the index, and not accessible.
  const columns: readonly Column<SessionRow>[] = [
    { name: 'casnUserId', number: 2, read: (row) => text(known(row, 'user') ?? '') },
    { name: 'casnIpAddr', number: 3, read: (row) => ipAddress(known(row, 'address')) },
    { name: 'casnIdleTime', number: 4, read: (row) => gauge32(idle(deps, row)) },
    {
      name: 'casnDisconnect',
      number: 5,
      read: ({ ending }) => truth(ending),
      write: {
        type: 'integer',
        test(row, value) {
          if (!deps.mayDisconnect()) return 'notWritable';
          if (value.type !== 'integer' || (value.value !== 1 && value.value !== 2)) return 'wrongValue';
          return value.value === 2 && row.ending ? 'inconsistentValue' : 'noError';
        },
        async commit(row, value) {
          if (value.type !== 'integer' || value.value !== 1 || row.ending) return 'noError';
          return (await disconnect(deps, row)) ? 'noError' : 'commitFailed';
        },
      },
    },
    { name: 'casnCallTrackerId', number: 6, read: () => gauge32(0) },
    { name: 'casnNasPort', number: 7, read: () => zeroDotZero },
    {
      name: 'casnVaiIfIndex',
      number: 8,
      read: ({ sessions }) => integer(sessions.reduce((index, one) => index || deps.interfaceIndex(one), 0)),
    },
  ];
  const entry = oid('1.3.6.1.4.1.9.9.150.1.1.3.1');
  return [...scalars.map(scalarLeaf), ...tableLeaves({ name: 'casnActiveTable', entry, rows: () => rows, columns })];
}
