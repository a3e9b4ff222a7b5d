import { type Attribute, maxValueLength } from './attribute.ts';

/** An extended attribute put together from its fragments (RFC 6929 §2). Written `241.3`. */
export interface ExtendedAttribute {
  /** 241–244 (extended), 245 or 246 (long extended). */
  readonly type: number;
  /** 1–255; 26: Extended-Vendor-Specific. */
  readonly extendedType: number;
  readonly value: Uint8Array;
}

const firstExtended = 241;
const firstLong = 245;
const lastLong = 246;
/** The More flag (RFC 6929 §2.2). */
const more = 0x80;

/**
 * Writes an extended attribute; one of 245 and 246 takes as many attributes of 251 octets as its value needs.
 * @throws RangeError for another type, or when a value for 241–244 is longer than 252 octets
 */
export function extended(attribute: ExtendedAttribute): Attribute[] {
  const { type, extendedType, value } = attribute;
  if (type < firstExtended || type > lastLong) throw new RangeError(`not an extended attribute: ${type}`);
  if (type < firstLong) {
    if (value.length > maxValueLength - 1) throw new RangeError(`too long for attribute ${type}: ${value.length}`);
    return [{ type, value: Buffer.concat([Uint8Array.of(extendedType), value]) }];
  }
  const size = maxValueLength - 2;
  const parts: Attribute[] = [];
  for (let at = 0; at === 0 || at < value.length; at += size) {
    const flags = at + size < value.length ? more : 0;
    parts.push({ type, value: Buffer.concat([Uint8Array.of(extendedType, flags), value.subarray(at, at + size)]) });
  }
  return parts;
}

/**
 * The extended attributes of a list, fragments joined. A fragment sequence that is cut short, interrupted, or too
 * short to have its header is left out, as the RFC wants (§2.2, "invalid attributes").
 */
export function readExtended(attributes: readonly Attribute[]): ExtendedAttribute[] {
  const found: ExtendedAttribute[] = [];
  let open: { readonly type: number; readonly extendedType: number; readonly parts: Uint8Array[] } | undefined;
  for (const { type, value } of attributes) {
    const [extendedType, flags = 0] = value;
    if (open !== undefined && (type !== open.type || extendedType !== open.extendedType)) open = undefined;
    if (type < firstExtended || type > lastLong || extendedType === undefined) continue;
    if (type < firstLong) {
      found.push({ type, extendedType, value: value.subarray(1) });
      continue;
    }
    if (value.length < 2) {
      open = undefined;
      continue;
    }
    const parts = open?.parts ?? [];
    parts.push(value.subarray(2));
    if ((flags & more) !== 0) {
      open = { type, extendedType, parts };
      continue;
    }
    found.push({ type, extendedType, value: Buffer.concat(parts) });
    open = undefined;
  }
  return found;
}
