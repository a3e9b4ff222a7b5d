import type { AttributeDefinition } from './attribute-row.ts';
import type { RecordType } from './config.ts';
import { disconnectName } from './disconnect-names.ts';
import { acctAuthentic, acctStatusType, loginServices, nasPortTypes, serviceType } from './radius-codes.ts';
import {
  avPair,
  classes,
  gigawords,
  ipv4Column as ip,
  ipv6,
  low,
  passed,
  column as r,
  text,
  uint32,
  vendorText,
} from './radius-values.ts';
import { type Facts, hexSessionId, type RecordKind, terminateCauses } from './record.ts';

/** Records that say how a session went; interims carry everything of a Stop but its cause (RFC 2869 §2.1). */
const running: readonly RecordKind[] = ['interim', 'stop'];
const ends: readonly RecordKind[] = ['stop'];
const ofUsers: readonly RecordKind[] = ['start', 'interim', 'stop'];
/** Types with something to count. A command has no duration of its own. */
const timed: readonly RecordType[] = ['exec', 'network', 'connection', 'resource', 'auth-proxy', 'dot1x', 'identity'];
const counted: readonly RecordType[] = ['network', 'connection', 'resource', 'auth-proxy', 'dot1x', 'identity'];
const net: readonly RecordType[] = ['network', 'auth-proxy', 'dot1x', 'identity'];

/**
 * The attribute table: one row per fact or derived field. Both encoders, `show accounting` and the documentation walk
 * it. Columns are sent in ascending `order`, each only for its types and kinds and only when its value is known.
 */
