import type { OpenSession } from '../../accounting/index.ts';
import { choice, command, INT, type Io, kw, type Out, opt, refuse, seq } from '../../ios/index.ts';
import type { LineKind } from '../../terminal/config.ts';
import type { LineState } from '../../terminal/terminal-service.ts';
import type { Session } from '../services.ts';
import { sessionsOn } from './callers.ts';
import { interfaceRow, showAllUsers, showLineDetails, showLines, showUsers } from './line-screens.ts';
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

/** `2`, or `vty 1`. */
const place = choice(INT(0, 9999, 'Line number'), seq({ kind: lineKinds, number: INT(0, 9999, 'Line number') }));

const at = (lines: readonly LineState[], where: Out<typeof place>): LineState | undefined =>
  lines.find(({ line, kind, relative }) =>
    typeof where === 'number' ? line === where : kind === kindOf[where.kind] && relative === where.number,
  );

/** Whether a session is a row of its own there: what users have beside the lines. Tunnels have screens of their own. */
const hasInterface = ({ type, owner, facts }: OpenSession): boolean =>
  type === 'network' && owner === undefined && facts.service !== 'ike';

async function printUsers(all: boolean, io: Pick<Io, 'print' | 'write' | 'signal'>, session: Session): Promise<void> {
  const { services, terminal } = session;
  const { accounting, control, terminals } = services;
  const hosts = new Map<number, string[]>();
  for (const { type, facts } of accounting.sessions()) {
    const { host, portNumber } = facts;
    if (type === 'connection' && host !== undefined && portNumber !== undefined)
      hosts.set(portNumber, [...(hosts.get(portNumber) ?? []), host]);
  }
  io.print(
    all ? showAllUsers(terminals.lines(), terminal.line, hosts) : showUsers(terminals.users(), terminal.line, hosts),
  );
  for (const one of accounting.sessions()) {
    if (io.signal.aborted) return;
    if (hasInterface(one)) await io.write(`${interfaceRow(one, control.idle(one))}\n`);
  }
}

/** Who is on which line, and how to get them off. */
export const lineCommands = [
  command(
    exec,
    seq({
      _show: show,
      _users: kw('users', 'Display information about terminal lines'),
      all: opt(kw('all', 'Include information about inactive ports')),
    }),
  )({
    summary: 'Lists everybody who is connected, with line, idle time and where they come from.',
    run: ({ all }, io, session) => printUsers(all !== undefined, io, session),
  }),
  command(
    exec,
    kw('who', 'List users'),
  )({
    summary: 'The same as `show users`.',
    run: (_value, io, session) => printUsers(false, io, session),
  }),
  command(
    exec,
    seq({ _show: show, _line: kw('line', 'TTY line information'), which: opt(place) }),
  )({
    summary: 'Lists all lines with how often they were used; of a single line it prints the settings too.',
    run({ which }, io, { services: { configuration, terminals } }) {
      const { lines: configs } = configuration.running().terminal;
      const lines = terminals.lines();
      if (which === undefined) return io.print(showLines(lines, configs));
      const found = at(lines, which);
      if (found === undefined) return refuse('% Invalid line number');
      const { line, kind, relative, users } = found;
      const config = configs.find((one) => one.kind === kind && one.number === relative) ?? { kind, number: relative };
      const { length = 24, width = 80 } = config;
      const [user] = users;
      io.print(showLines([found], configs));
      io.print('');
      return io.print(
        showLineDetails({ line, config, location: user?.location, type: user?.transport ?? '', length, width }),
      );
    },
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
    seq({ _clear: clear, _line: kw('line', 'Reset a terminal line'), which: place }),
  )({
    privilege: 15,
    summary: 'Ends the session on a line; its Stop record says Admin-Reset.',
    async run({ which }, io, { services: { accounting, control, terminals } }) {
      const found = at(terminals.lines(), which);
      if (found === undefined) return refuse('% Invalid line number');
      if (!(await io.confirm('[confirm]'))) return refuse('');
      // Also PPP that a former life of the daemon has left on the line, where nobody waits for it.
      const calls = sessionsOn(found.line, accounting.sessions());
      const over = Promise.allSettled([
        terminals.clearLine(found.line),
        ...calls.map(({ key }) => control.disconnect(key, 'clear')),
      ]);
      // It may be the line of whoever says so.
      if (!io.signal.aborted)
        await Promise.race([over, new Promise((stop) => io.signal.addEventListener('abort', stop, { once: true }))]);
      return io.print(' [OK]');
    },
  }),
];
