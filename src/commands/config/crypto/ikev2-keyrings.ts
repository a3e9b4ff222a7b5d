import {
  type ConfigDeclaration,
  choice,
  IPV4,
  IPV4_MASK,
  IPV6,
  kw,
  LINE,
  opt,
  Refusal,
  section,
  seq,
  WORD,
} from '../../../ios/index.ts';
import type { Ikev2Keyring, Ikev2KeyringPeer } from '../../../sources/ipsec/config.ts';
import type { Configuration } from '../../configuration.ts';
import { amend } from '../edit.ts';
import type { ConfigServices } from '../modes.ts';
import { sealSecret, secretArgument } from '../secrets.ts';
import { ikev2List } from './ikev2-list.ts';
import { linesOf, type Place } from './lines-of.ts';
import { ikev2KeyringMode, ikev2PeerMode, type KeyringPeerKey } from './modes.ts';
import { crypto, IPV6_PREFIX, ikev2, NAME } from './words.ts';

/** `crypto ikev2 keyring NAME` and its peers. */

const words = { _crypto: crypto, _ikev2: ikev2 };
const keyrings = ikev2List<Ikev2Keyring>(
  (all) => all.keyrings,
  (all) => ({ keyrings: all }),
  (name) => ({ name, peers: [] }),
);
const peers: Place<KeyringPeerKey, Ikev2KeyringPeer> = {
  find: (config, { keyring, peer }) =>
    keyrings.find(config, { name: keyring })?.peers.find(({ name }) => name === peer),
  change: (config, { keyring, peer }, changes) =>
    keyrings.change(
      config,
      { name: keyring },
      {
        peers: (keyrings.find(config, { name: keyring })?.peers ?? []).map((one) =>
          one.name === peer ? amend(one, changes) : one,
        ),
      },
    ),
};
const peer = linesOf(ikev2PeerMode, peers);

const identity = choice(
  seq({
    kind: kw('address', 'By address'),
    value: choice(IPV4('Address'), IPV6('Address')),
  }),
  seq({ kind: kw('email', 'By a name like a mail address'), value: WORD('Name') }),
  seq({ kind: kw('fqdn', 'By a domain name'), value: WORD('Domain name') }),
  seq({ kind: kw('key-id', 'By any name'), value: WORD('Name') }),
);
const sharedKey = (side: 'local' | 'remote' | 'both', summary: string) =>
  peer.one(
    seq({
      _shared: kw('pre-shared-key', 'Secret shared with the peer'),
      ...(side === 'both' ? {} : { _side: kw(side, side === 'local' ? 'Of this box' : 'Of the peer') }),
      key: secretArgument,
    }),
    { summary },
    ({ keys: { [side]: key } }) => (key === undefined ? undefined : { key }),
    (typed, env, { keys }) => {
      const key = typed && sealSecret(typed.key, env);
      return key instanceof Refusal ? key : { keys: amend(keys, { [side]: key }) };
    },
  );

export const ikev2KeyringSettings: readonly ConfigDeclaration<Configuration, ConfigServices>[] = [
  keyrings.section(
    seq({ ...words, _keyring: kw('keyring', 'Secrets shared with peers'), name: NAME('Name of the keyring') }),
    ikev2KeyringMode,
    'Gathers secrets shared with peers, for IKEv2 profiles.',
  ),
  section(
    ikev2KeyringMode,
    seq({ _peer: kw('peer', 'One peer'), name: NAME('Name of the peer or peers, for people') }),
    ikev2PeerMode,
  )({
    summary: 'Describes a peer, or a group of peers, and the secret shared with it.',
    open(config, { name }, { name: keyring }) {
      const all = keyrings.find(config, { name: keyring })?.peers ?? [];
      const next = all.some((one) => one.name === name)
        ? config
        : keyrings.change(config, { name: keyring }, { peers: [...all, { name, keys: {} }] });
      return { config: next, context: { keyring, peer: name } };
    },
    unset: (config, { name }, { name: keyring }) =>
      keyrings.change(
        config,
        { name: keyring },
        {
          peers: (keyrings.find(config, { name: keyring })?.peers ?? []).filter((one) => one.name !== name),
        },
      ),
    get: (config, { name: keyring }) =>
      (keyrings.find(config, { name: keyring })?.peers ?? []).map(({ name }) => ({
        value: { name },
        context: { keyring, peer: name },
      })),
  }),
  peer.one(
    seq({ _description: kw('description', 'What the peer is'), text: LINE('Text', { max: 200 }) }),
    { summary: 'Describes the peer.' },
    ({ description: text }) => (text === undefined ? undefined : { text }),
    (typed) => ({ description: typed?.text }),
  ),
  peer.one(
    seq({ _hostname: kw('hostname', 'Its name'), hostname: WORD('Domain name') }),
    { summary: 'Names the host of the peer, for tunnels that this box begins.' },
    ({ hostname }) => (hostname === undefined ? undefined : { hostname }),
    (typed) => ({ hostname: typed?.hostname }),
  ),
  peer.one(
    seq({
      _address: kw('address', 'Its address'),
      $address: choice(
        seq({ address: IPV4('Address'), mask: opt(IPV4_MASK('Mask of its network')) }),
        seq({ prefix: IPV6_PREFIX('Address with prefix length') }),
      ),
    }),
    { summary: 'Sets the address of the peer, or the network of the peers.' },
    ({ address }) => {
      if (address === undefined) return undefined;
      return address.kind === 'ipv6' ? { prefix: address.prefix } : { address: address.address, mask: address.mask };
    },
    (typed) => {
      if (typed === undefined) return { address: undefined };
      if ('prefix' in typed) return { address: { kind: 'ipv6', prefix: typed.prefix } };
      return { address: { kind: 'address', ...typed } };
    },
  ),
  peer.one(
    seq({ _identity: kw('identity', 'How it names itself'), $identity: identity }),
    { summary: 'Says how the peer names itself.' },
    ({ identity: held }) => held,
    (typed) => ({ identity: typed }),
  ),
  sharedKey('both', 'Sets the secret shared with the peer, for both directions; it is kept encrypted.'),
  sharedKey('local', 'Sets the secret that this box proves to have; it is kept encrypted.'),
  sharedKey('remote', 'Sets the secret that the peer proves to have; it is kept encrypted.'),
];
