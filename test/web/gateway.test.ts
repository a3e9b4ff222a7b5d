/** The gateway's page in a real browser, over a daemon with logins by SSH and sessions of access software. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { eventually } from '../e2e/waiting.ts';
import { browserFor, openPage, signIn } from '../rigs/browser.ts';
import { passwords, webBox } from './box.ts';
import { comesTo } from './comes-to.ts';

const rows = (page: Page) => page.locator('.grid-row');
const userCells = (page: Page): Promise<readonly string[]> => page.locator('.grid-row .c-user').allInnerTexts();

/** Nothing sticks out at the side. */
const fits = (page: Page): Promise<boolean> =>
  page.evaluate('document.documentElement.scrollWidth <= innerWidth && document.body.scrollWidth <= innerWidth');

test('sign in, watch sessions come and go, filter, sort, look at one, disconnect it: its Stop is at the server', async (t) => {
  const box = await webBox(t);
  const browser = await browserFor(t);
  const { page, complaints } = await openPage(browser, box.url);

  await signIn(page, 'ann', 'wrong');
  await page.getByText('User name or password is wrong.').waitFor();
  await page.getByLabel('Password').fill(passwords.ann);
  await page.keyboard.press('Enter');
  await page.getByText('Nobody is connected').waitFor();
  const [cookie] = await page.context().cookies();
  assert.match(cookie?.name ?? '', /^tollgate-\d+$/);
  assert.deepEqual([cookie?.httpOnly, cookie?.sameSite, cookie?.secure], [true, 'Strict', false]);
  assert.equal(await page.evaluate('document.cookie'), '');

  // Without a reload: a login by SSH and three sessions of access software appear.
  const guest = await box.person('guest');
  for (const [user, id] of [
    ['carol', 'c-1'],
    ['bob', 'b-22'],
    ['dave', 'd-333'],
  ] as const)
    await box.software(user, id, 'Start');
  await page.getByText('4 sessions', { exact: true }).waitFor();
  await box.software('bob', 'b-22', 'Interim-Update', 123_456);
  await page.getByText('494 kB').waitFor();

  await page.getByRole('button', { name: 'User' }).click();
  await comesTo(() => userCells(page), ['bob', 'carol', 'dave', 'guest']);
  await page.getByRole('button', { name: 'User' }).click();
  await comesTo(() => userCells(page), ['guest', 'dave', 'carol', 'bob']);
  await page.getByLabel('Filter sessions').fill('type:network ca');
  await page.getByText('1 of 4 sessions').waitFor();
  await comesTo(() => userCells(page), ['carol']);
  await page.getByLabel('Filter sessions').fill('nobody at all');
  await page.getByText('No session matches').waitFor();
  await page.getByRole('button', { name: 'Show all' }).click();

  await box.software('dave', 'd-333', 'Stop');
  await page.getByText('3 sessions', { exact: true }).waitFor();

  // One session's page: its facts, its drawing; then its end.
  await page.locator('.grid-row', { hasText: 'guest' }).click();
  await page.getByRole('heading', { name: /guest/ }).waitFor();
  await page.getByText('a RADIUS server').waitFor();
  await page.getByRole('button', { name: 'Disconnect…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  assert.equal(guest.child.exitCode, null);
  await page.getByRole('button', { name: 'Disconnect…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click();
  await guest.gone;
  await page.getByText('An administrator ended it (admin-reset)').first().waitFor();
  const stop = await eventually('the Stop of guest', async () =>
    (await box.server.records()).find(({ user, type, kind }) => user === 'guest' && type === 'exec' && kind === 'stop'),
  );
  assert.equal(stop.cause, 'Admin-Reset');
  const command = await eventually('the command of ann', async () =>
    (await box.server.records()).find(({ type, user }) => type === 'commands' && user === 'ann'),
  );
  assert.match(command.command ?? '', /^clear aaa session [\dA-F]{8} <cr>$/);
  const log = await box.daemon.run('show logging');
  assert.match(
    log.text,
    /%WEB-5-DISCONNECT: Session [\dA-F]{8} of user guest is being ended by ann on the web page from 127\.0\.0\.1/,
  );

  await page.getByRole('link', { name: 'Ended', exact: true }).click();
  await page.getByRole('cell', { name: /An administrator ended it/ }).waitFor();
  await page.getByRole('link', { name: 'Books' }).click();
  await page.getByText('balanced', { exact: true }).waitFor();
  await page.getByRole('row', { name: /group radius/ }).waitFor();
  await page.getByRole('link', { name: 'Crypto' }).click();
  await page.getByText('No tunnel is configured').waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByLabel('User name').waitFor();
  assert.deepEqual(
    complaints.all.filter((text) => !text.includes('401')),
    [],
  );
});

test('wrong passwords are counted, and another site ends no session though the browser has the cookie', async (t) => {
  const box = await webBox(t);
  await box.software('bob', 'b-1', 'Start');
  const browser = await browserFor(t);
  const { page } = await openPage(browser, box.url);
  await signIn(page, 'ann', passwords.ann);
  await rows(page).first().waitFor();
  const id = (await rows(page).first().getAttribute('id'))?.replace('row-', '') ?? '';
  // A page of another origin in the same browser, as a link in a mail would open it.
  const evil = await page.context().newPage();
  await evil.route('http://evil.example/', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<h1>evil</h1>' }),
  );
  await evil.goto('http://evil.example/');
  await evil.evaluate(
    `fetch('${box.url}api/sessions/${id}/disconnect', { method: 'POST', mode: 'no-cors', credentials: 'include' }).catch(() => {})`,
  );
  await evil.setContent(
    `<form method="post" action="${box.url}api/sessions/${id}/disconnect"><button>x</button></form>`,
  );
  const refused = evil.waitForResponse((response) => response.url().includes('disconnect'));
  await evil.getByRole('button').click();
  assert.equal((await refused).status(), 403);
  assert.match((await box.daemon.run('show radius-proxy session')).text, /bob/);

  const stranger = await openPage(browser, box.url);
  await signIn(stranger.page, 'guest', 'wrong0');
  for (let n = 1; n < 6; n++) {
    await stranger.page.getByText('User name or password is wrong.').waitFor();
    await stranger.page.getByLabel('Password').fill(`wrong${n}`);
    const answered = stranger.page.waitForResponse((response) => response.url().endsWith('sign-in'));
    await stranger.page.keyboard.press('Enter');
    assert.equal((await answered).status(), n < 5 ? 401 : 429);
  }
  await stranger.page.getByText('Too many wrong passwords.').waitFor();
  await stranger.page.getByText(/Wait \d+ seconds/).waitFor();
});

test('with the keyboard alone: from signing in to the end of a session; who lacks the privilege finds no button', async (t) => {
  const box = await webBox(t);
  await box.software('bob', 'b-1', 'Start');
  const victim = await box.person('guest');
  const browser = await browserFor(t);
  const { page } = await openPage(browser, box.url);
  await signIn(page, 'ann', passwords.ann);
  await rows(page).first().waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('guest');
  await page.getByText('1 of 2 sessions').waitFor();
  for (let tabs = 0; tabs < 20; tabs++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(`document.activeElement?.classList.contains('grid-body') ?? false`)) break;
  }
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: /guest/ }).waitFor();
  for (let tabs = 0; tabs < 30; tabs++) {
    await page.keyboard.press('Tab');
    if ((await page.evaluate(`document.activeElement?.textContent`)) === 'Disconnect…') break;
  }
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByText('An administrator ended it (admin-reset)').first().waitFor();
  await victim.gone;
  await page.keyboard.press('3');
  await page.getByRole('heading', { name: 'Crypto sessions' }).waitFor();

  const guest = await openPage(browser, box.url);
  await signIn(guest.page, 'guest', passwords.guest);
  await rows(guest.page).first().click();
  await guest.page.getByRole('heading', { name: /bob/ }).waitFor();
  assert.equal(await guest.page.getByRole('button', { name: 'Disconnect…' }).count(), 0);
});

test('on a phone and in the dark, every view fits', async (t) => {
  const box = await webBox(t);
  await box.person('guest');
  await box.software('somebody.with.a.very.long.name@subscribers.example.net', 'b-1', 'Start', 5000);
  const browser = await browserFor(t);
  const { page, complaints } = await openPage(browser, box.url, {
    viewport: { width: 360, height: 740 },
    colorScheme: 'dark',
    isMobile: true,
    hasTouch: true,
  });
  await page.getByLabel('User name').waitFor();
  assert.ok(await fits(page), 'sign-in');
  await signIn(page, 'ann', passwords.ann);
  await rows(page).nth(1).waitFor();
  assert.ok(await fits(page), 'live');
  assert.match(String(await page.evaluate('getComputedStyle(document.body).backgroundColor')), /rgb\(1\d, 2\d, 2\d\)/);
  for (const name of ['Ended', 'Crypto', 'Books']) {
    await page.getByRole('link', { name, exact: true }).tap();
    await page.getByRole('heading', { level: 1 }).waitFor();
    assert.ok(await fits(page), name);
  }
  await page.getByRole('link', { name: 'Live', exact: true }).tap();
  await rows(page).first().tap();
  await page.getByText('What is known').waitFor();
  assert.ok(await fits(page), 'session');
  assert.deepEqual(complaints.all, []);
});
