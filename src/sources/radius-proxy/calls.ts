import type { Accounting, Facts, OpenSession, TerminateCause } from '../../accounting/index.ts';
import type { Clock } from '../../base/clock.ts';
import { differ } from './roll.ts';

export interface ProxyCallsDeps {
  readonly clock: Clock;
  readonly accounting: Pick<Accounting, 'open' | 'close' | 'sessions' | 'session' | 'adopt'>;
  /** Whether `aaa accounting resource` asks for any record now. */
  readonly wanted: () => boolean;
}

/** Who calls, and where: as far as the software says it. */
export interface Caller {
  /** Address of the software. */
  readonly client: string;
  readonly user?: string | undefined;
  readonly port?: string | undefined;
  readonly caller?: string | undefined;
}

/** Name of this source's calls in the ledger. */
const proxyCallSource = 'radius-proxy-call';

/** How long a call waits for its next packet when no session has begun on it, milliseconds. */
const patience = 60_000;
const admittedPatience = 600_000;

interface Waiting {
  readonly key: number;
  readonly caller: Caller;
  /** The user has been let in. */
  admitted: boolean;
  /** When it is given up, by the clock that does not jump. */
  until: number;
}

/** Ends of sessions by which the caller has gone; of the others this side has hung up. */
const gone: ReadonlySet<TerminateCause> = new Set(['user-request', 'lost-carrier', 'lost-service']);
const localHangUp = { cause: 'nas-request', disconnectCause: 1180 } as const;
const remoteHangUp = { cause: 'lost-carrier', disconnectCause: 1185 } as const;

/**
 * The calls behind the sessions of access software, for resource accounting. The software tells nothing of calls; one is
 * set up with the first packet that speaks of it: an Access-Request, or the Start of a session that was not asked about.
 * It ends when the user is refused, when the session has ended, or when no session follows.
 * Under `stop-failure` a call is forgotten, without a record, as soon as a user is let in.
 */
export class ProxyCalls {
  readonly #deps: ProxyCallsDeps;
  /** Calls on which no session has begun, by client and user, and by key. */
  readonly #slots = new Map<string, Waiting[]>();
  readonly #waiting = new Map<number, Waiting>();

  constructor(deps: ProxyCallsDeps) {
    this.#deps = deps;
  }

  /**
   * An Access-Request has come: the call that it belongs to, set up now if it is the first.
   * `durable`: it is on stable storage. `undefined`: calls are not accounted for.
   */
  asked(caller: Caller, facts: Facts): { readonly key: number; readonly durable: Promise<void> } | undefined {
    const waiting = this.#find(caller, (one) => !one.admitted);
    if (waiting !== undefined) {
      waiting.until = this.#deps.clock.monotonic() + patience;
      return { key: waiting.key, durable: Promise.resolve() };
    }
    const call = this.#setUp(caller, facts, this.#deps.clock.now());
    if (call === undefined) return undefined;
    this.#add({ key: call.session.key, caller, admitted: false, until: this.#deps.clock.monotonic() + patience });
    return { key: call.session.key, durable: call.durable };
  }

  /** The user of a call was let in; a session follows. */
  async admitted(key: number): Promise<void> {
    const waiting = this.#waiting.get(key);
    const session = this.#deps.accounting.session(key);
    if (waiting === undefined || session === undefined) return;
    if (failuresOnly(session)) await this.#forget(waiting);
    else {
      waiting.admitted = true;
      waiting.until = this.#deps.clock.monotonic() + admittedPatience;
    }
  }

  /** The user of a call was let in and, as it turns out, is on already: no session of its own follows. */
  async again(key: number): Promise<void> {
    const waiting = this.#waiting.get(key);
    const session = this.#deps.accounting.session(key);
    if (waiting === undefined || session === undefined) return;
    if (failuresOnly(session)) return this.#forget(waiting);
    this.#remove(waiting);
    await this.#deps.accounting.close(key, remoteHangUp);
  }

  /** The user of a call was refused. */
  async refused(key: number): Promise<void> {
    const waiting = this.#waiting.get(key);
    if (waiting === undefined) return;
    this.#remove(waiting);
    await this.#deps.accounting.close(key, localHangUp);
  }

