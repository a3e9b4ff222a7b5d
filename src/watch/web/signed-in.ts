import { createHash } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import type { Signed } from './view.ts';

/** Milliseconds after which everybody has to sign in again. */
const longest = 12 * 3_600_000;
/** Signed in at a time; the one who was idle longest has to go. */
const most = 1000;

interface Entry {
  readonly signed: Signed;
  readonly until: number;
  seen: number;
}

const nameOf = (token: string): string => createHash('sha256').update(token).digest('base64url');

/** Who is signed in, by the token in the browser's cookie. Kept in memory: a restart signs everybody out. */
export class SignedIn {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #idleTime: () => number;
  /** By the hash of the token, so that how long a look-up takes tells nothing of it. */
  readonly #entries = new Map<string, Entry>();

  /** @param idleTime milliseconds without a request or an open page after which somebody has to sign in again */
  constructor(clock: Clock, random: Random, idleTime: () => number) {
    this.#clock = clock;
    this.#random = random;
    this.#idleTime = idleTime;
  }

  /** @returns the token, 256 bits */
  add(signed: Signed): string {
    const token = Buffer.from(this.#random.bytes(32)).toString('base64url');
    const now = this.#clock.monotonic();
    this.#clean(now);
    this.#entries.set(nameOf(token), { signed, until: now + longest, seen: now });
    return token;
  }

  /** Whose token it is; asking for it counts as being there. */
  find(token: string | undefined): Signed | undefined {
    if (token === undefined || token === '') return undefined;
    const name = nameOf(token);
    const entry = this.#entries.get(name);
    const now = this.#clock.monotonic();
    if (entry === undefined) return undefined;
    if (this.#isOver(entry, now)) {
      this.#entries.delete(name);
      return undefined;
    }
    entry.seen = now;
    return entry.signed;
  }

  remove(token: string | undefined): void {
    if (token !== undefined) this.#entries.delete(nameOf(token));
  }

  #isOver({ until, seen }: Entry, now: number): boolean {
    return until <= now || seen + this.#idleTime() <= now;
  }

  #clean(now: number): void {
    for (const [name, entry] of this.#entries) if (this.#isOver(entry, now)) this.#entries.delete(name);
    if (this.#entries.size < most) return;
    const [oldest] = [...this.#entries].sort(([, a], [, b]) => a.seen - b.seen);
    if (oldest !== undefined) this.#entries.delete(oldest[0]);
  }
}
