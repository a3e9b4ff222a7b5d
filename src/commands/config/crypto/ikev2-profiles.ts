import {
  as,
  type ConfigDeclaration,
  choice,
  drop,
  flag,
  INT,
  IPV4,
  IPV4_MASK,
  IPV6,
  kw,
  LINE,
  opt,
  put,
  Refusal,
  type Rule,
  seq,
  WORD,
} from '../../../ios/index.ts';
import type {
  Ikev2Authorization,
  Ikev2Identity,
  Ikev2Profile,
  Ikev2RemoteMatch,
} from '../../../sources/ipsec/config.ts';
import type { Configuration } from '../../configuration.ts';
import { keptLines } from '../kept-table.ts';
import type { ConfigServices } from '../modes.ts';
import { sealSecret, secretArgument } from '../secrets.ts';
import { after, interfaceName, listName } from '../words.ts';
import { dpdWords, frontVrf, vrfOf, writtenVrf } from './ikev2-lines.ts';
import { ikev2List } from './ikev2-list.ts';
import { excluding, including, linesOf } from './lines-of.ts';
import { ikev2ProfileMode } from './modes.ts';
import { crypto, IPV6_PREFIX, ikev2, NAME } from './words.ts';

/** `crypto ikev2 profile NAME` */

const words = { _crypto: crypto, _ikev2: ikev2 };
const profiles = ikev2List<Ikev2Profile>(
  (all) => all.profiles,
  (all) => ({ profiles: all }),
  (name) => ({
    name,
    localAddresses: [],
    remotes: [],
    matchCertificates: [],
    remoteAuthentication: [],
    trustpoints: [],
    accounting: {},
    authorization: [],
  }),
);
const { one, flag: onOff, several } = linesOf(ikev2ProfileMode, profiles);

const match = { _match: kw('match', 'Which peers the profile is for') };
const remote: Rule<Ikev2RemoteMatch> = choice(
  seq({
    kind: kw('address', 'By address'),
    address: IPV4('Address'),
    mask: opt(IPV4_MASK('Mask of its network')),
  }),
  seq({ kind: as(kw('address', 'By address'), 'ipv6'), prefix: IPV6_PREFIX('Address with prefix length') }),
  seq({
    kind: choice(
      kw('email', 'By a name like a mail address'),
      kw('fqdn', 'By a domain name'),
      kw('key-id', 'By any name'),
    ),
    value: WORD('Name'),
  }),
  seq({
    _email: kw('email', 'By a name like a mail address'),
    kind: as(kw('domain', 'All of a domain'), 'email-domain'),
    value: WORD('Domain'),
  }),
  seq({
    _fqdn: kw('fqdn', 'By a domain name'),
    kind: as(kw('domain', 'All of a domain'), 'fqdn-domain'),
    value: WORD('Domain'),
  }),
  seq({ kind: kw('any', 'Whatever they call themselves') }),
);
const sameMatch =
  (one: Ikev2RemoteMatch) =>
  (other: Ikev2RemoteMatch): boolean =>
    JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort());

const localIdentity: Rule<Ikev2Identity> = choice(
  seq({ kind: kw('address', 'By an address'), value: choice(IPV4('Address'), IPV6('Address')) }),
  seq({ kind: kw('dn', 'By the name in its certificate') }),
  seq({ kind: kw('email', 'By a name like a mail address'), value: WORD('Name') }),
  seq({ kind: kw('fqdn', 'By a domain name'), value: WORD('Domain name') }),
  seq({ kind: kw('key-id', 'By any name'), value: WORD('Name') }),
);

const authentication = kw('authentication', 'How the two sides prove who they are');
const preShare = kw('pre-share', 'By a shared secret');
const rsa = kw('rsa-sig', 'By a certificate with an RSA key');
const ecdsa = kw('ecdsa-sig', 'By a certificate with an elliptic-curve key');
const key = opt(after('key', 'The secret', secretArgument));

