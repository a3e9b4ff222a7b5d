import { readFile } from 'node:fs/promises';
import type { Counters } from '../../accounting/record.ts';

/** Counters of every network interface. `in` is from the user: what the interface has received. */
export type ReadInterfaces = () => Promise<ReadonlyMap<string, Counters>>;

/** Reads `/proc/net/dev`: one file for all interfaces, 64 bit each. */
export const systemInterfaces: ReadInterfaces = async () => parseInterfaces(await readFile('/proc/net/dev', 'utf8'));

/** `  ppp0:    3132       6 …`: octets and packets received, six more, octets and packets sent, six more. */
export function parseInterfaces(text: string): ReadonlyMap<string, Counters> {
  const found = new Map<string, Counters>();
  for (const line of text.split('\n')) {
    const [, name = '', values = ''] = /^\s*([^\s:]+):\s*(.*)$/.exec(line) ?? [];
    const numbers = values.trim().split(/\s+/);
    if (name === '' || numbers.length < 10 || !numbers.every((number) => /^\d+$/.test(number))) continue;
    const at = (index: number): bigint => BigInt(numbers[index] ?? '0');
    found.set(name, { bytesIn: at(0), packetsIn: at(1), bytesOut: at(8), packetsOut: at(9) });
  }
  return found;
}

/** The larger of two readings, counter by counter: each only grows. */
export function later(a: Counters | undefined, b: Counters | undefined): Counters | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const most = (x: bigint, y: bigint): bigint => (x > y ? x : y);
  return {
    bytesIn: most(a.bytesIn, b.bytesIn),
    bytesOut: most(a.bytesOut, b.bytesOut),
    packetsIn: most(a.packetsIn, b.packetsIn),
    packetsOut: most(a.packetsOut, b.packetsOut),
  };
}

/** A counter of which only the low 32 bits are known, and that is not less than `least` by more than half its range. */
export function unwrap(low: bigint, least: bigint): bigint {
  const range = 1n << 32n;
  if (low >= range) return low;
  let value = (least / range) * range + low;
  if (value + range / 2n < least) value += range;
  return value;
}