export const attributeRows: readonly AttributeDefinition[] = [
  {
    fact: 'sessionId',
    meaning: 'Session, eight upper-case hexadecimal digits',
    radius: r('Acct-Session-Id', { order: 10, source: 'RFC 2866 §5.5' }, (x) => hexSessionId(x.sessionId)),
  },
  {
    fact: 'taskId',
    meaning: 'Task, decimal',
    tacacs: { name: 'task_id', order: 10, value: (x) => x.taskId },
  },
  {
    fact: 'startTime',
    meaning: 'Start of the session or command, seconds since 1970',
    tacacs: {
      name: 'start_time',
      order: 20,
      kinds: ofUsers,
      shown: false,
      value: (x, c) => (c.clockKnown === false ? undefined : Math.floor(x.startTime / 1000)),
    },
  },
  {
    fact: 'timezone',
    meaning: 'Time zone of the box',
    tacacs: { name: 'timezone', order: 30, shown: false, value: (_, c) => c.timezone },
  },
  {
    fact: 'firstAddress',
    meaning: "The peer's address, known before the protocol is",
    tacacs: {
      name: 'addr',
      order: 35,
      types: net,
      shown: false,
      value: (x) => x.facts.firstAddress ?? (x.kind === 'start' ? x.facts.address : undefined),
    },
  },
  {
    fact: 'service',
    meaning: 'Kind of service',
    radius: r('Service-Type', { order: 250, source: 'RFC 2865 §5.6', kinds: ofUsers }, serviceType),
    tacacs: { name: 'service', order: 40, value: (x) => x.facts.service ?? serviceOf[x.type] },
  },
  {
    fact: 'protocol',
    meaning: 'Protocol of a network session',
    radius: r('Framed-Protocol', { order: 20, source: 'RFC 2865 §5.7', types: net }, (x) =>
      x.facts.service === undefined ? undefined : framedProtocols[x.facts.service],
    ),
    tacacs: { name: 'protocol', order: 50, types: net, kinds: running, value: (x) => x.facts.protocol },
  },
  {
    fact: 'loginService',
    meaning: 'Protocol of an outbound connection',
    radius: r('Login-Service', { order: 30, source: 'RFC 2865 §5.15', types: ['connection'] }, (x) =>
      x.facts.loginService === undefined ? undefined : loginServices[x.facts.loginService],
    ),
    tacacs: { name: 'protocol', order: 50, types: ['connection'], value: (x) => x.facts.loginService },
  },
  {
    fact: 'address',
    meaning: "The peer's address",
    radius: ip('Framed-IP-Address', { order: 40, source: 'RFC 2865 §5.8', types: net }, (x) => x.facts.address),
    tacacs: { name: 'addr', order: 60, types: net, kinds: running, shown: 'address', value: (x) => x.facts.address },
  },
  {
    fact: 'isakmpGroup',
    meaning: 'Group of remote clients that an IPsec peer belongs to',
    radius: avPair('isakmp-group-id', { order: 35, source: 'vendor 9', types: net, kinds: ofUsers }, (x) =>
      text(x.facts.isakmpGroup),
    ),
    tacacs: { name: 'isakmp-group-id', order: 104, types: net, kinds: ofUsers, value: (x) => x.facts.isakmpGroup },
  },
  {
    fact: 'vrf',
    meaning: 'Routing table (VRF) of what is inside the tunnel',
    radius: avPair('vrf-id', { order: 52, source: 'vendor 9', types: net, kinds: ofUsers }, (x) => text(x.facts.vrf)),
    tacacs: { name: 'vrf-id', order: 105, types: net, kinds: ofUsers, value: (x) => x.facts.vrf },
  },
  {
    fact: 'isakmpInitiator',
    // Routers spell it so.
    meaning: 'Address that the IKE of an IPsec session began from',
    radius: avPair('isakmp-initator-ip', { order: 53, source: 'vendor 9', types: net, kinds: ofUsers }, (x) =>
      text(x.facts.isakmpInitiator),
    ),
    tacacs: {
      name: 'isakmp-initator-ip',
      order: 106,
      types: net,
      kinds: ofUsers,
      value: (x) => x.facts.isakmpInitiator,
    },
  },
  {
    fact: 'isakmpPhase1',
    meaning: 'Identity of an IPsec peer in phase 1',
    radius: avPair('isakmp-phase1-id', { order: 54, source: 'vendor 9', types: net, kinds: ofUsers }, (x) =>
      text(x.facts.isakmpPhase1),
    ),
    tacacs: { name: 'isakmp-phase1-id', order: 107, types: net, kinds: ofUsers, value: (x) => x.facts.isakmpPhase1 },
  },
  {
    fact: 'host',
    meaning: 'Host of an outbound connection',
    radius: ip('Login-IP-Host', { order: 50, source: 'RFC 2865 §5.14', types: ['connection'] }, (x) => x.facts.host),
    tacacs: { name: 'addr', order: 60, types: ['connection'], shown: 'address', value: (x) => x.facts.host },
  },
  {
    fact: 'host',
    meaning: 'Host of an outbound connection, IPv6',
    radius: r('Login-IPv6-Host', { order: 51, source: 'RFC 3162 §2.4', types: ['connection'] }, (x) =>
      ipv6(x.facts.host),
    ),
  },
  {
    fact: 'host',
    meaning: 'Service of a LAT connection',
    radius: r('Login-LAT-Service', { order: 52, source: 'RFC 2865 §5.34', types: ['connection'] }, (x) =>
      x.facts.loginService === 'lat' ? x.facts.host : undefined,
    ),
  },
  {
    fact: 'event',
    meaning: 'What happened to the system',
    tacacs: { name: 'event', order: 70, types: ['system', 'vrrs'], value: (x) => x.facts.event },
  },
  {
    fact: 'reason',
    meaning: 'Why',
    tacacs: { name: 'reason', order: 80, types: ['system'], value: (x) => x.facts.reason },
  },
  {
    fact: 'vrrs',
    meaning: 'Redundancy name (VRRS) that became active or was left',
    radius: avPair('vrrs', { order: 62, source: 'vendor 9', types: ['vrrs'] }, (x) => x.facts.vrrs),
    tacacs: { name: 'vrrs', order: 85, types: ['vrrs'], value: (x) => x.facts.vrrs },
  },
  {
    fact: 'commandPrivilege',
    meaning: 'Privilege level of the command',
    tacacs: { name: 'priv-lvl', order: 90, types: ['commands'], value: (x) => x.facts.commandPrivilege },
  },
  {
    fact: 'command',
    meaning: 'The command line, masked',
    tacacs: {
      name: 'cmd',
      order: 100,
      types: ['commands', 'connection'],
      value: (x) =>
        x.facts.command === undefined || x.type !== 'commands' ? x.facts.command : `${x.facts.command} <cr>`,
    },
  },
  {
    fact: 'connectProgress',
    meaning: 'How far the call had come',
    radius: avPair(
      'connect-progress',
      { order: 60, source: 'vendor 9', kinds: ofUsers },
      (x) => x.facts.connectProgress,
    ),
  },
  {
    fact: 'parentSessionId',
    meaning: 'Session that this one belongs to',
    radius: avPair('parent-session-id', { order: 61, source: 'vendor 9', kinds: ofUsers }, (x) =>
      x.facts.parentSessionId === undefined ? undefined : hexSessionId(x.facts.parentSessionId),
    ),
    tacacs: {
      name: 'parent-session-id',
      order: 102,
      types: net,
      kinds: ofUsers,
      value: (x) => (x.facts.parentSessionId === undefined ? undefined : hexSessionId(x.facts.parentSessionId)),
    },
  },
  {
    fact: 'serviceName',
    meaning: 'Service that a session uses, of which the record is',
    radius: r('Cisco-Service-Info', { order: 63, source: 'vendor 9', kinds: ofUsers, newer: true, vsa: true }, (x) =>
      x.facts.serviceName === undefined ? undefined : vendorText(`N${x.facts.serviceName}`),
    ),
    tacacs: { name: 'service-name', order: 103, types: net, kinds: ofUsers, value: (x) => x.facts.serviceName },
  },
  {
    fact: 'user',
    meaning: 'User name; in the body of a TACACS+ request',
    radius: r('User-Name', { order: 70, source: 'RFC 2865 §5.1', kinds: ofUsers }, (x) => text(x.facts.user)),
  },
  {
    fact: 'authentic',
    meaning: 'Who authenticated the user; authen_method of a TACACS+ request',
    radius: r('Acct-Authentic', { order: 80, source: 'RFC 2866 §5.6', kinds: ofUsers }, (x) => acctAuthentic(x.facts)),
  },
  {
    fact: 'counters.bytesIn',
    meaning: 'Octets from the user',
    radius: r('Acct-Input-Octets', { order: 91, source: 'RFC 2866 §5.3', types: counted, kinds: running }, (x) =>
      low(x.counters?.bytesIn),
    ),
    tacacs: {
      name: 'bytes_in',
      order: 140,
      types: counted,
      kinds: running,
      shown: false,
      value: (x) => x.counters?.bytesIn,
    },
  },
  {
    fact: 'counters.bytesOut',
    meaning: 'Octets to the user',
    radius: r('Acct-Output-Octets', { order: 92, source: 'RFC 2866 §5.4', types: counted, kinds: running }, (x) =>
      low(x.counters?.bytesOut),
    ),
    tacacs: {
      name: 'bytes_out',
      order: 150,
      types: counted,
      kinds: running,
      shown: false,
      value: (x) => x.counters?.bytesOut,
    },
  },
  {
    fact: 'counters.packetsIn',
    meaning: 'Packets from the user',
    radius: r('Acct-Input-Packets', { order: 93, source: 'RFC 2866 §5.8', types: counted, kinds: running }, (x) =>
      low(x.counters?.packetsIn),
    ),
    tacacs: {
      name: 'paks_in',
      order: 160,
      types: counted,
      kinds: running,
      shown: false,
      value: (x) => x.counters?.packetsIn,
    },
  },
  {
    fact: 'counters.packetsOut',
    meaning: 'Packets to the user',
    radius: r('Acct-Output-Packets', { order: 94, source: 'RFC 2866 §5.9', types: counted, kinds: running }, (x) =>
      low(x.counters?.packetsOut),
    ),
    tacacs: {
      name: 'paks_out',
      order: 170,
      types: counted,
      kinds: running,
      shown: false,
      value: (x) => x.counters?.packetsOut,
    },
  },
  {
    fact: 'counters.bytesIn',
    meaning: 'How often Acct-Input-Octets has wrapped',
    radius: r('Acct-Input-Gigawords', { order: 95, source: 'RFC 2869 §5.1', types: counted, kinds: running }, (x, c) =>
      gigawords(x.counters?.bytesIn, c),
    ),
  },
  {
    fact: 'counters.bytesOut',
    meaning: 'How often Acct-Output-Octets has wrapped',
    radius: r('Acct-Output-Gigawords', { order: 96, source: 'RFC 2869 §5.2', types: counted, kinds: running }, (x, c) =>
      gigawords(x.counters?.bytesOut, c),
    ),
  },
  {
    fact: 'terminateCause',
    meaning: 'Why the session ended',
    radius: r(
      'Acct-Terminate-Cause',
      { order: 100, source: 'RFC 2866 §5.10', kinds: ends, newer: true, ipsec: true },
      (x) => (x.facts.terminateCause === undefined ? undefined : terminateCauses[x.facts.terminateCause]),
    ),
    tacacs: {
      name: 'disc-cause',
      order: 110,
      types: timed,
      kinds: ends,
      value: (x) => (x.facts.terminateCause === undefined ? undefined : terminateCauses[x.facts.terminateCause]),
    },
  },
  {
    fact: 'disconnectCause',
    meaning: 'Why it ended, in more detail',
    radius: avPair('disc-cause-ext', { order: 110, source: 'vendor 9', kinds: ends }, (x) =>
      x.facts.disconnectCause === undefined ? undefined : disconnectName(x.facts.disconnectCause),
    ),
    tacacs: { name: 'disc-cause-ext', order: 120, types: timed, kinds: ends, value: (x) => x.facts.disconnectCause },
  },
  {
    fact: 'preSessionTime',
    meaning: 'Seconds from arrival to the start of the session',
    tacacs: { name: 'pre-session-time', order: 130, types: timed, kinds: ends, value: (x) => x.facts.preSessionTime },
  },
  {
    fact: 'elapsed',
    meaning: 'Seconds since the start of the session',
    radius: r('Acct-Session-Time', { order: 90, source: 'RFC 2866 §5.7', types: timed, kinds: running }, (x) =>
      uint32(x.elapsed),
    ),
    tacacs: {
      name: 'elapsed_time',
      order: 180,
      types: timed,
      kinds: running,
      shown: false,
      // An update of what is new, before anything is counted, says only that.
      value: (x) =>
        x.kind === 'interim' && counted.includes(x.type) && x.counters === undefined ? undefined : x.elapsed,
    },
  },
  {
    fact: 'nasRxSpeed',
    meaning: 'Line speed towards the box, bits per second',
    tacacs: { name: 'nas-rx-speed', order: 190, types: timed, kinds: ends, value: (x) => x.facts.nasRxSpeed },
  },
  {
    fact: 'nasTxSpeed',
    meaning: 'Line speed towards the user, bits per second',
    tacacs: { name: 'nas-tx-speed', order: 200, types: timed, kinds: ends, value: (x) => x.facts.nasTxSpeed },
  },
  {
    fact: 'kind',
    meaning: 'Kind of record; the flags of a TACACS+ request',
    radius: r('Acct-Status-Type', { order: 200, source: 'RFC 2866 §5.1' }, (x) => acctStatusType[x.kind]),
  },
  {
    fact: 'portType',
    meaning: 'Kind of port',
    radius: r('NAS-Port-Type', { order: 210, source: 'RFC 2865 §5.41', kinds: ofUsers, newer: true }, (x) =>
      x.facts.portType === undefined ? undefined : nasPortTypes[x.facts.portType],
    ),
  },
  {
    fact: 'portName',
    meaning: 'Name of the port, as the vendor sends it',
    radius: r(
      'Cisco-NAS-Port',
      { order: 211, source: 'vendor 9', kinds: ofUsers, newer: true, ipsec: true, vsa: true },
      (x) => vendorText(x.facts.portName),
    ),
  },
  {
    fact: 'portNumber',
    meaning: 'Number of the port: the absolute line number',
    radius: r('NAS-Port', { order: 220, source: 'RFC 2865 §5.5', kinds: ofUsers }, (x) => uint32(x.facts.portNumber)),
  },
  {
    fact: 'portName',
    meaning: 'Name of the port; in the body of a TACACS+ request',
    radius: r('NAS-Port-Id', { order: 230, source: 'RFC 2869 §5.17', kinds: ofUsers, newer: true }, (x) =>
      text(x.facts.portName),
    ),
  },
  {
    fact: 'callingStation',
    meaning: 'Who calls: address or number; rem_addr of a TACACS+ request',
    radius: r('Calling-Station-Id', { order: 231, source: 'RFC 2865 §5.31', kinds: ofUsers }, (x) =>
      text(x.facts.callingStation),
    ),
  },
  {
    fact: 'calledStation',
    meaning: 'Number called; after the slash of rem_addr in a TACACS+ request',
    radius: r('Called-Station-Id', { order: 232, source: 'RFC 2865 §5.30', kinds: ofUsers }, (x) =>
      text(x.facts.calledStation),
    ),
  },
  {
    fact: 'classes',
    meaning: 'What the server wants returned, unchanged',
    radius: {
      name: 'Class',
      order: 240,
      source: 'RFC 2865 §5.25',
      kinds: ofUsers,
      write: (x, _, to) => classes(x.facts, to),
    },
  },
  {
    fact: 'passed',
    meaning: 'What RADIUS-speaking software said beside, as it said it',
    radius: {
      name: '(those of the software)',
      order: 245,
      source: 'RFC 2866 §5.13',
      types: net,
      kinds: ofUsers,
      newer: true,
      write: (x, _, to) => passed(x.facts, to),
    },
  },
  {
    fact: 'nasAddress',
    meaning: 'Address of this box',
    radius: ip('NAS-IP-Address', { order: 260, source: 'RFC 2865 §5.4' }, (_, c) => c.nasAddress),
  },
  {
    fact: 'nasAddress',
    meaning: 'Address of this box, IPv6',
    radius: r('NAS-IPv6-Address', { order: 261, source: 'RFC 3162 §2.1' }, (_, c) => ipv6(c.nasAddress)),
  },
  {
    fact: 'time',
    meaning: 'When it happened',
    radius: r('Event-Timestamp', { order: 270, source: 'RFC 2869 §5.3', newer: true }, (x, c) =>
      c.eventTimestamp === false ? undefined : uint32(Math.floor(x.time / 1000)),
    ),
  },
  {
    fact: 'nasIdentifier',
    meaning: 'Name of this box',
    radius: r('NAS-Identifier', { order: 280, source: 'RFC 2865 §5.32' }, (_, c) => text(c.nasIdentifier)),
  },
  {
    fact: 'delay',
    meaning: 'Seconds since it happened, at each transmission anew',
    radius: r('Acct-Delay-Time', { order: 290, source: 'RFC 2866 §5.2' }, (_, c) => uint32(c.delay)),
  },
];

/** Framed-Protocol of a service (RFC 2865 §5.7). */
const framedProtocols: Readonly<Partial<Record<NonNullable<Facts['service']>, 'PPP' | 'SLIP' | number>>> = {
  ppp: 'PPP',
  slip: 'SLIP',
  arap: 3,
};

/** `service` of a record whose facts name none. */
const serviceOf: Readonly<Record<RecordType, string>> = {
  exec: 'shell',
  commands: 'shell',
  network: 'ppp',
  connection: 'connection',
  system: 'system',
  resource: 'resource',
  vrrs: 'system',
  'auth-proxy': 'auth-proxy',
  dot1x: 'dot1x',
  identity: 'identity',
  onep: 'onep',
};
