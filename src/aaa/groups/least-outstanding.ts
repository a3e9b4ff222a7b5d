/** What load balancing looks at. */
export interface Loaded {
  readonly outstanding: { readonly authentication: number; readonly accounting: number };
}

const load = ({ outstanding }: Loaded): number => outstanding.authentication + outstanding.accounting;

/**
 * `load-balance method least-outstanding`: each batch of requests goes to the server with the fewest transactions under
 * way when the batch begins. The others stay in order behind it, for fail-over.
 */
export class LeastOutstanding {
  #chosen: Loaded | undefined;
  #left = 0;

  /** @param batchSize 1 or more; 25 in IOS */
  order<S extends Loaded>(servers: readonly S[], batchSize: number): readonly S[] {
    let chosen = this.#left > 0 ? servers.find((server) => server === this.#chosen) : undefined;
    if (chosen === undefined) {
      for (const server of servers) if (chosen === undefined || load(server) < load(chosen)) chosen = server;
      this.#chosen = chosen;
      this.#left = batchSize;
    }
    this.#left--;
    const first = chosen;
    return first === undefined || servers[0] === first
      ? servers
      : [first, ...servers.filter((other) => other !== first)];
  }
}
