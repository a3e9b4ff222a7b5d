import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toRadius } from './attributes/encode.ts';
import { config, group, list, Room } from './fixtures/room.ts';
import type { AccountingRecord, Counters, Facts } from './record.ts';

const network = list({ type: 'network' });
const caller: Facts = { user: 'alice', service: 'ppp', portNumber: 5, calledStation: '7777' };
const opening = { type: 'network', list: 'default', source: 'test', sourceKey: 'one' } as const;
const bytes = (bytesIn: bigint): Counters => ({ bytesIn, bytesOut: 1n, packetsIn: 1n, packetsOut: 1n });
const kinds = (records: readonly AccountingRecord[]) => records.map(({ kind }) => kind);

test('delay-start: the Start waits for the address and carries it; without one it comes with the Stop', async (t) => {
  const room = new Room(t);
  const engine = await room.open(config([network], { delayStart: { all: false } }));
  const first = engine.open({ ...opening, facts: caller });
  await first.durable;
  await engine.update(first.session.key, { portName: 'Async5' });
  const second = engine.open({ ...opening, sourceKey: 'two', facts: { user: 'bob' } });
  await second.durable;
  assert.deepEqual(room.got(), []);
  await engine.update(first.session.key, { address: '10.1.1.2' });
  await room.until(() => room.got().length === 1);
  assert.equal(room.transport.of('radius')[0]?.facts.address, '10.1.1.2');
  await engine.close(second.session.key, { cause: 'user-request' });
  await room.until(() => room.got().length === 3);
  assert.deepEqual(kinds(room.transport.of('radius')), ['start', 'start', 'stop']);
});

test('delay-start by routing table: each session waits as the line of its own table says', async (t) => {
  const startsAtOnce = async (
    more: Parameters<typeof config>[1],
    expected: Readonly<Record<'global' | 'red' | 'blue', boolean>>,
  ): Promise<void> => {
    const room = new Room(t);
    const engine = await room.open(config([network], more));
    const tables = { global: undefined, red: 'red', blue: 'blue' };
    for (const [sourceKey, vrf] of Object.entries(tables)) {
      const facts = { ...caller, user: sourceKey, ...(vrf === undefined ? {} : { vrf }) };
      await engine.open({ ...opening, sourceKey, facts }).durable;
    }
    const wanted = Object.entries(expected).flatMap(([name, now]) => (now ? [name] : []));
    await room.until(() => room.got().length >= wanted.length);
    const got = room.transport.of('radius').map(({ facts }) => facts.user);
    assert.deepEqual(got.sort(), wanted.sort());
  };
  await startsAtOnce({ delayStart: { all: false } }, { global: false, red: true, blue: true });
  await startsAtOnce({ delayStartVrfs: [{ vrf: 'red' }] }, { global: true, red: false, blue: true });
  await startsAtOnce({ delayStart: { all: true } }, { global: false, red: false, blue: false });
});

test('a called number goes by its map and not by the list, while maps are enabled', async (t) => {
  const room = new Room(t);
  room.transport.protocols.isp = 'radius';
  room.transport.protocols.customer = 'tacacs+';
  const maps = [
    { number: '7777', action: 'start-stop', broadcast: true, methods: [group('isp'), group('customer')] },
    { number: '8888', action: 'none', broadcast: false, methods: [] },
  ] as const;
  const engine = await room.open(config([network], { dnis: { enabled: true, maps } }));
  await engine.open({ ...opening, facts: caller }).durable;
  await engine.open({ ...opening, sourceKey: 'two', facts: { ...caller, calledStation: '8888' } }).durable;
  await engine.open({ ...opening, sourceKey: 'three', facts: { ...caller, calledStation: '9999' } }).durable;
  await room.until(() => room.got('isp').length + room.got('customer').length + room.got().length >= 3);
  assert.deepEqual([room.got('isp').length, room.got('customer').length, room.got().length], [1, 1, 1]);
  assert.equal(room.transport.of('radius')[0]?.facts.calledStation, '9999');
  assert.deepEqual(
    room.messages.flatMap((line) => /Pick method (.*)/.exec(line)?.[1] ?? []),
    ['list of called number 7777', 'list of called number 8888', 'list "default"'],
  );
  engine.configure(config([network], { dnis: { enabled: false, maps } }));
  await engine.open({ ...opening, sourceKey: 'four', facts: caller }).durable;
  await room.until(() => room.got().length === 2);
});

