import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../../base/clock.ts';
import { silentLog } from '../../base/event-log.ts';
import { seededRandom } from '../../base/random.ts';
import {
  counter64,
  decodeMessage,
  encodeCommunity,
  integer,
  localizedKey,
  type Oid,
  oid,
  oidText,
  type Pdu,
  type SnmpValue,
  text,
} from '../../protocols/snmp/index.ts';
import { SnmpAgent } from './agent.ts';
import { emptySnmpConfig, type SnmpConfig } from './config.ts';
import { SnmpMemory } from './memory.ts';
import { MibTree, scalarLeaf, tableLeaves } from './objects.ts';
import { newCounters } from './statistics.ts';
import { switchColumn, testRows } from './testing.ts';
import { UserSecurity } from './user-security.ts';

const clear = (secret: { readonly text: string }): string => secret.text;
const sealed = (text: string) => ({ type: 6, text }) as const;
const from = { address: '192.0.2.1', port: 5000 };

/** `1.3.1.0`, the rows 1, 5 and 70 of a table with three columns below `1.3.2.1`, and `1.3.9.0`. */
function tree(written: string[]): MibTree {
  const rows = testRows();
  return new MibTree([
    scalarLeaf({ name: 'last', oid: oid('1.3.9'), read: () => text('end') }),
    scalarLeaf({
      name: 'broken',
      oid: oid('2.1'),
      read: () => {
        throw new Error('broken');
      },
    }),
    scalarLeaf({ name: 'first', oid: oid('1.3.1'), read: () => text('begin') }),
    ...tableLeaves({
      name: 'table',
      entry: oid('1.3.2.1'),
      rows: () => rows,
      columns: [
        { name: 'number', number: 1, read: (row) => integer(row) },
        { name: 'large', number: 2, read: (row) => (row === 5 ? undefined : counter64(BigInt(row))) },
        switchColumn(3, written),
      ],
    }),
  ]);
}

async function box(more: Partial<SnmpConfig> = {}) {
  const clock = new FakeClock();
  const random = seededRandom(3);
  const written: string[] = [];
  const memory = new SnmpMemory(clock, random, { read: () => undefined, write: () => {} }, () => {});
  const agent = new SnmpAgent({
    ...{ clock, random, log: silentLog, memory, openSecret: clear },
    permits: (_list, address) => address === from.address,
    openEndpoint: async () => ({ port: 161, send: () => {}, close: async () => {} }),
    tree: () => tree(written),
  });
  await agent.configure({
    ...emptySnmpConfig,
    communities: [
      { community: sealed('look'), access: 'ro' },
      { community: sealed('touch'), access: 'rw', accessList: '7' },
      { community: sealed('part'), access: 'rw', view: 'part' },
      { community: sealed('far'), access: 'ro', view: 'far' },
    ],
    views: [
      { view: 'far', tree: '2', included: true },
      { view: 'part', tree: '1.3', included: true },
      { view: 'part', tree: '1.3.2.1.1', included: false },
      { view: 'part', tree: '1.3.2.1.1.5', included: true },
    ],
    ...more,
  });
  const ask = async (
    type: Pdu['type'],
    oids: readonly string[],
    {
      community = 'look',
      version = 2 as 1 | 2,
      status = 0,
      index = 0,
      value = { type: 'null' } as SnmpValue,
      at = from,
    } = {},
  ): Promise<readonly string[] | undefined> => {
    const varbinds = oids.map((one) => ({ oid: oid(one), value }));
    const pdu: Pdu = { type, requestId: 9, status, index, varbinds };
    const octets = await agent.answer(encodeCommunity({ version, community: Buffer.from(community), pdu }), at);
    if (octets === undefined) return undefined;
    const answer = decodeMessage(octets);
    assert.ok(answer.ok && answer.value.version !== 3 && answer.value.pdu.type === 'response');
    assert.equal(answer.value.pdu.requestId, 9);
    const { pdu: told } = answer.value;
    if (told.status !== 0) return [`error ${told.status} at ${told.index}`];
    return told.varbinds.map(({ oid, value }) => `${oidText(oid)} ${shown(value)}`);
  };
  return { agent, ask, clock, memory, random, written };
}

const shown = (value: SnmpValue): string =>
  value.type === 'octets' ? Buffer.from(value.value).toString() : 'value' in value ? String(value.value) : value.type;

