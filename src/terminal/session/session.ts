import type { PortContext } from '../../aaa/index.ts';
import type { ExecEnd, ExecSession } from '../../sources/exec/index.ts';
import type { CommandIo, CommandResult, TerminalSession, TerminalShell } from '../shell.ts';
import type { TerminalsDeps, UserState } from '../terminal-service.ts';
import { failedLogin, openExec, type Permission, stored } from './exec-records.ts';
import type { ScreenSize } from './front.ts';
import { describe, idleLimit } from './line-rules.ts';
import { authorizeExec, type Identity, login, portContext } from './login.ts';
import type { SessionOptions } from './session-options.ts';
import { Settings } from './settings.ts';
import { terminalSession } from './terminal-session.ts';
import type { SessionLimits, Visitor } from './visitor.ts';
import { Watchdog } from './watchdog.ts';

/** One login, from the banner to the last record. Never throws; whatever happens, the line is given back and the books are closed. */
export class Session implements Visitor {
  readonly #deps: TerminalsDeps;
  readonly #options: SessionOptions;
  readonly #settings: Settings;
  readonly #port: PortContext;
  readonly #left = Promise.withResolvers<void>();
  readonly #ended = Promise.withResolvers<undefined>();
  readonly #booked = Promise.withResolvers<void>();
  readonly #unsubscribe: { monitor?: () => void; console?: () => void } = {};
  #end: ExecEnd | undefined;
  #lastInput: number;
  #busy = false;
  #user: string | undefined;
  #exec: ExecSession | undefined;
  #watchdog: Watchdog | undefined;
  /** Seconds without input, as the server has said. */
  #idleTimeout: number | undefined;
  #shell: TerminalShell | undefined;

