import type { SealedSecret } from '../../aaa/config.ts';
import {
  type ConfigDeclaration,
  choice,
  drop,
  HOST,
  INT,
  kept,
  kw,
  LINE,
  many,
  opt,
  put,
  Refusal,
  type Rule,
  refuse,
  seq,
  setting,
  toggle,
  WORD,
} from '../../ios/index.ts';
import {
  type AgentxMaster,
  defaultAgentxSocket,
  type SnmpConfig,
  type SnmpHost,
  type SnmpUser,
  snmpTrapTypes,
  treeNumbers,
} from '../../watch/snmp/config.ts';
import type { Configuration } from '../configuration.ts';
import { amendSnmp, value } from './edit.ts';
import { type ConfigServices, globalMode } from './modes.ts';
import { sealSecret, secretWord } from './secrets.ts';
import { aaa, after } from './words.ts';

type Declaration = ConfigDeclaration<Configuration, ConfigServices>;

const server = kw('snmp-server', 'The SNMP agent');
const name = (help: string): Rule<string> => WORD(help, { max: 32 });
const accessList = WORD('Standard access list: who may ask', { max: 64, pattern: /^(?!ro$|rw$|view$)/i });

/** Whether two sealed texts are of one secret. */
function same({ vault }: ConfigServices, one: SealedSecret, other: SealedSecret): boolean {
  if (one.type === other.type && one.text === other.text) return true;
  const [first, second] = [vault.open?.(one), vault.open?.(other)];
  return first?.ok === true && second?.ok === true && first.value === second.value;
}

/** The shortest password of a user (RFC 3414 §11.2). */
const shortest = 8;

const community: Declaration = setting(
  globalMode,
  seq({
    _server: server,
    _community: kw('community', 'Community: who knows it may ask'),
    community: secretWord,
    view: opt(after('view', 'What is seen', name('Name of a view'))),
    access: opt(choice(kw('ro', 'Read only'), kw('rw', 'Read and write'))),
    accessList: opt(accessList),
  }),
)<'community'>({
  summary:
    'Lets managers that know a community ask by versions 1 and 2c; it is kept encrypted. The agent listens then.',
  defaultText: 'read only, everything',
  noNeeds: ['community'],
  set(config, { community: typed, access = 'ro', view, accessList }, _context, env) {
    const sealed = sealSecret(typed, env);
    if (sealed instanceof Refusal) return sealed;
    const known = config.snmp.communities;
    const there = known.find((one) => same(env, one.community, sealed));
    const made = {
      community: there?.community ?? sealed,
      access,
      ...(view === undefined ? {} : { view }),
      ...(accessList === undefined ? {} : { accessList }),
    };
    return amendSnmp(config, { communities: put(known, made, (one) => one === there) });
  },
  unset(config, { community: typed }, _context, env) {
    const sealed = sealSecret(typed, env);
    if (sealed instanceof Refusal) return sealed;
    return amendSnmp(config, {
      communities: drop(config.snmp.communities, (one) => same(env, one.community, sealed)),
    });
  },
  get: ({ snmp }) => snmp.communities,
});

const view: Declaration = setting(
  globalMode,
  seq({
    _server: server,
    _view: kw('view', 'What may be seen'),
    view: name('Name of the view'),
    tree: WORD('Subtree: numbers, or a name with numbers behind it', {
      max: 300,
      shape: 'OID',
      pattern: /^[\w.-]+$/,
      sample: (random) => `1.3.6.1.${Math.floor(random() * 1000)}`,
    }),
    included: choice(kw('included', 'Is seen'), kw('excluded', 'Is not seen')),
  }),
)<'view' | 'tree'>({
  summary: 'Puts a subtree into a view, or keeps it out. Of the subtrees that an object is in, the longest counts.',
  noNeeds: ['view', 'tree'],
  set(config, { view, tree, included }) {
    if (treeNumbers(tree) === undefined) return refuse(`% Unknown subtree ${tree}`);
    const family = { view, tree, included: included === 'included' };
    return amendSnmp(config, {
      views: put(config.snmp.views, family, (one) => one.view === view && one.tree === tree),
    });
  },
  unset: (config, { view, tree }) =>
    amendSnmp(config, { views: drop(config.snmp.views, (one) => one.view === view && one.tree === tree) }),
  get: ({ snmp }) =>
    snmp.views.map(({ view, tree, included }) => ({
      view,
      tree,
      included: included ? ('included' as const) : ('excluded' as const),
    })),
});

