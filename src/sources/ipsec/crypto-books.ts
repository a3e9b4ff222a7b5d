import type { Accounting, Facts } from '../../accounting/index.ts';
import type { EventLog } from '../../base/event-log.ts';
import { endings } from './causes.ts';
import type { ConnectionOrigin } from './compile/origin.ts';
import { factsOf } from './facts.ts';
import { packKey, packNote, unpackSession } from './sessions/durable.ts';
import type { CryptoSession } from './sessions/session.ts';
import type { TableEffect } from './sessions/session-table.ts';

export interface CryptoBooksDeps {
  readonly log: EventLog;
  readonly accounting: Pick<
    Accounting,
    'open' | 'update' | 'count' | 'report' | 'close' | 'adopt' | 'session' | 'sessions'
  >;
  /** Whether an `aaa accounting network` list of that name is configured. */
  readonly hasList: (name: string) => boolean;
  /** What was said of a user of XAUTH or EAP when he was let in by a connection. */
  readonly login?: (connection: string, user: string) => Login | undefined;
}

/** Who let a user in, what is to be returned to that server, and the seconds between interims that it wants. */
export interface Login {
  readonly authentic: NonNullable<Facts['authentic']>;
  readonly classes: readonly string[];
  readonly interimInterval?: number;
}

/** Name of this source in the ledger. */
export const cryptoSource = 'ipsec';

/**
 * Crypto sessions on the books: one Start and one Stop for each time that a session is up. Sessions of connections
 * without an accounting list, or with one that is not configured, are not on the books.
 */
export class CryptoBooks {
  readonly #deps: CryptoBooksDeps;
  /** Key in the ledger. */
  readonly #keys = new Map<CryptoSession, number>();
  readonly #owners = new Map<number, CryptoSession>();
  /** Sessions of the former life that charon has not spoken of yet. */
  readonly #unsure = new Set<CryptoSession>();

  constructor(deps: CryptoBooksDeps) {
    this.#deps = deps;
  }

  /** The sessions of the former life; what is left of them is not known yet. */
  recover(): readonly CryptoSession[] {
    const { accounting } = this.#deps;
    const found: CryptoSession[] = [];
    for (const open of [...accounting.sessions()]) {
      if (open.source !== cryptoSource) continue;
      const session = unpackSession(open.sourceKey, open.note, open.startTime);
      if (session === undefined) {
        this.#run(accounting.close(open.key, { cause: 'nas-reboot' }));
        continue;
      }
      this.#bind(session, open.key);
      this.#unsure.add(session);
      found.push(session);
    }
    return found;
  }

  /** Key of a session in the ledger. */
  keyOf(session: CryptoSession): number | undefined {
    return this.#keys.get(session);
  }

  sessionOf(key: number): CryptoSession | undefined {
    return this.#owners.get(key);
  }

  accountingId(session: CryptoSession): number | undefined {
    const key = this.#keys.get(session);
    return key === undefined ? undefined : this.#deps.accounting.session(key)?.sessionId;
  }

  /** Takes note of what happened to sessions. @param charon which charon carries them @returns resolves when it is stored */
  async take(
    effects: readonly TableEffect[],
    originOf: (session: CryptoSession) => ConnectionOrigin | undefined,
    charon: string,
  ): Promise<void> {
    const work: Promise<void>[] = [];
    for (const one of effects) {
      if (one.effect === 'look') continue;
      const { session } = one;
      if (one.effect === 'down') {
        work.push(this.#close(one));
        continue;
      }
      this.#alive(session);
      if (one.effect === 'up') work.push(this.#open(session, originOf(session)));
      else if (one.effect === 'changed') work.push(this.#update(session, originOf(session), one.flow));
      const key = this.#keys.get(session);
      // What was told before the end of a session is told when it has forgotten: its end has the counters.
      if (key === undefined || session.up === undefined) continue;
      this.#deps.accounting.count(key, session.counters, packNote(session, charon));
      // Which SAs it began with is on disk as soon as its Start is.
      if (one.effect === 'up') work.push(this.#deps.accounting.report(key));
    }
    await Promise.all(work);
  }

  #open(session: CryptoSession, origin: ConnectionOrigin | undefined): Promise<void> {
    const { accounting, hasList } = this.#deps;
    const list = origin?.accountingList;
    if (list === undefined || !hasList(list)) {
      this.#say(
        session,
        list === undefined ? 'Accounting not configured' : `Accounting list ${list} is not configured`,
      );
      return Promise.resolve();
    }
    const login = session.user === undefined ? undefined : this.#deps.login?.(session.peer.name, session.user);
    const { session: open, durable } = accounting.open({
      type: 'network',
      list,
      source: cryptoSource,
      sourceKey: packKey(session),
      facts: { ...factsOf(session, origin), ...ofLogin(login) },
      ...(login?.interimInterval === undefined ? {} : { interimInterval: login.interimInterval }),
      ...(session.up === undefined ? {} : { startTime: session.up }),
    });
    this.#bind(session, open.key);
    this.#say(session, `Accounting Started, list ${list}`);
    return durable;
  }

  #update(session: CryptoSession, origin: ConnectionOrigin | undefined, flow = false): Promise<void> {
    const key = this.#keys.get(session);
    if (key === undefined) return Promise.resolve();
    this.#say(session, 'Updating Stats');
    // Of a connection that is configured no more, what the Start said stays.
    return this.#deps.accounting.update(key, origin === undefined ? {} : factsOf(session, origin), flow);
  }

  #close({ session, at, cause, counters }: TableEffect & { readonly effect: 'down' }): Promise<void> {
    const key = this.#keys.get(session);
    if (key === undefined) return Promise.resolve();
    this.#keys.delete(session);
    this.#owners.delete(key);
    this.#say(session, `Accounting Stopped, ${cause}`);
    // Nobody saw the end of one that charon never spoke of in this life: it was before.
    const unseen = this.#unsure.delete(session);
    return this.#deps.accounting.close(key, { ...endings[cause], counters, ...(unseen ? {} : { time: at }) });
  }

  #alive(session: CryptoSession): void {
    const key = this.#keys.get(session);
    if (this.#unsure.delete(session) && key !== undefined) this.#deps.accounting.adopt(key);
  }

  #bind(session: CryptoSession, key: number): void {
    this.#keys.set(session, key);
    this.#owners.set(key, session);
  }

  #say(session: CryptoSession, what: string): void {
    this.#deps.log.debug('crypto isakmp aaa', () => {
      const { remote, peer, user } = session;
      const who = user ?? peer.remoteId;
      return `ISAKMP AAA: session ${session.id} peer ${remote.address}:${remote.port} id ${who}: ${what}`;
    });
  }

  #run(work: Promise<void>): void {
    work.catch((error: unknown) => this.#deps.log.message('AAA', 2, 'ACCT_NOT_STORED', `IPsec: ${String(error)}`));
  }
}

const ofLogin = (login: Login | undefined): Facts =>
  login === undefined
    ? {}
    : { authentic: login.authentic, ...(login.classes.length > 0 ? { classes: login.classes } : {}) };
