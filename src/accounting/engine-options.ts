import type { Clock } from '../base/clock.ts';
import type { EventLog } from '../base/event-log.ts';
import type { Random } from '../base/random.ts';
import type { DestinationLimits } from './delivery/destination-types.ts';
import type { DeliveryTransport } from './delivery/transport.ts';
import type { LedgerStore } from './journal.ts';

export interface EngineDeps {
  readonly store: LedgerStore;
  readonly transport: DeliveryTransport;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: EventLog;
  readonly limits?: Partial<DestinationLimits>;
  /** Told of every periodic interim: how late it is made, milliseconds. For measurements. */
  readonly late?: (milliseconds: number) => void;
}

/** Milliseconds between signs of life on disk; also how old the last durable counters may be after a crash. */
export const heartbeat = 10_000;

/** Longest time that users wait for the boot's system record, and other records behind it, milliseconds. */
export const guaranteeLimit = 120_000;
