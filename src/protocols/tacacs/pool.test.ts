import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { encodeAuthenticationReply, encodeAuthorizationResponse } from './bodies.ts';
import { answering } from './client-options.ts';
import { authenStatuses, authorStatuses, headerFlags, packetTypes } from './tables.ts';
import { acctReply, bytes, clientTo, nothing, single, success } from './testing/client.ts';
import { key, record, taskOf, who } from './testing/requests.ts';
import { type ScriptedPacket, scriptedServer } from './testing/scripted-server.ts';

/** A server that notes how many sessions it had at most at a time. */
async function crowdedServer(t: TestContext, over: Parameters<ScriptedPacket['reply']>[1] = {}) {
  let open = 0;
  let most = 0;
  const server = await scriptedServer(t, key, (packet) => {
    most = Math.max(most, ++open);
    setImmediate(() => {
      open--;
      packet.reply(success, over);
    });
  });
  return { server, most: () => most };
}

test('by default each session has a connection of its own and closes it', async (t) => {
  const flags: number[] = [];
  const server = await scriptedServer(t, key, (packet) => {
    flags.push(packet.header.flags);
    packet.reply(success);
  });
  const { client, seen } = clientTo(t, server.port);
  for (const task of [1, 2, 3])
    assert.deepEqual(await client.account(record(task)), { outcome: 'pass', serverMessage: '' });
  assert.equal(server.connections(), 3);
  assert.deepEqual(flags, [0, 0, 0]);
  assert.equal(seen('socket-open'), 3);
  assert.equal(seen('socket-close'), 3);
  assert.equal(client.outstanding, 0);
});

test('no more connections than allowed at a time, and everybody gets a turn', async (t) => {
  const { server, most } = await crowdedServer(t);
  const { client } = clientTo(t, server.port, { maxConnections: 3 });
  const outcomes = await Promise.all(Array.from({ length: 40 }, (_, i) => client.account(record(i))));
  assert.ok(outcomes.every(({ outcome }) => outcome === 'pass'));
  assert.equal(server.connections(), 40);
  assert.ok(most() <= 3, `${most()} at a time`);
});

test('single connection: the first goes alone, then 200 sessions share it and are answered out of order', async (t) => {
  const held: ScriptedPacket[] = [];
  const seenFlags: number[] = [];
  const server = await scriptedServer(t, key, (packet) => {
    seenFlags.push(packet.header.flags);
    held.push(packet);
    if (seenFlags.length === 1) {
      setImmediate(() => {
        assert.equal(held.length, 1, 'nobody may send before the first reply');
        held.pop()?.reply(success, single);
      });
    } else if (held.length === 199)
      for (const waiting of held.reverse()) waiting.reply(acctReply(1, taskOf(waiting.body)));
  });
  const { client, seen } = clientTo(t, server.port, { singleConnection: true });
  const outcomes = await Promise.all(Array.from({ length: 200 }, (_, i) => client.account(record(i))));
  outcomes.forEach((outcome, i) => {
    assert.deepEqual(outcome, { outcome: 'pass', serverMessage: i === 0 ? '' : `task_id=${i}` });
  });
  assert.equal(server.connections(), 1);
  assert.deepEqual([...new Set(seenFlags.slice(1))], [0], 'the flag is only in the first packet');
  assert.equal(seenFlags[0], headerFlags.singleConnect);
  assert.equal(seen('socket-open'), 1);
});

test('single connection refused: each session gets its own connection', async (t) => {
  const server = await scriptedServer(t, key, (packet) => packet.reply(success));
  const { client, events } = clientTo(t, server.port, { singleConnection: true });
  const outcomes = await Promise.all(Array.from({ length: 20 }, (_, i) => client.account(record(i))));
  assert.ok(outcomes.every(({ outcome }) => outcome === 'pass'));
  assert.equal(server.connections(), 20);
  assert.ok(events.some((event) => event.event === 'single-connect' && !event.agreed));
});

test('a server that refuses single connection and later agrees is shared from then on', async (t) => {
  const server = await scriptedServer(t, key, (packet) => packet.reply(success, packet.connection > 1 ? single : {}));
  const { client } = clientTo(t, server.port, { singleConnection: true });
  for (const task of [1, 2, 3, 4]) assert.equal((await client.account(record(task))).outcome, 'pass');
  assert.equal(server.connections(), 2);
});

