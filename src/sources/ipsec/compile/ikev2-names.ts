import type { Ikev2NameMangler, Ikev2RemoteMatch } from '../config.ts';
import { masked, number } from './traffic.ts';

/** Identities of peers of IKEv2, and the names that servers are asked about them by. */

/** `match identity remote …`, in charon's words. */
export function remoteText(match: Ikev2RemoteMatch): string {
  switch (match.kind) {
    case 'any':
      return '%any';
    case 'address': {
      const net = masked(match.address, match.mask ?? '255.255.255.255') ?? match.address;
      return net.endsWith('/0') ? '%any' : net.replace(/\/32$/, '');
    }
    case 'ipv6':
      return match.prefix.replace(/\/128$/, '');
    case 'email':
      return `email:${match.value}`;
    case 'email-domain':
      return `email:*@${match.value}`;
    case 'fqdn':
      return `fqdn:${match.value}`;
    case 'fqdn-domain':
      return `fqdn:*.${match.value}`;
    case 'key-id':
      return `keyid:${match.value}`;
  }
}

/** The identity that a configured peer will have: the one that names its address, else the only or the first one. */
export function idOfPeer(remotes: readonly Ikev2RemoteMatch[], peer: string): string {
  for (const match of remotes) {
    if (match.kind === 'ipv6' && match.prefix === `${peer}/128`) return peer;
    if (match.kind !== 'address' || !/^[\d.]+$/.test(peer)) continue;
    const mask = number(match.mask ?? '255.255.255.255');
    if ((number(match.address) & mask) === (number(peer) & mask)) return peer;
  }
  return remotes.map(remoteText)[0] ?? '%any';
}

/**
 * The name by which a server knows whoever shows an identity; `undefined`: it is not known before the peer comes, and charon
 * cannot wait for an answer then. @param id in charon's words; a pattern has at most a domain
 */
export function serverName(id: string, mangler: Ikev2NameMangler | undefined): string | undefined {
  const [, kind = 'address', value = id] = /^(fqdn|email|keyid):(.*)$/s.exec(id) ?? [];
  const exact = /[*/%]/.test(value) ? undefined : value;
  if (mangler === undefined) return exact;
  const [, before, behind] = (kind === 'email' ? /^([^@]*)@(.*)$/ : /^([^.]*)\.(.*)$/).exec(value) ?? [];
  if (kind === 'fqdn' && mangler.fqdn !== undefined)
    return mangler.fqdn === 'domain' ? behind : mangler.fqdn === 'all' ? exact : exact && (before ?? exact);
  if (kind === 'email' && mangler.email !== undefined)
    return mangler.email === 'domain' ? behind : mangler.email === 'all' ? exact : exact && before;
  return undefined;
}
