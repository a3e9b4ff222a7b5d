import { most } from './counters.ts';
import { type ChildReport, carries, type IkeReport, isUp, type SaInput } from './sa-report.ts';
import { CryptoSession, type EndCause } from './session.ts';
import { SessionIndex, sameAddresses } from './session-index.ts';
import type { Moment, TableEffect } from './table-effect.ts';

export type { Moment, TableEffect } from './table-effect.ts';

/**
 * How long a session without SAs waits for the next ones, milliseconds: a peer that authenticates anew, or comes back
 * after a crash, deletes the old SAs first.
 */
export const grace = 3000;
/** How long after the end of the last IKE SA events of its children may take; then charon is asked. */
const settle = 1000;
/** For how long the numbers of SAs that ended are known: an answer that was under way brings none back. */
const memory = 60_000;

/**
 * Crypto sessions out of what charon says of SAs. Pure: no clock, no I/O.
 *
 * 1. An SA belongs to one session, from when it is first heard of until it is gone. SAs are told apart by number and
 *    SPI, sessions by who the peer is; both SAs of a rekey belong to one session, whatever the order of events.
 * 2. A session is up from the first pair of SAs until the last is gone. It comes up once and goes down once.
 * 3. Each pair of SAs counts with the most that was ever read of it. The sum never falls.
 * 4. The end of an SA that never was up means nothing.
 * 5. When it is not known why the last pair went, the peer may be about to come back: the session waits for the
 *    {@link grace}, and if nobody comes it ended when the pair went.
 */
export class SessionTable {
  readonly #known = new SessionIndex();
  /** IKE SAs that are being set up, or failed to be; they have no session yet. */
  readonly #halfOpen = new Map<string, { readonly report: IkeReport; seen: number }>();
  /** Keys of SAs that ended, and when they may be forgotten. */
  readonly #ended = new Map<string, number>();
  /** When charon is to be asked what is left of sessions whose IKE SAs are gone. */
  readonly #settling = new Map<CryptoSession, number>();
  #effects: TableEffect[] = [];
  #last = 0;

  sessions(): Iterable<CryptoSession> {
    return this.#known.all;
  }

