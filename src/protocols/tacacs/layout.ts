import { err, ok, type Result } from '../../base/result.ts';
import type { TacacsDecodeError, TacacsEncodeError } from './error.ts';

/**
 * How every TACACS+ body is built (RFC 8907 §5–7): a fixed part that holds codes and lengths in the order of the rows,
 * then one length byte per argument, then the texts in the order of the rows, then the arguments. A body is a list of
 * rows; one walker writes it, one reads it, and its TypeScript type is inferred from the rows.
 */
export interface Row {
  readonly name: string;
  /**
   * `byte`: one byte, a code or flags. `text8`, `bytes8`: content with a length of one byte (0–255).
   * `text16`, `bytes16`: with a length of two bytes (0–65535). `args`: up to 255 texts of up to 255 bytes each.
   */
  readonly kind: 'byte' | 'text8' | 'bytes8' | 'text16' | 'bytes16' | 'args';
}

type ValueOf<R extends Row> = R['kind'] extends 'byte'
  ? number
  : R['kind'] extends 'text8' | 'text16'
    ? string
    : R['kind'] extends 'args'
      ? readonly string[]
      : Uint8Array;

/** The decoded form of a body with these rows. */
export type BodyOf<L extends readonly Row[]> = { readonly [R in L[number] as R['name']]: ValueOf<R> };

type Value = number | string | Uint8Array | readonly string[];

const width = (row: Row): 1 | 2 => (row.kind === 'text16' || row.kind === 'bytes16' ? 2 : 1);
const fixedLength = (layout: readonly Row[]): number => layout.reduce((sum, row) => sum + width(row), 0);

/** Writes a body. Text goes out as UTF-8 (§3.7); what does not fit its length field is a typed failure. */
export function encodeBody<const L extends readonly Row[]>(
  layout: L,
  body: BodyOf<L>,
): Result<Buffer, TacacsEncodeError> {
  const values: Readonly<Record<string, Value>> = body;
  const lengths: number[] = [];
  let total = fixedLength(layout);
  for (const row of layout) {
    const value = values[row.name]!;
    if (typeof value === 'number') {
      if (!Number.isInteger(value) || value < 0 || value > 255)
        return err({ error: 'out-of-range', field: row.name, value });
      continue;
    }
    if (typeof value === 'string' || value instanceof Uint8Array) {
      const length = typeof value === 'string' ? Buffer.byteLength(value) : value.length;
      const limit = width(row) === 1 ? 255 : 65535;
      if (length > limit) return err({ error: 'field-too-long', field: row.name, length, limit });
      lengths.push(length);
      total += length;
      continue;
    }
    if (value.length > 255) return err({ error: 'too-many', field: row.name, count: value.length, limit: 255 });
    for (let i = 0; i < value.length; i++) {
      const length = Buffer.byteLength(value[i]!);
      if (length > 255) return err({ error: 'field-too-long', field: `${row.name}[${i}]`, length, limit: 255 });
      lengths.push(length);
      total += 1 + length;
    }
  }
  return ok(write(layout, values, lengths, total));
}

function write(
  layout: readonly Row[],
  values: Readonly<Record<string, Value>>,
  lengths: readonly number[],
  total: number,
): Buffer {
  const out = Buffer.allocUnsafe(total);
  let at = 0;
  let next = 0;
  let args: readonly string[] = [];
  let firstArg = 0;
  for (const row of layout) {
    const value = values[row.name]!;
    if (typeof value === 'number') out[at++] = value;
    else if (typeof value === 'string' || value instanceof Uint8Array) {
      const length = lengths[next++]!;
      if (width(row) === 2) out[at++] = length >>> 8;
      out[at++] = length & 0xff;
    } else {
      args = value;
      firstArg = next;
      next += value.length;
      out[at++] = value.length;
    }
  }
  for (let i = 0; i < args.length; i++) out[at++] = lengths[firstArg + i]!;
  for (const row of layout) {
    const value = values[row.name]!;
    if (typeof value === 'string') at += out.write(value, at);
    else if (value instanceof Uint8Array) {
      out.set(value, at);
      at += value.length;
    }
  }
  for (const arg of args) at += out.write(arg, at);
  return out;
}

/**
 * Reads a body that fills `bytes` exactly. The only failure is `length-mismatch`: too short for the fixed part or the
 * argument lengths, or contents that do not add up (§4.5). Bytes that are no UTF-8 read as U+FFFD.
 */
export function decodeBody<const L extends readonly Row[]>(
  layout: L,
  bytes: Uint8Array,
): Result<BodyOf<L>, TacacsDecodeError> {
  const body: Record<string, Value> = {};
  const mismatch = read(layout, bytes, body);
  if (mismatch !== undefined) return err(mismatch);
  return ok(body as unknown as BodyOf<L>);
}

/** Fills `body`, one value per row, so that it has the type that {@link BodyOf} infers from the rows. */
function read(layout: readonly Row[], bytes: Uint8Array, body: Record<string, Value>): TacacsDecodeError | undefined {
  const actual = bytes.length;
  const fixed = fixedLength(layout);
  if (actual < fixed) return { error: 'length-mismatch', expected: fixed, actual };
  const lengths: number[] = [];
  let at = 0;
  let argCount = 0;
  let expected = fixed;
  for (const row of layout) {
    if (row.kind === 'byte') body[row.name] = bytes[at++]!;
    else if (row.kind === 'args') argCount = bytes[at++]!;
    else {
      const length = width(row) === 2 ? (bytes[at]! << 8) | bytes[at + 1]! : bytes[at]!;
      at += width(row);
      lengths.push(length);
      expected += length;
    }
  }
  expected += argCount;
  if (actual < expected) return { error: 'length-mismatch', expected, actual };
  const argLengths = at;
  for (let i = 0; i < argCount; i++) expected += bytes[at++]!;
  if (actual !== expected) return { error: 'length-mismatch', expected, actual };

  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let next = 0;
  for (const row of layout) {
    if (row.kind === 'byte' || row.kind === 'args') continue;
    const end = at + lengths[next++]!;
    body[row.name] =
      row.kind === 'text8' || row.kind === 'text16'
        ? buffer.toString('utf8', at, end)
        : Uint8Array.from(bytes.subarray(at, end));
    at = end;
  }
  for (const row of layout) {
    if (row.kind !== 'args') continue;
    const args: string[] = [];
    for (let i = 0; i < argCount; i++) {
      const end = at + bytes[argLengths + i]!;
      args.push(buffer.toString('utf8', at, end));
      at = end;
    }
    body[row.name] = args;
  }
  return undefined;
}
