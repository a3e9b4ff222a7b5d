import { type ConfigDeclaration, choice, INT, IPV4, IPV6, kw, many, opt, type Rule, seq } from '../../../ios/index.ts';
import type { Ikev2Dpd, Ikev2NameMangler, Ikev2Policy, Ikev2Proposal } from '../../../sources/ipsec/config.ts';
import type { Configuration } from '../../configuration.ts';
import { type Changes, value } from '../edit.ts';
import { keptLines } from '../kept-table.ts';
import { type ConfigServices, globalMode } from '../modes.ts';
import { changeIkev2, ikev2List } from './ikev2-list.ts';
import { excluding, including, linesOf } from './lines-of.ts';
import { ikev2ManglerMode, ikev2PolicyMode, ikev2ProposalMode } from './modes.ts';
import { crypto, deadPeer, dhGroup, ikev2, NAME, natKeepalive } from './words.ts';

/** `crypto ikev2 proposal`, `policy`, `name-mangler` and the global lines of IKEv2. */

const words = { _crypto: crypto, _ikev2: ikev2 };

const proposals = ikev2List<Ikev2Proposal>(
  (all) => all.proposals,
  (all) => ({ proposals: all }),
  (name) => ({ name, encryption: [], integrity: [], prf: [], group: [] }),
);
const proposal = linesOf(ikev2ProposalMode, proposals);
const hashes = choice(
  kw('md5', 'MD5'),
  kw('sha1', 'SHA-1'),
  kw('sha256', 'SHA-2, 256 bits'),
  kw('sha384', 'SHA-2, 384 bits'),
  kw('sha512', 'SHA-2, 512 bits'),
);
const ciphers = choice(
  kw('des', 'DES: broken, for old peers only'),
  kw('3des', 'Triple DES'),
  kw('aes-cbc-128', 'AES in CBC mode, 128-bit key'),
  kw('aes-cbc-192', 'AES in CBC mode, 192-bit key'),
  kw('aes-cbc-256', 'AES in CBC mode, 256-bit key'),
  kw('aes-gcm-128', 'AES in Galois counter mode, 128-bit key'),
  kw('aes-gcm-256', 'AES in Galois counter mode, 256-bit key'),
);
/** A line with several words, in order of preference. */
const wordList = <const K extends 'encryption' | 'integrity' | 'prf' | 'group', V extends string>(
  key: K,
  help: string,
  rule: Rule<V>,
  get: (held: Ikev2Proposal) => readonly V[],
  set: (all: readonly V[]) => Changes<Ikev2Proposal>,
) =>
  proposal.one(
    seq({ _word: kw(key, help), all: many(rule) }),
    { summary: `${help}; the preferred one first.` },
    (held) => {
      const all = get(held);
      // The rule's own value is a list of words; `Written` can't see that for a type parameter.
      return all.length === 0 ? undefined : { all: all as never };
    },
    (typed) => set([...new Set(typed?.all ?? [])]),
  );

export const ikev2ProposalSettings: readonly ConfigDeclaration<Configuration, ConfigServices>[] = [
  proposals.section(
    seq({ ...words, _proposal: kw('proposal', 'What is proposed'), name: NAME('Name of the proposal') }),
    ikev2ProposalMode,
    'Describes what is proposed and accepted in IKEv2.',
  ),
  wordList(
    'encryption',
    'Ciphers',
    ciphers,
    ({ encryption }) => encryption,
    (encryption) => ({ encryption }),
  ),
  wordList(
    'integrity',
    'Hashes that protect messages',
    hashes,
    ({ integrity }) => integrity,
    (integrity) => ({ integrity }),
  ),
  wordList(
    'prf',
    'Hashes that make keys',
    hashes,
    ({ prf }) => prf,
    (prf) => ({ prf }),
  ),
  wordList(
    'group',
    'Diffie-Hellman groups',
    dhGroup,
    ({ group }) => group,
    (group) => ({ group }),
  ),
];

/** `fvrf {NAME | any}` */
export const frontVrf = {
  _fvrf: kw('fvrf', 'Routing table that packets of the peers come in by'),
  vrf: choice(kw('any', 'Every one'), NAME('Routing table', 32)),
};
export const vrfOf = (typed: { readonly vrf: string } | undefined): Ikev2Policy['frontVrf'] =>
  typed && (typed.vrf === 'any' ? { any: true } : typed.vrf);
export const writtenVrf = (vrf: Ikev2Policy['frontVrf']): { readonly vrf: string } | undefined =>
  vrf === undefined ? undefined : { vrf: typeof vrf === 'string' ? vrf : 'any' };

const policies = ikev2List<Ikev2Policy>(
  (all) => all.policies,
  (all) => ({ policies: all }),
  (name) => ({ name, localAddresses: [], proposals: [] }),
);
const policy = linesOf(ikev2PolicyMode, policies);
const match = { _match: kw('match', 'Where it holds') };

export const ikev2PolicySettings = [
  policies.section(
    seq({ ...words, _policy: kw('policy', 'Which proposals hold where'), name: NAME('Name of the policy') }),
    ikev2PolicyMode,
    'Says which proposals hold for which addresses of this box.',
  ),
  policy.one(
    seq({ ...match, ...frontVrf }),
    { summary: 'Says for which routing table the policy holds.', defaultText: 'the global one' },
    ({ frontVrf: vrf }) => writtenVrf(vrf),
    (typed) => ({ frontVrf: vrfOf(typed) }),
  ),
  policy.several(
    seq({
      ...match,
      _address: kw('address', 'Addresses'),
      _local: kw('local', 'Of this box'),
      address: choice(IPV4('Address'), IPV6('Address')),
    }),
    { summary: 'Says for which addresses of this box the policy holds.', defaultText: 'all' },
    ({ localAddresses }) => localAddresses.map((address) => ({ address })),
    ({ localAddresses }, { address }) => ({ localAddresses: including(localAddresses, address) }),
    ({ localAddresses }, { address }) => ({ localAddresses: excluding(localAddresses, address) }),
  ),
  policy.several(
    seq({ _proposal: kw('proposal', 'What is proposed'), name: NAME('Name of the proposal') }),
    { summary: 'Adds a proposal.' },
    ({ proposals: all }) => all.map((name) => ({ name })),
    ({ proposals: all }, { name }) => ({ proposals: including(all, name) }),
    ({ proposals: all }, { name }) => ({ proposals: excluding(all, name) }),
  ),
];

