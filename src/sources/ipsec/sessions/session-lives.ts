import { most } from './counters.ts';
import { type ChildReport, type IkeReport, isUp } from './sa-report.ts';
import { CryptoSession, type EndCause } from './session.ts';
import type { SessionIndex } from './session-index.ts';
import type { Moment, TableEffect } from './table-effect.ts';

/**
 * How long a session without SAs waits for the next ones, milliseconds: a peer that authenticates anew, or comes back
 * after a crash, deletes the old SAs first.
 */
export const grace = 3000;
/** How long after the end of the last IKE SA events of its children may take; then charon is asked. */
const settle = 1000;
/** For how long the numbers of SAs that ended are known: an answer that was under way brings none back. */
const memory = 60_000;

/** How sessions begin, change and end: what the table does once it knows whose an SA is. Collects what is to be told of it. */
export class SessionLives {
  readonly known: SessionIndex;
  /** Keys of SAs that ended, and when they may be forgotten. */
  readonly #ended = new Map<string, number>();
  /** When charon is to be asked what is left of sessions whose IKE SAs are gone. */
  readonly #settling = new Map<CryptoSession, number>();
  #effects: TableEffect[] = [];
  #last = 0;

  constructor(known: SessionIndex) {
    this.known = known;
  }

  /** What there is to tell since the last call. */
  effects(): readonly TableEffect[] {
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }

  /** Takes back a session of the former life. */
  restore(session: CryptoSession): void {
    this.#last = Math.max(this.#last, session.id);
    this.known.add(session);
    for (const key of session.children.keys()) this.known.byChild.set(key, session);
  }

  /** Whether an SA ended not long ago. */
  hasEnded(key: string): boolean {
    return this.#ended.has(key);
  }

  /** The IKE SAs of a session are gone: what is left of it shows soon. */
  settle(session: CryptoSession, now: Moment): void {
    this.#settling.set(session, now.monotonic + settle);
  }

