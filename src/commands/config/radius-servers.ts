import type { RadiusServerConfig } from '../../aaa/config.ts';
import {
  choice,
  drop,
  flag,
  HOST,
  INT,
  kw,
  opt,
  Refusal,
  seq,
  setting,
  toggle,
  unordered,
  WORD,
} from '../../ios/index.ts';
import { secretLine } from './common-lines.ts';
import { amend, amendAaa, value } from './edit.ts';
import { globalMode, radiusServerMode } from './modes.ts';
import { namedServers } from './named-servers.ts';
import {
  acctPort,
  authPort,
  radiusOptions,
  radiusServerOf,
  retransmitWord,
  seconds,
  timeoutWord,
  times,
  writtenRadius,
} from './server-options.ts';
import { after, leading, radiusServer, serverAddress } from './words.ts';

const { change, find, putLegacy, section } = namedServers<RadiusServerConfig>(
  ({ aaa }) => aaa.radiusServers,
  (config, radiusServers) => amendAaa(config, { radiusServers }),
);

/** UDP ports of a server that names none: RFC 2865 and 2866. */
const defaultPorts = { authPort: 1812, acctPort: 1813 };

/** `radius server NAME` */
export const radiusServerSection = section(radiusServerMode, kw('radius', 'RADIUS'), 'RADIUS', (name) => ({
  name,
  ...defaultPorts,
}));

const tester = seq({
  _tester: kw('automate-tester', 'Test the server with requests'),
  _username: kw('username', 'User of the requests'),
  username: WORD('Name of the user'),
  ignoreAuthPort: flag(kw('ignore-auth-port', 'Do not test authentication')),
  ignoreAcctPort: flag(kw('ignore-acct-port', 'Do not test accounting')),
  probeOn: flag(kw('probe-on', 'Test a dead server before it is used again')),
  idleTime: opt(after('idle-time', 'Test an idle server', INT(1, 35_791, 'Minutes without requests'))),
});

const switched = (
  key: 'sendMessageAuthenticator' | 'requireMessageAuthenticator',
  word: 'send-ma' | 'validate-ma',
  help: string,
) =>
  toggle(
    radiusServerMode,
    kw(word, help),
  )({
    summary: `${help}.`,
    defaultText: 'on',
    initially: true,
    get: (config, { name }) => find(config, name)?.[key],
    set: (config, on, { name }) => change(config, name, { [key]: on ? undefined : false }),
  });

