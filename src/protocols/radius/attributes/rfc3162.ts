import type { AttributeTable } from '../attribute-table.ts';

/** Attributes of RFC 3162, 4818, 6911. */
export const rfc3162 = {
  'NAS-IPv6-Address': { type: 95, kind: 'ipv6addr' }, // RFC 3162 §2.1
  'Framed-Interface-Id': { type: 96, kind: 'ifid' }, // RFC 3162 §2.2
  'Framed-IPv6-Prefix': { type: 97, kind: 'ipv6prefix' }, // RFC 3162 §2.3
  'Login-IPv6-Host': { type: 98, kind: 'ipv6addr' }, // RFC 3162 §2.4
  'Framed-IPv6-Route': { type: 99, kind: 'string' }, // RFC 3162 §2.5
  'Framed-IPv6-Pool': { type: 100, kind: 'string' }, // RFC 3162 §2.6
  'Delegated-IPv6-Prefix': { type: 123, kind: 'ipv6prefix' }, // RFC 4818 §3
  'Framed-IPv6-Address': { type: 168, kind: 'ipv6addr' }, // RFC 6911 §3.1
  'DNS-Server-IPv6-Address': { type: 169, kind: 'ipv6addr' }, // RFC 6911 §3.2
  'Route-IPv6-Information': { type: 170, kind: 'ipv6prefix' }, // RFC 6911 §3.3
  'Delegated-IPv6-Prefix-Pool': { type: 171, kind: 'string' }, // RFC 6911 §3.4
  'Stateful-IPv6-Address-Pool': { type: 172, kind: 'string' }, // RFC 6911 §3.5
} as const satisfies AttributeTable;
