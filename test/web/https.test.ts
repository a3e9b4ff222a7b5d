/** The page over TLS, with a certificate that the configuration names, in a real browser. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { freeTcpPort } from '../e2e/waiting.ts';
import { browserFor, openPage, signIn } from '../rigs/browser.ts';
import { makeCertificate } from '../rigs/certificate.ts';
import { temporaryDirectory } from '../rigs/daemon.ts';
import { freePorts } from '../rigs/freeradius.ts';
import { serverFor } from '../rigs/server.ts';
import { passwords, webBox } from './box.ts';

/** What a sign-in over TLS is answered with: only one who trusts this very certificate gets so far. */
const signInBy = (certificate: string, port: number, origin: string, body: object) =>
  new Promise<{ readonly status: number | undefined; readonly cookie: string; readonly hsts: string }>(
    (resolve, reject) => {
      const asked = request(
        {
          ...{ host: '127.0.0.1', port, path: '/api/sign-in', method: 'POST', agent: false },
          ca: readFileSync(certificate),
          headers: { origin, 'content-type': 'application/json' },
        },
        (answer) => {
          answer.resume();
          const { 'set-cookie': cookies = [], 'strict-transport-security': hsts = '' } = answer.headers;
          resolve({ status: answer.statusCode, cookie: cookies.join(), hsts });
        },
      );
      asked.on('error', reject);
      asked.end(JSON.stringify(body));
    },
  );

async function assertSafeCookie(page: Page, port: number): Promise<void> {
  const [cookie, ...others] = await page.context().cookies();
  assert.deepEqual(others, []);
  assert.equal(cookie?.name, `__Host-tollgate-${port}`);
  assert.deepEqual([cookie?.secure, cookie?.httpOnly, cookie?.sameSite, cookie?.path], [true, true, 'Strict', '/']);
  assert.equal(await page.evaluate('document.cookie'), '');
}

test('the gateway serves its page with the certificate of the configuration; the cookie is for TLS alone', async (t) => {
  const directory = temporaryDirectory(t);
  const { certificate, key } = makeCertificate(directory);
  const port = await freeTcpPort();
  const box = await webBox(t, `ip http secure-port ${port}`);
  // No certificate: it is told, and HTTP goes on.
  await box.daemon.run('configure terminal', 'ip http secure-server', 'end');
  assert.match(
    (await box.daemon.run('show logging')).text,
    /%HTTP-3-NOT_LISTENING: HTTPS server .*no certificate is configured/,
  );
  await box.daemon.run('configure terminal', `ip http certificate ${certificate} key ${key}`, 'end');

  const origin = `https://127.0.0.1:${port}`;
  const answer = await signInBy(certificate, port, origin, { user: 'ann', password: passwords.ann });
  assert.equal(answer.status, 200);
  assert.match(
    answer.cookie,
    new RegExp(`^__Host-tollgate-${port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict; Secure$`),
  );
  assert.match(answer.hsts, /max-age/);
  const plain = await signInBy(certificate, port, `http://127.0.0.1:${port}`, { user: 'ann', password: passwords.ann });
  assert.equal(plain.status, 403, 'another scheme is another origin');

  const browser = await browserFor(t);
  const { page, complaints } = await openPage(browser, `${origin}/`, { ignoreHTTPSErrors: true });
  await signIn(page, 'ann', passwords.ann);
  await page.getByText('Nobody is connected').waitFor();
  await assertSafeCookie(page, port);
  // The stream of live sessions and a change, over TLS.
  await box.software('bob', 'b-1', 'Start');
  await page.locator('.grid-row', { hasText: 'bob' }).waitFor();
  await page.reload();
  await page.locator('.grid-row', { hasText: 'bob' }).waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByLabel('User name').waitFor();
  assert.deepEqual(await page.context().cookies(), []);
  assert.deepEqual(complaints.all, []);
});

test('the security server serves its page with the certificate of its file', async (t) => {
  const directory = temporaryDirectory(t);
  const tls = makeCertificate(directory);
  const [port, radius] = [await freeTcpPort(), await freePorts()];
  const file = join(directory, 'security-server.json');
  writeFileSync(
    file,
    JSON.stringify({
      listen: '127.0.0.1',
      radius: { authPort: radius.auth, acctPort: radius.acct },
      store: 'store',
      http: { port, tls },
      clients: [],
      users: [{ name: 'auditor', password: 'looks-only' }],
    }),
  );
  await serverFor(t, file);
  const browser = await browserFor(t);
  const { page, complaints } = await openPage(browser, `https://127.0.0.1:${port}/`, { ignoreHTTPSErrors: true });
  await signIn(page, 'auditor', 'looks-only');
  await page.getByText('Nobody is connected').waitFor();
  await assertSafeCookie(page, port);
  assert.deepEqual(complaints.all, []);
});
