/** Services of sessions: records of their own, in step with those of the session. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { config, group, list, Room } from './fixtures/room.ts';
import { type AccountingRecord, type Facts, hexSessionId } from './record.ts';

const facts: Facts = { user: 'alice', service: 'ppp', address: '10.1.1.2' };
const opening = { type: 'network', list: 'default', source: 'test', sourceKey: 'a', facts } as const;
const counters = (bytes: bigint) => ({ bytesIn: bytes, bytesOut: 2n * bytes, packetsIn: 1n, packetsOut: 2n });
const minute = 60_000;

const short = ({ kind, facts: { serviceName = '-' }, counters: c }: AccountingRecord): string =>
  `${kind} ${serviceName}${c === undefined ? '' : ` ${c.bytesIn}`}`;

test('a service has its own id, names its session, counts from its start, and ends before the session', async (t) => {
  const room = new Room(t);
  const engine = await room.open(config([list({ type: 'network' })]));
  const { session, durable } = engine.open(opening);
  await durable;
  engine.count(session.key, counters(1000n));
  const gold = engine.openService(session.key, { name: 'GOLD' });
  await gold?.durable;
  assert.deepEqual(
    engine.services(session.key).map(({ facts: { serviceName } }) => serviceName),
    ['GOLD'],
  );
  assert.equal(engine.openService(session.key, { name: 'GOLD' })?.session, gold?.session, 'it runs already');
  await room.clock.advance(10_000);
  engine.count(session.key, counters(1500n));
  await engine.close(session.key, { cause: 'lost-carrier', counters: counters(1700n) });
  await room.until(() => room.got().length === 4);
  const records = room.transport.of('radius');
  assert.deepEqual(records.map(short), ['start -', 'start GOLD', 'stop GOLD 700', 'stop - 1700']);
  const [, , stop] = records;
  assert.notEqual(stop?.sessionId, session.sessionId);
  assert.equal(stop?.facts.parentSessionId, session.sessionId);
  assert.deepEqual(
    [stop?.facts.user, stop?.facts.address, stop?.facts.terminateCause, stop?.elapsed],
    ['alice', '10.1.1.2', 'lost-carrier', 10],
  );
  assert.equal(engine.session(stop?.taskId ?? 0), undefined);
  assert.deepEqual([...engine.sessions()], []);
});

test('services begin with the session; one ends alone; other kinds of session have none', async (t) => {
  const room = new Room(t);
  const engine = await room.open(config([list({ type: 'network' }), list({ type: 'exec' })]));
  const { session, durable } = engine.open({ ...opening, services: [{ name: 'A' }, { name: 'B' }] });
  await durable;
  const [a] = engine.services(session.key);
  await engine.close(a?.key ?? 0, { cause: 'admin-reset' });
  await room.until(() => room.got().length === 4);
  assert.deepEqual(room.transport.of('radius').map(short), ['start -', 'start A', 'start B', 'stop A']);
  assert.equal(engine.services(session.key).length, 1);
  const shell = engine.open({ ...opening, type: 'exec' });
  await shell.durable;
  assert.equal(engine.openService(shell.session.key, { name: 'A' }), undefined);
  assert.equal(engine.openService(a?.key ?? 0, { name: 'A' }), undefined);
});

test('the interval: what the server ordered, else that for services, else that for sessions', async (t) => {
  const intervals = async (more: Parameters<typeof config>[1], ordered?: number): Promise<number[]> => {
    const room = new Room(t);
    const engine = await room.open(config([list({ type: 'network' })], { jitter: 0, ...more }));
    const { session } = engine.open(opening);
    const service = { name: 'GOLD', ...(ordered === undefined ? {} : { interimInterval: ordered }) };
    await engine.openService(session.key, service)?.durable;
    for (let minutes = 1; minutes <= 6; minutes++) {
      const interims = () => room.got().length;
      const before = interims();
      await room.clock.advance(minute);
      for (let turn = 0; turn < 4000 && interims() === before; turn++) await new Promise((done) => setImmediate(done));
    }
    await engine.stop(1000);
    const records = room.transport.of('radius');
    return records.filter((r) => r.kind === 'interim' && r.facts.serviceName).map((r) => (r.elapsed ?? 0) / 60);
  };
  const update = { newinfo: false, periodic: 2 };
  assert.deepEqual(await intervals({ update, serviceInterval: 3 }, 240), [4]);
  assert.deepEqual(await intervals({ update, serviceInterval: 3 }), [3, 6]);
  assert.deepEqual(await intervals({ update }), [2, 4, 6]);
  assert.deepEqual(await intervals({ update, serviceInterval: 3 }, 0), []);
  assert.deepEqual(await intervals({}), []);
});

test('the list: of the profile, of the policy, else where the session goes', async (t) => {
  const room = new Room(t);
  Object.assign(room.transport.protocols, { P: 'radius', Q: 'radius' });
  const lists = ['P', 'Q'].map((name) => list({ type: 'network', name, methods: [group(name)] }));
  const servicePolicies = [{ name: 'GOLD', list: 'Q' }];
  const engine = await room.open(config([...lists, list({ type: 'network' })], { servicePolicies }));
  const { session } = engine.open(opening);
  await engine.openService(session.key, { name: 'GOLD' })?.durable;
  await engine.openService(session.key, { name: 'OTHER' })?.durable;
  await engine.openService(session.key, { name: 'SILVER', list: 'P' })?.durable;
  await room.until(() => room.got().length === 2 && room.got('P').length === 1 && room.got('Q').length === 1);
  assert.deepEqual(room.transport.of('radius').map(short), ['start -', 'start OTHER']);
  assert.deepEqual(room.transport.of('P').map(short), ['start SILVER']);
  assert.deepEqual(room.transport.of('Q').map(short), ['start GOLD']);
});

test('an interim of a service never takes the place of one of its session', async (t) => {
  const room = new Room(t);
  room.transport.hold = true;
  const update = { newinfo: false, periodic: 1 };
  const engine = await room.open(config([list({ type: 'network' })], { update, jitter: 0 }));
  const { session } = engine.open(opening);
  await engine.openService(session.key, { name: 'GOLD' })?.durable;
  for (let minutes = 0; minutes < 3; minutes++) {
    await room.clock.advance(minute);
    await room.until(async () => (await engine.books())[0]?.made === 4 + 2 * minutes);
  }
  const [books] = await engine.books();
  assert.deepEqual([books?.made, books?.superseded, books?.waiting], [8, 4, 4]);
  const waiting = (await engine.outbox()).map(({ kind, sessionId }) => `${kind} ${hexSessionId(sessionId)}`);
  assert.equal(new Set(waiting).size, 4, waiting.join());
});

test('a service reports as often as the server has ordered of its session, where nothing is said of itself', async (t) => {
  const room = new Room(t);
  const engine = await room.open(config([list({ type: 'network' })], { jitter: 0 }));
  const services = [{ name: 'LIKE' }, { name: 'OWN', interimInterval: 120 }];
  await engine.open({ ...opening, interimInterval: 60, services }).durable;
  await room.clock.advance(minute);
  await room.until(() => room.got().length === 5);
  await room.clock.advance(minute);
  await room.until(() => room.got().length === 8);
  assert.deepEqual(room.transport.of('radius').slice(3).map(short).toSorted(), [
    'interim -',
    'interim -',
    'interim LIKE',
    'interim LIKE',
    'interim OWN',
  ]);
});

test('after a crash services go on with their session, or end with it', async (t) => {
  const room = new Room(t);
  const settings = config([list({ type: 'network' })]);
  const engine = await room.open(settings);
  const live = engine.open({ ...opening, sourceKey: 'live', services: [{ name: 'L' }] });
  const dead = engine.open({ ...opening, sourceKey: 'dead', services: [{ name: 'D' }] });
  await Promise.all([live.durable, dead.durable]);
  assert.equal(engine.totals().sessions, 4);
  engine.count(live.session.key, counters(100n));
  engine.count(dead.session.key, counters(40n));
  await room.clock.advance(10_000);
  await room.until(() => room.got().length === 4);
  await room.clock.advance(100);
  await room.until(async () => (await engine.books())[0]?.waiting === 0);
  await room.crash();
  const again = await room.open();
  again.adopt(live.session.key);
  assert.equal(again.totals().sessions, 2);
  await again.close(dead.session.key, { cause: 'nas-reboot' });
  again.configure(settings);
  const [service] = again.services(live.session.key);
  assert.equal(service?.facts.serviceName, 'L');
  again.count(live.session.key, counters(300n));
  await again.close(live.session.key, { cause: 'user-request' });
  await room.until(() => room.got().length === 8);
  assert.deepEqual(room.transport.of('radius').slice(4).map(short).sort(), [
    'stop - 300',
    'stop - 40',
    'stop D 40',
    'stop L 300',
  ]);
});

test('a service whose session makes no records has its own; after a crash nobody knows that session, and it ends', async (t) => {
  const room = new Room(t);
  const lists = [list({ type: 'network', action: 'none', methods: [] }), list({ type: 'network', name: 'S' })];
  const engine = await room.open(config(lists));
  const { session } = engine.open(opening);
  await engine.openService(session.key, { name: 'GOLD', list: 'S' })?.durable;
  await room.until(() => room.got().length === 1);
  await room.crash();
  await room.open(config(lists));
  await room.until(() => room.got().length === 2);
  assert.deepEqual(room.transport.of('radius').map(short), ['start GOLD', 'stop GOLD']);
});

test('under delay-start services wait for the Start of their session, and learn its address', async (t) => {
  const room = new Room(t);
  const engine = await room.open(config([list({ type: 'network' })], { delayStart: { all: false } }));
  const { address: _, ...early } = facts;
  const { session, durable } = engine.open({ ...opening, facts: early, services: [{ name: 'GOLD' }] });
  await durable;
  assert.deepEqual(await engine.outbox(), []);
  await engine.update(session.key, { address: '10.9.9.9' });
  await room.until(() => room.got().length === 2);
  assert.deepEqual(
    room.transport.of('radius').map((r) => `${short(r)} ${r.facts.address}`),
    ['start - 10.9.9.9', 'start GOLD 10.9.9.9'],
  );
  const second = engine.open({ ...opening, sourceKey: 'b', facts: early, services: [{ name: 'GOLD' }] });
  await second.durable;
  await engine.close(second.session.key, { cause: 'lost-carrier' });
  await room.until(() => room.got().length === 6);
  assert.deepEqual(room.transport.of('radius').slice(2).map(short), ['start -', 'start GOLD', 'stop GOLD', 'stop -']);
});

test('delay-start extended-delay: the Start waits a little for an IPv6 address, and no longer', async (t) => {
  const room = new Room(t);
  const delayStart = { all: true, extended: 2 };
  const engine = await room.open(config([list({ type: 'network' })], { delayStart }));
  await engine.open(opening).durable;
  await room.clock.advance(1_900);
  assert.deepEqual(await engine.outbox(), []);
  await room.clock.advance(200);
  await room.until(() => room.got().length === 1);
  const { session, durable } = engine.open({ ...opening, sourceKey: 'b' });
  await durable;
  await engine.update(session.key, { passed: ['97:0040200100'] });
  await room.until(() => room.got().length === 2);
});

test('no session reports more often than once a minute, whatever the server orders', async (t) => {
  const room = new Room(t);
  const engine = await room.open(config([list({ type: 'network' })], { jitter: 0 }));
  await engine.open({ ...opening, interimInterval: 5 }).durable;
  await room.clock.advance(59_000);
  assert.deepEqual(room.got().length, 1);
  await room.clock.advance(1_000);
  await room.until(() => room.got().length === 2);
});
