import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import process from 'node:process';
import { test } from 'node:test';
import { type Clock, FakeClock } from '../../base/clock.ts';
import { encodeAuthenticationReply } from './bodies.ts';
import { acctStatuses, authenStatuses, packetTypes } from './tables.ts';
import { acctReply, bytes, clientTo, nothing, single, success } from './testing/client.ts';
import { key, record, taskOf, who } from './testing/requests.ts';
import { type ScriptedPacket, scriptedServer } from './testing/scripted-server.ts';

test('not connected within the timeout: connect-failed', async (t) => {
  const server = await scriptedServer(t, key, () => assert.fail('nothing may arrive'));
  const clock = new FakeClock();
  // Every timer is over before the system has connected.
  const hasty: Clock = {
    now: () => clock.now(),
    monotonic: () => clock.monotonic(),
    after(_, fire) {
      process.nextTick(fire);
      return { cancel() {} };
    },
  };
  const { client, seen } = clientTo(t, server.port, { clock: hasty });
  const outcome = await client.account(record(1));
  assert.ok(outcome.outcome === 'error' && outcome.reason === 'connect-failed' && !outcome.maybeDelivered);
  assert.match(outcome.detail, /5000 ms/);
  assert.equal(seen('connect-failed'), 1);
});

test('nobody listens: connect-failed, nothing delivered', async (t) => {
  const idle = createServer();
  await new Promise<void>((resolve) => idle.listen(0, '127.0.0.1', resolve));
  const address = idle.address();
  assert.ok(address !== null && typeof address === 'object');
  await new Promise((resolve) => idle.close(resolve));
  const { client, seen } = clientTo(t, address.port, { singleConnection: true });
  const outcomes = await Promise.all([1, 2, 3].map((task) => client.account(record(task))));
  for (const outcome of outcomes)
    assert.ok(outcome.outcome === 'error' && outcome.reason === 'connect-failed' && !outcome.maybeDelivered);
  assert.equal(seen('connect-failed'), 1, 'those that wait do not try the same again');
});

test('a server that accepts and never answers: timeout, the connection is aborted, the queue does not wait on', async (t) => {
  const clock = new FakeClock();
  let arrived: (() => void) | undefined;
  const request = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const server = await scriptedServer(t, key, () => arrived?.());
  const { client, seen } = clientTo(t, server.port, { clock, timeout: 3000, maxConnections: 1 });
  const outcomes = [client.account(record(1)), client.account(record(2)), client.account(record(3))];
  await request;
  await clock.advance(2999);
  assert.equal(seen('socket-timeout'), 0);
  await clock.advance(2);
  const [first, ...waiting] = await Promise.all(outcomes);
  assert.ok(first?.outcome === 'error' && first.reason === 'timeout' && first.maybeDelivered);
  for (const outcome of waiting)
    assert.ok(outcome.outcome === 'error' && outcome.reason === 'timeout' && !outcome.maybeDelivered);
  assert.equal(seen('socket-timeout'), 1);
  assert.equal(seen('socket-abort'), 1);
  assert.equal(server.connections(), 1);
});

test('one unanswered session on a single connection that lives: only that one times out', async (t) => {
  const clock = new FakeClock();
  const server = await scriptedServer(t, key, (packet) => {
    if (taskOf(packet.body) !== 'task_id=2') packet.reply(success, single);
  });
  const { client, seen } = clientTo(t, server.port, { clock, singleConnection: true });
  assert.equal((await client.account(record(1))).outcome, 'pass');
  const lost = client.account(record(2));
  await clock.advance(4000);
  assert.equal((await client.account(record(3))).outcome, 'pass');
  await clock.advance(1001);
  const outcome = await lost;
  assert.ok(outcome.outcome === 'error' && outcome.reason === 'timeout');
  assert.equal((await client.account(record(4))).outcome, 'pass');
  assert.equal(server.connections(), 1);
  assert.equal(seen('socket-abort'), 0);
});

test('a single connection on which nothing is heard any more: all on it fail, the next session opens another', async (t) => {
  const clock = new FakeClock();
  const asked: (() => void)[] = [];
  const server = await scriptedServer(t, key, (packet) => {
    if (packet.connection > 1 || taskOf(packet.body) === 'task_id=1') packet.reply(success, single);
    else asked.pop()?.();
  });
  const { client, seen } = clientTo(t, server.port, { clock, singleConnection: true });
  assert.equal((await client.account(record(1))).outcome, 'pass');
  const arrived = [1, 2].map(() => new Promise<void>((resolve) => asked.push(resolve)));
  // Time has passed since the last answer was heard.
  await clock.advance(1000);
  const lost = [client.account(record(2)), client.account(record(3))];
  await Promise.all(arrived);
  await clock.advance(5001);
  for (const outcome of await Promise.all(lost))
    assert.ok(outcome.outcome === 'error' && outcome.reason === 'timeout' && outcome.maybeDelivered);
  assert.equal(seen('socket-abort'), 1);
  assert.equal((await client.account(record(4))).outcome, 'pass');
  assert.equal(server.connections(), 2);
});

