import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { EventLog } from '../../base/event-log.ts';
import { emptyHttpConfig, type HttpConfig, HttpServers, type HttpServersDeps } from './index.ts';

function serversFor(t: TestContext, deps: Partial<HttpServersDeps> = {}) {
  const messages: string[] = [];
  const log: EventLog = {
    message: (facility, severity, mnemonic, text) => messages.push(`%${facility}-${severity}-${mnemonic}: ${text}`),
    debugging: () => false,
    debug() {},
  };
  const rooms = [
    { prefix: '/one', routes: async (app) => void app.get('/hello', async () => 'first') },
    { prefix: '/two', routes: async (app) => void app.get('/hello', async () => 'second') },
  ] satisfies HttpServersDeps['rooms'];
  const servers = new HttpServers({ log, rooms, ...deps });
  t.after(() => servers.stop());
  return { servers, messages };
}

const open: HttpConfig = { ...emptyHttpConfig, server: true, port: 0 };
const url = (servers: HttpServers, path: string) => `http://127.0.0.1:${servers.listening().http?.port}${path}`;

test('nothing listens before it is configured; rooms have their own paths', async (t) => {
  const { servers } = serversFor(t);
  await servers.configure(emptyHttpConfig);
  assert.deepEqual(servers.listening(), {});
  await servers.configure(open);
  const answer = await fetch(url(servers, '/two/hello'));
  assert.equal(await answer.text(), 'second');
  assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
  assert.equal((await fetch(url(servers, '/hello'))).status, 404);
  const before = servers.listening().http?.port;
  await servers.configure({ ...open, metrics: false });
  assert.equal(servers.listening().http?.port, before, 'what does not concern the socket leaves it open');
  await servers.configure({ ...open, server: false });
  assert.deepEqual(servers.listening(), {});
});

test('who is not permitted is cut off, from the next connection on', async (t) => {
  const asked: string[] = [];
  let permitted = false;
  const { servers } = serversFor(t, {
    permitted: (list, address) => {
      asked.push(`${list} ${address}`);
      return permitted;
    },
  });
  await servers.configure({ ...open, accessClass: '23' });
  const hello = () => fetch(url(servers, '/one/hello'), { headers: { connection: 'close' } });
  await assert.rejects(hello());
  permitted = true;
  assert.equal((await hello()).status, 200);
  assert.ok(asked.every((one) => one === '23 127.0.0.1'));
});

test('a port that is taken is reported, and the other server opens all the same', async (t) => {
  const first = serversFor(t);
  await first.servers.configure(open);
  const { servers, messages } = serversFor(t);
  await servers.configure({
    ...open,
    port: first.servers.listening().http?.port ?? 0,
    secureServer: true,
    securePort: 0,
  });
  assert.equal(messages.length, 2);
  assert.match(messages[0] ?? '', /^%HTTP-3-NOT_LISTENING: HTTP server on 127.0.0.1 TCP port \d+: .*EADDRINUSE/);
  assert.match(messages[1] ?? '', /HTTPS server .* no certificate is configured/);
  await servers.configure(open);
  assert.equal((await fetch(url(servers, '/one/hello'))).status, 200);
});

test('HTTPS has the configured certificate', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'tollgate-http-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const [certificate, key] = [join(directory, 'cert.pem'), join(directory, 'key.pem')];
  const words = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=gate.example'.split(
    ' ',
  );
  execFileSync('openssl', [...words, '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', certificate], {
    stdio: 'ignore',
  });
  const { servers, messages } = serversFor(t);
  await servers.configure({ ...emptyHttpConfig, secureServer: true, securePort: 0, certificate: { certificate, key } });
  assert.deepEqual(messages, []);
  const status = await new Promise((resolve, reject) => {
    const port = servers.listening().https?.port;
    const request = get({ host: '127.0.0.1', port, path: '/one/hello', ca: readFileSync(certificate), agent: false });
    request.on('response', (answer) => resolve([answer.statusCode, answer.headers['strict-transport-security']]));
    request.on('error', reject);
  });
  assert.deepEqual(status, [200, 'max-age=31536000']);
});
