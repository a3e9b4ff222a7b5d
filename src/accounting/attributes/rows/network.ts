import type { Facts } from '../../record.ts';
import { avPair, ipv4Column as ip, column as r } from '../radius-columns.ts';
import { vendorText } from '../radius-values.ts';
import type { AttributeDefinition } from '../row.ts';
import { net, ofUsers, running } from './when.ts';

/** What a network session speaks, from which address, and which services it uses. */
export const networkRows: readonly AttributeDefinition[] = [
  {
    fact: 'protocol',
    meaning: 'Protocol of a network session',
    radius: r('Framed-Protocol', { order: 20, source: 'RFC 2865 §5.7', types: net }, (x) =>
      x.facts.service === undefined ? undefined : framedProtocols[x.facts.service],
    ),
    tacacs: { name: 'protocol', order: 50, types: net, kinds: running, value: (x) => x.facts.protocol },
  },
  {
    fact: 'firstAddress',
    meaning: "The peer's address, known before the protocol is",
    tacacs: {
      name: 'addr',
      order: 35,
      types: net,
      shown: false,
      value: (x) => x.facts.firstAddress ?? (x.kind === 'start' ? x.facts.address : undefined),
    },
  },
  {
    fact: 'address',
    meaning: "The peer's address",
    radius: ip('Framed-IP-Address', { order: 40, source: 'RFC 2865 §5.8', types: net }, (x) => x.facts.address),
    tacacs: { name: 'addr', order: 60, types: net, kinds: running, shown: 'address', value: (x) => x.facts.address },
  },
  {
    fact: 'serviceName',
    meaning: 'Service that a session uses, of which the record is',
    radius: r('Cisco-Service-Info', { order: 63, source: 'vendor 9', kinds: ofUsers, newer: true, vsa: true }, (x) =>
      x.facts.serviceName === undefined ? undefined : vendorText(`N${x.facts.serviceName}`),
    ),
    tacacs: { name: 'service-name', order: 103, types: net, kinds: ofUsers, value: (x) => x.facts.serviceName },
  },
  {
    fact: 'connectProgress',
    meaning: 'How far the call had come',
    radius: avPair(
      'connect-progress',
      { order: 60, source: 'vendor 9', kinds: ofUsers },
      (x) => x.facts.connectProgress,
    ),
  },
];

/** Framed-Protocol of a service (RFC 2865 §5.7). */
const framedProtocols: Readonly<Partial<Record<NonNullable<Facts['service']>, 'PPP' | 'SLIP' | number>>> = {
  ppp: 'PPP',
  slip: 'SLIP',
  arap: 3,
};
