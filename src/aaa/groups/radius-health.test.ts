import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codes, find } from '../../protocols/radius/index.ts';
import { bench, radiusServer } from '../testing/bench.ts';
import { account, minute, mortal, radius, stored, who } from '../testing/radius-accounting.ts';

test('without deadtime a dead server is told of, and used again at once', async () => {
  const at = bench({
    radiusServers: [radiusServer(1812)],
    radius: { timeout: 1, retransmit: 2, deadCriteria: { time: 1, tries: 4 } },
  });
  await account(at);
  assert.deepEqual(at.log.messages, []);
  await account(at);
  assert.deepEqual(at.log.messages, [
    '%RADIUS-4-RADIUS_DEAD: RADIUS server 192.0.2.10:1812,1813 is not responding.',
    '%RADIUS-4-RADIUS_ALIVE: RADIUS server 192.0.2.10:1812,1813 is being marked alive.',
  ]);
  const { health } = at.aaa.snapshot().radius[0]!;
  assert.deepEqual([health.state, health.deadCount, health.totalDeadTime], ['up', 1, 0]);
  assert.equal(who(await account(at)), 'timeout', 'asked, not skipped');
});

test('a dead server is skipped for its deadtime, then asked again', async () => {
  const at = bench(mortal);
  const alive: string[] = [];
  at.aaa.onAlive(({ name }) => alive.push(name));
  at.behaviours.set(2813, stored);
  assert.equal(who(await account(at)), 'r2812');
  const before = at.sent().length;
  assert.equal(who(await account(at)), 'r2812');
  assert.deepEqual(
    at
      .sent()
      .slice(before)
      .map(({ port }) => port),
    [2813],
    'the dead one is not asked',
  );
  assert.equal(at.aaa.snapshot().radius[0]!.health.state, 'dead');
  assert.deepEqual(alive, []);
  await at.clock.advance(5 * minute);
  const { health } = at.aaa.snapshot().radius[0]!;
  assert.deepEqual([health.state, health.previousDuration], ['up', 5 * minute]);
  assert.deepEqual(alive, ['r1812']);
  at.behaviours.set(1813, stored);
  assert.equal(who(await account(at)), 'r1812');
  assert.match(at.log.messages.join('\n'), /RADIUS_DEAD.*\n.*RADIUS_ALIVE/);
});

test('when all are dead nothing is sent, and that is said once', async () => {
  const at = bench(mortal);
  assert.equal(who(await account(at)), 'timeout');
  const before = at.sent().length;
  for (let index = 0; index < 3; index++) assert.equal(who(await account(at)), 'all-dead');
  assert.equal(at.sent().length, before);
  assert.equal(radius(at).alive, false);
  assert.equal(at.log.messages.filter((text) => text.startsWith('%RADIUS-3-ALLDEADSERVER')).length, 1);
});

test('the deadtime of a group wins over the global one', async () => {
  const at = bench({
    ...mortal,
    groups: [
      { protocol: 'radius', name: 'patient', deadtime: 0, members: [{ kind: 'name', name: 'r1812' }] },
      { protocol: 'radius', name: 'strict', deadtime: 10, members: [{ kind: 'name', name: 'r1812' }] },
    ],
  });
  await account(at, radius(at, 'strict'));
  assert.equal(who(await account(at, radius(at, 'strict'))), 'all-dead');
  assert.equal(who(await account(at, radius(at, 'patient'))), 'timeout', 'deadtime 0 asks the dead as well');
  await at.clock.advance(9 * minute);
  assert.equal(who(await account(at, radius(at, 'strict'))), 'all-dead');
  await at.clock.advance(minute);
  assert.equal(at.aaa.snapshot().radius[0]!.health.state, 'up');
});

test('a server heard after silence wakes whoever waits', async () => {
  const at = bench({ radiusServers: [radiusServer(1812)], radius: { timeout: 1, retransmit: 0 } });
  const alive: number[] = [];
  at.aaa.onAlive(({ acctPort }) => alive.push(acctPort));
  await account(at);
  assert.deepEqual(alive, []);
  at.behaviours.set(1813, stored);
  await account(at);
  await account(at);
  assert.deepEqual(alive, [1813], 'once');
});

test('the automate-tester revives a dead server that answers its probe, even with a reject', async () => {
  const automateTester = { username: 'probe', ignoreAuthPort: false, ignoreAcctPort: true, probeOn: true };
  const at = bench({ ...mortal, radiusServers: [radiusServer(1812, { automateTester })] });
  await account(at);
  await at.clock.advance(5 * minute);
  assert.equal(at.aaa.snapshot().radius[0]!.health.state, 'dead', 'the probe was not answered');
  const probe = at.sent().find(({ port }) => port === 1812);
  assert.equal(probe && find(probe.packet, 'User-Name')?.toString(), 'probe');
  at.behaviours.set(1812, () => ({ code: codes['Access-Reject'] }));
  await at.clock.advance(5 * minute + 10_000);
  assert.equal(at.aaa.snapshot().radius[0]!.health.state, 'up');
});

test('the automate-tester asks a server that was idle, and not one that was heard', async () => {
  const automateTester = {
    username: 'probe',
    ignoreAuthPort: true,
    ignoreAcctPort: false,
    probeOn: false,
    idleTime: 10,
  };
  const at = bench({ radiusServers: [radiusServer(1812, { automateTester })] });
  at.behaviours.set(1813, stored);
  await at.clock.advance(9 * minute);
  await account(at);
  const before = at.sent().length;
  await at.clock.advance(9 * minute);
  assert.equal(at.sent().length, before);
  await at.clock.advance(2 * minute);
  assert.deepEqual(
    at
      .sent()
      .slice(before)
      .map(({ packet }) => packet.code),
    [codes['Status-Server']],
  );
});

test('a new group deadtime ends all running deadtimes', async () => {
  const at = bench(mortal);
  await account(at);
  assert.equal(at.aaa.snapshot().radius[0]!.health.state, 'dead');
  at.configure({ ...mortal, groups: [{ protocol: 'radius', name: 'g', deadtime: 3, members: [] }] });
  assert.equal(at.aaa.snapshot().radius[0]!.health.state, 'up');
});
