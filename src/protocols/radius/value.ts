import { err, ok, type Result } from '../../base/result.ts';
import {
  formatIpv4,
  formatIpv4Prefix,
  formatIpv6,
  formatIpv6Prefix,
  parseIpv4,
  parseIpv4Prefix,
  parseIpv6,
  parseIpv6Prefix,
} from './address.ts';
import type { AttributeRow, AttributeValue, Kind } from './attribute-table.ts';

/** Why a value cannot be written as its attribute wants it. */
export type ValueError =
  | { readonly kind: 'not-a-number'; readonly value: string }
  | { readonly kind: 'out-of-range'; readonly value: string }
  | { readonly kind: 'not-an-address'; readonly value: string }
  | { readonly kind: 'unknown-value-name'; readonly value: string }
  | { readonly kind: 'wrong-type'; readonly value: string };

const integerSizes: Partial<Record<Kind, number>> = { byte: 1, short: 2, integer: 4, signed: 4, date: 4, integer64: 8 };

/** The octets of a value, without tag and before hiding. Names of values are looked up in the row. */
export function writeValue(
  row: AttributeRow,
  value: AttributeValue | Date,
  tag: number,
): Result<Uint8Array, ValueError> {
  const size = integerSizes[row.kind];
  if (size !== undefined) return writeInteger(row, size, value, tag);
  if (value instanceof Uint8Array) return ok(row.tagged ? withTag(tag, value) : value);
  if (typeof value !== 'string') return err({ kind: 'wrong-type', value: String(value) });
  if (row.kind === 'string') {
    const text = Buffer.from(value, 'utf8');
    return ok(row.tagged ? withTag(tag, text) : text);
  }
  const octets = writeText(row.kind, value);
  return octets === undefined ? err({ kind: 'not-an-address', value }) : ok(octets);
}

function writeText(kind: Kind, text: string): Uint8Array | undefined {
  switch (kind) {
    case 'ipaddr':
      return parseIpv4(text);
    case 'ipv6addr':
      return parseIpv6(text);
    case 'ipv6prefix':
      return parseIpv6Prefix(text);
    case 'ipv4prefix':
      return parseIpv4Prefix(text);
    case 'ifid':
      return fromGroups(text, /^[0-9a-f]{1,4}(:[0-9a-f]{1,4}){3}$/i, 4);
    case 'ether':
      return fromGroups(text, /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i, 2);
    default:
      return /^(0x)?([0-9a-f]{2})*$/i.test(text) ? Buffer.from(text.replace(/^0x/i, ''), 'hex') : undefined;
  }
}

const fromGroups = (text: string, shape: RegExp, digits: number): Uint8Array | undefined =>
  shape.test(text)
    ? Buffer.from(
        text
          .split(':')
          .map((group) => group.padStart(digits, '0'))
          .join(''),
        'hex',
      )
    : undefined;

function writeInteger(
  row: AttributeRow,
  size: number,
  value: AttributeValue | Date,
  tag: number,
): Result<Uint8Array, ValueError> {
  let number: number | bigint;
  if (value instanceof Date) number = Math.floor(value.getTime() / 1000);
  else if (typeof value === 'number' || typeof value === 'bigint') number = value;
  else if (typeof value === 'string') {
    const named = row.values?.[value];
    if (named !== undefined) number = named;
    else if (/^-?\d+$/.test(value)) number = size === 8 ? BigInt(value) : Number(value);
    else return err({ kind: row.values ? 'unknown-value-name' : 'not-a-number', value });
  } else return err({ kind: 'wrong-type', value: 'octets' });
  if (typeof number === 'number' && !Number.isInteger(number))
    return err({ kind: 'not-a-number', value: String(number) });
  const bits = row.tagged ? 24 : 8 * size;
  const low = row.kind === 'signed' ? -(2 ** (bits - 1)) : 0;
  const high = row.kind === 'signed' ? 2 ** (bits - 1) : size === 8 ? 2n ** 64n : 2 ** bits;
  if (number < low || number >= high) return err({ kind: 'out-of-range', value: String(number) });
  const octets = Buffer.allocUnsafe(size);
  if (size === 8) octets.writeBigUInt64BE(BigInt(number));
  else if (row.kind === 'signed') octets.writeInt32BE(Number(number));
  else octets.writeUIntBE(Number(number), 0, size);
  if (row.tagged) octets[0] = tag;
  return ok(octets);
}

function withTag(tag: number, value: Uint8Array): Uint8Array {
  const tagged = new Uint8Array(value.length + 1);
  tagged[0] = tag;
  tagged.set(value, 1);
  return tagged;
}

/** A value as read: `undefined` when the octets don't have the length or shape that the kind asks for. */
export interface ReadValue {
  readonly value: AttributeValue | undefined;
  /** 0–31 when the row is tagged (0: no tag). */
  readonly tag: number;
}

/** Reads the octets of an attribute. An encrypted value comes back as it is on the wire. */
export function readValue(row: AttributeRow, octets: Uint8Array): ReadValue {
  if (row.encrypted) return { value: octets, tag: row.tagged ? (octets[0] ?? 0) : 0 };
  if (!row.tagged) return { value: read(row.kind, octets), tag: 0 };
  const first = octets[0];
  // RFC 2868 §3.3: an octet above 0x1F is not a tag but the first one of the text.
  if (row.kind !== 'integer')
    return first === undefined || first > 0x1f
      ? { value: read(row.kind, octets), tag: 0 }
      : { value: read(row.kind, octets.subarray(1)), tag: first };
  const value = read('integer', octets);
  return { value: typeof value === 'number' ? value & 0xffffff : undefined, tag: first ?? 0 };
}

function read(kind: Kind, octets: Uint8Array): AttributeValue | undefined {
  const size = integerSizes[kind];
  if (size !== undefined) {
    if (octets.length !== size) return undefined;
    const view = asBuffer(octets);
    if (size === 8) return view.readBigUInt64BE();
    return kind === 'signed' ? view.readInt32BE() : view.readUIntBE(0, size);
  }
  switch (kind) {
    case 'string':
      return asBuffer(octets).toString('utf8');
    case 'ipaddr':
      return octets.length === 4 ? formatIpv4(octets) : undefined;
    case 'ipv6addr':
      return octets.length === 16 ? formatIpv6(octets) : undefined;
    case 'ipv6prefix':
      return formatIpv6Prefix(octets);
    case 'ipv4prefix':
      return formatIpv4Prefix(octets);
    case 'ifid':
      return octets.length === 8 ? inGroups(octets, 4) : undefined;
    case 'ether':
      return octets.length === 6 ? inGroups(octets, 2) : undefined;
    default:
      return octets;
  }
}

const inGroups = (octets: Uint8Array, digits: number): string =>
  (
    asBuffer(octets)
      .toString('hex')
      .match(new RegExp(`.{${digits}}`, 'g')) ?? []
  )
    .map((group) => (digits === 2 ? group : group.replace(/^0+(?=.)/, '')))
    .join(':');

export const asBuffer = (octets: Uint8Array): Buffer =>
  Buffer.isBuffer(octets) ? octets : Buffer.from(octets.buffer, octets.byteOffset, octets.length);
