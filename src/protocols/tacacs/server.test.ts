import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { FakeClock } from '../../base/clock.ts';
import { seededRandom } from '../../base/random.ts';
import { argumentValue } from './args.ts';
import {
  type AccountingRequest,
  decodeAccountingReply,
  decodeAuthenticationReply,
  decodeAuthorizationResponse,
  encodeAccountingRequest,
  encodeAuthenticationStart,
} from './bodies.ts';
import { TacacsClient } from './client.ts';
import { type Ask, answering, type Prompt, type TacacsClientOptions } from './client-options.ts';
import { keyBytes, obfuscate, sealPacket } from './obfuscation.ts';
import { TacacsServer } from './server.ts';
import type { TacacsHandlers, TacacsServerEvent, TacacsServerOptions } from './server-options.ts';
import { PacketSplitter, type RawPacket } from './stream.ts';
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

const key = 'sixteen characters or more';
const who = { user: 'admin', port: 'tty4', remAddr: '192.0.2.5' };
const record: AccountingRequest = {
  ...who,
  flags: acctFlags.start,
  authenMethod: authenMethods.local,
  privLvl: 1,
  authenType: authenTypes.ascii,
  authenService: authenServices.login,
  args: ['task_id=28', 'timezone=UTC', 'service=shell'],
};

async function serve(t: TestContext, handlers: TacacsHandlers, options: Partial<TacacsServerOptions> = {}) {
  const events: TacacsServerEvent[] = [];
  const server = new TacacsServer({
    clients: [{ address: '127.0.0.1', key, name: 'nas' }],
    handlers,
    observe: (event) => events.push(event),
    ...options,
  });
  const { port } = await server.listen({ host: '127.0.0.1', port: 0 });
  t.after(() => server.close());
  const clientTo = (over: Partial<TacacsClientOptions> = {}): TacacsClient => {
    const client = new TacacsClient({ host: '127.0.0.1', port, key, ...over });
    t.after(() => client.close());
    return client;
  };
  return { server, port, events, clientTo, seen: (name: string) => events.some(({ event }) => event === name) };
}

const loginHandlers: TacacsHandlers = {
  async authenticate(dialogue) {
    const user = dialogue.start.user === '' ? await dialogue.askUser() : dialogue.start.user;
    if (user === undefined) return { status: 'fail' };
    const password = await dialogue.askPassword();
    if (password !== 'secret') return { status: 'fail', message: 'Bad password' };
    const code = await dialogue.askData('Token: ', true);
    return code === '123' ? { status: 'pass', message: `Welcome ${user}` } : { status: 'fail', message: 'Bad token' };
  },
};

test('ASCII login: user, password and data are asked for, with the echo off where it matters', async (t) => {
  const { clientTo } = await serve(t, loginHandlers);
  const asked: Prompt[] = [];
  const answers = ['admin', 'secret', '123'];
  const ask: Ask = (prompt) => {
    asked.push(prompt);
    return answers[asked.length - 1];
  };
  const outcome = await clientTo().authenticateAscii({ ...who, user: '' }, ask);
  assert.deepEqual(outcome, { outcome: 'pass', serverMessage: 'Welcome admin', data: new Uint8Array(0) });
  assert.deepEqual(asked, [
    { kind: 'user', text: 'Username: ', noEcho: false },
    { kind: 'password', text: 'Password: ', noEcho: true },
    { kind: 'data', text: 'Token: ', noEcho: true },
  ]);
});

