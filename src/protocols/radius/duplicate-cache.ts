import type { Clock } from '../../base/clock.ts';

/** A request that was taken, and its answer once there is one. */
export interface CachedRequest {
  readonly code: number;
  /** The request's packet: octets 4–19 are its authenticator. */
  readonly octets: Uint8Array;
  reply: Uint8Array | undefined;
  /** Monotonic milliseconds of the arrival. */
  readonly at: number;
}

interface Source {
  readonly byIdentifier: Map<number, CachedRequest>;
  lastAt: number;
}

/** Sources kept at most; beyond that the one that was known first is forgotten. */
const maxSources = 65_536;

/**
 * Recent requests of one port by source address, source port, identifier, code and authenticator (RFC 5080 §2.2.2).
 * A client reuses an identifier only when it is done with the request before, so a request with the same identifier
 * and another authenticator replaces the one before: at most 256 are kept per source.
 */
export class DuplicateCache {
  readonly #clock: Clock;
  readonly #lifetime: number;
  readonly #sources = new Map<string, Source>();
  #sweepAt: number;

  constructor(clock: Clock, lifetimeMs: number) {
    this.#clock = clock;
    this.#lifetime = lifetimeMs;
    this.#sweepAt = clock.monotonic() + lifetimeMs;
  }

  /** How many requests are kept. */
  get size(): number {
    let sum = 0;
    for (const { byIdentifier } of this.#sources.values()) sum += byIdentifier.size;
    return sum;
  }

  /** The earlier arrival of the same request, or `undefined` after noting this one. */
  note(source: string, octets: Uint8Array): { readonly earlier?: CachedRequest; readonly noted: CachedRequest } {
    const now = this.#clock.monotonic();
    if (now >= this.#sweepAt) this.#sweep(now);
    let known = this.#sources.get(source);
    if (known === undefined) {
      if (this.#sources.size >= maxSources)
        for (const first of this.#sources.keys()) return this.#replace(first, source, octets);
      known = { byIdentifier: new Map(), lastAt: now };
      this.#sources.set(source, known);
    }
    known.lastAt = now;
    const code = octets[0] ?? 0;
    const identifier = octets[1] ?? 0;
    const earlier = known.byIdentifier.get(identifier);
    if (
      earlier !== undefined &&
      earlier.code === code &&
      now - earlier.at < this.#lifetime &&
      sameAuthenticator(earlier.octets, octets)
    )
      return { earlier, noted: earlier };
    const noted: CachedRequest = { code, octets, reply: undefined, at: now };
    known.byIdentifier.set(identifier, noted);
    return { noted };
  }

  #replace(first: string, source: string, octets: Uint8Array): { readonly noted: CachedRequest } {
    this.#sources.delete(first);
    return this.note(source, octets);
  }

  /** Forgets a request that was not answered, so that it is new when it comes again. */
  forget(source: string, request: CachedRequest): void {
    const known = this.#sources.get(source);
    const identifier = request.octets[1] ?? 0;
    if (known?.byIdentifier.get(identifier) === request) known.byIdentifier.delete(identifier);
  }

  #sweep(now: number): void {
    this.#sweepAt = now + this.#lifetime;
    for (const [source, { lastAt }] of this.#sources) if (now - lastAt >= this.#lifetime) this.#sources.delete(source);
  }
}

function sameAuthenticator(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 4; i < 20; i++) if (a[i] !== b[i]) return false;
  return true;
}
