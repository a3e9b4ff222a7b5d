import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attribute, codes } from '../../protocols/radius/index.ts';
import { bench, radiusServer } from '../testing/bench.ts';

const group = (name: string) => ({ method: 'group', group: name }) as const;

test('method lists print their methods, and are dead when all their servers are', async () => {
  const at = bench({
    radiusServers: [radiusServer(1812)],
    radius: { timeout: 1, retransmit: 3, deadtime: 5, deadCriteria: { time: 1, tries: 1 } },
    authentication: [
      { service: 'login', name: 'default', methods: [group('radius'), { method: 'local' }] },
      { service: 'login', name: 'remote', methods: [group('radius')] },
      { service: 'enable', name: 'default', methods: [group('missing')] },
    ],
    authorization: [{ service: 'commands', level: 15, name: 'ops', methods: [group('tacacs+'), { method: 'none' }] }],
  });
  const lists = () =>
    at.aaa.methodLists().map(({ service, name, state, methods }) => [service, name, state, ...methods]);
  assert.deepEqual(lists(), [
    ['login', 'default', 'ALIVE', 'SERVER_GROUP radius', 'LOCAL'],
    ['login', 'remote', 'ALIVE', 'SERVER_GROUP radius'],
    ['enable', 'default', 'DEAD', 'SERVER_GROUP missing'],
    ['commands', 'ops', 'ALIVE', 'SERVER_GROUP tacacs+', 'NONE'],
  ]);
  assert.deepEqual(
    at.aaa.methodLists().map(({ id }) => id),
    [0, 1, 0, 2],
  );
  const testing = at.aaa.testGroup('radius', 'a', 'b');
  await at.clock.advance(10_000);
  assert.equal((await testing).outcome, 'no-response');
  assert.deepEqual(
    lists().map(([, , state]) => state),
    ['ALIVE', 'DEAD', 'DEAD', 'ALIVE'],
  );
});

test('dead criteria are found by host and ports', () => {
  const at = bench({ radiusServers: [radiusServer(1812), radiusServer(2812, { timeout: 9, retransmit: 1 })] });
  assert.equal(at.aaa.deadCriteria('192.0.2.11'), undefined);
  assert.equal(at.aaa.deadCriteria('192.0.2.10', 9999), undefined);
  const plain = at.aaa.deadCriteria('192.0.2.10');
  assert.deepEqual(
    [plain?.authPort, plain?.timeout, plain?.retransmits, plain?.detectTime, plain?.tries, plain?.group],
    [1812, 5, 3, 10, 10, 'radius'],
  );
  const second = at.aaa.deadCriteria('192.0.2.10', 2812, 2813);
  assert.deepEqual([second?.timeout, second?.retransmits], [9, 1]);
});

test('statistics sum over servers, and groups count what they were used for', async () => {
  const at = bench({
    radiusServers: [radiusServer(1812), radiusServer(2812)],
    radius: { timeout: 1, retransmit: 1 },
    authentication: [{ service: 'login', name: 'default', methods: [group('radius')] }],
  });
  at.behaviours.set(2812, () => ({ code: codes['Access-Reject'] }));
  at.behaviours.set(2813, () => ({ code: codes['Accounting-Response'] }));
  const testing = at.aaa.testGroup('radius', 'a', 'b');
  const radius = at.aaa.groups.get('radius');
  assert.ok(radius?.protocol === 'radius');
  radius.account(
    1,
    () => [attribute('Acct-Status-Type', 'Start')],
    () => {},
  );
  await at.clock.advance(10_000);
  assert.equal((await testing).outcome, 'rejected');
  const { statistics, groups } = at.aaa.snapshot();
  const { access, accounting } = statistics;
  assert.deepEqual([access.responses, access.packetsWithResponse, access.packetsWithoutResponse], [1, 1, 1]);
  assert.deepEqual([accounting.responses, accounting.timeouts, accounting.latency[0]], [1, 2, 1]);
  assert.deepEqual([statistics.accepts, statistics.rejects], [0, 1]);
  assert.equal(accounting.maximumBuffer, 26);
  assert.equal(statistics.lastUsed.length, 2);
  const [builtIn] = groups;
  assert.deepEqual([builtIn?.name, builtIn?.shareCount, builtIn?.builtIn], ['radius', 2, true]);
  assert.deepEqual(
    builtIn?.members.map(({ name, authentications, accountings }) => [name, authentications, accountings]),
    [
      ['r1812', 1, 1],
      ['r2812', 1, 1],
    ],
  );
});
