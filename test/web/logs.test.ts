/** What the security server logs for collectors: one object a line, by level, and no secrets. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type TestContext, test } from 'node:test';
import { freeTcpPort } from '../e2e/waiting.ts';
import { radclient } from '../radius-proxy/radclient.ts';
import { end, temporaryDirectory } from '../rigs/daemon.ts';
import { freePorts } from '../rigs/freeradius.ts';

const program = resolve(import.meta.dirname, '..', '..', 'bin', 'tollgate.mjs');
const secrets = { radius: 'the-radius-secret', password: 'the-users-password', wrong: 'a-password-that-is-wrong' };

/** What standard error says of a start, a sign-in, one that is refused, a wrong RADIUS secret and a stop. */
async function logOf(t: TestContext, ...words: string[]): Promise<string> {
  const directory = temporaryDirectory(t);
  const [http, radius] = [await freeTcpPort(), await freePorts()];
  const file = join(directory, 'server.json');
  writeFileSync(
    file,
    JSON.stringify({
      listen: '127.0.0.1',
      radius: { authPort: radius.auth, acctPort: radius.acct },
      store: 'books',
      http: { port: http },
      clients: [{ address: '127.0.0.1', radiusSecret: secrets.radius }],
      users: [{ name: 'auditor', password: secrets.password }],
    }),
  );
  const child = spawn(process.execPath, [program, 'server', '--config', file, ...words]);
  t.after(() => end(child));
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  for await (const chunk of child.stdout) if (String(chunk).includes('ready')) break;
  const origin = `http://127.0.0.1:${http}`;
  for (const password of [secrets.wrong, secrets.password])
    await fetch(`${origin}/api/sign-in`, {
      method: 'POST',
      headers: { origin, 'content-type': 'application/json' },
      body: JSON.stringify({ user: 'auditor', password }),
    });
  const request = [
    ['User-Name', 'auditor'],
    ['User-Password', secrets.password],
  ] as const;
  await radclient('auth', { port: radius.auth, secret: 'another-secret' }, request, { timeout: 1, retries: 1 });
  child.kill('SIGTERM');
  await once(child, 'close');
  for (const secret of Object.values(secrets)) assert.ok(!log.includes(secret), log);
  return log;
}

test('JSON, all levels', async (t) => {
  const lines = (await logOf(t, '--log-format', 'json')).trim().split('\n');
  const events = lines.map((line) => JSON.parse(line));
  const found = (mnemonic: string) => events.find((event) => event.mnemonic === mnemonic);
  assert.deepEqual(
    [found('LOGIN_FAILED')?.level, found('LOGIN_FAILED')?.facility, found('LOGIN_SUCCESS')?.severity],
    ['warnings', 'WEB', 5],
  );
  assert.match(found('LOGIN_FAILED')?.message, /^Sign-in failed \[user: auditor\] \[Source: 127\.0\.0\.1\]$/);
  assert.deepEqual(
    events.map(({ sequence }) => sequence),
    events.map((_, index) => index + 1),
  );
  assert.match(events[0]?.time, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
});

test('warnings alone as syslog lines; text as ever', async (t) => {
  const syslog = await logOf(t, '--log-format', 'syslog', '--log-level', 'warnings');
  assert.match(syslog, /^<28>1 \S+ \S+ tollgate \d+ WEB-4-LOGIN_FAILED - .*Sign-in failed/m);
  assert.doesNotMatch(syslog, /LOGIN_SUCCESS/);
  assert.match(await logOf(t), /^\d{4}-\S+Z %WEB-5-LOGIN_SUCCESS: Sign-in \[user: auditor\]/m);
});
