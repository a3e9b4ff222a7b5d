/** A small language, for the tests of src/ios: about forty commands of AAA, RADIUS, interfaces, IP and lines. */
import {
  alter,
  as,
  choice,
  command,
  DELIMITED,
  drop,
  execMode,
  flag,
  HOST,
  INT,
  IPV4,
  IPV4_MASK,
  IPV6,
  type KeptLine,
  kept,
  keptSection,
  kw,
  LINE,
  language,
  many,
  mode,
  opt,
  put,
  putBy,
  refuse,
  STRING,
  secret,
  section,
  seq,
  setting,
  toggle,
  unordered,
  WORD,
} from '../../src/ios/index.ts';

export interface Server {
  readonly name: string;
  readonly host?: string;
  readonly authPort: number;
  readonly acctPort: number;
  readonly timeout?: number;
  readonly retransmit?: number;
  readonly key?: string;
  readonly tester?: { readonly user: string; readonly ignoreAuth: boolean; readonly idle?: number };
}
export interface Interface {
  readonly name: string;
  readonly address?: { readonly address: string; readonly mask: string };
  readonly ipv6: readonly string[];
  readonly description?: string;
  readonly shutdown: boolean;
}
export interface List {
  readonly type: 'exec' | 'network' | 'commands';
  readonly level?: number;
  readonly name: string;
  readonly action: 'start-stop' | 'stop-only' | 'none';
  readonly broadcast: boolean;
  readonly groups: readonly string[];
}
export interface Line {
  readonly kind: 'con' | 'vty';
  readonly number: number;
  readonly timeout?: readonly [number, number];
  readonly login?: string;
}
export interface User {
  readonly name: string;
  readonly privilege?: number;
  readonly secret?: string;
}
export interface Toy {
  readonly hostname: string;
  readonly newModel: boolean;
  readonly gigawords: boolean;
  readonly prompt?: string;
  readonly motd?: string;
  readonly users: readonly User[];
  readonly lists: readonly List[];
  readonly servers: readonly Server[];
  readonly interfaces: readonly Interface[];
  readonly lines: readonly Line[];
  readonly logging: readonly string[];
  readonly keys: readonly { readonly user: string; readonly lines: readonly string[] }[];
  readonly kept: readonly KeptLine[];
}
export const emptyToy: Toy = {
  hostname: 'router',
  newModel: false,
  gigawords: true,
  users: [],
  lists: [],
  servers: [],
  interfaces: [],
  lines: [
    { kind: 'con', number: 0 },
    { kind: 'vty', number: 0 },
    { kind: 'vty', number: 1 },
  ],
  logging: [],
  keys: [],
  kept: [],
};
/** What configuration commands work with. */
export interface Vault {
  seal(clear: string): string;
}
/** What exec commands work with. */
export interface Session {
  readonly user: string;
  readonly log: string[];
  running(): string;
}

export const exec = execMode<Session>();
export const global = mode<Toy, undefined, Vault>({
  id: 'config',
  prompt: 'config',
  title: 'Global configuration commands',
});
const server = mode<Toy, { readonly name: string }, Vault>({
  id: 'config-radius-server',
  prompt: 'config-radius-server',
  title: 'RADIUS server commands',
  parent: global,
});
const interfaceMode = mode<Toy, { readonly name: string }, Vault>({
  id: 'config-if',
  prompt: 'config-if',
  title: 'Interface commands',
  parent: global,
});
const lineMode = mode<Toy, { readonly kind: Line['kind']; readonly first: number; readonly last: number }, Vault>({
  id: 'config-line',
  prompt: 'config-line',
  title: 'Line commands',
  parent: global,
});
const chain = mode<Toy, undefined, Vault>({
  id: 'conf-ssh-pubkey',
  prompt: 'conf-ssh-pubkey',
  title: 'Public key chain commands',
  parent: global,
});
const chainUser = mode<Toy, { readonly user: string }, Vault>({
  id: 'conf-ssh-pubkey-user',
  prompt: 'conf-ssh-pubkey-user',
  title: 'Public key user commands',
  parent: chain,
});
const chainData = mode<Toy, { readonly user: string }, Vault>({
  id: 'conf-ssh-pubkey-data',
  prompt: 'conf-ssh-pubkey-data',
  title: 'Public key text',
  parent: chainUser,
  fallsBack: false,
  closing: 'exit',
});
const voicePort = mode<Toy, undefined, Vault>({
  id: 'config-voiceport',
  prompt: 'config-voiceport',
  title: 'Voice port lines',
  parent: global,
  keepsAnything: true,
});

