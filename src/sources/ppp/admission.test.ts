/** Who may come in by PPP, and what his profile does to the call. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { config, list } from '../../accounting/fixtures/room.ts';
import { attribute, chapPassword, codes, find } from '../../protocols/radius/index.ts';
import { asPlugin, counters, Rig } from './testing/rig.ts';

test('authentication by the lists: the session begins when the peer may come in, its address is news', async (t) => {
  const rig = new Rig(t);
  rig.outcome = {
    ...{ outcome: 'accepted', authentic: 'radius' },
    attributes: [
      attribute('Service-Type', 'Framed-User'),
      attribute('Session-Timeout', 90),
      attribute('Class', Buffer.from('gold')),
      attribute('Framed-IP-Address', '255.255.255.254'),
    ],
  };
  await rig.begin(config([list({ type: 'network' })], { update: { newinfo: true } }));
  const call = await rig.call({ authentication: { protocols: ['chap'], list: 'dialins' }, authorization: 'network1' });
  const challenge = Buffer.alloc(16, 7);
  const answer = await asPlugin(rig, codes['Access-Request'], [
    attribute('User-Name', 'username1'),
    attribute('CHAP-Password', chapPassword(1, 'wonderland', challenge)),
    attribute('CHAP-Challenge', challenge),
    attribute('NAS-Port', 4242),
    attribute('Calling-Station-Id', call.token),
  ]);
  assert.equal(answer.code, codes['Access-Accept']);
  assert.equal(find(answer, 'Session-Timeout'), undefined, 'this box keeps the time itself');
  assert.equal(find(answer, 'Class'), undefined);
  const [asked] = rig.asked;
  assert.ok(asked !== undefined);
  assert.deepEqual([asked.list, asked.authorization], ['dialins', 'network1']);
  assert.equal(find(asked, 'Calling-Station-Id'), '562');
  assert.equal(find(asked, 'Called-Station-Id'), '4327528');
  assert.equal(find(asked, 'NAS-Port'), 5);
  assert.equal(call.user, 'username1');
  rig.interfaces.set('ppp7', counters(10n));
  rig.order('up');
  await rig.until(() => rig.records().length === 2);
  rig.interfaces.set('ppp7', counters(777n));
  await asPlugin(rig, codes['Accounting-Request'], [
    attribute('Acct-Status-Type', 'Stop'),
    attribute('Acct-Session-Id', 'broken'),
    attribute('Calling-Station-Id', call.token),
  ]);
  rig.interfaces.delete('ppp7');
  rig.order('exit 0');
  await call.ended;
  await rig.until(() => rig.records().length === 3);
  const [start, news, stop] = rig.records();
  assert.equal(start?.facts.address, undefined);
  assert.deepEqual(start?.facts.classes, [Buffer.from('gold').toString('hex')]);
  assert.deepEqual([news?.kind, news?.facts.address, news?.counters], ['interim', '10.9.0.2', undefined]);
  assert.deepEqual([stop?.kind, stop?.counters], ['stop', counters(777n)]);
});

test('limits: of the profile, changed while the call lasts, kept over a restart; a service ends with the call', async (t) => {
  const rig = new Rig(t);
  rig.outcome = {
    ...{ outcome: 'accepted', authentic: 'radius' },
    attributes: [
      attribute('Session-Timeout', 60),
      attribute('Idle-Timeout', 30),
      attribute('Cisco-Service-Info', 'NGOLD'),
    ],
  };
  await rig.begin();
  const { token } = await rig.call({ authentication: { protocols: ['pap'], list: 'default' } });
  const asked = [attribute('User-Name', 'username1'), attribute('Calling-Station-Id', token)];
  await asPlugin(rig, codes['Access-Request'], asked);
  rig.interfaces.set('ppp7', counters(1n));
  rig.order('up');
  await rig.until(() => rig.source.calls()[0]?.interface === 'ppp7');
  const call = rig.source.calls()[0];
  call?.limit({ sessionTimeout: 300, idleTimeout: 200 });
  await rig.room.clock.advance(100_000);
  rig.interfaces.set('ppp7', { ...counters(2n), packetsIn: 9n });
  await rig.room.clock.advance(2000);
  await rig.source.abandon();
  await rig.room.crash();
  await rig.begin();
  const again = rig.source.calls()[0];
  assert.ok(again);
  for (let turn = 0; turn < 300 && (again.idle < 150 || turn < 150); turn++) await rig.room.clock.advance(1000);
  assert.deepEqual(
    rig.records().filter(({ kind }) => kind === 'stop'),
    [],
    'neither the old limits nor the new idle one',
  );
  let over = false;
  void again.ended.then(() => (over = true));
  while (!over) {
    await rig.room.clock.advance(1000);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await rig.until(() => rig.records().filter(({ kind }) => kind === 'stop').length === 2);
  const stops = rig.records().filter(({ kind }) => kind === 'stop');
  assert.deepEqual(
    stops.map(({ facts }) => [facts.serviceName, facts.terminateCause, facts.disconnectCause]),
    [
      ['GOLD', 'session-timeout', 1100],
      [undefined, 'session-timeout', 1100],
    ],
  );
});

test('what the profile of the user of a line says goes with PPP: the interval and services', async (t) => {
  const rig = new Rig(t);
  await rig.begin(config([list({ type: 'network' })], { jitter: 0 }));
  const services = [{ name: 'GOLD', interimInterval: 120 }];
  await rig.call({ user: { name: 'username1', authentic: 'radius', classes: [], interimInterval: 90, services } });
  rig.interfaces.set('ppp7', counters(1n));
  rig.order('up');
  await rig.until(() => rig.records().length === 2);
  await rig.room.clock.advance(90_000);
  await rig.until(() => rig.records().length === 3);
  assert.deepEqual(
    rig.records().map(({ kind, facts }) => [kind, facts.serviceName]),
    [
      ['start', undefined],
      ['start', 'GOLD'],
      ['interim', undefined],
    ],
  );
});

test('a user of the line whose PPP comes to nothing: a negotiation that failed, of a user whom a server knows', async (t) => {
  for (const settings of [{ sendStopAuthenticationFailure: true }, { sendStopAuthenticationSuccess: true }, {}]) {
    const rig = new Rig(t);
    await rig.begin(config([list({ type: 'network' })], settings));
    const call = await rig.call({ user: { name: 'username1', authentic: 'radius', classes: [] } });
    rig.order('exit 10');
    await call.ended;
    const waiting = await rig.room.engine.outbox();
    await rig.until(() => rig.records().length >= (Object.keys(settings).length === 0 ? 0 : 1));
    if (Object.keys(settings).length === 0) assert.deepEqual([...waiting, ...rig.records()], []);
    else assert.equal(rig.records()[0]?.facts.authentic, 'radius');
  }
});

test('a peer that is refused leaves a Stop of its own, once', async (t) => {
  const rig = new Rig(t);
  rig.outcome = { outcome: 'rejected', attributes: [attribute('Reply-Message', 'no')] };
  await rig.begin();
  const call = await rig.call({ authentication: { protocols: ['pap'], list: 'default' } });
  const answer = await asPlugin(rig, codes['Access-Request'], [
    attribute('User-Name', 'mallory'),
    attribute('User-Password', 'guess'),
    attribute('Calling-Station-Id', call.token),
  ]);
  assert.equal(answer.code, codes['Access-Reject']);
  assert.equal(Buffer.from(rig.asked[0]?.password ?? []).toString(), 'guess');
  rig.order('exit 11');
  assert.deepEqual(await call.ended, { cause: 'user-error', disconnectCause: 1042, connected: false });
  await rig.until(() => rig.records().length > 0);
  assert.deepEqual(
    rig.records().map(({ kind, facts }) => [kind, facts.user, facts.disconnectCause]),
    [['stop', 'mallory', 1042]],
  );
});