const manglers = ikev2List<Ikev2NameMangler>(
  (all) => all.nameManglers,
  (all) => ({ nameManglers: all }),
  (name) => ({ name }),
);
const mangler = linesOf(ikev2ManglerMode, manglers);
export const ikev2ManglerSettings = [
  manglers.section(
    seq({ ...words, _mangler: kw('name-mangler', 'Part of an identity'), name: NAME('Name') }),
    ikev2ManglerMode,
    'Makes the name that is asked for out of how a peer names itself.',
  ),
  mangler.one(
    seq({
      _fqdn: kw('fqdn', 'Of a domain name'),
      part: choice(kw('all', 'All of it'), kw('domain', 'All but its first label'), kw('hostname', 'Its first label')),
    }),
    { summary: 'Takes the name from a domain name.' },
    ({ fqdn: part }) => (part === undefined ? undefined : { part }),
    (typed) => ({ fqdn: typed?.part }),
  ),
  mangler.one(
    seq({
      _email: kw('email', 'Of a name like a mail address'),
      part: choice(kw('all', 'All of it'), kw('domain', 'What is behind the @'), kw('username', 'What is before it')),
    }),
    { summary: 'Takes the name from a name like a mail address.' },
    ({ email: part }) => (part === undefined ? undefined : { part }),
    (typed) => ({ email: typed?.part }),
  ),
  mangler.one(
    seq({
      _eap: kw('eap', 'Of the user'),
      part: choice(
        kw('all', 'All of it'),
        kw('prefix', 'What is before the delimiter'),
        kw('suffix', 'What is behind it'),
      ),
      delimiter: opt(
        seq({
          _delimiter: kw('delimiter', 'Character between user and domain'),
          character: choice(kw('.', 'Full stop'), kw('@', 'At'), kw('\\', 'Backslash')),
        }),
      ),
    }),
    { summary: 'Takes the name from that of the user.' },
    ({ eap }) =>
      eap && { part: eap.part, delimiter: eap.delimiter === undefined ? undefined : { character: eap.delimiter } },
    (typed) => ({
      eap: typed && {
        part: typed.part,
        ...(typed.delimiter === undefined ? {} : { delimiter: typed.delimiter.character }),
      },
    }),
  ),
  ...keptLines(ikev2ManglerMode, { 'Of a certificate': ['dn +'] }),
];

/** `SECONDS RETRY {on-demand | periodic}` */
export const dpdWords: Rule<Ikev2Dpd> = seq(deadPeer);

export const ikev2GlobalSettings = [
  value(
    globalMode,
    seq({ ...words, _dpd: kw('dpd', 'Dead peer detection'), $dpd: dpdWords }),
  )({
    summary: 'Asks peers whether they still live.',
    defaultText: 'peers are not asked',
    get: ({ ipsec }) => ipsec.ikev2.dpd,
    set: (config, dpd) => changeIkev2(config, { dpd }),
  }),
  value(
    globalMode,
    seq({
      ...words,
      ...natKeepalive,
    }),
  )({
    summary: 'Sends packets that keep a translation of addresses alive.',
    get: ({
      ipsec: {
        ikev2: { natKeepalive: seconds },
      },
    }) => (seconds === undefined ? undefined : { seconds }),
    set: (config, typed) => changeIkev2(config, { natKeepalive: typed?.seconds }),
  }),
  value(
    globalMode,
    seq({
      ...words,
      _cookie: kw('cookie-challenge', 'Protection against false addresses'),
      count: INT(1, 1000, 'Half-open SAs from which it is asked for'),
    }),
  )({
    summary: 'Has peers prove their address from a number of half-open SAs on.',
    get: ({
      ipsec: {
        ikev2: { cookieChallenge: count },
      },
    }) => (count === undefined ? undefined : { count }),
    set: (config, typed) => changeIkev2(config, { cookieChallenge: typed?.count }),
  }),
  value(
    globalMode,
    seq({
      ...words,
      _fragmentation: kw('fragmentation', 'Splits long IKE messages'),
      mtu: opt(seq({ _mtu: kw('mtu', 'Size of the parts'), bytes: INT(96, 1500, 'Bytes') })),
    }),
  )({
    summary: 'Splits long IKE messages into several.',
    get: ({
      ipsec: {
        ikev2: { fragmentation: held },
      },
    }) => held && { mtu: held.mtu === undefined ? undefined : { bytes: held.mtu } },
    set: (config, typed) =>
      changeIkev2(config, { fragmentation: typed && (typed.mtu === undefined ? {} : { mtu: typed.mtu.bytes }) }),
  }),
  ...keptLines(globalMode, {
    'Further settings of IKEv2': [
      'crypto ikev2 window +',
      'crypto ikev2 http-url cert',
      'crypto ikev2 limit +',
      'crypto ikev2 certificate-cache +',
      'crypto ikev2 diagnose error +',
      'crypto ikev2 disconnect-revoked-peers',
    ],
  }),
];
