import type { Accounting, Counters, Facts, TerminateCause } from '../../accounting/index.ts';
import type { Clock } from '../../base/clock.ts';
import type { ProxyCalls } from './calls.ts';
import { packIdentity, packPast, pastName, unpackIdentity, unpackPast } from './durable-names.ts';
import type { Login, Logins } from './logins.ts';
import { type Nas, type Report, widen } from './report.ts';
import { differ, type Identity, isAbout, type Live, type Past, Roll, sameNas } from './roll.ts';

export interface ProxySessionsDeps {
  readonly clock: Clock;
  readonly accounting: Pick<
    Accounting,
    'open' | 'update' | 'count' | 'report' | 'close' | 'adopt' | 'session' | 'sessions' | 'remembered'
  >;
  readonly logins: Pick<Logins, 'take'>;
  /** The calls behind the sessions. */
  readonly calls?: Pick<ProxyCalls, 'begins' | 'ended' | 'recover'>;
}

/** Where the reports of one client go. */
export interface ProxyPlace {
  /** Address that the request came from. */
  readonly client: string;
  /** Name of the accounting list. */
  readonly list: string;
}

/** Name of this source in the ledger. */
export const proxySource = 'radius-proxy';

/** How long an ended session is remembered, so that what is said of it late or again makes no new record. */
const remembrance = 3_600_000;

/** Ends that the software did not give a reason for. */
const causes: Readonly<Partial<Record<TerminateCause, number>>> = {
  'user-request': 1045,
  'lost-carrier': 1011,
  'idle-timeout': 1021,
  'session-timeout': 1100,
  'admin-reset': 1151,
};

interface Ending {
  readonly cause: TerminateCause;
  readonly disconnectCause?: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly elapsed?: number;
  readonly counters?: Counters;
  readonly facts?: Facts;
  readonly silent?: boolean;
}

/**
 * The sessions of RADIUS-speaking software, and what each of its reports means for them.
 *
 * 1. A Start opens a session, unless one with the same id, port, user and start is open (a repetition) or has just ended
 *    (it was overtaken by its Stop).
 * 2. A Start with the id and port of an open session but another user or start ends that one: its Stop was lost and the
 *    id is used again. Another port is another session: software may give all its sessions one id.
 * 3. An interim or a Stop without session opens one first, with the start that Acct-Session-Time tells: nothing of what
 *    the user has used is lost.
 * 4. What is said of an ended session again is answered and makes no record; that is remembered in the same transaction
 *    as its Stop.
 * 5. Accounting-On and -Off end all sessions of their NAS that had begun before.
 * 6. A session that nobody has spoken of for the idle time ends when it was last spoken of. If it turns out to live, it
 *    goes on as a new session that counts from there.
 *
 * Every promise resolves when what was said is on stable storage; until then the software is not answered.
 */
export class ProxySessions {
  readonly #deps: ProxySessionsDeps;
  readonly #roll = new Roll();

  constructor(deps: ProxySessionsDeps) {
    this.#deps = deps;
  }

  get size(): number {
    return this.#roll.size;
  }

  all(): Iterable<Live> {
    return this.#roll.all();
  }

  get(key: number): Live | undefined {
    return this.#roll.get(key);
  }

  /** Whether somebody who is let in is on already: it is authenticated anew, and no new session follows. */
  isOn(login: Pick<Login, 'client' | 'user' | 'port' | 'caller'>): boolean {
    return this.#roll
      .ofUser(login.client, login.user)
      .some(({ identity: { port, caller } }) => !differ(port, login.port) && !differ(caller, login.caller));
  }