const aaa = kw('aaa', 'Authentication, Authorization and Accounting.');
const accounting = kw('accounting', 'Accounting configurations parameters.');
const ip = kw('ip', 'Global IP configuration subcommands');
const show = kw('show', 'Show running system information');

const editServer = (config: Toy, name: string, change: (server: Server) => Server): Toy => ({
  ...config,
  servers: alter(config.servers, (one) => one.name === name, change),
});
const serverOf = (config: Toy, name: string): Server | undefined => config.servers.find((one) => one.name === name);
const editInterface = (config: Toy, name: string, change: (one: Interface) => Interface): Toy => ({
  ...config,
  interfaces: alter(config.interfaces, (one) => one.name === name, change),
});
const interfaceOf = (config: Toy, name: string): Interface | undefined =>
  config.interfaces.find((one) => one.name === name);

export const hostname = setting(
  global,
  seq({
    _hostname: kw('hostname', "Set system's network name"),
    name: WORD("This system's network name", { max: 63 }),
  }),
)({
  summary: 'Names the system.',
  noNeeds: [],
  set: (config, { name }) => ({ ...config, hostname: name }),
  unset: (config) => ({ ...config, hostname: emptyToy.hostname }),
  get: (config) => [{ name: config.hostname }],
});

export const banner = setting(
  global,
  seq({
    _banner: kw('banner', 'Define a login banner'),
    _motd: kw('motd', 'Set Message of the Day banner'),
    text: DELIMITED("c banner-text c, where 'c' is a delimiting character"),
  }),
)({
  noNeeds: [],
  set: (config, { text }) => ({ ...config, motd: text }),
  unset: ({ motd: _, ...config }) => config,
  get: (config) => (config.motd === undefined ? [] : [{ text: config.motd }]),
});

const userName = (user: User): string => user.name;
export const username = setting(
  global,
  seq({
    _username: kw('username', 'Establish User Name Authentication'),
    name: WORD('User name'),
    privilege: opt(
      seq({ _privilege: kw('privilege', 'Set user privilege level'), level: INT(0, 15, 'User privilege level') }),
    ),
    secret: opt(
      seq({
        _secret: kw('secret', 'Specify the secret for the user'),
        type: choice(
          kw('0', 'Specifies an UNENCRYPTED secret will follow'),
          kw('9', 'Specifies a SCRYPT HASHED secret will follow'),
        ),
        text: secret(LINE('The secret')),
      }),
    ),
  }),
)({
  noNeeds: ['name'],
  set: (config, value, _context, vault) => {
    if (value.name === 'nobody') return refuse('% This name is reserved');
    const user: User = {
      name: value.name,
      ...(value.privilege && { privilege: value.privilege.level }),
      ...(value.secret && { secret: value.secret.type === '0' ? vault.seal(value.secret.text) : value.secret.text }),
    };
    return { ...config, users: putBy(config.users, user, userName) };
  },
  unset: (config, { name }) => ({ ...config, users: drop(config.users, (one) => one.name === name) }),
  get: (config) =>
    config.users.map((user) => ({
      name: user.name,
      privilege: user.privilege === undefined ? undefined : { level: user.privilege },
      secret: user.secret === undefined ? undefined : ({ type: '9', text: user.secret } as const),
    })),
});

export const newModel = toggle(
  global,
  seq({
    _aaa: aaa,
    _new: kw('new-model', 'Enable NEW access control commands and functions.(Disables OLD commands.)'),
  }),
)({
  get: (config) => config.newModel,
  set: (config, on) => ({ ...config, newModel: on }),
});

export const gigawords = toggle(
  global,
  seq({
    _aaa: aaa,
    _accounting: accounting,
    _gigawords: kw('gigawords', '64 bit interface counters to support Radius attributes 52 & 53.'),
  }),
)({
  initially: true,
  get: (config) => config.gigawords,
  set: (config, on) => ({ ...config, gigawords: on }),
});