test('ASCII login: refused, given up, and with answers at hand', async (t) => {
  let verdictAfterAbort = false;
  const { clientTo } = await serve(t, {
    async authenticate(dialogue) {
      const password = await dialogue.askPassword();
      verdictAfterAbort = password === undefined;
      return { status: password === 'secret' ? 'pass' : 'fail' };
    },
  });
  const client = clientTo({ singleConnection: true });
  assert.equal((await client.authenticateAscii(who, answering('admin', 'wrong'))).outcome, 'fail');
  assert.equal((await client.authenticateAscii(who, answering('admin', 'secret'))).outcome, 'pass');
  assert.deepEqual(await client.authenticateAscii(who, () => undefined), { outcome: 'abort' });
  assert.equal((await client.authenticateAscii(who, answering('admin', 'secret'))).outcome, 'pass');
  assert.deepEqual(
    await client.authenticateAscii(who, () => {
      throw new Error('the terminal is gone');
    }),
    { outcome: 'abort' },
  );
  assert.equal((await client.authenticateAscii(who, answering('admin', 'wrong'))).outcome, 'fail');
  assert.equal(verdictAfterAbort, false);
});

test('an abort reaches the handler as an unanswered question', async (t) => {
  let heard: ((answer: string | undefined) => void) | undefined;
  const answered = new Promise<string | undefined>((resolve) => {
    heard = resolve;
  });
  const { clientTo } = await serve(t, {
    async authenticate(dialogue) {
      heard?.(await dialogue.askPassword());
      return { status: 'pass' };
    },
  });
  assert.deepEqual(await clientTo().authenticateAscii(who, () => undefined), { outcome: 'abort' });
  assert.equal(await answered, undefined);
});

test('PAP, CHAP and enable carry what the handler needs', async (t) => {
  const { clientTo } = await serve(t, {
    async authenticate({ start }) {
      const data = Buffer.from(start.data);
      if (start.authenType === authenTypes.pap) return { status: data.toString() === 'secret' ? 'pass' : 'fail' };
      if (start.authenType === authenTypes.chap) {
        const [id, challenge, response] = [data.subarray(0, 1), data.subarray(1, -16), data.subarray(-16)];
        const expected = createHash('md5').update(id).update('secret').update(challenge).digest();
        return { status: expected.equals(response) ? 'pass' : 'fail' };
      }
      const enable = start.authenService === authenServices.enable && start.privLvl === 15;
      return { status: enable ? 'pass' : 'restart' };
    },
  });
  const client = clientTo();
  assert.equal((await client.authenticatePap(who, 'secret')).outcome, 'pass');
  assert.equal((await client.authenticatePap(who, 'wrong')).outcome, 'fail');
  const challenge = Buffer.from('00112233445566778899', 'hex');
  const digest = (password: string) =>
    createHash('md5').update(Buffer.of(7)).update(password).update(challenge).digest();
  const chap = (password: string) => client.authenticateChap(who, { id: 7, challenge, response: digest(password) });
  assert.equal((await chap('secret')).outcome, 'pass');
  assert.equal((await chap('wrong')).outcome, 'fail');
  const enable = { ...who, privLvl: 15, authenService: authenServices.enable };
  assert.equal((await client.authenticateAscii(enable, () => undefined)).outcome, 'pass');
  // RESTART: another kind of authentication is wanted, which counts as a refusal.
  assert.equal((await client.authenticateAscii(who, () => undefined)).outcome, 'fail');
});

test('authorization: added, replaced, refused; ERROR and FOLLOW are no answer', async (t) => {
  const { clientTo } = await serve(t, {
    async authorize(request, peer) {
      assert.equal(peer.name, 'nas');
      const cmd = argumentValue(request.args, 'cmd');
      if (cmd === '') return { status: 'pass-add', args: ['priv-lvl=15'] };
      if (cmd === 'show') return { status: 'pass-replace', args: ['cmd=show', 'cmd-arg=version'] };
      if (cmd === 'follow') return { status: 'follow' };
      if (cmd === 'boom') throw new Error('database away');
      return { status: 'fail', message: 'not you' };
    },
  });
  const client = clientTo();
  const { flags: _, ...base } = record;
  const ask = (cmd: string) => client.authorize({ ...base, args: ['service=shell', `cmd=${cmd}`] });
  assert.deepEqual(await ask(''), { outcome: 'pass', mode: 'add', args: ['priv-lvl=15'], serverMessage: '' });
  const replaced = await ask('show');
  assert.ok(replaced.outcome === 'pass' && replaced.mode === 'replace' && replaced.args[1] === 'cmd-arg=version');
  assert.deepEqual(await ask('reload'), { outcome: 'fail', serverMessage: 'not you' });
  const follow = await ask('follow');
  assert.ok(follow.outcome === 'error' && follow.reason === 'follow');
  const boom = await ask('boom');
  assert.ok(boom.outcome === 'error' && boom.reason === 'server-error');
  assert.doesNotMatch(boom.detail, /database/);
});

