import type { Accounting, OpenSession } from '../../accounting/accounting.ts';
import type { Facts, TerminateCause } from '../../accounting/record.ts';
import type { Clock } from '../../base/clock.ts';
import type { EventLog } from '../../base/event-log.ts';
import type { CommandEvent, ExecEnd, ExecLogin, ExecPlace, ExecSession, FailedLogin } from './exec-types.ts';

export interface ExecSourceDeps {
  readonly clock: Clock;
  readonly accounting: Pick<
    Accounting,
    'open' | 'close' | 'command' | 'failedLogin' | 'sessions' | 'adopt' | 'storedOrHeld'
  >;
  readonly log?: EventLog;
  /** Different at each start of the daemon: sessions of another boot died with it. */
  readonly bootId: string;
}

/** What the books say of an end. */
export interface ExecEnding {
  readonly cause: TerminateCause;
  /** Ascend Disconnect-Cause + 1000 (`disc-cause-ext`). */
  readonly disconnectCause: number;
}

const endings = {
  logout: { cause: 'user-request', disconnectCause: 1020 },
  idle: { cause: 'idle-timeout', disconnectCause: 1021 },
  'session-time': { cause: 'session-timeout', disconnectCause: 1100 },
  // 1022 is what routers were seen to send when the peer of a terminal line goes away.
  'line-lost': { cause: 'lost-carrier', disconnectCause: 1022 },
  cleared: { cause: 'admin-reset', disconnectCause: 1151 },
  'radius-disconnect': { cause: 'admin-reset', disconnectCause: 1150 },
  'snmp-disconnect': { cause: 'admin-reset', disconnectCause: 1152 },
  shutdown: { cause: 'admin-reboot', disconnectCause: 1151 },
  fault: { cause: 'nas-error', disconnectCause: 1002 },
} as const satisfies Record<ExecEnd, ExecEnding>;

/** Watches EXEC sessions: tells the accounting engine who logs in, what they run, and how they leave. */
export class ExecSource {
  readonly #deps: ExecSourceDeps;
  #serial = 0;

  constructor(deps: ExecSourceDeps) {
    this.#deps = deps;
  }

  /** A user has logged in and may have a shell. */
  open(login: ExecLogin): ExecSession {
    const { accounting, clock, bootId } = this.#deps;
    const now = clock.now();
    this.#serial += 1;
    const place = placeFacts(login);
    const facts: Facts = {
      ...place,
      ...userFact(login.user),
      authentic: login.authentic,
      privilege: login.privilege,
      connectProgress: 'Term Serv Auth',
      preSessionTime: Math.max(0, Math.floor((now - login.arrived) / 1000)),
      ...(login.classes.length > 0 ? { classes: login.classes } : {}),
    };
    const { session, durable } = accounting.open({
      type: 'exec',
      list: login.list,
      source: 'exec',
      sourceKey: `${bootId}/${login.port}/${this.#serial}`,
      facts,
      startTime: now,
      ...(login.parent === undefined ? {} : { parent: login.parent }),
      ...(login.interimInterval === undefined ? {} : { interimInterval: login.interimInterval }),
    });
    let closed: Promise<void> | undefined;
    return {
      session,
      durable: accounting.storedOrHeld(durable),
      command: (event) =>
        this.#command(event, { ...place, ...userFact(login.user), authentic: login.authentic }, session.key),
      close: (end) => {
        closed ??= accounting.storedOrHeld(accounting.close(session.key, { ...endings[end], time: clock.now() }));
        return closed;
      },
    };
  }

  /** A login was refused: a Stop alone, where the configuration asks for it. */
  failedLogin(attempt: FailedLogin): Promise<void> {
    const { accounting, clock } = this.#deps;
    const facts: Facts = {
      ...placeFacts(attempt),
      ...userFact(attempt.user),
      ...(attempt.authentic === undefined ? {} : { authentic: attempt.authentic }),
      terminateCause: 'user-error',
      disconnectCause: 1101,
      preSessionTime: Math.max(0, Math.floor((clock.now() - attempt.arrived) / 1000)),
    };
    return accounting.storedOrHeld(accounting.failedLogin(attempt.list, facts));
  }

  /** Whether the session behind a source key can still live: no EXEC session outlives the daemon that carried it. */
  isAlive(sourceKey: string): boolean {
    return sourceKey.startsWith(`${this.#deps.bootId}/`);
  }

  /**
   * Closes the EXEC sessions that an earlier life of the daemon left open. Call once at start, before anybody logs in.
   * Those that a network session is nested in are left for {@link recoverOuter}.
   * @returns how many there were; resolves when their ends are on stable storage, or the disk fails
   */
  recover(): Promise<number> {
    const outer = new Set([...this.#deps.accounting.sessions()].map(({ nestedIn }) => nestedIn));
    return this.#closeDead(({ key }) => !outer.has(key));
  }

  /**
   * Closes those that {@link recover} has left; call it when the network sessions that are over have been closed. One in
   * which a network session goes on ends after it, as `nested` wants it.
   * @param living resolves at the end of the network session within an EXEC session; `undefined`: there is none any more
   */
  recoverOuter(living: (key: number) => Promise<unknown> | undefined): Promise<number> {
    const { accounting } = this.#deps;
    return this.#closeDead(({ key }) => {
      const end = living(key);
      if (end === undefined) return true;
      accounting.adopt(key);
      // The line is lost with the call that held it.
      end
        .then(() => accounting.close(key, endings['line-lost']))
        .catch((error: unknown) => {
          this.#deps.log?.message('AAA', 2, 'ACCT_NOT_STORED', `end of an EXEC session: ${String(error)}`);
        });
      return false;
    });
  }

  async #closeDead(which: (session: OpenSession) => boolean): Promise<number> {
    const { accounting } = this.#deps;
    const dead = [...accounting.sessions()]
      .filter((s) => s.source === 'exec' && !this.isAlive(s.sourceKey))
      .filter(which);
    const closings = dead.map((s) => accounting.close(s.key, { cause: 'nas-reboot', disconnectCause: 1011 }));
    await Promise.all(closings.map((closing) => accounting.storedOrHeld(closing)));
    return dead.length;
  }

  #command(event: CommandEvent, facts: Facts, parent: number): Promise<void> {
    const { accounting } = this.#deps;
    const { list, level, command, privilege } = event;
    const all: Facts = { ...facts, command, commandPrivilege: level, privilege };
    return accounting.storedOrHeld(accounting.command(list, level, all, parent));
  }
}

function placeFacts(place: ExecPlace): Facts {
  return {
    portNumber: place.port,
    portName: `tty${place.port}`,
    portType: place.portType,
    callingStation: place.caller,
    ...(place.called === undefined ? {} : { calledStation: place.called }),
    service: 'shell',
  };
}

const userFact = (user: string | undefined): Facts => (user === undefined || user === '' ? {} : { user });