export const accountingList = setting(
  global,
  seq({
    _aaa: aaa,
    _accounting: accounting,
    $type: choice(
      seq({ type: kw('exec', 'For starting an exec (shell).') }),
      seq({ type: kw('network', 'For network services. (PPP, SLIP, ARAP)') }),
      seq({ type: kw('commands', 'For exec (shell) commands.'), level: INT(0, 15, 'Enable level') }),
    ),
    name: choice(kw('default', 'The default accounting list.'), WORD('Named Accounting list.')),
    action: choice(
      kw('none', 'No accounting.'),
      kw('start-stop', 'Record start and stop without waiting'),
      kw('stop-only', 'Record stop when service terminates.'),
    ),
    broadcast: flag(kw('broadcast', 'Use Broadcast for Accounting')),
    groups: many(
      seq({
        _group: kw('group', 'Use Server-group'),
        name: choice(
          kw('radius', 'Use list of all Radius hosts.'),
          kw('tacacs+', 'Use list of all Tacacs+ hosts.'),
          WORD('Server-group name'),
        ),
      }),
      { min: 0, max: 4 },
    ),
  }),
)({
  noNeeds: ['type', 'level', 'name'],
  set: (config, value) => {
    const list: List = { ...value, groups: value.groups.map((group) => group.name) };
    return { ...config, lists: put(config.lists, list, (one) => sameList(one, list)) };
  },
  unset: (config, value) => ({ ...config, lists: drop(config.lists, (one) => sameList(one, value)) }),
  *get(config) {
    for (const { type, level, groups, ...list } of config.lists) {
      const rest = { ...list, groups: groups.map((name) => ({ name })) };
      if (type !== 'commands') yield { type, ...rest };
      else if (level !== undefined) yield { type, level, ...rest };
    }
  },
});
const sameList = (
  a: { readonly type: string; readonly level?: number; readonly name: string },
  b: { readonly type: string; readonly level?: number; readonly name: string },
): boolean => a.type === b.type && a.level === b.level && a.name === b.name;

export const usernamePrompt = setting(
  global,
  seq({
    _aaa: aaa,
    _authentication: kw('authentication', 'Authentication configurations parameters.'),
    _prompt: kw('username-prompt', 'Text to use when prompting for a username'),
    text: STRING('Text of prompt'),
  }),
)({
  noNeeds: [],
  set: (config, { text }) => ({ ...config, prompt: text }),
  unset: ({ prompt: _, ...config }) => config,
  get: (config) => (config.prompt === undefined ? [] : [{ text: config.prompt }]),
});

export const radiusServer = section(
  global,
  seq({
    _radius: kw('radius', 'RADIUS server configuration command'),
    _server: kw('server', 'Server configuration'),
    name: WORD('Name for the radius server configuration'),
  }),
  server,
)({
  open: (config, { name }) => ({
    config: serverOf(config, name)
      ? config
      : { ...config, servers: [...config.servers, { name, authPort: 1812, acctPort: 1813 }] },
    context: { name },
  }),
  unset: (config, { name }) => ({ ...config, servers: drop(config.servers, (one) => one.name === name) }),
  get: (config) => config.servers.map(({ name }) => ({ value: { name }, context: { name } })),
});

export const address = setting(
  server,
  seq({
    _address: kw('address', 'Specify the radius server address'),
    _ipv4: kw('ipv4', 'IPv4 address'),
    host: HOST('IPv4 Address or name of RADIUS server'),
    $ports: unordered({
      authPort: opt(
        seq({
          _auth: kw('auth-port', 'UDP port for RADIUS authentication server (default is 1812)'),
          port: INT(0, 65534, 'Port number'),
        }),
      ),
      acctPort: opt(
        seq({
          _acct: kw('acct-port', 'UDP port for RADIUS accounting server (default is 1813)'),
          port: INT(0, 65534, 'Port number'),
        }),
      ),
    }),
  }),
)({
  noNeeds: [],
  set: (config, value, { name }) =>
    editServer(config, name, (one) => ({
      ...one,
      host: value.host,
      authPort: value.authPort?.port ?? 1812,
      acctPort: value.acctPort?.port ?? 1813,
    })),
  unset: (config, _value, { name }) => editServer(config, name, ({ host: _, ...one }) => one),
  get: (config, { name }) => {
    const one = serverOf(config, name);
    if (one?.host === undefined) return [];
    return [{ host: one.host, authPort: { port: one.authPort }, acctPort: { port: one.acctPort } }];
  },
});

