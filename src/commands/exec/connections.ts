import { choice, command, HOST, INT, type Io, kw, opt, type Refusal, refuse, seq, WORD } from '../../ios/index.ts';
import { fingerprint, hostName, type NumberedConnection } from '../../sources/connection/index.ts';
import { resume } from '../connection/bare-word.ts';
import type { Session } from '../services.ts';
import { clear, exec, show } from './mode.ts';

/** `show sessions`: the user's own connections; the one used last is starred. */
export function showSessions(all: readonly NumberedConnection[], last: NumberedConnection | undefined): string {
  if (all.length === 0) return '% No connections open';
  const rows = all.map((one) => {
    const { host, address, unread, idle } = one.connection;
    const mark = one.connection === last?.connection ? '*' : ' ';
    const minutes = String(Math.floor(idle / 60)).padStart(5);
    const byte = String(unread).padStart(6);
    return `${mark}${String(one.number).padStart(3)} ${host.padEnd(19)} ${address.padEnd(17)} ${byte} ${minutes} ${host}`;
  });
  return ['Conn Host                Address             Byte  Idle Conn Name', ...rows].join('\n');
}

const printSessions = (io: Pick<Io, 'print'>, { outbound: { connections } }: Session): void =>
  io.print(showSessions(connections.all, connections.last));

const which = choice(INT(1, 99, 'The number of an active network connection'), WORD('The name of a connection'));

/** The connection meant, the last one when none is named; or why there is none. */
function find(
  wanted: number | string | undefined,
  { outbound: { connections } }: Session,
): NumberedConnection | Refusal {
  const found = wanted === undefined ? connections.last : connections.find(wanted);
  if (found !== undefined) return found;
  return refuse(connections.all.length === 0 ? '% No connections open' : `% ${wanted} is not an open connection`);
}

const isRefusal = (found: NumberedConnection | Refusal): found is Refusal => !('connection' in found);

/** The user's connections: to see them, to go back to one, to close one. */
export const connectionCommands = [
  command(
    exec,
    seq({ _show: show, _sessions: kw('sessions', 'Information about Telnet connections') }),
  )({
    summary: "Lists this session's connections to other hosts: what waits to be read, and minutes without input.",
    run: (_value, io, session) => printSessions(io, session),
  }),
  command(
    exec,
    kw('where', 'List active connections'),
  )({
    summary: 'The same as `show sessions`.',
    run: (_value, io, session) => printSessions(io, session),
  }),
  command(
    exec,
    seq({ _resume: kw('resume', 'Resume an active network connection'), which: opt(which) }),
  )({
    summary: 'Goes back to a connection, the last one when none is named. So does its number alone, and Enter.',
    async run({ which: wanted }, io, session) {
      const found = find(wanted, session);
      return isRefusal(found) ? found : resume(found, io, session);
    },
  }),
  command(
    exec,
    seq({ _disconnect: kw('disconnect', 'Disconnect an existing network connection'), which: opt(which) }),
  )({
    summary: 'Closes a connection, the last one when none is named.',
    async run({ which: wanted }, io, session) {
      const found = find(wanted, session);
      if (isRefusal(found)) return found;
      if (!(await io.confirm(`Closing connection to ${found.connection.host} [confirm]`))) return refuse('');
      return session.outbound.connections.close(found, 'disconnected').then(() => undefined);
    },
  }),
  command(
    exec,
    seq({
      _show: show,
      _ip: kw('ip', 'IP information'),
      _ssh: kw('ssh', 'Information on SSH'),
      _known: kw('known-hosts', 'Keys of hosts that were connected to'),
    }),
  )({
    privilege: 15,
    extension: true,
    summary: 'Lists the hosts that were connected to by SSH, with the fingerprints of their keys.',
    run(_value, io, { outbound }) {
      const hosts = outbound.knownHosts.list();
      for (const { name, key } of hosts) io.print(`${name.padEnd(30)} ${key.type.padEnd(20)} ${fingerprint(key.blob)}`);
      if (hosts.length === 0) io.print('% No hosts known');
    },
  }),
  command(
    exec,
    seq({
      _clear: clear,
      _ip: kw('ip', 'IP information'),
      _ssh: kw('ssh', 'Information on SSH'),
      _known: kw('known-host', 'Key of a host that was connected to'),
      host: HOST('IP address or hostname'),
      port: opt(INT(1, 65535, 'Port number')),
    }),
  )({
    privilege: 15,
    extension: true,
    summary: 'Forgets the key of a host, which has a new one: the next SSH connection keeps that.',
    run({ host, port = 22 }, _io, { outbound }) {
      return outbound.knownHosts.forget(hostName(host, port)) ? undefined : refuse(`% ${host} is not a known host`);
    },
  }),
];
