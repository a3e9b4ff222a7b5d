import { INT, kept, kw, LINE, opt, secret, seq, WORD } from '../../ios/index.ts';
import { keptBlock, keptLines, keptMode, keptSyntax } from './kept-table.ts';
import { globalMode } from './modes.ts';

/** Global lines that IOS knows and that do nothing here. */

export const keptSystemLines = keptLines(globalMode, {
  'Release of the configuration': ['version +', 'boot-start-marker', 'boot-end-marker', 'boot +'],
  'Services of the box': [
    'service pad',
    'service config',
    'service dhcp',
    'service nagle',
    'service finger',
    'service call-home',
    'service internal',
    'service compress-config',
    'service tcp-keepalives-in',
    'service tcp-keepalives-out',
    'service tcp-small-servers',
    'service udp-small-servers',
    'service unsupported-transceiver',
    'service slave-log',
    'service counters +',
  ],
  'Calls and voice': ['voice call carrier capacity active', 'call rsvp-sync', 'isdn switch-type +', 'dialer-list +'],
  'The clock': ['clock summer-time +', 'clock calendar-valid', 'ntp *', 'sntp *', 'scheduler *'],
  'Crash dumps': ['exception +'],
  Platform: [
    'memory-size +',
    'platform *',
    'license *',
    'diagnostic *',
    'hw-module *',
    'card *',
    'enable last-resort *',
  ],
  'Protection of the login': [
    'login block-for +',
    'login delay +',
    'login on-failure *',
    'login on-success *',
    'login quiet-mode *',
  ],
  'Further settings of logging': [
    'logging source-interface +',
    'logging rate-limit *',
    'logging count',
    'logging userinfo',
    'logging exception *',
    'logging queue-limit *',
    'logging history *',
    'logging discriminator +',
    'logging persistent *',
    'logging message-counter *',
    'logging snmp-authfail',
    'logging event *',
  ],
  'Names and aliases': ['alias +', 'privilege +'],
  'Neighbour discovery': ['cdp *', 'lldp *'],
  Switching: ['spanning-tree *', 'vtp *', 'multilink *', 'mpls *'],
});

export const keptAaaLines = [
  ...keptLines(globalMode, {
    'SNMP view of sessions': ['aaa session-mib +'],
    'Limits of AAA': ['aaa memory +', 'aaa local +'],
    'Further settings of AAA': [
      'aaa authentication suppress +',
      'aaa authentication password-expiry *',
      'aaa login +',
      'aaa policy +',
      'aaa route +',
      'aaa traceback recording',
      'aaa authorization configuration +',
      'aaa authorization auth-proxy +',
      'aaa accounting-list +',
      'aaa accounting send counters +',
      'aaa accounting commands local',
      'aaa accounting session-duration +',
      'aaa accounting include +',
      ...['password', 'session-accounting', 'multiple-accept', 'coa'].map((word) => `subscriber service ${word} *`),
    ],
    'Further RADIUS settings': [
      'radius-server directed-request *',
      'radius-server vsa disallow unknown',
      'radius-server dscp +',
      'radius-server authorization +',
      'radius-server retry +',
      'radius-server transaction +',
      'radius-server cache +',
      'radius-server unique-ident +',
      'radius-server accounting +',
      'radius-server domain-stripping *',
      'radius-server challenge-noecho',
      'radius-server optional-passwords',
      ...['6', '8', '11', '25', '30', '31', '61', '69', '77', '95', '188', 'list', 'nas-port'].map(
        (attribute) => `radius-server attribute ${attribute} +`,
      ),
      'ipv6 radius +',
    ],
    'Further TACACS+ settings': [
      'tacacs-server directed-request *',
      'tacacs-server attribute +',
      'tacacs-server administration',
      'tacacs-server dns-alias-lookup',
      'tacacs-server last-resort +',
      'tacacs-server packet +',
      'ipv6 tacacs +',
    ],
  }),
  // On a router the size of a table that grows when it must: no session is ever refused for it.
  kept(
    globalMode,
    seq({
      _aaa: kw('aaa', 'Limits of AAA'),
      _max: kw('max-sessions', 'Sessions expected'),
      sessions: INT(1024, 64_000, 'Sessions'),
    }),
    { summary: 'Kept without effect. The tables of sessions have no fixed size here.', single: true },
  ),
];