export const serverKey = setting(
  server,
  seq({
    _key: kw('key', 'Per-server encryption key'),
    sealed: flag(kw('7', 'Specifies a HIDDEN key will follow')),
    text: secret(LINE('The UNENCRYPTED (cleartext) shared key')),
  }),
)({
  noNeeds: [],
  set: (config, { sealed, text }, { name }, vault) =>
    editServer(config, name, (one) => ({ ...one, key: sealed ? text : vault.seal(text) })),
  unset: (config, _value, { name }) => editServer(config, name, ({ key: _, ...one }) => one),
  get: (config, { name }) => {
    const key = serverOf(config, name)?.key;
    return key === undefined ? [] : [{ sealed: true, text: key }];
  },
});

const serverNumber = (key: 'timeout' | 'retransmit', lo: number, hi: number, help: string) =>
  setting(
    server,
    seq({ _key: kw(key, help), value: INT(lo, hi, help) }),
  )({
    noNeeds: [],
    set: (config, { value }, { name }) => editServer(config, name, (one) => ({ ...one, [key]: value })),
    unset: (config, _value, { name }) => editServer(config, name, ({ [key]: _, ...one }) => one as Server),
    get: (config, { name }) => {
      const value = serverOf(config, name)?.[key];
      return value === undefined ? [] : [{ value }];
    },
  });

export const tester = setting(
  server,
  seq({
    _tester: kw('automate-tester', 'Configure server automated testing.'),
    _username: kw('username', 'Username.'),
    user: WORD('The user name'),
    $options: unordered({
      ignoreAuth: flag(kw('ignore-auth-port', 'Do not test authentication port')),
      idle: opt(seq({ _idle: kw('idle-time', 'Time to idle'), minutes: INT(1, 35791, 'Minutes') })),
    }),
  }),
)({
  noNeeds: [],
  set: (config, { user, ignoreAuth, idle }, { name }) =>
    editServer(config, name, (one) => ({
      ...one,
      tester: { user, ignoreAuth, ...(idle && { idle: idle.minutes }) },
    })),
  unset: (config, _value, { name }) => editServer(config, name, ({ tester: _, ...one }) => one),
  get: (config, { name }) => {
    const found = serverOf(config, name)?.tester;
    return found === undefined
      ? []
      : [
          {
            user: found.user,
            ignoreAuth: found.ignoreAuth,
            idle: found.idle === undefined ? undefined : { minutes: found.idle },
          },
        ];
  },
});

const interfaceSection = section(
  global,
  seq({
    _interface: kw('interface', 'Select an interface to configure'),
    name: WORD('Interface name', {
      shape: 'INTERFACE',
      pattern: /^[A-Za-z]+\d/,
      sample: (random) => `Ethernet${Math.floor(random() * 9)}`,
    }),
  }),
  interfaceMode,
)({
  open: (config, { name }) => ({
    config: interfaceOf(config, name)
      ? config
      : { ...config, interfaces: [...config.interfaces, { name, ipv6: [], shutdown: false }] },
    context: { name },
  }),
  unset: (config, { name }) => ({ ...config, interfaces: drop(config.interfaces, (one) => one.name === name) }),
  get: (config) => config.interfaces.map(({ name }) => ({ value: { name }, context: { name } })),
});

export const description = setting(
  interfaceMode,
  seq({
    _description: kw('description', 'Interface specific description'),
    text: LINE('Up to 200 characters describing this interface'),
  }),
)({
  noNeeds: [],
  set: (config, { text }, { name }) => editInterface(config, name, (one) => ({ ...one, description: text })),
  unset: (config, _value, { name }) => editInterface(config, name, ({ description: _, ...one }) => one),
  get: (config, { name }) => {
    const text = interfaceOf(config, name)?.description;
    return text === undefined ? [] : [{ text }];
  },
});

export const ipAddress = setting(
  interfaceMode,
  seq({
    _ip: kw('ip', 'Interface Internet Protocol config commands'),
    _address: kw('address', 'Set the IP address of an interface'),
    address: IPV4('IP address'),
    mask: IPV4_MASK('IP subnet mask'),
  }),
)({
  noNeeds: [],
  set: (config, value, { name }) => editInterface(config, name, (one) => ({ ...one, address: value })),
  unset: (config, _value, { name }) => editInterface(config, name, ({ address: _, ...one }) => one),
  get: (config, { name }) => {
    const found = interfaceOf(config, name)?.address;
    return found === undefined ? [] : [found];
  },
});

