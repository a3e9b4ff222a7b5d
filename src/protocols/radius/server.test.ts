import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { describe, it } from 'node:test';
import {
  attribute,
  ClientTable,
  codes,
  decodePacket,
  findAll,
  RadiusServer,
  type Reply,
  type ServerRequest,
  verifyReply,
} from './index.ts';
import { accepted, accounting, isDrop, request, secret, setUp } from './testing/served.ts';

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
