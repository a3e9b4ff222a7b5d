import { loginServices } from '../radius-codes.ts';
import { ipv4Column as ip, column as r } from '../radius-columns.ts';
import { ipv6 } from '../radius-values.ts';
import type { AttributeDefinition } from '../row.ts';

/** Where an outbound connection goes. */
export const connectionRows: readonly AttributeDefinition[] = [
  {
    fact: 'loginService',
    meaning: 'Protocol of an outbound connection',
    radius: r('Login-Service', { order: 30, source: 'RFC 2865 §5.15', types: ['connection'] }, (x) =>
      x.facts.loginService === undefined ? undefined : loginServices[x.facts.loginService],
    ),
    tacacs: { name: 'protocol', order: 50, types: ['connection'], value: (x) => x.facts.loginService },
  },
  {
    fact: 'host',
    meaning: 'Host of an outbound connection',
    radius: ip('Login-IP-Host', { order: 50, source: 'RFC 2865 §5.14', types: ['connection'] }, (x) => x.facts.host),
    tacacs: { name: 'addr', order: 60, types: ['connection'], shown: 'address', value: (x) => x.facts.host },
  },
  {
    fact: 'host',
    meaning: 'Host of an outbound connection, IPv6',
    radius: r('Login-IPv6-Host', { order: 51, source: 'RFC 3162 §2.4', types: ['connection'] }, (x) =>
      ipv6(x.facts.host),
    ),
  },
  {
    fact: 'host',
    meaning: 'Service of a LAT connection',
    radius: r('Login-LAT-Service', { order: 52, source: 'RFC 2865 §5.34', types: ['connection'] }, (x) =>
      x.facts.loginService === 'lat' ? x.facts.host : undefined,
    ),
  },
  {
    fact: 'latNode',
    meaning: 'Node that a LAT connection was asked for at',
    radius: r('Login-LAT-Node', { order: 53, source: 'RFC 2865 §5.35', types: ['connection'] }, (x) => x.facts.latNode),
  },
  {
    fact: 'latPort',
    meaning: 'Port that a LAT connection was asked for at',
    radius: r('Login-LAT-Port', { order: 54, source: 'RFC 2865 §5.43', types: ['connection'] }, (x) => x.facts.latPort),
  },
];