  halfOpen(): Iterable<IkeReport> {
    return [...this.#halfOpen.values()].map(({ report }) => report);
  }

  get(id: number): CryptoSession | undefined {
    for (const session of this.#known.all) if (session.id === id) return session;
    return undefined;
  }

  /** When {@link tick} has something to do next, on the monotonic clock. */
  due(): number | undefined {
    let due: number | undefined;
    for (const at of this.#settling.values()) due = Math.min(due ?? at, at);
    for (const { ending } of this.#known.all) if (ending !== undefined) due = Math.min(due ?? ending.due, ending.due);
    return due;
  }

  /** Takes back a session of the former life of this daemon; what is left of it is told by the next list. */
  restore(session: CryptoSession): void {
    this.#last = Math.max(this.#last, session.id);
    this.#known.add(session);
    for (const key of session.children.keys()) this.#known.byChild.set(key, session);
  }

  /** Somebody here is about to end the session, and says why; undefined: it came to nothing. */
  expect(session: CryptoSession, cause: EndCause | undefined): void {
    session.expected = cause;
  }

  /** Takes what charon said; in the order in which it did. */
  apply(input: SaInput, now: Moment): readonly TableEffect[] {
    this.#effects = [];
    switch (input.kind) {
      case 'ike-up':
        this.#ikeUp(input.ike, now);
        break;
      case 'ike-update':
        this.#ikeUpdate(input.ike, now);
        break;
      case 'ike-down':
        this.#ikeDown(input.ike.key, now, input.ike);
        break;
      case 'ike-rekey':
        this.#ikeRekey(input.old, input.ike, now);
        break;
      case 'child-up':
        this.#childUp(input.ike, input.child, now);
        break;
      case 'child-down':
        this.#childDown(input.child, input.cause, now);
        break;
      case 'child-rekey':
        this.#childRekey(input.ike, input.old, input.child, now);
        break;
      case 'list':
        this.#list(input, now);
    }
    return this.#effects;
  }

  /** charon is gone, and every SA with it. @param at milliseconds since 1970 */
  gone(at: number, now: Moment): readonly TableEffect[] {
    this.#effects = [];
    this.#halfOpen.clear();
    for (const session of [...this.#known.all]) {
      const { ending } = session;
      for (const key of [...session.ikes.keys()]) this.#dropIke(session, key, now);
      this.#down(session, ending?.at ?? at, ending?.cause ?? session.expected ?? 'charon-gone', now);
    }
    return this.#effects;
  }

  /** A session is over, whatever was heard of it. */
  end(session: CryptoSession, cause: EndCause, now: Moment): readonly TableEffect[] {
    this.#effects = [];
    for (const key of [...session.ikes.keys()]) this.#dropIke(session, key, now);
    this.#down(session, now.wall, cause, now);
    return this.#effects;
  }

  /** Nobody will come back: sessions that wait for that end now. */
  endWaiting(cause: EndCause, now: Moment): readonly TableEffect[] {
    this.#effects = [];
    for (const session of [...this.#known.all])
      if (session.ending !== undefined) this.#down(session, session.ending.at, session.expected ?? cause, now);
    return this.#effects;
  }

  /** Ends what has waited long enough. */
  tick(now: Moment): readonly TableEffect[] {
    this.#effects = [];
    let look = false;
    for (const [session, due] of this.#settling) {
      if (due > now.monotonic) continue;
      this.#settling.delete(session);
      look ||= this.#known.all.has(session);
    }
    if (look) this.#effects.push({ effect: 'look' });
    for (const session of [...this.#known.all]) {
      const { ending } = session;
      if (ending !== undefined && ending.due <= now.monotonic) this.#down(session, ending.at, ending.cause, now);
    }
    for (const [key, until] of this.#ended) {
      if (until > now.monotonic) break;
      this.#ended.delete(key);
    }
    return this.#effects;
  }

  #ikeUp(ike: IkeReport, now: Moment): CryptoSession | undefined {
    if (this.#ended.has(ike.key)) return undefined;
    this.#halfOpen.delete(ike.key);
    const session = this.#known.byIke.get(ike.key) ?? this.#known.match(ike) ?? this.#new(ike);
    this.#hearIke(session, ike, now);
    // Its children follow.
    if (session.ending !== undefined) session.ending.due = now.monotonic + grace;
    return session;
  }

  #ikeUpdate(ike: IkeReport, now: Moment): void {
    if (this.#ended.has(ike.key)) return;
    const session = this.#known.byIke.get(ike.key);
    if (session !== undefined) this.#hearIke(session, ike, now);
    else if (!isUp(ike)) this.#halfOpen.set(ike.key, { report: ike, seen: now.monotonic });
  }

  /** @param ike undefined: it was missing in a list */
  #ikeDown(key: string, now: Moment, ike: IkeReport | undefined): void {
    this.#halfOpen.delete(key);
    const session = this.#known.byIke.get(key);
    if (session === undefined) return;
    this.#dropIke(session, key, now);
    if (session.hasIke) return;
    if (ike?.tasks.some((task) => task.endsWith('_DPD'))) session.expected ??= 'dead-peer';
    if (session.hasChild) {
      this.#settling.set(session, now.monotonic + settle);
      return;
    }
    // The children went before it.
    if (session.ending !== undefined && session.expected !== undefined)
      this.#down(session, session.ending.at, session.expected, now);
    else this.#forget(session);
  }

  #ikeRekey(old: IkeReport, ike: IkeReport, now: Moment): void {
    const session = this.#known.byIke.get(old.key);
    if (session === undefined) {
      this.#ikeUp(ike, now);
      return;
    }
    this.#halfOpen.delete(ike.key);
    const other = this.#known.byIke.get(ike.key);
    if (other !== undefined && other !== session) this.#fold(other, session, now);
    this.#hearIke(session, ike, now);
    this.#dropIke(session, old.key, now);
  }

  #childUp(ike: IkeReport, child: ChildReport, now: Moment): void {
    if (this.#ended.has(child.key)) return;
    let session =
      this.#known.byChild.get(child.key) ?? this.#ikeUp(ike, now) ?? this.#known.match(ike) ?? this.#new(ike);
    if (!this.#known.byChild.has(child.key) && ike.vips.length > 0 && !sameAddresses(ike.vips, session.vips)) {
      // IKEv1 tells the address only now: another one is another client, or another session of this one.
      if (session.vips.length > 0) session = this.#split(session, ike, now);
      else this.#takeAddresses(session, ike.vips);
    }
    this.#carry(session, child, now);
  }

  #childDown(child: ChildReport, cause: EndCause | undefined, now: Moment): void {
    const session = this.#known.byChild.get(child.key);
    if (session === undefined) {
      this.#bury(child.key, now);
      return;
    }
    this.#hearChild(session, child, now);
    const ended = child.lifetime !== undefined && child.lifetime <= 1 ? 'lifetime' : undefined;
    this.#dropChild(session, child.key, now);
    this.#considerEnd(session, now, session.expected ?? cause ?? ended);
  }

  #childRekey(ike: IkeReport, old: ChildReport, child: ChildReport, now: Moment): void {
    const session = this.#known.byChild.get(old.key) ?? this.#known.byIke.get(ike.key);
    if (session === undefined) {
      this.#childUp(ike, child, now);
      return;
    }
    // A peer that came back after a crash (IKEv1): its new IKE SA takes over children of the old one.
    const other = this.#known.byIke.get(ike.key);
    if (other === undefined) this.#hearIke(session, ike, now);
    else if (other !== session) this.#fold(other, session, now);
    if (this.#known.byChild.has(old.key)) {
      this.#hearChild(session, old, now);
      const known = session.children.get(old.key);
      if (known !== undefined) known.old = true;
    }
    this.#carry(session, child, now);
  }

  #list({ ikes, scope, asked, lost }: SaInput & { readonly kind: 'list' }, now: Moment): void {
    const heard = { wall: now.wall, monotonic: asked };
    for (const ike of ikes) this.#listed(ike, heard);
    const gone = lost === undefined ? undefined : 'charon-gone';
    for (const session of [...this.#known.all]) {
      for (const [key, { report, seen }] of [...session.ikes])
        if (seen < asked && (scope === undefined || report.id === scope)) {
          if (gone !== undefined) session.expected ??= gone;
          this.#ikeDown(key, now, undefined);
        }
      // What is left of a session whose IKE SA alone was asked for cannot be told from that.
      if (scope === undefined)
        for (const [key, { seen }] of [...session.children]) if (seen < asked) this.#dropChild(session, key, now);
      const at = lost === undefined ? now : { ...now, wall: lost.at };
      this.#considerEnd(session, at, session.expected ?? gone);
      this.#forget(session);
    }
    if (scope === undefined) for (const [key, { seen }] of this.#halfOpen) if (seen < asked) this.#halfOpen.delete(key);
  }

  /** An IKE SA of a list with its children: what events should have said, said now. */
  #listed(ike: IkeReport, now: Moment): void {
    const child = ike.children.find(({ key }) => this.#known.byChild.has(key));
    const known = this.#known.byIke.get(ike.key) ?? (child && this.#known.byChild.get(child.key));
    if (known !== undefined) this.#hearIke(known, ike, now);
    else if (isUp(ike)) this.#ikeUp(ike, now);
    else this.#ikeUpdate(ike, now);
    for (const child of ike.children) {
      const session = this.#known.byChild.get(child.key);
      if (session !== undefined) this.#hearChild(session, child, now);
      else if (carries(child)) this.#childUp(ike, child, now);
    }
  }

  /** A pair of SAs carries traffic of the session. */
  #carry(session: CryptoSession, child: ChildReport, now: Moment): void {
    if (this.#ended.has(child.key)) return;
    this.#known.byChild.set(child.key, session);
    const grew = session.hear(child, now.monotonic, now.wall);
    session.ending = undefined;
    this.#settling.delete(session);
    if (session.up === undefined) {
      session.expected = undefined;
      session.up = now.wall;
      this.#effects.push({ effect: 'up', session });
    }
    if (grew) this.#effects.push({ effect: 'counted', session });
  }

  #hearChild(session: CryptoSession, child: ChildReport, now: Moment): void {
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

  #hearIke(session: CryptoSession, ike: IkeReport, now: Moment): void {
    this.#known.byIke.set(ike.key, session);
    session.ikes.set(ike.key, { report: ike, seen: now.monotonic, at: now.wall });
    if (!isUp(ike)) return;
    const { remote, local, user } = session;
    const moved = remote.address !== ike.remote.address || remote.port !== ike.remote.port;
    session.remote = ike.remote;
    session.local = ike.local;
    session.user ??= ike.user;
    if (session.vips.length === 0 && ike.vips.length > 0) this.#takeAddresses(session, ike.vips);
    else if (moved || local.address !== ike.local.address || user !== session.user) this.#changed(session);
  }

  #takeAddresses(session: CryptoSession, vips: readonly string[]): void {
    session.vips = vips;
    this.#changed(session);
  }

  #changed(session: CryptoSession): void {
    if (session.up !== undefined) this.#effects.push({ effect: 'changed', session });
  }

  #new(ike: IkeReport): CryptoSession {
    this.#last += 1;
    const session = new CryptoSession(this.#last, ike);
    this.#known.add(session);
    return session;
  }

  /** The IKE SA turns out to be of another session than was thought. */
  #split(session: CryptoSession, ike: IkeReport, now: Moment): CryptoSession {
    session.ikes.delete(ike.key);
    const { ending } = session;
    if (ending !== undefined) this.#down(session, ending.at, ending.cause, now);
    else if (!session.hasIke && !session.hasChild) this.#forget(session);
    const other = this.#known.match(ike) ?? this.#new(ike);
    this.#hearIke(other, ike, now);
    return other;
  }

  /** Two that were taken for different sessions are one. */
  #fold(from: CryptoSession, into: CryptoSession, now: Moment): void {
    if (from.up !== undefined) return;
    for (const { report } of [...from.ikes.values()]) {
      from.ikes.delete(report.key);
      this.#hearIke(into, report, now);
    }
    this.#forget(from);
  }

