import type { OpenSession } from '../../accounting/index.ts';
import type { LineConfig } from '../../terminal/config.ts';
import type { LineState, UserState } from '../../terminal/terminal-service.ts';
import { shortInterface } from './crypto/layout.ts';
import { hms } from './layout.ts';

/** Defaults of IOS, in seconds. */
const defaultExecTimeout = 600;
const defaultLoginTimeout = 30;

const usersHead = '    Line       User       Host(s)              Idle       Location';
const interfacesHead = '  Interface    User               Mode         Idle     Peer Address';

/** Hosts that the users of lines have connections to, by line. */
export type HostsOf = ReadonlyMap<number, readonly string[]>;

function userRow(
  at: Pick<UserState, 'line' | 'kind' | 'relative'>,
  own: number,
  hosts: HostsOf,
  user?: UserState,
): string {
  const [first = 'idle', ...others] = hosts.get(at.line) ?? [];
  const line = `${at.line === own ? '*' : ' '}${String(at.line).padStart(3)} ${at.kind} ${at.relative}`;
  const name = (user?.user ?? '').padEnd(10);
  const host = (user === undefined ? '' : first).padEnd(20);
  const idle = hms((user?.idle ?? 0) * 1000).padStart(8);
  // A blank stands behind the idle time also where there is no location: programs count columns by it.
  const row = `${line.padEnd(15)}${name} ${host} ${idle} ${user?.location ?? ''}`;
  return user === undefined ? row : [row, ...others.map((other) => `${' '.repeat(26)}${other}`)].join('\n');
}

/** `show users`: one line for everybody who is connected; the caller's own line is starred. */
export const showUsers = (users: readonly UserState[], own: number, hosts: HostsOf = new Map()): string =>
  [usersHead, ...users.map((user) => userRow(user, own, hosts, user)), '', interfacesHead].join('\n');

/** `show users all`: lines without a user too. */
export function showAllUsers(lines: readonly LineState[], own: number, hosts: HostsOf = new Map()): string {
  const rows = lines.flatMap((line) =>
    line.users.length === 0 ? [userRow(line, own, hosts)] : line.users.map((user) => userRow(line, own, hosts, user)),
  );
  return [usersHead, ...rows, '', interfacesHead].join('\n');
}

/** A row below `Interface`: a network session. @param idle seconds */
export function interfaceRow({ source, facts }: OpenSession, idle: number | undefined): string {
  const { address = '', portName = '-', portNumber, service, user = '' } = facts;
  const here = source === 'ppp';
  const port = here && portNumber !== undefined ? `As${portNumber}` : shortInterface(portName);
  const mode = `${here ? 'Async ' : ''}${(service ?? 'net').toUpperCase()}`;
  const time = idle === undefined ? '-' : hms(idle * 1000);
  return `  ${port.padEnd(12)} ${user.padEnd(18)} ${mode.padEnd(12)} ${time.padEnd(8)} ${address}`.trimEnd();
}

const types = { con: 'CTY', aux: 'AUX', tty: 'TTY', vty: 'VTY' } as const;

/** Bits per second both ways; nothing where no `speed` is configured. */
const speeds = (speed: number | undefined): string =>
  (speed === undefined ? '' : ` ${String(speed).padStart(6)}/${speed}`).padEnd(14);

/** `show line`: one row for each line of the box; `*` where somebody is, the access class under `AccI`. */
export function showLines(lines: readonly LineState[], configs: readonly LineConfig[]): string {
  const rows = lines.map(({ line, kind, relative, users, uses }) => {
    const config = configs.find((one) => one.kind === kind && one.number === relative);
    const mark = users.length === 0 ? ' ' : '*';
    const modem = config?.modemDialin === true ? 'DialIn' : '   -  ';
    const access = (config?.accessClass ?? '-').padStart(5);
    return `${mark}${String(line).padStart(5)} ${types[kind]}${speeds(config?.speed)}- ${modem}    -    -${access}${String(uses).padStart(7)}       0     0/0       -`;
  });
  return ['   Tty Typ     Tx/Rx    A Modem  Roty AccO AccI   Uses   Noise  Overruns   Int', ...rows].join('\n');
}

/** What is known of one line or terminal. */
export interface LineDetails {
  readonly line: number;
  readonly config: LineConfig;
  /** Who is there; `undefined` when nobody is. */
  readonly location: string | undefined;
  readonly type: string;
  readonly length: number;
  readonly width: number;
  /** Lines kept; 0: none. `undefined` when it isn't known. */
  readonly historySize?: number;
  readonly monitor?: boolean;
}

function transports({ kind, transportInput }: LineConfig): string {
  if (kind !== 'vty') return 'none';
  if (transportInput === undefined) return 'ssh';
  if (transportInput === 'all') return 'telnet ssh';
  return transportInput === 'none' ? 'none' : transportInput.join(' ');
}

const limit = (seconds: number): string => (seconds === 0 ? 'never' : hms(seconds * 1000));

/** `show line N` below the table, and `show terminal`. */
export function showLineDetails(details: LineDetails): string {
  const { line, config, location, type, length, width, historySize, monitor } = details;
  const { execTimeout = defaultExecTimeout, sessionTimeout = 0, loginTimeout = defaultLoginTimeout } = config;
  const cell = (text: string): string => text.padEnd(16);
  return [
    `Line ${line}, Location: "${location ?? ''}", Type: "${type}"`,
    `Length: ${length} lines, Width: ${width} columns`,
    `Status: ${location === undefined ? 'Ready, No Connection' : 'Ready, Active'}`,
    `Timeouts:      ${cell('Idle EXEC')}${cell('Idle Session')}Login`,
    `               ${cell(limit(execTimeout))}${cell(limit(sessionTimeout * 60))}${limit(loginTimeout)}`,
    ...(historySize === undefined
      ? []
      : [`History is ${historySize > 0 ? 'enabled' : 'disabled'}, history size is ${historySize}.`]),
    ...(monitor === undefined ? [] : [`Log messages are ${monitor ? '' : 'not '}shown here.`]),
    `Allowed input transports are ${transports(config)}.`,
  ].join('\n');
}