test('accounting: what arrives in one turn is one batch, answered when its promise resolves', async (t) => {
  const batches: number[] = [];
  let release: (() => void) | undefined;
  const stored = new Promise<void>((resolve) => {
    release = resolve;
  });
  const tasks: (string | undefined)[] = [];
  const { clientTo } = await serve(t, {
    async account(batch) {
      batches.push(batch.length);
      for (const { request } of batch) tasks.push(argumentValue(request.args, 'task_id'));
      if (batches.length > 1) await stored;
      return undefined;
    },
  });
  const client = clientTo({ singleConnection: true });
  assert.equal((await client.account(record)).outcome, 'pass');
  let answered = 0;
  const outcomes = Array.from({ length: 200 }, async (_, i) => {
    const outcome = await client.account({ ...record, args: [`task_id=${i}`] });
    answered++;
    return outcome;
  });
  while (tasks.length < 201) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(answered, 0, 'nothing is acknowledged before it is stored');
  release?.();
  assert.ok((await Promise.all(outcomes)).every(({ outcome }) => outcome === 'pass'));
  assert.deepEqual(tasks, ['28', ...Array.from({ length: 200 }, (_, i) => String(i))]);
  assert.ok(batches.length < 50, `${batches.length} batches for 201 records`);
});

test('accounting: the handler also gets the bytes, which hold what text cannot', async (t) => {
  const bodies: string[] = [];
  const { port } = await serve(t, {
    async account(batch) {
      for (const { body, request } of batch) bodies.push(Buffer.from(body).toString('hex'), request.user);
      return undefined;
    },
  });
  const { socket, closed } = await raw(t, port);
  const body = Buffer.from('020501010101000000ff', 'hex');
  const header = { minorVersion: 0, type: packetTypes.accounting, seqNo: 1, flags: 0, sessionId: 1 };
  socket.write(sealPacket(header, body, keyBytes(key)));
  await closed;
  assert.deepEqual(bodies, ['020501010101000000ff', '\ufffd']);
});

test('accounting: a verdict each, and ERROR when the handler fails or is missing', async (t) => {
  const { clientTo, seen } = await serve(t, {
    async account(batch) {
      if (batch[0]?.request.user === 'boom') throw new Error('disk full');
      return batch.map(({ request }) => ({ status: request.user === 'admin' ? 'success' : 'error', message: 'hm' }));
    },
  });
  const client = clientTo();
  assert.deepEqual(await client.account(record), { outcome: 'pass', serverMessage: 'hm' });
  const refused = await client.account({ ...record, user: 'x' });
  assert.ok(refused.outcome === 'error' && refused.reason === 'server-error' && refused.detail.endsWith('hm'));
  const failed = await client.account({ ...record, user: 'boom' });
  assert.ok(failed.outcome === 'error' && failed.reason === 'server-error');
  assert.ok(seen('handler-failed'));
  const invalid = await client.account({ ...record, flags: acctFlags.start | acctFlags.stop });
  assert.ok(invalid.outcome === 'error' && invalid.reason === 'server-error');
  const bare = await serve(t, {});
  for (const outcome of [
    await bare.clientTo().account(record),
    await bare.clientTo().authorize(record),
    await bare.clientTo().authenticatePap(who, 'x'),
  ])
    assert.ok(outcome.outcome === 'error' && outcome.reason === 'server-error');
});

