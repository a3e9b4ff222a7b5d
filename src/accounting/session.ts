import type { OpenSession } from './accounting.ts';
import type { RecordType } from './config.ts';
import { total, type Usage, unpackUsage } from './counters.ts';
import type { SessionRow } from './ledger-rows.ts';
import type { Plan } from './lists.ts';
import type { Counters, Facts } from './record.ts';
import { factsText, unpackFacts } from './record-codec.ts';

/** A plan with its destinations found: shared by all sessions that were opened under it. */
export interface ResolvedPlan extends Plan {
  readonly ids: readonly number[];
}

/** An open session. There may be 100,000 of them: no closures, no timers, nothing that can be worked out. */
export class LedgerSession implements OpenSession {
  readonly key: number;
  readonly sessionId: number;
  readonly type: RecordType;
  readonly source: string;
  readonly sourceKey: string;
  readonly startTime: number;
  readonly plan: ResolvedPlan;
  /** The monotonic clock at the start, so that a jump of the wall clock lengthens no session. */
  readonly monotonicStart: number;
  readonly owner: number | undefined;
  readonly nestedIn: number | undefined;
  /** Seconds between interims; 0: none. */
  interval: number;
  facts: Facts;
  usage: Usage | undefined;
  /** Its records are wanted: the Start has been made where there is one, the Stop will be. */
  started: boolean;
  /** Read back after a start of the daemon, and nobody has said yet whether it lives. */
  recovered = false;
  /** It has had its `extended-delay`. */
  waited = false;

  constructor(
    of: Omit<LedgerSession, 'taskId' | 'lane' | 'counters' | 'reading' | 'note' | 'recovered' | 'waited' | 'rule'>,
  ) {
    this.key = of.key;
    this.sessionId = of.sessionId;
    this.type = of.type;
    this.source = of.source;
    this.sourceKey = of.sourceKey;
    this.startTime = of.startTime;
    this.plan = of.plan;
    this.monotonicStart = of.monotonicStart;
    this.owner = of.owner;
    this.nestedIn = of.nestedIn;
    this.interval = of.interval;
    this.facts = of.facts;
    this.usage = of.usage;
    this.started = of.started;
  }

  get taskId(): number {
    return this.key;
  }

  /**
   * In which its records leave in order, see `EntryRow`. Those of a service go with the session's: after its Start and
   * before its Stop; those of a session that is nested in another go with the other's.
   */
  get lane(): number {
    return this.type === 'vrrs' ? vrrsLane(this.sourceKey) : (this.nestedIn ?? this.owner ?? this.key);
  }

  get rule(): Plan['rule'] {
    return this.plan.rule;
  }

  get reading(): Counters | undefined {
    return this.usage?.last;
  }

  get note(): string | undefined {
    return this.usage?.note;
  }

  get counters(): Counters | undefined {
    return this.usage === undefined ? undefined : total(this.usage);
  }
}

/**
 * All periods of a redundancy name share a lane, above those of sessions, so that an Off never overtakes the On of the
 * next period. Two names may get the same one: they then wait for each other.
 */
function vrrsLane(name: string): number {
  let hash = 0x811c9dc5;
  for (const octet of Buffer.from(name)) hash = Math.imul(hash ^ octet, 0x01000193) >>> 0;
  return 2 ** 32 + hash;
}

interface Packed {
  readonly i: number;
  readonly t: RecordType;
  readonly s: string;
  readonly k: string;
  readonly b: number;
  readonly p: readonly [rule: Plan['rule'], newinfo: 0 | 1, ids: readonly number[]];
  readonly n: number;
  readonly d: 0 | 1;
  readonly o?: number;
  readonly l?: number;
  readonly f: Readonly<Record<string, unknown>>;
}

/** The session on disk: everything but its counters, which change often and are stored apart. */
export const packSession = (session: LedgerSession): string =>
  `${JSON.stringify({
    i: session.sessionId,
    t: session.type,
    s: session.source,
    k: session.sourceKey,
    b: session.startTime,
    p: [session.plan.rule, session.plan.newinfo ? 1 : 0, session.plan.ids],
    n: session.interval,
    d: session.started ? 1 : 0,
    ...(session.owner === undefined ? {} : { o: session.owner }),
    ...(session.nestedIn === undefined ? {} : { l: session.nestedIn }),
  } satisfies Omit<Packed, 'f'>).slice(0, -1)},"f":${factsText(session.facts)}}`;

/**
 * @param planOf finds (and shares) the plan of these words
 * @param monotonicOf the monotonic clock at a wall-clock time
 */
export function unpackSession(
  row: SessionRow,
  planOf: (rule: Plan['rule'], newinfo: boolean, ids: readonly number[]) => ResolvedPlan,
  monotonicOf: (time: number) => number,
): LedgerSession {
  const packed: Packed = JSON.parse(row.body);
  const session = new LedgerSession({
    key: row.key,
    sessionId: packed.i,
    type: packed.t,
    source: packed.s,
    sourceKey: packed.k,
    startTime: packed.b,
    plan: planOf(packed.p[0], packed.p[1] === 1, packed.p[2]),
    monotonicStart: monotonicOf(packed.b),
    owner: packed.o,
    nestedIn: packed.l,
    interval: packed.n,
    facts: unpackFacts(packed.f),
    usage: row.usage === undefined ? undefined : unpackUsage(row.usage),
    started: packed.d === 1,
  });
  session.recovered = true;
  return session;
}