  #considerEnd(session: CryptoSession, now: Moment, cause: EndCause | undefined): void {
    if (session.hasChild) return;
    this.#settling.delete(session);
    if (session.up === undefined || session.ending !== undefined) return;
    session.ending = { at: now.wall, due: now.monotonic + grace, cause: cause ?? 'peer' };
    // A lifetime that has run out is followed by another pair of SAs if there is traffic.
    if (cause !== undefined && cause !== 'lifetime') this.#down(session, now.wall, cause, now);
  }

  #down(session: CryptoSession, at: number, cause: EndCause, now: Moment): void {
    const { up, counters } = session;
    for (const key of session.children.keys()) {
      this.#known.byChild.delete(key);
      this.#bury(key, now);
    }
    if (up !== undefined) this.#effects.push({ effect: 'down', session, since: up, at, cause, counters });
    session.reset();
    this.#forget(session);
  }

  #dropIke(session: CryptoSession, key: string, now: Moment): void {
    session.ikes.delete(key);
    this.#known.byIke.delete(key);
    this.#bury(key, now);
  }

  #dropChild(session: CryptoSession, key: string, now: Moment): void {
    session.retire(key);
    this.#known.byChild.delete(key);
    this.#bury(key, now);
  }

  #bury(key: string, now: Moment): void {
    this.#ended.delete(key);
    this.#ended.set(key, now.monotonic + memory);
  }

  /** Nothing is left of a session that is not up. */
  #forget(session: CryptoSession): void {
    if (session.up !== undefined || session.ikes.size > 0 || session.hasChild) return;
    this.#settling.delete(session);
    this.#known.delete(session);
  }
}
