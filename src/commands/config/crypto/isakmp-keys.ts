import {
  as,
  choice,
  drop,
  flag,
  IPV4,
  IPV4_MASK,
  IPV6,
  kw,
  LINE,
  opt,
  put,
  Refusal,
  type Rule,
  refuse,
  section,
  seq,
  setting,
  WORD,
} from '../../../ios/index.ts';
import type { IsakmpPeer, KeyOwner, Keyring, PreSharedKey } from '../../../sources/ipsec/config.ts';
import { amendIpsec } from '../edit.ts';
import { keptLines } from '../kept-table.ts';
import { globalMode } from '../modes.ts';
import { sealSecret, secretArgument, secretWord } from '../secrets.ts';
import { after } from '../words.ts';
import { linesOf, namedIn, placeIn } from './lines-of.ts';
import { isakmpPeerMode, keyringMode, type PeerKey } from './modes.ts';
import { behindVrf, crypto, IPV6_PREFIX, isakmp, localAddress, NAME } from './words.ts';

/** Secrets of IKEv1 and what is known of peers: `crypto isakmp key`, `crypto keyring`, `crypto isakmp peer`. */

type TypedOwner =
  | { readonly address: string; readonly mask?: string }
  | { readonly prefix: string }
  | { readonly hostname: string };
const address = kw('address', 'By address');
const owner: Rule<TypedOwner> = choice(
  seq({ _address: address, address: IPV4('Address'), mask: opt(IPV4_MASK('Mask of its network')) }),
  seq({ _address: address, _ipv6: kw('ipv6', 'An IPv6 address'), prefix: IPV6_PREFIX('Address with prefix length') }),
  seq({ hostname: after('hostname', 'By name', WORD('Name')) }),
);
const ownerOf = (typed: TypedOwner): KeyOwner => {
  if ('hostname' in typed) return { kind: 'hostname', hostname: typed.hostname };
  if ('prefix' in typed) return { kind: 'ipv6', prefix: typed.prefix };
  return typed.mask === undefined || typed.mask === '255.255.255.255'
    ? { kind: 'address', address: typed.address }
    : { kind: 'address', address: typed.address, mask: typed.mask };
};
function writtenOwner(whose: KeyOwner): TypedOwner {
  switch (whose.kind) {
    case 'address':
      return whose.mask === undefined ? { address: whose.address } : { address: whose.address, mask: whose.mask };
    case 'ipv6':
      return { prefix: whose.prefix };
    case 'hostname':
      return { hostname: whose.hostname };
  }
}
const sameOwner = (one: KeyOwner, other: KeyOwner): boolean =>
  one.kind === 'hostname'
    ? other.kind === 'hostname' && one.hostname === other.hostname
    : one.kind === 'ipv6'
      ? other.kind === 'ipv6' && one.prefix === other.prefix
      : other.kind === 'address' && one.address === other.address && one.mask === other.mask;

const keyOf = (typed: TypedOwner, key: PreSharedKey['key'], noXauth: boolean): PreSharedKey => ({
  owner: ownerOf(typed),
  key,
  ...(noXauth ? { noXauth: true } : {}),
});

const sharedKeyWords = {
  _crypto: crypto,
  _isakmp: isakmp,
  _key: kw('key', 'Secret shared with a peer'),
  key: secretWord,
  $owner: owner,
};

/** `crypto isakmp key [0|6] KEY … [no-xauth]` */
const sharedKey = setting(
  globalMode,
  seq({
    ...sharedKeyWords,
    noXauth: flag(kw('no-xauth', 'The peer is a gateway: no user logs in there')),
  }),
)({
  summary: 'Sets the secret shared with a peer; it is kept encrypted.',
  noSyntax: seq(sharedKeyWords),
  set(config, { key: typed, noXauth, ...which }, _context, env) {
    const key = sealSecret(typed, env);
    if (key instanceof Refusal) return key;
    const added = keyOf(which, key, noXauth);
    return amendIpsec(config, { keys: put(config.ipsec.keys, added, (one) => sameOwner(one.owner, added.owner)) });
  },
  unset: (config, which) =>
    amendIpsec(config, { keys: drop(config.ipsec.keys, (one) => sameOwner(one.owner, ownerOf(which))) }),
  get: ({ ipsec }) =>
    ipsec.keys.map(({ owner: whose, key, noXauth = false }) => ({ key, noXauth, ...writtenOwner(whose) })),
});

const keyrings = namedIn<Keyring>(
  ({ keyrings: all }) => all,
  (all) => ({ keyrings: all }),
  (name) => ({ name, keys: [] }),
);
const ring = linesOf(keyringMode, keyrings);

