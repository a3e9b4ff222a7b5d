import { type ChildReport, carries, type IkeReport, isUp, type SaInput } from './sa-report.ts';
import type { CryptoSession, EndCause, Ike } from './session.ts';
import { SessionIndex, sameAddresses } from './session-index.ts';
import { grace, SessionLives } from './session-lives.ts';
import type { Moment, TableEffect } from './table-effect.ts';

export { grace } from './session-lives.ts';
export type { Moment, TableEffect } from './table-effect.ts';

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
  readonly #lives = new SessionLives(this.#known);

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

  /** Takes back a session of the former life of this daemon; what is left of it is told by the next list. */
  restore(session: CryptoSession): void {
    this.#lives.restore(session);
  }

  /** Somebody here is about to end the session, and says why; undefined: it came to nothing. */
  expect(session: CryptoSession, cause: EndCause | undefined): void {
    session.expected = cause;
  }

  /** Takes what charon said; in the order in which it did. */
  apply(input: SaInput, now: Moment): readonly TableEffect[] {
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
    return this.#lives.effects();
  }

  /** charon is gone, and every SA with it. @param at milliseconds since 1970 */
  gone(at: number, now: Moment): readonly TableEffect[] {
    this.#halfOpen.clear();
    for (const session of [...this.#known.all]) {
      const { ending } = session;
      for (const key of [...session.ikes.keys()]) this.#lives.dropIke(session, key, now);
      this.#lives.down(session, ending?.at ?? at, ending?.cause ?? session.expected ?? 'charon-gone', now);
    }
    return this.#lives.effects();
  }

  /** A session is over, whatever was heard of it. */
  end(session: CryptoSession, cause: EndCause, now: Moment): readonly TableEffect[] {
    for (const key of [...session.ikes.keys()]) this.#lives.dropIke(session, key, now);
    this.#lives.down(session, now.wall, cause, now);
    return this.#lives.effects();
  }

  /** Nobody will come back: sessions that wait for that end now. */
  endWaiting(cause: EndCause, now: Moment): readonly TableEffect[] {
    for (const session of [...this.#known.all])
      if (session.ending !== undefined) this.#lives.down(session, session.ending.at, session.expected ?? cause, now);
    return this.#lives.effects();
  }

  /** When {@link tick} has something to do next, on the monotonic clock. */
  due(): number | undefined {
    return this.#lives.due();
  }

  /** Ends what has waited long enough. */
  tick(now: Moment): readonly TableEffect[] {
    this.#lives.tick(now);
    return this.#lives.effects();
  }

  #ikeUp(ike: IkeReport, now: Moment): CryptoSession | undefined {
    if (this.#lives.hasEnded(ike.key)) return undefined;
    this.#halfOpen.delete(ike.key);
    const session = this.#known.byIke.get(ike.key) ?? this.#known.match(ike) ?? this.#lives.make(ike);
    this.#lives.hearIke(session, ike, now);
    // Its children follow.
    if (session.ending !== undefined) session.ending.due = now.monotonic + grace;
    return session;
  }

  #ikeUpdate(ike: IkeReport, now: Moment): void {
    if (this.#lives.hasEnded(ike.key)) return;
    const session = this.#known.byIke.get(ike.key);
    if (session !== undefined) this.#lives.hearIke(session, ike, now);
    else if (!isUp(ike)) this.#halfOpen.set(ike.key, { report: ike, seen: now.monotonic });
  }

  /** @param ike undefined: it was missing in a list */
  #ikeDown(key: string, now: Moment, ike: IkeReport | undefined): void {
    this.#halfOpen.delete(key);
    const session = this.#known.byIke.get(key);
    if (session === undefined) return;
    const overdue = isOverdue(session.ikes.get(key), now);
    this.#lives.dropIke(session, key, now);
    if (session.hasIke) return;
    if (overdue) session.suspected = 'lifetime';
    if (ike?.tasks.some((task) => task.endsWith('_DPD'))) session.expected ??= 'dead-peer';
    else if (ike !== undefined && this.#unsaid(ike)) session.suspected ??= 'dead-peer';
    if (session.hasChild) {
      this.#lives.settle(session, now);
      return;
    }
    // The children went before it.
    if (overdue && session.ending?.cause === 'peer') session.ending = { ...session.ending, cause: 'lifetime' };
    if (session.ending !== undefined && session.expected !== undefined)
      this.#lives.down(session, session.ending.at, session.expected, now);
    else this.#lives.forget(session);
  }

  /**
   * Whether an IKE SA that was up ended without a Delete of either side: the peer did not answer. In IKEv1 a dead peer
   * shows by that alone. An SA that is just being set up from the same address takes the place of the old one instead.
   */
  #unsaid(ike: IkeReport): boolean {
    if (!isUp(ike)) return false;
    for (const { report } of this.#halfOpen.values()) if (report.remote.address === ike.remote.address) return false;
    return true;
  }

  #ikeRekey(old: IkeReport, ike: IkeReport, now: Moment): void {
    const session = this.#known.byIke.get(old.key);
    if (session === undefined) {
      this.#ikeUp(ike, now);
      return;
    }
    this.#halfOpen.delete(ike.key);
    const other = this.#known.byIke.get(ike.key);
    if (other !== undefined && other !== session) this.#lives.fold(other, session, now);
    this.#lives.hearIke(session, ike, now);
    this.#lives.dropIke(session, old.key, now);
  }

  #childUp(ike: IkeReport, child: ChildReport, now: Moment): void {
    if (this.#lives.hasEnded(child.key)) return;
    let session =
      this.#known.byChild.get(child.key) ?? this.#ikeUp(ike, now) ?? this.#known.match(ike) ?? this.#lives.make(ike);
    if (!this.#known.byChild.has(child.key) && ike.vips.length > 0 && !sameAddresses(ike.vips, session.vips)) {
      // IKEv1 tells the address only now: another one is another client, or another session of this one.
      if (session.vips.length > 0) session = this.#lives.split(session, ike, now);
      else this.#lives.takeAddresses(session, ike.vips);
    }
    this.#lives.carry(session, child, now);
  }

  #childDown(child: ChildReport, cause: EndCause | undefined, now: Moment): void {
    const session = this.#known.byChild.get(child.key);
    if (session === undefined) {
      this.#lives.bury(child.key, now);
      return;
    }
    this.#lives.hearChild(session, child, now);
    const ended = child.lifetime !== undefined && child.lifetime <= 1 ? 'lifetime' : undefined;
    this.#lives.dropChild(session, child.key, now);
    this.#lives.considerEnd(session, now, session.expected ?? cause ?? ended);
  }

  #childRekey(ike: IkeReport, old: ChildReport, child: ChildReport, now: Moment): void {
    const session = this.#known.byChild.get(old.key) ?? this.#known.byIke.get(ike.key);
    if (session === undefined) {
      this.#childUp(ike, child, now);
      return;
    }
    // A peer that came back after a crash (IKEv1): its new IKE SA takes over children of the old one.
    const other = this.#known.byIke.get(ike.key);
    if (other === undefined) this.#lives.hearIke(session, ike, now);
    else if (other !== session) this.#lives.fold(other, session, now);
    if (this.#known.byChild.has(old.key)) {
      this.#lives.hearChild(session, old, now);
      const known = session.children.get(old.key);
      if (known !== undefined) known.old = true;
    }
    this.#lives.carry(session, child, now);
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
        for (const [key, { seen }] of [...session.children]) if (seen < asked) this.#lives.dropChild(session, key, now);
      const at = lost === undefined ? now : { ...now, wall: lost.at };
      this.#lives.considerEnd(session, at, session.expected ?? gone);
      this.#lives.forget(session);
    }
    if (scope === undefined) for (const [key, { seen }] of this.#halfOpen) if (seen < asked) this.#halfOpen.delete(key);
  }

  /** An IKE SA of a list with its children: what events should have said, said now. */
  #listed(ike: IkeReport, now: Moment): void {
    const child = ike.children.find(({ key }) => this.#known.byChild.has(key));
    const known = this.#known.byIke.get(ike.key) ?? (child && this.#known.byChild.get(child.key));
    if (known !== undefined) this.#lives.hearIke(known, ike, now);
    else if (isUp(ike)) this.#ikeUp(ike, now);
    else this.#ikeUpdate(ike, now);
    for (const child of ike.children) {
      const session = this.#known.byChild.get(child.key);
      if (session !== undefined) this.#lives.hearChild(session, child, now);
      else if (carries(child)) this.#childUp(ike, child, now);
    }
  }
}

/** Whether new keys for an IKE SA, or a new authentication, should long have been made: nobody could, and its life is over. */
function isOverdue(ike: Ike | undefined, now: Moment): boolean {
  if (ike === undefined || !isUp(ike.report)) return false;
  const { rekey, reauth } = ike.report;
  const due = Math.min(rekey ?? Number.POSITIVE_INFINITY, reauth ?? Number.POSITIVE_INFINITY);
  return ike.at + due * 1000 < now.wall;
}
