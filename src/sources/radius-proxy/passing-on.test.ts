import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { config, list, Room } from '../../accounting/fixtures/room.ts';
import { err, ok } from '../../base/result.ts';
import { type Attribute, attribute, codes, type ExchangeRequest, find } from '../../protocols/radius/index.ts';
import { SessionControl } from '../control/index.ts';
import { Logins } from './logins.ts';
import { PassingOn } from './passing-on.ts';
import { ProxySessions } from './proxy-sessions.ts';
import { readReport } from './report.ts';

type Answer = { readonly code: number; readonly attributes: readonly Attribute[] } | 'silent';

/** One session of software that answers as it is told to. */
async function setUp(t: TestContext, answer: Answer, disconnectPort?: number) {
  const room = new Room(t);
  const { clock } = room;
  const accounting = await room.open(config([list({ type: 'network' })], { jitter: 0 }));
  const sessions = new ProxySessions({ clock, accounting, logins: new Logins(clock) });
  const say = (status: 'Start' | 'Stop'): Promise<unknown> => {
    const attributes = [
      attribute('Acct-Status-Type', status),
      attribute('Acct-Session-Id', 'theirs'),
      attribute('User-Name', 'alice'),
      attribute('NAS-Identifier', 'accel'),
    ];
    const report = readReport({ attributes }, clock.now());
    assert.ok(report);
    return sessions.take({ client: '192.0.2.9', list: 'default' }, report);
  };
  await say('Start');
  const asked: ExchangeRequest[] = [];
  const control = new SessionControl(accounting);
  const settings = { address: '192.0.2.0/24', ...(disconnectPort === undefined ? {} : { disconnectPort }) };
  const leave = control.join(
    new PassingOn({
      ...{ clock, accounting, sessions },
      settingsAt: () => settings,
      secretAt: () => Buffer.from('software'),
      client: {
        exchange(request) {
          asked.push(request);
          if (answer === 'silent') return Promise.resolve(err({ kind: 'timeout', transmissions: 3 }));
          const packet = { ...answer, identifier: 1, authenticator: new Uint8Array(16) };
          return Promise.resolve(ok({ packet, rttMs: 1, transmissions: 1, sourcePort: 1, identifier: 1 }));
        },
      },
    }),
  );
  const [session] = accounting.sessions();
  assert.ok(session);
  const stops = () => room.transport.of('radius').filter(({ kind }) => kind === 'stop');
  return { room, control, sessions, say, asked, key: session.key, stops, leave };
}
const ack: Answer = { code: codes['Disconnect-ACK'], attributes: [] };

test('the software is asked by its own words, at the port of RFC 5176', async (t) => {
  const { control, key, asked, say } = await setUp(t, ack);
  const done = control.disconnect(key, 'radius');
  await say('Stop');
  assert.deepEqual(await done, { outcome: 'done' });
  const [request] = asked;
  assert.deepEqual([request?.code, request?.server.host, request?.server.port], [40, '192.0.2.9', 3799]);
  const wanted = request?.attributes ?? [];
  const attributes = typeof wanted === 'function' || wanted instanceof Uint8Array ? [] : wanted;
  assert.equal(find({ attributes }, 'Acct-Session-Id'), 'theirs');
  assert.equal(find({ attributes }, 'NAS-Identifier'), 'accel');
});

test('a Stop that never comes is made here', async (t) => {
  const { room, control, key, stops, sessions } = await setUp(t, ack);
  const done = control.disconnect(key, 'snmp');
  await room.clock.advance(4999);
  assert.equal(sessions.size, 1);
  await room.clock.advance(1);
  assert.deepEqual(await done, { outcome: 'done' });
  await room.until(() => stops().length === 1);
  const { terminateCause, disconnectCause } = stops()[0]?.facts ?? {};
  assert.deepEqual([terminateCause, disconnectCause], ['admin-reset', 1152]);
});

test('software that refuses, is silent or takes no requests keeps its session, and what it says later is its own', async (t) => {
  const nak = await setUp(t, { code: codes['Disconnect-NAK'], attributes: [attribute('Error-Cause', 501)] });
  assert.deepEqual(await nak.control.disconnect(nak.key, 'radius'), { outcome: 'refused', errorCause: 501 });
  await nak.say('Stop');
  await nak.room.until(() => nak.stops().length === 1);
  assert.equal(nak.stops()[0]?.facts.disconnectCause, 1045);
  const silent = await setUp(t, 'silent');
  assert.deepEqual(await silent.control.disconnect(silent.key, 'radius'), { outcome: 'refused', errorCause: 504 });
  const deaf = await setUp(t, ack, 0);
  assert.deepEqual(await deaf.control.disconnect(deaf.key, 'radius'), { outcome: 'refused', errorCause: 502 });
  assert.equal(deaf.asked.length, 0);
});

test('services and Class are ours: the software is not asked', async (t) => {
  const { control, key, asked, room, stops, say } = await setUp(t, { code: codes['CoA-ACK'], attributes: [] });
  const done = { outcome: 'done' } as const;
  assert.deepEqual(await control.startService(key, { name: 'GOLD' }), done);
  assert.deepEqual(await control.startService(key, { name: 'VIDEO' }), done);
  assert.deepEqual(await control.startService(key + 9, { name: 'GOLD' }), { outcome: 'not-found' });
  const [gold, video] = control.services(key);
  assert.deepEqual(await control.startService(gold?.key ?? 0, { name: 'X' }), { outcome: 'unsupported' });
  assert.deepEqual(await control.stopService(key, 'GOLD'), done);
  assert.deepEqual(await control.stopService(key, 'GOLD'), { outcome: 'not-found' });
  assert.deepEqual(await control.change(key, { classes: ['67'] }), done);
  assert.deepEqual(await control.change(video?.key ?? 0, { idleTimeout: 5 }), { outcome: 'unsupported' });
  assert.deepEqual(await control.disconnect(video?.key ?? 0, 'clear'), done);
  assert.equal(asked.length, 0);
  await say('Stop');
  await room.until(() => stops().length === 3);
  assert.deepEqual(
    stops().map(({ facts: { serviceName, terminateCause, disconnectCause, classes } }) => [
      ...[serviceName, terminateCause, disconnectCause, classes],
    ]),
    [
      ['GOLD', 'admin-reset', 1150, undefined],
      ['VIDEO', 'admin-reset', 1151, ['67']],
      [undefined, 'user-request', 1045, ['67']],
    ],
  );
});

test('changes: limits go to the software, the interval of interims is ours; strangers and leavers are told apart', async (t) => {
  const { control, key, asked, room, leave } = await setUp(t, { code: codes['CoA-ACK'], attributes: [] });
  assert.deepEqual(await control.change(key, { interimInterval: 60 }), { outcome: 'done' });
  assert.equal(asked.length, 0);
  await room.clock.advance(60_000);
  await room.until(() => room.got().length === 2);
  assert.deepEqual(await control.change(key, { sessionTimeout: 600 }), { outcome: 'done' });
  assert.equal(asked[0]?.code, codes['CoA-Request']);
  assert.deepEqual(await control.disconnect(key + 1, 'clear'), { outcome: 'not-found' });
  leave();
  assert.deepEqual(await control.disconnect(key, 'clear'), { outcome: 'unsupported' });
});
