import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alice, config, list, Room } from './fixtures/room.ts';

const exec = { type: 'exec', list: 'default', source: 'exec', sourceKey: 'a', facts: alice } as const;

test('a full disk: said aloud, nothing sent that is not stored, interims given up, the rest in order once there is room', async (t) => {
  const room = new Room(t);
  room.transport.silent.add('radius');
  const engine = await room.open(config([list({ type: 'exec' })], { update: { newinfo: true } }), 40);
  const durable: Promise<void>[] = [];
  const stored = new Set<number>();
  const keys: number[] = [];
  for (let n = 0; n < 600; n++) {
    const opened = engine.open({ ...exec, sourceKey: `${n}` });
    keys.push(opened.session.key);
    durable.push(opened.durable.then(() => void stored.add(opened.session.key)));
    if (n % 50 === 49) {
      await room.clock.advance(10);
      await room.until(() => engine.storage().state === 'failing' || stored.size === n + 1);
    }
  }
  const state = engine.storage();
  assert.equal(state.state, 'failing');
  assert.ok(room.messages.some((message) => message.startsWith('%ACCT-2-STORAGE:')));
  const before = stored.size;
  assert.ok(before > 0 && before < 600);
  for (const key of keys.slice(-10)) void engine.update(key, { address: '10.0.0.1' });
  const failing = engine.storage();
  assert.ok(failing.state === 'failing' && failing.droppedInterims >= 10);
  assert.equal((await engine.books())[0]?.made, before);

  engine.store.limit(100_000);
  for (let second = 0; second < 10; second++) await room.clock.advance(1000);
  await Promise.all(durable);
  assert.equal(engine.storage().state, 'working');
  assert.ok(room.messages.some((message) => message.startsWith('%ACCT-5-STORAGE_OK:')));
  room.transport.revive('radius');
  await room.until(() => room.got().length >= 600);
  assert.deepEqual(new Set(room.got()), new Set(keys.map((key) => `exec start ${key}`)));
  assert.deepEqual(
    (await engine.books()).map((book) => [book.made, book.superseded]),
    [[600, 0]],
  );
});

test('who must not be held up goes on as soon as the disk is known to fail; the record is stored later', async (t) => {
  const room = new Room(t);
  const engine = await room.open(config([list({ type: 'exec' })]));
  const over: string[] = [];
  const note = (name: string, promise: Promise<void>) => void promise.then(() => over.push(name));
  const before = engine.open({ ...exec, sourceKey: 'before' });
  note('before', engine.storedOrHeld(before.durable));
  await room.until(() => over.includes('before'));
  assert.equal(engine.storage().state, 'working', 'a disk that works is waited for');

  engine.store.inject({ kind: 'full', commits: 2 });
  for (const name of ['first', 'second']) {
    // The first finds it out, the second knows already.
    const { durable } = engine.open({ ...exec, sourceKey: name });
    note(name, engine.storedOrHeld(durable));
    note(`${name} stored`, durable);
    await room.until(() => over.includes(name));
    assert.equal(engine.storage().state, 'failing');
    assert.ok(!over.includes(`${name} stored`));
  }
  await room.until(async () => {
    await room.clock.advance(1000);
    return over.includes('second stored');
  });
  assert.deepEqual(over, ['before', 'first', 'second', 'first stored', 'second stored']);
  assert.equal((await engine.books())[0]?.made, 3);
});

test('a commit that fails now and then loses nothing and doubles nothing', async (t) => {
  const room = new Room(t);
  const engine = await room.open(config([list({ type: 'exec' })]));
  for (let round = 0; round < 10; round++) {
    engine.store.inject({ kind: round % 2 === 0 ? 'io' : 'full', commits: 2 });
    const { session, durable } = engine.open({ ...exec, sourceKey: `${round}` });
    const closed = engine.close(session.key, { cause: 'user-request' });
    let over = false;
    void closed.then(() => {
      over = true;
    });
    await room.until(async () => {
      await room.clock.advance(100);
      return over;
    });
    await Promise.all([durable, closed]);
  }
  await room.until(async () => {
    await room.clock.advance(1000);
    return (await engine.books())[0]?.acknowledged === 20;
  });
  assert.equal(room.got().length, 20);
  assert.equal(new Set(room.got()).size, 20);
  const [book] = await engine.books();
  assert.deepEqual([book?.made, book?.waiting], [20, 0]);
});
