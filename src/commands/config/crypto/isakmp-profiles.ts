import { choice, drop, kw, LINE, opt, put, Refusal, type Rule, section, seq, WORD } from '../../../ios/index.ts';
import type { IsakmpProfile } from '../../../sources/ipsec/config.ts';
import { keptLines } from '../kept-table.ts';
import { globalMode } from '../modes.ts';
import { sealSecret, secretArgument } from '../secrets.ts';
import { after, listName } from '../words.ts';
import { identityMatch, sameMatch, selfIdentity } from './isakmp-identities.ts';
import { excluding, including, linesOf, namedIn } from './lines-of.ts';
import { isakmpProfileMode } from './modes.ts';
import { crypto, deadPeer, isakmp, localAddress, NAME } from './words.ts';

/** `crypto isakmp profile NAME` */

const make = (name: string): IsakmpProfile => ({
  name,
  keyrings: [],
  matches: [],
  matchCertificates: [],
  trustpoints: [],
  localAddresses: [],
});
const profiles = namedIn<IsakmpProfile>(
  ({ profiles: all }) => all,
  (all) => ({ profiles: all }),
  make,
);
const { one, several } = linesOf(isakmpProfileMode, profiles);

/** A line of one name. */
const named = (
  key: 'vrf' | 'accounting' | 'authenticationList' | 'configurationGroup' | 'pkiAuthorizationList',
  words: Readonly<Record<`_${string}`, Rule<string>>>,
  rule: Rule<string>,
  summary: string,
) =>
  one(
    seq({ ...words, name: rule }),
    { summary },
    ({ [key]: name }) => (name === undefined ? undefined : { name }),
    (typed) => ({ [key]: typed?.name }),
  );
/** A line of one name that may be there several times. */
const names = (
  key: 'keyrings' | 'matchCertificates' | 'trustpoints',
  words: Readonly<Record<`_${string}`, Rule<string>>>,
  summary: string,
) =>
  several(
    seq({ ...words, name: NAME('Name') }),
    { summary },
    ({ [key]: all }) => all.map((name) => ({ name })),
    ({ [key]: all }, { name }) => ({ [key]: including(all, name) }),
    ({ [key]: all }, { name }) => ({ [key]: excluding(all, name) }),
  );

const client = { _client: kw('client', 'Remote clients') };
const clientAuthentication = { ...client, _authentication: kw('authentication', 'Login of users') };
const clientConfiguration = { ...client, _configuration: kw('configuration', 'What clients are given') };

