/** One record for one destination, as it is stored. */
export interface EntryRow {
  readonly destination: number;
  /** Grows with every record made; order of events. */
  readonly id: number;
  /** Entries of one lane and destination leave in order: the key of the session, or a number above all keys. */
  readonly lane: number;
  /** See `kindCodes`. */
  readonly kind: number;
  /** See `encodeRecord`. */
  readonly body: string;
  /** An interim of the lane that is being sent now and so is not replaced by this one; 0: none. */
  readonly inFlight: number;
}

/** All that one event changes; stored wholly or not at all. */
export interface Change {
  readonly put?: { readonly key: number; readonly body: string };
  readonly drop?: number;
  readonly remember?: MemoryRow;
  readonly entries: readonly EntryRow[];
}

/**
 * Changes on their way to the worker, one after the other: key and body of the session put (0, '': none), key of the one
 * dropped (0: none), how many entries, and six words for each of those. Flat, because a structured clone writes every
 * name of every object, and that is most of what a record's way there costs.
 */
export type FlatChanges = readonly (number | string)[];

export function flatten(changes: readonly Change[]): FlatChanges {
  const flat: (number | string)[] = [];
  for (const { put, drop, entries } of changes) {
    flat.push(put?.key ?? 0, put?.body ?? '', drop ?? 0, entries.length);
    for (const { destination, id, lane, kind, body, inFlight } of entries)
      flat.push(destination, id, lane, kind, body, inFlight);
  }
  return flat;
}

export function unflatten(flat: FlatChanges): Omit<Change, 'remember'>[] {
  const changes: Omit<Change, 'remember'>[] = [];
  let at = 0;
  const number = (): number => Number(flat[at++]);
  const text = (): string => String(flat[at++]);
  while (at < flat.length) {
    const put = { key: number(), body: text() };
    const drop = number();
    const entries: EntryRow[] = [];
    for (let left = number(); left > 0; left--)
      entries.push({
        destination: number(),
        id: number(),
        lane: number(),
        kind: number(),
        body: text(),
        inFlight: number(),
      });
    changes.push({ ...(put.key === 0 ? {} : { put }), ...(drop === 0 ? {} : { drop }), entries });
  }
  return changes;
}

/** A note about a session that has ended. */
export interface MemoryRow {
  readonly name: string;
  readonly body: string;
  /** Milliseconds since 1970. */
  readonly until: number;
  /** Now: notes whose time is over are dropped. */
  readonly now: number;
}

/** Counters of an open session, see `packUsage`. */
export interface UsageRow {
  readonly key: number;
  readonly body: string;
}

/** Names of what the ledger keeps as a number, in `meta`. */
export const metaNames = {
  /** First session id that no life has reserved. */
  ids: 'next-id',
  /** When the daemon was last known to live, milliseconds since 1970. */
  alive: 'alive',
  /** Role in a redundant pair: 1 standby, 2 active. */
  role: 'role',
} as const;

/** What one transaction writes. */
export interface Batch {
  readonly meta: Readonly<Record<string, number>>;
  readonly destinations: readonly { readonly id: number; readonly name: string }[];
  readonly changes: FlatChanges;
  readonly remember: readonly MemoryRow[];
  readonly usage: readonly UsageRow[];
  readonly acknowledged: readonly { readonly destination: number; readonly ids: readonly number[] }[];
}

export interface Superseded {
  readonly destination: number;
  readonly id: number;
  readonly lane: number;
}

export interface Books {
  readonly destination: string;
  readonly made: number;
  readonly acknowledged: number;
  readonly superseded: number;
  /** Counted anew from the entries, not derived from the others. */
  readonly waiting: number;
  /** The oldest entry, encoded. */
  readonly oldest: string | undefined;
}

export interface SessionRow {
  readonly key: number;
  readonly body: string;
  readonly usage: string | undefined;
}

export interface Loaded {
  readonly meta: Readonly<Record<string, number>>;
  readonly destinations: readonly { readonly id: number; readonly name: string }[];
  /** Newest waiting entry of each destination that has one. */
  readonly last: readonly { readonly destination: number; readonly id: number }[];
}
