import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { noCounters, packUsage, takeReading, total, type Usage, unpackUsage } from './counters.ts';
import { backoff } from './delivery/backoff.ts';
import { config, group, list } from './fixtures/room.ts';
import { Identifiers } from './identifiers.ts';
import { findList, methodsOf, planFor } from './lists.ts';
import { ipv4Octets } from './radius-values.ts';
import type { AccountingRecord, Counters } from './record.ts';
import { decodeRecord, encodeRecord } from './record-codec.ts';
import { firstInterim, Schedule } from './schedule.ts';

const context = { newModel: true, sessionId: 'common' } as const;
const protocolOf = (name: string) => (({ radius: 'radius', isp: 'radius', 'tacacs+': 'tacacs+' }) as const)[name];

test('a list: the named one, else the default, else none; system has a default only', () => {
  const lists = [list({ type: 'exec', name: 'LINE' }), list({ type: 'exec' }), list({ type: 'commands', level: 15 })];
  assert.equal(findList(lists, 'exec', 'LINE')?.name, 'LINE');
  assert.equal(findList(lists, 'exec', 'UNKNOWN')?.name, 'default');
  assert.equal(findList(lists, 'network', 'default'), undefined);
  assert.equal(findList(lists, 'commands', 'default', 15)?.level, 15);
  assert.equal(findList(lists, 'commands', 'default', 1), undefined);
  assert.equal(findList([list({ type: 'system', name: 'X' })], 'system', 'X'), undefined);
});

test('what a list asks for', () => {
  const plan = (...[of, more]: [Parameters<typeof list>[0], Parameters<typeof config>[1]?]) =>
    planFor(config([list(of)], more), context, protocolOf, of.type, 'default', of.level);
  const methods = [group('radius'), group('tacacs+'), group('nobody')];
  assert.deepEqual(plan({ type: 'exec', methods }), {
    rule: 'start-stop',
    destinations: ['group radius group tacacs+'],
    newinfo: false,
  });
  assert.deepEqual(plan({ type: 'exec', methods, broadcast: true }).destinations, ['group radius', 'group tacacs+']);
  assert.deepEqual(plan({ type: 'commands', level: 1, methods }).destinations, ['group tacacs+']);
  assert.equal(plan({ type: 'exec', methods: [group('nobody')] }).rule, 'none');
  assert.equal(plan({ type: 'exec', action: 'wait-start' }).rule, 'start-stop');
  assert.equal(plan({ type: 'exec', action: 'none' }).rule, 'none');
  const { action: _, ...noAction } = list({ type: 'exec', submode: true });
  assert.equal(planFor(config([noAction]), context, protocolOf, 'exec', 'default').rule, 'none');
  const update = { update: { newinfo: true, periodic: 5 } };
  assert.deepEqual([plan({ type: 'exec' }, update).interval, plan({ type: 'exec' }, update).newinfo], [300, true]);
  assert.equal(plan({ type: 'exec', periodic: 2 }, update).interval, 120);
  assert.equal(plan({ type: 'exec', periodic: 'disable' }, update).interval, undefined);
  assert.equal(plan({ type: 'exec', action: 'stop-only' }, update).interval, undefined);
  assert.equal(
    planFor(config([list({ type: 'exec' })]), { ...context, newModel: false }, protocolOf, 'exec', 'default').rule,
    'none',
  );
});

test('a destination is its methods, written out', () => {
  assert.deepEqual(methodsOf('group isp logger group tacacs+'), [group('isp'), { method: 'logger' }, group('tacacs+')]);
});

const counters: fc.Arbitrary<Counters> = fc.record(
  {
    bytesIn: fc.bigInt(0n, 2n ** 63n),
    bytesOut: fc.bigInt(0n, 2n ** 63n),
    packetsIn: fc.bigInt(0n, 2n ** 63n),
    packetsOut: fc.bigInt(0n, 2n ** 63n),
  },
  { noNullPrototype: true },
);

test('counters of a session never go back, whatever the source reads, and survive the disk', () => {
  fc.assert(
    fc.property(fc.array(counters, { minLength: 1 }), (readings) => {
      let usage: Usage | undefined;
      let before = noCounters;
      for (const reading of readings) {
        usage = takeReading(usage, reading);
        assert.deepEqual(unpackUsage(packUsage(usage)), usage);
        const now = total(usage);
        for (const name of ['bytesIn', 'bytesOut', 'packetsIn', 'packetsOut'] as const)
          assert.ok(now[name] >= before[name] && now[name] >= reading[name]);
        before = now;
      }
    }),
  );
});

