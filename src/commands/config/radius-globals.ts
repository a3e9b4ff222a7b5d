import type { RadiusGlobals } from '../../aaa/config.ts';
import type { MacFormat } from '../../aaa/mac-format.ts';
import {
  as,
  choice,
  INT,
  IPV4,
  kw,
  LINE,
  no,
  opt,
  type Rule,
  seq,
  setting,
  toggle,
  unordered,
} from '../../ios/index.ts';
import type { Configuration } from '../configuration.ts';
import { secretLine } from './common-lines.ts';
import { amendRadius, value } from './edit.ts';
import { globalMode } from './modes.ts';
import { retransmitWord, seconds, timeoutWord, times } from './server-options.ts';
import { after, interfaceName, ip, leading, loadBalance, radiusServer, vrf } from './words.ts';

const attribute = kw('attribute', 'Attributes of requests');

type NumberKey = 'timeout' | 'retransmit' | 'deadtime';
const number = (
  key: NumberKey,
  word: readonly [string, string],
  rule: Rule<number>,
  summary: string,
  defaultText: string,
) =>
  value(
    globalMode,
    seq({ _server: radiusServer, ...leading(word), number: rule }),
  )({
    summary,
    defaultText,
    get(config) {
      const held = config.aaa.radius[key];
      return held === undefined ? undefined : { number: held };
    },
    set: (config, typed) => amendRadius(config, { [key]: typed?.number }),
  });

type Switch = {
  [K in keyof RadiusGlobals]-?: NonNullable<RadiusGlobals[K]> extends boolean ? K : never;
}[keyof RadiusGlobals];
const onOff = (key: Switch, syntax: Rule<unknown>, initially: boolean, summary: string) =>
  toggle(
    globalMode,
    syntax,
  )({
    summary,
    initially,
    ...(initially ? { defaultText: 'on' } : {}),
    get: (config) => config.aaa.radius[key],
    set: (config, on) => amendRadius(config, { [key]: on === initially ? undefined : on }),
  });

/** NAS-Identifier when no format is given: the name of the box. */
const defaultIdentifier = '%h';
const identifierRequests = choice(
  as(kw('include-in-access-req', 'In requests for access'), 'accessRequest'),
  as(kw('include-in-accounting-req', 'In accounting requests'), 'accountingRequest'),
);

const letters = opt(choice(kw('lower-case', 'a to f'), kw('upper-case', 'A to F')));
const macFormat: Rule<MacFormat> = choice(
  seq({ style: kw('default', '0000.4096.3e4a') }),
  seq({ style: choice(kw('ietf', '00-00-40-96-3E-4A'), kw('unformatted', '000040963e4a')), letters }),
  seq({
    style: choice(
      kw('one-byte', '00 00 40 96 3e 4a'),
      kw('two-byte', '0000 4096 3e4a'),
      kw('three-byte', '000040 963e4a'),
    ),
    delimiter: after(
      'delimiter',
      'What stands between',
      choice(kw('colon', ':'), kw('hyphen', '-'), kw('period', '.')),
    ),
    letters,
  }),
);

const vsaSend = {
  _server: radiusServer,
  _vsa: kw('vsa', 'Vendor-specific attributes'),
  _send: kw('send', 'Send them'),
};
const vsaKinds = { accounting: 'vsaSendAccounting', authentication: 'vsaSendAuthentication' } as const;

