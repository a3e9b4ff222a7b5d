/** What is stuck and why, in a real browser: a server that is away, one with another key, and what becomes of it all. */
import assert from 'node:assert/strict';
import process from 'node:process';
import { test } from 'node:test';
import { embeddedServer } from '../e2e/embedded-server.ts';
import { freeTcpPort } from '../e2e/waiting.ts';
import { browserFor, openPage, signIn } from '../rigs/browser.ts';
import { temporaryDirectory } from '../rigs/daemon.ts';
import { webBox } from './box.ts';

test('the books say in words why records are stuck and what to do, and forget it when they are taken', async (t) => {
  const other = await embeddedServer(t, temporaryDirectory(t));
  const nobody = await freeTcpPort();
  const box = await webBox(
    t,
    `radius server silent
 address ipv4 127.0.0.1 auth-port ${other.ports.auth} acct-port ${other.ports.acct}
 key not-the-key-of-the-server
 timeout 1
 retransmit 0
tacacs server locked
 address ipv4 127.0.0.1
 port ${other.ports.tacacs}
 key not-the-key-of-the-server
 timeout 1
tacacs server absent
 address ipv4 127.0.0.1
 port ${nobody}
 key something-or-other
aaa group server radius SILENT
 server name silent
aaa group server tacacs+ LOCKED
 server name locked
aaa group server tacacs+ ABSENT
 server name absent
username ops privilege 15 password opspassword
ip http authentication local
aaa accounting network default start-stop group SILENT
aaa accounting exec default start-stop group LOCKED
aaa accounting commands 15 default start-stop group ABSENT
`,
  );
  const browser = await browserFor(t);
  const { page, complaints } = await openPage(browser, `${box.url}#/books`);
  await signIn(page, 'ops', 'opspassword');
  await page.getByText('Nothing is stuck').waitFor();
  await page.getByText('Every record has been acknowledged.').waitFor();

  await box.software('bob', 'b-1', 'Start');
  const guest = await box.person('guest');
  // A command of level 15: the page's own.
  await page.keyboard.press('1');
  await page.locator('.grid-row', { hasText: 'bob' }).waitFor();
  await page.locator('.grid-row', { hasText: 'guest' }).click();
  await page.getByRole('button', { name: 'Disconnect…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click();
  await guest.gone;
  await page.goto(`${box.url}#/books`);

  const stuck = page.getByRole('table', { name: 'Stuck records' });
  const row = (name: RegExp) => stuck.getByRole('row', { name });
  await row(/group SILENT.*network start.*bob.*No server of group SILENT answers\./).waitFor();
  await row(
    /group LOCKED.*exec start.*guest.*What the server of group LOCKED says cannot be read: it has another key\./,
  ).waitFor();
  await row(/group ABSENT.*commands stop.*ops.*At the address and port of group ABSENT nothing listens\./).waitFor();
  await page.getByText(/Many servers are silent when the key is another\./).waitFor();
  await page.getByText(/Set the same "key" at both sides\./).waitFor();
  await page.getByText(/Start the server, or put its address and port right\./).waitFor();
  const { TOLLGATE_PICTURE: picture } = process.env;
  if (picture !== undefined) {
    await page.setViewportSize({ width: 1280, height: 1180 });
    await page.screenshot({ path: picture });
  }

  // On the session's own page, too.
  await page.goto(`${box.url}#/live`);
  await page.locator('.grid-row', { hasText: 'bob' }).click();
  await page.getByText(/The start record waits for group SILENT, tried (once|\d+ times) \(SILENT: timeout\)/).waitFor();

  // What the page says to do is done.
  await box.daemon.run(
    'configure terminal',
    'radius server silent',
    `key ${other.key}`,
    'tacacs server locked',
    `key ${other.key}`,
    'tacacs server absent',
    `port ${other.ports.tacacs}`,
    `key ${other.key}`,
    'end',
  );
  await page.goto(`${box.url}#/books`);
  await page.getByText('Nothing is stuck').waitFor({ timeout: 90_000 });
  await page.getByText('Every record has been acknowledged.').waitFor();
  await page.getByText('balanced', { exact: true }).waitFor();
  assert.deepEqual(complaints.all, []);
});