test('counters that go on are taken as they are; those that begin anew are added', () => {
  const at = (bytesIn: bigint): Counters => ({ ...noCounters, bytesIn });
  let usage = takeReading(undefined, at(100n));
  usage = takeReading(usage, at(150n));
  usage = takeReading(usage, at(10n));
  usage = takeReading(usage, at(30n));
  assert.equal(total(usage).bytesIn, 180n);
});

test('a record comes back from the disk as it was', () => {
  const facts = fc.record(
    {
      user: fc.string({ unit: 'binary' }),
      portNumber: fc.nat(),
      classes: fc.array(fc.constantFrom('00', 'ff')),
      command: fc.string(),
      authentic: fc.constantFrom('radius', 'none'),
      service: fc.constantFrom('shell', 'ppp'),
    },
    { requiredKeys: [], noNullPrototype: true },
  );
  const record = fc.record(
    {
      type: fc.constantFrom('exec', 'commands', 'network', 'system', 'vrrs'),
      kind: fc.constantFrom('start', 'stop', 'interim', 'on', 'off'),
      sessionId: fc.nat(0xffff_ffff),
      taskId: fc.nat(0xffff_ffff),
      time: fc.nat(2 ** 42),
      startTime: fc.nat(2 ** 42),
      elapsed: fc.nat(),
      counters,
      facts,
    },
    { requiredKeys: ['type', 'kind', 'sessionId', 'taskId', 'time', 'startTime', 'facts'], noNullPrototype: true },
  );
  fc.assert(fc.property(record, (one: AccountingRecord) => assert.deepEqual(decodeRecord(encodeRecord(one)), one)));
  for (const damaged of ['', '[]', '{}', '[0,1', '[99,1,1,1,1,1,1,0,{}]', 'null'])
    assert.equal(decodeRecord(damaged), undefined, damaged);
});

test('the schedule gives keys in order of time, each once, and forgets those dropped', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(20), fc.nat(1000))), fc.array(fc.nat(20)), (puts, drops) => {
      const schedule = new Schedule();
      const model = new Map<number, number>();
      for (const [key, at] of puts) {
        schedule.put(key, at);
        model.set(key, at);
      }
      for (const key of drops) {
        schedule.drop(key);
        model.delete(key);
      }
      const taken: number[] = [];
      for (let key = schedule.take(1000); key !== undefined; key = schedule.take(1000)) taken.push(key);
      assert.deepEqual([...taken].sort(), [...model.keys()].sort());
      assert.deepEqual(
        taken.map((key) => model.get(key)),
        [...model.values()].sort((a, b) => a - b),
      );
    }),
  );
});

test('the first interim comes after the interval and a share of the jitter, which never exceeds it', () => {
  assert.equal(firstInterim(60, 0, 0.99), 60_000);
  assert.equal(firstInterim(600, 300, 0.5), 750_000);
  assert.equal(firstInterim(60, 300, 0.5), 90_000);
});

test('ids are unique over lives that die, small at first, and wrap without 0 and without those in use', () => {
  let mark = 1;
  const given = new Set<number>();
  for (let life = 0; life < 20; life++) {
    const ids = new Identifiers(mark, (next) => {
      mark = next;
    });
    for (let n = 0; n < 700; n++) {
      const id = ids.take();
      assert.ok(!given.has(id));
      given.add(id);
    }
    if (life % 2 === 1) mark = ids.mark;
  }
  assert.ok(given.has(1));
  const ids = new Identifiers(2 ** 32 - 1, () => {});
  assert.deepEqual([ids.take(), ids.take((id) => id === 1), ids.take()], [2 ** 32 - 1, 2, 3]);
});

test('back-off doubles from a second to a minute, less up to a quarter', () => {
  const at = (failures: number, fraction: number) =>
    backoff(failures, { bytes: () => new Uint8Array(), fraction: () => fraction });
  assert.deepEqual(
    [1, 2, 3, 7, 1000].map((n) => at(n, 0)),
    [1000, 2000, 4000, 60_000, 60_000],
  );
  assert.equal(at(7, 0.999999), 45_000);
});

test('dotted addresses: four numbers to 255, nothing else', () => {
  assert.deepEqual([...(ipv4Octets('192.0.2.255') ?? [])], [192, 0, 2, 255]);
  for (const bad of [
    '',
    '1.2.3',
    '1.2.3.4.5',
    '256.1.1.1',
    '01.2.3.4',
    '1..2.3',
    'a.b.c.d',
    '1.2.3.4 ',
    '2001:db8::1',
    '-1.2.3.4',
  ])
    assert.equal(ipv4Octets(bad), undefined, bad);
});
