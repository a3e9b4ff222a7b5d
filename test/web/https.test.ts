/** The page over TLS, with a certificate that the configuration names, in a real browser. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { freeTcpPort } from '../e2e/waiting.ts';
import { browserFor, openPage, signIn } from '../rigs/browser.ts';
import { type Certificate, makeCertificate } from '../rigs/certificate.ts';
import { temporaryDirectory } from '../rigs/daemon.ts';
import { freePorts } from '../rigs/freeradius.ts';
import { serverFor } from '../rigs/server.ts';
import { passwords, webBox } from './box.ts';

interface Asked {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: object;
}

/** What a request over TLS is answered with: only one who trusts this very certificate gets so far. */
const ask = (certificate: string, port: number, { body, ...asked }: Asked) =>
  new Promise<{ readonly status: number | undefined; readonly cookie: string; readonly hsts: string }>(
    (resolve, reject) => {
      const sent = request(
        { ...asked, host: '127.0.0.1', port, agent: false, ca: readFileSync(certificate) },
        (answer) => {
          answer.resume();
          const { 'set-cookie': cookies = [], 'strict-transport-security': hsts = '' } = answer.headers;
          resolve({ status: answer.statusCode, cookie: cookies.join(), hsts });
        },
      );
      sent.on('error', reject);
      sent.end(body && JSON.stringify(body));
    },
  );
const signInBy = (certificate: string, port: number, origin: string) =>
  ask(certificate, port, {
    ...{ method: 'POST', path: '/api/sign-in', body: { user: 'ann', password: passwords.ann } },
    headers: { origin, 'content-type': 'application/json' },
  });

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
  const answer = await signInBy(certificate, port, origin);
  assert.equal(answer.status, 200);
  assert.match(
    answer.cookie,
    new RegExp(`^__Host-tollgate-${port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict; Secure$`),
  );
  assert.match(answer.hsts, /max-age/);
  const plain = await signInBy(certificate, port, `http://127.0.0.1:${port}`);
  assert.equal(plain.status, 403, 'another scheme is another origin');
  const idle = answer.cookie.split(';')[0] ?? '';
  await box.daemon.run('configure terminal', 'ip http session-idle-timeout 10', 'end');
  const signedInAt = performance.now();

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

  // Nobody asked with this cookie meanwhile; the page's own was asked with every second.
  await setTimeout(Math.max(0, 10_100 - (performance.now() - signedInAt)));
  const who = await ask(certificate, port, { method: 'GET', path: '/api/me', headers: { cookie: idle } });
  assert.equal(who.status, 204);
});

test('the gateway takes the certificate of a trustpoint, and another when the trustpoint changes', async (t) => {
  const [first, second] = [makeCertificate(temporaryDirectory(t)), makeCertificate(temporaryDirectory(t))];
  const port = await freeTcpPort();
  const files = ({ certificate, key }: Certificate) => [
    'crypto pki trustpoint WEB',
    `certificate file ${certificate}`,
    `private-key file ${key}`,
    'end',
  ];
  const box = await webBox(t, `ip http secure-port ${port}\nip http secure-server\nip http secure-trustpoint WEB\n`);
  assert.match((await box.daemon.run('show logging')).text, /NOT_LISTENING: HTTPS server .*there is no trustpoint WEB/);
  const origin = `https://127.0.0.1:${port}`;
  for (const own of [first, second]) {
    await box.daemon.run('configure terminal', ...files(own));
    const answer = await signInBy(own.certificate, port, origin);
    assert.equal(answer.status, 200);
  }
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
