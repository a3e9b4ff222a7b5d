/**
 * VICI messages as bytes (README.vici, "Message format"): a sequence of elements, each a type octet, then a name (one
 * octet of length) or a value (two octets of length, network order) or both.
 */
import { err, ok, type Result } from '../../base/result.ts';
import type { ViciDecodeFailure, ViciEncodeFailure } from './failure.ts';
import { decodeText, encodeText } from './text.ts';
import type { ViciSection, ViciValue } from './value.ts';

/** Element types. */
export const elements = {
  sectionStart: 1,
  sectionEnd: 2,
  keyValue: 3,
  listStart: 4,
  listItem: 5,
  listEnd: 6,
} as const;

/** Sections in sections; charon itself uses five. */
export const maximumDepth = 32;

interface Open {
  readonly name: string;
  readonly entries: [string, ViciValue][];
}

/** The section that the bytes from `start` on say. */
export function decodeMessage(bytes: Uint8Array, start = 0): Result<ViciSection, ViciDecodeFailure> {
  const sections: Open[] = [{ name: '', entries: [] }];
  let list: { readonly name: string; readonly items: string[] } | undefined;
  let at = start;
  /** The text after a length field of `width` octets; `undefined` when the message ends before it does. */
  const text = (width: 1 | 2): string | undefined => {
    const from = at + width;
    if (from > bytes.length) return undefined;
    const length = width === 1 ? (bytes[at] ?? 0) : ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
    if (from + length > bytes.length) return undefined;
    at = from + length;
    return decodeText(bytes.subarray(from, at));
  };
  while (at < bytes.length) {
    const begin = at;
    const element = bytes[at++] ?? 0;
    const truncated = err({ kind: 'truncated', at: begin } as const);
    const misplaced = err({ kind: 'misplaced-element', at: begin, element } as const);
    const section = sections.at(-1);
    if (section === undefined) return misplaced;
    if (list !== undefined && element !== elements.listItem && element !== elements.listEnd)
      return element >= 1 && element <= 6 ? misplaced : err({ kind: 'unknown-element', at: begin, element });
    switch (element) {
      case elements.sectionStart: {
        const name = text(1);
        if (name === undefined) return truncated;
        if (sections.length > maximumDepth) return err({ kind: 'too-deep', at: begin });
        sections.push({ name, entries: [] });
        break;
      }
      case elements.sectionEnd: {
        const outer = sections.at(-2);
        if (outer === undefined) return misplaced;
        outer.entries.push([section.name, Object.fromEntries(section.entries)]);
        sections.pop();
        break;
      }
      case elements.keyValue: {
        const name = text(1);
        const value = name === undefined ? undefined : text(2);
        if (name === undefined || value === undefined) return truncated;
        section.entries.push([name, value]);
        break;
      }
      case elements.listStart: {
        const name = text(1);
        if (name === undefined) return truncated;
        list = { name, items: [] };
        break;
      }
      case elements.listItem: {
        if (list === undefined) return misplaced;
        const item = text(2);
        if (item === undefined) return truncated;
        list.items.push(item);
        break;
      }
      case elements.listEnd:
        if (list === undefined) return misplaced;
        section.entries.push([list.name, list.items]);
        list = undefined;
        break;
      default:
        return err({ kind: 'unknown-element', at: begin, element });
    }
  }
  const [root] = sections;
  if (list !== undefined || root === undefined || sections.length > 1) return err({ kind: 'unclosed', at });
  return ok(Object.fromEntries(root.entries));
}

/** The bytes of a message. */
export function encodeMessage(message: ViciSection): Result<Uint8Array, ViciEncodeFailure> {
  const parts: Uint8Array[] = [];
  const failure = writeSection(parts, message, []);
  return failure === undefined ? ok(Buffer.concat(parts)) : err(failure);
}

type Path = readonly string[];

function writeSection(parts: Uint8Array[], section: ViciSection, path: Path): ViciEncodeFailure | undefined {
  if (path.length > maximumDepth) return { kind: 'too-deep', path };
  for (const [name, value] of Object.entries(section)) {
    const failure = writeEntry(parts, name, value, [...path, name]);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

function writeEntry(parts: Uint8Array[], name: string, value: ViciValue, path: Path): ViciEncodeFailure | undefined {
  const type =
    typeof value === 'string' ? elements.keyValue : isList(value) ? elements.listStart : elements.sectionStart;
  const named = encodeText(name);
  if (named === undefined) return { kind: 'not-text', path };
  if (named.length < 1 || named.length > 255) return { kind: 'name-length', path, length: named.length };
  parts.push(Uint8Array.of(type, named.length), named);
  if (typeof value === 'string') return writeValue(parts, value, path);
  if (!isList(value)) {
    const failure = writeSection(parts, value, path);
    parts.push(Uint8Array.of(elements.sectionEnd));
    return failure;
  }
  for (const item of value) {
    parts.push(Uint8Array.of(elements.listItem));
    const failure = writeValue(parts, item, path);
    if (failure !== undefined) return failure;
  }
  parts.push(Uint8Array.of(elements.listEnd));
  return undefined;
}

function writeValue(parts: Uint8Array[], value: string, path: Path): ViciEncodeFailure | undefined {
  const bytes = encodeText(value);
  if (bytes === undefined) return { kind: 'not-text', path };
  if (bytes.length > 0xffff) return { kind: 'value-length', path, length: bytes.length };
  parts.push(Uint8Array.of(bytes.length >> 8, bytes.length & 0xff), bytes);
  return undefined;
}

/** Whether a value is a list; `Array.isArray` does not tell readonly arrays. */
export const isList = (value: ViciValue): value is readonly string[] => Array.isArray(value);

/** Whether a value is a section. */
export const isSection = (value: ViciValue | undefined): value is ViciSection =>
  value !== undefined && typeof value !== 'string' && !isList(value);