test('what is remembered of an end is as durable as its Stop and is forgotten in time', async (t) => {
  const room = new Room(t);
  const engine = await room.open(config([network]));
  const { session } = engine.open({ ...opening, facts: caller });
  const until = room.clock.now() + 60_000;
  await engine.close(session.key, {
    cause: 'user-request',
    elapsed: 171,
    remember: { name: 'test|one', body: '{"a":1}', until },
  });
  await room.until(() => room.got().length === 2);
  assert.equal(room.transport.of('radius')[1]?.elapsed, 171);
  await room.crash();
  const again = await room.open(config([network]));
  assert.deepEqual(await again.remembered(), [{ name: 'test|one', body: '{"a":1}', until }]);
  await room.clock.advance(60_001);
  assert.deepEqual(await again.remembered(), []);
});

test('a report makes the interim that is about due, with its counters, and they survive a crash', async (t) => {
  const room = new Room(t);
  const update = { newinfo: false, periodic: 5 };
  const engine = await room.open(config([network], { update, jitter: 0 }));
  const { session, durable } = engine.open({ ...opening, facts: caller });
  await durable;
  const report = async (counters: Counters) => {
    engine.count(session.key, counters);
    await engine.report(session.key);
  };
  await room.clock.advance(60_000);
  await report(bytes(10n));
  await room.until(() => room.got().length === 1);
  await room.clock.advance(240_000 - 1);
  await report(bytes(50n));
  await room.until(() => room.got().length === 2);
  assert.equal(room.transport.of('radius')[1]?.counters?.bytesIn, 50n);
  // The source is late: the clock steps in with what is known.
  await room.clock.advance(376_000);
  await room.until(() => room.got().length === 3);
  assert.deepEqual(
    room.transport.of('radius').map(({ elapsed }) => elapsed),
    [undefined, 300, 675],
  );
  await report(bytes(70n));
  await room.crash();
  const again = await room.open();
  assert.equal(again.session(session.key)?.counters?.bytesIn, 70n);
});

test('the interval of an open session can be changed, also over a restart', async (t) => {
  const room = new Room(t);
  const engine = await room.open(config([network], { jitter: 0 }));
  const { session, durable } = engine.open({ ...opening, facts: caller });
  await durable;
  await engine.pace(session.key, 60);
  await room.clock.advance(60_000);
  await room.until(() => room.got().length === 2);
  await room.crash();
  const again = await room.open(config([network], { jitter: 0 }));
  again.adopt(session.key);
  await room.clock.advance(60_000);
  await room.until(() => room.got().length === 3);
  await again.pace(session.key, 0);
  await room.clock.advance(600_000);
  await again.close(session.key, { cause: 'user-request' });
  await room.until(() => room.got().some((line) => line.includes('stop')));
  assert.equal(room.got().length, 4, 'nothing between the last interim and the Stop');
});

test('attributes of the source go into RADIUS records as they came, the foreign session id does not', () => {
  const facts: Facts = { ...caller, foreignSessionId: 'f00', passed: ['77:35364b', '300', 'x:00'], portType: 'wifi' };
  const record: AccountingRecord = {
    ...{ type: 'network', kind: 'start', sessionId: 1, taskId: 1, time: 0, startTime: 0 },
    facts,
  };
  const attributes = toRadius(record, { nasAddress: '192.0.2.1', delay: 0 });
  assert.equal(Buffer.from(attributes.find(({ type }) => type === 77)?.value ?? []).toString(), '56K');
  assert.equal(Buffer.from(attributes.find(({ type }) => type === 61)?.value ?? []).readUInt32BE(), 19);
  assert.ok(!attributes.some(({ value }) => Buffer.from(value).includes('f00')));
});

test('a session whose source went on counting from an earlier one has only its own share', async (t) => {
  const room = new Room(t);
  const engine = await room.open(config([network]));
  const { session, durable } = engine.open({ ...opening, facts: caller, counted: bytes(1000n) });
  await durable;
  engine.count(session.key, bytes(1010n));
  assert.deepEqual([session.counters?.bytesIn, session.reading?.bytesIn], [10n, 1010n]);
  await engine.report(session.key);
  await room.crash();
  const again = await room.open(config([network]));
  await again.close(session.key, { cause: 'user-request', counters: bytes(5n) });
  const stop = () => room.transport.of('radius').find(({ kind }) => kind === 'stop');
  await room.until(() => stop() !== undefined);
  assert.equal(stop()?.counters?.bytesIn, 15n, 'the source began anew');
});