  /** Takes back the sessions of the daemon's former life: the software lives on, and so do they. */
  async recover(): Promise<number> {
    const { accounting, clock } = this.#deps;
    for (const note of await accounting.remembered()) {
      const past = unpackPast(proxySource, note);
      if (past !== undefined) this.#roll.bury(past, clock.now());
    }
    let count = 0;
    for (const session of [...accounting.sessions()]) {
      if (session.source !== proxySource) continue;
      const identity = unpackIdentity(session.sourceKey);
      if (identity === undefined) continue;
      accounting.adopt(session.key);
      this.#roll.add(this.#live(session, identity, Promise.resolve()));
      count++;
    }
    await this.#deps.calls?.recover(new Set([...this.#roll.all()].flatMap(({ identity: { call } }) => call ?? [])));
    return count;
  }

  /** Takes a report; resolves when it is on stable storage. */
  take(place: ProxyPlace, report: Report): Promise<unknown> {
    const { client } = place;
    const there = this.#roll.at(client, report);
    const live = there.findLast(({ identity }) => isAbout(identity, report));
    if (live !== undefined) return this.#goesOn(live, report);
    const past = this.#roll.past(client, report, this.#deps.clock.now());
    if (past !== undefined && !(past.silent && report.kind !== 'start')) return past.durable;
    const start = startOf(report);
    // What began later than this is not replaced by it.
    const replaced = there.filter(({ identity }) => identity.start <= start);
    const ended = replaced.map((other) => this.end(other, { cause: 'lost-carrier', time: start }));
    if (past !== undefined) this.#roll.unbury(past);
    return Promise.all([...ended, this.#begins(place, report, past)]);
  }

  /** Accounting-On or -Off: ends what had begun before. */
  async restarted(client: string, nas: Nas, time: number, cause: 'nas-reboot' | 'admin-reboot'): Promise<void> {
    const gone = [...this.#roll.all()].filter(
      ({ identity }) => identity.client === client && sameNas(identity.nas, nas) && identity.start < time,
    );
    await Promise.all(gone.map((live) => this.end(live, { cause, time })));
  }

  /**
   * Ends sessions that were not spoken of for too long.
   * @param limit seconds for the client at an address; 0: for ever
   */
  sweep(limit: (client: string) => number): void {
    const { clock } = this.#deps;
    const now = clock.monotonic();
    for (const live of [...this.#roll.all()]) {
      const seconds = limit(live.identity.client);
      if (seconds > 0 && now - live.heard >= seconds * 1000)
        void this.end(live, { cause: 'idle-timeout', time: live.heardAt, silent: true }).catch(() => {});
    }
    this.#roll.sweep(clock.now());
  }

  /** Closes a session; resolves when its Stop is on stable storage. */
  end(live: Live, ending: Ending): Promise<unknown> {
    const { accounting, clock } = this.#deps;
    const { session, identity } = live;
    const { cause, time, elapsed, counters, facts, silent = false } = ending;
    const reading = counters ?? session.reading;
    const until = clock.now() + remembrance;
    const past: Past = {
      ...{ identity, end: time, silent, until, durable: Promise.resolve() },
      ...(reading === undefined ? {} : { reading }),
    };
    const disconnectCause = live.ending?.disconnectCause ?? ending.disconnectCause ?? causes[cause];
    this.#roll.remove(live);
    past.durable = accounting.close(session.key, {
      cause,
      time,
      remember: { name: pastName(proxySource, identity), body: packPast(past), until },
      ...(disconnectCause === undefined ? {} : { disconnectCause }),
      ...(elapsed === undefined ? {} : { elapsed }),
      ...(counters === undefined ? {} : { counters }),
      ...(facts === undefined ? {} : { facts }),
    });
    // After the session: its call is over.
    if (identity.call !== undefined) {
      const over = this.#deps.calls?.ended(identity.call, cause, time);
      past.durable = Promise.all([past.durable, over]);
    }
    this.#roll.bury(past, clock.now());
    live.ended?.();
    return past.durable;
  }

  #goesOn(live: Live, report: Report): Promise<unknown> {
    const { accounting, clock } = this.#deps;
    live.heard = clock.monotonic();
    live.heardAt = clock.now();
    const { key } = live.session;
    const facts = newsOf(report.facts, live.session.facts);
    const counters = report.counters && widen(report.counters, live.session.reading);
    if (report.kind === 'stop') return this.#stops(live, report, facts, counters);
    // First: a record of what is new says what was counted by then.
    if (counters !== undefined) accounting.count(key, counters);
    const told = accounting.update(key, facts);
    const reported = counters === undefined ? undefined : accounting.report(key);
    live.durable = Promise.all([live.durable, told, reported]);
    return live.durable;
  }

  #stops(live: Live, report: Report, facts: Facts, counters: Counters | undefined): Promise<unknown> {
    const { cause = 'user-request', disconnectCause, sessionTime, time } = report;
    // A session that goes on from one that had been given up does not count that one's time again.
    const whole = live.session.startTime === live.identity.start;
    return this.end(live, {
      cause,
      time,
      facts,
      ...(disconnectCause === undefined ? {} : { disconnectCause }),
      ...(sessionTime === undefined || !whole ? {} : { elapsed: sessionTime }),
      ...(counters === undefined ? {} : { counters }),
    });
  }

  /** @param past the same session, given up too early */
  #begins({ client, list }: ProxyPlace, report: Report, past: Past | undefined): Promise<unknown> {
    const { accounting, logins } = this.#deps;
    const login = past === undefined ? logins.take(client, report) : undefined;
    const start = startOf(report);
    const { nas, id, port, user, caller } = report;
    const facts: Facts = { connectProgress: 'Call Up', ...report.facts, ...ofLogin(login, report.facts) };
    const call = this.#deps.calls?.begins({ client, user, port, caller }, facts, past?.end ?? start, login?.call);
    const identity: Identity = {
      ...(past?.identity ?? {
        ...{ client, nas, id, start, stamped: report.kind === 'start' && report.stamped },
        ...(port === undefined ? {} : { port }),
        ...(user === undefined ? {} : { user }),
        ...(caller === undefined ? {} : { caller }),
      }),
      call: call?.key,
    };
    const { session, durable: opened } = accounting.open({
      type: 'network',
      list,
      source: proxySource,
      sourceKey: packIdentity(identity),
      startTime: past?.end ?? start,
      facts,
      ...(call === undefined ? {} : { parent: call.key }),
      ...(login?.interimInterval === undefined ? {} : { interimInterval: login.interimInterval }),
      ...(login?.services === undefined ? {} : { services: login.services }),
      ...(past?.reading === undefined ? {} : { counted: past.reading }),
    });
    const durable = Promise.all([call?.durable, opened]);
    const live = this.#live(session, identity, durable);
    this.#roll.add(live);
    return report.kind === 'start' ? durable : this.#goesOn(live, report);
  }

  #live(session: Live['session'], identity: Identity, durable: Promise<unknown>): Live {
    const { clock } = this.#deps;
    return { session, identity, durable, heard: clock.monotonic(), heardAt: clock.now() };
  }
}

/** When the session of a report began, as far as the report tells. */
const startOf = ({ kind, time, sessionTime = 0 }: Report): number =>
  kind === 'start' ? time : time - sessionTime * 1000;

/** What is known from the login and the software does not say itself: who let the user in, Class, Framed-Protocol. */
function ofLogin(login: Login | undefined, facts: Facts): Facts {
  if (login === undefined) return {};
  const { authentic, classes, service, vrf } = login;
  return {
    authentic,
    ...(facts.service === undefined && service !== undefined ? { service } : {}),
    ...(facts.classes === undefined && classes.length > 0 ? { classes } : {}),
    ...(vrf === undefined ? {} : { vrf }),
  };
}

/** What a later report may change: who let the user in, and Class, stay as they were at the start. */
function newsOf({ authentic, classes, ...facts }: Facts, known: Facts): Facts {
  return {
    ...facts,
    ...(known.authentic === undefined && authentic !== undefined ? { authentic } : {}),
    ...(known.classes === undefined && classes !== undefined ? { classes } : {}),
  };
}