const level = choice(
  kw('noauth', 'Not protected'),
  kw('auth', 'Authenticated'),
  kw('priv', 'Authenticated and encrypted'),
);

const group: Declaration = setting(
  globalMode,
  seq({
    _server: server,
    _group: kw('group', 'What users may do'),
    name: name('Name of the group'),
    _model: kw('v3', 'The user-based model'),
    level,
    read: opt(after('read', 'What is read; default: everything', name('Name of a view'))),
    write: opt(after('write', 'What is written; default: nothing', name('Name of a view'))),
    notify: opt(after('notify', 'What is told of; no effect', name('Name of a view'))),
    accessList: opt(after('access', 'Who may ask', WORD('Standard access list', { max: 64 }))),
  }),
)<'name' | 'level'>({
  summary: 'Says what the users of a group may do when their messages are protected at least so well.',
  noNeeds: ['name', 'level'],
  set: (config, made) =>
    amendSnmp(config, {
      groups: put(config.snmp.groups, made, (one) => one.name === made.name && one.level === made.level),
    }),
  unset: (config, { name, level }) =>
    amendSnmp(config, { groups: drop(config.snmp.groups, (one) => one.name === name && one.level === level) }),
  get: ({ snmp }) => snmp.groups,
});

const sha2 = choice(kw('224', 'SHA-224'), kw('256', 'SHA-256'), kw('384', 'SHA-384'), kw('512', 'SHA-512'));

const user: Declaration = setting(
  globalMode,
  seq({
    _server: server,
    _user: kw('user', 'Who may ask by version 3'),
    name: name('Name of the user'),
    group: name('Name of the group'),
    _model: kw('v3', 'The user-based model'),
    auth: opt(
      seq({
        _auth: kw('auth', 'How messages are authenticated'),
        $protocol: choice(seq({ protocol: kw('sha', 'SHA-1') }), seq({ protocol: kw('sha-2', 'SHA-2'), bits: sha2 })),
        password: secretWord,
        privacy: opt(
          seq({
            _priv: kw('priv', 'How messages are encrypted'),
            _aes: kw('aes', 'AES'),
            _bits: kw('128', 'With keys of 128 bits'),
            password: secretWord,
          }),
        ),
      }),
    ),
    accessList: opt(after('access', 'Where the user may ask from', WORD('Standard access list', { max: 64 }))),
  }),
)<'name' | 'group'>({
  summary:
    'Makes a user of version 3; passwords of eight characters or more are kept encrypted. The agent listens then.',
  notes: 'MD5 and DES are not offered.',
  noNeeds: ['name', 'group'],
  set(config, { name, group, auth, accessList }, _context, env) {
    const secrets = [auth?.password, auth?.privacy?.password].map((typed) => {
      if (typed === undefined) return undefined;
      if ('clear' in typed && typed.clear.length < shortest)
        return refuse(`% A password has ${shortest} characters at least`);
      return sealSecret(typed, env);
    });
    const [password, privacy] = secrets;
    if (password instanceof Refusal) return password;
    if (privacy instanceof Refusal) return privacy;
    const made: SnmpUser = {
      ...{ name, group },
      ...(auth === undefined || password === undefined
        ? {}
        : { authentication: { protocol: auth.protocol === 'sha' ? auth.protocol : `sha-${auth.bits}`, password } }),
      ...(privacy === undefined ? {} : { privacy }),
      ...(accessList === undefined ? {} : { accessList }),
    };
    return amendSnmp(config, { users: put(config.snmp.users, made, (one) => one.name === name) });
  },
  unset: (config, { name, group }) =>
    amendSnmp(config, { users: drop(config.snmp.users, (one) => one.name === name && one.group === group) }),
  get: ({ snmp }) =>
    snmp.users.map(({ name, group, authentication, privacy, accessList }) => ({
      ...{ name, group, accessList },
      auth: authentication && {
        ...protocolWords(authentication.protocol),
        password: authentication.password,
        privacy: privacy && { password: privacy },
      },
    })),
});

