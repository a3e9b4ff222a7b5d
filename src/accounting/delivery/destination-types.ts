import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import type { EntryRow } from '../ledger-rows.ts';
import type { AccountingRecord } from '../record.ts';
import type { Entry } from './lane.ts';
import type { DeliveryOutcome } from './transport.ts';

/** What a destination needs of those around it. */
export interface DestinationDeps {
  readonly clock: Clock;
  readonly random: Random;
  /** Next entries on disk after an id, in order. */
  page(destination: number, after: number, limit: number): Promise<readonly EntryRow[]>;
  one(destination: number, id: number): Promise<EntryRow | undefined>;
  /** Walks the methods of the destination once. `done` may come before it returns. */
  walk(record: AccountingRecord, lane: number, done: (outcome: DeliveryOutcome) => void): void;
  /** @param last nothing more is under way */
  acknowledged(destination: number, id: number, last: boolean): void;
  failed(entry: Entry, reason: string): void;
}

export interface DestinationLimits {
  /** Records under way at once. */
  readonly inFlight: number;
  /** Records held in memory, not counting those of parked lanes. */
  readonly held: number;
  /** Lanes tried together while nobody answers. */
  readonly probes: number;
}

export const defaultLimits: DestinationLimits = { inFlight: 256, held: 16_384, probes: 4 };
