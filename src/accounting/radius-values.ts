import { isIPv4, isIPv6 } from 'node:net';
import { type Attribute, type AttributeInput, type AttributeName, attribute } from '../protocols/radius/index.ts';
import type { RadiusColumn, RadiusContext } from './attribute-row.ts';
import type { AccountingRecord, Facts } from './record.ts';

/** Longest text of a standard attribute and of a vendor attribute, octets. */
const longest = 253;
const longestVendor = 247;

type Where = Omit<RadiusColumn, 'name' | 'build'>;

/** A column with one attribute whose value is read from the record; not sent when it is `undefined`. */
export function column<N extends AttributeName>(
  name: N,
  where: Where,
  read: (record: AccountingRecord, context: RadiusContext) => AttributeInput<N> | undefined,
): RadiusColumn {
  return {
    ...where,
    name,
    build(record, context) {
      const value = read(record, context);
      return value === undefined ? [] : [attribute(name, value)];
    },
  };
}

/** A column for `Cisco-AVPair = "name=…"`. */
export function avPair(
  name: string,
  where: Omit<Where, 'vsa' | 'newer'>,
  read: (record: AccountingRecord) => string | undefined,
): RadiusColumn {
  return {
    ...where,
    name: `Cisco-AVPair ${name}=`,
    vsa: true,
    newer: true,
    build(record) {
      const value = read(record);
      return value === undefined ? [] : [attribute('Cisco-AVPair', cut(`${name}=${value}`, longestVendor))];
    },
  };
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

export const ipv4 = (value: string | undefined): string | undefined =>
  value !== undefined && isIPv4(value) ? value : undefined;
export const ipv6 = (value: string | undefined): string | undefined =>
  value !== undefined && isIPv6(value) ? value : undefined;

/** A 32-bit unsigned value; what does not fit is not sent. */
export const uint32 = (value: number | undefined): number | undefined =>
  value !== undefined && Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff ? value : undefined;

/** Low and high 32 bits of a counter (RFC 2866 §5.3, RFC 2869 §5.1). */
export const low = (value: bigint | undefined): number | undefined =>
  value === undefined ? undefined : Number(value & 0xffff_ffffn);
export const high = (value: bigint | undefined): number | undefined =>
  value === undefined ? undefined : Number((value >> 32n) & 0xffff_ffffn);

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
