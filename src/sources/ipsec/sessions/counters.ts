import type { Counters } from '../../../accounting/record.ts';

export const none: Counters = { bytesIn: 0n, bytesOut: 0n, packetsIn: 0n, packetsOut: 0n };

export const plus = (a: Counters, b: Counters): Counters => ({
  bytesIn: a.bytesIn + b.bytesIn,
  bytesOut: a.bytesOut + b.bytesOut,
  packetsIn: a.packetsIn + b.packetsIn,
  packetsOut: a.packetsOut + b.packetsOut,
});

export const minus = (a: Counters, b: Counters): Counters => ({
  bytesIn: a.bytesIn - b.bytesIn,
  bytesOut: a.bytesOut - b.bytesOut,
  packetsIn: a.packetsIn - b.packetsIn,
  packetsOut: a.packetsOut - b.packetsOut,
});

const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** The larger of each: an old reading never takes back a newer one. */
export const most = (a: Counters, b: Counters): Counters => ({
  bytesIn: larger(a.bytesIn, b.bytesIn),
  bytesOut: larger(a.bytesOut, b.bytesOut),
  packetsIn: larger(a.packetsIn, b.packetsIn),
  packetsOut: larger(a.packetsOut, b.packetsOut),
});

export const same = (a: Counters, b: Counters): boolean =>
  a.bytesIn === b.bytesIn && a.bytesOut === b.bytesOut && a.packetsIn === b.packetsIn && a.packetsOut === b.packetsOut;
