import {
  type ConfigDeclaration,
  choice,
  drop,
  INT,
  IPV4,
  IPV6,
  kw,
  LINE,
  opt,
  put,
  Refusal,
  seq,
} from '../../../ios/index.ts';
import type { Configuration } from '../../configuration.ts';
import { keptLines } from '../kept-table.ts';
import type { ConfigServices } from '../modes.ts';
import { sealSecret, secretArgument } from '../secrets.ts';
import { after, interfaceName, listName } from '../words.ts';
import { localIdentity, remote, sameMatch } from './ikev2-identities.ts';
import { dpdWords, frontVrf, vrfOf, writtenVrf } from './ikev2-lines.ts';
import { ikev2ProfileAaaLines, profiles } from './ikev2-profile-aaa.ts';
import { excluding, including, linesOf } from './lines-of.ts';
import { ikev2ProfileMode } from './modes.ts';
import { crypto, ikev2, NAME, natKeepalive } from './words.ts';

/** `crypto ikev2 profile NAME` */

const words = { _crypto: crypto, _ikev2: ikev2 };
const { one, flag: onOff, several } = linesOf(ikev2ProfileMode, profiles);

const match = { _match: kw('match', 'Which peers the profile is for') };

const authentication = kw('authentication', 'How the two sides prove who they are');
const preShare = kw('pre-share', 'By a shared secret');
const rsa = kw('rsa-sig', 'By a certificate with an RSA key');
const ecdsa = kw('ecdsa-sig', 'By a certificate with an elliptic-curve key');
const key = opt(after('key', 'The secret', secretArgument));

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
    seq({ ...match, ...frontVrf }),
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
          $name: choice(
            seq({}),
            seq({ name: after('name', 'Name that is asked for', NAME('Name')) }),
            seq({ nameMangler: after('name-mangler', 'Name made out of the identity', NAME('Name of the mangler')) }),
          ),
          password: opt(after('password', 'Password for the request', secretArgument)),
        }),
      ),
    }),
    {
      summary:
        'Says where the secrets shared with the peers are: here, or at servers that are asked about the names that are known.',
    },
    ({ keyring }) => keyring,
    (typed, env) => {
      if (typed?.kind !== 'aaa') return { keyring: typed };
      const { password: clear, ...keyring } = typed;
      if (clear === undefined) return { keyring };
      const password = sealSecret(clear, env);
      return password instanceof Refusal ? password : { keyring: { ...keyring, password } };
    },
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
    seq(natKeepalive),
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
  ...ikev2ProfileAaaLines,
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