const accountingLine = (method: 'psk' | 'cert' | 'eap' | 'any', help: string, summary: string) =>
  one(
    seq({
      _aaa: kw('aaa', 'Users and records'),
      _accounting: kw('accounting', 'Records of sessions'),
      ...(method === 'any' ? {} : { _method: kw(method, help) }),
      list: listName('Name of the network accounting list'),
    }),
    { summary },
    ({ accounting: { [method]: list } }) => (list === undefined ? undefined : { list }),
    (typed, _env, { accounting }) => {
      const { [method]: _, ...others } = accounting;
      return { accounting: typed === undefined ? others : { ...others, [method]: typed.list } };
    },
  );

const authorizationWords = seq({
  _aaa: kw('aaa', 'Users and records'),
  _authorization: kw('authorization', 'What peers may have'),
  about: choice(kw('user', 'Of the user'), kw('group', 'Of a group')),
  method: choice(
    kw('psk', 'Of peers with a shared secret'),
    kw('cert', 'Of peers with a certificate'),
    kw('eap', 'Of users with EAP'),
  ),
  override: flag(kw('override', 'Over what the other one gave')),
  $from: choice(
    seq({ _cached: kw('cached', 'What came with the login') }),
    seq({
      list: after('list', 'Network list', listName('Name of the list')),
      $name: choice(
        seq({}),
        seq({
          mangler: after('name-mangler', 'Name made out of the identity', NAME('Name of the mangler')),
          password: opt(after('password', 'Password for the request', secretArgument)),
        }),
        seq({
          name: NAME('Name that is asked for'),
          password: opt(after('password', 'Password for the request', secretArgument)),
        }),
      ),
    }),
  ),
});

