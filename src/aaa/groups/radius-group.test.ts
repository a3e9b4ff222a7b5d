import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attribute, find } from '../../protocols/radius/index.ts';
import { bench, radiusServer } from '../testing/bench.ts';
import { account, radius, record, stored, who } from '../testing/radius-accounting.ts';

test('servers are tried in order, each retransmit + 1 times, timeout seconds apart', async () => {
  const at = bench({ radiusServers: [radiusServer(1812), radiusServer(2812)], radius: { timeout: 3, retransmit: 1 } });
  const answer = await account(at);
  assert.deepEqual([answer.outcome, who(answer)], ['no-response', 'timeout']);
  assert.deepEqual(answer.outcome === 'no-response' && answer.tried.map(({ name }) => name), ['r1812', 'r2812']);
  assert.deepEqual(
    at.sent().map(({ at: time, port }) => [time, port]),
    [
      [0, 1813],
      [3000, 1813],
      [6000, 2813],
      [9000, 2813],
    ],
  );
  assert.deepEqual(
    at.sent().map(({ packet }) => find(packet, 'Acct-Delay-Time')),
    [0, 1, 2, 3],
    'the attributes are built for every transmission',
  );
  assert.equal(find(at.sent()[0]!.packet, 'NAS-IP-Address'), '192.0.2.1');
});

test('the first answer decides; the server before it counts a failure, the one behind a fail-over', async () => {
  const at = bench({ radiusServers: [radiusServer(1812), radiusServer(2812), radiusServer(3812)] });
  at.behaviours.set(2813, stored);
  assert.equal(who(await account(at)), 'r2812');
  const [first, second, third] = at.aaa.snapshot().radius;
  assert.deepEqual(
    [first!.accounting.requests, first!.accounting.timeouts, first!.accounting.retransmissions],
    [4, 4, 3],
  );
  assert.deepEqual([first!.accounting.successes, first!.accounting.failures], [0, 1]);
  assert.deepEqual([second!.accounting.failovers, second!.accounting.successes], [1, 1]);
  assert.equal(third!.accounting.requests, 0);
});

test('requests count retransmissions, records count by status', async () => {
  const at = bench({ radiusServers: [radiusServer(1812, { retransmit: 3 })] });
  let silences = 2;
  at.behaviours.set(1813, (packet, port) => (silences-- > 0 ? 'silent' : stored(packet, port)));
  await account(at, undefined, record('Start'));
  await account(at, undefined, record('Interim-Update'));
  silences = 4;
  await account(at, undefined, record('Stop'));
  const { accounting, latency, rate } = at.aaa.snapshot().radius[0]!;
  assert.deepEqual(
    [accounting.requestStart, accounting.requestInterim, accounting.requestStop],
    [1, 1, 1],
    'one per record',
  );
  assert.deepEqual([accounting.responseStart, accounting.responseInterim, accounting.responseStop], [1, 1, 0]);
  assert.deepEqual([accounting.requests, accounting.retransmissions, accounting.timeouts], [8, 5, 6]);
  assert.deepEqual([accounting.successes, accounting.failures, accounting.responseTime], [2, 1, 1]);
  assert.deepEqual(latency.accounting, [2, 0, 0, 0, 0, 0, 0]);
  assert.equal(rate.high.requests, 8);
});

test('an answer with a bad authenticator is no answer', async () => {
  const at = bench({ radiusServers: [radiusServer(1812), radiusServer(2812)], radius: { retransmit: 1 } });
  at.behaviours.set(1813, () => 'bad-authenticator');
  at.behaviours.set(2813, stored);
  assert.equal(who(await account(at)), 'r2812');
  const { accounting } = at.aaa.snapshot().radius[0]!;
  assert.deepEqual([accounting.badAuthenticators, accounting.timeouts, accounting.failures], [2, 2, 1]);
});

test('an Access-Request is repeated as it is, with Message-Authenticator', async () => {
  const at = bench({ radiusServers: [radiusServer(1812, { retransmit: 1 })] });
  let built = 0;
  const answering = radius(at).authenticate(1, () => {
    built++;
    return [attribute('User-Name', 'alice')];
  });
  await at.clock.advance(20_000);
  assert.equal(who(await answering), 'timeout');
  assert.deepEqual([built, at.sent().length], [1, 2]);
});

test('a record that does not fit into a packet is said to be so', async () => {
  const at = bench({ radiusServers: [radiusServer(1812), radiusServer(2812)] });
  const answer = await account(at, undefined, () => [attribute('User-Name', 'x'.repeat(300))]);
  assert.equal(who(answer), 'not-encodable');
});

test('backoff doubles the intervals', async () => {
  const at = bench({ radiusServers: [radiusServer(1812, { timeout: 2, backoff: { maxDelay: 1, retry: 6 } })] });
  await account(at);
  const times = at.sent().map(({ at: time }) => time / 1000);
  assert.deepEqual(times, [0, 2, 6, 14, 30, 62, 122]);
});

test('after stop nothing is sent any more', async () => {
  const at = bench({ radiusServers: [radiusServer(1812)] });
  await at.aaa.stop();
  assert.equal(who(await account(at)), 'stopped');
  assert.equal(at.sent().length, 0);
  assert.equal(at.transports[0]!.closed, true);
});
