import { type BookedEvent, bookedEvent } from '../books/event.ts';
import type { StoredRecord } from '../query.ts';

/** What the packet of a stored record says; `undefined` only if it was damaged on disk. */
export const eventOf = (record: StoredRecord): BookedEvent | undefined =>
  bookedEvent({
    protocol: record.protocol,
    received: record.received,
    address: record.source,
    port: 0,
    data: record.data,
  });
