/** The page while its server is away, silent, started anew, or has forgotten who is signed in; in real Chromium. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import type { Page } from 'playwright-core';
import { browserFor, openPage, signIn } from '../rigs/browser.ts';
import { passwords, webBox } from './box.ts';
import { comesTo } from './comes-to.ts';

/** The way between browser and server, which a test can block. */
async function wayTo(t: TestContext, url: string) {
  const target = Number(new URL(url).port);
  const open = new Set<Socket>();
  let state: 'open' | 'silent' | 'cut' = 'open';
  const server = createServer((near) => {
    if (state === 'cut') return void near.destroy();
    const far = connect(target, '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(from);
      from.on('data', (data) => state === 'open' && to.write(data));
      from.on('error', () => {});
      from.on('close', () => {
        open.delete(from);
        to.destroy();
      });
    }
    return undefined;
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    become(next: typeof state): void {
      state = next;
      if (next === 'cut') for (const socket of open) socket.destroy();
    },
  };
}

const lost = (page: Page) => page.getByText('Connection lost, trying again');
const live = (page: Page) => page.locator('.link-live');
const row = (page: Page, text: string) => page.locator('.grid-row', { hasText: text });

test('a server that cannot be reached or is silent: the page says so, and comes back by itself with what happened', async (t) => {
  const box = await webBox(t);
  await box.software('bob', 'b-1', 'Start');
  const way = await wayTo(t, box.url);
  const { page } = await openPage(await browserFor(t), way.url);
  await signIn(page, 'ann', passwords.ann);
  await row(page, 'bob').waitFor();
  await live(page).waitFor();

  way.become('cut');
  await lost(page).waitFor();
  // What was known is still there to be read.
  assert.equal(await row(page, 'bob').count(), 1);
  await box.software('carol', 'c-1', 'Start');
  await box.software('bob', 'b-1', 'Stop');
  way.become('open');
  await row(page, 'carol').waitFor();
  await live(page).waitFor();
  await comesTo(() => row(page, 'bob').count(), 0);

  // Nobody closes the connection; nothing comes.
  way.become('silent');
  await lost(page).waitFor({ timeout: 60_000 });
  await box.software('dave', 'd-1', 'Start');
  way.become('open');
  await row(page, 'dave').waitFor({ timeout: 60_000 });
  await live(page).waitFor();

  // A view that asks anew by itself.
  await page.getByRole('link', { name: 'Books' }).click();
  await page.getByText('balanced', { exact: true }).waitFor();
  way.become('cut');
  await page.getByText('The server does not answer.').waitFor();
  await page.getByText('Is it running? The page tries again.').waitFor();
  way.become('open');
  await page.getByText('The server does not answer.').waitFor({ state: 'detached' });
  await page.getByText('balanced', { exact: true }).waitFor();
});

test('whom the server has forgotten it asks to sign in again, and shows the same view', async (t) => {
  const box = await webBox(t);
  await box.software('bob', 'b-1', 'Start');
  const browser = await browserFor(t);
  const { page } = await openPage(browser, box.url);
  await signIn(page, 'ann', passwords.ann);
  await page.getByLabel('Filter sessions').fill('bob');
  await row(page, 'bob').click();
  await page.getByRole('heading', { name: /bob/ }).waitFor();
  const view = page.url();
  assert.match(view, /#\/session\/\d+$/);

  // Another window of the same browser signs out: the cookie is worth nothing any more.
  const other = await page.context().newPage();
  await other.goto(box.url);
  await other.getByRole('button', { name: 'Sign out' }).click();
  await other.getByLabel('User name').waitFor();
  // Who signs out himself is told nothing.
  assert.equal(await other.getByText('You are not signed in any more.').count(), 0);
  await page.getByText('You are not signed in any more. Sign in to go on where you were.').waitFor();
  await comesTo(() => page.getByRole('heading', { name: /bob/ }).count(), 0, 'nothing of it is to be read meanwhile');
  await signIn(page, 'ann', passwords.ann);
  await page.getByRole('heading', { name: /bob/ }).waitFor();
  assert.equal(page.url(), view);
  await page.getByRole('link', { name: '← Live sessions' }).click();
  await page.getByText('1 session', { exact: true }).waitFor();
  assert.equal(await page.getByLabel('Filter sessions').inputValue(), 'bob');

  // The daemon starts anew: it has forgotten everybody, not the sessions.
  await page.getByRole('link', { name: 'Books' }).click();
  await page.getByText('balanced', { exact: true }).waitFor();
  await box.restart();
  await page.getByText('You are not signed in any more.').waitFor();
  await signIn(page, 'ann', passwords.ann);
  await page.getByText('balanced', { exact: true }).waitFor();
  assert.match(page.url(), /#\/books$/);
  await page.keyboard.press('1');
  await row(page, 'bob').waitFor();
  await comesTo(() => row(page, 'bob').locator('.c-port').innerText(), '3');
});
