import {
  choice,
  drop,
  HOST,
  INT,
  kw,
  many,
  opt,
  put,
  Refusal,
  type Rule,
  refuse,
  seq,
  setting,
  toggle,
} from '../../ios/index.ts';
import { type SnmpConfig, type SnmpHost, snmpTrapTypes } from '../../watch/snmp/config.ts';
import { amendSnmp } from './edit.ts';
import { type ConfigServices, globalMode } from './modes.ts';
import { sealSecret, secretWord } from './secrets.ts';
import { type Declaration, level, same, server } from './snmp-words.ts';
import { after } from './words.ts';

const sameHost =
  (env: ConfigServices, wanted: SnmpHost) =>
  (one: SnmpHost): boolean =>
    one.host === wanted.host &&
    one.port === wanted.port &&
    one.version === wanted.version &&
    one.kind === wanted.kind &&
    same(env, one.community, wanted.community);

const host: Declaration = setting(
  globalMode,
  seq({
    _server: server,
    _host: kw('host', 'Who is told of events'),
    host: HOST('Address or name of the manager'),
    kind: opt(choice(kw('traps', 'Without acknowledgement'), kw('informs', 'Until acknowledged'))),
    version: opt(
      seq({
        _version: kw('version', 'Version of SNMP'),
        $of: choice(
          seq({ version: kw('1', 'Version 1') }),
          seq({ version: kw('2c', 'Version 2c') }),
          seq({ version: kw('3', 'Version 3'), level }),
        ),
      }),
    ),
    community: secretWord,
    port: opt(after('udp-port', 'Port of the manager', INT(1, 65535, 'Port; default 162'))),
    types: opt(
      many(choice(kw('aaa_server', 'States of AAA servers'), kw('ipsec', 'Tunnels')), { max: snmpTrapTypes.length }),
    ),
  }),
)<'host'>({
  summary: 'Tells a manager of events: those named, or all that are enabled. Of version 3 the name is that of a user.',
  defaultText: 'traps of version 1 to port 162',
  noNeeds: ['host'],
  set(config, { host, kind = 'traps', version, community, port, types = [] }, _context, env) {
    const sealed = sealSecret(community, env);
    if (sealed instanceof Refusal) return sealed;
    const of = version ?? ({ version: '1' } as const);
    if (kind === 'informs' && of.version === '1') return refuse('% Version 1 has no informs');
    const made: SnmpHost = {
      ...{ host, kind, version: of.version, community: sealed, types: [...new Set(types)] },
      ...(of.version === '3' ? { level: of.level } : {}),
      ...(port === undefined ? {} : { port }),
    };
    return amendSnmp(config, { hosts: put(config.snmp.hosts, made, sameHost(env, made)) });
  },
  unset: (config, { host }) => amendSnmp(config, { hosts: drop(config.snmp.hosts, (one) => one.host === host) }),
  get: ({ snmp }) =>
    snmp.hosts.map(({ host, kind, version, level = 'noauth', community, port, types }) => ({
      ...{ host, community, port },
      kind: kind === 'traps' ? undefined : kind,
      version: version === '1' ? undefined : version === '2c' ? { version } : { version, level },
      types: types.length === 0 ? undefined : types,
    })),
});

const enable = { _server: server, _enable: kw('enable', 'What is told of'), _traps: kw('traps', 'Events') };
const trap = (
  key: keyof SnmpConfig['traps'],
  words: Readonly<Record<`_${string}`, Rule<string>>>,
  summary: string,
): Declaration =>
  toggle(
    globalMode,
    seq({ ...enable, ...words }),
  )({
    summary,
    get: ({ snmp }) => snmp.traps[key],
    set: (config, on) => amendSnmp(config, { traps: { ...config.snmp.traps, [key]: on } }),
  });
const tunnel = { _ipsec: kw('ipsec', 'IPsec'), _tunnel: kw('tunnel', 'Tunnels') };

/** Who is told of events, and of which. */
export const snmpNotificationSettings: readonly Declaration[] = [
  trap(
    'aaaServer',
    { _what: kw('aaa_server', 'States of AAA servers') },
    'Tells of RADIUS servers that are declared dead, or alive again.',
  ),
  trap('tunnelStart', { ...tunnel, _start: kw('start', 'That came up') }, 'Tells of IPsec tunnels that come up.'),
  trap('tunnelStop', { ...tunnel, _stop: kw('stop', 'That ended') }, 'Tells of IPsec tunnels that end.'),
  host,
];
