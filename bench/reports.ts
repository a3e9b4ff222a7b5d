/**
 * How long reports take on a large store, and sqlite3's command line for the same question on the same file. The books are
 * made by the assembler's own bookkeeper from packets, as a server would; `BENCH_FULL=1`: ten million records.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { systemClock } from '../src/base/clock.ts';
import { attribute } from '../src/protocols/radius/index.ts';
import { Bookkeeper } from '../src/security-server/books/bookkeeper.ts';
import { recordsFile } from '../src/security-server/books/books.ts';
import { bookedEvent } from '../src/security-server/books/event.ts';
import { recordsApplicationId, recordsMigrations } from '../src/security-server/books/schema.ts';
import { network, tacacsEntry } from '../src/security-server/fixtures/records.ts';
import type { InboxEntry } from '../src/security-server/inbox/entry.ts';
import { openReports } from '../src/security-server/index.ts';

const wanted = process.env.BENCH_FULL === '1' ? 10_000_000 : 500_000;
const users = 20_000;
const days = 180;
const first = Date.UTC(2026, 0, 1);

/** Sessions of Start, two interims and Stop over half a year, and a command for every fourth session. */
function* entries(): Generator<InboxEntry> {
  const sessions = Math.floor(wanted / 4.25);
  for (let i = 0; i < sessions; i++) {
    const start = first + Math.floor((i / sessions) * days) * 86_400_000 + (i % 80_000) * 1000;
    const user = `user${(i * 7919) % users}`;
    const nas = `10.0.0.${1 + (i % 50)}`;
    const common = { id: i.toString(16).toUpperCase().padStart(8, '0'), user, nas };
    const more = [attribute('Calling-Station-Id', `5550${(i * 7919) % users}`)];
    yield network('Start', { ...common, more, time: start, received: start });
    for (const [n, kind] of (['Interim-Update', 'Interim-Update', 'Stop'] as const).entries()) {
      // Every thousandth session has lost its Stop.
      if (kind === 'Stop' && i % 1000 === 0) continue;
      const time = start + (n + 1) * 300_000;
      const counts = { elapsed: (n + 1) * 300, octetsIn: (n + 1) * (1000 + (i % 1_000_000)) };
      yield network(kind, { ...common, ...counts, more, time, received: time });
    }
    if (i % 4 === 0)
      yield tacacsEntry(
        'stop',
        [
          `task_id=${i}`,
          `start_time=${start / 1000}`,
          'service=shell',
          'priv-lvl=15',
          `cmd=show interface ${i % 977} <cr>`,
        ],
        { user },
        { received: start, address: nas },
      );
  }
}

function fill(directory: string): number {
  const database = new DatabaseSync(recordsFile(directory));
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = -262144');
  for (const migration of recordsMigrations) database.exec(migration);
  database.exec(`PRAGMA application_id = ${recordsApplicationId}; PRAGMA user_version = ${recordsMigrations.length}`);
  const keeper = new Bookkeeper(database);
  let count = 0;
  for (const entry of entries()) {
    if (count % 2048 === 0) {
      if (count > 0) {
        keeper.end();
        database.exec('COMMIT');
      }
      database.exec('BEGIN');
      keeper.begin(count);
    }
    const event = bookedEvent(entry);
    if (event !== undefined) keeper.book(event, entry.address);
    count += 1;
  }
  keeper.end();
  database.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
  return count;
}

async function measured<T>(act: () => T | Promise<T>): Promise<number> {
  const started = performance.now();
  await act();
  return performance.now() - started;
}

export async function run(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'tollgate-bench-'));
  try {
    let records = 0;
    const filling = await measured(() => {
      records = fill(directory);
    });
    const file = recordsFile(directory);
    const gigabytes = (statSync(file).size / 1e9).toFixed(2);
    console.log(`${records} records booked in ${(filling / 1000).toFixed(0)} s; the store has ${gigabytes} GB`);
    const reports = openReports(directory, systemClock);
    const since = first + 30 * 86_400_000;
    const until = first + 60 * 86_400_000;
    const total = 'count(*), total(seconds), total(bytes_in), total(bytes_out)';
    const cases: readonly [name: string, ask: () => Promise<unknown>, sql: string][] = [
      [
        'usage by user',
        () => reports.usage({ by: 'user' }),
        `SELECT user, ${total} FROM usage GROUP BY user ORDER BY 4 DESC LIMIT 1000`,
      ],
      ['usage by day', () => reports.usage({ by: 'day' }), `SELECT day, ${total} FROM usage GROUP BY day`],
      [
        'usage by NAS, 30 days',
        () => reports.usage({ by: 'nas', since, until }),
        `SELECT nas, ${total} FROM usage WHERE day BETWEEN ${since / 86_400_000} AND ${until / 86_400_000 - 1} GROUP BY nas`,
      ],
      [
        'usage by user, without roll-up',
        () => reports.usage({ by: 'user' }),
        'SELECT user, count(*), total(duration), total(bytes_in), total(bytes_out) FROM session GROUP BY user ORDER BY 4 DESC LIMIT 1000',
      ],
      ['newest 100 sessions', () => reports.sessions({}), 'SELECT * FROM session ORDER BY id DESC LIMIT 100'],
      [
        'sessions of one user',
        () => reports.sessions({ filter: { user: 'user77' } }),
        "SELECT * FROM session WHERE user = 'user77' ORDER BY id DESC LIMIT 100",
      ],
      [
        'largest 100 sessions',
        () => reports.sessions({ sort: 'octets' }),
        'SELECT * FROM session ORDER BY coalesce(bytes_in, 0.0) + coalesce(bytes_out, 0.0) DESC, id LIMIT 100',
      ],
      [
        'a command that is rare',
        () => reports.commands({ match: 'interface 976 ' }),
        "SELECT * FROM command WHERE command LIKE '%interface 976 %' ORDER BY id DESC LIMIT 100",
      ],
      [
        'gaps',
        () => reports.gaps({ limit: 10_000 }),
        "SELECT * FROM session WHERE starts = 0 OR state <> 'stopped' OR backwards > 0 OR longest_gap > 3 * shortest_gap ORDER BY id DESC LIMIT 10000",
      ],
    ];
    console.log(`${'report'.padEnd(32)}${'tollgate'.padStart(12)}${'sqlite3'.padStart(12)}${'ratio'.padStart(8)}`);
    for (const [name, ask, sql] of cases) {
      const sqlite = () => execFileSync('sqlite3', ['-readonly', file, sql], { maxBuffer: 1 << 30 });
      // Once to warm the page cache for both, then in turns.
      await ask();
      const [ours, theirs] = [[], []] as [number[], number[]];
      for (let i = 0; i < 3; i++) {
        theirs.push(await measured(sqlite));
        ours.push(await measured(ask));
      }
      const middle = (times: number[]): number => times.toSorted((a, b) => a - b)[1] ?? 0;
      const [a, b] = [middle(ours), middle(theirs)];
      const ms = (time: number): string => `${time.toFixed(time < 10 ? 1 : 0)} ms`.padStart(12);
      console.log(`${name.padEnd(32)}${ms(a)}${ms(b)}${(a / b).toFixed(2).padStart(8)}`);
    }
    await reports.close();
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
