import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';
import { basename, dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { StoreProgram } from '../../store/index.ts';
import { readBatch } from '../inbox/entry.ts';
import { inboxFile } from '../inbox/inbox.ts';
import { Bookkeeper } from './bookkeeper.ts';
import { listOldCommands } from './commands.ts';
import { bookedEvent } from './event.ts';
import { thinner } from './retention.ts';
import { recordsApplicationId, recordsMigrations } from './schema.ts';

/** Where a booking stopped. */
export interface Progress {
  /** Last batch of the inbox that is in the books. */
  readonly batch: number;
  /** Last record id given out. */
  readonly record: number;
  /** Entries that were no accounting records; their number in this step. */
  readonly unreadable: number;
  /** Whether the inbox held more when it was read. */
  readonly more: boolean;
}

/**
 * Stage two of the server, the assembler: takes batches from the inbox beside it and writes the books, both in one
 * transaction, so it can be killed at any time. It runs in the store's worker thread at lower priority than receiving.
 */
const program = {
  applicationId: recordsApplicationId,
  migrations: recordsMigrations,
  prepare(database: DatabaseSync) {
    lowerPriority();
    database.exec('PRAGMA cache_size = -65536');
    listOldCommands(database);
    const file = database.location();
    const inbox = new DatabaseSync(inboxFile(file === null ? '.' : dirname(file)), { readOnly: true });
    inbox.exec('PRAGMA busy_timeout = 5000');
    const next = inbox.prepare('SELECT id, data FROM batch WHERE id > ? ORDER BY id LIMIT 1');
    const progress = database.prepare('SELECT batch, record FROM progress');
    const advance = database.prepare('UPDATE progress SET batch = ?, record = ?');
    const keeper = new Bookkeeper(database);
    return {
      thin: thinner(database),
      /** Books whole batches until there are at least so many records, or no more batches. */
      book: (records: number): Progress => {
        const before = progress.get();
        let batch = Number(before?.batch ?? 0);
        let unreadable = 0;
        let taken = 0;
        keeper.begin(Number(before?.record ?? 0));
        let row = next.get(batch);
        while (row !== undefined) {
          const data = row.data;
          for (const entry of data instanceof Uint8Array ? readBatch(data) : []) {
            const event = bookedEvent(entry);
            if (event === undefined) unreadable++;
            else keeper.book(event, entry.address);
            taken++;
          }
          batch = Number(row.id);
          row = taken < records ? next.get(batch) : undefined;
          if (taken >= records) break;
        }
        keeper.end();
        if (batch !== Number(before?.batch ?? 0)) advance.run(batch, keeper.lastRecord);
        return { batch, record: keeper.lastRecord, unreadable, more: taken >= records };
      },
    };
  },
} satisfies StoreProgram;

export default program;

/** Receiving goes first: on Linux a thread has a niceness of its own. Elsewhere nothing changes. */
function lowerPriority(): void {
  try {
    setPriority(Number(basename(readlinkSync('/proc/thread-self'))), 19);
  } catch {
    // Without /proc, or not allowed: it only costs speed.
  }
}
