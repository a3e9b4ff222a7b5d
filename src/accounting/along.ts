import type { Batch, UsageRow } from './ledger-rows.ts';

/** What goes along with events in their transaction. */
export type Rest = Omit<Batch, 'changes' | 'remember'>;

/** What waits to go along with the next events: counters, acknowledgements, new destinations, marks. */
export class Along {
  #usage = new Map<number, UsageRow>();
  #acknowledged = new Map<number, number[]>();
  #destinations: { id: number; name: string }[] = [];
  #meta: Record<string, number> = {};
  #gathered = 0;

  /** Latest counters of a session: they replace those that wait. */
  usage(usage: UsageRow): void {
    this.#usage.set(usage.key, usage);
  }

  acknowledged(destination: number, id: number): void {
    const ids = this.#acknowledged.get(destination);
    if (ids === undefined) this.#acknowledged.set(destination, [id]);
    else ids.push(id);
    this.#gathered += 1;
  }

  destination(id: number, name: string): void {
    this.#destinations.push({ id, name });
  }

  meta(name: string, value: number): void {
    this.#meta[name] = value;
  }

  /** Acknowledgements since some were last taken. */
  get gathered(): number {
    return this.#gathered;
  }

  get hasAcknowledged(): boolean {
    return this.#acknowledged.size > 0;
  }

  /** Whether there is something that does not wait for others; acknowledgements and destinations do. */
  get isPressing(): boolean {
    return this.#usage.size > 0 || Object.keys(this.#meta).length > 0;
  }

  /** Everything. */
  take(): Rest {
    const rest = { ...this.takeRoom(), meta: this.#meta, usage: [...this.#usage.values()] };
    this.#meta = {};
    this.#usage = new Map();
    return rest;
  }

  /** Only what makes room on the disk, and the destinations. */
  takeRoom(): Rest {
    const rest = {
      meta: {},
      destinations: this.#destinations,
      usage: [],
      acknowledged: [...this.#acknowledged].map(([destination, ids]) => ({ destination, ids })),
    };
    this.#destinations = [];
    this.#acknowledged = new Map();
    this.#gathered = 0;
    return rest;
  }

  /** Could not be stored: goes along with the next ones, before what has come since; counters that are newer stay. */
  putBack(rest: Rest): void {
    this.#destinations = [...rest.destinations, ...this.#destinations];
    this.#meta = { ...rest.meta, ...this.#meta };
    const newer = this.#usage;
    this.#usage = new Map(rest.usage.map((usage) => [usage.key, usage]));
    for (const [key, usage] of newer) this.#usage.set(key, usage);
    for (const { destination, ids } of rest.acknowledged)
      this.#acknowledged.set(destination, [...ids, ...(this.#acknowledged.get(destination) ?? [])]);
  }

  /** Nobody will store it. */
  clear(): void {
    this.#usage.clear();
    this.#acknowledged.clear();
    this.#meta = {};
  }
}
