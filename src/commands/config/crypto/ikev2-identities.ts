import { as, choice, IPV4, IPV4_MASK, IPV6, kw, opt, type Rule, seq, WORD } from '../../../ios/index.ts';
import type { Ikev2Identity, Ikev2RemoteMatch } from '../../../sources/ipsec/config.ts';
import { IPV6_PREFIX } from './words.ts';

/** How the two ends name themselves in IKEv2. */

/** What stands behind `match identity remote`. */
export const remote: Rule<Ikev2RemoteMatch> = choice(
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
export const sameMatch =
  (one: Ikev2RemoteMatch) =>
  (other: Ikev2RemoteMatch): boolean =>
    JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort());

/** What stands behind `identity local`. */
export const localIdentity: Rule<Ikev2Identity> = choice(
  seq({ kind: kw('address', 'By an address'), value: choice(IPV4('Address'), IPV6('Address')) }),
  seq({ kind: kw('dn', 'By the name in its certificate') }),
  seq({ kind: kw('email', 'By a name like a mail address'), value: WORD('Name') }),
  seq({ kind: kw('fqdn', 'By a domain name'), value: WORD('Domain name') }),
  seq({ kind: kw('key-id', 'By any name'), value: WORD('Name') }),
);