  /**
   * A session begins: on the call of its login, or on one that is set up now.
   * @param login key of the login's call, when that is known
   * @param start milliseconds since 1970
   * @returns key of the call; `undefined`: there is none to be accounted for
   */
  begins(
    caller: Caller,
    facts: Facts,
    start: number,
    login?: number,
  ): { readonly key: number; readonly durable: Promise<void> } | undefined {
    const { accounting } = this.#deps;
    const waiting = (login === undefined ? undefined : this.#waiting.get(login)) ?? this.#find(caller, () => true);
    if (waiting !== undefined) {
      this.#remove(waiting);
      return { key: waiting.key, durable: Promise.resolve() };
    }
    const call = this.#setUp(caller, facts, start);
    if (call === undefined) return undefined;
    const { key } = call.session;
    if (!failuresOnly(call.session)) return { key, durable: call.durable };
    return { key, durable: Promise.all([call.durable, accounting.close(key, silently)]).then(() => {}) };
  }

  /** The session on a call has ended; resolves when the call's end is on stable storage. */
  async ended(key: number, cause: TerminateCause, time: number): Promise<void> {
    const { accounting } = this.#deps;
    // Under stop-failure it has gone long ago; its key may be another session's by now.
    if (accounting.session(key)?.source !== proxyCallSource) return;
    await accounting.close(key, { ...(gone.has(cause) ? remoteHangUp : localHangUp), time });
  }

  /**
   * Takes back the calls of the former life that sessions go on upon, and ends the others.
   * @param living keys of the calls of living sessions
   */
  async recover(living: ReadonlySet<number>): Promise<void> {
    const { accounting } = this.#deps;
    const dead = [...accounting.sessions()].filter(({ source, key }) => {
      if (source !== proxyCallSource) return false;
      if (living.has(key)) accounting.adopt(key);
      return !living.has(key);
    });
    await Promise.all(dead.map(({ key }) => accounting.close(key, { cause: 'nas-reboot', disconnectCause: 1011 })));
  }

  /** Ends the calls that nothing has followed; resolves when that is on stable storage. */
  async sweep(): Promise<void> {
    const now = this.#deps.clock.monotonic();
    const late = [...this.#waiting.values()].filter(({ until }) => until <= now);
    for (const one of late) this.#remove(one);
    await Promise.all(late.map(({ key }) => this.#deps.accounting.close(key, remoteHangUp)));
  }

  #setUp({ client }: Caller, facts: Facts, startTime: number) {
    const { accounting, wanted } = this.#deps;
    if (!wanted()) return undefined;
    const { portNumber, portName, portType, callingStation, calledStation } = facts;
    return accounting.open({
      type: 'resource',
      list: 'default',
      source: proxyCallSource,
      sourceKey: client,
      startTime,
      facts: {
        ...(portNumber === undefined ? {} : { portNumber }),
        ...(portName === undefined ? {} : { portName }),
        ...(portType === undefined ? {} : { portType }),
        ...(callingStation === undefined ? {} : { callingStation }),
        ...(calledStation === undefined ? {} : { calledStation }),
        service: 'resource',
        connectProgress: 'Call Up',
      },
    });
  }

  async #forget(waiting: Waiting): Promise<void> {
    this.#remove(waiting);
    await this.#deps.accounting.close(waiting.key, silently);
  }

  /** The newest call of the user that a packet can belong to. */
  #find(wanted: Caller, which: (waiting: Waiting) => boolean): Waiting | undefined {
    return this.#slots
      .get(slot(wanted))
      ?.findLast(
        (one) => which(one) && !differ(one.caller.port, wanted.port) && !differ(one.caller.caller, wanted.caller),
      );
  }

  #add(waiting: Waiting): void {
    this.#waiting.set(waiting.key, waiting);
    const name = slot(waiting.caller);
    const there = this.#slots.get(name);
    if (there === undefined) this.#slots.set(name, [waiting]);
    else there.push(waiting);
  }

  #remove(waiting: Waiting): void {
    this.#waiting.delete(waiting.key);
    const name = slot(waiting.caller);
    const left = this.#slots.get(name)?.filter((one) => one !== waiting) ?? [];
    if (left.length === 0) this.#slots.delete(name);
    else this.#slots.set(name, left);
  }
}

const slot = ({ client, user }: Caller): string => `${client} ${user ?? ''}`;
const silently = { cause: 'user-request', silent: true } as const;

/** Under `stop-failure` a record is made only for calls that don't come to the authentication of a user. */
const failuresOnly = ({ rule }: Pick<OpenSession, 'rule'>): boolean => rule === 'stop-only';
