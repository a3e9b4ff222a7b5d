import type { AttributeName } from '../../../protocols/radius/index.ts';
import type { Counters } from '../../record.ts';
import { column as r } from '../radius-columns.ts';
import { gigawords, low } from '../radius-values.ts';
import type { AttributeDefinition } from '../row.ts';
import { counted, running } from './when.ts';

const where = { types: counted, kinds: running } as const;

type IntegerName = Extract<AttributeName, `Acct-${'Input' | 'Output'}-${'Octets' | 'Packets' | 'Gigawords'}`>;
type Place = readonly [name: IntegerName, order: number, source: string];
/** A counter: its low 32 bits in RADIUS, the whole of it in TACACS+. */
const counter = (
  name: keyof Counters,
  meaning: string,
  [attribute, order, source]: Place,
  [argument, place]: readonly [name: string, order: number],
): AttributeDefinition => ({
  fact: `counters.${name}`,
  meaning,
  radius: r(attribute, { order, source, ...where }, (x) => low(x.counters?.[name])),
  tacacs: { name: argument, order: place, ...where, shown: false, value: (x) => x.counters?.[name] },
});

/** What is above the low 32 bits, which RADIUS says apart. */
const wraps = (name: keyof Counters, of: IntegerName, [attribute, order, source]: Place): AttributeDefinition => ({
  fact: `counters.${name}`,
  meaning: `How often ${of} has wrapped`,
  radius: r(attribute, { order, source, ...where }, (x, c) => gigawords(x.counters?.[name], c)),
});

/** What was counted: RADIUS carries 64 bits in two attributes each. */
export const counterRows: readonly AttributeDefinition[] = [
  counter('bytesIn', 'Octets from the user', ['Acct-Input-Octets', 91, 'RFC 2866 §5.3'], ['bytes_in', 140]),
  wraps('bytesIn', 'Acct-Input-Octets', ['Acct-Input-Gigawords', 95, 'RFC 2869 §5.1']),
  counter('bytesOut', 'Octets to the user', ['Acct-Output-Octets', 92, 'RFC 2866 §5.4'], ['bytes_out', 150]),
  wraps('bytesOut', 'Acct-Output-Octets', ['Acct-Output-Gigawords', 96, 'RFC 2869 §5.2']),
  counter('packetsIn', 'Packets from the user', ['Acct-Input-Packets', 93, 'RFC 2866 §5.8'], ['paks_in', 160]),
  counter('packetsOut', 'Packets to the user', ['Acct-Output-Packets', 94, 'RFC 2866 §5.9'], ['paks_out', 170]),
];
