/**
 * How many accounting records a second a server takes and acknowledges: ours, which has them on stable storage before
 * it answers, FreeRADIUS with its detail file, which it never flushes, and FreeRADIUS with SQLite. The same generator
 * sends the same requests to each, by turns; the ratio of a round is what counts.
 */
import { execFileSync, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type FreeRadius, type FreeRadiusMode, hasFreeRadius, startFreeRadius } from '../test/rigs/freeradius.ts';
import { writePackets } from './ingest/packets.ts';

const secret = 'testing123';
const sockets = 16;
const rounds = 5;
/** Requests in one turn; all three take about as long. */
const turns = { tollgate: 96_000, detail: 64_000, sqlite: 4_800 } as const;

interface Contestant {
  readonly name: string;
  readonly title: string;
  readonly port: number;
  readonly requests: number;
  /** Requests waiting per source port; SQLite gets few, lest its answers come after the generator's patience. */
  readonly window: number;
  readonly rates: number[];
  /** Waits until it has no more work from its last turn, so that the next one has the machine to itself. */
  readonly settle: () => Promise<void>;
}

export async function run(): Promise<void> {
  if (!hasFreeRadius()) throw new Error('FreeRADIUS is not installed (apt-get install freeradius)');
  const directory = mkdtempSync(join(tmpdir(), 'tollgate-ingest-'));
  const servers: FreeRadius[] = [];
  const store = join(directory, 'store');
  const child = fork(join(import.meta.dirname, 'ingest', 'server.ts'), [store, secret]);
  try {
    const load = join(directory, 'load');
    execFileSync('cc', ['-O2', '-Wall', '-o', load, join(import.meta.dirname, 'ingest', 'load.c')]);
    const file = join(directory, 'requests');
    const mean = writePackets(file, rounds * turns.tollgate, sockets, secret);
    const [ownPort] = await once(child, 'message');

    const freeradius = async (mode: FreeRadiusMode): Promise<FreeRadius> => {
      // Its threads lock each other out of SQLite, and one that waits too long loses its connection for half a minute.
      const server = await startFreeRadius({ mode, secret, threads: mode === 'sqlite' ? 1 : 4 });
      servers.push(server);
      return server;
    };
    const detail = await freeradius('detail');
    const sqlite = await freeradius('sqlite');
    const version = /Version (\S+?),/.exec(spawnSync('freeradius', ['-v'], { encoding: 'utf8' }).stdout)?.[1] ?? '';
    const late: number[] = [];
    const contestants: readonly Contestant[] = [
      {
        name: 'tollgate',
        title: 'Tollgate, fsync before every answer',
        port: Number(ownPort),
        requests: turns.tollgate,
        window: 32,
        rates: [],
        settle: async () => {
          const start = performance.now();
          child.send('assembled');
          await once(child, 'message');
          late.push((performance.now() - start) / 1000);
        },
      },
      {
        name: 'detail',
        title: `FreeRADIUS ${version}, detail file, no fsync`,
        port: detail.ports.acct,
        requests: turns.detail,
        window: 32,
        rates: [],
        settle: async () => {},
      },
      {
        name: 'sqlite',
        title: `FreeRADIUS ${version}, SQLite`,
        port: sqlite.ports.acct,
        requests: turns.sqlite,
        window: 8,
        rates: [],
        settle: async () => {},
      },
    ];
    console.log(
      `Accounting-Requests of ${mean} octets over loopback, ${sockets} source ports with ${contestants.map(({ window }) => window).join(', ')} waiting each, generator in C beside the server;`,
    );
    console.log(
      `${rounds} rounds by turns of ${contestants.map(({ requests }) => requests).join(', ')} requests; medians, and (the rounds).`,
    );
    for (let round = 0; round < rounds; round++)
      for (const contestant of contestants) {
        contestant.rates.push(turn(load, file, contestant, round));
        await contestant.settle();
      }
    for (const { title, rates } of contestants)
      console.log(
        `${title.padEnd(44)} ${thousands(median(rates)).padStart(8)}/s   (${rates.map(thousands).join(' ')})`,
      );
    const [own, ...others] = contestants;
    for (const [i, goal] of [1.3, 15].entries()) {
      const other = others[i];
      if (own === undefined || other === undefined) continue;
      const ratios = own.rates.map((rate, round) => rate / (other.rates[round] ?? Number.NaN));
      console.log(
        `${`  against ${other.name}`.padEnd(44)} ${median(ratios).toFixed(2).padStart(8)} times (${ratios.map((ratio) => ratio.toFixed(2)).join(' ')}), goal ${goal}`,
      );
    }
    console.log(
      `  in the books ${median(late).toFixed(1)} s after the last answer of a turn; ${booked(store)} records, none lost, none twice`,
    );
  } finally {
    child.disconnect();
    await once(child, 'exit');
    for (const server of servers) await server.remove();
    rmSync(directory, { recursive: true, force: true });
  }
}

/**
 * Sends one turn's requests; gives right answers per second, up to the last answer. Ours must answer all of them.
 * FreeRADIUS's threads now and then stop taking from their queue for many seconds; that time is not held against it.
 */
function turn(load: string, file: string, { name, port, requests, window }: Contestant, round: number): number {
  const numbers = [port, sockets, window, round * requests, requests].map(String);
  const [target = '', ...rest] = numbers;
  const { stdout, stderr, status } = spawnSync(load, [file, '127.0.0.1', target, ...rest], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the generator failed: ${stderr}`);
  const [answered = 0, seconds = 1, , wrong = 0] = stdout.split(' ').map(Number);
  if (answered < requests) console.log(`(round ${round + 1}: ${name} fell silent after ${answered} of ${requests})`);
  if ((name === 'tollgate' && answered !== requests) || answered === 0 || wrong > 0)
    throw new Error(`${name} answered ${answered} of ${requests} requests, ${wrong} answers were wrong`);
  return answered / seconds;
}

/** Checks that the books hold every request once. */
function booked(store: string): number {
  const database = new DatabaseSync(join(store, 'records.db'), { readOnly: true });
  try {
    const records = Number(database.prepare('SELECT count(*) AS n FROM record').get()?.n);
    const whole = Number(
      database.prepare("SELECT count(*) AS n FROM session WHERE state = 'stopped' AND starts = 1 AND stops = 1").get()
        ?.n,
    );
    if (records !== rounds * turns.tollgate || 2 * whole !== records)
      throw new Error(`the books hold ${records} records and ${whole} whole sessions`);
    return records;
  } finally {
    database.close();
  }
}

const thousands = (rate: number): string => Math.round(rate).toLocaleString('en-US');
const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};