const keyringSettings = [
  section(
    globalMode,
    seq({
      _crypto: crypto,
      _keyring: kw('keyring', 'Secrets shared with peers'),
      name: NAME('Name of the keyring'),
      vrf: behindVrf,
    }),
    keyringMode,
  )({
    summary: 'Gathers secrets shared with peers, for IKE profiles.',
    open(config, { name, vrf }) {
      const opened = keyrings.open(config, { name }, { name, ...(vrf === undefined ? {} : { vrf }), keys: [] });
      const there = keyrings.find(opened, { name })?.vrf;
      if (vrf !== undefined && vrf !== there)
        return refuse(`% Keyring ${name} is of ${there === undefined ? 'the global table' : `vrf ${there}`}`);
      return { config: opened, context: { name } };
    },
    noNeeds: ['name'],
    unset: (config, { name }) => keyrings.remove(config, { name }),
    get: ({ ipsec }) => ipsec.keyrings.map(({ name, vrf }) => ({ value: { name, vrf }, context: { name } })),
  }),
  ring.one(
    seq({ _description: kw('description', 'What the keyring is for'), text: LINE('Text', { max: 200 }) }),
    { summary: 'Describes the keyring.' },
    ({ description: text }) => (text === undefined ? undefined : { text }),
    (typed) => ({ description: typed?.text }),
  ),
  ring.one(
    seq({ _local: kw('local-address', 'Address of this end'), $local: localAddress }),
    { summary: 'Uses the keyring only for tunnels that end at an address of this box.' },
    ({ localAddress: local }) => local,
    (local) => ({ localAddress: local }),
  ),
  ring.several(
    seq({
      _shared: kw('pre-shared-key', 'Secret shared with a peer'),
      $owner: owner,
      _key: kw('key', 'The secret'),
      key: secretArgument,
    }),
    { summary: 'Sets the secret shared with a peer; it is kept encrypted.' },
    ({ keys }) => keys.map(({ owner: whose, key }) => ({ ...writtenOwner(whose), key })),
    ({ keys }, { key: typed, ...which }, env) => {
      const key = sealSecret(typed, env);
      if (key instanceof Refusal) return key;
      const added = keyOf(which, key, false);
      return { keys: put(keys, added, (one) => sameOwner(one.owner, added.owner)) };
    },
    ({ keys }, { key: _key, ...which }) => ({ keys: drop(keys, (one) => sameOwner(one.owner, ownerOf(which))) }),
  ),
  ...keptLines(keyringMode, { 'Public keys of peers': ['rsa-pubkey +'] }),
];

const peers = placeIn<PeerKey, IsakmpPeer>(
  ({ peers: all }) => all,
  (all) => ({ peers: all }),
  (one, at) => one.kind === at.kind && one.peer === at.peer && one.vrf === at.vrf,
);
const peer = linesOf(isakmpPeerMode, peers);
const peerKey = (typed: PeerKey): PeerKey => ({
  kind: typed.kind,
  peer: typed.peer,
  ...(typed.vrf === undefined ? {} : { vrf: typed.vrf }),
});
const aggressive = {
  _set: kw('set', 'What this box says of itself'),
  _aggressive: kw('aggressive-mode', 'In aggressive mode'),
};

const peerSettings = [
  section(
    globalMode,
    seq({
      _crypto: crypto,
      _isakmp: isakmp,
      _peer: kw('peer', 'What is known of one peer'),
      $peer: choice(
        seq({
          kind: choice(kw('address', 'By address'), as(kw('ip-address', 'By address'), 'address')),
          peer: choice(IPV4('Address of the peer'), IPV6('Address of the peer')),
        }),
        seq({
          kind: choice(kw('hostname', 'By name'), as(kw('fqdn', 'By name'), 'hostname')),
          peer: WORD('Name of the peer'),
        }),
      ),
      vrf: behindVrf,
    }),
    isakmpPeerMode,
  )({
    summary: 'Describes a peer, for show commands and messages; peers behind one translated address share it.',
    open(config, typed) {
      const at = peerKey(typed);
      return { config: peers.open(config, at, at), context: at };
    },
    unset: (config, typed) => peers.remove(config, peerKey(typed)),
    get: ({ ipsec }) => ipsec.peers.map((one) => ({ value: peerKey(one), context: peerKey(one) })),
  }),
  peer.one(
    seq({ _description: kw('description', 'What the peer is'), text: LINE('Text of 1 to 80 characters') }),
    { summary: 'Describes the peer, in 1 to 80 characters.' },
    ({ description: text }) => (text === undefined ? undefined : { text }),
    (typed) =>
      typed !== undefined && typed.text.length > 80
        ? refuse(`% A description has at most 80 characters, not ${typed.text.length}`)
        : { description: typed?.text },
  ),
  peer.one(
    seq({
      ...aggressive,
      _endpoint: kw('client-endpoint', 'How this box names itself'),
      kind: choice(
        kw('fqdn', 'By a domain name'),
        kw('user-fqdn', 'By a name like a mail address'),
        kw('ipv4-address', 'By an IPv4 address'),
        kw('ipv6-address', 'By an IPv6 address'),
      ),
      value: WORD('The name or address'),
    }),
    { summary: 'Says how this box names itself to the peer in aggressive mode.' },
    ({ clientEndpoint }) => clientEndpoint,
    (typed) => ({ clientEndpoint: typed }),
  ),
  peer.one(
    seq({ ...aggressive, _password: kw('password', 'Secret shared with the peer'), key: secretArgument }),
    { summary: 'Sets the secret shared with the peer for aggressive mode; it is kept encrypted.' },
    ({ password: key }) => (key === undefined ? undefined : { key }),
    (typed, env) => {
      const password = typed && sealSecret(typed.key, env);
      return password instanceof Refusal ? password : { password };
    },
  ),
];

export const isakmpKeySettings = [sharedKey];
export { keyringSettings, peerSettings as isakmpPeerSettings };
