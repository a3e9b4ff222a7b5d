import { as, choice, INT, IPV4, IPV6, kw, map, opt, type Rule, seq, WORD } from '../../../ios/index.ts';
import type { DhGroup, LocalAddress } from '../../../sources/ipsec/config.ts';
import { after, interfaceName } from '../words.ts';

/** Words that many lines of IPsec share. */

export const crypto = kw('crypto', 'Encryption');
export const isakmp = kw('isakmp', 'Internet key exchange, version 1');
export const ikev2 = kw('ikev2', 'Internet key exchange, version 2');
export const ipsec = kw('ipsec', 'Protection of packets');
/** The name of something that is configured. */
export const NAME = (help: string, max = 254): Rule<string> => WORD(help, { max });

const groupHelp: Readonly<Record<DhGroup, string>> = {
  '1': '768 bits',
  '2': '1024 bits',
  '5': '1536 bits',
  '14': '2048 bits',
  '15': '3072 bits',
  '16': '4096 bits',
  '19': 'Elliptic curve, 256 bits',
  '20': 'Elliptic curve, 384 bits',
  '21': 'Elliptic curve, 521 bits',
  '24': '2048 bits, subgroup of 256 bits',
};
/** A Diffie-Hellman group by its number. */
export const dhGroup = choice(
  kw('1', groupHelp['1']),
  kw('2', groupHelp['2']),
  kw('5', groupHelp['5']),
  kw('14', groupHelp['14']),
  kw('15', groupHelp['15']),
  kw('16', groupHelp['16']),
  kw('19', groupHelp['19']),
  kw('20', groupHelp['20']),
  kw('21', groupHelp['21']),
  kw('24', groupHelp['24']),
);
/** A Diffie-Hellman group as `set pfs` has it: `group14`. */
export const pfsGroup: Rule<DhGroup> = choice(
  as(kw('group1', groupHelp['1']), '1'),
  as(kw('group2', groupHelp['2']), '2'),
  as(kw('group5', groupHelp['5']), '5'),
  as(kw('group14', groupHelp['14']), '14'),
  as(kw('group15', groupHelp['15']), '15'),
  as(kw('group16', groupHelp['16']), '16'),
  as(kw('group19', groupHelp['19']), '19'),
  as(kw('group20', groupHelp['20']), '20'),
  as(kw('group21', groupHelp['21']), '21'),
  as(kw('group24', groupHelp['24']), '24'),
);

/** An IPv6 prefix with its length. */
export const IPV6_PREFIX = (help: string): Rule<string> =>
  WORD(help, {
    max: 49,
    shape: 'X:X:X:X::X/<0-128>',
    pattern: /^(?=[^/]*:)[0-9A-Fa-f:.]{2,45}\/(?:\d|[1-9]\d|1[01]\d|12[0-8])$/,
    sample: (random) => `2001:db8:${Math.floor(random() * 65536).toString(16)}::/${48 + Math.floor(random() * 80)}`,
  });

/** `vrf NAME` behind an address. */
export const behindVrf = opt(after('vrf', 'Routing table that its packets come in by', NAME('Routing table', 32)));

/** `{A | INTERFACE} [vrf V]` */
export const localAddress: Rule<LocalAddress> = seq({
  where: choice(IPV4('Address of this box'), IPV6('Address of this box'), interfaceName),
  vrf: behindVrf,
});

/** Seconds and kilobytes that an IPsec SA may live. */
export const lifeSeconds = { _seconds: kw('seconds', 'By time'), seconds: INT(120, 2_592_000, 'Seconds') };
export const lifeKilobytes = {
  _kilobytes: kw('kilobytes', 'By volume'),
  kilobytes: choice(INT(2560, 4_294_967_295, 'Kilobytes'), kw('disable', 'Volume ends no SA')),
};
/** `{64 | 128 | 256 | 512 | 1024 | disable}` */
export const windowSize = choice(
  as(kw('64', 'Packets'), 64),
  as(kw('128', 'Packets'), 128),
  as(kw('256', 'Packets'), 256),
  as(kw('512', 'Packets'), 512),
  as(kw('1024', 'Packets'), 1024),
  kw('disable', 'Nothing is checked'),
);

/** `nat keepalive SECONDS`, behind `crypto isakmp` and `crypto ikev2`, and in profiles. */
export const natKeepalive = {
  _nat: kw('nat', 'Address translation on the way'),
  _keepalive: kw('keepalive', 'Packets that keep a translation alive'),
  seconds: INT(5, 3600, 'Seconds between them'),
};

/** How peers are asked whether they still live; which of these a line has, and must have, differs by version. */
export const deadPeer = {
  seconds: INT(10, 3600, 'Seconds between questions'),
  retry: INT(2, 60, 'Seconds between repetitions'),
  mode: choice(kw('on-demand', 'Asks when nothing was heard'), kw('periodic', 'Asks all the time')),
};

/** One word or two addresses of servers. */
export const twoAddresses: Rule<readonly string[]> = map(
  seq({ first: IPV4('Address'), second: opt(IPV4('Address of a second one')) }),
  ({ first, second }) => (second === undefined ? [first] : [first, second]),
  ([first, second]) => (first === undefined ? undefined : { first, ...(second === undefined ? {} : { second }) }),
);