  /** When {@link tick} has something to do next, on the monotonic clock. */
  due(): number | undefined {
    let due: number | undefined;
    for (const at of this.#settling.values()) due = Math.min(due ?? at, at);
    for (const { ending } of this.known.all) if (ending !== undefined) due = Math.min(due ?? ending.due, ending.due);
    return due;
  }

  /** Ends what has waited long enough. */
  tick(now: Moment): void {
    let look = false;
    for (const [session, due] of this.#settling) {
      if (due > now.monotonic) continue;
      this.#settling.delete(session);
      look ||= this.known.all.has(session);
    }
    if (look) this.#effects.push({ effect: 'look' });
    for (const session of [...this.known.all]) {
      const { ending } = session;
      if (ending !== undefined && ending.due <= now.monotonic) this.down(session, ending.at, ending.cause, now);
    }
    for (const [key, until] of this.#ended) {
      if (until > now.monotonic) break;
      this.#ended.delete(key);
    }
  }

  /** A pair of SAs carries traffic of the session. */
  carry(session: CryptoSession, child: ChildReport, now: Moment): void {
    if (this.#ended.has(child.key)) return;
    this.known.byChild.set(child.key, session);
    // One of the former life does not know its flows yet: nothing is new then.
    const known = session.flows.size;
    const grew = session.hear(child, now.monotonic, now.wall);
    const joined = session.up !== undefined && known > 0 && session.flows.size > known;
    session.ending = undefined;
    this.#settling.delete(session);
    if (session.up === undefined) {
      session.expected = undefined;
      session.up = now.wall;
      this.#effects.push({ effect: 'up', session });
    }
    if (grew) this.#effects.push({ effect: 'counted', session });
    if (joined) this.#effects.push({ effect: 'changed', session, flow: true });
  }

  /** What is said of a pair of SAs of the session. */
  hearChild(session: CryptoSession, child: ChildReport, now: Moment): void {
    const known = session.children.get(child.key);
    if (known?.report === undefined && known !== undefined) {
      // Of the former life: the flow is known now.
      const counters = most(known.counters, child.counters);
      session.children.delete(child.key);
      session.hear({ ...child, counters }, now.monotonic, now.wall);
      this.#effects.push({ effect: 'counted', session });
      return;
    }
    if (session.hear(child, now.monotonic, now.wall)) this.#effects.push({ effect: 'counted', session });
  }

  /** What is said of an IKE SA of the session. */
  hearIke(session: CryptoSession, ike: IkeReport, now: Moment): void {
    this.known.byIke.set(ike.key, session);
    session.ikes.set(ike.key, { report: ike, seen: now.monotonic, at: now.wall });
    if (!isUp(ike)) return;
    session.suspected = undefined;
    const { remote, local, user } = session;
    const moved = remote.address !== ike.remote.address || remote.port !== ike.remote.port;
    session.remote = ike.remote;
    session.local = ike.local;
    session.user ??= ike.user;
    if (session.vips.length === 0 && ike.vips.length > 0) this.takeAddresses(session, ike.vips);
    else if (moved || local.address !== ike.local.address || user !== session.user) this.#changed(session);
  }

  takeAddresses(session: CryptoSession, vips: readonly string[]): void {
    session.vips = vips;
    this.#changed(session);
  }

  #changed(session: CryptoSession): void {
    if (session.up !== undefined) this.#effects.push({ effect: 'changed', session });
  }

  /** A session that nobody knew. */
  make(ike: IkeReport): CryptoSession {
    this.#last += 1;
    const session = new CryptoSession(this.#last, ike);
    this.known.add(session);
    return session;
  }

  /** The IKE SA turns out to be of another session than was thought. */
  split(session: CryptoSession, ike: IkeReport, now: Moment): CryptoSession {
    session.ikes.delete(ike.key);
    const { ending } = session;
    if (ending !== undefined) this.down(session, ending.at, ending.cause, now);
    else if (!session.hasIke && !session.hasChild) this.forget(session);
    const other = this.known.match(ike) ?? this.make(ike);
    this.hearIke(other, ike, now);
    return other;
  }

  /** Two that were taken for different sessions are one. */
  fold(from: CryptoSession, into: CryptoSession, now: Moment): void {
    if (from.up !== undefined) return;
    for (const { report } of [...from.ikes.values()]) {
      from.ikes.delete(report.key);
      this.hearIke(into, report, now);
    }
    this.forget(from);
  }

  /** Whether the session ends, now that a pair of SAs is gone. @param cause undefined: nobody knows why */
  considerEnd(session: CryptoSession, now: Moment, cause: EndCause | undefined): void {
    if (session.hasChild) return;
    this.#settling.delete(session);
    if (session.up === undefined) return;
    // A list that shows a pair of SAs on its way out comes before the event that says why.
    if (session.ending !== undefined && cause === undefined) return;
    const { at, due } = session.ending ?? { at: now.wall, due: now.monotonic + grace };
    session.ending = { at, due, cause: cause ?? session.suspected ?? 'peer' };
    // A lifetime that has run out is followed by another pair of SAs if there is traffic.
    if (cause !== undefined && cause !== 'lifetime') this.down(session, at, cause, now);
  }

  /** The session is over. @param at milliseconds since 1970 */
  down(session: CryptoSession, at: number, cause: EndCause, now: Moment): void {
    const { up, counters } = session;
    for (const key of session.children.keys()) {
      this.known.byChild.delete(key);
      this.bury(key, now);
    }
    if (up !== undefined) this.#effects.push({ effect: 'down', session, since: up, at, cause, counters });
    session.reset();
    this.forget(session);
  }

  dropIke(session: CryptoSession, key: string, now: Moment): void {
    session.ikes.delete(key);
    this.known.byIke.delete(key);
    this.bury(key, now);
  }

  dropChild(session: CryptoSession, key: string, now: Moment): void {
    session.retire(key);
    this.known.byChild.delete(key);
    this.bury(key, now);
  }

  /** The SA has ended: nothing that is said of it later brings it back. */
  bury(key: string, now: Moment): void {
    this.#ended.delete(key);
    this.#ended.set(key, now.monotonic + memory);
  }

  /** Nothing is left of a session that is not up. */
  forget(session: CryptoSession): void {
    if (session.up !== undefined || session.ikes.size > 0 || session.hasChild) return;
    this.#settling.delete(session);
    this.known.delete(session);
  }
}
