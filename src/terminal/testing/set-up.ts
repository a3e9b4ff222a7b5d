import { FakeClock } from '../../base/clock.ts';
import type { EventLog } from '../../base/event-log.ts';
import { ExecSource } from '../../sources/exec/index.ts';
import { emptyTerminalConfig, type LineConfig, type TerminalConfig } from '../config.ts';
import { LineTable, type Seat } from '../lines/line-table.ts';
import type { Identity } from '../session/login.ts';
import { Session } from '../session/session.ts';
import { TtyFront } from '../session/tty-front.ts';
import type { LineFeed, TerminalsDeps } from '../terminal-service.ts';
import { FakeAaa } from './fake-aaa.ts';
import { FakeBooks } from './fake-books.ts';
import { FakeLink } from './fake-link.ts';
import { FakeShell } from './fake-shell.ts';

/** A log that tests read, with its terminals. */
export class FakeLog implements EventLog, LineFeed {
  readonly messages: string[] = [];
  readonly monitors = new Set<(line: string) => void>();
  readonly consoles = new Set<(line: string) => void>();

  message(facility: string, severity: number, mnemonic: string, text: string): void {
    this.messages.push(`%${facility}-${severity}-${mnemonic}: ${text}`);
  }

  debugging(): boolean {
    return false;
  }

  debug(): void {}

  monitor(sink: (line: string) => void): () => void {
    this.monitors.add(sink);
    return () => void this.monitors.delete(sink);
  }

  console(sink: (line: string) => void): () => void {
    this.consoles.add(sink);
    return () => void this.consoles.delete(sink);
  }

  say(line: string): void {
    for (const sink of [...this.monitors, ...this.consoles]) sink(line);
  }
}

export type TestDeps = TerminalsDeps & {
  readonly aaa: FakeAaa;
  readonly accounting: FakeBooks;
  readonly logging: FakeLog;
  readonly shells: FakeShell[];
};

/** Everything that terminals need, faked around `clock`. */
export function fakeDeps(
  clock: TerminalsDeps['clock'],
  more: { stateDir?: string; consoleSocket?: string } = {},
): TestDeps {
  const accounting = new FakeBooks();
  const logging = new FakeLog();
  const shells: FakeShell[] = [];
  return {
    clock,
    log: logging,
    logging,
    aaa: new FakeAaa(),
    accounting,
    shells,
    exec: new ExecSource({ clock, accounting, bootId: 'boot1' }),
    makeShell: (session) => {
      const shell = new FakeShell(session);
      shells.push(shell);
      return shell;
    },
    localUser: (name) => (name === 'bob' ? { name, privilege: 7, autocommand: 'show users' } : undefined),
    stateDir: more.stateDir ?? '/nonexistent',
    ...(more.consoleSocket === undefined ? {} : { consoleSocket: more.consoleSocket }),
  };
}

/** A session on a line over a link in memory. */
export function fakeSession(
  options: {
    line?: Partial<LineConfig>;
    config?: Partial<TerminalConfig>;
    identity?: Identity;
    window?: FakeLink['window'];
    prepare?: (deps: TestDeps) => void;
  } = {},
) {
  const clock = new FakeClock();
  const deps = fakeDeps(clock);
  options.prepare?.(deps);
  const link = new FakeLink();
  link.window = options.window;
  const table = new LineTable();
  const line: LineConfig = { kind: 'vty', number: 0, ...options.line };
  table.configure([line]);
  const seat = takeSeat(table, line.kind);
  const config: TerminalConfig = { ...emptyTerminalConfig, ...options.config };
  const session = new Session(deps, {
    seat,
    front: new TtyFront(link, clock),
    transport: line.kind === 'con' ? 'console' : 'ssh',
    caller: line.kind === 'con' ? 'async' : '192.0.2.7',
    arrived: clock.now(),
    uniqueId: 1,
    config: () => config,
    ...(options.identity === undefined ? {} : { identity: options.identity }),
  });
  void session.run();
  return { clock, deps, link, session, table };
}

function takeSeat(table: LineTable, kind: LineConfig['kind']): Seat {
  if (kind === 'con') return table.console();
  const seat = table.allocate('ssh', '192.0.2.7', []);
  if (!seat.ok) throw new Error(seat.error.reason);
  return seat.value;
}

export const admin: Identity = { user: 'admin', profile: { authentic: 'local', method: 'local', classes: [] } };
