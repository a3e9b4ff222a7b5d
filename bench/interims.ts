/**
 * 100,000 open sessions under `aaa accounting update periodic 5`: memory, processor share and how late interims are.
 * The clock jumps over the first interval, in which there are none, into the time in which they come evenly.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { call, openGateway } from './delivery/gateway.ts';
import { startResponder } from './delivery/responder.ts';
import { JumpingClock } from './interims/jumping-clock.ts';

const sessions = 100_000;
const minutes = 5;
const secret = 'testing123';
/** Seconds of measurement; `BENCH_FULL=1`: a whole interval. */
const seconds = process.env.BENCH_FULL === '1' ? minutes * 60 : 45;
/** Sessions whose counters are read, as sources do, before their interim is due; all of them within an interval. */
const countedPerSecond = Math.ceil(sessions / (minutes * 60));

const percentile = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
const ascending = (values: readonly number[]): readonly number[] => [...values].sort((a, b) => a - b);
const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

export async function run(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'tollgate-interims-'));
  const responder = await startResponder(directory, secret);
  const late: number[] = [];
  const answered: number[] = [];
  let measuring = false;
  const clock = new JumpingClock();
  try {
    const gateway = await openGateway(join(directory, 'books'), responder.port, secret, {
      clock,
      periodic: minutes,
      late: (milliseconds) => void (measuring && late.push(milliseconds)),
      acknowledged: ({ kind }, milliseconds) => void (measuring && kind === 'interim' && answered.push(milliseconds)),
    });
    const keys: number[] = [];
    for (let made = 0; made < sessions; made += 1000) {
      const stored: Promise<void>[] = [];
      for (let n = made; n < made + 1000; n++) {
        const opening = {
          type: 'network',
          list: 'default',
          source: 'bench',
          sourceKey: String(n),
          facts: call(n),
        } as const;
        const { session, durable } = gateway.engine.open(opening);
        keys.push(session.key);
        stored.push(durable);
      }
      await Promise.all(stored);
    }
    await gateway.untilAnswered(sessions);
    clock.jump((minutes * 60 + 20) * 1000);
    // What came due in the jump goes out first.
    do await pause(500);
    while (((await gateway.engine.books())[0]?.waiting ?? 0) > countedPerSecond);
    const before = process.cpuUsage();
    const start = performance.now();
    measuring = true;
    let next = 0;
    for (let second = 0; second < seconds; second++) {
      for (let n = 0; n < countedPerSecond; n++) {
        const octets = BigInt(second + 1) * 1_000_000n;
        const counters = { bytesIn: octets, bytesOut: octets, packetsIn: octets, packetsOut: octets };
        gateway.engine.count(keys[next++ % keys.length] ?? 0, counters);
      }
      await pause(1000 - ((performance.now() - start) % 1000));
    }
    measuring = false;
    const wall = (performance.now() - start) * 1000;
    const { user, system } = process.cpuUsage(before);
    const [made, told] = [ascending(late), ascending(answered)];
    const ms = (value: number): string => `${value.toFixed(1)} ms`;
    console.log(`${sessions.toLocaleString('en-US')} open sessions, update periodic ${minutes}, ${seconds} s of it`);
    console.log(
      `interims ${(made.length / (wall / 1e6)).toFixed(0)}/s, made late by ${ms(percentile(made, 0.5))} (median), ` +
        `${ms(percentile(made, 0.99))} (p99), ${ms(made.at(-1) ?? 0)} (most)`,
    );
    console.log(
      `acknowledged ${told.length} of ${made.length}, ${ms(percentile(told, 0.5))} (median), ${ms(percentile(told, 0.99))} (p99) after sending`,
    );
    const { rss, heapUsed } = process.memoryUsage();
    console.log(
      `processor ${(((user + system) / wall) * 100).toFixed(1)} % of one, ${Math.round(rss / 2 ** 20)} MiB resident, ${Math.round(heapUsed / 2 ** 20)} MiB of heap in use`,
    );
    await gateway.close();
  } finally {
    await responder.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}