const ipv6Address = setting(
  interfaceMode,
  seq({
    _ip: kw('ipv6', 'IPv6 interface subcommands'),
    _address: kw('address', 'Configure IPv6 address on interface'),
    address: IPV6('IPv6 address'),
  }),
)({
  set: (config, { address }, { name }) =>
    editInterface(config, name, (one) => ({ ...one, ipv6: put(one.ipv6, address, (other) => other === address) })),
  unset: (config, { address }, { name }) =>
    editInterface(config, name, (one) => ({ ...one, ipv6: drop(one.ipv6, (other) => other === address) })),
  get: (config, { name }) => interfaceOf(config, name)?.ipv6.map((address) => ({ address })) ?? [],
});

export const shutdown = toggle(
  interfaceMode,
  kw('shutdown', 'Shutdown the selected interface'),
)({
  get: (config, { name }) => interfaceOf(config, name)?.shutdown,
  set: (config, on, { name }) => editInterface(config, name, (one) => ({ ...one, shutdown: on })),
});

const inRange = (one: Line, { kind, first, last }: { kind: string; first: number; last: number }): boolean =>
  one.kind === kind && one.number >= first && one.number <= last;

export const lineSection = section(
  global,
  seq({
    _line: kw('line', 'Configure a terminal line'),
    $line: choice(
      seq({ kind: kw('console', 'Primary terminal line'), first: INT(0, 0, 'First Line number') }),
      seq({
        kind: kw('vty', 'Virtual terminal'),
        first: INT(0, 15, 'First Line number'),
        last: opt(INT(1, 15, 'Last Line number')),
      }),
    ),
  }),
  lineMode,
)({
  open: (config, value) => {
    const kind = value.kind === 'console' ? 'con' : 'vty';
    const last = value.kind === 'vty' ? (value.last ?? value.first) : value.first;
    if (last < value.first) return refuse('% Last line number is below the first');
    let lines = config.lines;
    for (let number = value.first; number <= last; number++)
      if (!lines.some((one) => one.kind === kind && one.number === number)) lines = [...lines, { kind, number }];
    return { config: { ...config, lines }, context: { kind, first: value.first, last } } as const;
  },
  unset: false,
  get: (config) =>
    config.lines.map(({ kind, number }) => ({
      value: kind === 'con' ? ({ kind: 'console', first: number } as const) : ({ kind: 'vty', first: number } as const),
      context: { kind, first: number, last: number },
    })),
});

export const execTimeout = setting(
  lineMode,
  seq({
    _exec: kw('exec-timeout', 'Set the EXEC timeout'),
    minutes: INT(0, 35791, 'Timeout in minutes'),
    seconds: opt(INT(0, 2147483, 'Timeout in seconds')),
  }),
)({
  noNeeds: [],
  set: (config, { minutes, seconds = 0 }, lines) => ({
    ...config,
    lines: config.lines.map((one) => (inRange(one, lines) ? { ...one, timeout: [minutes, seconds] as const } : one)),
  }),
  unset: (config, _value, lines) => ({
    ...config,
    lines: config.lines.map(({ timeout, ...one }) =>
      timeout === undefined || inRange(one, lines) ? one : { ...one, timeout },
    ),
  }),
  get: (config, lines) =>
    config.lines
      .filter((one) => inRange(one, lines))
      .flatMap(({ timeout }) => (timeout === undefined ? [] : [{ minutes: timeout[0], seconds: timeout[1] }])),
});

const loggingHost = setting(
  global,
  seq({
    _logging: kw('logging', 'Modify message logging facilities'),
    _host: kw('host', 'Set syslog server IP address and parameters'),
    host: HOST('IP address of the syslog server'),
  }),
)({
  set: (config, { host }) => ({ ...config, logging: put(config.logging, host, (one) => one === host) }),
  unset: (config, { host }) => ({ ...config, logging: drop(config.logging, (one) => one === host) }),
  get: (config) => config.logging.map((host) => ({ host })),
});

