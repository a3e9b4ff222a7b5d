import assert from 'node:assert/strict';
import { createSocket, type Socket } from 'node:dgram';
import { describe, it, type TestContext } from 'node:test';
import { FakeClock } from '../../base/clock.ts';
import { DuplicateCache } from './duplicate-cache.ts';
import {
  attribute,
  ClientTable,
  codes,
  decodePacket,
  encodeRequest,
  findAll,
  type RadiusClientEntry,
  RadiusServer,
  type RadiusServerOptions,
  type Reply,
  type ServerEvent,
  type ServerRequest,
  verifyReply,
} from './index.ts';

const secret = 'a secret';
const accepted: Reply = { code: codes['Accounting-Response'], attributes: [] };

interface Setup {
  readonly events: ServerEvent[];
  readonly drops: () => string[];
  readonly ports: Record<string, number>;
  readonly clock: FakeClock;
  readonly seen: (test: (event: ServerEvent) => boolean) => Promise<void>;
  readonly nas: Socket;
  readonly send: (octets: Uint8Array, role?: 'auth' | 'acct' | 'dynamic-author') => void;
  readonly reply: () => Promise<Buffer>;
  /** Replies that arrived and were not asked for. */
  readonly inbox: Buffer[];
}

async function setUp(
  t: TestContext,
  options: Partial<RadiusServerOptions>,
  client: Partial<RadiusClientEntry> = {},
): Promise<Setup> {
  const events: ServerEvent[] = [];
  let wake = (): void => {};
  const clock = new FakeClock();
  const server = new RadiusServer({
    listen: (['auth', 'acct', 'dynamic-author'] as const).map((role) => ({ role, port: 0 })),
    clients: new ClientTable([{ address: '127.0.0.0/8', secret, ...client }]),
    observe: (event) => {
      events.push(event);
      wake();
    },
    clock,
    ...(options.handleBatch ? {} : { handle: () => accepted }),
    ...options,
  });
  const started = await server.start();
  assert.ok(started.ok);
  const ports = Object.fromEntries(started.value.map(({ role, port }) => [role, port]));
  const nas = createSocket('udp4');
  await new Promise<void>((resolve) => nas.bind(0, '127.0.0.1', resolve));
  const inbox: Buffer[] = [];
  let arrived = (): void => {};
  nas.on('message', (octets) => {
    inbox.push(octets);
    arrived();
  });
  t.after(async () => {
    await server.close();
    await new Promise<void>((resolve) => nas.close(() => resolve()));
  });
  return {
    events,
    drops: () => events.flatMap((event) => (event.kind === 'dropped' ? [event.reason] : [])),
    ports,
    clock,
    nas,
    inbox,
    seen: async (test) => {
      while (!events.some(test)) await new Promise<void>((resolve) => (wake = resolve));
    },
    send: (octets, role = 'acct') => nas.send(octets, ports[role] ?? 0, '127.0.0.1'),
    reply: async () => {
      while (inbox.length === 0) await new Promise<void>((resolve) => (arrived = resolve));
      const first = inbox.shift();
      assert.ok(first);
      return first;
    },
  };
}

function request(
  code: number,
  identifier: number,
  more: { secret?: string; messageAuthenticator?: boolean } = {},
  id = 'a',
) {
  const attributes = [attribute('Acct-Session-Id', id), attribute('Proxy-State', Buffer.from(`p${identifier}`))];
  const made = encodeRequest({ code, identifier, secret, attributes, ...more });
  assert.ok(made.ok);
  return made.value;
}
const accounting = (identifier: number, more: { secret?: string } = {}, id = 'a') =>
  request(codes['Accounting-Request'], identifier, more, id);

const isDrop =
  (reason: string) =>
  (event: ServerEvent): boolean =>
    event.kind === 'dropped' && event.reason === reason;

