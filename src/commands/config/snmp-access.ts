import { choice, drop, kw, opt, put, Refusal, refuse, seq, setting, WORD } from '../../ios/index.ts';
import { type SnmpUser, treeNumbers } from '../../watch/snmp/config.ts';
import { amendSnmp } from './edit.ts';
import { globalMode } from './modes.ts';
import { sealSecret, secretWord } from './secrets.ts';
import { type Declaration, level, name, same, server } from './snmp-words.ts';
import { after } from './words.ts';

const accessList = WORD('Standard access list: who may ask', { max: 64, pattern: /^(?!ro$|rw$|view$)/i });
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

/** Who may ask, and for what: views, groups, users and communities. */
export const snmpAccessSettings: readonly Declaration[] = [view, group, user, community];
