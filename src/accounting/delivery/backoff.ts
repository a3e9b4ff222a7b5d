import type { Random } from '../../base/random.ts';

/** Milliseconds. */
const shortest = 1000;
const longest = 60_000;

/**
 * How long to wait after the nth failure (from 1): 1 s doubled up to 60 s, less up to a quarter by chance so that
 * those who failed together don't return together.
 */
export const backoff = (failures: number, random: Random): number => {
  const full = Math.min(shortest * 2 ** Math.min(failures - 1, 10), longest);
  return Math.round(full * (1 - random.fraction() / 4));
};
