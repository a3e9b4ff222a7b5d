import { choice, IPV4, IPV4_MASK, kept, kw, LINE, mode, refuse, section, seq, WORD } from '../../../ios/index.ts';
import type { NetworkInterface, Vrf } from '../../../sources/ipsec/config.ts';
import type { Configuration } from '../../configuration.ts';
import { keptLines } from '../kept-table.ts';
import { type ConfigServices, globalMode, type Named } from '../modes.ts';
import { interfaceName, ip } from '../words.ts';
import { excluding, including, linesOf, namedIn } from './lines-of.ts';
import { IPV6_PREFIX, NAME } from './words.ts';

/** `vrf definition`, `ip vrf` and `interface`: what tunnels run over. */

/** `vrf definition NAME` or `ip vrf NAME` */
const vrfMode = mode<Configuration, Named, ConfigServices>({
  id: 'config-vrf',
  prompt: 'config-vrf',
  title: 'Routing table',
  parent: globalMode,
  keepsAnything: true,
});
const vrfs = namedIn<Vrf>(
  ({ vrfs: all }) => all,
  (all) => ({ vrfs: all.toSorted((a, b) => (a.spelling < b.spelling ? -1 : a.spelling > b.spelling ? 1 : 0)) }),
  (name) => ({ name, spelling: 'vrf definition' }),
);
const table = linesOf(vrfMode, vrfs);
const vrfSection = (spelling: Vrf['spelling'], words: Parameters<typeof seq>[0]) =>
  section(
    globalMode,
    seq({ ...words, name: NAME('Name of the routing table', 32) }),
    vrfMode,
  )({
    summary: 'Names a routing table, for profiles and interfaces.',
    open(config, { name }) {
      const there = vrfs.find(config, { name });
      if (there !== undefined && there.spelling !== spelling)
        return refuse(`% Routing table ${name} was made by ${there.spelling}`);
      return { config: vrfs.open(config, { name }, { name, spelling }), context: { name } };
    },
    unset: (config, { name }) => vrfs.remove(config, { name }),
    *get({ ipsec: { vrfs: all } }) {
      for (const one of all)
        if (one.spelling === spelling) yield { value: { name: one.name }, context: { name: one.name } };
    },
  });

export const vrfSettings = [
  vrfSection('ip vrf', { _ip: ip, _vrf: kw('vrf', 'A routing table') }),
  vrfSection('vrf definition', { _vrf: kw('vrf', 'A routing table'), _definition: kw('definition', 'Makes one') }),
  table.one(
    seq({ _description: kw('description', 'What it is for'), text: LINE('Text', { max: 244 }) }),
    { summary: 'Describes the routing table.' },
    ({ description: text }) => (text === undefined ? undefined : { text }),
    (typed) => ({ description: typed?.text }),
  ),
  table.one(
    seq({ _rd: kw('rd', 'Route distinguisher'), distinguisher: WORD('ASN:nn or A.B.C.D:nn', { max: 40 }) }),
    { summary: 'Sets the route distinguisher; it has no effect here.' },
    ({ distinguisher }) => (distinguisher === undefined ? undefined : { distinguisher }),
    (typed) => ({ distinguisher: typed?.distinguisher }),
  ),
  table.one(
    seq({
      _linux: kw('linux', 'What it is on this box'),
      kind: choice(kw('vrf', 'A VRF device'), kw('namespace', 'A network namespace')),
      name: WORD('Its name in Linux', { max: 64 }),
    }),
    {
      extension: true,
      summary: 'Ties the routing table to a VRF device or a network namespace.',
      defaultText: 'its name is carried in records and messages, and has no effect otherwise',
    },
    ({ linux }) => linux,
    (linux) => ({ linux }),
  ),
  ...keptLines(vrfMode, { 'Routing table': ['route-target +', 'address-family +', 'exit-address-family'] }),
];

