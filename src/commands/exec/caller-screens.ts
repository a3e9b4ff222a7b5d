import { hexSessionId, type OpenSession } from '../../accounting/index.ts';
import type { UserState } from '../../terminal/terminal-service.ts';
import { shortInterface } from './crypto/layout.ts';
import { hms } from './layout.ts';

/** Somebody who uses this box: on a line, or by a session that needs none. */
export interface Caller {
  /** `con 0`, `vty 1`, `As5`, or the port as the source of the session names it. */
  readonly line: string;
  readonly user: string | undefined;
  /** `TTY`, `VTY`, `PPP`, `Telnet`… */
  readonly service: string;
  /** Milliseconds since the start. */
  readonly active: number;
  /** Seconds without input or traffic; `undefined` when nobody here can tell. */
  readonly idle: number | undefined;
  /** Its session on the books; `undefined` during login. */
  readonly session: OpenSession | undefined;
  /** Seconds without input that end it; `undefined`: none. */
  readonly idleLimit?: number;
}

const lineOf = ({ kind, relative }: Pick<UserState, 'kind' | 'relative'>): string => `${kind} ${relative}`;
const protocols = { telnet: 'Telnet', rlogin: 'Rlogin', lat: 'LAT', ssh: 'SSH', pad: 'PAD', tn3270: 'TN3270' } as const;

/** Somebody on a line. @param now milliseconds since 1970 */
export const onLine = (
  user: UserState,
  session: OpenSession | undefined,
  now: number,
  idleLimit: number | undefined,
): Caller => ({
  line: lineOf(user),
  user: user.user,
  service: user.kind === 'vty' ? 'VTY' : 'TTY',
  active: now - user.since,
  idle: user.idle,
  session,
  ...(idleLimit === undefined ? {} : { idleLimit }),
});

/** Kinds of session that users have beside that on their line. */
const ofUsers: ReadonlySet<OpenSession['type']> = new Set([
  ...(['network', 'connection', 'auth-proxy', 'dot1x', 'identity'] as const),
]);
/** Whether a session is a caller of its own. Services are part of theirs, calls and redundancy names are no users. */
export const isCaller = ({ type, owner }: OpenSession): boolean => ofUsers.has(type) && owner === undefined;

/** A session. @param users who is on the lines: a connection is one of theirs */
export function bySession(
  session: OpenSession,
  users: readonly UserState[],
  now: number,
  idle: number | undefined,
): Caller {
  const { facts, source, startTime, type } = session;
  const { loginService, portName = '-', portNumber, service, user } = facts;
  const on = type === 'connection' ? users.find(({ line }) => line === portNumber) : undefined;
  const ours = source === 'ppp' && portNumber !== undefined ? `As${portNumber}` : shortInterface(portName);
  return {
    line: on === undefined ? ours : lineOf(on),
    user,
    service: loginService === undefined ? (service ?? 'net').toUpperCase() : protocols[loginService],
    active: now - startTime,
    idle,
    session,
  };
}

const cells = (line: string, user: string, service: string, active: string, idle: string): string =>
  `  ${line.padEnd(14)} ${user.padEnd(18)} ${service.padEnd(13)} ${active.padEnd(8)}  ${idle}`.trimEnd();
const time = (seconds: number | undefined): string => (seconds === undefined ? '-' : hms(seconds * 1000));

/** `show caller`: the two lines above the rows. */
export const callersHead = `${cells('', '', '', 'Active', 'Idle')}\n${cells('Line', 'User', 'Service', 'Time', 'Time')}`;
export const callerRow = ({ line, user, service, active, idle }: Caller): string =>
  cells(line, user ?? '-', service, hms(active), time(idle));

/** `show caller summary` @param total sessions since the last start */
export function callerSummary(callers: Iterable<Caller>, total: number): string {
  const counts = new Map<string, number>();
  let sum = 0;
  for (const { service } of callers) {
    counts.set(service, (counts.get(service) ?? 0) + 1);
    sum += 1;
  }
  const rows = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    '  Service         Callers',
    ...rows.map(([service, count]) => `  ${service.padEnd(14)} ${String(count).padStart(8)}`),
    `  ${sum} callers now, ${total} sessions since last reload`,
  ].join('\n');
}

const origins = { radius: 'RADIUS', local: 'Local', remote: 'TACACS+', none: 'None' } as const;

/** `show caller user NAME`: one caller. @param services that its session uses, in the detailed form */
export function callerDetails(caller: Caller, services: readonly OpenSession[] | undefined, now: number): string {
  const { line, user, service, active, idle, idleLimit, session } = caller;
  const left = idleLimit === undefined || idle === undefined ? undefined : Math.max(0, idleLimit - idle);
  const cell = (text: string): string => text.padEnd(10);
  const lines = [
    '',
    `  User: ${user ?? '-'}, line ${line}, service ${service}`,
    `        Active time ${hms(active)}, Idle time ${time(idle)}`,
    '  Timeouts:            Absolute  Idle      Idle',
    '                                 Session   Exec',
    `      Limits:          ${cell('-')}${cell('-')}${time(idleLimit)}`,
    `      Disconnect in:   ${cell('-')}${cell('-')}${time(left)}`,
  ];
  if (session === undefined) return lines.join('\n');
  const { counters, facts } = session;
  const { address, authentic, calledStation, callingStation, host } = facts;
  if (address !== undefined) lines.push(`  IP: Remote ${address}`);
  if (host !== undefined) lines.push(`  Host: ${host}`);
  if (counters !== undefined)
    lines.push(
      `  Counts: ${counters.packetsIn} packets input, ${counters.bytesIn} bytes`,
      `          ${counters.packetsOut} packets output, ${counters.bytesOut} bytes`,
    );
  if (services === undefined) return lines.join('\n');
  lines.push(`  AAA: Session Id ${hexSessionId(session.sessionId)}, Unique Id ${session.key}`);
  if (authentic !== undefined) lines.push(`       Authenticated by ${origins[authentic]}`);
  if (callingStation !== undefined) lines.push(`  Caller: ${callingStation}`);
  if (calledStation !== undefined) lines.push(`  Called: ${calledStation}`);
  for (const one of services)
    lines.push(
      `  Service: ${one.facts.serviceName ?? ''}, Session Id ${hexSessionId(one.sessionId)}, ` +
        `active ${hms(now - one.startTime)}`,
      ...(one.counters === undefined
        ? []
        : [`          ${one.counters.bytesIn} bytes input, ${one.counters.bytesOut} bytes output`]),
    );
  return lines.join('\n');
}
