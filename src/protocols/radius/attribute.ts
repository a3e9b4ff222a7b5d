import { err, ok, type Result } from '../../base/result.ts';
import type { AttributeRow, AttributeValue, Encryption, ValueOfKind, ValueTable } from './attribute-table.ts';
import { attributeTable } from './attributes/index.ts';
import { builtinDictionary, type Dictionary, type DictionaryEntry, valueName } from './dictionary.ts';
import { asBuffer, readValue, type ValueError, writeValue } from './value.ts';

/** Vendor-Specific (RFC 2865 §5.26). */
export const vendorSpecific = 26;
/** Octets that fit into one attribute, and into one sub-attribute of a vendor with the usual format. */
export const maxValueLength = 253;
export const maxVendorValueLength = 247;

/**
 * One attribute as it is on the wire. A list of these, in order, is a packet's content; decoding and encoding again
 * gives the same octets, whatever they are.
 */
export interface Attribute {
  /** 1–255; {@link vendorSpecific} when `vendor` is set. */
  readonly type: number;
  /** 0–253 octets; of a vendor's sub-attribute, 0–247. */
  readonly value: Uint8Array;
  /** SMI enterprise number. Absent in a Vendor-Specific that is too short to have one: then `value` is all of it. */
  readonly vendor?: number;
  /** Absent when what follows the vendor id is not a sequence of sub-attributes: then `value` is all that follows. */
  readonly vendorType?: number;
  /** Shares the Vendor-Specific attribute of its predecessor in the list. */
  readonly joined?: true;
  /** Layout of the sub-attribute when it is not one octet of type and one of length. */
  readonly format?: { readonly typeOctets: 1 | 2 | 4; readonly lengthOctets: 0 | 1 | 2 };
  /** `value` is in clear (after the tag, if there is one) and is hidden with the shared secret when it is sent. */
  readonly conceal?: Encryption;
}

/** What a request carries: a list, or the octets of attributes as they go on the wire (see {@link AttributeWriter}). */
export type RequestAttributes = readonly Attribute[] | Uint8Array;

type Table = typeof attributeTable;
export type AttributeName = keyof Table;
type RowOf<N extends AttributeName> = Table[N];

/** What {@link attribute} accepts: names of values, dates and octets beside the plain form. */
export type AttributeInput<N extends AttributeName> =
  RowOf<N> extends { readonly values: infer V }
    ? number | keyof V
    : RowOf<N>['kind'] extends 'date'
      ? number | Date
      : RowOf<N>['kind'] extends 'string'
        ? string | Uint8Array
        : ValueOfKind[RowOf<N>['kind']];

/** What {@link find} returns. A hidden value is returned as the octets on the wire. */
export type AttributeOutput<N extends AttributeName> =
  RowOf<N> extends { readonly encrypted: Encryption } ? Uint8Array : ValueOfKind[RowOf<N>['kind']];

/**
 * Builds an attribute: `attribute('Acct-Status-Type', 'Start')`, `attribute('Cisco-AVPair', 'shell:priv-lvl=15')`.
 * @param tag 0–31, only for the tunnel attributes of RFC 2868
 * @throws RangeError when the value is none of its kind (not an address, a number out of range); that text is too
 *   long for one attribute is found when the packet is encoded. {@link parseAttribute} does not throw.
 */
export function attribute<N extends AttributeName>(name: N, value: AttributeInput<N>, tag = 0): Attribute {
  const row: AttributeRow = attributeTable[name];
  const built = build(row, value as AttributeValue | Date, tag);
  if (!built.ok) throw new RangeError(`${name}: ${built.error.kind} ${built.error.value}`);
  return built.value;
}

/**
 * Builds an attribute from text, of any dictionary: addresses and numbers as written, value names, octets as
 * hexadecimal digits, `0x…` too.
 */
export function parseAttribute(
  name: string,
  text: string,
  dictionary: Dictionary = builtinDictionary,
  tag = 0,
): Result<Attribute, ValueError | { readonly kind: 'unknown-attribute'; readonly name: string }> {
  const row = dictionary.byName(name);
  if (row === undefined) return err({ kind: 'unknown-attribute', name });
  return build(row, text, tag, dictionary);
}

function build(
  row: AttributeRow,
  value: AttributeValue | Date,
  tag: number,
  dictionary?: Dictionary,
): Result<Attribute, ValueError> {
  const written = writeValue(row, value, tag);
  if (!written.ok) return written;
  const octets = written.value;
  if (row.vendor === undefined)
    return ok(
      row.encrypted === undefined
        ? { type: row.type, value: octets }
        : { type: row.type, value: octets, conceal: row.encrypted },
    );
  const format = dictionary?.vendor(row.vendor)?.format;
  const plain = format === undefined || (format.typeOctets === 1 && format.lengthOctets === 1);
  return ok({
    type: vendorSpecific,
    value: octets,
    vendor: row.vendor,
    vendorType: row.type,
    ...(plain ? {} : { format }),
    ...(row.encrypted === undefined ? {} : { conceal: row.encrypted }),
  });
}

