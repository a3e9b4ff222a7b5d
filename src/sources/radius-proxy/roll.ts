import type { Counters, OpenSession } from '../../accounting/index.ts';
import type { Nas, Report } from './report.ts';

/**
 * By what a session of the software is known again. The software's own id is only a beginning: software restarts and
 * counts from the same number again, and some give every session the same id.
 */
export interface Identity {
  /** Address that the requests come from. */
  readonly client: string;
  readonly nas: Nas;
  /** The software's id. */
  readonly id: string;
  readonly port?: string;
  readonly user?: string;
  readonly caller?: string;
  /** Start of the session, milliseconds since 1970. */
  readonly start: number;
  /** Whether `start` is the Event-Timestamp of a Start; else it is worked out from arrivals. */
  readonly stamped: boolean;
  /** Key of the call in the ledger, when calls are accounted for. */
  readonly call?: number | undefined;
}

/** An open session. */
export interface Live {
  readonly session: OpenSession;
  readonly identity: Identity;
  /** When the software last spoke of it: monotonic, and milliseconds since 1970. */
  heard: number;
  heardAt: number;
  /** Resolves when everything said of it so far is on stable storage. */
  durable: Promise<unknown>;
  /** Somebody here has asked for its end. */
  ending?: { readonly disconnectCause: number };
  /** Called when it has ended. */
  ended?: () => void;
}

/** A session that has ended, as long as the software may still speak of it. */
export interface Past {
  readonly identity: Identity;
  /** Milliseconds since 1970. */
  readonly end: number;
  /** It was given up because nobody spoke of it: it may still live. */
  readonly silent: boolean;
  /** The software's counters at the end. */
  readonly reading?: Counters;
  /** Until when it is kept, milliseconds since 1970. */
  readonly until: number;
  durable: Promise<unknown>;
}

/** How far starts of one session may lie apart, milliseconds: both by Event-Timestamp of a Start, or worked out. */
const exact = 1000;
const roughly = 5000;
/** The same for a start that a running session's Acct-Session-Time is counted back to. */
const counted = 60_000;

/** Whether two values are both known and not the same. */
export const differ = (a: string | undefined, b: string | undefined): boolean =>
  a !== undefined && b !== undefined && a !== b;

/** Whether two things that are said of sessions can be about one port of one NAS. */
const samePlace = (a: Pick<Identity, 'nas' | 'port'>, b: Pick<Identity, 'nas' | 'port'>): boolean =>
  sameNas(a.nas, b.nas) && !differ(a.port, b.port);

/** Whether two requests can come from one NAS behind one address. */
export const sameNas = (a: Nas, b: Nas): boolean =>
  !differ(a.address, b.address) && !differ(a.identifier, b.identifier);

/** Whether a report at the same place can be about the same user. */
const sameUser = (known: Identity, report: Report): boolean =>
  !differ(known.user, report.user) && !differ(known.caller, report.caller);

/** Whether a report is about the session that is known by this identity, given that the place is the same. */
export function isAbout(known: Identity, report: Report): boolean {
  if (!sameUser(known, report)) {
    // One port and one start are one session, even if its user is written in another way now.
    const onePort = known.port !== undefined && known.port === report.port && report.sessionTime !== undefined;
    return onePort && report.kind !== 'start' && startsOf(report).some((at) => Math.abs(at - known.start) <= roughly);
  }
  if (report.kind === 'start') {
    if (known.stamped && report.stamped) return Math.abs(known.start - report.time) <= exact;
    return Math.min(Math.abs(known.start - report.time), Math.abs(known.start - report.arrived)) <= roughly;
  }
  const { sessionTime } = report;
  if (sessionTime === undefined) return report.time >= known.start - roughly;
  return startsOf(report).some((at) => Math.abs(at - known.start) <= counted);
}

/** The start that Acct-Session-Time tells, by either clock: the software's may have been set meanwhile. */
const startsOf = ({ time, arrived, sessionTime = 0 }: Report): readonly number[] => [
  time - sessionTime * 1000,
  arrived - sessionTime * 1000,
];

/** Whether a report is about a session that has ended: it came late, or once more. */
const isAboutPast = (past: Past, report: Report): boolean =>
  isAbout(past.identity, report) &&
  (report.kind === 'start' || report.sessionTime !== undefined || past.silent || report.time <= past.end + roughly);

/** Sessions of the software by client and id; several may share an id. */
export class Roll {
  readonly #live = new Map<string, Live[]>();
  readonly #past = new Map<string, Past[]>();
  readonly #byKey = new Map<number, Live>();
  readonly #byUser = new Map<string, Set<Live>>();

  get size(): number {
    return this.#byKey.size;
  }

  all(): Iterable<Live> {
    return this.#byKey.values();
  }

  get(key: number): Live | undefined {
    return this.#byKey.get(key);
  }

  /** Open sessions of a user. */
  ofUser(client: string, user: string | undefined): readonly Live[] {
    return [...(this.#byUser.get(slot(client, user ?? '')) ?? [])];
  }

  /** Open sessions with the report's id that can be at its place. */
  at(client: string, report: Report): readonly Live[] {
    return (this.#live.get(slot(client, report.id)) ?? []).filter(({ identity }) => samePlace(identity, report));
  }

  /** The ended session that a report is about. */
  past(client: string, report: Report, now: number): Past | undefined {
    return this.#past
      .get(slot(client, report.id))
      ?.findLast((past) => past.until >= now && samePlace(past.identity, report) && isAboutPast(past, report));
  }

  add(live: Live): void {
    const { client, id } = live.identity;
    this.#byKey.set(live.session.key, live);
    const owner = slot(client, live.identity.user ?? '');
    const others = this.#byUser.get(owner);
    if (others === undefined) this.#byUser.set(owner, new Set([live]));
    else others.add(live);
    const name = slot(client, id);
    const there = this.#live.get(name);
    if (there === undefined) this.#live.set(name, [live]);
    else there.push(live);
  }

  remove(live: Live): void {
    const { client, id } = live.identity;
    this.#byKey.delete(live.session.key);
    const owner = slot(client, live.identity.user ?? '');
    const others = this.#byUser.get(owner);
    others?.delete(live);
    if (others?.size === 0) this.#byUser.delete(owner);
    const name = slot(client, id);
    const left = this.#live.get(name)?.filter((other) => other !== live) ?? [];
    if (left.length === 0) this.#live.delete(name);
    else this.#live.set(name, left);
  }

  /** @param now milliseconds since 1970; what is no longer kept under the same id is dropped */
  bury(past: Past, now: number): void {
    const { client, id } = past.identity;
    const name = slot(client, id);
    const kept = (this.#past.get(name) ?? []).filter((other) => other.until >= now);
    this.#past.set(name, [...kept, past]);
  }

  unbury(past: Past): void {
    const name = slot(past.identity.client, past.identity.id);
    const kept = (this.#past.get(name) ?? []).filter((other) => other !== past);
    if (kept.length === 0) this.#past.delete(name);
    else this.#past.set(name, kept);
  }

  /** Drops all that is no longer kept. */
  sweep(now: number): void {
    for (const [name, list] of this.#past) {
      const kept = list.filter(({ until }) => until >= now);
      if (kept.length === 0) this.#past.delete(name);
      else if (kept.length < list.length) this.#past.set(name, kept);
    }
  }
}

const slot = (client: string, id: string): string => `${client} ${id}`;