export const keptNetworkLines = keptLines(globalMode, {
  'IP forwarding': [
    'ip subnet-zero',
    'ip cef *',
    'ip classless',
    'ip routing',
    'ip source-route',
    'ip forward-protocol +',
    'ip multicast-routing *',
    'ip pim +',
    'ip default-gateway +',
    'ip default-network +',
    'ip route +',
    'ip prefix-list +',
    'ip as-path +',
    'ip community-list +',
    'ip nat +',
    'ip local +',
    'ip sla +',
    'ip flow-export +',
    'ip flow-cache +',
    'ip rcmd +',
    'ip gratuitous-arps',
    'ip bootp server',
    'ip finger *',
    'ip identd',
    'ip options +',
    'ipv6 unicast-routing',
    'ipv6 cef *',
    'ipv6 route +',
    'arp +',
  ],
  'Names of hosts': ['ip domain lookup source-interface +', 'ip domain list +', 'ip domain-list +', 'ip name-server +'],
  'Further services over IP': [
    'ip http *',
    'ip ftp +',
    'ip tftp +',
    'ip scp +',
    'ip dhcp +',
    'ip ssh version 2',
    'ip ssh source-interface +',
    'ip ssh logging +',
    'ip ssh dh +',
    'ip ssh rsa +',
    'ip ssh client +',
    'ip ssh server +',
    'ip ssh maxstartups +',
    'ip telnet source-interface +',
  ],
  'The SNMP agent': ['snmp-server *', 'snmp +'],
});

/** Lines with a secret that IOS shows as it is; accounting and logs don't. */
export const keptSecretLines = [
  kept(
    globalMode,
    seq({
      _snmp: kw('snmp-server', 'The SNMP agent'),
      _community: kw('community', 'Community string'),
      community: secret(WORD('Community')),
      rest: opt(LINE('What it may do')),
    }),
    { summary: 'Kept without effect.' },
  ),
  kept(
    globalMode,
    seq({
      _ntp: kw('ntp', 'The clock'),
      _key: kw('authentication-key', 'Key of a time server'),
      number: INT(1, 4_294_967_295, 'Number of the key'),
      _md5: kw('md5', 'MD5'),
      key: secret(WORD('Key')),
      type: opt(INT(0, 7, 'How the key is encoded')),
    }),
    { summary: 'Kept without effect.' },
  ),
];

/** Access lists that Tollgate does not look at: extended ones. */
const extendedMode = keptMode('config-ext-nacl', 'Extended access list');
export const keptAccessLists = [
  kept(
    globalMode,
    seq({
      _list: kw('access-list', 'Access lists'),
      number: INT(100, 199, 'Extended access list'),
      rest: LINE('Entry'),
    }),
    { summary: 'Kept without effect. Extended access lists.' },
  ),
  ...keptBlock(
    seq({
      _ip: kw('ip', 'Global IP settings'),
      _list: kw('access-list', 'Named access lists'),
      _extended: kw('extended', 'By addresses and ports'),
      name: WORD('Name of the access list'),
    }),
    extendedMode,
    { Entry: ['permit +', 'deny +', 'remark +', 'evaluate +'] },
  ),
];

const block = (spec: string, id: string, title: string, table: Parameters<typeof keptBlock>[2] = {}) =>
  keptBlock(keptSyntax(spec, title), keptMode(id, title), table);

export const keptSections = [
  ...block('aaa attribute list +', 'config-attr-list', 'Attribute list'),
  ...block('aaa common-criteria policy +', 'config-cc-policy', 'Rules for passwords'),
  ...block('aaa group server ldap +', 'config-ldap-sg', 'LDAP server group'),
  ...block('vrf definition +', 'config-vrf', 'Routing table', {
    'Routing table': ['rd +', 'description +', 'route-target +', 'address-family +', 'exit-address-family'],
  }),
  ...block('ip vrf +', 'config-ip-vrf', 'Routing table', {
    'Routing table': ['rd +', 'route-target +', 'description +'],
  }),
  ...block('mgcp profile +', 'config-mgcp-profile', 'MGCP profile'),
  ...block('dial-peer +', 'config-dial-peer', 'Dial peer'),
  ...block('gatekeeper', 'config-gk', 'Gatekeeper', { Gatekeeper: ['shutdown'] }),
  ...block('router +', 'config-router', 'Routing protocol', {
    'Routing protocol': [
      'network +',
      'neighbor +',
      'redistribute +',
      'passive-interface +',
      'router-id +',
      'auto-summary',
      'version +',
    ],
  }),
  ...block('route-map +', 'config-route-map', 'Route map', { 'Route map': ['match +', 'set +'] }),
  ...block('redundancy', 'config-red', 'Redundancy', { Redundancy: ['mode +'] }),
  ...block('control-plane *', 'config-cp', 'Control plane'),
  ...block('archive', 'config-archive', 'Archive of configurations'),
  ...block('track +', 'config-track', 'Tracked object'),
  ...block('vlan +', 'config-vlan', 'VLAN', { VLAN: ['name +'] }),
  ...block('call-home', 'cfg-call-home', 'Call home'),
];
