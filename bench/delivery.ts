/**
 * How many records a second go from the event to stable storage to a server's acknowledgement, against radclient, which
 * stores nothing, sending the same records to the same server, by turns. Then the same with many records waiting.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { allAcknowledged, type Gateway, makeRecords, openGateway } from './delivery/gateway.ts';
import { runRadclient, writeRequests } from './delivery/radclient.ts';
import { startResponder } from './delivery/responder.ts';

const secret = 'testing123';
/** As many records for both, and how many turns. radclient reads its file first, and is slow with a large one. */
const contests = [
  { records: 10_000, rounds: 7 },
  { records: 100_000, rounds: 1 },
] as const;
/** `BENCH_FULL=1` adds the million, which takes some minutes. */
const backlogs = process.env.BENCH_FULL === '1' ? [10_000, 100_000, 1_000_000] : [10_000, 100_000];

const spread = (values: readonly number[]): { least: number; median: number; most: number } => {
  const sorted = [...values].sort((a, b) => a - b);
  return { least: sorted[0] ?? 0, median: sorted[sorted.length >> 1] ?? 0, most: sorted.at(-1) ?? 0 };
};
const rate = (value: number): string => `${Math.round(value).toLocaleString('en-US')}/s`;

export async function run(): Promise<void> {
  if (spawnSync('radclient', ['-v']).error !== undefined)
    throw new Error('radclient is not installed (apt-get install freeradius-utils)');
  const directory = mkdtempSync(join(tmpdir(), 'tollgate-delivery-'));
  const responder = await startResponder(directory, secret);
  const { port } = responder;
  try {
    const gateway = await openGateway(join(directory, 'books'), port, secret);
    try {
      await warmUp(gateway);
      for (const contest of contests) await against(gateway, directory, port, contest);
    } finally {
      await gateway.close();
    }
    for (const backlog of backlogs) await drain(directory, port, backlog);
  } finally {
    await responder.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function warmUp(gateway: Gateway): Promise<void> {
  const records = 40_000;
  await makeRecords(gateway, records, 2000);
  await allAcknowledged(gateway, records);
}

async function against(
  gateway: Gateway,
  directory: string,
  port: number,
  { records, rounds }: (typeof contests)[number],
): Promise<void> {
  const file = join(directory, 'requests');
  writeRequests(file, records);
  const ours: number[] = [];
  const theirs: number[] = [];
  /** Processor time of all our threads per record, microseconds. */
  const cost: number[] = [];
  const parallel = 200;
  for (let round = 0; round < rounds; round++) {
    const done = gateway.answered + records;
    const start = performance.now();
    const before = process.cpuUsage();
    await makeRecords(gateway, records, 2000);
    await allAcknowledged(gateway, done);
    ours.push(records / ((performance.now() - start) / 1000));
    const { user, system } = process.cpuUsage(before);
    cost.push((user + system) / records);
    theirs.push(records / (await runRadclient(file, port, secret, parallel)));
  }
  const all = (of: { least: number; median: number; most: number }, show: (value: number) => string): string =>
    `${show(of.median)} (${show(of.least)} to ${show(of.most)})`;
  const ratios = ours.map((own, at) => own / (theirs[at] ?? 1));
  console.log(
    `${records.toLocaleString('en-US')} records a turn, median (least to most) of ${rounds} by turns, load ${loadavg()[0]?.toFixed(1)}`,
  );
  console.log(`  Tollgate, event to durable to acknowledged: ${all(spread(ours), rate)}`);
  console.log(`  radclient -p ${parallel}, nothing stored:          ${all(spread(theirs), rate)}`);
  console.log(`  ratio ${all(spread(ratios), (ratio) => ratio.toFixed(2))}`);
  console.log(`  processor time per record, all threads:     ${all(spread(cost), (us) => `${us.toFixed(0)} µs`)}`);
}

/** All servers are silent while the records are made; then one answers. */
async function drain(directory: string, port: number, backlog: number): Promise<void> {
  const gateway = await openGateway(join(directory, `books-${backlog}`), port, secret);
  try {
    gateway.down = true;
    const begin = performance.now();
    await makeRecords(gateway, backlog);
    const stored = backlog / ((performance.now() - begin) / 1000);
    const start = performance.now();
    gateway.down = false;
    gateway.wake();
    await allAcknowledged(gateway, backlog);
    const sent = backlog / ((performance.now() - start) / 1000);
    const memory = Math.round(process.memoryUsage().rss / 2 ** 20);
    console.log(
      `${backlog.toLocaleString('en-US').padStart(9)} waiting: stored at ${rate(stored)}, then acknowledged at ${rate(sent)}, ${memory} MiB resident`,
    );
  } finally {
    await gateway.close();
  }
}
