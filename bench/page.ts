/**
 * What the page of live sessions costs at 10,000 sessions: processor time of the server and octets for each update, time
 * of the browser's scripts and layout, by how many sessions moved in a second. Beside it, in the same run and the same
 * page, a page that asks for the whole table as JSON every second.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { CDPSession, Page } from 'playwright-core';
import { launchBrowser, openPage, signIn } from '../test/rigs/browser.ts';
import type { Order, Spent } from './page/server.ts';

const sessions = 10_000;
const seconds = 12;
/** Sessions that come, and as many that go, in every second. */
const churn = 5;

/** Each for one second. */
interface Cost {
  readonly serverMilliseconds: number;
  readonly kilobytes: number;
  readonly scriptMilliseconds: number;
  /** Everything that the page's thread did: scripts, parsing of JSON, style, layout, painting. */
  readonly pageMilliseconds: number;
}

async function order(server: ChildProcess, told: Order): Promise<Spent> {
  const answer = once(server, 'message');
  server.send(told);
  const [spent] = await answer;
  return spent;
}

const metric = async (cdp: CDPSession): Promise<{ readonly script: number; readonly task: number }> => {
  const { metrics } = await cdp.send('Performance.getMetrics');
  const of = (name: string): number => 1000 * (metrics.find((one) => one.name === name)?.value ?? 0);
  return { script: of('ScriptDuration'), task: of('TaskDuration') };
};

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function measure(server: ChildProcess, cdp: CDPSession, moving: number): Promise<Cost> {
  await pause(1500);
  const [before, page] = [await order(server, { moving: 0, churn: 0 }), await metric(cdp)];
  for (let turn = 0; turn < seconds; turn++) {
    await order(server, { moving, churn });
    await pause(1000);
  }
  const [after, later] = [await order(server, { moving: 0, churn: 0 }), await metric(cdp)];
  return {
    serverMilliseconds: (after.microseconds - before.microseconds) / 1000 / seconds,
    kilobytes: (after.octets - before.octets) / 1000 / seconds,
    scriptMilliseconds: (later.script - page.script) / seconds,
    pageMilliseconds: (later.task - page.task) / seconds,
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

const line = (name: string, cost: Cost): string => {
  const figure = (value: number, width: number): string => value.toFixed(1).padStart(width);
  return [
    `  ${name.padEnd(33)}`,
    `server ${figure(cost.serverMilliseconds, 5)} ms`,
    `${figure(cost.kilobytes, 7)} kB`,
    `page ${figure(cost.pageMilliseconds, 5)} ms (timers and events ${figure(cost.scriptMilliseconds, 4)} ms)`,
  ].join('  ');
};

export async function run(): Promise<void> {
  const server = fork(join(import.meta.dirname, 'page', 'server.ts'), [String(sessions)]);
  const [url] = await once(server, 'message');
  const browser = await launchBrowser();
  try {
    const { page } = await openPage(browser, String(url));
    await signIn(page, 'bench', 'bench');
    const began = performance.now();
    await page.getByText(`${sessions.toLocaleString('en-US')} sessions`).waitFor();
    console.log(`${sessions} sessions, ${churn} come and ${churn} go every second; each figure is for one second.`);
    console.log(`The first table is in the browser ${Math.round(performance.now() - began)} ms after signing in.`);
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Performance.enable');
    for (const moving of [0, 100, 1000, sessions])
      console.log(line(`differences, ${moving} move`, await measure(server, cdp, moving)));
    await page.getByLabel('Filter sessions').fill('user42');
    console.log(line('differences, 1000 move, filtered', await measure(server, cdp, 1000)));
    await page.getByLabel('Filter sessions').fill('');
    await pollInstead(page);
    for (const moving of [100, sessions])
      console.log(line(`whole table as JSON, ${moving} move`, await measure(server, cdp, moving)));
  } finally {
    await browser.close();
    server.disconnect();
  }
}
