import { isIPv6 } from 'node:net';
import {
  type Attribute,
  type AttributeInput,
  type AttributeName,
  type AttributeRow,
  attribute,
  attributeTable,
} from '../protocols/radius/index.ts';
import type { RadiusColumn, RadiusContext } from './attribute-row.ts';
import type { AccountingRecord, Facts } from './record.ts';

/** Longest text of a standard attribute and of a vendor attribute, octets. */
const longest = 253;
const longestVendor = 247;
/** Attributes of columns with fewer values than this are built once per value. */
const kept = 256;
const none: readonly Attribute[] = [];

type Where = Omit<RadiusColumn, 'name' | 'build'>;

/** A column with one attribute whose value is read from the record; not sent when it is `undefined`. */
export function column<N extends AttributeName>(
  name: N,
  where: Where,
  read: (record: AccountingRecord, context: RadiusContext) => AttributeInput<N> | undefined,
): RadiusColumn {
  const build = builder(name);
  const built = new Map<AttributeInput<N>, readonly Attribute[]>();
  return {
    ...where,
    name,
    build(record, context) {
      const value = read(record, context);
      if (value === undefined) return none;
      // A column that has shown this many values has others all the time: not worth looking up.
      if (built.size >= kept) return [build(value)];
      let attributes = built.get(value);
      if (attributes === undefined) {
        attributes = [build(value)];
        built.set(value, attributes);
      }
      return attributes;
    },
  };
}

/** The short way for texts and numbers, which most attributes are. */
function builder<N extends AttributeName>(name: N): (value: AttributeInput<N>) => Attribute {
  const row: AttributeRow = attributeTable[name];
  const { type, kind, vendor } = row;
  return (value) => {
    if (typeof value === 'number' && (kind === 'integer' || kind === 'date') && vendor === undefined) {
      const octets = Buffer.allocUnsafe(4);
      octets.writeUInt32BE(value);
      return { type, value: octets };
    }
    if (typeof value === 'string' && kind === 'string') {
      const octets = Buffer.from(value);
      return vendor === undefined ? { type, value: octets } : { type: 26, vendor, vendorType: type, value: octets };
    }
    return attribute(name, value);
  };
}

/** A column for `Cisco-AVPair = "name=…"`. */
export function avPair(
  name: string,
  where: Omit<Where, 'vsa' | 'newer'>,
  read: (record: AccountingRecord) => string | undefined,
): RadiusColumn {
  const pair = column('Cisco-AVPair', { ...where, vsa: true, newer: true }, (record) => {
    const value = read(record);
    return value === undefined ? undefined : cut(`${name}=${value}`, longestVendor);
  });
  return { ...pair, name: `Cisco-AVPair ${name}=` };
}

/** Text as an attribute can carry it: nothing when empty, cut between characters when too long. */
export function text(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : cut(value, longest);
}

export function vendorText(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : cut(value, longestVendor);
}

function cut(value: string, limit: number): string {
  if (value.length * 3 <= limit) return value;
  const octets = Buffer.from(value);
  if (octets.length <= limit) return value;
  let end = limit;
  while (end > 0 && ((octets[end] ?? 0) & 0xc0) === 0x80) end--;
  return octets.toString('utf8', 0, end);
}

const dot = 46;
const zero = 48;

/** The four octets of a dotted address; `undefined` when the text is none (leading zeroes are not taken). */
export function ipv4Octets(text: string | undefined): Buffer | undefined {
  if (text === undefined || text.length < 7 || text.length > 15) return undefined;
  const octets = Buffer.allocUnsafe(4);
  let at = 0;
  let value = -1;
  for (let index = 0; index <= text.length; index++) {
    const code = index < text.length ? text.charCodeAt(index) : dot;
    if (code === dot) {
      if (value < 0 || at > 3) return undefined;
      octets[at++] = value;
      value = -1;
    } else {
      const digit = code - zero;
      if (digit < 0 || digit > 9 || value === 0) return undefined;
      value = value < 0 ? digit : value * 10 + digit;
      if (value > 255) return undefined;
    }
  }
  return at === 4 ? octets : undefined;
}

/** A column with an IPv4 address: written many times a second, and mostly the same. */
export function ipv4Column(
  name: 'NAS-IP-Address' | 'Framed-IP-Address' | 'Login-IP-Host',
  where: Where,
  read: (record: AccountingRecord, context: RadiusContext) => string | undefined,
): RadiusColumn {
  const { type } = attributeTable[name];
  let lastText: string | undefined;
  let last: readonly Attribute[] = none;
  return {
    ...where,
    name,
    build(record, context) {
      const text = read(record, context);
      if (text === lastText) return last;
      const value = ipv4Octets(text);
      lastText = text;
      last = value === undefined ? none : [{ type, value }];
      return last;
    },
  };
}

export const ipv6 = (value: string | undefined): string | undefined =>
  value?.includes(':') && isIPv6(value) ? value : undefined;

/** A 32-bit unsigned value; what does not fit is not sent. */
export const uint32 = (value: number | undefined): number | undefined =>
  value !== undefined && Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff ? value : undefined;

/** Low 32 bits of a counter (RFC 2866 §5.3). */
export const low = (value: bigint | undefined): number | undefined =>
  value === undefined ? undefined : Number(value & 0xffff_ffffn);

/** How often a counter has passed 2^32. The classic set has it only where the octets alone would be wrong. */
export function gigawords(
  value: bigint | undefined,
  context: Pick<RadiusContext, 'gigawords' | 'eventTimestamp'>,
): number | undefined {
  if (value === undefined || context.gigawords === false) return undefined;
  const wraps = Number((value >> 32n) & 0xffff_ffffn);
  return wraps === 0 && context.eventTimestamp === false ? undefined : wraps;
}

/** Attributes of the source as they came; what is not `type:octets` is left out. */
export function passed({ passed = [] }: Facts): Attribute[] {
  return passed.flatMap((text) => {
    const [, type = '', octets = ''] = /^(\d{1,3}):((?:[0-9a-f]{2})*)$/.exec(text) ?? [];
    return type === '' ? [] : [{ type: Number(type), value: Buffer.from(octets, 'hex') }];
  });
}

/** Class attributes back as they came (RFC 2865 §5.25). */
export function classes(facts: Facts): Attribute[] {
  return (facts.classes ?? []).map((octets) => ({ type: 25, value: Buffer.from(octets, 'hex') }));
}
