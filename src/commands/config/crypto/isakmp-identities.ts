import { as, choice, IPV4, IPV4_MASK, kw, opt, type Rule, seq, WORD } from '../../../ios/index.ts';
import type { IsakmpIdentityMatch, SelfIdentity } from '../../../sources/ipsec/config.ts';
import { IPV6_PREFIX, NAME } from './words.ts';

/** How the two ends name themselves in IKEv1. */

/** A front VRF as IOS writes it, by its name alone; the word `vrf` may stand before it. */
const frontVrf: Rule<string | undefined> = opt(
  choice(
    NAME('Routing table that its packets come in by', 32),
    seqValue(seq({ _vrf: kw('vrf', 'Routing table'), name: NAME('Routing table', 32) })),
  ),
);
/** The one field of a sequence; printed by the bare name. */
function seqValue(rule: Rule<{ readonly name: string }>): Rule<string> {
  return {
    node: { kind: 'mapped', of: rule.node, to: (value) => (value as { readonly name: string }).name },
    empty: undefined,
    match: (matching, at, trail) =>
      rule.match(matching, at, trail).map((step) => ({ value: step.value.name, at: step.at, trail: step.trail })),
    print: () => undefined,
  };
}

const domain = kw('domain', 'All of a domain');
/** What stands behind `match identity`. */
export const identityMatch: Rule<IsakmpIdentityMatch> = choice(
  seq({ kind: kw('group', 'Clients of a group'), group: NAME('Name of the group') }),
  seq({
    kind: kw('address', 'By address'),
    address: IPV4('Address'),
    mask: opt(IPV4_MASK('Mask of its network')),
    vrf: frontVrf,
  }),
  seq({
    _address: kw('address', 'By address'),
    kind: kw('ipv6', 'An IPv6 address'),
    prefix: IPV6_PREFIX('Address with prefix length'),
    vrf: frontVrf,
  }),
  seq({
    _host: kw('host', 'By domain name'),
    kind: as(domain, 'host-domain'),
    host: WORD('Domain'),
    vrf: frontVrf,
  }),
  seq({ kind: kw('host', 'By domain name'), host: WORD('Domain name'), vrf: frontVrf }),
  seq({
    _user: choice(kw('user', 'By a name like a mail address'), kw('user-fqdn', 'By a name like a mail address')),
    kind: as(domain, 'user-domain'),
    user: WORD('Domain'),
    vrf: frontVrf,
  }),
  seq({
    kind: choice(kw('user', 'By a name like a mail address'), kw('user-fqdn', 'By a name like a mail address')),
    user: WORD('Name, like user@example.com'),
    vrf: frontVrf,
  }),
);
export const sameMatch =
  (one: IsakmpIdentityMatch) =>
  (other: IsakmpIdentityMatch): boolean =>
    JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort());

/** What stands behind `self-identity`. */
export const selfIdentity: Rule<SelfIdentity> = choice(
  seq({ kind: kw('address', 'By its address') }),
  seq({ _address: kw('address', 'By its address'), kind: as(kw('ipv6', 'By its IPv6 address'), 'address-ipv6') }),
  seq({ kind: kw('fqdn', 'By a domain name'), name: opt(WORD('Domain name; otherwise that of this box')) }),
  seq({ kind: kw('user-fqdn', 'By a name like a mail address'), name: WORD('Name') }),
);