test('a wrong key: the server answers ERROR and reports it, the client says length-mismatch', async (t) => {
  const { clientTo, events } = await serve(t, { account: async () => undefined });
  const client = clientTo({ key: 'some other key, also long' });
  const outcome = await client.account(record);
  assert.ok(outcome.outcome === 'error' && outcome.reason === 'length-mismatch');
  const report = events.find((event) => event.event === 'wrong-key');
  assert.ok(report?.event === 'wrong-key' && report.peer.name === 'nas' && /wrong key\?/.test(report.detail));
});

test('clear text only where no key is configured', async (t) => {
  const guarded = await serve(t, { account: async () => undefined });
  const refused = await guarded.clientTo({ key: undefined }).account(record);
  assert.ok(refused.outcome === 'error' && refused.reason === 'flag-mismatch');
  const open = await serve(
    t,
    { account: async () => undefined },
    { clients: [{ address: '127.0.0.1', key: undefined }] },
  );
  assert.equal((await open.clientTo({ key: undefined }).account(record)).outcome, 'pass');
  const hidden = await open.clientTo().account(record);
  assert.ok(hidden.outcome === 'error' && hidden.reason === 'flag-mismatch');
});

test('strangers and too many connections are turned away; a new client table counts from now', async (t) => {
  const { server, clientTo, events } = await serve(t, { account: async () => undefined }, { maxConnections: 1 });
  const first = clientTo({ singleConnection: true });
  assert.equal((await first.account(record)).outcome, 'pass');
  const second = await clientTo().account(record);
  assert.ok(second.outcome === 'error' && second.reason === 'closed');
  await first.close();
  while (server.connections > 0) await new Promise((resolve) => setImmediate(resolve));
  server.setClients([{ address: '192.0.2.0/24', key }]);
  const stranger = await clientTo().account(record);
  assert.ok(stranger.outcome === 'error' && stranger.reason === 'closed');
  assert.deepEqual(
    events.filter(({ event }) => event === 'unknown-client' || event === 'too-many-connections'),
    [
      { event: 'too-many-connections', address: '127.0.0.1' },
      { event: 'unknown-client', address: '127.0.0.1' },
    ],
  );
  assert.throws(() => server.setClients([{ address: 'nowhere', key }]), RangeError);
});

/** A bare connection: sends what it is told, collects packets until the server closes. */
async function raw(t: TestContext, port: number) {
  const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
  t.after(() => socket.destroy());
  socket.on('error', () => {});
  await once(socket, 'connect');
  const splitter = new PacketSplitter(200_000);
  const packets: RawPacket[] = [];
  socket.on('data', (chunk) => {
    const got = splitter.push(chunk);
    assert.ok(got.ok);
    for (const packet of got.value) {
      obfuscate(packet.header, Buffer.from(key), packet.body);
      packets.push(packet);
    }
  });
  const closed = once(socket, 'close');
  socket.on('end', () => socket.end());
  return { socket, packets, closed };
}

test('without single connection the server closes after one session; with it, it stays and says so once', async (t) => {
  const { port } = await serve(t, { account: async () => undefined });
  const body = encodeAccountingRequest(record);
  assert.ok(body.ok);
  const request = (sessionId: number, flags: number): Buffer =>
    sealPacket(
      { minorVersion: 0, type: packetTypes.accounting, seqNo: 1, flags, sessionId },
      body.value,
      keyBytes(key),
    );

  const alone = await raw(t, port);
  alone.socket.write(request(1, 0));
  await alone.closed;
  assert.deepEqual(
    alone.packets.map(({ header }) => [header.sessionId, header.seqNo, header.flags]),
    [[1, 2, 0]],
  );

  const shared = await raw(t, port);
  shared.socket.write(request(2, headerFlags.singleConnect));
  while (shared.packets.length < 1) await once(shared.socket, 'data');
  shared.socket.write(Buffer.concat([request(3, 0), request(4, 0)]));
  while (shared.packets.length < 3) await once(shared.socket, 'data');
  assert.deepEqual(
    shared.packets.map(({ header, body: answer }) => [
      header.sessionId,
      header.flags,
      decodeAccountingReply(answer).ok,
    ]),
    [
      [2, headerFlags.singleConnect, true],
      [3, 0, true],
      [4, 0, true],
    ],
  );
  shared.socket.end();
  await shared.closed;
});

