import type { StoreProgram } from '../store/index.ts';
import {
  type Batch,
  type Books,
  type EntryRow,
  type Loaded,
  type SessionRow,
  type Superseded,
  unflatten,
} from './ledger-rows.ts';

/** `kind` of interim records, see record-codec.ts. */
const interim = 3;

/**
 * The ledger's database, inside the store's worker. One batch is one transaction, and each change in it is whole: what
 * happened to a session, the records it made, one per destination, and the books.
 */
export default {
  applicationId: 0x7467_6163,
  migrations: [
    `CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
     CREATE TABLE destination (
       id INTEGER PRIMARY KEY,
       name TEXT NOT NULL UNIQUE,
       made INTEGER NOT NULL DEFAULT 0,
       acknowledged INTEGER NOT NULL DEFAULT 0,
       superseded INTEGER NOT NULL DEFAULT 0
     );
     CREATE TABLE session (key INTEGER PRIMARY KEY, body TEXT NOT NULL);
     CREATE TABLE usage (key INTEGER PRIMARY KEY, body TEXT NOT NULL);
     CREATE TABLE entry (
       destination INTEGER NOT NULL,
       id INTEGER NOT NULL,
       lane INTEGER NOT NULL,
       kind INTEGER NOT NULL,
       body TEXT NOT NULL,
       PRIMARY KEY (destination, id)
     ) WITHOUT ROWID;
     CREATE INDEX interim ON entry (lane, destination) WHERE kind = 3;`,
    `CREATE TABLE memory (name TEXT PRIMARY KEY, body TEXT NOT NULL, until INTEGER NOT NULL) WITHOUT ROWID;
     CREATE INDEX forgotten ON memory (until);`,
  ],
  prepare(database) {
    const putMeta = database.prepare('INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value');
    const addDestination = database.prepare('INSERT INTO destination (id, name) VALUES (?, ?) ON CONFLICT DO NOTHING');
    const putSession = database.prepare(
      'INSERT INTO session VALUES (?, ?) ON CONFLICT DO UPDATE SET body = excluded.body',
    );
    const dropSession = database.prepare('DELETE FROM session WHERE key = ?');
    const putUsage = database.prepare('INSERT OR REPLACE INTO usage SELECT ?1, ?2 FROM session WHERE key = ?1');
    const dropUsage = database.prepare('DELETE FROM usage WHERE key = ?');
    const remember = database.prepare('INSERT OR REPLACE INTO memory VALUES (?, ?, ?)');
    const forget = database.prepare('DELETE FROM memory WHERE until < ?');
    const memory = database.prepare('SELECT name, body, until FROM memory ORDER BY until');
    const addEntry = database.prepare('INSERT INTO entry VALUES (?, ?, ?, ?, ?)');
    const olderInterims = database.prepare(
      // Sessions may share a lane (services); the fourth word of a body is the task.
      `SELECT id FROM entry WHERE lane = ?1 AND destination = ?2 AND kind = 3 AND id <> ?3
         AND json_extract(body, '$[3]') = json_extract(?4, '$[3]')`,
    );
    const dropEntries = database.prepare('DELETE FROM entry WHERE destination = ? AND id BETWEEN ? AND ?');
    const dropEntry = database.prepare('DELETE FROM entry WHERE destination = ? AND id = ?');
    const book = database.prepare(
      `UPDATE destination SET made = made + ?, acknowledged = acknowledged + ?, superseded = superseded + ?
       WHERE id = ?`,
    );
    const page = database.prepare(
      'SELECT id, lane, kind, body FROM entry WHERE destination = ? AND id > ? ORDER BY id LIMIT ?',
    );
    const one = database.prepare('SELECT id, lane, kind, body FROM entry WHERE destination = ? AND id = ?');
    const books = database.prepare(
      `SELECT d.*, (SELECT count(*) FROM entry e WHERE e.destination = d.id) AS waiting,
         (SELECT body FROM entry e WHERE e.destination = d.id ORDER BY id LIMIT 1) AS oldest
       FROM destination d ORDER BY d.id`,
    );
    const waiting = database.prepare(
      'SELECT destination, id, lane, kind, body FROM entry ORDER BY destination, id LIMIT ?',
    );
    const meta = database.prepare('SELECT name, value FROM meta');
    const destinations = database.prepare('SELECT id, name FROM destination ORDER BY id');
    const last = database.prepare('SELECT destination, max(id) AS id FROM entry GROUP BY destination');
    const sessions = database.prepare(
      `SELECT s.key, s.body, u.body AS usage
       FROM session s LEFT JOIN usage u USING (key) WHERE s.key > ? ORDER BY s.key LIMIT ?`,
    );

    /** made, acknowledged, superseded per destination of the batch that runs. */
    const tally = (sums: Map<number, [number, number, number]>, destination: number): [number, number, number] => {
      let sum = sums.get(destination);
      if (sum === undefined) {
        sum = [0, 0, 0];
        sums.set(destination, sum);
      }
      return sum;
    };

    return {
      /** Writes a batch; says which waiting interims newer ones have replaced. */
      write(batch: Batch): readonly Superseded[] {
        const sums = new Map<number, [number, number, number]>();
        const superseded: Superseded[] = [];
        for (const [name, value] of Object.entries(batch.meta)) putMeta.run(name, value);
        for (const { id, name } of batch.destinations) addDestination.run(id, name);
        for (const change of unflatten(batch.changes)) {
          if (change.put !== undefined) putSession.run(change.put.key, change.put.body);
          if (change.drop !== undefined) {
            dropSession.run(change.drop);
            dropUsage.run(change.drop);
          }
          for (const entry of change.entries) {
            const sum = tally(sums, entry.destination);
            if (entry.kind === interim)
              for (const { id } of olderInterims.all(entry.lane, entry.destination, entry.inFlight, entry.body)) {
                dropEntry.run(entry.destination, Number(id));
                sum[2] += 1;
                superseded.push({ destination: entry.destination, id: Number(id), lane: entry.lane });
              }
            addEntry.run(entry.destination, entry.id, entry.lane, entry.kind, entry.body);
            sum[0] += 1;
          }
        }
        for (const { name, body, until, now } of batch.remember) {
          remember.run(name, body, until);
          forget.run(now);
        }
        for (const { key, body } of batch.usage) putUsage.run(key, body);
        for (const { destination, ids } of batch.acknowledged) {
          const sum = tally(sums, destination);
          for (const [first, last] of runs(ids)) sum[1] += Number(dropEntries.run(destination, first, last).changes);
        }
        for (const [destination, [made, acknowledged, replaced]] of sums)
          book.run(made, acknowledged, replaced, destination);
        return superseded;
      },

      page: (ask: { destination: number; after: number; limit: number }): EntryRow[] =>
        page.all(ask.destination, ask.after, ask.limit).map((row) => entryOf(ask.destination, row)),

      one: (ask: { destination: number; id: number }): EntryRow | undefined => {
        const row = one.get(ask.destination, ask.id);
        return row === undefined ? undefined : entryOf(ask.destination, row);
      },

      books: (_: null): Books[] =>
        books.all().map((row) => ({
          destination: String(row.name),
          made: Number(row.made),
          acknowledged: Number(row.acknowledged),
          superseded: Number(row.superseded),
          waiting: Number(row.waiting),
          oldest: row.oldest === null ? undefined : String(row.oldest),
        })),

      memory: (_: null): { readonly name: string; readonly body: string; readonly until: number }[] =>
        memory.all().map((row) => ({ name: String(row.name), body: String(row.body), until: Number(row.until) })),

      waiting: (limit: number): EntryRow[] => waiting.all(limit).map((row) => entryOf(Number(row.destination), row)),

      load: (_: null): Loaded => ({
        meta: Object.fromEntries(meta.all().map((row) => [String(row.name), Number(row.value)])),
        destinations: destinations.all().map((row) => ({ id: Number(row.id), name: String(row.name) })),
        last: last.all().map((row) => ({ destination: Number(row.destination), id: Number(row.id) })),
      }),

      sessions: (ask: { after: number; limit: number }): SessionRow[] =>
        sessions.all(ask.after, ask.limit).map((row) => ({
          key: Number(row.key),
          body: String(row.body),
          usage: row.usage === null ? undefined : String(row.usage),
        })),
    };
  },
} satisfies StoreProgram;

/** First and last of each unbroken run of ids: records are mostly acknowledged in the order in which they were made. */
function* runs(ids: readonly number[]): Iterable<readonly [first: number, last: number]> {
  const sorted = Float64Array.from(ids).sort();
  let first = sorted[0];
  let last = first;
  for (const id of sorted) {
    if (first === undefined || last === undefined) return;
    if (id > last + 1) {
      yield [first, last];
      first = id;
    }
    last = id;
  }
  if (first !== undefined && last !== undefined) yield [first, last];
}

function entryOf(destination: number, row: Readonly<Record<string, unknown>>): EntryRow {
  return {
    destination,
    id: Number(row.id),
    lane: Number(row.lane),
    kind: Number(row.kind),
    body: String(row.body),
    inFlight: 0,
  };
}
