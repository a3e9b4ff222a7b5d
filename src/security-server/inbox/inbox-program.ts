import type { DatabaseSync } from 'node:sqlite';
import type { StoreProgram } from '../../store/index.ts';

/**
 * `inbox.db`: what was acknowledged and is not in the books yet. One row per batch keeps the cost of a record at a few
 * hundred octets of copying; the rows leave once the books hold their records durably.
 */
const program = {
  applicationId: 0x7467_0a01,
  migrations: [
    `CREATE TABLE batch (
       id   INTEGER PRIMARY KEY AUTOINCREMENT, -- order of arrival; AUTOINCREMENT: never used twice
       data BLOB NOT NULL                      -- packed entries, see entry.ts
     )`,
  ],
  prepare(database: DatabaseSync) {
    const insert = database.prepare('INSERT INTO batch (data) VALUES (?)');
    const remove = database.prepare('DELETE FROM batch WHERE id <= ?');
    const last = database.prepare("SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'batch'), 0) AS id");
    const sequence = database.prepare("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = 'batch'");
    const newSequence = database.prepare("INSERT INTO sqlite_sequence (name, seq) VALUES ('batch', ?)");
    return {
      /** Keeps a batch; gives its number. */
      add: (batch: Uint8Array): number => Number(insert.run(batch).lastInsertRowid),
      /** Forgets every batch up to that number: the books have them. */
      forget: (upTo: number): number => Number(remove.run(upTo).changes),
      /** Number of the last batch ever added; at least `atLeast`, and the next batch comes after it. */
      tip: (atLeast: number): number => {
        if (sequence.run(atLeast).changes === 0) newSequence.run(atLeast);
        return Number(last.get()?.id ?? 0);
      },
    };
  },
} satisfies StoreProgram;

export default program;