function protocolWords(protocol: NonNullable<SnmpUser['authentication']>['protocol']) {
  switch (protocol) {
    case 'sha':
      return { protocol } as const;
    case 'sha-224':
      return { protocol: 'sha-2', bits: '224' } as const;
    case 'sha-256':
      return { protocol: 'sha-2', bits: '256' } as const;
    case 'sha-384':
      return { protocol: 'sha-2', bits: '384' } as const;
    case 'sha-512':
      return { protocol: 'sha-2', bits: '512' } as const;
  }
}

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

const line = (key: 'location' | 'contact' | 'chassisId', word: string, help: string): Declaration =>
  value(
    globalMode,
    seq({ _server: server, _what: kw(word, help), text: LINE('Text', { max: 255 }) }),
  )({
    summary: `${help}.`,
    get: ({ snmp }) => (snmp[key] === undefined ? undefined : { text: snmp[key] }),
    set: (config, typed) => amendSnmp(config, { [key]: typed?.text }),
  });

const isDefault = (master: AgentxMaster): boolean => master.kind === 'socket' && master.path === defaultAgentxSocket;

/** `snmp-server …` */
export const snmpSettings: readonly Declaration[] = [
  value(
    globalMode,
    seq({
      _server: server,
      _engine: kw('engineID', 'Name of the engine'),
      _local: kw('local', 'Of this box'),
      id: WORD('10 to 64 hexadecimal digits', {
        shape: 'HEX',
        pattern: /^([\da-fA-F]{2}){5,32}$/,
        sample: (random) =>
          `80000000${Math.floor(random() * 0xffffff)
            .toString(16)
            .padStart(6, '0')}`,
      }),
    }),
  )({
    summary:
      'Names the engine for version 3. Keys are made for it: managers that know the old name must learn the new one.',
    defaultText: 'made at the first start',
    get: ({ snmp }) => (snmp.engineId === undefined ? undefined : { id: snmp.engineId }),
    set: (config, typed) => amendSnmp(config, { engineId: typed?.id }),
  }),
  view,
  group,
  user,
  community,
  kept(
    globalMode,
    seq({
      _server: server,
      what: choice(kw('group', 'Groups'), kw('user', 'Users')),
      names: many(WORD('Name', { max: 32, pattern: /^(?!v\d)/ }), { max: 2 }),
      model: choice(kw('v1', 'Version 1'), kw('v2c', 'Version 2c')),
      rest: opt(LINE('The rest of the line is kept as it is')),
    }),
    { summary: 'Kept without effect. What communities may do stands in their own lines.' },
  ),
  line('location', 'location', 'Says where the box is'),
  line('contact', 'contact', 'Says who looks after the box'),
  line('chassisId', 'chassis-id', 'Sets the serial number that show snmp prints'),
  value(
    globalMode,
    seq({ _server: server, _size: kw('packetsize', 'The longest answer'), octets: INT(484, 17940, 'Octets') }),
  )({
    summary: 'Limits how long an answer may be. Longer ones make walks faster where the network carries them.',
    defaultText: '1500',
    get: ({ snmp }) => (snmp.packetSize === undefined ? undefined : { octets: snmp.packetSize }),
    set: (config, typed) => amendSnmp(config, { packetSize: typed?.octets }),
  }),
  value(
    globalMode,
    seq({ _server: server, _port: kw('port', 'UDP port of the agent'), port: INT(1, 65535, 'Port') }),
  )({
    summary: 'Sets the UDP port to listen on.',
    defaultText: '161',
    extension: true,
    get: ({ snmp }) => (snmp.port === undefined ? undefined : { port: snmp.port }),
    set: (config, typed) => amendSnmp(config, { port: typed?.port }),
  }),
  setting(
    globalMode,
    seq({ _server: server, _listen: kw('listen', 'Address to listen on'), address: HOST('Address of this box') }),
  )({
    summary: 'Listens on an address of this box only; may be given several times.',
    defaultText: 'every IPv4 address',
    extension: true,
    set: (config, { address }) => amendSnmp(config, { listen: [...new Set([...config.snmp.listen, address])] }),
    unset: (config, { address }) =>
      amendSnmp(config, { listen: config.snmp.listen.filter((other) => other !== address) }),
    get: ({ snmp }) => snmp.listen.map((address) => ({ address })),
  }),
  value(
    globalMode,
    seq({
      _server: server,
      _agentx: kw('agentx', "Sub-agent of another agent, as Debian's snmpd"),
      master: opt(
        choice(
          seq({
            kind: kw('socket', 'By a socket of this box'),
            path: WORD('Path of the socket', {
              max: 100,
              shape: 'PATH',
              pattern: /^\/\S+$/,
              sample: (random) => `/run/master-${Math.floor(random() * 1000)}`,
            }),
          }),
          seq({
            kind: kw('tcp', 'By TCP'),
            host: HOST('Address of the agent'),
            port: INT(1, 65535, 'Port of the agent'),
          }),
        ),
      ),
    }),
  )({
    summary: `Answers as AgentX sub-agent of another agent, which says who may ask; default ${defaultAgentxSocket}.`,
    notes: 'Notifications go to that agent, too. Without communities and users no port of this agent is open.',
    defaultText: 'no sub-agent',
    extension: true,
    get: ({ snmp: { agentx } }) =>
      agentx === undefined ? undefined : { master: isDefault(agentx) ? undefined : agentx },
    set: (config, typed) =>
      amendSnmp(config, {
        agentx: typed && (typed.master ?? { kind: 'socket', path: defaultAgentxSocket }),
      }),
  }),
  trap(
    'aaaServer',
    { _what: kw('aaa_server', 'States of AAA servers') },
    'Tells of RADIUS servers that are declared dead, or alive again.',
  ),
  trap('tunnelStart', { ...tunnel, _start: kw('start', 'That came up') }, 'Tells of IPsec tunnels that come up.'),
  trap('tunnelStop', { ...tunnel, _stop: kw('stop', 'That ended') }, 'Tells of IPsec tunnels that end.'),
  host,
];

const sessionMib = { _aaa: aaa, _mib: kw('session-mib', 'Sessions as management systems see them') };

/** `aaa session-mib …` */
export const sessionMibSettings: readonly Declaration[] = [
  toggle(
    globalMode,
    seq({ ...sessionMib, _disconnect: kw('disconnect', 'Sessions may be ended') }),
  )({
    summary: 'Lets managers with write access end sessions by casnDisconnect.',
    get: ({ snmp }) => snmp.sessionDisconnect,
    set: (config, on) => amendSnmp(config, { sessionDisconnect: on }),
  }),
  value(
    globalMode,
    seq({
      ...sessionMib,
      _populate: kw('populate', 'When a session gets its row'),
      when: choice(kw('setup', 'As soon as it is set up'), kw('start', 'With its Start record')),
    }),
  )({
    summary: 'Says when a session gets its row. With `start`, sessions that are not accounted for get none.',
    defaultText: 'setup',
    get: ({ snmp }) => (snmp.sessionPopulate === undefined ? undefined : { when: snmp.sessionPopulate }),
    set: (config, typed) => amendSnmp(config, { sessionPopulate: typed?.when }),
  }),
];
