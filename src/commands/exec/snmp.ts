import { command, kw, seq } from '../../ios/index.ts';
import type { SnmpConfig } from '../../watch/snmp/config.ts';
import type { AgentxStatus, SnmpStatus } from '../../watch/snmp/status.ts';
import { exec, show } from './mode.ts';

const on = (enabled: boolean): string => (enabled ? 'enabled' : 'disabled');

/** `show snmp`: first what IOS prints, then what is Tollgate's own. */
export function showSnmp(config: SnmpConfig, { on: wanted, listening, counters, ...status }: SnmpStatus): string {
  if (!wanted) return '%SNMP agent not enabled';
  const count = (number: number, what: string): string => `    ${number} ${what}`;
  const { traps } = config;
  const own = config.communities.length > 0 || config.users.length > 0;
  return [
    ...(config.chassisId === undefined ? [] : [`Chassis: ${config.chassisId}`]),
    ...(config.contact === undefined ? [] : [`Contact: ${config.contact}`]),
    ...(config.location === undefined ? [] : [`Location: ${config.location}`]),
    `${counters.inPkts} SNMP packets input`,
    count(counters.inBadVersions, 'Bad SNMP version errors'),
    count(counters.inBadCommunityNames, 'Unknown community name'),
    count(counters.inBadCommunityUses, 'Illegal operation for community name supplied'),
    count(counters.inAsnParseErrs, 'Encoding errors'),
    count(counters.totalReqVars, 'Number of requested variables'),
    count(counters.totalSetVars, 'Number of altered variables'),
    count(counters.getRequests, 'Get-request PDUs'),
    count(counters.getNexts, 'Get-next PDUs'),
    count(counters.getBulks, 'Get-bulk PDUs'),
    count(counters.setRequests, 'Set-request PDUs'),
    `${counters.outPkts} SNMP packets output`,
    count(counters.outTooBigs, `Too big errors (Maximum packet size ${config.packetSize ?? 1500})`),
    count(counters.outNoSuchNames, 'No such name errors'),
    count(counters.outBadValues, 'Bad values errors'),
    count(counters.outGenErrs, 'General errors'),
    count(counters.getResponses, 'Response PDUs'),
    count(counters.outTraps, 'Trap PDUs'),
    `SNMP global trap: ${on(traps.aaaServer || traps.tunnelStart || traps.tunnelStop)}`,
    '',
    `Informs: ${counters.informsSent} sent, ${counters.informsAcknowledged} acknowledged, ${counters.informsFailed} failed`,
    `Refused by access lists: ${counters.accessDenied}`,
    `User-based model: ${counters.unknownUserNames} unknown users, ${counters.wrongDigests} wrong digests, ${counters.notInTimeWindows} out of time, ${counters.unsupportedSecLevels} unsupported levels`,
    `Engine ${status.engineId.toUpperCase()}, boots ${status.boots}, time ${status.time}`,
    `Sessions: ${status.sessions.active} active, ${status.sessions.highWater} at most, ${status.sessions.total} in all, ${status.sessions.disconnected} disconnected`,
    ...(own || status.agentx === undefined
      ? [listening.length === 0 ? 'Not listening' : `Listening on ${listening.join(', ')}`]
      : ['No port of its own: no communities, no users']),
    ...(status.agentx === undefined ? [] : showSubAgent(status.agentx)),
  ].join('\n');
}

/** What `show snmp` says of the sub-agent. */
function showSubAgent({ master, state, sessionId, since = 0, failure, registered, refused, counters }: AgentxStatus) {
  const now =
    state === 'open'
      ? `session ${sessionId}, open for ${Math.floor(since / 1000)} seconds`
      : `${state === 'waiting' ? 'not connected' : 'connecting'}${failure === undefined ? '' : ` (${failure})`}`;
  const list = (what: string, names: readonly string[]): readonly string[] =>
    names.length === 0 ? [] : [`    ${what} ${names.join(', ')}`];
  return [
    `AgentX sub-agent of ${master}: ${now}`,
    ...list('Registered', registered),
    ...list('Refused', refused),
    `    ${counters.sessions} sessions, ${counters.requests} requests, ${counters.variables} variables, ${counters.written} written`,
    `    Notifications: ${counters.notifications} taken, ${counters.lost} lost`,
  ];
}

