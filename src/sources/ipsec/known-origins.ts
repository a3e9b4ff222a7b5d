import type { ConnectionOrigin, ConnectionOrigins } from './compile/origin.ts';

/** Where connections come from, those among them that are configured no more and still have sessions. */
export class KnownOrigins {
  #now: ConnectionOrigins = new Map();
  readonly #past = new Map<string, ConnectionOrigin>();

  readonly of = (name: string): ConnectionOrigin | undefined => this.#now.get(name) ?? this.#past.get(name);

  configure(origins: ConnectionOrigins): void {
    for (const [name, origin] of this.#now) if (!origins.has(name)) this.#past.set(name, origin);
    this.#now = origins;
  }

  /** Forgets connections of the past that have no session. @param used names of those that have */
  prune(used: ReadonlySet<string>): void {
    for (const name of this.#past.keys()) if (!used.has(name)) this.#past.delete(name);
  }
}