describe('the server', () => {
  it('hands over a checked request and answers with its Proxy-State', async (t) => {
    const requests: ServerRequest[] = [];
    const { send, reply, nas, clock } = await setUp(t, {
      handle: async (one) => {
        requests.push(one);
        return { ...accepted, attributes: [attribute('Reply-Message', 'stored')] };
      },
    });
    const sent = accounting(7);
    send(sent);
    const answer = await reply();
    assert.equal(verifyReply(answer, sent, Buffer.from(secret)), 'ok');
    const packet = decodePacket(answer);
    assert.ok(packet.ok);
    assert.deepEqual(
      packet.value.attributes.map(({ type, value }) => [type, Buffer.from(value).toString()]),
      [
        [18, 'stored'],
        [33, 'p7'],
      ],
    );
    const [one] = requests;
    assert.equal(one?.role, 'acct');
    assert.deepEqual(one?.source, { address: '127.0.0.1', port: nas.address().port });
    assert.equal(one?.receivedAt, clock.now());
    assert.deepEqual(Buffer.from(one?.octets ?? []), Buffer.from(sent));
    assert.deepEqual(one && findAll(one.packet, 'Acct-Session-Id'), ['a']);
  });

  it('drops what it must, and says why', async (t) => {
    const { send, seen, drops, inbox } = await setUp(t, {});
    send(Buffer.from('garbage'));
    send(accounting(1, { secret: 'another' }));
    send(request(codes['Access-Request'], 2));
    send(request(codes['Accounting-Response'], 2));
    send(request(codes['Access-Request'], 3, { messageAuthenticator: false }), 'auth');
    send(request(codes['Access-Request'], 4, { secret: 'another' }), 'auth');
    send(request(codes['Status-Server'], 5, { messageAuthenticator: false }), 'auth');
    send(request(codes['CoA-Request'], 6, { secret: 'another' }), 'dynamic-author');
    await seen(() => drops().length === 8);
    assert.deepEqual(drops().toSorted(), [
      'bad-authenticator',
      'bad-authenticator',
      'bad-message-authenticator',
      'malformed',
      'missing-message-authenticator',
      'missing-message-authenticator',
      'unexpected-code',
      'unexpected-code',
    ]);
    assert.deepEqual(inbox, []);
  });

  it('drops requests from unknown clients', async (t) => {
    const { send, seen, drops } = await setUp(t, { clients: new ClientTable([{ address: '192.0.2.0/24', secret }]) });
    send(accounting(1));
    await seen(isDrop('unknown-client'));
    assert.deepEqual(drops(), ['unknown-client']);
  });

  it('takes an Access-Request without Message-Authenticator from a client that may', async (t) => {
    const accept: Reply = { code: codes['Access-Accept'], attributes: [] };
    const { send, reply } = await setUp(t, { handle: () => accept }, { requireMessageAuthenticator: false });
    const sent = request(codes['Access-Request'], 3, { messageAuthenticator: false });
    send(sent, 'auth');
    assert.equal(verifyReply(await reply(), sent, Buffer.from(secret), { requireMessageAuthenticator: true }), 'ok');
  });

  it('answers Status-Server by itself', async (t) => {
    const { send, reply } = await setUp(t, { handle: () => assert.fail('not for the handler') });
    for (const [role, code] of [
      ['auth', 'Access-Accept'],
      ['acct', 'Accounting-Response'],
    ] as const) {
      const sent = request(codes['Status-Server'], 9);
      send(sent, role);
      const answer = await reply();
      assert.equal(answer[0], codes[code]);
      assert.equal(verifyReply(answer, sent, Buffer.from(secret), { requireMessageAuthenticator: true }), 'ok');
    }
  });

  it('answers a duplicate from its cache, drops one that is being handled, and forgets in time', async (t) => {
    const waiting: ((reply: Reply | undefined) => void)[] = [];
    const { send, reply, seen, events, clock } = await setUp(t, {
      handle: () => new Promise((resolve) => waiting.push(resolve)),
      duplicateLifetimeMs: 10_000,
    });
    const sent = accounting(1);
    send(sent);
    await seen(({ kind }) => kind === 'request');
    send(sent);
    await seen(isDrop('duplicate-in-progress'));
    waiting[0]?.(accepted);
    const first = await reply();
    send(sent);
    assert.deepEqual(await reply(), first);
    assert.equal(waiting.length, 1);
    assert.ok(events.some(({ kind }) => kind === 'answered-again'));

    const other = accounting(1, {}, 'another session');
    send(other);
    await seen(() => waiting.length === 2);
    waiting[1]?.(accepted);
    assert.equal(verifyReply(await reply(), other, Buffer.from(secret)), 'ok');

    await clock.advance(10_000);
    send(other);
    await seen(() => waiting.length === 3);
    waiting[2]?.(accepted);
    await reply();
  });

  it('takes a request that it did not answer as new when it comes again', async (t) => {
    const outcomes = [
      () => undefined,
      () => Promise.reject(new Error('disk full')),
      () => {
        throw new Error('broken');
      },
      () => ({ ...accepted, attributes: [attribute('Reply-Message', 'x'.repeat(254))] }),
      () => accepted,
    ];
    const { send, reply, seen, drops } = await setUp(t, { handle: () => outcomes.shift()?.() });
    const sent = accounting(1);
    for (let i = 1; i <= 4; i++) {
      send(sent);
      await seen(() => drops().length === i);
    }
    assert.deepEqual(drops(), ['declined', 'handler-failed', 'handler-failed', 'unencodable-reply']);
    send(sent);
    assert.equal(verifyReply(await reply(), sent, Buffer.from(secret)), 'ok');
  });

  it('limits the requests of a client that are in progress', async (t) => {
    const waiting: ((reply: Reply) => void)[] = [];
    const { send, reply, seen, drops } = await setUp(
      t,
      { handle: () => new Promise((resolve) => waiting.push(resolve)) },
      { maxOutstanding: 2 },
    );
    for (const identifier of [1, 2, 3]) send(accounting(identifier));
    await seen(isDrop('too-many-outstanding'));
    assert.equal(drops().length, 1);
    waiting[0]?.(accepted);
    await reply();
    send(accounting(3));
    await seen(() => waiting.length === 3);
  });

  it('hands a turn of requests to the batch handler at once, and answers after it', async (t) => {
    const batches: number[] = [];
    let release = (): void => {};
    const committed = new Promise<void>((resolve) => (release = resolve));
    const { send, reply, seen, inbox, events } = await setUp(t, {
      handleBatch: async (requests) => {
        batches.push(requests.length);
        await committed;
        return requests.map((one) => (one.packet.identifier === 3 ? undefined : accepted));
      },
    });
    const sent = Array.from({ length: 10 }, (_, i) => accounting(i));
    for (const octets of sent) send(octets);
    await seen(() => events.filter(({ kind }) => kind === 'request').length === 10);
    while (batches.reduce((sum, size) => sum + size, 0) < 10) await new Promise((resolve) => setImmediate(resolve));
    assert.ok(batches.length < 10, `requests came in batches: ${batches}`);
    assert.deepEqual(inbox, []);
    release();
    const answers = new Map<number, Buffer>();
    for (let i = 0; i < 9; i++) {
      const answer = await reply();
      answers.set(answer[1] ?? 0, answer);
    }
    for (const [identifier, answer] of answers)
      assert.equal(verifyReply(answer, sent[identifier] ?? Buffer.of(), Buffer.from(secret)), 'ok');
    assert.ok(!answers.has(3));
    assert.equal(answers.size, 9);
  });

  it('gathers larger batches while the allowed number is with the handler', async (t) => {
    const batches: number[] = [];
    const releases: (() => void)[] = [];
    const { send, reply, seen, events } = await setUp(t, {
      maxBatchesInFlight: 1,
      maxBatch: 4,
      handleBatch: async (requests) => {
        batches.push(requests.length);
        await new Promise<void>((resolve) => releases.push(resolve));
        if (batches.length === 1) throw new Error('the first one fails');
        return requests.map(() => accepted);
      },
    });
    send(accounting(0));
    while (batches.length === 0) await new Promise((resolve) => setImmediate(resolve));
    for (let i = 1; i <= 6; i++) send(accounting(i));
    await seen(() => events.filter(({ kind }) => kind === 'request').length === 7);
    assert.deepEqual(batches, [1]);
    releases[0]?.();
    await seen(isDrop('handler-failed'));
    while (batches.length < 2) await new Promise((resolve) => setImmediate(resolve));
    releases[1]?.();
    while (batches.length < 3) await new Promise((resolve) => setImmediate(resolve));
    releases[2]?.();
    for (let i = 0; i < 6; i++) await reply();
    assert.deepEqual(batches, [1, 4, 2]);
  });

  it('fails to start as a whole when a port is taken', async (t) => {
    const { ports } = await setUp(t, {});
    const server = new RadiusServer({
      listen: [
        { role: 'auth', port: 0 },
        { role: 'acct', port: ports.acct ?? 0 },
      ],
      clients: new ClientTable([]),
      handle: () => undefined,
    });
    const error = { kind: 'cannot-listen', address: '127.0.0.1', port: ports.acct, code: 'EADDRINUSE' };
    assert.deepEqual(await server.start(), { ok: false, error });
    await server.close();
  });

  it('shares a port between servers when told to', async (t) => {
    const listen = (port: number) => [{ role: 'acct', port, reusePort: true }] as const;
    const clients = new ClientTable([{ address: '127.0.0.1', secret }]);
    const first = new RadiusServer({ listen: listen(0), clients, handle: () => accepted });
    t.after(() => first.close());
    const started = await first.start();
    assert.ok(started.ok);
    const second = new RadiusServer({ listen: listen(started.value[0]?.port ?? 0), clients, handle: () => accepted });
    t.after(() => second.close());
    assert.ok((await second.start()).ok);
  });

  it('listens on IPv6', async (t) => {
    const clients = new ClientTable([{ address: '::1', secret }]);
    const server = new RadiusServer({
      listen: [{ role: 'acct', address: '::1', port: 0 }],
      clients,
      handle: () => accepted,
    });
    t.after(() => server.close());
    const started = await server.start();
    assert.ok(started.ok);
    const nas = createSocket('udp6');
    t.after(() => void nas.close());
    const sent = accounting(1);
    const answer = new Promise<Buffer>((resolve) => nas.once('message', resolve));
    nas.send(sent, started.value[0]?.port ?? 0, '::1');
    assert.equal(verifyReply(await answer, sent, Buffer.from(secret)), 'ok');
  });
});

