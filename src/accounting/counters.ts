import type { Counters } from './record.ts';

/** Counters of a session over all lives of its source: what earlier lives counted, and the last reading of this one. */
export interface Usage {
  readonly base: Counters;
  readonly last: Counters;
  /** What the source gave with the last reading. */
  readonly note?: string;
}

const noCounters: Counters = { bytesIn: 0n, bytesOut: 0n, packetsIn: 0n, packetsOut: 0n };

/**
 * Takes in a reading. When any counter went back, the source has begun to count anew (rekey, restart): what it had
 * counted until then is kept and the reading is added. So the total only grows.
 */
export function takeReading(usage: Usage | undefined, reading: Counters, news?: string): Usage {
  const text = news ?? usage?.note;
  const note = text === undefined ? {} : { note: text };
  if (usage === undefined) return { base: noCounters, last: reading, ...note };
  const { last, base } = usage;
  const back =
    reading.bytesIn < last.bytesIn ||
    reading.bytesOut < last.bytesOut ||
    reading.packetsIn < last.packetsIn ||
    reading.packetsOut < last.packetsOut;
  return { base: back ? add(base, last) : base, last: reading, ...note };
}

/** Whether a reading says something else than the one before. */
export const moved = (before: Counters | undefined, { bytesIn, bytesOut, packetsIn, packetsOut }: Counters): boolean =>
  bytesIn !== (before?.bytesIn ?? 0n) ||
  bytesOut !== (before?.bytesOut ?? 0n) ||
  packetsIn !== (before?.packetsIn ?? 0n) ||
  packetsOut !== (before?.packetsOut ?? 0n);

/** The usage of a session whose source has counted this much before it began. */
export const countedBefore = (counted: Counters): Usage => ({
  base: {
    bytesIn: -counted.bytesIn,
    bytesOut: -counted.bytesOut,
    packetsIn: -counted.packetsIn,
    packetsOut: -counted.packetsOut,
  },
  last: counted,
});

export const total = (usage: Usage): Counters => (isZero(usage.base) ? usage.last : add(usage.base, usage.last));

const isZero = (c: Counters): boolean =>
  c === noCounters || (c.bytesIn === 0n && c.bytesOut === 0n && c.packetsIn === 0n && c.packetsOut === 0n);

const add = (a: Counters, b: Counters): Counters => ({
  bytesIn: a.bytesIn + b.bytesIn,
  bytesOut: a.bytesOut + b.bytesOut,
  packetsIn: a.packetsIn + b.packetsIn,
  packetsOut: a.packetsOut + b.packetsOut,
});

/** Both parts, so that a source that outlives this process is understood rightly after a restart; then the note. */
export function packUsage({ last, base, note }: Usage): string {
  const numbers = [last, base].flatMap((c) => [c.bytesIn, c.bytesOut, c.packetsIn, c.packetsOut]);
  return (note === undefined ? numbers : [...numbers, note]).join(' ');
}

export function unpackUsage(body: string): Usage {
  const parts = body.split(' ');
  const [a = 0n, b = 0n, c = 0n, d = 0n, e = 0n, f = 0n, g = 0n, h = 0n] = parts.slice(0, 8).map(BigInt);
  return {
    ...(parts.length > 8 ? { note: parts.slice(8).join(' ') } : {}),
    last: { bytesIn: a, bytesOut: b, packetsIn: c, packetsOut: d },
    base: { bytesIn: e, bytesOut: f, packetsIn: g, packetsOut: h },
  };
}
