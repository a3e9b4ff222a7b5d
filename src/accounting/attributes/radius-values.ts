import { isIPv6 } from 'node:net';
import type { RadiusContext } from './row.ts';

/** Longest text of a standard attribute and of a vendor attribute, octets. */
const longest = 253;
const longestVendor = 247;

/** Text as an attribute can carry it: nothing when empty, cut between characters when too long. */
export function text(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : cut(value, longest);
}

/** Text as a vendor attribute can carry it. */
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
