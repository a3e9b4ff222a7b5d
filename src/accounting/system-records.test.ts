import assert from 'node:assert/strict';
import { test } from 'node:test';
import { guaranteeLimit } from './engine-options.ts';
import { alice, config, group, list, Room } from './fixtures/room.ts';

const exec = { type: 'exec', list: 'default', source: 'exec', sourceKey: 'a', facts: alice } as const;
const lists = [list({ type: 'system' }), list({ type: 'exec' })];

/** Whether users are admitted by now. */
async function isAdmitted(room: Room): Promise<boolean> {
  return Promise.race([room.engine.admitted.then(() => true), new Promise<boolean>((r) => setImmediate(r, false))]);
}

test('guarantee-first: the system record is acknowledged before anything else is sent', async (t) => {
  const room = new Room(t);
  room.transport.hold = true;
  const engine = await room.open(config(lists));
  await engine.open(exec).durable;
  await room.until(() => room.transport.offers.length === 1);
  assert.equal(await isAdmitted(room), false);
  room.transport.release();
  await room.until(() => room.got().length === 2);
  assert.deepEqual(room.got(), ['system on 1', 'exec start 2']);
  assert.equal(room.transport.of('radius')[0]?.facts.reason, 'reload');
  assert.equal(await isAdmitted(room), true);
});

test('it goes before what waited from the life before', async (t) => {
  const room = new Room(t);
  room.transport.silent.add('radius');
  const before = await room.open(config([list({ type: 'exec' })]));
  for (let n = 0; n < 5; n++) await before.open({ ...exec, sourceKey: String(n) }).durable;
  await room.crash();
  room.transport.silent.clear();
  await room.open(config(lists));
  await room.until(() => room.got().length === 6);
  assert.match(room.got()[0] ?? '', /^system on/);
});

test('users are admitted once every server was tried in vain; other records wait two minutes', async (t) => {
  const room = new Room(t);
  room.transport.poison = (record) => record.type === 'system';
  const engine = await room.open(config(lists));
  await engine.open(exec).durable;
  await engine.admitted;
  assert.ok(room.transport.offers.every(({ record }) => record.type === 'system'));
  for (let waited = 0; waited < guaranteeLimit; waited += 1000) await room.clock.advance(1000);
  for (let second = 0; second < 61; second++) await room.clock.advance(1000);
  await room.until(() => room.got().length === 1);
  assert.deepEqual(room.got(), ['exec start 2']);
});

test('users are admitted after two minutes even when nothing comes back', async (t) => {
  const room = new Room(t);
  room.transport.hold = true;
  await room.open(config(lists));
  await room.clock.advance(guaranteeLimit - 1);
  assert.equal(await isAdmitted(room), false);
  await room.clock.advance(1);
  assert.equal(await isAdmitted(room), true);
});

test('a disk that fails at the start keeps nobody out; the system record follows when the disk works', async (t) => {
  const room = new Room(t);
  const engine = await room.open();
  engine.store.inject({ kind: 'full', commits: 3 });
  engine.configure(config(lists));
  await room.until(() => isAdmitted(room));
  assert.equal(engine.storage().state, 'failing');
  assert.deepEqual(room.got(), []);
  await room.until(async () => {
    await room.clock.advance(1000);
    return room.got().length === 1;
  });
  assert.deepEqual(room.got(), ['system on 1']);
});

test('without guarantee-first, and without system accounting, users are admitted at once', async (t) => {
  const room = new Room(t);
  room.transport.hold = true;
  await room.open(config(lists, { guaranteeFirst: false }));
  assert.equal(await isAdmitted(room), true);
  const other = new Room(t);
  await other.open(config([list({ type: 'exec' })]));
  assert.equal(await isAdmitted(other), true);
});

test('accounting switched on and off, and the shutdown, make their records', async (t) => {
  const room = new Room(t);
  const engine = await room.open(config([]));
  const system = [list({ type: 'system', broadcast: true, methods: [group('radius'), group('tacacs+')] })];
  engine.configure(config(system));
  engine.configure(config(system));
  await room.until(() => room.got('tacacs+').length === 1);
  engine.configure(config([]));
  await room.until(() => room.got('tacacs+').length === 2);
  engine.configure(config(system));
  await room.until(() => room.got('tacacs+').length === 3);
  await engine.stop(10_000);
  assert.deepEqual(
    room.transport.of('radius').map((record) => `${record.kind} ${record.facts.reason}`),
    ['on reconfigure', 'off reconfigure', 'on reconfigure', 'off shutdown'],
  );
  assert.equal(room.got('tacacs+').length, 4);
});

test('a box says that its role has changed, in order; not what it was at first, nor what it is already', async (t) => {
  const room = new Room(t);
  const settings = config([list({ type: 'system' })], { guaranteeFirst: false });
  const engine = await room.open(settings);
  await room.until(() => room.got().length === 1);
  await engine.switchover('standby');
  room.transport.hold = true;
  for (const role of ['standby', 'active', 'active', 'standby'] as const) await engine.switchover(role);
  await room.until(() => room.transport.waiting.length > 0);
  await room.clock.advance(1000);
  assert.equal(room.transport.waiting.length, 1, 'one waits for the other');
  room.transport.release();
  await room.until(() => room.got().length === 3);
  await room.crashDelivered();
  const again = await room.open(settings);
  await again.switchover('standby');
  await again.switchover('active');
  await room.until(() => room.got().length === 5);
  assert.deepEqual(
    room.transport.of('radius').map(({ kind, facts }) => `${kind} ${facts.reason}`),
    ['on reload', 'on switchover', 'off switchover', 'on reload', 'on switchover'],
  );
});

test('no records of switchovers where they are suppressed', async (t) => {
  const room = new Room(t);
  const more = { guaranteeFirst: false, redundancySuppressSystemRecords: true };
  const engine = await room.open(config([list({ type: 'system' })], more));
  await engine.switchover('standby');
  await engine.switchover('active');
  await engine.stop(10_000);
  assert.deepEqual(
    room.transport.of('radius').map(({ facts }) => facts.reason),
    ['reload', 'shutdown'],
  );
});

test('a clean stop waits for what is under way, and no longer than it may', async (t) => {
  const room = new Room(t);
  const engine = await room.open(config([list({ type: 'exec' })]));
  const { session } = engine.open(exec);
  room.transport.hold = true;
  await engine.close(session.key, { cause: 'user-request' });
  let stopped = false;
  const stopping = engine.stop(5000).then(() => {
    stopped = true;
  });
  await room.clock.advance(4999);
  assert.equal(stopped, false);
  await room.clock.advance(1);
  await stopping;
  room.transport.release();
  const again = await room.open();
  const [book] = await again.books();
  assert.equal(book?.made, 2);
  assert.equal((book?.waiting ?? 0) + (book?.acknowledged ?? 0), 2);
});
