import { column as r } from '../radius-columns.ts';
import { gigawords, low } from '../radius-values.ts';
import type { AttributeDefinition } from '../row.ts';
import { counted, running } from './when.ts';

/** What was counted: RADIUS carries 64 bits in two attributes each. */
export const counterRows: readonly AttributeDefinition[] = [
  {
    fact: 'counters.bytesIn',
    meaning: 'Octets from the user',
    radius: r('Acct-Input-Octets', { order: 91, source: 'RFC 2866 §5.3', types: counted, kinds: running }, (x) =>
      low(x.counters?.bytesIn),
    ),
    tacacs: {
      name: 'bytes_in',
      order: 140,
      types: counted,
      kinds: running,
      shown: false,
      value: (x) => x.counters?.bytesIn,
    },
  },
  {
    fact: 'counters.bytesIn',
    meaning: 'How often Acct-Input-Octets has wrapped',
    radius: r('Acct-Input-Gigawords', { order: 95, source: 'RFC 2869 §5.1', types: counted, kinds: running }, (x, c) =>
      gigawords(x.counters?.bytesIn, c),
    ),
  },
  {
    fact: 'counters.bytesOut',
    meaning: 'Octets to the user',
    radius: r('Acct-Output-Octets', { order: 92, source: 'RFC 2866 §5.4', types: counted, kinds: running }, (x) =>
      low(x.counters?.bytesOut),
    ),
    tacacs: {
      name: 'bytes_out',
      order: 150,
      types: counted,
      kinds: running,
      shown: false,
      value: (x) => x.counters?.bytesOut,
    },
  },
  {
    fact: 'counters.bytesOut',
    meaning: 'How often Acct-Output-Octets has wrapped',
    radius: r('Acct-Output-Gigawords', { order: 96, source: 'RFC 2869 §5.2', types: counted, kinds: running }, (x, c) =>
      gigawords(x.counters?.bytesOut, c),
    ),
  },
  {
    fact: 'counters.packetsIn',
    meaning: 'Packets from the user',
    radius: r('Acct-Input-Packets', { order: 93, source: 'RFC 2866 §5.8', types: counted, kinds: running }, (x) =>
      low(x.counters?.packetsIn),
    ),
    tacacs: {
      name: 'paks_in',
      order: 160,
      types: counted,
      kinds: running,
      shown: false,
      value: (x) => x.counters?.packetsIn,
    },
  },
  {
    fact: 'counters.packetsOut',
    meaning: 'Packets to the user',
    radius: r('Acct-Output-Packets', { order: 94, source: 'RFC 2866 §5.9', types: counted, kinds: running }, (x) =>
      low(x.counters?.packetsOut),
    ),
    tacacs: {
      name: 'paks_out',
      order: 170,
      types: counted,
      kinds: running,
      shown: false,
      value: (x) => x.counters?.packetsOut,
    },
  },
];
