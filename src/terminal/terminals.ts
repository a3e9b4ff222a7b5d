import type { Timer } from '../base/clock.ts';
import type { ExecEnd } from '../sources/exec/index.ts';
import { emptyTerminalConfig, type TerminalConfig } from './config.ts';
import { ConsoleServer } from './console/console-server.ts';
import { LineTable } from './lines/line-table.ts';
import type { Reception } from './reception.ts';
import type { CallWish } from './serial/calls.ts';
import { openDevice } from './serial/device.ts';
import { SerialLine } from './serial/serial-line.ts';
import { describe } from './session/line-rules.ts';
import { Session } from './session/session.ts';
import type { SessionLimits, Visitor } from './session/visitor.ts';
import { hostKeys } from './ssh/host-keys.ts';
import { SshServer } from './ssh/ssh-server.ts';
import { type ListenAddress, TcpListener } from './tcp-listener.ts';
import { receiveTelnet } from './telnet/telnet-server.ts';
import type { LineState, Listening, TerminalService, TerminalsDeps, UserState } from './terminal-service.ts';

/** Milliseconds that a peer has to take what was written before a stop. */
const lastWords = 1_000;
/** Milliseconds until a listener that could not be had is tried again: an address comes up, a disk gets space. */
const retryAfter = 10_000;

/** All terminals: the line table, who is on it, and the listeners that bring people. */
export class Terminals implements TerminalService {
  readonly #deps: TerminalsDeps;
  readonly #table = new LineTable();
  readonly #visitors = new Set<Visitor>();
  readonly #reception: Reception;
  readonly #sshListener: TcpListener;
  readonly #telnetListener: TcpListener;
  #config: TerminalConfig = emptyTerminalConfig;
  readonly #serial = new Map<number, SerialLine>();
  #console: ConsoleServer | undefined;
  #ssh: SshServer | undefined;
  #uniqueId = 0;
  #stopped = false;
  #configuring: Promise<void> = Promise.resolve();
  /** What could not be had, by what it is, with the reason that was told. */
  readonly #missing = new Map<string, string>();
  #retry: Timer | undefined;

  constructor(deps: TerminalsDeps) {
    this.#deps = deps;
    this.#table.configure(this.#config.lines);
    this.#reception = {
      deps,
      config: () => this.#config,
      consoleSeat: () => this.#table.console(),
      seat: (transport, address) => this.#table.allocate(transport, address, this.#config.accessLists),
      uniqueId: () => {
        this.#uniqueId = (this.#uniqueId + 1) >>> 0;
        return this.#uniqueId;
      },
      register: (visitor) => this.#register(visitor),
      receive: (options) => {
        const session = new Session(deps, { ...options, config: () => this.#config });
        const strike = this.#register(session);
        void session.left.then(strike);
        void session.run();
        return session;
      },
    };
    this.#sshListener = new TcpListener((socket) => this.#ssh?.receive(socket));
    this.#telnetListener = new TcpListener((socket) => receiveTelnet(this.#reception, socket));
  }

  configure(config: TerminalConfig): Promise<void> {
    this.#config = config;
    this.#table.configure(config.lines);
    // One after the other: each looks at what the one before has opened.
    this.#configuring = this.#configuring.then(() => this.#listen());
    return this.#configuring;
  }

  /** Resolves when what is being opened or closed at the moment is. */
  settled(): Promise<void> {
    return this.#configuring;
  }

  listening(): Listening {
    const ssh = this.#sshListener.bound;
    const telnet = this.#telnetListener.bound;
    return {
      ...(this.#console === undefined ? {} : { console: this.#console.path }),
      ...(ssh === undefined ? {} : { ssh }),
      ...(telnet === undefined ? {} : { telnet }),
    };
  }

  users(): readonly UserState[] {
    return [...this.#visitors].map((visitor) => visitor.state()).sort((a, b) => a.line - b.line || a.since - b.since);
  }

  lines(): readonly LineState[] {
    const users = this.users();
    return this.#table.list().map(({ line, config, uses }) => ({
      line,
      kind: config.kind,
      relative: config.number,
      users: users.filter((user) => user.line === line),
      uses,
    }));
  }

