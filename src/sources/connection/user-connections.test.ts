import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import { host, readBytes, request, source } from './testing/loopback.ts';
import { type NumberedConnection, UserConnections } from './user-connections.ts';

async function setUp(t: Parameters<typeof host>[0], serve: (socket: Socket) => void = () => {}) {
  const port = await host(t, serve);
  const parts = source();
  const ended: NumberedConnection[] = [];
  const connections = new UserConnections(parts.source, (closed) => ended.push(closed));
  const open = async (): Promise<NumberedConnection> => {
    const opened = await connections.open(request(port).asked);
    assert.ok(opened.ok);
    return opened.value;
  };
  return { ...parts, port, connections, ended, open };
}

test('numbers count from 1, are given again, and the one used last is known', async (t) => {
  const { connections, open, closings } = await setUp(t);
  const [one, two, three] = [await open(), await open(), await open()];
  assert.deepEqual([one.number, two.number, three.number, connections.last?.number], [1, 2, 3, 3]);
  connections.use(one);
  assert.equal(connections.last, one);
  await connections.close(one, 'disconnected');
  assert.equal(connections.last, three);
  const again = await open();
  assert.deepEqual([again.number, connections.all.map(({ number }) => number)], [1, [1, 2, 3]]);
  assert.equal(connections.find(2), two);
  assert.equal(connections.find('moon'), again);
  assert.equal(connections.find('127.0.0.1'), again);
  assert.equal(connections.find(9), undefined);
  await connections.closeAll('cleared');
  assert.deepEqual([connections.all, connections.last], [[], undefined]);
  assert.deepEqual(closings.map(([key, { cause }]) => `${key} ${cause}`).sort(), [
    '1 user-request',
    '2 admin-reset',
    '3 admin-reset',
    '4 admin-reset',
  ]);
});

test('one that the host has closed stays until its last words are read', async (t) => {
  const { connections, open, ended, closings } = await setUp(t, (socket) => socket.end('last words'));
  const one = await open();
  while (ended.length === 0) await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual([ended, connections.all, one.connection.over], [[one], [one], true]);
  assert.equal(await readBytes(one.connection, 99), 'last words(ended)');
  await connections.close(one, 'disconnected');
  assert.deepEqual(
    closings.map(([, { cause }]) => cause),
    ['host-request'],
  );
});

test('the session ends while a connection is being opened: it ends for the same reason', async (t) => {
  const { connections, port, closings, openings } = await setUp(t);
  const ssh = {
    protocol: 'ssh',
    user: 'ann',
    newHost() {},
    tell() {},
    ask: async () => undefined,
  } as const;
  // The host never says a word of SSH.
  const opening = connections.open(request(port, { how: ssh }).asked);
  while (openings.length === 0) await new Promise((resolve) => setImmediate(resolve));
  await connections.closeAll('line-lost');
  const outcome = await opening;
  assert.deepEqual(outcome, { ok: false, error: { kind: 'aborted' } });
  assert.deepEqual(
    closings.map(([, { cause }]) => cause),
    ['lost-carrier'],
  );
});
