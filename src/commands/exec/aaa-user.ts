import type { OpenSession } from '../../accounting/accounting.ts';
import type { RecordType } from '../../accounting/config.ts';
import { type Facts, hexSessionId } from '../../accounting/record.ts';
import type { TimeZone } from '../../base/time-zone.ts';
import { startText } from './clock-text.ts';

/** What stands beside the session on its screen. */
export interface UserContext {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly zone: TimeZone;
  /** `aaa accounting update newinfo` */
  readonly newinfo: boolean;
  /** Seconds between interims as configured; 0: none. */
  readonly interval: number;
  /** Stop records of the session id that wait for a server. */
  readonly waitingStops: number;
}

/** The types that IOS goes through, in its order; some have no counterpart here. */
const types: readonly (readonly [name: string, type?: RecordType])[] = [
  ['0'],
  ['EXEC', 'exec'],
  ['CONN', 'connection'],
  ['NET', 'network'],
  ['CMD', 'commands'],
  ['SYSTEM', 'system'],
  ['VRRS', 'vrrs'],
  ['RM CALL'],
  ['RM VPDN'],
  ['AUTH PROXY', 'auth-proxy'],
  ['DOT1X', 'dot1x'],
  ['CALL'],
  ['VPDN-TUNNEL'],
  ['VPDN-TUNNEL-LINK'],
  ['IPSEC-TUNNEL'],
  ['MCAST'],
  ['RESOURCE', 'resource'],
  ['SSG'],
  ['IDENTITY', 'identity'],
  ['ConnectedApps', 'onep'],
];
const components: Partial<Record<RecordType, string>> = { exec: 'Exec', connection: 'Connection', network: 'PPP' };
const componentOf = ({ type, facts }: OpenSession): string =>
  facts.service === 'ike' ? 'IPSEC' : (components[type] ?? type);
const methods: Record<NonNullable<Facts['authentic']>, string> = {
  radius: 'RADIUS',
  local: 'LOCAL',
  remote: 'TACACS+',
  none: 'NONE',
};
const portTypes: Readonly<Record<string, string>> = {
  async: 'Async',
  sync: 'Sync',
  virtual: 'Virtual Terminal',
  ethernet: 'Ethernet',
};

/** An attribute as IOS lists it: address in memory (there is none to tell), flags, name and its number there, length, value. */
const attribute = (name: string, number: number, flags: string, length: number, value: string): string =>
  `000000000000 0 ${flags} ${name}(${number}) ${length} ${value}`;
const numeric = (name: string, number: number, value: number | bigint): string =>
  attribute(name, number, '00000001', 4, `${value}(${value.toString(16).toUpperCase()})`);
const named = (name: string, number: number, value: string): string => attribute(name, number, '00000001', 4, value);
const text = (name: string, number: number, value: string): string =>
  attribute(name, number, '00000081', value.length, value);

/** The lines of one type: that of the session, or that there is none. */
function typeLines(name: string, type: RecordType | undefined, session: OpenSession): readonly string[] {
  if (type !== session.type) return [`  No data for type ${name}`];
  const { key, sessionId, facts, rule, started } = session;
  return [
    `  ${name}: Username=${facts.user ?? '(n/a)'}`,
    `    Session Id=${hexSessionId(sessionId)} Unique Id=${hexSessionId(key)}`,
    `    Start Sent=${rule === 'start-stop' && started ? 1 : 0} Stop Only=${rule === 'stop-only' ? 'Y' : 'N'}`,
    '    stop_has_been_sent=N',
    '    Method List=0',
    '    Attribute list:',
    `      ${numeric('session-id', 408, sessionId)}`,
    '--------',
  ];
}

