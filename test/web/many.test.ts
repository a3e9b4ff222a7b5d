/** Ten thousand live sessions on the gateway's page: what one types finds the right rows, while sessions come and go. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { attribute, codes, RadiusClient } from '../../src/protocols/radius/index.ts';
import { browserFor, openPage, signIn } from '../rigs/browser.ts';
import { passwords, webBox } from './box.ts';
import { comesTo } from './comes-to.ts';

const sessions = 10_000;
const userOf = (n: number): string => `user${n}@${n % 3 === 0 ? 'north' : 'south'}.example`;

const users = (page: Page): Promise<readonly string[]> => page.locator('.grid-row .c-user').allInnerTexts();
const grouped = (count: number): string => count.toLocaleString('en-US');

test('10,000 rows: the filter as one types, the first and the last row, sessions that come and go', async (t) => {
  const box = await webBox(t);
  // One socket has 256 identifiers; so many exchanges are under way at a time.
  const client = new RadiusClient();
  t.after(() => client.close());
  const server = { host: '127.0.0.1', ...box.proxy };
  const say = async (n: number, status: 'Start' | 'Stop'): Promise<void> => {
    const answer = await client.exchange({
      server,
      code: codes['Accounting-Request'],
      attributes: [
        attribute('Acct-Status-Type', status),
        attribute('Acct-Session-Id', `S${n}`),
        attribute('User-Name', userOf(n)),
        attribute('NAS-IP-Address', '127.0.0.1'),
        attribute('NAS-Port', n),
        attribute('Calling-Station-Id', `0800${String(n).padStart(6, '0')}`),
      ],
      timeoutMs: 30_000,
      retransmit: 3,
    });
    assert.ok(answer.ok, `session ${n} was not taken`);
  };
  let next = 1;
  const lane = async (): Promise<void> => {
    while (next <= sessions) await say(next++, 'Start');
  };
  await Promise.all(Array.from({ length: 150 }, lane));

  const { page, complaints } = await openPage(await browserFor(t), box.url);
  await signIn(page, 'ann', passwords.ann);
  const count = (some: number | undefined, all = sessions) =>
    page
      .getByText(some === undefined ? `${grouped(all)} sessions` : `${grouped(some)} of ${grouped(all)} sessions`, {
        exact: true,
      })
      .waitFor({ timeout: 60_000 });
  await count(undefined);
  // Only what is to be seen is drawn.
  assert.ok((await page.locator('.grid-row').count()) < 100);
  await page.getByRole('button', { name: 'User' }).click();
  await comesTo(async () => (await users(page)).slice(0, 3), [1, 2, 3].map(userOf));
  await page.locator('.grid-body').focus();
  await page.keyboard.press('End');
  await page.locator('.grid-row', { hasText: userOf(sessions) }).waitFor();
  await comesTo(async () => (await users(page)).at(-1), userOf(sessions));

  // Letter by letter; after each the rows are those that have what is typed so far.
  const all = Array.from({ length: sessions }, (_, index) => userOf(index + 1));
  const typed = 'user:r77 user:north';
  const matches = (filter: string): readonly string[] => {
    const words = filter.split(' ').filter((word) => word !== '');
    // No other column has these words.
    return all.filter((user) => words.every((word) => user.includes(word.replace(/^user:/, ''))));
  };
  await page.keyboard.press('/');
  await page.keyboard.type('user:r7');
  await count(matches('user:r7').length);
  for (const letter of typed.slice('user:r7'.length)) {
    await page.keyboard.type(letter);
    const filter = await page.getByLabel('Filter sessions').inputValue();
    const wanted = matches(filter);
    await count(wanted.length);
    await comesTo(async () => (await users(page)).slice(0, 10), wanted.slice(0, 10), filter);
  }
  const wanted = matches(typed);
  assert.ok(wanted.length > 20 && wanted.length < 60);

  // Under the filter: one that matches ends, one that does not ends, one that matches begins.
  const [gone, other, born] = [777, 778, 77_700_003];
  assert.ok(wanted.includes(userOf(gone)) && born % 3 === 0);
  await say(gone, 'Stop');
  await count(wanted.length - 1, sessions - 1);
  await comesTo(async () => (await users(page)).includes(userOf(gone)), false);
  await say(other, 'Stop');
  await count(wanted.length - 1, sessions - 2);
  await say(born, 'Start');
  await count(wanted.length, sessions - 1);
  await page.getByLabel('Filter sessions').fill(`user${born}`);
  await count(1, sessions - 1);
  await comesTo(() => users(page), [userOf(born)]);
  await comesTo(() => page.locator('.grid-row .c-port').innerText(), String(born));
  await page.getByLabel('Filter sessions').fill('');
  await count(undefined, sessions - 1);
  assert.deepEqual(complaints.all, []);
});
