import { type ConfigDeclaration, choice, DELIMITED, IPV4_MASK, kw, seq, WORD } from '../../../ios/index.ts';
import type { Ikev2AuthorizationPolicy } from '../../../sources/ipsec/config.ts';
import type { Configuration } from '../../configuration.ts';
import { keptLines } from '../kept-table.ts';
import type { ConfigServices } from '../modes.ts';
import { ikev2List } from './ikev2-list.ts';
import { excluding, including, linesOf } from './lines-of.ts';
import { ikev2AuthorizationMode } from './modes.ts';
import { crypto, ikev2, NAME, twoAddresses } from './words.ts';

/** `crypto ikev2 authorization policy NAME`: what clients are given. */

const words = { _crypto: crypto, _ikev2: ikev2 };
const policies = ikev2List<Ikev2AuthorizationPolicy>(
  (all) => all.authorizationPolicies,
  (all) => ({ authorizationPolicies: all }),
  (name) => ({ name }),
);
const given = linesOf(ikev2AuthorizationMode, policies);

export const ikev2AuthorizationSettings: readonly ConfigDeclaration<Configuration, ConfigServices>[] = [
  policies.section(
    seq({
      ...words,
      _authorization: kw('authorization', 'What peers may have'),
      _policy: kw('policy', 'Described here'),
      name: NAME('Name of the policy'),
    }),
    ikev2AuthorizationMode,
    'Says what clients are given in IKEv2, for authorization lists that say local.',
  ),
  given.one(
    seq({ _pool: kw('pool', 'Addresses for the clients'), pool: NAME('Name of the pool') }),
    { summary: 'Names the pool that clients get their addresses from.' },
    ({ pool }) => (pool === undefined ? undefined : { pool }),
    (typed) => ({ pool: typed?.pool }),
  ),
  given.one(
    seq({ _dns: kw('dns', 'Servers of names'), addresses: twoAddresses }),
    { summary: 'Gives clients servers of names.' },
    ({ dns: addresses }) => (addresses === undefined ? undefined : { addresses }),
    (typed) => ({ dns: typed?.addresses }),
  ),
  given.one(
    seq({ _wins: kw('wins', 'Servers of NetBIOS names'), addresses: twoAddresses }),
    { summary: 'Gives clients servers of NetBIOS names.' },
    ({ wins: addresses }) => (addresses === undefined ? undefined : { addresses }),
    (typed) => ({ wins: typed?.addresses }),
  ),
  given.one(
    seq({ _netmask: kw('netmask', 'Mask for the clients'), mask: IPV4_MASK('Mask') }),
    { summary: 'Gives clients a mask with their address.' },
    ({ netmask: mask }) => (mask === undefined ? undefined : { mask }),
    (typed) => ({ netmask: typed?.mask }),
  ),
  given.one(
    seq({ _domain: kw('def-domain', 'Domain of the clients'), domain: WORD('Domain', { max: 253 }) }),
    { summary: 'Gives clients a domain.' },
    ({ domain }) => (domain === undefined ? undefined : { domain }),
    (typed) => ({ domain: typed?.domain }),
  ),
  given.several(
    seq({ _split: kw('split-dns', 'Domains asked for by the tunnel'), domain: WORD('Domain', { max: 253 }) }),
    { summary: 'Adds a domain whose names clients ask for by the tunnel.' },
    ({ splitDns = [] }) => splitDns.map((domain) => ({ domain })),
    ({ splitDns = [] }, { domain }) => ({ splitDns: including(splitDns, domain) }),
    ({ splitDns = [] }, { domain }) => {
      const left = excluding(splitDns, domain);
      return { splitDns: left.length === 0 ? undefined : left };
    },
  ),
  given.one(
    seq({
      _words: choice(
        seq({
          _route: kw('route', 'Networks behind the tunnel'),
          _set: kw('set', 'Tells clients of them'),
          _list: kw('access-list', 'By an access list'),
        }),
        seq({ _acl: kw('subnet-acl', 'Networks behind the tunnel') }),
      ),
      list: NAME('Access list', 64),
    }),
    { summary: 'Names the access list of the networks that clients reach by the tunnel.' },
    ({ acl: list }) => (list === undefined ? undefined : { list }),
    (typed) => ({ acl: typed?.list }),
  ),
  given.flag(
    seq({ _lan: kw('include-local-lan', 'Network of the client') }),
    'Leaves clients the network that they are in themselves.',
    ({ includeLocalLan }) => includeLocalLan,
    (includeLocalLan) => ({ includeLocalLan }),
  ),
  given.one(
    seq({ _banner: kw('banner', 'Text for the clients'), text: DELIMITED('c banner-text c, where c is a delimiter') }),
    { summary: 'Shows clients a text.' },
    ({ banner: text }) => (text === undefined ? undefined : { text }),
    (typed) => ({ banner: typed?.text }),
  ),
  ...keptLines(ikev2AuthorizationMode, {
    'What clients are given': [
      'aaa attribute list +',
      'backup-gateway +',
      'configuration +',
      'dhcp +',
      'force keepalive +',
      'ipsec flow-limit +',
      'ipv6 +',
      'route accept +',
      'route redistribute +',
      'route set interface *',
      'route set remote +',
      'route set local +',
      'session-lifetime +',
      'smartcard-removal-disconnect',
    ],
  }),
];