/** `show snmp community`: never with the communities themselves. */
export const showCommunities = ({ communities }: SnmpConfig): string =>
  communities
    .map(({ view, access, accessList }, at) =>
      [
        'Community name: *',
        `Community Index: ${at + 1}`,
        `view: ${view ?? 'v1default'}`,
        `storage-type: ${access === 'ro' ? 'read-only' : 'read-write'}  active${accessList === undefined ? '' : `  access-list: ${accessList}`}`,
      ].join('\n'),
    )
    .join('\n\n');

const protocolNames = {
  sha: 'SHA',
  'sha-224': 'SHA-224',
  'sha-256': 'SHA-256',
  'sha-384': 'SHA-384',
  'sha-512': 'SHA-512',
} as const;

/** `show snmp user`: never with passwords or keys. */
export const showUsers = ({ users }: SnmpConfig, engineId: string): string =>
  users
    .map(({ name, group, authentication, privacy, accessList }) =>
      [
        `User name: ${name}`,
        `Engine ID: ${engineId.toUpperCase()}`,
        `storage-type: nonvolatile        active${accessList === undefined ? '' : ` access-list: ${accessList}`}`,
        `Authentication Protocol: ${authentication === undefined ? 'None' : protocolNames[authentication.protocol]}`,
        `Privacy Protocol: ${privacy === undefined ? 'None' : 'AES128'}`,
        `Group-name: ${group}`,
      ].join('\n'),
    )
    .join('\n\n');

/** `show snmp group` */
export const showGroups = ({ groups }: SnmpConfig): string =>
  groups
    .map(({ name, level, read, write, notify, accessList }) =>
      [
        `groupname: ${name.padEnd(34)}security model:v3 ${level}`,
        `contextname: ${'<no context specified>'.padEnd(32)}storage-type: nonvolatile`,
        `readview : ${(read ?? 'v1default').padEnd(34)}writeview: ${write ?? '<no writeview specified>'}`,
        `notifyview: ${notify ?? '<no notifyview specified>'}`,
        `row status: active${accessList === undefined ? '' : `    access-list: ${accessList}`}`,
      ].join('\n'),
    )
    .join('\n\n');

/** `show snmp view` */
export const showViews = ({ views }: SnmpConfig): string =>
  [
    ...views.map(
      ({ view, tree, included }) => `${view} ${tree} - ${included ? 'included' : 'excluded'} nonvolatile active`,
    ),
    'v1default iso - included permanent active',
  ].join('\n');

/** `show snmp host`: never with communities. */
export const showHosts = ({ hosts }: SnmpConfig): string =>
  hosts
    .map(({ host, port = 162, kind, version, level, types }) =>
      [
        `Notification host: ${host}    udp-port: ${port}    type: ${kind === 'traps' ? 'trap' : 'inform'}`,
        `user: *    security model: ${version === '3' ? `v3 ${level ?? 'noauth'}` : `v${version}`}`,
        ...(types.length === 0 ? [] : [`events: ${types.join(' ')}`]),
      ].join('\n'),
    )
    .join('\n\n');

const showing = { _show: show, _snmp: kw('snmp', 'The SNMP agent') };

const screen = (word: string, help: string, print: (config: SnmpConfig, engineId: string) => string) =>
  command(
    exec,
    seq({ ...showing, _what: kw(word, help) }),
  )({
    privilege: 15,
    summary: `Prints the ${help.charAt(0).toLowerCase()}${help.slice(1)}.`,
    run: (_value, io, { services }) =>
      io.print(print(services.configuration.running().snmp, services.snmp.status().engineId)),
  });

/** The SNMP agent and who may ask it. */
export const snmpCommands = [
  command(
    exec,
    seq(showing),
  )({
    summary: 'Prints the counters of the SNMP agent, where it listens, and how many sessions there were.',
    run: (_value, io, { services }) =>
      io.print(showSnmp(services.configuration.running().snmp, services.snmp.status())),
  }),
  screen('community', 'Communities, without their texts', showCommunities),
  screen('user', 'Users of version 3', showUsers),
  screen('group', 'Groups of users', showGroups),
  screen('view', 'Views', showViews),
  screen('host', 'Hosts that are told of events', showHosts),
];