/** `radius-server …` without hosts, `ip radius …` */
export const radiusGlobalSettings = [
  setting(
    globalMode,
    seq({
      _server: radiusServer,
      _attribute: attribute,
      _number: kw('4', 'NAS-IP-Address'),
      address: IPV4('Address to send'),
    }),
  )<never>({
    summary: 'Sends this address as NAS-IP-Address.',
    set: (config, { address }) => amendRadius(config, { nasIpAddress: address }),
    noNeeds: [],
    unset: (config) => amendRadius(config, { nasIpAddress: undefined }),
    get: ({ aaa: { radius } }) => (radius.nasIpAddress === undefined ? [] : [{ address: radius.nasIpAddress }]),
  }),
  setting(
    globalMode,
    seq({
      _server: radiusServer,
      _attribute: attribute,
      _number: kw('32', 'NAS-Identifier'),
      where: identifierRequests,
      format: opt(after('format', 'What it says', LINE('Text; %h: name of the box, %d: its domain, %i: its address'))),
    }),
  )<'where'>({
    summary: 'Sends NAS-Identifier.',
    set: (config, { where, format = defaultIdentifier }) =>
      amendRadius(config, { nasIdentifier: { ...config.aaa.radius.nasIdentifier, [where]: format } }),
    noNeeds: ['where'],
    unset(config, { where }) {
      const { [where]: _removed, ...left } = config.aaa.radius.nasIdentifier ?? {};
      return amendRadius(config, { nasIdentifier: Object.keys(left).length === 0 ? undefined : left });
    },
    *get({ aaa: { radius } }) {
      for (const where of ['accessRequest', 'accountingRequest'] as const) {
        const format = radius.nasIdentifier?.[where];
        if (format !== undefined) yield { where, format: format === defaultIdentifier ? undefined : format };
      }
    },
  }),
  value(
    globalMode,
    seq({
      _server: radiusServer,
      _attribute: attribute,
      _number: kw('31', 'Calling-Station-Id'),
      _mac: kw('mac', 'MAC addresses'),
      _format: kw('format', 'How they are written'),
      $format: macFormat,
    }),
  )({
    summary: 'Writes MAC addresses of callers in one format; other callers stay as they are.',
    defaultText: 'as they are known',
    get: ({ aaa: { radius } }) => radius.macFormat,
    set: (config, macFormat) => amendRadius(config, { macFormat }),
  }),
  onOff(
    'serviceTypeOnLogin',
    seq({
      _server: radiusServer,
      _attribute: attribute,
      _number: kw('6', 'Service-Type'),
      _when: kw('on-for-login-auth', 'In requests for access of logins'),
    }),
    false,
    'Sends Service-Type Login in requests for access of logins.',
  ),
  onOff(
    'sessionIdInAccessRequest',
    seq({
      _server: radiusServer,
      _attribute: attribute,
      _number: kw('44', 'Acct-Session-Id'),
      _where: kw('include-in-access-req', 'In requests for access'),
    }),
    false,
    'Sends Acct-Session-Id in requests for access.',
  ),
  onOff(
    'eventTimestamp',
    seq({
      _server: radiusServer,
      _attribute: attribute,
      _number: kw('55', 'Event-Timestamp'),
      _where: kw('include-in-acct-req', 'In accounting requests'),
    }),
    true,
    'Sends Event-Timestamp in accounting requests.',
  ),
  value(
    globalMode,
    seq({
      _server: radiusServer,
      _criteria: kw('dead-criteria', 'When a server counts as dead'),
      $both: unordered({
        time: opt(after('time', 'Time without a valid answer', INT(1, 120, 'Seconds'))),
        tries: opt(after('tries', 'Timeouts in a row', INT(1, 100, 'Times'))),
      }),
    }),
  )({
    summary: 'Says when a server counts as dead: when both criteria hold.',
    defaultText: 'time 10 tries 10',
    get: ({ aaa: { radius } }) => radius.deadCriteria,
    set: (config, deadCriteria) => amendRadius(config, { deadCriteria }),
  }),
  number(
    'deadtime',
    ['deadtime', 'How long a dead server is left out'],
    INT(0, 1440, 'Minutes'),
    'Leaves dead servers out for a time.',
    '0: dead servers are still asked',
  ),
  number('timeout', timeoutWord, seconds, 'Sets the time to wait for an answer of a RADIUS server.', '5'),
  number('retransmit', retransmitWord, times, 'Sets how often a request is sent again.', '3'),
  value(
    globalMode,
    seq({ _server: radiusServer, $balance: loadBalance }),
  )({
    summary: 'Spreads requests over all RADIUS servers.',
    get: ({ aaa: { radius } }) => radius.loadBalance,
    set: (config, loadBalance) => amendRadius(config, { loadBalance }),
  }),
  onOff(
    'sourcePortsExtended',
    seq({
      _server: radiusServer,
      _ports: kw('source-ports', 'UDP ports that requests are sent from'),
      _extended: kw('extended', '200 of them, from 21645 on'),
    }),
    false,
    'Sends requests from 200 UDP ports, each with 256 requests in flight.',
  ),
  setting(
    globalMode,
    seq({
      ...vsaSend,
      kind: opt(choice(kw('accounting', 'In accounting'), kw('authentication', 'In authentication'))),
    }),
  )({
    summary: 'Sends vendor-specific attributes; without a further word in both.',
    defaultText: 'on for both',
    set: (config, { kind }) => setVsa(config, kind, undefined),
    unset: (config, { kind }) => setVsa(config, kind, false),
    reset: (config, { kind }) => setVsa(config, kind, undefined),
    *get({ aaa: { radius } }) {
      for (const kind of ['accounting', 'authentication'] as const)
        if (radius[vsaKinds[kind]] === false) yield no({ kind });
    },
  }),
  secretLine(
    globalMode,
    { _server: radiusServer, _key: kw('key', 'Secret shared with the servers') },
    {
      summary: 'Sets the secret of RADIUS servers that have none of their own; it is kept encrypted.',
      get: ({ aaa }) => aaa.radius.key,
      set: (config, key) => amendRadius(config, { key }),
    },
  ),
  value(
    globalMode,
    seq({
      _ip: ip,
      _radius: kw('radius', 'RADIUS'),
      _source: kw('source-interface', 'Interface whose address requests are sent from'),
      interface: interfaceName,
      vrf: opt(vrf),
    }),
  )({
    summary: 'Sends RADIUS requests from the address of an interface. An address instead of it is an extension.',
    get({ aaa: { radius } }) {
      const { sourceInterface, sourceVrf } = radius;
      return sourceInterface === undefined ? undefined : { interface: sourceInterface, vrf: sourceVrf };
    },
    set: (config, typed) => amendRadius(config, { sourceInterface: typed?.interface, sourceVrf: typed?.vrf }),
  }),
];

function setVsa(config: Configuration, kind: keyof typeof vsaKinds | undefined, to: false | undefined): Configuration {
  const kinds = kind === undefined ? Object.values(vsaKinds) : [vsaKinds[kind]];
  return amendRadius(config, Object.fromEntries(kinds.map((key) => [key, to])));
}