/** Splits a long value over consecutive attributes of 253 octets (EAP-Message, RFC 3579 §3.1). */
export function concatenated(name: 'EAP-Message', value: Uint8Array): Attribute[] {
  const { type } = attributeTable[name];
  const parts: Attribute[] = [];
  for (let at = 0; at < value.length || at === 0; at += maxValueLength)
    parts.push({ type, value: value.subarray(at, at + maxValueLength) });
  return parts;
}

/** Anything with attributes: a packet, a request on a server. */
export interface HasAttributes {
  readonly attributes: readonly Attribute[];
}

const is = (row: AttributeRow, attribute: Attribute): boolean =>
  row.vendor === undefined
    ? attribute.type === row.type
    : attribute.vendor === row.vendor && attribute.vendorType === row.type;

/** The value of the first attribute of that name; undefined when there is none or its octets are malformed. */
export function find<N extends AttributeName>(packet: HasAttributes, name: N): AttributeOutput<N> | undefined {
  const row: AttributeRow = attributeTable[name];
  for (const attribute of packet.attributes) {
    if (!is(row, attribute)) continue;
    if (row.concatenated)
      return Buffer.concat(
        packet.attributes.filter((other) => is(row, other)).map((other) => other.value),
      ) as Uint8Array as AttributeOutput<N>;
    return readValue(row, attribute.value).value as AttributeOutput<N> | undefined;
  }
  return undefined;
}

/** The values of all attributes of that name, in order; malformed ones are left out. */
export function findAll<N extends AttributeName>(packet: HasAttributes, name: N): AttributeOutput<N>[] {
  return findTagged(packet, name).map(({ value }) => value);
}

/** Values with their tags (RFC 2868; 0 when there is none). */
export function findTagged<N extends AttributeName>(
  packet: HasAttributes,
  name: N,
): { readonly tag: number; readonly value: AttributeOutput<N> }[] {
  const row: AttributeRow = attributeTable[name];
  const found: { readonly tag: number; readonly value: AttributeOutput<N> }[] = [];
  for (const attribute of packet.attributes) {
    if (!is(row, attribute)) continue;
    const { value, tag } = readValue(row, attribute.value);
    if (value !== undefined) found.push({ tag, value: value as AttributeOutput<N> });
  }
  return found;
}

/** The dictionary's entry for an attribute. */
export const entryOf = (
  attribute: Attribute,
  dictionary: Dictionary = builtinDictionary,
): DictionaryEntry | undefined =>
  attribute.vendor === undefined
    ? dictionary.byType(attribute.type)
    : attribute.vendorType === undefined
      ? undefined
      : dictionary.byType(attribute.vendorType, attribute.vendor);

/** An attribute for people and files: `{ name: 'Acct-Status-Type', text: 'Start' }`. */
export interface AttributeText {
  /** `Attr-N`, or `Vendor-V-Attr-N`, when the dictionary doesn't know it. */
  readonly name: string;
  /** Value names, dotted addresses, text as it is, octets as `0x…`; a secret as `*`. */
  readonly text: string;
  readonly tag: number;
}

/** Names an attribute and prints its value. Never shows a secret. */
export function attributeText(attribute: Attribute, dictionary: Dictionary = builtinDictionary): AttributeText {
  const row = entryOf(attribute, dictionary);
  if (row === undefined) {
    const { vendor, vendorType } = attribute;
    const name = vendor === undefined ? `Attr-${attribute.type}` : `Vendor-${vendor}-Attr-${vendorType ?? 'unknown'}`;
    return { name, text: hex(attribute.value), tag: 0 };
  }
  const { value, tag } = readValue(row, attribute.value);
  if (row.secret || row.encrypted || attribute.conceal) return { name: row.name, text: '*', tag };
  if (value === undefined) return { name: row.name, text: hex(attribute.value), tag };
  return { name: row.name, text: valueText(value, row.values), tag };
}

export function valueText(value: AttributeValue, values?: ValueTable): string {
  if (value instanceof Uint8Array) return hex(value);
  return (typeof value === 'number' ? valueName(values, value) : undefined) ?? String(value);
}

const hex = (octets: Uint8Array): string => `0x${asBuffer(octets).toString('hex')}`;
