/** Rules that say whether and when a record is made, beside those of the engine's own tests. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../base/clock.ts';
import { seededRandom } from '../base/random.ts';
import type { AccountingConfig } from './config.ts';
import { alice, config, group, list, Room } from './fixtures/room.ts';
import { Interims } from './interims.ts';
import type { Facts } from './record.ts';

const opening = { list: 'default', source: 'test', facts: alice } as const;
const minute = 60_000;

test('an interval of a list wins over the global one, and switches it off', async (t) => {
  const room = new Room(t);
  const lists = [
    list({ type: 'network', name: 'OWN', periodic: 2 }),
    list({ type: 'network', name: 'NONE', periodic: 'disable' }),
    list({ type: 'network' }),
    list({ type: 'network', name: 'STOPS', action: 'stop-only', periodic: 1 }),
  ];
  const engine = await room.open(config(lists, { update: { newinfo: false, periodic: 5 }, jitter: 0 }));
  const keys = new Map<number, string>();
  for (const name of ['OWN', 'NONE', 'default', 'STOPS']) {
    const { session, durable } = engine.open({ ...opening, type: 'network', list: name, sourceKey: name });
    keys.set(session.sessionId, name);
    await durable;
  }
  // Three Starts, and what is due by then: an interim that waits would be replaced by the next one.
  for (let now = 1; now <= 10; now++) {
    await room.clock.advance(minute);
    await room.until(() => room.got().length >= 3 + Math.floor(now / 2) + Math.floor(now / 5));
  }
  await engine.stop(1000);
  const interims = new Map<string, number[]>();
  for (const { kind, sessionId, elapsed = 0 } of room.transport.of('radius')) {
    if (kind !== 'interim') continue;
    const name = keys.get(sessionId) ?? '';
    interims.set(name, [...(interims.get(name) ?? []), elapsed / 60]);
  }
  assert.deepEqual([...interims].sort(), [
    ['OWN', [2, 4, 6, 8, 10]],
    ['default', [5, 10]],
  ]);
});

test('stop-only: nothing but the Stop, whatever is new and however long it lasts', async (t) => {
  const room = new Room(t);
  const lists = [list({ type: 'network', action: 'stop-only' })];
  const engine = await room.open(config(lists, { update: { newinfo: true, periodic: 1 }, jitter: 0 }));
  const { session } = engine.open({ ...opening, type: 'network', sourceKey: 'one', interimInterval: 60 });
  await engine.update(session.key, { address: '10.1.1.2' });
  await room.clock.advance(200_000);
  await engine.close(session.key, { cause: 'user-request' });
  await room.until(() => room.got().length > 0);
  assert.deepEqual(room.got(), ['network stop 1']);
});

test('newinfo: an interim for a new fact or for other news, none for what is known already', async (t) => {
  const room = new Room(t);
  const engine = await room.open(config([list({ type: 'network' })], { update: { newinfo: true } }));
  const { session, durable } = engine.open({ ...opening, type: 'network', sourceKey: 'one' });
  await durable;
  const updates = [[{ address: '10.1.1.2' }], [{ address: '10.1.1.2' }], [{}], [{}, true]] as const;
  for (const [facts, news] of updates) {
    await engine.update(session.key, facts, news);
    // One that waits would be replaced by the next.
    await room.until(async () => (await engine.books()).every(({ waiting }) => waiting === 0));
  }
  await engine.close(session.key, { cause: 'user-request' });
  await room.until(() => room.got().includes('network stop 1'));
  assert.deepEqual(room.got(), ['network start 1', 'network interim 1', 'network interim 1', 'network stop 1']);
});

test('sessions in a routing table go by its list, those outside by theirs, whichever comes first', async (t) => {
  const room = new Room(t);
  const lists = [list({ type: 'network' }), list({ type: 'network', vrf: 'red', action: 'stop-only' })];
  const engine = await room.open(config(lists));
  for (const [sourceKey, vrf] of [['one'], ['two', 'red'], ['three']]) {
    const facts = { ...alice, ...(vrf === undefined ? {} : { vrf }) };
    await engine.open({ ...opening, facts, type: 'network', sourceKey: sourceKey ?? '' }).durable;
  }
  assert.deepEqual(
    Array.from(engine.sessions(), ({ rule }) => rule),
    ['start-stop', 'stop-only', 'start-stop'],
  );
});

test('broadcast to a group that is named twice is one record', async (t) => {
  const room = new Room(t);
  const methods = [group('radius'), group('radius')];
  const engine = await room.open(config([list({ type: 'exec', broadcast: true, methods })]));
  await engine.close(engine.open({ ...opening, type: 'exec', sourceKey: 'one' }).session.key, {
    cause: 'user-request',
  });
  await room.until(() => room.got().length >= 2);
  const [line, ...others] = await engine.books();
  assert.deepEqual([line?.made, others], [2, []]);
});

test('logins that became no session: whose Stop is wanted', async (t) => {
  const logins: Record<string, Facts> = {
    nobody: { user: 'nobody' },
    radius: { user: 'radius', authentic: 'radius' },
    remote: { user: 'remote', authentic: 'remote' },
    local: { user: 'local', authentic: 'local' },
  };
  const inTables: Facts[] = [
    { user: 'red', vrf: 'red' },
    { user: 'blue', vrf: 'blue', authentic: 'remote' },
  ];
  const wanted = async (more: Partial<AccountingConfig>): Promise<string[]> => {
    const room = new Room(t);
    room.transport.hold = true;
    const engine = await room.open(config([list({ type: 'exec' })], more));
    const tables = more.sendStopVrfs === undefined ? [] : inTables;
    for (const facts of [...Object.values(logins), ...tables]) await engine.failedLogin('default', facts);
    return (await engine.outbox(10)).map(({ user = '' }) => user);
  };
  assert.deepEqual(await wanted({}), []);
  assert.deepEqual(await wanted({ sendStopAuthenticationFailure: true }), ['nobody']);
  assert.deepEqual(await wanted({ sendStopAuthenticationSuccess: true }), ['radius', 'remote']);
  assert.deepEqual(await wanted({ sendStopAuthenticationFailure: true, sendStopAuthenticationSuccess: true }), [
    'nobody',
    'radius',
    'remote',
  ]);
  assert.deepEqual(await wanted({ sendStopAlways: true }), ['nobody', 'radius', 'remote', 'local']);
  assert.deepEqual(await wanted({ sendStopVrfs: [{ on: 'failure', vrf: 'red' }] }), ['red']);
  assert.deepEqual(await wanted({ sendStopVrfs: [{ on: 'success', vrf: 'blue' }] }), ['blue']);
});

test('a refused caller goes by the map of the number that he called', async (t) => {
  const room = new Room(t);
  room.transport.protocols.isp = 'radius';
  const maps = [{ number: '7777', action: 'stop-only', broadcast: false, methods: [group('isp')] }] as const;
  const more = { sendStopAuthenticationFailure: true, dnis: { enabled: true, maps } };
  const engine = await room.open(config([list({ type: 'network' })], more));
  for (const calledStation of ['7777', '8888'])
    await engine.failedLogin('default', { user: 'alice', calledStation }, 'network');
  await room.until(() => room.got('isp').length + room.got().length === 2);
  assert.deepEqual([room.got('isp').length, room.got().length], [1, 1]);
});

test('suppress null-username: no record of a command or a refused login without a user either', async (t) => {
  const room = new Room(t);
  room.transport.hold = true;
  const methods = [group('tacacs+')];
  const lists = [list({ type: 'exec' }), list({ type: 'commands', level: 15, methods })];
  const more = { suppressNullUsername: true, sendStopAuthenticationFailure: true };
  const engine = await room.open(config(lists, more));
  for (const facts of [{}, { user: '' }, { user: 'alice' }]) {
    await engine.command('default', 15, { ...facts, command: 'reload' }, undefined);
    await engine.failedLogin('default', facts);
  }
  const made = (await engine.outbox(10)).map(({ type, user }) => `${type} ${user}`);
  assert.deepEqual(made.toSorted(), ['commands alice', 'exec alice']);
});

test('session-id unique: parents, children and commands have ids of their own', async (t) => {
  const room = new Room(t);
  room.transport.hold = true;
  const engine = await room.open();
  const methods = [group('tacacs+')];
  const lists = [list({ type: 'exec' }), list({ type: 'network' }), list({ type: 'commands', level: 15, methods })];
  const ids = async (sessionId: 'common' | 'unique'): Promise<number[]> => {
    engine.configure(config(lists), { newModel: true, sessionId });
    const sourceKey = sessionId;
    const parent = engine.open({ ...opening, type: 'exec', sourceKey });
    const child = engine.open({ ...opening, type: 'network', sourceKey, parent: parent.session.key });
    await Promise.all([parent.durable, child.durable]);
    await engine.command('default', 15, { ...alice, command: 'reload' }, parent.session.key);
    const command = (await engine.outbox(50)).findLast(({ type }) => type === 'commands');
    return [parent.session.sessionId, child.session.sessionId, command?.sessionId ?? 0];
  };
  const common = await ids('common');
  const unique = await ids('unique');
  assert.equal(new Set(common).size, 1);
  assert.equal(new Set([...common, ...unique]).size, 4);
});

test('100,000 sessions that begin at once are spread over the interval, not sent in a burst', async () => {
  const clock = new FakeClock();
  const perSecond = new Map<number, number>();
  const interval = 300;
  const interims = new Interims(clock, seededRandom(5), () => {
    const now = Math.floor(clock.monotonic() / 1000);
    perSecond.set(now, (perSecond.get(now) ?? 0) + 1);
    return interval;
  });
  const count = 100_000;
  for (let key = 1; key <= count; key++) interims.add(key, interval, 300);
  for (let second = 0; second < 3 * interval; second++) await clock.advance(1000);
  interims.stop();
  const even = count / interval;
  for (let second = interval + 1; second < 3 * interval; second++) {
    const sent = perSecond.get(second) ?? 0;
    assert.ok(sent > even * 0.7 && sent < even * 1.3, `${sent} in second ${second}, ${even} on average`);
  }
  assert.equal([...perSecond.keys()].filter((second) => second < interval).length, 0);
});

test('nested: on its way to a server a Stop of EXEC waits for that of the network session, there and nowhere else', async (t) => {
  for (const nested of [true, false]) {
    const room = new Room(t);
    const both = { broadcast: true, methods: [group('radius'), group('tacacs+')] };
    const lists = [list({ type: 'exec', ...both }), list({ type: 'network', ...both })];
    const engine = await room.open(config(lists, { nested }));
    const order = (name: string): string[] =>
      room.transport.of(name).map(({ type, kind, facts }) => `${type} ${kind} ${facts.user}`);
    const exec = engine.open({ ...opening, type: 'exec', sourceKey: 'a' });
    await exec.durable;
    const net = engine.open({ ...opening, type: 'network', sourceKey: 'b', parent: exec.session.key });
    await net.durable;
    assert.equal(net.session.nestedIn, nested ? exec.session.key : undefined);
    const other = engine.open({ ...opening, type: 'exec', sourceKey: 'c', facts: { ...alice, user: 'bob' } });
    await room.until(() => order('radius').length === 3 && order('tacacs+').length === 3);

    // RADIUS does not take the Stop of the network session; TACACS+ does.
    let refuses = true;
    room.transport.poison = ({ type, kind }) => refuses && type === 'network' && kind === 'stop';
    const tacacs = room.transport.answer.bind(room.transport);
    room.transport.answer = (offered) => {
      if (offered.group === 'radius') return tacacs(offered);
      const { poison } = room.transport;
      room.transport.poison = () => false;
      tacacs(offered);
      room.transport.poison = poison;
    };
    await engine.close(net.session.key, { cause: 'user-request' });
    await engine.close(exec.session.key, { cause: 'user-request' });
    await engine.close(other.session.key, { cause: 'user-request' });
    const passing = async (what: () => boolean): Promise<void> => {
      for (let tries = 0; tries < 2000 && !what(); tries++) {
        await room.clock.advance(5000);
        await new Promise(setImmediate);
      }
      assert.ok(what(), JSON.stringify([order('radius'), order('tacacs+')]));
    };
    await passing(() => order('tacacs+').length === 6 && order('radius').includes('exec stop bob'));
    assert.deepEqual(
      order('tacacs+').filter((one) => one.endsWith('alice')),
      ['exec start alice', 'network start alice', 'network stop alice', 'exec stop alice'],
    );
    if (nested) {
      assert.ok(!order('radius').includes('exec stop alice'), 'it waits');
      // As it would after a crash, too.
      await room.crash();
      await room.open(config(lists, { nested }));
    } else await passing(() => order('radius').includes('exec stop alice'));
    refuses = false;
    await passing(() => ['exec', 'network'].every((type) => order('radius').includes(`${type} stop alice`)));
    // A record acknowledged in the moment before the crash comes once more.
    const ends = [...new Set(order('radius').filter((one) => one.endsWith('stop alice')))];
    const inOrder = ['network stop alice', 'exec stop alice'];
    assert.deepEqual(ends, nested ? inOrder : inOrder.toReversed());
  }
});
