import { formatCaller } from '../../../aaa/index.ts';
import { nasPortTypes } from '../radius-codes.ts';
import { column as r } from '../radius-columns.ts';
import { text, uint32, vendorText } from '../radius-values.ts';
import type { AttributeDefinition } from '../row.ts';
import { ends, ofUsers, timed } from './when.ts';

/** The port a session came in by, and the numbers of a call. */
export const portRows: readonly AttributeDefinition[] = [
  {
    fact: 'portType',
    meaning: 'Kind of port',
    radius: r('NAS-Port-Type', { order: 210, source: 'RFC 2865 §5.41', kinds: ofUsers, newer: true }, (x) =>
      x.facts.portType === undefined ? undefined : nasPortTypes[x.facts.portType],
    ),
  },
  {
    fact: 'portName',
    meaning: 'Name of the port, as the vendor sends it',
    radius: r(
      'Cisco-NAS-Port',
      { order: 211, source: 'vendor 9', kinds: ofUsers, newer: true, ipsec: true, vsa: true },
      (x) => vendorText(x.facts.portName),
    ),
  },
  {
    fact: 'portName',
    meaning: 'Name of the port; in the body of a TACACS+ request',
    radius: r('NAS-Port-Id', { order: 230, source: 'RFC 2869 §5.17', kinds: ofUsers, newer: true }, (x) =>
      text(x.facts.portName),
    ),
  },
  {
    fact: 'portNumber',
    meaning: 'Number of the port: the absolute line number',
    radius: r('NAS-Port', { order: 220, source: 'RFC 2865 §5.5', kinds: ofUsers }, (x) => uint32(x.facts.portNumber)),
  },
  {
    fact: 'callingStation',
    meaning: 'Who calls: address or number; rem_addr of a TACACS+ request',
    radius: r('Calling-Station-Id', { order: 231, source: 'RFC 2865 §5.31', kinds: ofUsers }, (x, c) =>
      text(x.facts.callingStation && formatCaller(x.facts.callingStation, c.macFormat)),
    ),
  },
  {
    fact: 'calledStation',
    meaning: 'Number called; after the slash of rem_addr in a TACACS+ request',
    radius: r('Called-Station-Id', { order: 232, source: 'RFC 2865 §5.30', kinds: ofUsers }, (x) =>
      text(x.facts.calledStation),
    ),
  },
  {
    fact: 'nasRxSpeed',
    meaning: 'Line speed towards the box, bits per second',
    tacacs: { name: 'nas-rx-speed', order: 190, types: timed, kinds: ends, value: (x) => x.facts.nasRxSpeed },
  },
  {
    fact: 'nasTxSpeed',
    meaning: 'Line speed towards the user, bits per second',
    tacacs: { name: 'nas-tx-speed', order: 200, types: timed, kinds: ends, value: (x) => x.facts.nasTxSpeed },
  },
];