/** `interface NAME` */
export const interfaceMode = mode<Configuration, Named, ConfigServices>({
  id: 'config-if',
  prompt: 'config-if',
  title: 'Interface',
  parent: globalMode,
  keepsAnything: true,
});
const interfaces = namedIn<NetworkInterface>(
  ({ interfaces: all }) => all,
  (all) => ({ interfaces: all }),
  (name) => ({ name, ipv6Addresses: [] }),
);
const { one, flag, several } = linesOf(interfaceMode, interfaces);
const forwarding = kw('forwarding', 'Which its packets go by');
const interfaceVrf = (spelling: 'vrf forwarding' | 'ip vrf forwarding', words: Parameters<typeof seq>[0]) =>
  one(
    seq({ ...words, _vrf: kw('vrf', 'Routing table'), _forwarding: forwarding, name: NAME('Routing table', 32) }),
    { summary: 'Puts the interface into a routing table; tunnels on it have it as their front VRF.' },
    ({ vrf }) => (vrf?.spelling === spelling ? { name: vrf.name } : undefined),
    (typed, _env, { vrf }) =>
      typed === undefined && vrf?.spelling !== spelling ? {} : { vrf: typed && { name: typed.name, spelling } },
  );
const address = {
  _ip: ip,
  _address: kw('address', 'Address of this box'),
  address: IPV4('Address'),
  mask: IPV4_MASK('Mask'),
};

export const interfaceSettings = [
  section(
    globalMode,
    seq({ _interface: kw('interface', 'An interface'), name: interfaceName }),
    interfaceMode,
  )({
    summary: 'Configures an interface, for tunnels; addresses and routes are those that Linux has.',
    open: (config, { name }) => ({
      config: interfaces.open(config, { name }, { name, ipv6Addresses: [] }),
      context: { name },
    }),
    unset: (config, { name }) => interfaces.remove(config, { name }),
    get: ({ ipsec }) => ipsec.interfaces.map(({ name }) => ({ value: { name }, context: { name } })),
  }),
  one(
    seq({ _description: kw('description', 'What it is for'), text: LINE('Text', { max: 240 }) }),
    { summary: 'Describes the interface.' },
    ({ description: text }) => (text === undefined ? undefined : { text }),
    (typed) => ({ description: typed?.text }),
  ),
  one(
    seq({
      _device: kw('device', 'What it is on this box'),
      device: WORD('Name of the interface in Linux', { max: 15, pattern: /^[^/]+$/ }),
    }),
    {
      extension: true,
      summary: 'Ties the interface to one of Linux; its address is that of the tunnels if none is configured.',
      defaultText: 'the Linux interface of the same name, if there is one',
    },
    ({ device }) => (device === undefined ? undefined : { device }),
    (typed) => ({ device: typed?.device }),
  ),
  interfaceVrf('ip vrf forwarding', { _ip: ip }),
  interfaceVrf('vrf forwarding', {}),
  one(
    seq(address),
    { summary: 'Says which address the tunnels on the interface have; Linux must have it.' },
    ({ address: held }) => held,
    (typed) => ({ address: typed }),
  ),
  kept(interfaceMode, seq({ ...address, _secondary: kw('secondary', 'One more') }), {
    summary: 'Kept without effect.',
  }),
  flag(
    seq({ _shutdown: kw('shutdown', 'Takes no part') }),
    'Has the interface take no part in tunnels; Linux is left as it is.',
    ({ shutdown }) => shutdown,
    (shutdown) => ({ shutdown }),
  ),
  several(
    seq({
      _ipv6: kw('ipv6', 'IPv6'),
      _address: kw('address', 'Address of this box'),
      prefix: IPV6_PREFIX('Address with prefix length'),
    }),
    { summary: 'Says which IPv6 address the tunnels on the interface have; Linux must have it.' },
    ({ ipv6Addresses }) => ipv6Addresses.map((prefix) => ({ prefix })),
    ({ ipv6Addresses }, { prefix }) => ({ ipv6Addresses: including(ipv6Addresses, prefix) }),
    ({ ipv6Addresses }, { prefix }) => ({ ipv6Addresses: excluding(ipv6Addresses, prefix) }),
  ),
];

/** `crypto map NAME`, the last line of an interface. */
export const interfaceMapSetting = one(
  seq({
    _crypto: kw('crypto', 'Encryption'),
    _map: kw('map', 'Tunnels of the interface'),
    name: NAME('Name of the crypto map'),
  }),
  { summary: 'Puts the tunnels of a crypto map on the interface.' },
  ({ cryptoMap: name }) => (name === undefined ? undefined : { name }),
  (typed) => ({ cryptoMap: typed?.name }),
);