const pubkeyChain = section(
  global,
  seq({ _ip: ip, _ssh: kw('ssh', 'Configure ssh options'), _chain: kw('pubkey-chain', 'pubkey-chain') }),
  chain,
)({
  open: (config) => ({ config, context: undefined }),
  unset: (config) => ({ ...config, keys: [] }),
  get: (config) => (config.keys.length === 0 ? [] : [{ value: {}, context: undefined }]),
});
const pubkeyUser = section(
  chain,
  seq({ _username: kw('username', 'Configure the SSH user'), user: WORD('SSH user name') }),
  chainUser,
)({
  open: (config, { user }) => ({
    config: config.keys.some((one) => one.user === user)
      ? config
      : { ...config, keys: [...config.keys, { user, lines: [] }] },
    context: { user },
  }),
  unset: (config, { user }) => ({ ...config, keys: drop(config.keys, (one) => one.user === user) }),
  get: (config) => config.keys.map(({ user }) => ({ value: { user }, context: { user } })),
});
const keyString = section(
  chainUser,
  kw('key-string', 'Specify the key data'),
  chainData,
)({
  open: (config, _value, { user }) => ({ config, context: { user } }),
  unset: (config, _value, { user }) => ({
    ...config,
    keys: alter(
      config.keys,
      (one) => one.user === user,
      (one) => ({ ...one, lines: [] }),
    ),
  }),
  get: (config, { user }) =>
    config.keys.some((one) => one.user === user && one.lines.length > 0)
      ? [{ value: 'key-string', context: { user } }]
      : [],
});
export const keyLine = setting(
  chainData,
  seq({ text: LINE('Key data', { max: 20 }) }),
)({
  set: (config, { text }, { user }) => ({
    ...config,
    keys: alter(
      config.keys,
      (one) => one.user === user,
      (one) => ({ ...one, lines: [...one.lines, text] }),
    ),
  }),
  unset: false,
  get: (config, { user }) => config.keys.find((one) => one.user === user)?.lines.map((text) => ({ text })) ?? [],
});

const ipCef = kept(global, seq({ _ip: ip, _cef: kw('cef', 'Cisco Express Forwarding') }));
const clock = kept(
  global,
  seq({
    _clock: kw('clock', 'Configure time-of-day clock'),
    _zone: kw('timezone', 'Configure time zone'),
    name: WORD('name of time zone'),
    hours: INT(-23, 23, 'Hours offset from UTC'),
  }),
  { single: true },
);
const ipRoute = kept(global, seq({ _ip: ip, _route: kw('route', 'Establish static routes'), rest: LINE('Route') }));
const fairQueue = kept(interfaceMode, kw('fair-queue', 'Enable Fair Queuing on an Interface'));
const voice = keptSection(
  global,
  seq({ _voice: kw('voice-port', 'Voice configuration'), port: WORD('Port') }),
  voicePort,
);

export const configDeclarations = [
  hostname,
  newModel,
  usernamePrompt,
  accountingList,
  gigawords,
  ipCef,
  clock,
  username,
  interfaceSection,
  description,
  ipAddress,
  ipv6Address,
  shutdown,
  fairQueue,
  ipRoute,
  pubkeyChain,
  pubkeyUser,
  keyString,
  keyLine,
  loggingHost,
  radiusServer,
  address,
  serverNumber('timeout', 1, 1000, 'Time to wait for a RADIUS server to reply'),
  serverNumber('retransmit', 0, 100, 'Number of retries to active server'),
  tester,
  serverKey,
  voice,
  banner,
  lineSection,
  execTimeout,
];