test('an idle connection is closed, one that is being worked for is not', async (t) => {
  const clock = new FakeClock();
  let release: (() => void) | undefined;
  const { clientTo, server, seen } = await serve(
    t,
    {
      async account() {
        await new Promise<void>((resolve) => {
          release = resolve;
        });
        return undefined;
      },
    },
    { clock, idleTimeout: 10_000 },
  );
  const pending = clientTo({ singleConnection: true }).account(record);
  while (release === undefined) await new Promise((resolve) => setImmediate(resolve));
  await clock.advance(25_000);
  assert.equal(server.connections, 1);
  release();
  assert.equal((await pending).outcome, 'pass');
  await clock.advance(20_001);
  while (server.connections > 0) await new Promise((resolve) => setImmediate(resolve));
  assert.ok(seen('idle-timeout'));
});

test('a packet longer than allowed closes the connection', async (t) => {
  const { port, seen } = await serve(t, {}, { maxBody: 1000 });
  const { socket, closed } = await raw(t, port);
  const packet = Buffer.alloc(12);
  packet.set([0xc0, 3, 1, 0]);
  packet.writeUInt32BE(1001, 8);
  socket.write(packet);
  await closed;
  assert.ok(seen('bad-packet'));
});

test('each request type is refused in its own form when its lengths do not add up', async (t) => {
  const { port } = await serve(t, {});
  const decoders = {
    [packetTypes.authentication]: [decodeAuthenticationReply, authenStatuses.error],
    [packetTypes.authorization]: [decodeAuthorizationResponse, authorStatuses.error],
    [packetTypes.accounting]: [decodeAccountingReply, acctStatuses.error],
  } as const;
  for (const [type, [decode, status]] of Object.entries(decoders)) {
    const { socket, packets, closed } = await raw(t, port);
    const header = { minorVersion: 0, type: Number(type), seqNo: 1, flags: 0, sessionId: 9 };
    socket.write(sealPacket(header, Buffer.alloc(30, 0xff), keyBytes(key)));
    await closed;
    const answer = decode(packets[0]?.body ?? Buffer.alloc(0));
    assert.ok(answer.ok);
    assert.equal(answer.value.status, status);
  }
});

test('garbage and damaged packets never hurt the server', async (t) => {
  const { port, clientTo } = await serve(t, { ...loginHandlers, account: async () => undefined });
  const random = seededRandom(7);
  const body = encodeAuthenticationStart({
    ...who,
    action: 1,
    privLvl: 1,
    authenType: 1,
    authenService: 1,
    data: Buffer.alloc(0),
  });
  assert.ok(body.ok);
  const header = { minorVersion: 0, type: packetTypes.authentication, seqNo: 1, flags: 4, sessionId: 5 };
  const good = sealPacket(header, body.value, keyBytes(key));
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 60 }),
      fc.nat(good.length - 1),
      fc.nat(255),
      async (junk, at, value) => {
        const damaged = Buffer.from(good);
        damaged[at] = value;
        for (const bytes of [junk, damaged, Buffer.concat([good, damaged]), random.bytes(40)]) {
          const socket = connect({ host: '127.0.0.1', port });
          socket.on('error', () => {});
          socket.end(bytes);
          socket.resume();
          await once(socket, 'close');
        }
      },
    ),
    { numRuns: 25 },
  );
  assert.equal((await clientTo().account(record)).outcome, 'pass');
});
