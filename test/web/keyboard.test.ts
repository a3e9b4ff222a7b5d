/** From signing in to the end of a session and back with the keyboard alone; what has the focus is always to be seen. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { browserFor, openPage, signIn } from '../rigs/browser.ts';
import { passwords, webBox } from './box.ts';
import { comesTo } from './comes-to.ts';

/** What has the focus: its words, and whether a ring around it is drawn within the window. */
interface Stop {
  readonly what: string;
  readonly seen: boolean;
}

const focus = (page: Page): Promise<Stop> =>
  page.evaluate(`(() => {
    const element = document.activeElement ?? document.body;
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    const inside = box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
    const name = element.getAttribute('aria-label') ?? element.textContent ?? '';
    return {
      what: element === document.body ? 'nothing' : element.tagName.toLowerCase() + ' ' + name.trim().slice(0, 60),
      seen: outlineStyle !== 'none' && parseFloat(outlineWidth) > 0 && inside && box.width > 0,
    };
  })()`);

/** Presses a key until something with this name has the focus; every stop on the way must be seen. */
async function to(page: Page, name: RegExp, key = 'Tab'): Promise<readonly string[]> {
  const way: string[] = [];
  for (let n = 0; n < 40; n++) {
    await page.keyboard.press(key);
    const { what, seen } = await focus(page);
    way.push(what);
    // Past the last stop the browser itself has the focus.
    if (what !== 'nothing') assert.ok(seen, `"${what}" has the focus and no ring`);
    if (name.test(what)) return way;
  }
  throw new Error(`no way to ${name}: ${way.join(', ')}`);
}

async function at(page: Page, name: RegExp): Promise<void> {
  const { what, seen } = await focus(page);
  assert.match(what, name);
  assert.ok(seen, `"${what}" has the focus and no ring`);
}

const selected = (page: Page): Promise<string> => page.locator('.grid-row[aria-selected="true"] .c-user').innerText();

test('table, filter, a session, its end and back by keys; each stop has a ring', async (t) => {
  const box = await webBox(t);
  for (const [user, id] of [
    ['carol', 'c-1'],
    ['bob', 'b-22'],
  ] as const)
    await box.software(user, id, 'Start');
  const guest = await box.person('guest');
  const { page, complaints } = await openPage(await browserFor(t), box.url);
  await signIn(page, 'ann', passwords.ann);
  await page.getByText('3 sessions', { exact: true }).waitFor();

  // All the way round: the filter, every head of the table, the table, and every view again.
  const round = [...(await to(page, /Live sessions: arrows move/)), ...(await to(page, /^input Filter sessions/))];
  for (const stop of ['a Live', 'a Books', 'button Sign out', 'input Filter sessions', 'button User', 'button Out'])
    assert.ok(
      round.some((one) => one.startsWith(stop)),
      `${stop} is not among ${round.join(', ')}`,
    );
  // A head sorts; the table keeps the row that one is at.
  await to(page, /^button User/, 'Shift+Tab');
  await page.keyboard.press('Enter');
  await comesTo(() => page.locator('.grid-row .c-user').allInnerTexts(), ['bob', 'carol', 'guest']);
  await to(page, /Live sessions: arrows move/);
  await page.keyboard.press('End');
  await comesTo(() => selected(page), 'guest');
  await page.keyboard.press('ArrowUp');
  await comesTo(() => selected(page), 'carol');

  // Into a session and back: the table is where one left it.
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: /carol/ }).waitFor();
  await at(page, /^main/);
  await to(page, /^a ← Live sessions/);
  await page.keyboard.press('Enter');
  await page.getByText('3 sessions', { exact: true }).waitFor();
  await at(page, /Live sessions: arrows move/);
  await comesTo(() => selected(page), 'carol');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: /carol/ }).waitFor();
  await page.goBack();
  await page.getByText('3 sessions', { exact: true }).waitFor();
  await comesTo(() => selected(page), 'carol');

  // The filter by its key, a session found, the dialog: away with Escape, then answered.
  await page.keyboard.press('/');
  await at(page, /^input Filter sessions/);
  await page.keyboard.type('guest');
  await page.getByText('1 of 3 sessions').waitFor();
  await to(page, /Live sessions: arrows move/);
  await comesTo(() => selected(page), 'guest');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: /guest/ }).waitFor();
  await to(page, /^button Disconnect…/);
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await at(page, /^button Cancel/);
  await to(page, /^button Disconnect$/);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await at(page, /^button Disconnect…/);
  assert.equal(guest.child.exitCode, null);
  await page.keyboard.press('Enter');
  await to(page, /^button Disconnect$/);
  await page.keyboard.press('Enter');
  await guest.gone;
  await page.getByText('An administrator ended it (admin-reset)').first().waitFor();
  // The button is gone, the keyboard is not.
  await at(page, /^h1 guest/);
  await page.keyboard.press('1');
  await page.getByText('0 of 2 sessions').waitFor();
  await to(page, /^button Show all/);
  await page.keyboard.press('Enter');
  await page.getByText('2 sessions', { exact: true }).waitFor();
  assert.deepEqual(complaints.all, []);
});
