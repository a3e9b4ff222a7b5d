import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { AccountingList } from '../../accounting/config.ts';
import { config, list, Room } from '../../accounting/fixtures/room.ts';
import { attribute } from '../../protocols/radius/index.ts';
import { ProxyCalls } from './calls.ts';
import { Logins } from './logins.ts';
import { ProxySessions } from './proxy-sessions.ts';
import { readReport } from './report.ts';

const caller = { client: '127.0.0.1', user: 'alice', port: '5', caller: '562' };
const facts = {
  user: 'alice',
  portNumber: 5,
  portType: 'async',
  callingStation: '562',
  calledStation: '4327528',
} as const;

/** An engine with an `aaa accounting resource` list of this action, and the source on it. */
async function setUp(t: TestContext, action?: NonNullable<AccountingList['action']>) {
  const room = new Room(t);
  const lists = [list({ type: 'network' }), ...(action === undefined ? [] : [list({ type: 'resource', action })])];
  await room.open(config(lists));
  const live = () => {
    const { clock, engine: accounting } = room;
    const calls = new ProxyCalls({ clock, accounting, wanted: () => action !== undefined });
    const logins = new Logins(clock);
    return { calls, logins, sessions: new ProxySessions({ clock, accounting, logins, calls }) };
  };
  let now = live();
  const say = async (status: 'Start' | 'Stop', port = 5, cause = 1): Promise<void> => {
    const attributes = [
      attribute('Acct-Status-Type', status),
      attribute('Acct-Session-Id', `0001-${port}`),
      attribute('User-Name', 'alice'),
      attribute('NAS-Port', port),
      attribute('Calling-Station-Id', '562'),
      ...(status === 'Stop' ? [attribute('Acct-Terminate-Cause', cause), attribute('Acct-Session-Time', 10)] : []),
    ];
    const report = readReport({ attributes }, room.clock.now());
    assert.ok(report);
    await now.sessions.take({ client: '127.0.0.1', list: 'default' }, report);
  };
  return {
    room,
    say,
    /** The packets of a login, as the proxy hands them on; resolves with the key of the call. */
    async login(outcome: 'accepted' | 'refused' | 'silence', port = '5'): Promise<number | undefined> {
      const asked = now.calls.asked({ ...caller, port }, facts);
      await asked?.durable;
      if (asked !== undefined && outcome === 'refused') await now.calls.refused(asked.key);
      if (outcome === 'accepted') {
        const call = asked === undefined ? {} : { call: asked.key };
        now.logins.add({ ...{ ...caller, port }, id: '', authentic: 'radius', classes: [], ...call });
        if (asked !== undefined) await now.calls.admitted(asked.key);
      }
      return asked?.key;
    },
    calls: () => now.calls,
    async crash(): Promise<void> {
      await room.crashDelivered();
      await room.open(config(lists));
      now = live();
      await now.sessions.recover();
    },
    /** What was made in the end: type, kind, cause, and whether the session id is that of the first record. */
    async made(count: number): Promise<string[]> {
      const got = () => room.transport.of('radius');
      await room.until(() => got().length >= count, `only ${got().length} of ${count} records`);
      await room.engine.stop(0);
      const [first] = got();
      return got()
        .toSorted((a, b) => Number(a.kind === 'stop') - Number(b.kind === 'stop'))
        .map(({ type, kind, sessionId, facts: { terminateCause: cause = '' } }) =>
          `${type} ${kind} ${cause} ${sessionId === first?.sessionId ? 'same' : 'other'}`.replace('  ', ' '),
        );
    },
  };
}

test('a call that comes to a session, without stop records of failures', async (t) => {
  const { login, say, made, room } = await setUp(t);
  assert.equal(await login('accepted'), undefined);
  await say('Start');
  await room.clock.advance(10_000);
  await say('Stop');
  assert.deepEqual(await made(2), ['network start same', 'network stop user-request same']);
});

test('a call that comes to a session, with stop records of failures: no other record', async (t) => {
  const { login, say, made, room } = await setUp(t, 'stop-failure');
  await login('accepted');
  await say('Start');
  await room.clock.advance(10_000);
  await say('Stop');
  // One that Tollgate was not asked about.
  await say('Start', 6);
  await room.clock.advance(10_000);
  await say('Stop', 6);
  const records = await made(4);
  assert.deepEqual(
    records.map((one) => one.split(' ').slice(0, 2).join(' ')),
    [...['network start', 'network start', 'network stop', 'network stop']],
  );
});

test('a call that ends before a user is known, with stop records of failures: refused, or nothing more is heard', async (t) => {
  const { login, made, room, calls } = await setUp(t, 'stop-failure');
  await login('refused');
  // The same call, asked about twice without an outcome.
  assert.equal(await login('silence', '6'), await login('silence', '6'));
  await room.clock.advance(61_000);
  await calls().sweep();
  assert.deepEqual(await made(2), ['resource stop nas-request same', 'resource stop lost-carrier other']);
  const [record] = room.transport.of('radius');
  assert.equal(record?.facts.callingStation, '562');
  assert.equal(record?.facts.calledStation, '4327528');
  assert.equal(record?.facts.user, undefined);
});

test('a call that ends before a user is known, without stop records of failures: nothing', async (t) => {
  const { login, room, calls } = await setUp(t);
  await login('refused');
  await login('silence', '6');
  await room.clock.advance(61_000);
  await calls().sweep();
  await room.engine.stop(0);
  assert.deepEqual(room.transport.offers, []);
});

test('start-stop: a Start with the first packet, a Stop after the session, and one session id', async (t) => {
  const { login, say, made, room } = await setUp(t, 'start-stop');
  await login('accepted');
  await room.until(() => room.transport.of('radius').length === 1);
  assert.equal(room.transport.of('radius')[0]?.type, 'resource', 'before the session');
  await say('Start');
  await room.until(() => room.transport.of('radius').length === 2);
  await room.clock.advance(10_000);
  await say('Stop', 5, 5);
  assert.deepEqual(await made(4), [
    'resource start same',
    'network start same',
    'network stop session-timeout same',
    'resource stop nas-request same',
  ]);
  const [resource, network] = room.transport.of('radius');
  assert.notEqual(resource?.taskId, network?.taskId);
});

test('start-stop over a crash: the call goes on with its session, a call without one ends', async (t) => {
  const { login, say, made, room, crash } = await setUp(t, 'start-stop');
  await login('accepted');
  await say('Start');
  await login('silence', '6');
  await crash();
  await room.clock.advance(10_000);
  await say('Stop');
  const ends = (await made(6)).filter((one) => one.includes('stop')).map((one) => one.split(' ').slice(0, 3).join(' '));
  assert.deepEqual(
    new Set(ends),
    new Set(['resource stop nas-reboot', 'network stop user-request', 'resource stop lost-carrier']),
  );
});

test('a login of somebody who is on, as it turns out: its call makes no Start without a Stop', async (t) => {
  for (const [action, count] of [
    ['start-stop', 2],
    ['stop-failure', 0],
  ] as const) {
    const { login, calls, made, room } = await setUp(t, action);
    await calls().again((await login('silence')) ?? -1);
    assert.equal((await made(count)).length, count);
    assert.equal([...room.engine.sessions()].length, 0);
  }
});
