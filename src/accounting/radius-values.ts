import { isIPv6 } from 'node:net';
import {
  type AttributeInput,
  type AttributeName,
  type AttributeRow,
  type AttributeWriter,
  attribute,
  attributeTable,
} from '../protocols/radius/index.ts';
import type { RadiusColumn, RadiusContext } from './attribute-row.ts';
import type { AccountingRecord, Facts } from './record.ts';

/** Longest text of a standard attribute and of a vendor attribute, octets. */
const longest = 253;
const longestVendor = 247;

type Where = Omit<RadiusColumn, 'name' | 'write'>;

/** A column with one attribute whose value is read from the record; not sent when it is `undefined`. */
export function column<N extends AttributeName>(
  name: N,
  where: Where,
  read: (record: AccountingRecord, context: RadiusContext) => AttributeInput<N> | undefined,
): RadiusColumn {
  const put = putter(name);
  return {
    ...where,
    name,
    write(record, context, to) {
      const value = read(record, context);
      if (value !== undefined) put(value, to);
    },
  };
}

/** The short way for texts and numbers, which most attributes are. */
function putter<N extends AttributeName>(name: N): (value: AttributeInput<N>, to: AttributeWriter) => void {
  const row: AttributeRow = attributeTable[name];
  const { type, kind, vendor, values } = row;
  if (vendor !== undefined && kind !== 'string') throw new RangeError(`${name}: no column writes this kind`);
  return (value, to) => {
    if (kind === 'string' && typeof value === 'string') {
      if (vendor === undefined) to.text(type, value);
      else to.vendorText(vendor, type, value);
      return;
    }
    const number = typeof value === 'string' ? values?.[value] : value;
    if (typeof number === 'number' && (kind === 'integer' || kind === 'date')) to.integer(type, number);
    else to.octets(type, attribute(name, value).value);
  };
}

/** A column for `Cisco-AVPair = "name=…"`. */
export function avPair(
  name: string,
  where: Omit<Where, 'vsa' | 'newer' | 'ipsec'>,
  read: (record: AccountingRecord) => string | undefined,
): RadiusColumn {
  const pair = column('Cisco-AVPair', { ...where, vsa: true, newer: true, ipsec: true }, (record) => {
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

/** A dotted address as a number; `undefined` when the text is none (leading zeroes are not taken). */
export function ipv4Number(text: string | undefined): number | undefined {
  if (text === undefined || text.length < 7 || text.length > 15) return undefined;
  let address = 0;
  let parts = 0;
  let value = -1;
  for (let index = 0; index <= text.length; index++) {
    const code = index < text.length ? text.charCodeAt(index) : dot;
    if (code === dot) {
      if (value < 0 || parts > 3) return undefined;
      address = address * 256 + value;
      parts++;
      value = -1;
    } else {
      const digit = code - zero;
      if (digit < 0 || digit > 9 || value === 0) return undefined;
      value = value < 0 ? digit : value * 10 + digit;
      if (value > 255) return undefined;
    }
  }
  return parts === 4 ? address : undefined;
}

/** A column with an IPv4 address. */
export function ipv4Column(
  name: 'NAS-IP-Address' | 'Framed-IP-Address' | 'Login-IP-Host',
  where: Where,
  read: (record: AccountingRecord, context: RadiusContext) => string | undefined,
): RadiusColumn {
  const { type } = attributeTable[name];
  return {
    ...where,
    name,
    write(record, context, to) {
      const address = ipv4Number(read(record, context));
      if (address !== undefined) to.integer(type, address);
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
export function passed({ passed = [] }: Facts, to: AttributeWriter): void {
  for (const text of passed) {
    const [, type = '', octets = ''] = /^(\d{1,3}):((?:[0-9a-f]{2})*)$/.exec(text) ?? [];
    if (type !== '') to.octets(Number(type), Buffer.from(octets, 'hex'));
  }
}

/** Class attributes back as they came (RFC 2865 §5.25). */
export function classes({ classes = [] }: Facts, to: AttributeWriter): void {
  for (const octets of classes) to.octets(25, Buffer.from(octets, 'hex'));
}
