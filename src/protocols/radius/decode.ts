import { err, ok, type Result } from '../../base/result.ts';
import { type Attribute, find, vendorSpecific } from './attribute.ts';
import { headerLength, maxPacketLength, revealUserPassword, type Secret, secretOctets } from './authenticator.ts';
import { usualFormat } from './dictionary.ts';
import type { DecodeError, Packet, VendorFormats } from './packet.ts';
import { view } from './view.ts';

/**
 * Reads a packet. Octets after the Length field's end are padding and ignored (RFC 2865 §3). Nothing is checked but
 * the form: see {@link verifyRequest}, {@link verifyReply}.
 */
export function decodePacket(octets: Uint8Array, formats?: VendorFormats): Result<Packet, DecodeError> {
  const length = checkForm(octets);
  if (typeof length !== 'number') return err(length);
  return ok({
    code: octets[0] ?? 0,
    identifier: octets[1] ?? 0,
    authenticator: view(octets, 4, headerLength),
    attributes: attributesAt(octets, headerLength, length, formats),
  });
}

/** Reads what {@link AttributeWriter} wrote. */
export const decodeAttributes = (octets: Uint8Array): readonly Attribute[] => attributesAt(octets, 0, octets.length);

function attributesAt(octets: Uint8Array, start: number, length: number, formats?: VendorFormats): Attribute[] {
  const attributes: Attribute[] = [];
  for (let at = start; at < length; ) {
    const type = octets[at] ?? 0;
    const end = at + (octets[at + 1] ?? 0);
    if (type === vendorSpecific) decodeVendor(octets, at + 2, end, formats, attributes);
    else attributes.push({ type, value: view(octets, at + 2, end) });
    at = end;
  }
  return attributes;
}

/** The packet's length when header and attribute lengths fit together, else what is wrong. */
export function checkForm(octets: Uint8Array): number | DecodeError {
  if (octets.length < headerLength) return { kind: 'too-short', octets: octets.length };
  const length = ((octets[2] ?? 0) << 8) | (octets[3] ?? 0);
  if (length < headerLength || length > maxPacketLength || length > octets.length)
    return { kind: 'bad-length', length, octets: octets.length };
  let at = headerLength;
  while (at < length) {
    const size = at + 1 < length ? (octets[at + 1] ?? 0) : 0;
    if (size < 2 || at + size > length)
      return { kind: 'bad-attribute', offset: at, type: octets[at] ?? 0, length: size };
    at += size;
  }
  return length;
}

/** One Vendor-Specific attribute: its sub-attributes, or as it is when they don't fill it exactly. */
function decodeVendor(
  octets: Uint8Array,
  start: number,
  end: number,
  formats: VendorFormats | undefined,
  into: Attribute[],
): void {
  if (end - start < 4) {
    into.push({ type: vendorSpecific, value: view(octets, start, end) });
    return;
  }
  const vendor = number(octets, start, 4);
  const format = formats?.get(vendor);
  const { typeOctets, lengthOctets } = format ?? usualFormat;
  const first = into.length;
  let at = start + 4;
  while (at < end) {
    const header = typeOctets + lengthOctets;
    const size = at + header > end ? -1 : lengthOctets === 0 ? end - at : number(octets, at + typeOctets, lengthOctets);
    if (size < header || at + size > end) break;
    const vendorType = number(octets, at, typeOctets);
    const value = view(octets, at + header, at + size);
    const joined = into.length > first;
    into.push({
      type: vendorSpecific,
      value,
      vendor,
      vendorType,
      ...(joined ? { joined } : undefined),
      ...(format ? { format } : undefined),
    });
    at += size;
  }
  if (at === end && into.length > first) return;
  into.length = first;
  into.push({ type: vendorSpecific, value: view(octets, start + 4, end), vendor });
}

function number(octets: Uint8Array, at: number, size: number): number {
  let value = 0;
  for (let i = 0; i < size; i++) value = value * 256 + (octets[at + i] ?? 0);
  return value;
}

/** The clear text of a request's User-Password; undefined when there is none or it is malformed. */
export function userPassword(request: Packet, secret: Secret): string | undefined {
  const hidden = find(request, 'User-Password');
  if (hidden === undefined) return undefined;
  const clear = revealUserPassword(hidden, secretOctets(secret), request.authenticator);
  return clear === undefined ? undefined : Buffer.from(clear).toString('utf8');
}
