import { avPair, ipv4Column as ip, column as r } from '../radius-columns.ts';
import { ipv6, text } from '../radius-values.ts';
import type { AttributeDefinition } from '../row.ts';

/** This box, and what happened to it. */
export const boxRows: readonly AttributeDefinition[] = [
  {
    fact: 'nasAddress',
    meaning: 'Address of this box',
    radius: ip('NAS-IP-Address', { order: 260, source: 'RFC 2865 §5.4' }, (_, c) => c.nasAddress),
  },
  {
    fact: 'nasAddress',
    meaning: 'Address of this box, IPv6',
    radius: r('NAS-IPv6-Address', { order: 261, source: 'RFC 3162 §2.1' }, (_, c) => ipv6(c.nasAddress)),
  },
  {
    fact: 'nasIdentifier',
    meaning: 'Name of this box',
    radius: r('NAS-Identifier', { order: 280, source: 'RFC 2865 §5.32' }, (_, c) => text(c.nasIdentifier)),
  },
  {
    fact: 'event',
    meaning: 'What happened to the system',
    tacacs: { name: 'event', order: 70, types: ['system', 'vrrs'], value: (x) => x.facts.event },
  },
  {
    fact: 'reason',
    meaning: 'Why',
    tacacs: { name: 'reason', order: 80, types: ['system'], value: (x) => x.facts.reason },
  },
  {
    fact: 'vrrs',
    meaning: 'Redundancy name (VRRS) that became active or was left',
    radius: avPair('vrrs', { order: 62, source: 'vendor 9', types: ['vrrs'] }, (x) => x.facts.vrrs),
    tacacs: { name: 'vrrs', order: 85, types: ['vrrs'], value: (x) => x.facts.vrrs },
  },
];
