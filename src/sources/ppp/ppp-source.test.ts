import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { config, list } from '../../accounting/fixtures/room.ts';
import { counters, place, Rig, request } from './testing/rig.ts';

test('a call without authentication: Start with the address, Stop with the last counters and the cause of pppd', async (t) => {
  const rig = new Rig(t);
  await rig.begin();
  const call = await rig.call({ user: { name: 'username1', authentic: 'radius', classes: ['c0'] } });
  rig.interfaces.set('ppp7', counters(100n));
  rig.order('up');
  await rig.until(() => call.key !== undefined);
  assert.equal(call.interface, 'ppp7');
  assert.equal(rig.source.on(place.device), call);
  rig.interfaces.set('ppp7', counters(5000n));
  await rig.room.clock.advance(1000);
  rig.interfaces.delete('ppp7');
  rig.order('exit 16');
  assert.deepEqual(await call.ended, { cause: 'lost-carrier', disconnectCause: 1011, connected: true });
  await rig.until(() => rig.records().length === 2);
  const [start, stop] = rig.records();
  assert.deepEqual(start?.facts, {
    ...{ portNumber: 5, portName: 'Async5', portType: 'async', callingStation: '562', calledStation: '4327528' },
    ...{ nasRxSpeed: 9600, nasTxSpeed: 9600, preSessionTime: start?.facts.preSessionTime },
    ...{ user: 'username1', authentic: 'radius', classes: ['c0'] },
    ...{ service: 'ppp', address: '10.9.0.2', connectProgress: 'LAN Ses Up', protocol: 'ip' },
  });
  assert.equal(stop?.kind, 'stop');
  assert.deepEqual(stop?.counters, counters(5000n));
  assert.equal(stop?.facts.terminateCause, 'lost-carrier');
  assert.deepEqual(rig.calls(), []);
  assert.deepEqual(rig.source.calls(), []);
});

test("the hook's own counters and the peer's leave-taking count when the line goes at once", async (t) => {
  const rig = new Rig(t);
  await rig.begin();
  const call = await rig.call();
  rig.order('up');
  await rig.until(() => call.key !== undefined);
  rig.order('down 4000');
  rig.order('log LCP terminated by peer (User request)');
  rig.order('exit 16');
  assert.equal((await call.ended).cause, 'user-request');
  await rig.until(() => rig.records().length === 2);
  assert.deepEqual(rig.records()[1]?.counters, { bytesIn: 4000n, bytesOut: 7n, packetsIn: 0n, packetsOut: 0n });
});

test('this box ends a call: pppd gets its signal, the record the reason', async (t) => {
  const rig = new Rig(t);
  await rig.begin();
  const call = await rig.call();
  rig.order('up');
  await rig.until(() => call.key !== undefined);
  assert.equal(rig.source.disconnect(call.key ?? 0, 'disconnect'), true);
  assert.equal(rig.source.disconnect(4711, 'disconnect'), false);
  assert.deepEqual(await call.ended, { cause: 'admin-reset', disconnectCause: 1150, connected: true });
});

test('a periodic interim says what the interface has counted by then, not what the last reading said', async (t) => {
  const rig = new Rig(t);
  await rig.begin(config([list({ type: 'network' })], { update: { newinfo: false, periodic: 1 }, jitter: 0 }));
  const call = await rig.call();
  await rig.room.clock.advance(500);
  rig.interfaces.set('ppp7', counters(10n));
  rig.order('up');
  await rig.until(() => rig.records().length === 1);
  await rig.room.clock.advance(59_900);
  rig.interfaces.set('ppp7', counters(777n));
  await rig.room.clock.advance(100);
  await rig.until(() => rig.records().length === 2);
  assert.deepEqual([rig.records()[1]?.kind, rig.records()[1]?.counters], ['interim', counters(777n)]);
  rig.order('exit 0');
  await call.ended;
});

test('a crash of the daemon: pppd lives on and its counters go on; when both die the last durable counters stand', async (t) => {
  const rig = new Rig(t);
  await rig.begin();
  const call = await rig.call();
  rig.interfaces.set('ppp7', counters(100n));
  rig.order('up');
  await rig.until(() => call.key !== undefined);
  await rig.room.clock.advance(10_000);
  await rig.room.engine.books();
  await rig.source.abandon();
  await rig.room.crash();

  assert.deepEqual(await rig.begin(), { closed: 0, adopted: 1 });
  const [again] = rig.source.calls();
  assert.equal(again?.key, call.key);
  assert.equal(again?.interface, 'ppp7');
  rig.interfaces.set('ppp7', counters(900n));
  await rig.room.clock.advance(11_000);
  await rig.room.engine.books();
  await rig.source.abandon();
  await rig.room.crash();
  rig.order('exit 137');
  const [token = ''] = rig.calls();
  await rig.until(() => readdirSync(join(rig.directory, 'ppp', 'calls', token)).includes('exit'));
  rig.interfaces.clear();

  assert.deepEqual(await rig.begin(), { closed: 1, adopted: 0 });
  await rig.until(() => rig.records().some(({ kind }) => kind === 'stop'));
  const stops = rig.records().filter(({ kind }) => kind === 'stop');
  assert.equal(stops.length, 1);
  assert.deepEqual(stops[0]?.counters, counters(900n));
  assert.equal(stops[0]?.facts.terminateCause, 'nas-error');
});

test('a pppd that can not carry calls on this box: the operator is told why', async (t) => {
  const rig = new Rig(t);
  await rig.begin();
  const call = await rig.call();
  rig.order('log this system lacks kernel support for PPP');
  rig.order('exit 4');
  assert.equal((await call.ended).cause, 'nas-error');
  assert.deepEqual(
    rig.room.messages.filter((text) => text.startsWith('%PPP')),
    ['%PPP-3-FAILED: Async5: pppd ended with status 4: this system lacks kernel support for PPP'],
  );
});

test('what can not begin is said', async (t) => {
  const rig = new Rig(t);
  await rig.begin();
  await rig.call();
  const again = await rig.source.begin(request);
  assert.deepEqual(again, { ok: false, error: { reason: 'busy' } });
  const { localAddress: _, ...bare } = request;
  const other = { ...bare, place: { ...place, device: '/dev/pts/elsewhere' } };
  assert.deepEqual(await rig.source.begin({ ...other, encapsulation: 'slip' }), {
    ok: false,
    error: { reason: 'no-address' },
  });
});