/** The lines of a RADIUS server. */
export const radiusServerSettings = [
  value(
    radiusServerMode,
    seq({
      _address: kw('address', 'Where the server is'),
      $address: serverAddress,
      $ports: unordered({ authPort: opt(authPort), acctPort: opt(acctPort) }),
    }),
  )({
    summary: 'Says where the server is. The ports are always written; several servers may share a host.',
    defaultText: 'auth-port 1812 acct-port 1813',
    get(config, { name }) {
      const server = find(config, name);
      const { address, authPort, acctPort } = server ?? {};
      return address === undefined ? undefined : { ...address, authPort, acctPort };
    },
    set(config, typed, { name }) {
      if (typed === undefined) return change(config, name, { address: undefined, ...defaultPorts });
      const { family, host, authPort, acctPort } = { ...defaultPorts, ...typed };
      return change(config, name, { address: { family, host }, authPort, acctPort });
    },
  }),
  value(
    radiusServerMode,
    seq({ ...leading(timeoutWord), seconds }),
  )({
    summary: 'Sets the time to wait for an answer; wins over the global setting.',
    get(config, { name }) {
      const seconds = find(config, name)?.timeout;
      return seconds === undefined ? undefined : { seconds };
    },
    set: (config, typed, { name }) => change(config, name, { timeout: typed?.seconds }),
  }),
  value(
    radiusServerMode,
    seq({ ...leading(retransmitWord), times }),
  )({
    summary: 'Sets how often a request is sent again; wins over the global setting.',
    get(config, { name }) {
      const times = find(config, name)?.retransmit;
      return times === undefined ? undefined : { times };
    },
    set: (config, typed, { name }) => change(config, name, { retransmit: typed?.times }),
  }),
  value(
    radiusServerMode,
    seq({
      _backoff: kw('backoff', 'Wait longer after each transmission'),
      _exponential: kw('exponential', 'Twice as long each time'),
      $limits: unordered({
        maxDelay: opt(after('max-delay', 'Longest wait', INT(1, 120, 'Minutes'))),
        retry: opt(after('backoff-retry', 'How often to ask again', INT(1, 50, 'Times'))),
      }),
    }),
  )({
    summary: 'Doubles the wait after each transmission.',
    get: (config, { name }) => find(config, name)?.backoff,
    set: (config, backoff, { name }) => change(config, name, { backoff }),
  }),
  value(
    radiusServerMode,
    tester,
  )({
    summary: 'Tests the server with requests of its own, so that its state is known.',
    get: (config, { name }) => find(config, name)?.automateTester,
    set: (config, automateTester, { name }) => change(config, name, { automateTester }),
  }),
  setting(
    radiusServerMode,
    seq({
      _dscp: kw('dscp', 'Differentiated services code point of requests'),
      kind: choice(kw('auth', 'For authentication'), kw('acct', 'For accounting')),
      value: INT(1, 63, 'Code point'),
    }),
  )<'kind'>({
    summary: 'Marks requests; kept, the marks are not set.',
    defaultText: '0',
    set: (config, { kind, value }, { name }) =>
      change(config, name, { dscp: { ...find(config, name)?.dscp, [kind]: value } }),
    noNeeds: ['kind'],
    unset(config, { kind }, { name }) {
      const left = amend<NonNullable<RadiusServerConfig['dscp']>>(find(config, name)?.dscp ?? {}, {
        [kind]: undefined,
      });
      return change(config, name, { dscp: Object.keys(left).length === 0 ? undefined : left });
    },
    *get(config, { name }) {
      const dscp = find(config, name)?.dscp;
      for (const kind of ['auth', 'acct'] as const) if (dscp?.[kind] !== undefined) yield { kind, value: dscp[kind] };
    },
  }),
  switched('sendMessageAuthenticator', 'send-ma', 'Put a Message-Authenticator into requests'),
  switched('requireMessageAuthenticator', 'validate-ma', 'Take no answer without a Message-Authenticator'),
  secretLine(
    radiusServerMode,
    { _key: kw('key', 'Secret shared with the server') },
    {
      summary: 'Sets the secret shared with the server; it is kept encrypted.',
      get: (config, { name }) => find(config, name)?.key,
      set: (config, key, { name }) => change(config, name, { key }),
    },
  ),
];

/** UDP ports of `radius-server host` when it names none, as IOS has them. */
const legacyPorts = [1645, 1646] as const;

/** `radius-server host …` */
export const radiusHostSetting = setting(
  globalMode,
  seq({
    _server: radiusServer,
    _host: kw('host', 'A RADIUS server'),
    host: HOST('Address or name'),
    $options: radiusOptions,
  }),
)<'host', { readonly host: string; readonly authPort?: number; readonly acctPort?: number }>({
  summary:
    'Describes a RADIUS server on one line, as older releases do. Several ports of one host are several servers.',
  defaultText: 'auth-port 1645 acct-port 1646',
  set(config, { host, ...options }, _context, env) {
    const server = radiusServerOf(host, options, legacyPorts, env);
    if (server instanceof Refusal) return server;
    const { authPort, acctPort } = server;
    return putLegacy(config, { ...server, legacy: true }, hosted({ host, authPort, acctPort }));
  },
  noSyntax: seq({
    _server: radiusServer,
    _host: kw('host', 'A RADIUS server'),
    host: HOST('Address or name'),
    $ports: unordered({ authPort: opt(authPort), acctPort: opt(acctPort) }),
  }),
  unset: (config, which) => amendAaa(config, { radiusServers: drop(config.aaa.radiusServers, hosted(which)) }),
  *get({ aaa: { radiusServers } }) {
    for (const server of radiusServers)
      if (server.legacy === true) yield { host: server.name, ...writtenRadius(server) };
  },
});

/** Legacy servers at a host; at these ports, where they are given. */
const hosted =
  (which: { readonly host: string; readonly authPort?: number; readonly acctPort?: number }) =>
  (server: RadiusServerConfig): boolean =>
    server.legacy === true &&
    server.name === which.host &&
    (which.authPort === undefined || which.authPort === server.authPort) &&
    (which.acctPort === undefined || which.acctPort === server.acctPort);