export const ikev2ProfileSettings: readonly ConfigDeclaration<Configuration, ConfigServices>[] = [
  profiles.section(
    seq({ ...words, _profile: kw('profile', 'Rules for some peers'), name: NAME('Name of the profile') }),
    ikev2ProfileMode,
    'Says what holds for some peers in IKEv2: secrets, users, what they are given, how they are accounted for.',
  ),
  one(
    seq({ _description: kw('description', 'What the profile is for'), text: LINE('Text', { max: 200 }) }),
    { summary: 'Describes the profile.' },
    ({ description: text }) => (text === undefined ? undefined : { text }),
    (typed) => ({ description: typed?.text }),
  ),
  one(
    seq({ ...match, $fvrf: frontVrf }),
    { summary: 'Says by which routing table packets of the peers come in.', defaultText: 'the global one' },
    ({ frontVrf: vrf }) => writtenVrf(vrf),
    (typed) => ({ frontVrf: vrfOf(typed) }),
  ),
  several(
    seq({
      ...match,
      _address: kw('address', 'Addresses'),
      _local: kw('local', 'Of this box'),
      $where: choice(
        seq({ where: choice(IPV4('Address'), IPV6('Address')) }),
        seq({ interface: after('interface', 'Of an interface', interfaceName) }),
      ),
    }),
    { summary: 'Uses the profile only for tunnels that end at an address of this box.' },
    ({ localAddresses }) =>
      localAddresses.map((where) => (/^[\d.]+$|:/.test(where) ? { where } : { interface: where })),
    ({ localAddresses }, typed) => ({
      localAddresses: including(localAddresses, 'where' in typed ? typed.where : typed.interface),
    }),
    ({ localAddresses }, typed) => ({
      localAddresses: excluding(localAddresses, 'where' in typed ? typed.where : typed.interface),
    }),
  ),
  several(
    seq({
      ...match,
      _identity: kw('identity', 'By how they name themselves'),
      _remote: kw('remote', 'The peers'),
      $remote: remote,
    }),
    { summary: 'Says which peers the profile is for, by how they name themselves.' },
    ({ remotes }) => remotes,
    ({ remotes }, added) => ({ remotes: put(remotes, added, sameMatch(added)) }),
    ({ remotes }, gone) => ({ remotes: drop(remotes, sameMatch(gone)) }),
  ),
  several(
    seq({ ...match, _certificate: kw('certificate', 'By their certificate'), name: NAME('Name of a certificate map') }),
    { summary: 'Says which peers the profile is for, by a certificate map.' },
    ({ matchCertificates }) => matchCertificates.map((name) => ({ name })),
    ({ matchCertificates }, { name }) => ({ matchCertificates: including(matchCertificates, name) }),
    ({ matchCertificates }, { name }) => ({ matchCertificates: excluding(matchCertificates, name) }),
  ),
  one(
    seq({
      _identity: kw('identity', 'How this box names itself'),
      _local: kw('local', 'This box'),
      $identity: localIdentity,
    }),
    { summary: 'Says how this box names itself.', defaultText: 'its address' },
    ({ localIdentity: identity }) => identity,
    (identity) => ({ localIdentity: identity }),
  ),
  several(
    seq({
      _authentication: authentication,
      _remote: kw('remote', 'The peers'),
      $how: choice(
        seq({ method: preShare, key }),
        seq({ method: choice(rsa, ecdsa) }),
        seq({ method: kw('eap', 'By the login of a user'), query: opt(kw('query-identity', 'Asks for the name')) }),
      ),
    }),
    { summary: 'Says how the peers prove who they are; each way that is allowed has a line.' },
    ({ remoteAuthentication, remoteKey, queryIdentity }) =>
      remoteAuthentication.map((method) =>
        method === 'pre-share'
          ? { method, key: remoteKey }
          : method === 'eap'
            ? { method, query: queryIdentity && ('query-identity' as const) }
            : { method },
      ),
    ({ remoteAuthentication }, typed, env) => {
      const added = { remoteAuthentication: including(remoteAuthentication, typed.method) };
      if (typed.method === 'eap') return { ...added, queryIdentity: typed.query && true };
      if (typed.method !== 'pre-share') return added;
      const remoteKey = typed.key && sealSecret(typed.key, env);
      return remoteKey instanceof Refusal ? remoteKey : { ...added, remoteKey };
    },
    ({ remoteAuthentication }, { method }) => ({
      remoteAuthentication: excluding(remoteAuthentication, method),
      ...(method === 'pre-share' ? { remoteKey: undefined } : method === 'eap' ? { queryIdentity: undefined } : {}),
    }),
  ),
  one(
    seq({
      _authentication: authentication,
      _local: kw('local', 'This box'),
      $how: choice(seq({ method: preShare, key }), seq({ method: choice(rsa, ecdsa) })),
    }),
    { summary: 'Says how this box proves who it is.' },
    ({ localAuthentication: method, localKey }) => {
      if (method === undefined) return undefined;
      return method === 'pre-share' ? { method, key: localKey } : { method };
    },
    (typed, env) => {
      if (typed?.method !== 'pre-share') return { localAuthentication: typed?.method, localKey: undefined };
      const localKey = typed.key && sealSecret(typed.key, env);
      return localKey instanceof Refusal ? localKey : { localAuthentication: 'pre-share', localKey };
    },
  ),
  one(
    seq({
      _keyring: kw('keyring', 'Secrets shared with the peers'),
      $keyring: choice(
        seq({ kind: kw('local', 'Of this box'), name: NAME('Name of the keyring') }),
        seq({
          kind: kw('aaa', 'Of AAA servers'),
          list: listName('Name of the network list'),
          name: opt(after('name', 'Name that is asked for', NAME('Name'))),
        }),
      ),
    }),
    { summary: 'Says where the secrets shared with the peers are.' },
    ({ keyring }) => keyring,
    (keyring) => ({ keyring }),
  ),
  several(
    seq({
      _pki: kw('pki', 'Certificates'),
      _trustpoint: kw('trustpoint', 'Whose certificates count'),
      name: NAME('Name of the trustpoint'),
      use: opt(choice(kw('sign', 'For the certificate of this box'), kw('verify', 'For those of the peers'))),
    }),
    { summary: 'Names a trustpoint: for the certificate of this box, for those of the peers, or for both.' },
    ({ trustpoints }) => trustpoints,
    ({ trustpoints }, added) => ({ trustpoints: put(trustpoints, added, (other) => other.name === added.name) }),
    ({ trustpoints }, { name }) => ({ trustpoints: drop(trustpoints, (other) => other.name === name) }),
  ),
  one(
    seq({ _dpd: kw('dpd', 'Dead peer detection'), $dpd: dpdWords }),
    { summary: 'Asks the peers whether they still live.', defaultText: 'as crypto ikev2 dpd says' },
    ({ dpd }) => dpd,
    (dpd) => ({ dpd }),
  ),
  one(
    seq({ _lifetime: kw('lifetime', 'Life of an IKE SA'), seconds: INT(120, 86_400, 'Seconds') }),
    { summary: 'Sets how long an IKE SA lives.', defaultText: '86400' },
    ({ lifetime: seconds }) => (seconds === undefined ? undefined : { seconds }),
    (typed) => ({ lifetime: typed?.seconds }),
  ),
  one(
    seq({ _ivrf: kw('ivrf', 'Routing table of what is inside'), vrf: NAME('Routing table', 32) }),
    { summary: 'Names the routing table of what is inside the tunnels.' },
    ({ insideVrf: vrf }) => (vrf === undefined ? undefined : { vrf }),
    (typed) => ({ insideVrf: typed?.vrf }),
  ),
  one(
    seq({
      _nat: kw('nat', 'Address translation on the way'),
      _keepalive: kw('keepalive', 'Packets that keep a translation alive'),
      seconds: INT(5, 3600, 'Seconds between them'),
    }),
    { summary: 'Sends packets that keep a translation of addresses alive.' },
    ({ natKeepalive: seconds }) => (seconds === undefined ? undefined : { seconds }),
    (typed) => ({ natKeepalive: typed?.seconds }),
  ),
  onOff(
    seq({ _initial: kw('initial-contact', 'First tunnel after a restart'), _force: kw('force', 'Every tunnel') }),
    'Ends older tunnels of a peer whenever it comes with a new one.',
    ({ initialContactForce }) => initialContactForce,
    (initialContactForce) => ({ initialContactForce }),
  ),
  one(
    seq({
      _aaa: kw('aaa', 'Users and records'),
      _authentication: kw('authentication', 'Login of users'),
      _eap: kw('eap', 'With EAP'),
      list: listName('Name of the login list'),
    }),
    { summary: 'Names the login list that users are checked by (EAP).' },
    ({ eapList: list }) => (list === undefined ? undefined : { list }),
    (typed) => ({ eapList: typed?.list }),
  ),
  several(
    authorizationWords,
    { summary: 'Says where what a user or group may have is described.' },
    ({ authorization }) =>
      authorization.map(({ about, method, override = false, from }) => {
        const line = { about, method, override };
        if (from.kind === 'cached') return line;
        const password = from.password === undefined ? undefined : from.password;
        if (from.nameMangler !== undefined) return { ...line, list: from.list, mangler: from.nameMangler, password };
        return from.name === undefined
          ? { ...line, list: from.list }
          : { ...line, list: from.list, name: from.name, password };
      }),
    ({ authorization }, typed, env) => {
      const { about, method, override } = typed;
      const line = { about, method, ...(override ? { override: true as const } : {}) };
      let from: Ikev2Authorization['from'] = { kind: 'cached' };
      if ('list' in typed) {
        const sealed =
          'password' in typed && typed.password !== undefined ? sealSecret(typed.password, env) : undefined;
        if (sealed instanceof Refusal) return sealed;
        from = {
          kind: 'list',
          list: typed.list,
          ...('name' in typed ? { name: typed.name } : {}),
          ...('mangler' in typed ? { nameMangler: typed.mangler } : {}),
          ...(sealed === undefined ? {} : { password: sealed }),
        };
      }
      return {
        authorization: put(
          authorization,
          { ...line, from },
          (other) => other.about === about && other.method === method,
        ),
      };
    },
    ({ authorization }, { about, method }) => ({
      authorization: drop(authorization, (other) => other.about === about && other.method === method),
    }),
  ),
  accountingLine('psk', 'Of peers with a shared secret', 'Names the accounting list for peers with a shared secret.'),
  accountingLine('cert', 'Of peers with a certificate', 'Names the accounting list for peers with a certificate.'),
  accountingLine('eap', 'Of users with EAP', 'Names the accounting list for users with EAP.'),
  accountingLine('any', '', 'Names the network accounting list for the sessions of all these peers.'),
  ...keptLines(ikev2ProfileMode, {
    'Further settings of the profile': [
      'virtual-template +',
      'reconnect *',
      'redirect gateway +',
      'config-exchange +',
      'shutdown',
    ],
  }),
];