  async clearLine(line: number): Promise<boolean> {
    const there = [...this.#visitors].filter((visitor) => visitor.state().line === line);
    for (const visitor of there) visitor.end('cleared');
    if (there.length === 0) await this.#serial.get(line)?.clear();
    await Promise.all(there.map(({ left }) => left));
    return there.length > 0 || this.#table.list().some((known) => known.line === line);
  }

  async startCall(line: number, encapsulation: 'ppp' | 'slip', session: NonNullable<CallWish['session']>) {
    const serial = this.#serial.get(line);
    return serial === undefined
      ? { refused: '% This line has no device for it' }
      : serial.callFromSession(encapsulation, session);
  }

  async endCall(line: number, why: ExecEnd, when: 'before' | 'after'): Promise<void> {
    await this.#serial.get(line)?.endCall(why, when);
  }

  async endSession(key: number, why: ExecEnd): Promise<boolean> {
    const there = this.#withSession(key);
    there?.end(why);
    await there?.left;
    return there !== undefined;
  }

  idleOf(key: number): number | undefined {
    return this.#withSession(key)?.state().idle;
  }

  limitSession(key: number, limits: SessionLimits): boolean {
    const there = this.#withSession(key);
    there?.limit?.(limits);
    return there !== undefined;
  }

  broadcast(text: string): void {
    for (const visitor of this.#visitors) visitor.notice(text);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#retry?.cancel();
    await this.#configuring;
    await Promise.all([this.#sshListener.listen(undefined), this.#telnetListener.listen(undefined)]);
    const visitors = [...this.#visitors];
    for (const visitor of visitors) visitor.end('shutdown');
    await Promise.all(visitors.map((visitor) => visitor.left));
    await Promise.all([...this.#serial.values()].map((line) => line.stop()));
    this.#console?.close();
    this.#console = undefined;
    for (const listener of [this.#sshListener, this.#telnetListener]) {
      listener.hangUp();
      // Whoever doesn't read his last words is not waited for.
      this.#deps.clock.after(lastWords, () => listener.destroy());
    }
  }

  #withSession(key: number): Visitor | undefined {
    return [...this.#visitors].find((visitor) => visitor.state().key === key);
  }

  #register(visitor: Visitor): () => void {
    this.#visitors.add(visitor);
    return () => void this.#visitors.delete(visitor);
  }

  async #listen(): Promise<void> {
    if (this.#stopped) return;
    this.#retry?.cancel();
    const { ssh, telnet } = this.#config;
    await this.#devices();
    const { consoleSocket } = this.#deps;
    if (this.#console === undefined && consoleSocket !== undefined) {
      await this.#attempt('console', consoleSocket, async () => {
        this.#console = await ConsoleServer.open(this.#reception, consoleSocket);
      });
    }
    const sshAt = this.#table.listensFor('ssh') ? { host: ssh.listen, port: ssh.port ?? 22 } : undefined;
    await this.#attempt('SSH', place(sshAt), async () => {
      if (sshAt !== undefined && this.#ssh === undefined) {
        this.#ssh = new SshServer(this.#reception, await hostKeys(this.#deps.stateDir));
      } else this.#ssh?.configure();
      await this.#sshListener.listen(sshAt);
    });
    const telnetAt = this.#table.listensFor('telnet') ? { host: telnet.listen, port: telnet.port ?? 23 } : undefined;
    await this.#attempt('Telnet', place(telnetAt), () => this.#telnetListener.listen(telnetAt));
    if (this.#missing.size > 0)
      this.#retry = this.#deps.clock.after(retryAfter, () => void this.configure(this.#config));
  }

  /** Callers are waited for on every tty line with a device, and on no other. */
  async #devices(): Promise<void> {
    const { serial } = this.#deps;
    if (serial === undefined) return;
    const wanted = new Map(
      this.#config.lines.flatMap((line) =>
        line.kind === 'tty' && line.device !== undefined ? [[line.number, line.device] as const] : [],
      ),
    );
    for (const [number, line] of this.#serial) {
      if (wanted.get(number) === line.device) continue;
      this.#serial.delete(number);
      await line.stop();
    }
    for (const [number, device] of wanted) {
      if (this.#serial.has(number)) continue;
      const line = new SerialLine(number, device, {
        reception: this.#reception,
        open: serial.open ?? openDevice,
        calls: serial.calls,
        seat: () => this.#table.tty(number),
        config: () => this.#config.lines.find(({ kind, number: n }) => kind === 'tty' && n === number),
      });
      this.#serial.set(number, line);
      line.start();
    }
  }

  /** A listener that can't be had is reported once, and the others are not kept from working. */
  async #attempt(what: string, at: string, open: () => Promise<void>): Promise<void> {
    const { log } = this.#deps;
    try {
      await open();
      if (this.#missing.delete(what) && at !== nowhere)
        log.message('SYS', 5, 'LISTENING', `${what} on ${at} can be reached now`);
    } catch (error) {
      const reason = `${what} on ${at}: ${describe(error)}`;
      if (this.#missing.get(what) !== reason) log.message('SYS', 3, 'LISTEN_FAILED', reason);
      this.#missing.set(what, reason);
    }
  }
}

const nowhere = 'no port';
const place = (at: ListenAddress | undefined): string => (at === undefined ? nowhere : `${at.host ?? '*'}:${at.port}`);