test('no more sessions than allowed at a time on a single connection', async (t) => {
  const { server, most } = await crowdedServer(t, single);
  const { client } = clientTo(t, server.port, { singleConnection: true, maxSessions: 5 });
  const outcomes = await Promise.all(Array.from({ length: 50 }, (_, i) => client.account(record(i))));
  assert.ok(outcomes.every(({ outcome }) => outcome === 'pass'));
  assert.equal(server.connections(), 1);
  assert.equal(most(), 5);
});

test('a server that closes an idle single connection: the next session opens a new one', async (t) => {
  const server = await scriptedServer(t, key, (packet) => packet.reply(success, single));
  let closed: (() => void) | undefined;
  const gone = new Promise<void>((resolve) => {
    closed = resolve;
  });
  const { client } = clientTo(t, server.port, {
    singleConnection: true,
    observe: ({ event }) => event === 'socket-close' && closed?.(),
  });
  assert.equal((await client.account(record(1))).outcome, 'pass');
  server.sockets[0]?.end();
  await gone;
  assert.equal((await client.account(record(2))).outcome, 'pass');
  assert.equal(server.connections(), 2);
});

test('closed without an answer: authorization is sent again, accounting only if the caller says so', async (t) => {
  const permit = bytes(
    encodeAuthorizationResponse({ status: authorStatuses['pass-add'], args: [], serverMsg: '', data: nothing }),
  );
  // Each connection serves one request and is then closed when the second comes.
  const served = new Set<number>();
  const server = await scriptedServer(t, key, (packet) => {
    if (served.has(packet.connection)) packet.socket.destroy();
    else packet.reply(packet.header.type === packetTypes.accounting ? success : permit, single);
    served.add(packet.connection);
  });
  const { client } = clientTo(t, server.port, { singleConnection: true });
  assert.equal((await client.account(record(1))).outcome, 'pass');
  const plain = await client.account(record(2));
  assert.ok(plain.outcome === 'error' && plain.reason === 'closed' && plain.maybeDelivered);
  assert.equal((await client.account(record(3))).outcome, 'pass');
  assert.equal((await client.account(record(4), { resend: true })).outcome, 'pass');
  const { flags: _, ...request } = record(5);
  assert.deepEqual(await client.authorize(request), { outcome: 'pass', mode: 'add', args: [], serverMessage: '' });
  assert.equal(server.connections(), 4);
});

test('a length mismatch on a single connection: no new sessions there, those under way finish', async (t) => {
  const held: ScriptedPacket[] = [];
  const server = await scriptedServer(t, key, (packet) => {
    const task = taskOf(packet.body);
    if (task === 'task_id=2') held.push(packet);
    else if (task === 'task_id=3') packet.reply(success, {}, 'another key');
    else packet.reply(success, single);
  });
  const { client } = clientTo(t, server.port, { singleConnection: true });
  assert.equal((await client.account(record(1))).outcome, 'pass');
  const pending = client.account(record(2));
  const bad = await client.account(record(3));
  assert.ok(bad.outcome === 'error' && bad.reason === 'length-mismatch');
  assert.equal((await client.account(record(4))).outcome, 'pass');
  assert.equal(server.connections(), 2);
  held[0]?.reply(success);
  assert.equal((await pending).outcome, 'pass');
});

test('a login goes before accounting that waits', async (t) => {
  const order: number[] = [];
  const fail = bytes(
    encodeAuthenticationReply({ status: authenStatuses.fail, flags: 0, serverMsg: 'no', data: nothing }),
  );
  const server = await scriptedServer(t, key, (packet) => {
    order.push(packet.header.type);
    packet.reply(packet.header.type === packetTypes.accounting ? success : fail);
  });
  const { client } = clientTo(t, server.port, { maxConnections: 1 });
  const [, , login] = await Promise.all([
    client.account(record(1)),
    client.account(record(2)),
    client.authenticateAscii(who, answering('admin', 'x')),
  ]);
  assert.deepEqual(login, { outcome: 'fail', serverMessage: 'no', data: nothing });
  assert.deepEqual(order, [packetTypes.accounting, packetTypes.authentication, packetTypes.accounting]);
});
