import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import { emptyHttpConfig, type HttpConfig, type HttpServers } from './index.ts';
import { serversFor } from './testing.ts';

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

test('one connection too many is closed at once; the limit holds from the next connection on', async (t) => {
  const { servers } = serversFor(t);
  const limited = { ...open, maxConnections: 1 };
  await servers.configure(limited);
  const port = servers.listening().http?.port ?? 0;
  const first = await connected(port);
  t.after(() => first.destroy());
  const refused = await connected(port);
  refused.resume();
  await once(refused, 'close');
  await servers.configure({ ...limited, maxConnections: 2 });
  assert.equal(servers.listening().http?.port, port);
  assert.equal((await fetch(url(servers, '/one/hello'))).status, 200);
});

async function connected(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}
