import assert from 'node:assert/strict';
import { test } from 'node:test';
import { config, list, Room } from './fixtures/room.ts';
import type { AccountingRecord } from './record.ts';

const opening = { type: 'network', list: 'default', source: 'test', sourceKey: 'a', facts: { user: 'alice' } } as const;
const counters = (bytes: bigint) => ({ bytesIn: bytes, bytesOut: 0n, packetsIn: 0n, packetsOut: 0n });
const everyMinute = config([list({ type: 'network' })], { update: { newinfo: false, periodic: 1 }, jitter: 0 });

const short = ({ kind, elapsed, facts: { serviceName = '-' }, counters: c }: AccountingRecord): string =>
  `${kind} ${serviceName} ${elapsed ?? '-'} ${c?.bytesIn ?? '-'}`;

test('an interim says what is counted when it is made, that of a service what its session has counted', async (t) => {
  const room = new Room(t);
  const engine = await room.open(everyMinute);
  const { session, durable } = engine.open({ ...opening, services: [{ name: 'GOLD' }] });
  await durable;
  engine.freshen('test', async () => {
    await Promise.resolve();
    engine.count(session.key, counters(500n));
  });
  await room.clock.advance(60_000);
  await room.until(() => room.got().length === 4);
  const interims = room.transport.of('radius').slice(2).map(short).toSorted();
  assert.deepEqual(interims, ['interim - 60 500', 'interim GOLD 60 500']);
});

test('counters that take long to read are waited for two seconds; who ends meanwhile has no interim', async (t) => {
  const room = new Room(t);
  const engine = await room.open(everyMinute);
  const stays = engine.open(opening);
  const goes = engine.open({ ...opening, sourceKey: 'b', facts: { user: 'bob' } });
  await Promise.all([stays.durable, goes.durable]);
  engine.freshen('test', () => new Promise(() => {}));
  await room.clock.advance(61_500);
  await engine.close(goes.session.key, { cause: 'user-request' });
  await room.clock.advance(500);
  await engine.close(stays.session.key, { cause: 'user-request' });
  await room.until(() => room.got().filter((line) => line.includes('stop')).length === 2);
  const of = (user: string) =>
    room.transport
      .of('radius')
      .flatMap((one) => (one.facts.user === user ? [`${one.kind} ${one.elapsed ?? '-'}`] : []));
  assert.deepEqual(
    [of('alice'), of('bob')],
    [
      ['start -', 'interim 62', 'stop 62'],
      ['start -', 'stop 61'],
    ],
  );
});

test('the interim for news says what is counted when it is made; there is one for what is new at once', async (t) => {
  const room = new Room(t);
  const engine = await room.open(config([list({ type: 'network' })], { update: { newinfo: true } }));
  const { session, durable } = engine.open(opening);
  await durable;
  let read = (): void => {};
  engine.freshen(
    'test',
    () =>
      new Promise((resolve) => {
        read = resolve;
      }),
    true,
  );
  await engine.update(session.key, { address: '10.1.1.2' });
  await engine.update(session.key, {}, true);
  engine.count(session.key, counters(700n));
  read();
  await room.until(() => room.got().length === 2);
  await engine.close(session.key, { cause: 'user-request' });
  await room.until(() => room.got().length === 3);
  const records = room.transport.of('radius');
  assert.deepEqual(records.map(short), ['start - - -', 'interim - 0 700', 'stop - 0 700']);
  assert.equal(records[1]?.facts.address, '10.1.1.2');
});
