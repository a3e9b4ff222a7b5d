import { choice, command, INT, type Io, kw, opt, refuse, seq } from '../../ios/index.ts';
import type { LineKind } from '../../terminal/config.ts';
import type { LineState, UserState } from '../../terminal/terminal-service.ts';
import type { Session } from '../services.ts';
import { hms } from './layout.ts';
import { clear, exec, show } from './mode.ts';

const lineKinds = choice(
  kw('console', 'Primary terminal line'),
  kw('aux', 'Auxiliary line'),
  kw('tty', 'Terminal controller'),
  kw('vty', 'Virtual terminal'),
);
const kindOf: Record<'console' | 'aux' | 'tty' | 'vty', LineKind> = {
  console: 'con',
  aux: 'aux',
  tty: 'tty',
  vty: 'vty',
};

/** `show users`: one line for everybody who is connected; the caller's own line is starred. */
export function showUsers(users: readonly UserState[], own: number): string {
  const rows = users.map(({ line, kind, relative, user, idle, location }) => {
    const name = `${String(line).padStart(3)} ${kind} ${relative}`;
    const host = 'idle'.padEnd(20);
    return `${line === own ? '*' : ' '}${name.padEnd(12)}${(user ?? '').padEnd(10)} ${host} ${hms(idle * 1000).padStart(8)} ${location}`.trimEnd();
  });
  const head = '    Line       User       Host(s)              Idle       Location';
  return [head, ...rows, '', '  Interface    User               Mode         Idle     Peer Address'].join('\n');
}

/** `show line`: one row for each line of the box. */
export function showLines(lines: readonly LineState[], own: number): string {
  const rows = lines.map(({ line, kind, users, uses }) => {
    const mark = users.length === 0 ? ' ' : line === own ? '*' : 'A';
    const type = kind === 'con' ? 'CTY' : kind.toUpperCase();
    return `${mark}${String(line).padStart(6)} ${type.padEnd(4)}              -    -      -    -    - ${String(uses).padStart(6)}       0     0/0       -`;
  });
  return ['   Tty Typ     Tx/Rx    A Modem  Roty AccO AccI   Uses   Noise  Overruns   Int', ...rows].join('\n');
}

const printUsers = (_value: unknown, io: Pick<Io, 'print'>, { services, terminal }: Session): void =>
  io.print(showUsers(services.terminals.users(), terminal.line));

/** Who is on which line, and how to get them off. */
export const lineCommands = [
  command(
    exec,
    seq({
      _show: show,
      _users: kw('users', 'Display information about terminal lines'),
      _all: opt(kw('all', 'Include information about inactive ports')),
    }),
  )({
    summary: 'Lists everybody who is connected, with line, idle time and where they come from.',
    run: printUsers,
  }),
  command(
    exec,
    kw('who', 'List users'),
  )({
    summary: 'The same as `show users`.',
    run: printUsers,
  }),
  command(
    exec,
    seq({ _show: show, _line: kw('line', 'TTY line information') }),
  )({
    summary: 'Lists all lines with how often they were used.',
    run: (_value, io, { services, terminal }) => io.print(showLines(services.terminals.lines(), terminal.line)),
  }),
  command(
    exec,
    seq({ _show: show, _privilege: kw('privilege', 'Show current privilege level') }),
  )({
    summary: 'Prints the privilege level of this session.',
    run: (_value, io) => io.print(`Current privilege level is ${io.shell.level}`),
  }),
  command(
    exec,
    seq({
      _clear: clear,
      _line: kw('line', 'Reset a terminal line'),
      line: choice(INT(0, 999, 'Line number'), seq({ kind: lineKinds, number: INT(0, 999, 'Line number') })),
    }),
  )({
    privilege: 15,
    summary: 'Ends the session on a line; its Stop record says Admin-Reset.',
    async run({ line }, io, { services: { terminals } }) {
      const absolute =
        typeof line === 'number'
          ? line
          : terminals.lines().find(({ kind, relative }) => kind === kindOf[line.kind] && relative === line.number)
              ?.line;
      if (absolute === undefined || !terminals.lines().some((known) => known.line === absolute))
        return refuse('% Invalid line number');
      if (!(await io.confirm('[confirm]'))) return refuse('');
      terminals.clearLine(absolute);
      return io.print(' [OK]');
    },
  }),
];