describe('the client table', () => {
  it('finds the longest prefix, in both families', () => {
    const entry = (address: string) => ({ address, secret: address });
    const table = new ClientTable(['0.0.0.0/0', '10.0.0.0/8', '10.1.0.0/16', '10.1.2.3', '2001:db8::/32'].map(entry));
    const found = (address: string) => table.find(address)?.entry.address;
    assert.equal(found('10.1.2.3'), '10.1.2.3');
    assert.equal(found('10.1.2.4'), '10.1.0.0/16');
    assert.equal(found('10.2.2.4'), '10.0.0.0/8');
    assert.equal(found('192.0.2.1'), '0.0.0.0/0');
    assert.equal(found('::ffff:10.1.2.3'), '10.1.2.3');
    assert.equal(found('2001:db8:1::1'), '2001:db8::/32');
    assert.equal(found('2001:db9::1'), undefined);
    assert.throws(() => new ClientTable([entry('10.0.0.0/33')]), RangeError);
  });
});

describe('the duplicate cache', () => {
  it('keeps at most 256 requests of a source and forgets sources that are silent', async () => {
    const clock = new FakeClock();
    const cache = new DuplicateCache(clock, 1000);
    for (let i = 0; i < 1000; i++)
      cache.note('a', Buffer.concat([Buffer.from([4, i & 255, 0, 20]), Buffer.alloc(16, i)]));
    assert.equal(cache.size, 256);
    await clock.advance(1000);
    cache.note('b', Buffer.from([4, 1, 0, 20, ...Buffer.alloc(16)]));
    assert.equal(cache.size, 1);
  });
});
