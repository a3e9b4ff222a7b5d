/** How many sessions are remembered; those that were heard of longest ago are forgotten. */
const most = 65_536;

/**
 * Which server answered for a session last: while servers share the load, the records of a session stay with it, so that
 * one server has the whole session.
 */
export class Preferred<S> {
  readonly #servers = new Map<number, S>();
  readonly #most: number;

  constructor(limit = most) {
    this.#most = limit;
  }

  of(session: number): S | undefined {
    return this.#servers.get(session);
  }

  answered(session: number, server: S): void {
    // The newest last.
    this.#servers.delete(session);
    this.#servers.set(session, server);
    if (this.#servers.size <= this.#most) return;
    const [oldest] = this.#servers.keys();
    if (oldest !== undefined) this.#servers.delete(oldest);
  }

  clear(): void {
    this.#servers.clear();
  }
}