/** IOS counts the start of the call, and the interims that are due as two events. */
function accountingLines({ startTime, facts, rule }: OpenSession, context: UserContext): readonly string[] {
  const updates = rule === 'start-stop' && (context.newinfo || context.interval > 0);
  const ways = updates ? [...(context.newinfo ? ['NEWINFO'] : []), ...(context.interval > 0 ? ['PERIODIC'] : [])] : [];
  const elapsed = Math.max(0, Math.floor((context.now - startTime) / 1000));
  const { connectProgress, preSessionTime } = facts;
  return [
    'Accounting:',
    `  log=${updates ? '0x18001' : '0x1'}`,
    '  Events recorded :',
    '    CALL START',
    ...(updates ? ['    INTERIM START', '    INTERIM STOP'] : []),
    '  update method(s) :',
    ...(ways.length > 0 ? ways : ['NONE']).map((way) => `    ${way}`),
    `  update interval = ${updates ? context.interval : 0}`,
    `  Outstanding Stop Records : ${context.waitingStops}`,
    '  Dynamic attribute list:',
    ...(connectProgress === undefined ? [] : [`    ${named('connect-progress', 75, connectProgress)}`]),
    ...(preSessionTime === undefined ? [] : [`    ${numeric('pre-session-time', 334, preSessionTime)}`]),
    `    ${numeric('elapsed_time', 414, elapsed)}`,
    `    ${numeric('pre-bytes-in', 330, 0)}`,
    `    ${numeric('pre-bytes-out', 331, 0)}`,
    `    ${numeric('pre-paks-in', 332, 0)}`,
    `    ${numeric('pre-paks-out', 333, 0)}`,
  ];
}

const pair = (indent: string, label: string, into: bigint, out: bigint): string =>
  `    ${indent}${label} In = ${String(into).padEnd(13)} ${indent}${label} Out = ${String(out).padEnd(10)}`;

function interfaceLines(session: OpenSession, zone: TimeZone): readonly string[] {
  const { counters, facts, startTime } = session;
  const { bytesIn = 0n, bytesOut = 0n, packetsIn = 0n, packetsOut = 0n } = counters ?? {};
  return [
    'Interface:',
    `  TTY Num = ${facts.portNumber ?? 0}`,
    '  Stop Received = 0',
    '  Byte/Packet Counts till Call Start:',
    pair('Start ', 'Bytes', 0n, 0n),
    pair('Start ', 'Paks ', 0n, 0n),
    '  Byte/Packet Counts till Service Up:',
    pair('Pre ', 'Bytes', 0n, 0n),
    pair('Pre ', 'Paks ', 0n, 0n),
    '  Cumulative Byte/Packet Counts :',
    pair('', 'Bytes', bytesIn, bytesOut),
    pair('', 'Paks ', packetsIn, packetsOut),
    `  StartTime = ${startText(startTime, zone)}`,
    `  Component = ${componentOf(session)}`,
  ];
}

/** `show aaa user`: one open session with everything known of it. */
export function showAaaUser(session: OpenSession, context: UserContext): string {
  const { facts, key, sessionId } = session;
  const { authentic, callingStation, portName, portType } = facts;
  return [
    '-'.repeat(50),
    `Unique id ${key} is currently in use.`,
    ...types.flatMap(([name, type]) => typeLines(name, type, session)),
    ...accountingLines(session, context),
    'Debg: No data available',
    'Radi: No data available',
    ...interfaceLines(session, context.zone),
    `Authen: service=LOGIN type=ASCII method=${methods[authentic ?? 'none']}`,
    'Kerb: No data available',
    'Meth: No data available',
    'Preauth: No Preauth data.',
    'General:',
    `  Unique Id = ${hexSessionId(key)}`,
    `  Session Id = ${hexSessionId(sessionId)}`,
    '  Attribute List:',
    ...(portName === undefined ? [] : [`    ${text('interface', 221, portName)}`]),
    ...(portType === undefined ? [] : [`    ${named('port-type', 225, portTypes[portType] ?? portType)}`]),
    ...(callingStation === undefined ? [] : [`    ${text('clid', 36, callingStation)}`]),
    'PerU: No data available',
    'Service Profile: No Service Profile data.',
    'Unkn: No data available',
  ].join('\n');
}