const showRunning = command(
  exec,
  seq({ _show: show, _running: kw('running-config', 'Current operating configuration') }),
)({
  privilege: 15,
  run: (_value, io, session) => io.print(session.running()),
});
const showIpRoute = command(
  exec,
  seq({
    _show: show,
    _ip: kw('ip', 'IP information'),
    _bgp: kw('bgp', 'BGP information'),
    prefix: opt(IPV4('Network in the BGP routing table')),
  }),
)({
  run: ({ prefix }, io) => io.print(`bgp ${prefix ?? 'all'}`),
});
const showIpv6 = command(
  exec,
  seq({
    _show: show,
    _ip: kw('ipv6', 'IPv6 information'),
    _bgp: kw('bgp', 'BGP information'),
    prefix: opt(IPV6('IPv6 prefix')),
  }),
)({
  run: ({ prefix }, io) => io.print(`bgp6 ${prefix ?? 'all'}`),
});
const showIpInterface = command(
  exec,
  seq({
    _show: show,
    _ip: kw('ip', 'IP information'),
    _interface: kw('interface', 'IP interface status and configuration'),
    brief: flag(kw('brief', 'Brief summary of IP status and configuration')),
  }),
)({
  run: ({ brief }, io) => io.print(brief ? 'brief' : 'long'),
});
const showVersion = command(
  exec,
  seq({ _show: show, _version: kw('version', 'System hardware and software status') }),
)({
  run: (_value, io) => io.print('Toy IOS, Version 1.0\nuptime is 1 minute\n  one\n  two\nEnd of version'),
});
const showUsers = command(
  exec,
  seq({
    _show: show,
    _users: kw('users', 'Display information about terminal lines'),
    all: as(opt(kw('all', 'Include information about inactive ports')), undefined),
  }),
)({
  run: (_value, io, session) => io.print(session.user),
});
const showRadius = command(
  exec,
  seq({
    _show: show,
    _radius: kw('radius', 'Shows radius information'),
    what: choice(kw('statistics', 'Shows radius statistics'), kw('server-group', 'Shows radius server group')),
  }),
)({
  run: ({ what }, io) => io.print(what),
});
const enable = command(
  exec,
  seq({ _enable: kw('enable', 'Turn on privileged commands'), level: opt(INT(0, 15, 'Enable level')) }),
)({
  privilege: 0,
  run: ({ level = 15 }, io) => io.shell.setLevel(level),
});
const disable = command(
  exec,
  kw('disable', 'Turn off privileged commands'),
)({
  privilege: 0,
  run: (_value, io) => io.shell.setLevel(1),
});
const configure = command(
  exec,
  seq({
    _configure: kw('configure', 'Enter configuration mode'),
    _terminal: kw('terminal', 'Configure from the terminal'),
  }),
)({
  privilege: 15,
  run: (_value, io) => {
    io.print('Enter configuration commands, one per line.  End with CNTL/Z.');
    io.shell.configure();
  },
});
const exit = command(
  exec,
  choice(kw('exit', 'Exit from the EXEC'), kw('logout', 'Exit from the EXEC')),
)({
  privilege: 0,
  run: (_value, io) => io.shell.close(),
});
const clear = command(
  exec,
  seq({
    _clear: kw('clear', 'Reset functions'),
    _counters: kw('counters', 'Clear counters on one or all interfaces'),
  }),
)({
  run: async (_value, io, session) => {
    if (!(await io.confirm('Clear "show interface" counters on all interfaces'))) return refuse('% Not cleared');
    session.log.push('cleared');
    return undefined;
  },
});
const clock2 = command(
  exec,
  seq({
    _clock: kw('clock', 'Manage the system clock'),
    _set: kw('set', 'Set the time and date'),
    time: WORD('Current Time', { shape: 'hh:mm:ss', pattern: /^\d\d:\d\d:\d\d$/, sample: () => '11:22:33' }),
  }),
)({
  privilege: 15,
  run: ({ time }, _io, session) => void session.log.push(time),
});
const parserDump = command(
  exec,
  seq({
    _show: show,
    _parser: kw('parser', 'Show parser commands'),
    _dump: kw('dump', 'Dump of commands'),
    mode: WORD('Mode'),
  }),
)({
  privilege: 15,
  run: ({ mode: id }, io) => io.print([...io.shell.listCommands(id)].join('\n')),
});
const testAaa = command(
  exec,
  seq({
    _test: kw('test', 'Test subsystems'),
    _aaa: aaa,
    user: WORD('User name'),
    password: secret(WORD('Password')),
    legacy: opt(kw('legacy', 'Old way')),
  }),
)({
  privilege: 15,
  extension: true,
  notes: 'Only in the toy language.',
  run: ({ user, password }, io) => io.print(`${user} ${password.length}`),
});

export const execDeclarations = [
  showRunning,
  showIpRoute,
  showIpv6,
  showIpInterface,
  showVersion,
  showUsers,
  showRadius,
  enable,
  disable,
  configure,
  exit,
  clear,
  clock2,
  parserDump,
  testAaa,
];

export const toy = language({
  exec,
  global,
  declarations: [...execDeclarations, ...configDeclarations],
  kept: { get: (config: Toy) => config.kept, set: (config: Toy, kept) => ({ ...config, kept }) },
});

export const vault: Vault = { seal: (clear) => [...clear].reverse().join('').replaceAll(' ', '_') };