const all = [
  '1.3.1.0 begin',
  '1.3.2.1.1.1 1',
  '1.3.2.1.1.5 5',
  '1.3.2.1.1.70 70',
  '1.3.2.1.2.1 1',
  '1.3.2.1.2.70 70',
  '1.3.2.1.3.1 2',
  '1.3.2.1.3.5 2',
  '1.3.2.1.3.70 2',
  '1.3.9.0 end',
];

test('a walk goes through scalars and tables in order, with holes, from any place', async () => {
  const { ask } = await box();
  const walked: string[] = [];
  for (let at = '1.3'; ; ) {
    const [line = ''] = (await ask('get-next', [at])) ?? [];
    if (line.endsWith('endOfMibView')) break;
    walked.push(line);
    at = line.split(' ')[0] ?? '';
  }
  assert.deepEqual(walked, all);
  assert.deepEqual(await ask('get-bulk', ['1.3'], { index: 100 }), [...all, '1.3.9.0 endOfMibView']);
  assert.deepEqual(await ask('get-next', ['1.3.2.1.1.5.9', '1.3.2.1.2.2', '1.3.2', '0.1']), [
    '1.3.2.1.1.70 70',
    '1.3.2.1.2.70 70',
    '1.3.2.1.1.1 1',
    '1.3.1.0 begin',
  ]);
  assert.deepEqual(await ask('get', ['1.3.9.0', '1.3.9', '1.3.2.1.2.5', '1.3.2.1.7.1', '1.3.1.1']), [
    '1.3.9.0 end',
    '1.3.9 noSuchInstance',
    '1.3.2.1.2.5 noSuchInstance',
    '1.3.2.1.7.1 noSuchObject',
    '1.3.1.1 noSuchInstance',
  ]);
});

test('a variable that cannot be read is an error, not a silence', async () => {
  const { ask } = await box();
  assert.deepEqual(await ask('get', ['2.1.0'], { community: 'far' }), ['error 5 at 0']);
});

test('get-bulk: one of those that are not repeated, rows of those that are; as much as fits', async () => {
  const { ask } = await box({ packetSize: 484 });
  assert.deepEqual(await ask('get-bulk', ['1.3', '1.3.2.1.1', '1.3.2.1.3'], { status: 1, index: 2 }), [
    '1.3.1.0 begin',
    '1.3.2.1.1.1 1',
    '1.3.2.1.3.1 2',
    '1.3.2.1.1.5 5',
    '1.3.2.1.3.5 2',
  ]);
  const many = await ask(
    'get-bulk',
    Array.from({ length: 30 }, () => '1.3.2.1.1'),
    { index: 1000 },
  );
  assert.ok(many !== undefined && many.length >= 25 && many.length < 90, `${many?.length} in 484 octets`);
  assert.deepEqual(
    await ask(
      'get',
      Array.from({ length: 60 }, () => '1.3.1.0'),
    ),
    ['error 1 at 0'],
  );
});

test('version 1 has no exceptions and no Counter64', async () => {
  const { ask } = await box();
  const version = { version: 1 } as const;
  assert.deepEqual(await ask('get', ['1.3.1.0', '1.3.7.0'], version), ['error 2 at 2']);
  assert.deepEqual(await ask('get', ['1.3.2.1.2.1'], version), ['error 2 at 1']);
  assert.deepEqual(await ask('get-next', ['1.3.2.1.1.70'], version), ['1.3.2.1.3.1 2']);
  assert.deepEqual(await ask('get-next', ['1.3.9.0'], version), ['error 2 at 1']);
  assert.equal(await ask('get-bulk', ['1.3'], version), undefined);
});

test('communities, access lists, views', async () => {
  const { ask, agent } = await box();
  assert.equal(await ask('get', ['1.3.1.0'], { community: 'nobody' }), undefined);
  const elsewhere = { address: '192.0.2.2', port: 1 };
  assert.equal(await ask('get', ['1.3.1.0'], { community: 'touch', at: elsewhere }), undefined);
  assert.deepEqual(await ask('get', ['1.3.1.0'], { community: 'touch' }), ['1.3.1.0 begin']);
  assert.deepEqual([agent.counters.inBadCommunityNames, agent.counters.accessDenied], [2, 1]);
  const part = { community: 'part' };
  assert.deepEqual(await ask('get', ['1.3.2.1.1.1', '1.3.2.1.1.5'], part), [
    '1.3.2.1.1.1 noSuchObject',
    '1.3.2.1.1.5 5',
  ]);
  assert.deepEqual(await ask('get-bulk', ['1.3'], { ...part, index: 3 }), [all[0], all[2], all[4]]);
});

