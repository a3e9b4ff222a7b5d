import type { IsakmpIdentityMatch } from '../config.ts';
import { masked } from './traffic.ts';

/** An identity in charon's words; a domain is a pattern. */
export function identityOf(match: IsakmpIdentityMatch): string | undefined {
  switch (match.kind) {
    case 'address': {
      const net = masked(match.address, match.mask ?? '255.255.255.255');
      return net?.endsWith('/0') ? '%any' : net?.endsWith('/32') ? match.address : net;
    }
    case 'ipv6':
      return match.prefix.replace(/\/128$/, '');
    case 'host':
      return `fqdn:${match.host}`;
    case 'host-domain':
      return `fqdn:*.${match.host}`;
    case 'user':
    case 'user-fqdn':
      return `email:${match.user}`;
    case 'user-domain':
      return `email:*@${match.user}`;
    case 'group':
      return `keyid:${match.group}`;
  }
}

/** `set aggressive-mode client-endpoint`, in charon's words. */
export const endpointText = ({ kind, value }: { readonly kind: string; readonly value: string }): string =>
  kind === 'fqdn' ? `fqdn:${value}` : kind === 'user-fqdn' ? `email:${value}` : value;
