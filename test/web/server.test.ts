/** The page of a security server that runs alone, in a real browser, over records that radclient and a daemon sent. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { freeTcpPort } from '../e2e/waiting.ts';
import { radclient } from '../radius-proxy/radclient.ts';
import { browserFor, openPage, signIn } from '../rigs/browser.ts';
import { temporaryDirectory } from '../rigs/daemon.ts';
import { freePorts } from '../rigs/freeradius.ts';
import { serverFor } from '../rigs/server.ts';
import { comesTo } from './comes-to.ts';

const secret = 'shared-with-radclient';

test('its users sign in; sessions, their records, usage and gaps are there, and nothing can be ended', async (t) => {
  const directory = temporaryDirectory(t);
  const [http, radius] = [await freeTcpPort(), await freePorts()];
  const file = join(directory, 'security-server.json');
  const config = {
    listen: '127.0.0.1',
    radius: { authPort: radius.auth, acctPort: radius.acct },
    store: 'store',
    http: { listen: '127.0.0.1', port: http },
    clients: [{ address: '127.0.0.1', radiusSecret: secret }],
    users: [{ name: 'auditor', password: 'looks-only', privilege: 15 }],
  };
  writeFileSync(file, JSON.stringify(config));
  await serverFor(t, file);
  const start = Math.floor(Date.now() / 1000) - 600;
  const send = async (id: string, user: string, status: string, after: number, octets: number): Promise<void> => {
    const { answer } = await radclient('acct', { port: radius.acct, secret }, [
      ['Acct-Status-Type', status],
      ['Acct-Session-Id', id],
      ['User-Name', user],
      ['NAS-IP-Address', '192.0.2.7'],
      ['NAS-Port-Id', 'ge-0/1'],
      ['Event-Timestamp', String(start + after)],
      ...(status === 'Start'
        ? []
        : ([
            ['Acct-Session-Time', after],
            ['Acct-Input-Octets', octets],
            ['Acct-Output-Octets', 5 * octets],
          ] as const)),
      ...(status === 'Stop' ? ([['Acct-Terminate-Cause', 'Idle-Timeout']] as const) : []),
    ]);
    assert.equal(answer, 'Accounting-Response');
  };
  await send('s1', 'erin', 'Start', 0, 0);
  await send('s2', 'frank', 'Stop', 300, 1_000_000);

  const browser = await browserFor(t);
  const { page, complaints } = await openPage(browser, `http://127.0.0.1:${http}/`);
  await signIn(page, 'auditor', 'looks-only');
  await page.getByText('1 session', { exact: true }).waitFor();
  // It moves without a reload.
  await send('s1', 'erin', 'Interim-Update', 60, 2_000_000);
  await page.getByText('10.0 MB').waitFor();
  await send('s1', 'erin', 'Interim-Update', 120, 3_000_000);
  await page.locator('.grid-row', { hasText: 'erin' }).click();
  await page.getByRole('heading', { name: /erin/ }).waitFor();
  await page.locator('.timeline li').nth(2).waitFor();
  await comesTo(() => page.locator('.timeline .badge').allInnerTexts(), ['start', 'interim', 'interim']);
  await page.locator('.chart canvas').first().waitFor();
  assert.equal(await page.getByRole('button', { name: 'Disconnect…' }).count(), 0);

  await page.getByRole('link', { name: 'Ended', exact: true }).click();
  await page.getByRole('cell', { name: /It was idle for too long/ }).waitFor();
  await page.getByRole('link', { name: 'Usage' }).click();
  await page.getByRole('row', { name: /erin/ }).waitFor();
  await page.getByRole('row', { name: /frank/ }).waitFor();
  await page.getByRole('button', { name: 'NAS', exact: true }).click();
  await page.getByRole('row', { name: /192\.0\.2\.7/ }).waitFor();
  await page.getByRole('link', { name: 'Gaps' }).click();
  await page.getByRole('row', { name: /no-start.*frank/ }).waitFor();
  await page.getByRole('link', { name: 'Commands' }).click();
  await page.getByText('No command is on the books').waitFor();
  assert.deepEqual(complaints.all, []);
});
