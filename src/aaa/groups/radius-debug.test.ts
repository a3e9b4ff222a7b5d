import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codes } from '../../protocols/radius/index.ts';
import { bench, KeptLog, radiusServer } from '../testing/bench.ts';
import { account, stored } from '../testing/radius-accounting.ts';

test('debug radius says what happens, in the words of IOS', async () => {
  const log = new KeptLog('radius');
  const at = bench(
    { radiusServers: [radiusServer(1812), radiusServer(2812)], radius: { timeout: 3, retransmit: 1 } },
    log,
  );
  await account(at);
  const lines = log.lines.filter((line) => !line.startsWith('RADIUS:  ') && !line.startsWith('RADIUS:   '));
  assert.deepEqual(lines, [
    'RADIUS(00000010): sending',
    'RADIUS(00000010): Send Accounting-Request to 192.0.2.10:1813 id 1645/0, len 48',
    'RADIUS(00000010): Sending a IPv4 Radius Packet',
    'RADIUS(00000010): Started 3 sec timeout',
    'RADIUS(00000010): Request timed out!',
    'RADIUS: Retransmit to (192.0.2.10:1812,1813) for id 1645/1',
    'RADIUS(00000010): Started 3 sec timeout',
    'RADIUS(00000010): Request timed out!',
    'RADIUS: Fail-over to (192.0.2.10:2812,2813) for id 1645/2',
    'RADIUS(00000010): Started 3 sec timeout',
    'RADIUS(00000010): Request timed out!',
    'RADIUS: Retransmit to (192.0.2.10:2812,2813) for id 1645/3',
    'RADIUS(00000010): Started 3 sec timeout',
    'RADIUS(00000010): Request timed out!',
    'RADIUS: No response from (192.0.2.10:2812,2813) for id 1645/3',
    'RADIUS: No response from server',
  ]);
  assert.ok(log.lines.some((line) => line.includes('Acct-Status-Type    [40]  6   Start')));
});

test('debug radius accounting shows records and no logins, and never a password', async () => {
  const log = new KeptLog('radius accounting');
  const at = bench({ radiusServers: [radiusServer(1812)] }, log);
  at.behaviours.set(1812, () => ({ code: codes['Access-Accept'] }));
  at.behaviours.set(1813, stored);
  await at.aaa.testGroup('nobody', 'alice', 'wonderland');
  const testing = at.aaa.testGroup('radius', 'alice', 'wonderland');
  await at.clock.advance(10);
  assert.equal((await testing).outcome, 'accepted');
  assert.equal(log.lines.length, 0);
  await account(at);
  assert.ok(
    log.lines.some((line) => line.startsWith('RADIUS: Received from id 1645/1 192.0.2.10:1813, Accounting-response')),
  );
  log.topics.add('radius');
  const again = at.aaa.testGroup('radius', 'alice', 'wonderland');
  await at.clock.advance(10);
  await again;
  assert.ok(log.lines.some((line) => line.includes('User-Password       [2]')));
  assert.ok(!log.lines.join('\n').includes('wonderland') && !log.lines.join('\n').includes('testing123'));
});