  constructor(deps: TerminalsDeps, options: SessionOptions) {
    this.#deps = deps;
    this.#options = options;
    const { front, seat } = options;
    this.#lastInput = deps.clock.monotonic();
    this.#user = options.identity?.user;
    this.#port = portContext(seat, options.caller, options.uniqueId, options.called);
    this.#settings = new Settings(seat.config, front.window, front.historySize, {
      monitor: (on) => this.#monitor(on),
      history: (size) => {
        front.historySize = size;
      },
    });
  }

  get left(): Promise<void> {
    return this.#left.promise;
  }

  /** Resolves when the end of the EXEC session is on the books. */
  get booked(): Promise<void> {
    return this.#booked.promise;
  }

  state(): UserState {
    const { seat, transport, caller, arrived } = this.#options;
    return {
      line: seat.line,
      kind: seat.kind,
      relative: seat.relative,
      user: this.#user,
      location: transport === 'console' ? '' : caller,
      transport,
      since: arrived,
      idle: Math.floor(this.#idle() / 1000),
      privilege: this.#shell?.privilege ?? 0,
      key: this.#exec?.session.key,
    };
  }

  end(why: ExecEnd): void {
    if (this.#end !== undefined) return;
    this.#end = why;
    this.#ended.resolve(undefined);
    this.#options.front.stop();
  }

  notice(text: string): void {
    this.#options.front.notice(text);
  }

  limit({ sessionTimeout, idleTimeout }: SessionLimits): void {
    if (idleTimeout !== undefined) this.#idleTimeout = idleTimeout;
    if (sessionTimeout !== undefined) this.#watchdog?.outlive(sessionTimeout);
  }

  async run(): Promise<void> {
    const { front } = this.#options;
    front.start({
      input: () => {
        this.#lastInput = this.#deps.clock.monotonic();
      },
      lost: () => this.end('line-lost'),
      resize: (size) => this.#settings.resize(size),
    });
    let status = 1;
    try {
      if (await this.#serve()) status = 0;
    } catch (error) {
      this.#deps.log.message('SYS', 3, 'TTY_FAULT', `tty ${this.#options.seat.line}: ${describe(error)}`);
      this.#end ??= 'fault';
    } finally {
      await this.#leave(status);
    }
  }

  /** Resolves to whether the session got its shell and ended by itself. */
  async #serve(): Promise<boolean> {
    const { front, seat, identity } = this.#options;
    await this.#until(this.#deps.accounting.admitted);
    if (this.#end !== undefined) return false;
    await this.#greet(identity !== undefined);
    const who =
      identity ?? (await this.#until(login(this.#deps, front, seat, this.#port, (user) => this.#failed(user))));
    if (who === undefined || this.#end !== undefined) return false;
    this.#user = who.user;
    const permission = await this.#until(authorizeExec(this.#deps, seat, this.#port, who));
    if (permission === undefined || this.#end !== undefined) return false;
    if (permission.outcome === 'denied') {
      this.#failed(who.user, who.profile.authentic);
      await front.print(`${permission.message || '% Authorization failed.'}\n`);
      return false;
    }
    const exec = await this.#open(who, permission);
    this.#watchdog = this.#watch(who, permission);
    const session = terminalSession(this.#deps, {
      ...this.#options,
      ...{ who, exec, port: this.#port, privilege: permission.privilege, settings: this.#settings },
    });
    return this.#converse(session, permission);
  }

  async #greet(known: boolean): Promise<void> {
    const { front, config } = this.#options;
    const { motd, login: loginBanner } = config().banners;
    if (!front.interactive) return;
    // An SSH client has had the login banner during authentication.
    for (const banner of known ? [motd] : [motd, loginBanner]) {
      if (banner !== undefined) await front.print(`\n${banner}\n`);
    }
  }

  async #open(who: Identity, permission: Permission): Promise<ExecSession> {
    const opened = openExec(this.#deps, this.#options, this.#port, who, permission);
    this.#exec = opened;
    this.#options.call?.authenticated();
    await stored(this.#deps, this.#options, opened);
    return opened;
  }

  /** Sets the clocks that end a session. */
  #watch(who: Identity, permission: Permission): Watchdog {
    this.#idleTimeout ??= permission.idleTimeout ?? who.profile.idleTimeout;
    return new Watchdog(this.#deps.clock, {
      idle: () => this.#idle(),
      idleLimit: () => idleLimit(this.#options.seat.config, this.#idleTimeout),
      lifetime: permission.sessionTimeout ?? who.profile.sessionTimeout,
      expired: (why) => this.#expire(why),
    });
  }

  #expire(why: 'idle' | 'session-time'): void {
    const { seat, caller, front } = this.#options;
    const timer = why === 'idle' ? 'exec' : 'absolute';
    const text = `(${timer} timer expired, tty ${seat.line} (${caller})), user ${this.#user ?? ''}`;
    this.#deps.log.message('SYS', 6, 'TTY_EXPIRE_TIMER', text);
    // Not waited for: the user may not read at all.
    if (front.interactive) void front.print(`\n\n% ${why === 'idle' ? 'Line' : 'Session'} timeout expired\n`);
    this.end(why);
  }

  /** Reads and runs commands until the session is over; true when it ended by itself. */
  async #converse(session: TerminalSession, permission: Permission): Promise<boolean> {
    const { front, seat, config } = this.#options;
    const shell = this.#deps.makeShell(session);
    this.#shell = shell;
    if (front.interactive && seat.kind === 'con')
      this.#unsubscribe.console = this.#deps.logging.console((l) => front.notice(l));
    const banner = config().banners.exec;
    if (permission.message !== undefined) await front.print(`${permission.message}\n`);
    if (front.interactive && banner !== undefined && seat.config.execBanner !== false)
      await front.print(`\n${banner}\n`);
    const auto = permission.autocommand ?? seat.config.autocommand;
    if (auto !== undefined) {
      await this.#execute(shell, auto);
      return this.#finish();
    }
    while (this.#end === undefined) {
      const typed = await front.command(shell, this.#screen());
      if (typed.kind === 'over') return this.#finish();
      if (typed.kind === 'end' && typed.text.trim() === '') shell.end();
      else if (typed.text.trim() !== '' || shell.freeText || shell.takesEmpty === true) {
        if (await this.#execute(shell, typed.text)) return this.#finish();
        if (typed.kind === 'end') shell.end();
      }
    }
    return false;
  }

  #screen(): ScreenSize {
    return { width: this.#settings.width, length: this.#settings.length };
  }

  #finish(): boolean {
    this.#end ??= 'logout';
    return this.#end === 'logout';
  }

  /** Resolves to whether the command ended the session. */
  async #execute(shell: TerminalShell, line: string): Promise<boolean> {
    const running = this.#options.front.run(this.#screen());
    this.#busy = true;
    try {
      const result = await this.#until(
        shell.execute(line, running.io).catch((error) => this.#fault(error, running.io)),
      );
      if (result === undefined) return true;
      await running.done(result);
      return result.logout === true;
    } finally {
      this.#busy = false;
      this.#lastInput = this.#deps.clock.monotonic();
    }
  }

  /** A command broke: its user is told, the session goes on. */
  #fault(error: unknown, io: CommandIo): CommandResult {
    this.#deps.log.message('SYS', 3, 'COMMAND_FAULT', `tty ${this.#options.seat.line}: ${describe(error)}`);
    io.print('% The command failed because of an internal error');
    return { accepted: false };
  }

  async #leave(status: number): Promise<void> {
    const { seat, front, caller } = this.#options;
    this.#watchdog?.stop();
    this.#unsubscribe.monitor?.();
    this.#unsubscribe.console?.();
    front.stop();
    if (this.#exec !== undefined) {
      const why = this.#end ?? 'logout';
      try {
        await this.#shell?.leave?.(why);
        await this.#exec.close(why);
        this.#booked.resolve();
        await this.#shell?.left?.(why);
      } catch (error) {
        this.#deps.log.message('AAA', 2, 'ACCT_NOT_STORED', `end of tty ${seat.line}: ${describe(error)}`);
      }
      const who = `User ${this.#user ?? ''} has exited tty session ${seat.line}(${caller})`;
      this.#deps.log.message('SYS', 6, 'LOGOUT', who);
    }
    this.#booked.resolve();
    front.close(status);
    seat.release();
    this.#left.resolve();
  }

  /** @param authentic who authenticated the user; absent: nobody */
  #failed(user: string | undefined, authentic?: Identity['profile']['authentic']): void {
    failedLogin(this.#deps, this.#options, this.#port, user, authentic);
  }

  #monitor(on: boolean): void {
    this.#unsubscribe.monitor?.();
    delete this.#unsubscribe.monitor;
    if (on) this.#unsubscribe.monitor = this.#deps.logging.monitor((line) => this.#options.front.notice(line));
  }

  /** Milliseconds without input. A running command counts as input, unless it waits for the user (at `--More--`, say). */
  #idle(): number {
    const now = this.#deps.clock.monotonic();
    if (this.#busy && !this.#options.front.waiting) this.#lastInput = now;
    return now - this.#lastInput;
  }

  /** Waits for `work`, but no longer than the session lives; `undefined` when it ended first. */
  #until<T>(work: Promise<T>): Promise<T | undefined> {
    return Promise.race([work, this.#ended.promise]);
  }
}