test('writes are tested all before the first is done, and need write access', async () => {
  const { ask, written } = await box();
  const set = (oids: readonly string[], value: SnmpValue = integer(1), community = 'touch') =>
    ask('set', oids, { community, value });
  assert.deepEqual(await set(['1.3.2.1.3.1'], integer(1), 'look'), ['error 6 at 1']);
  assert.deepEqual(await set(['1.3.2.1.3.1', '1.3.2.1.3.9']), ['error 11 at 2']);
  assert.deepEqual(await set(['1.3.2.1.3.1', '1.3.1.0']), ['error 17 at 2']);
  assert.deepEqual(await set(['1.3.2.1.3.1'], text('x')), ['error 7 at 1']);
  assert.deepEqual(await set(['1.3.2.1.3.1'], integer(3)), ['error 10 at 1']);
  assert.deepEqual(written, []);
  assert.deepEqual(await set(['1.3.2.1.3.1', '1.3.2.1.3.5']), ['1.3.2.1.3.1 1', '1.3.2.1.3.5 1']);
  assert.deepEqual(await set(['1.3.2.1.3.70']), ['error 14 at 1']);
  assert.deepEqual(written, ['row 1', 'row 5', 'row 70']);
  assert.deepEqual(
    await ask('set', ['1.3.1.0'], { community: 'touch', version: 1, value: integer(1) }),
    ['error 2 at 1'],
    'version 1 knows fewer errors',
  );
});

test('a signed write is taken once its time is ours, and not again later; nor with other boots', async () => {
  const password = sealed('password1');
  const { agent, clock, memory, random, written } = await box({
    groups: [{ name: 'ops', level: 'auth', write: 'part' }],
    users: [{ name: 'bob', group: 'ops', authentication: { protocol: 'sha-256', password } }],
  });
  const id = Buffer.from(memory.values.engineId, 'hex');
  const keys = { protocol: 'sha-256', authentication: localizedKey('sha-256', 'password1', id) } as const;
  const bob = { name: 'bob', group: 'ops', keys };
  const message = (boots: number, on: Oid): Buffer => {
    // Another engine's hands write it, with our id, boots and time.
    const hand = new UserSecurity(clock, random, newCounters(), { id, boots }, 0, []);
    const varbinds = [{ oid: on, value: integer(1) }];
    return hand.protect(1, bob, 'auth', hand.scope({ type: 'set', requestId: 1, status: 0, index: 0, varbinds }));
  };
  const ours = message(1, oid('1.3.2.1.3.1'));
  assert.ok(await agent.answer(ours, from));
  assert.deepEqual(written, ['row 1']);
  await clock.advance(140_000);
  assert.ok(await agent.answer(message(1, oid('1.3.2.1.3.5')), from));
  await clock.advance(20_000);
  assert.equal(await agent.answer(ours, from), undefined, 'recorded and sent again');
  assert.equal(await agent.answer(message(2, oid('1.3.2.1.3.5')), from), undefined, 'of another boot');
  assert.deepEqual([written, agent.counters.notInTimeWindows], [['row 1', 'row 5'], 2]);
});

test('boots count on, engine and totals stay, also when the file is damaged or cannot be written', () => {
  const clock = new FakeClock();
  const disk: { text?: string } = {};
  const failures: string[] = [];
  const file = {
    read: () => disk.text,
    write(text: string) {
      disk.text = text;
    },
  };
  const life = () => new SnmpMemory(clock, seededRandom(1), file, (reason) => failures.push(reason));
  const first = life();
  first.change({ total: 7, highWater: 3 });
  first.flush();
  const second = life();
  assert.deepEqual(second.values, { ...first.values, boots: 2, total: 7, highWater: 3 });
  disk.text = '{"engineId": 5';
  assert.equal(life().values.boots, 1);
  assert.equal(failures.length, 0);
  const broken = new SnmpMemory(
    clock,
    seededRandom(1),
    {
      read: () => undefined,
      write: () => {
        throw new Error('disk full');
      },
    },
    (reason) => failures.push(reason),
  );
  assert.equal(broken.values.boots, 1);
  assert.deepEqual(failures, ['disk full']);
});
