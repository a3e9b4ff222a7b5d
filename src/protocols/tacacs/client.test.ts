import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import process from 'node:process';
import { type TestContext, test } from 'node:test';
import { type Clock, FakeClock } from '../../base/clock.ts';
import {
  type AccountingRequest,
  decodeAccountingRequest,
  encodeAccountingReply,
  encodeAuthenticationReply,
  encodeAuthorizationResponse,
} from './bodies.ts';
import { TacacsClient } from './client.ts';
import { answering, type TacacsClientOptions } from './client-options.ts';
import type { TacacsEvent } from './events.ts';
import { type ScriptedPacket, scriptedServer } from './scripted-server.ts';
import {
  acctFlags,
  acctStatuses,
  authenMethods,
  authenServices,
  authenStatuses,
  authenTypes,
  authorStatuses,
  headerFlags,
  packetTypes,
} from './tables.ts';

const key = 'a key of more than sixteen';
const nothing = new Uint8Array(0);
const record = (task: number): AccountingRequest => ({
  flags: acctFlags.stop,
  authenMethod: authenMethods.local,
  privLvl: 1,
  authenType: authenTypes.ascii,
  authenService: authenServices.login,
  user: 'admin',
  port: 'tty4',
  remAddr: '192.0.2.5',
  args: [`task_id=${task}`, 'service=shell'],
});
const who = { user: 'admin', port: 'tty4', remAddr: '192.0.2.5' };

function bytes(body: { readonly ok: boolean; readonly value?: Buffer }): Buffer {
  assert.ok(body.ok && body.value !== undefined);
  return body.value;
}
const acctReply = (status: number, serverMsg = ''): Buffer =>
  bytes(encodeAccountingReply({ status, serverMsg, data: nothing }));
const success = acctReply(acctStatuses.success);
const single = { flags: headerFlags.singleConnect };

function clientTo(t: TestContext, port: number, options: Partial<TacacsClientOptions> = {}) {
  const events: TacacsEvent[] = [];
  const client = new TacacsClient({
    host: '127.0.0.1',
    port,
    key,
    observe: (event) => events.push(event),
    ...options,
  });
  t.after(() => client.close());
  return { client, events, seen: (name: TacacsEvent['event']) => events.filter(({ event }) => event === name).length };
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
  let open = 0;
  let most = 0;
  const server = await scriptedServer(t, key, (packet) => {
    most = Math.max(most, ++open);
    setImmediate(() => {
      open--;
      packet.reply(success);
    });
  });
  const { client } = clientTo(t, server.port, { maxConnections: 3 });
  const outcomes = await Promise.all(Array.from({ length: 40 }, (_, i) => client.account(record(i))));
  assert.ok(outcomes.every(({ outcome }) => outcome === 'pass'));
  assert.equal(server.connections(), 40);
  assert.ok(most <= 3, `${most} at a time`);
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
    } else if (held.length === 199) for (const waiting of held.reverse()) waiting.reply(acctReply(1, taskOf(waiting)));
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

function taskOf(packet: ScriptedPacket): string {
  const request = decodeAccountingRequest(packet.body);
  assert.ok(request.ok);
  return request.value.args[0] ?? '';
}

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

test('no more sessions than allowed at a time on a single connection', async (t) => {
  let open = 0;
  let most = 0;
  const server = await scriptedServer(t, key, (packet) => {
    most = Math.max(most, ++open);
    setImmediate(() => {
      open--;
      packet.reply(success, single);
    });
  });
  const { client } = clientTo(t, server.port, { singleConnection: true, maxSessions: 5 });
  const outcomes = await Promise.all(Array.from({ length: 50 }, (_, i) => client.account(record(i))));
  assert.ok(outcomes.every(({ outcome }) => outcome === 'pass'));
  assert.equal(server.connections(), 1);
  assert.equal(most, 5);
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
    if (taskOf(packet) !== 'task_id=2') packet.reply(success, single);
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

test('a length mismatch on a single connection: no new sessions there, those under way finish', async (t) => {
  const held: ScriptedPacket[] = [];
  const server = await scriptedServer(t, key, (packet) => {
    const task = taskOf(packet);
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
