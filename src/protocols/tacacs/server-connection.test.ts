import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import fc from 'fast-check';
import { FakeClock } from '../../base/clock.ts';
import { seededRandom } from '../../base/random.ts';
import {
  decodeAccountingReply,
  decodeAuthenticationReply,
  decodeAuthorizationResponse,
  encodeAccountingRequest,
  encodeAuthenticationStart,
} from './bodies.ts';
import { keyBytes, sealPacket } from './obfuscation.ts';
import { acctStatuses, authenStatuses, authorStatuses, headerFlags, packetTypes } from './tables.ts';
import { key, record, who } from './testing/requests.ts';
import { loginHandlers, raw, serve } from './testing/served.ts';

test('without single connection the server closes after one session; with it, it stays and says so once', async (t) => {
  const { port } = await serve(t, { account: async () => undefined });
  const body = encodeAccountingRequest(record(28));
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
  const pending = clientTo({ singleConnection: true }).account(record(28));
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
  assert.equal((await clientTo().account(record(28))).outcome, 'pass');
});