export const isakmpProfileSettings = [
  section(
    globalMode,
    choice(
      seq({ _crypto: crypto, _isakmp: isakmp, _profile: kw('profile', 'Rules for some peers'), name: NAME('Name') }),
      // A misprint of Cisco's own guide, which people paste.
      seq({
        _crypto: kw('crypto-isakmp', 'The same as crypto isakmp'),
        _profile: kw('profile', 'Rules for some peers'),
        name: NAME('Name'),
      }),
    ),
    isakmpProfileMode,
  )({
    summary: 'Says what holds for some peers: how users log in, what they are given, how they are accounted for.',
    open: (config, { name }) => ({ config: profiles.open(config, { name }, make(name)), context: { name } }),
    unset: (config, { name }) => profiles.remove(config, { name }),
    get: ({ ipsec }) => ipsec.profiles.map(({ name }) => ({ value: { name }, context: { name } })),
  }),
  one(
    seq({ _description: kw('description', 'What the profile is for'), text: LINE('Text', { max: 200 }) }),
    { summary: 'Describes the profile.' },
    ({ description: text }) => (text === undefined ? undefined : { text }),
    (typed) => ({ description: typed?.text }),
  ),
  named(
    'vrf',
    { _vrf: kw('vrf', 'Routing table of what is inside') },
    NAME('Routing table', 32),
    'Names the routing table of what is inside the tunnels.',
  ),
  names('keyrings', { _keyring: kw('keyring', 'Secrets shared with the peers') }, 'Takes secrets from a keyring.'),
  names(
    'trustpoints',
    { _ca: kw('ca', 'Certificates'), _trust: kw('trust-point', 'Whose certificates count') },
    'Names a trustpoint that certificates are checked by.',
  ),
  one(
    seq({ _self: kw('self-identity', 'How this box names itself'), $identity: selfIdentity }),
    { summary: 'Says how this box names itself to the peers.' },
    ({ selfIdentity: identity }) => identity,
    (identity) => ({ selfIdentity: identity }),
  ),
  several(
    seq({
      _match: kw('match', 'Which peers the profile is for'),
      _identity: kw('identity', 'By how they name themselves'),
      $match: identityMatch,
    }),
    { summary: 'Says which peers the profile is for, by how they name themselves.' },
    ({ matches }) => matches,
    ({ matches }, added) => ({ matches: put(matches, added, sameMatch(added)) }),
    ({ matches }, gone) => ({ matches: drop(matches, sameMatch(gone)) }),
  ),
  names(
    'matchCertificates',
    { _match: kw('match', 'Which peers the profile is for'), _certificate: kw('certificate', 'By their certificate') },
    'Says which peers the profile is for, by a certificate map.',
  ),
  named(
    'authenticationList',
    { ...clientAuthentication, _list: kw('list', 'Login list') },
    listName('Name of the list'),
    'Names the login list that users of clients are checked by (XAUTH).',
  ),
  one(
    seq({
      ...clientAuthentication,
      _username: kw('username', 'What this box answers'),
      username: WORD('User'),
      _password: kw('password', 'Password of the user'),
      password: secretArgument,
    }),
    { summary: 'Says as whom this box logs in when a peer asks for a user; the password is kept encrypted.' },
    ({ clientUser }) => clientUser,
    (typed, env) => {
      const password = typed && sealSecret(typed.password, env);
      if (password instanceof Refusal) return password;
      return {
        clientUser: typed === undefined || password === undefined ? undefined : { username: typed.username, password },
      };
    },
  ),
  one(
    seq({
      _isakmp: kw('isakmp', 'Groups of clients'),
      _authorization: kw('authorization', 'What they may have'),
      _list: kw('list', 'Network list'),
      name: listName('Name of the list'),
      password: opt(after('password', 'Password for the request', secretArgument)),
    }),
    { summary: 'Names the authorization list that describes groups of clients, their secret with them.' },
    ({ authorizationList: name, authorizationPassword: password }) =>
      name === undefined ? undefined : { name, password },
    (typed, env) => {
      const authorizationPassword = typed?.password && sealSecret(typed.password, env);
      return authorizationPassword instanceof Refusal
        ? authorizationPassword
        : { authorizationList: typed?.name, authorizationPassword };
    },
  ),
  named(
    'pkiAuthorizationList',
    {
      ...client,
      _pki: kw('pki', 'Clients with certificates'),
      _authorization: kw('authorization', 'What they may have'),
      _list: kw('list', 'Network list'),
    },
    listName('Name of the list'),
    'Names the authorization list that describes clients with certificates.',
  ),
  several(
    seq({
      ...clientConfiguration,
      _address: kw('address', 'Addresses'),
      side: choice(kw('initiate', 'This box offers them'), kw('respond', 'Clients ask for them')),
    }),
    { summary: 'Gives clients an address: offers it, or answers when they ask.' },
    ({ configurationAddress: { initiate, respond } = {} }) => [
      ...(initiate ? [{ side: 'initiate' } as const] : []),
      ...(respond ? [{ side: 'respond' } as const] : []),
    ],
    ({ configurationAddress }, { side }) => ({ configurationAddress: { ...configurationAddress, [side]: true } }),
    ({ configurationAddress: { initiate, respond } = {} }, { side }) => ({
      configurationAddress:
        side === 'initiate' ? (respond ? { respond } : undefined) : initiate ? { initiate } : undefined,
    }),
  ),
  named(
    'configurationGroup',
    { ...clientConfiguration, _group: kw('group', 'Group of clients with certificates') },
    NAME('Name of the group'),
    'Puts clients with certificates into a group.',
  ),
  one(
    seq({
      _keepalive: kw('keepalive', 'Dead peer detection'),
      seconds: deadPeer.seconds,
      _retry: kw('retry', 'When there is no answer'),
      retry: deadPeer.retry,
    }),
    { summary: 'Asks the peers whether they still live.', defaultText: 'as crypto isakmp keepalive says' },
    ({ keepalive }) => keepalive,
    (keepalive) => ({ keepalive }),
  ),
  one(
    seq({
      _initiate: kw('initiate', 'Tunnels that this box begins'),
      _mode: kw('mode', 'How'),
      mode: choice(kw('aggressive', 'By three messages'), kw('main', 'By six messages')),
    }),
    { summary: 'Says how this box begins a tunnel.', defaultText: 'main' },
    ({ initiateMode: mode }) => (mode === undefined ? undefined : { mode }),
    (typed) => ({ initiateMode: typed?.mode }),
  ),
  several(
    seq({ _local: kw('local-address', 'Address of this end'), $local: localAddress }),
    { summary: 'Uses the profile only for tunnels that end at an address of this box.' },
    ({ localAddresses }) => localAddresses,
    ({ localAddresses }, added) => ({ localAddresses: put(localAddresses, added, (one) => sameLocal(one, added)) }),
    ({ localAddresses }, gone) => ({ localAddresses: drop(localAddresses, (one) => sameLocal(one, gone)) }),
  ),
  named(
    'accounting',
    { _accounting: kw('accounting', 'Records of sessions') },
    listName('Name of the network accounting list'),
    'Names the network accounting list for the sessions of these peers.',
  ),
  ...keptLines(isakmpProfileMode, {
    'Further settings of the profile': ['virtual-template +', 'qos-group +', 'rekey', 'nat keepalive +'],
  }),
];

interface Local {
  readonly where: string;
  readonly vrf?: string;
}
const sameLocal = (one: Local, other: Local): boolean => one.where === other.where && one.vrf === other.vrf;
