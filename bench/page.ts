/**
 * What the page of live sessions costs at 10,000 sessions: processor time of the server and octets for each update, time
 * of the browser's scripts and layout, by how many sessions moved in a second. Beside it, in the same run and the same
 * page, a page that asks for the whole table as JSON every second.
 */
import process from 'node:process';
import type { CDPSession, Page } from 'playwright-core';
import type { OpenSession } from '../src/accounting/index.ts';
import { liveRow } from '../src/watch/web/gateway/rows.ts';
import { launchBrowser, openPage, signIn } from '../test/rigs/browser.ts';
import { type BenchGateway, benchGateway } from './page/gateway.ts';

const sessions = 10_000;
const seconds = 12;
/** Sessions that come and go in every second. */
const churn = 5;

interface Cost {
  readonly serverMilliseconds: number;
  readonly kilobytes: number;
  readonly scriptMilliseconds: number;
  readonly taskMilliseconds: number;
}

let serial = 0;
function open({ accounting }: BenchGateway): OpenSession {
  serial += 1;
  return accounting.open({
    type: 'network',
    list: 'default',
    source: 'bench',
    sourceKey: String(serial),
    facts: {
      user: `user${serial % 5000}@example.net`,
      portName: `Async${serial}`,
      callingStation: `0800${String(serial).padStart(6, '0')}`,
      address: `10.${(serial >> 16) & 255}.${(serial >> 8) & 255}.${serial & 255}`,
      service: 'ppp',
    },
  }).session;
}

/** Counters of so many sessions grow, some sessions end, as many begin. Part of both sides of the comparison. */
function move(gateway: BenchGateway, living: OpenSession[], moving: number, turn: number): void {
  const first = (turn * moving) % sessions;
  for (let n = 0; n < moving; n++) {
    const session = living[(first + n) % living.length];
    if (session === undefined) continue;
    const { bytesIn, bytesOut, packetsIn, packetsOut } = session.counters ?? {
      ...{ bytesIn: 0n, bytesOut: 0n, packetsIn: 0n, packetsOut: 0n },
    };
    gateway.accounting.count(session.key, {
      ...{
        bytesIn: bytesIn + 1500n,
        bytesOut: bytesOut + 9000n,
        packetsIn: packetsIn + 1n,
        packetsOut: packetsOut + 6n,
      },
    });
  }
  for (let n = 0; n < churn; n++) {
    const gone = living.shift();
    if (gone !== undefined) void gateway.accounting.close(gone.key, { cause: 'user-request' });
    living.push(open(gateway));
  }
}

const metric = async (cdp: CDPSession): Promise<{ readonly script: number; readonly task: number }> => {
  const { metrics } = await cdp.send('Performance.getMetrics');
  const of = (name: string): number => 1000 * (metrics.find((one) => one.name === name)?.value ?? 0);
  return { script: of('ScriptDuration'), task: of('TaskDuration') };
};

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function measure(gateway: BenchGateway, cdp: CDPSession, living: OpenSession[], moving: number): Promise<Cost> {
  let turn = 0;
  let own = 0;
  await pause(1500);
  const [before, bytes, cpu] = [await metric(cdp), gateway.written(), process.cpuUsage()];
  for (; turn < seconds; turn++) {
    const began = process.cpuUsage();
    move(gateway, living, moving, turn);
    const { user, system } = process.cpuUsage(began);
    own += user + system;
    await pause(1000);
  }
  const [after, spent] = [await metric(cdp), process.cpuUsage(cpu)];
  return {
    // Without what it costs to make the sessions move.
    serverMilliseconds: (spent.user + spent.system - own) / 1000 / seconds,
    kilobytes: (gateway.written() - bytes) / 1000 / seconds,
    scriptMilliseconds: (after.script - before.script) / seconds,
    taskMilliseconds: (after.task - before.task) / seconds,
  };
}

/** Puts the whole-table poll in the place of the stream: the same page, table and drawing. */
async function pollInstead(page: Page): Promise<void> {
  // The page's own module, and so the page's own table.
  await page.evaluate(async (own) => {
    const { live } = await import(own);
    live.close();
    setInterval(async () => {
      const answer = await fetch('./naive');
      live.table.replace(await answer.json(), Date.now());
      live.redraw();
    }, 1000);
  }, new URL('/page/live-connection.ts', page.url()).href);
}

const line = (name: string, { serverMilliseconds, kilobytes, scriptMilliseconds, taskMilliseconds }: Cost): string =>
  `  ${name.padEnd(34)} server ${serverMilliseconds.toFixed(1).padStart(6)} ms   ${kilobytes.toFixed(1).padStart(8)} kB   scripts ${scriptMilliseconds.toFixed(1).padStart(6)} ms   browser ${taskMilliseconds.toFixed(1).padStart(6)} ms`;

export async function run(): Promise<void> {
  const gateway = await benchGateway({
    '/naive': () => ({ now: Date.now(), rows: Array.from(gateway.accounting.sessions(), liveRow) }),
  });
  const browser = await launchBrowser();
  try {
    const living = Array.from({ length: sessions }, () => open(gateway));
    const { page } = await openPage(browser, gateway.url);
    await signIn(page, 'bench', 'bench');
    const began = performance.now();
    await page.getByText(`${sessions.toLocaleString('en-US')} sessions`).waitFor();
    console.log(`${sessions} sessions, ${2 * churn} of them come or go every second; each figure is for one second.`);
    console.log(`first table in the browser ${Math.round(performance.now() - began)} ms after signing in`);
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Performance.enable');
    for (const moving of [0, 100, 1000, sessions])
      console.log(line(`differences, ${moving} move`, await measure(gateway, cdp, living, moving)));
    await page.getByLabel('Filter sessions').fill('user42');
    console.log(line('differences, 1000 move, filtered', await measure(gateway, cdp, living, 1000)));
    await page.getByLabel('Filter sessions').fill('');
    await pollInstead(page);
    for (const moving of [100, sessions])
      console.log(line(`whole table as JSON, ${moving} move`, await measure(gateway, cdp, living, moving)));
  } finally {
    await browser.close();
    await gateway.close();
  }
}
