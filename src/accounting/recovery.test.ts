import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StoreError } from '../store/index.ts';
import { alice, config, list, Room } from './fixtures/room.ts';
import { openAccounting } from './open.ts';

const exec = { type: 'exec', list: 'default', source: 'exec', sourceKey: 'a', facts: alice } as const;
const lists = config([list({ type: 'exec' }), list({ type: 'network' })]);
const counters = (bytesIn: bigint) => ({ bytesIn, bytesOut: 1n, packetsIn: 1n, packetsOut: 1n });

test('after a crash a dead session ends at the last sign of life, with the last counters', async (t) => {
  const room = new Room(t);
  const engine = await room.open(lists);
  const { session, durable } = engine.open(exec);
  await durable;
  engine.count(session.key, counters(500n));
  for (let second = 0; second < 25; second++) await room.clock.advance(1000);
  await room.until(() => room.got().length === 1);
  await room.until(async () => (await engine.books())[0]?.waiting === 0);
  await room.crash();

  await room.clock.advance(3_600_000);
  const again = await room.open(lists);
  const [found] = [...again.sessions()];
  assert.deepEqual([found?.sessionId, found?.sourceKey, found?.facts], [session.sessionId, 'a', alice]);
  assert.equal(found?.counters?.bytesIn, 500n);
  await again.close(session.key, { cause: 'nas-reboot' });
  await room.until(() => room.got().length === 2);
  const stop = room.transport.of('radius')[1];
  assert.equal(stop?.kind, 'stop');
  assert.equal(stop?.facts.terminateCause, 'nas-reboot');
  assert.equal(stop?.counters?.bytesIn, 500n);
  assert.ok(stop?.elapsed !== undefined && stop.elapsed >= 20 && stop.elapsed <= 25, `elapsed ${stop?.elapsed}`);
});

test('every commit is a sign of life', async (t) => {
  const room = new Room(t);
  room.transport.silent.add('radius');
  const engine = await room.open(lists);
  const { session, durable } = engine.open(exec);
  await durable;
  await room.clock.advance(4000);
  await engine.open({ ...exec, sourceKey: 'b' }).durable;
  await room.clock.advance(3000);
  await room.crash();

  room.transport.silent.clear();
  await room.clock.advance(3_600_000);
  const again = await room.open(lists);
  await again.close(session.key, { cause: 'nas-reboot' });
  await room.until(() => room.got().includes(`exec stop ${session.sessionId}`));
  const stop = room.transport.of('radius').find(({ kind }) => kind === 'stop');
  assert.equal(stop?.elapsed, 4);
});

test('a session that lives on at its source goes on: same id, one Start, one Stop, counters that only grow', async (t) => {
  const room = new Room(t);
  const engine = await room.open(lists);
  const { session, durable } = engine.open({ ...exec, type: 'network' });
  await durable;
  engine.count(session.key, counters(1000n));
  engine.count(session.key, counters(10n));
  for (let second = 0; second < 11; second++) await room.clock.advance(1000);
  await room.until(() => room.got().length === 1);
  await room.until(async () => (await engine.books())[0]?.waiting === 0);
  await room.crash();

  const again = await room.open(lists);
  assert.equal(again.totals().sessions, 0);
  again.adopt(session.key);
  assert.equal(again.totals().sessions, 1);
  again.count(session.key, counters(25n));
  assert.equal(again.session(session.key)?.counters?.bytesIn, 1025n);
  again.count(session.key, counters(5n));
  await room.clock.advance(1000);
  await again.close(session.key, { cause: 'user-request', counters: counters(7n) });
  await room.until(() => room.got().length === 2);
  assert.deepEqual(room.got(), ['network start 1', 'network stop 1']);
  const stop = room.transport.of('radius')[1];
  assert.equal(stop?.counters?.bytesIn, 1032n);
  assert.equal(stop?.elapsed, 12);
});

test('killed again in the middle of recovery there is still one Stop', async (t) => {
  const room = new Room(t);
  const engine = await room.open(lists);
  const sessions = Array.from({ length: 50 }, (_, n) => engine.open({ ...exec, sourceKey: String(n) }));
  await Promise.all(sessions.map((one) => one.durable));
  await room.crash();
  for (let life = 0; ; life++) {
    assert.ok(life < 40);
    const again = await room.open();
    const left = [...again.sessions()].slice(0, 7);
    if (left.length === 0) break;
    // The engine goes before it can tell whether these were stored: the first are, the last are not.
    for (const { key } of left) {
      again.close(key, { cause: 'nas-reboot' }).catch(() => {});
      if (key === left[Math.min(3, left.length - 1)]?.key) await new Promise((resolve) => setImmediate(resolve));
    }
    await room.crash();
  }
  room.engine.configure(lists);
  await room.until(() => room.got().length >= 100);
  await room.until(async () => (await room.engine.books())[0]?.waiting === 0);
  const count = new Map<string, number>();
  for (const one of room.got()) count.set(one, (count.get(one) ?? 0) + 1);
  const stops = [...count].filter(([what]) => what.includes('stop'));
  assert.equal(stops.length, 50);
  assert.ok(stops.every(([, times]) => times === 1));
});

test('what waited at the crash is sent after it, and ids go on', async (t) => {
  const room = new Room(t);
  room.transport.silent.add('radius');
  const engine = await room.open(lists);
  const first = engine.open(exec);
  await first.durable;
  await engine.close(first.session.key, { cause: 'user-request' });
  await room.crash();
  room.transport.silent.clear();
  const again = await room.open(lists);
  const next = again.open({ ...exec, sourceKey: 'b' });
  await next.durable;
  await room.until(() => room.got().length === 3);
  assert.ok(next.session.sessionId > first.session.sessionId);
  assert.equal(room.got()[0], 'exec start 1');
  assert.ok(room.got().includes('exec stop 1'));
});

test('a second daemon on the same directory is kept out', async (t) => {
  const room = new Room(t);
  await room.open(lists);
  const { transport, clock, log, directory: stateDir } = room;
  const random = { bytes: () => new Uint8Array(), fraction: () => 0 };
  await assert.rejects(
    openAccounting({ transport, clock, log, stateDir, random }),
    (error: unknown) => error instanceof StoreError && error.failure.kind === 'busy',
  );
});

test('a session that was suppressed for want of a user is not accounted for after a crash either', async (t) => {
  const room = new Room(t);
  const quiet = config([list({ type: 'exec' })], { suppressNullUsername: true });
  const engine = await room.open(quiet);
  const { session, durable } = engine.open({ ...exec, facts: { portName: 'tty1' } });
  await durable;
  await room.crash();
  const again = await room.open();
  await again.close(session.key, { cause: 'nas-reboot' });
  again.configure(quiet);
  assert.deepEqual(await again.outbox(), []);
  assert.deepEqual([...again.sessions()], []);
});