test('answers that count as none', async (t) => {
  const follow = acctReply(acctStatuses.follow, '@192.0.2.1');
  const answers: Readonly<Record<string, (packet: ScriptedPacket) => void>> = {
    'server-error': (packet) => packet.reply(acctReply(acctStatuses.error, 'disk full')),
    follow: (packet) => packet.reply(follow),
    'length-mismatch': (packet) => packet.reply(success, {}, 'another key'),
    'flag-mismatch': (packet) => packet.reply(success, {}, null),
    closed: (packet) => packet.socket.end(),
    'bad-reply': (packet) => packet.reply(acctReply(0x77)),
    'bad-reply: sequence': (packet) => packet.reply(success, { seqNo: 4 }),
    'bad-reply: type': (packet) => packet.reply(success, { type: packetTypes.authorization }),
    'bad-reply: garbage': (packet) => packet.socket.write('HTTP/1.1 400 Bad Request\r\n'),
  };
  let answer: (packet: ScriptedPacket) => void = () => {};
  const server = await scriptedServer(t, key, (packet) => answer(packet));
  for (const [name, how] of Object.entries(answers)) {
    answer = how;
    const { client, events } = clientTo(t, server.port);
    const outcome = await client.account(record(1));
    assert.ok(outcome.outcome === 'error', name);
    assert.equal(outcome.reason, name.replace(/:.*/, ''), name);
    assert.equal(outcome.maybeDelivered, true);
    if (name === 'server-error') assert.match(outcome.detail, /disk full/);
    if (name === 'length-mismatch') assert.match(outcome.detail, /wrong key\?/);
    assert.ok(events.some((event) => event.event === 'no-response' && event.reason === outcome.reason));
  }
});

test('a server that asks without end is given up', async (t) => {
  const more = bytes(
    encodeAuthenticationReply({ status: authenStatuses.getdata, flags: 0, serverMsg: 'more', data: nothing }),
  );
  const server = await scriptedServer(t, key, (packet) => packet.header.seqNo < 254 && packet.reply(more));
  const { client } = clientTo(t, server.port);
  const outcome = await client.authenticateAscii(who, () => 'x');
  assert.ok(outcome.outcome === 'error' && outcome.reason === 'bad-reply');
});

test('the server goes away while the user thinks: the prompt is called off', async (t) => {
  const getPass = bytes(
    encodeAuthenticationReply({ status: authenStatuses.getpass, flags: 1, serverMsg: 'Password: ', data: nothing }),
  );
  const server = await scriptedServer(t, key, (packet) => packet.reply(getPass));
  const { client } = clientTo(t, server.port);
  let called = false;
  const outcome = await client.authenticateAscii(who, (_, signal) => {
    signal.addEventListener('abort', () => {
      called = true;
    });
    server.sockets[0]?.destroy();
    return new Promise(() => {});
  });
  assert.ok(outcome.outcome === 'error' && outcome.reason === 'closed');
  assert.equal(called, true);
});

test('what cannot be written is refused before anything is sent', async (t) => {
  const server = await scriptedServer(t, key, () => assert.fail('nothing may arrive'));
  const { client } = clientTo(t, server.port);
  const long = { ...who, user: 'x'.repeat(256) };
  for (const outcome of [
    await client.authenticatePap(long, 'secret'),
    await client.authenticatePap(who, 'x'.repeat(256)),
    await client.authorize({ ...record(1), args: [`cmd=${'x'.repeat(255)}`] }),
    await client.account({ ...record(1), args: new Array<string>(256).fill('a=b') }),
  ])
    assert.ok(outcome.outcome === 'error' && outcome.reason === 'not-encodable' && !outcome.maybeDelivered);
  assert.equal(server.connections(), 0);
});

test('closing the client ends what is under way and what waits', async (t) => {
  let arrived: (() => void) | undefined;
  const request = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const server = await scriptedServer(t, key, () => arrived?.());
  const { client } = clientTo(t, server.port, { maxConnections: 1 });
  const outcomes = [client.account(record(1)), client.account(record(2))];
  await request;
  await client.close();
  const [sent, waiting] = await Promise.all(outcomes);
  assert.ok(sent?.outcome === 'error' && sent.reason === 'aborted' && sent.maybeDelivered);
  assert.ok(waiting?.outcome === 'error' && waiting.reason === 'aborted' && !waiting.maybeDelivered);
  const late = await client.account(record(3));
  assert.ok(late.outcome === 'error' && late.reason === 'aborted');
});

test('closed before it is connected: nothing has been delivered', async (t) => {
  const server = await scriptedServer(t, key, () => assert.fail('nothing may arrive'));
  const { client } = clientTo(t, server.port);
  const outcome = client.account(record(1));
  await client.close();
  const ended = await outcome;
  assert.ok(ended.outcome === 'error' && ended.reason === 'aborted' && !ended.maybeDelivered);
});
