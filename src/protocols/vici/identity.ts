import { stat } from 'node:fs/promises';
import type { Clock } from '../../base/clock.ts';
import type { CharonIdentity } from './client-types.ts';

/**
 * Which socket file there is: charon makes a new one when it starts. Its inode and when it was made, which later changes
 * of owner or mode do not touch; empty when there is none.
 */
export async function socketIdentity(path: string): Promise<string> {
  try {
    const { ino, mtimeNs } = await stat(path, { bigint: true });
    return `${ino}@${mtimeNs}`;
  } catch {
    return '';
  }
}

/** One meeting with a charon: what it said, and how this host's wall clock stood. */
export interface Sighting {
  /** Of {@link socketIdentity}. */
  readonly socket: string;
  /** Of `stats`. */
  readonly since: string;
  /** Wall-clock time less monotonic time, in milliseconds: changes when the clock is set. */
  readonly offset: number;
  readonly charon: CharonIdentity;
}

/**
 * Whether `since` may be printed differently by one charon: it is reckoned anew each time, from the present time less
 * the time that it has run, so it moves by a second, and with the clock when that is set.
 */
const slack = 2_500;

/** A charon that has run for so long has another `since` than one that has just started, milliseconds. */
const young = 10_000;

/**
 * Who is met: the charon of `before`, whose identity it then keeps, or another. One that says that it started later is
 * another. A new socket file is another as well when that was so lately that `since` cannot tell; later on it is the same
 * one that listens anew.
 */
export function recognize(before: Sighting | undefined, socket: string, since: string, clock: Clock): Sighting {
  const offset = clock.now() - clock.monotonic();
  if (before === undefined) return { socket, since, offset, charon: { key: socket, since } };
  const later = Date.parse(since) - Date.parse(before.since) - (offset - before.offset);
  const age = clock.now() - Date.parse(since);
  // The first `since` is kept as well, or small differences would add up.
  if (before.socket === socket) {
    if (!(later > slack)) return before;
    return { socket, since, offset, charon: { key: `${socket} ${since}`, since } };
  }
  return later <= slack && age > young
    ? { ...before, socket }
    : { socket, since, offset, charon: { key: socket, since } };
}
