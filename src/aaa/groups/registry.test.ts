import assert from 'node:assert/strict';
import { test } from 'node:test';
import { find } from '../../protocols/radius/index.ts';
import { bench, KeptLog, radiusServer, testVault } from '../testing/bench.ts';
import { account, minute, mortal, radius, stored, who } from '../testing/radius-accounting.ts';

test('a group names public servers by name and by address, and owns private ones', async () => {
  const at = bench({
    radiusServers: [radiusServer(1812), radiusServer(2812)],
    groups: [
      {
        protocol: 'radius',
        name: 'mixed',
        members: [
          { kind: 'private-radius', server: radiusServer(3812, { name: 'own' }) },
          { kind: 'address', host: '192.0.2.10', authPort: 2812, acctPort: 2813 },
          { kind: 'address', host: '192.0.2.10' },
          { kind: 'name', name: 'nobody' },
        ],
      },
    ],
  });
  assert.deepEqual(
    radius(at, 'mixed').members.map(({ name }) => name),
    ['own', 'r2812', 'r1812'],
  );
  assert.deepEqual(
    radius(at).members.map(({ name }) => name),
    ['r1812', 'r2812'],
    'private ones are not public',
  );
  assert.deepEqual(
    at.aaa.snapshot().radius.map(({ privateOf }) => privateOf),
    [undefined, undefined, 'mixed'],
  );
});

test('a group without a usable server answers at once', async () => {
  const keyless = { ...radiusServer(1812) };
  delete (keyless as { key?: unknown }).key;
  const at = bench({ radiusServers: [keyless, radiusServer(2812, { acctPort: 0 })] });
  assert.equal(who(await account(at)), 'no-servers');
  assert.equal(at.sent().length, 0);
});

test('a key of another master key is reported, and the server left alone', async () => {
  const key = { type: 6, text: `${testVault.seal('x').text.slice(0, -4)}AAAA` } as const;
  const at = bench({ radiusServers: [radiusServer(1812, { key })] });
  assert.deepEqual(at.log.messages, ['%AAA-3-BADSERVERKEY: Key of server r1812 cannot be used: wrong-master-key']);
  assert.equal(who(await account(at)), 'no-servers');
});

test('another configuration leaves counters, health and identity of a server alone', async () => {
  const at = bench(mortal);
  const group = radius(at);
  at.behaviours.set(2813, stored);
  await account(at);
  const before = at.aaa.snapshot().radius[0]!;
  at.configure({ ...mortal, radiusServers: [radiusServer(4812), ...(mortal.radiusServers ?? [])], loginAttempts: 1 });
  assert.equal(at.aaa.groups.get('radius'), group);
  const after = at.aaa.snapshot().radius;
  assert.deepEqual(
    after.map(({ name }) => name),
    ['r4812', 'r1812', 'r2812'],
  );
  assert.deepEqual([after[1]!.id, after[1]!.priority, after[1]!.health.state], [before.id, 2, 'dead']);
  assert.deepEqual(after[1]!.accounting, before.accounting);
  at.configure({ ...mortal, radiusServers: [radiusServer(2812)] });
  assert.deepEqual(
    at.aaa.snapshot().radius.map(({ name, accounting }) => [name, accounting.successes]),
    [['r2812', 1]],
  );
});

test('clearing counters clears counters, not the state', async () => {
  const at = bench(mortal);
  await account(at);
  at.aaa.clearCounters({ scope: 'radius', id: at.aaa.snapshot().radius[0]!.id });
  const [first, second] = at.aaa.snapshot().radius;
  assert.deepEqual([first!.accounting.requests, first!.health.state], [0, 'dead']);
  assert.equal(second!.accounting.requests, 4);
  at.aaa.clearCounters({ scope: 'all' });
  assert.equal(at.aaa.snapshot().radius[1]!.accounting.requests, 0);
});

test('extended source ports open another client, and the old one closes when it is done', async () => {
  const at = bench({ radiusServers: [radiusServer(1812)], radius: { timeout: 1, retransmit: 0 } });
  await at.clock.advance(1);
  const answering = account(at);
  at.configure({
    radiusServers: [radiusServer(1812)],
    radius: { timeout: 1, retransmit: 0, sourcePortsExtended: true },
  });
  assert.deepEqual(
    at.transports.map(({ closed }) => closed),
    [false, false],
  );
  await answering;
  assert.deepEqual(
    at.transports.map(({ closed }) => closed),
    [true, false],
  );
  assert.deepEqual(at.aaa.snapshot().statistics.sourcePorts, { first: 21_645, last: 21_844 });
});

test('NAS-IP-Address is configured, or the source of the group, or follows the route as it changes', async () => {
  const routes: { nas: string | undefined } = { nas: undefined };
  const at = bench({ radiusServers: [radiusServer(1812)] }, new KeptLog(), routes);
  at.behaviours.set(1813, stored);
  const addressOfNext = async () => {
    await account(at);
    return find(at.sent().at(-1)!.packet, 'NAS-IP-Address');
  };
  assert.equal(await addressOfNext(), '0.0.0.0');
  routes.nas = '192.0.2.5';
  await at.clock.advance(5000);
  await addressOfNext();
  assert.equal(await addressOfNext(), '192.0.2.5');
  routes.nas = '192.0.2.6';
  await at.clock.advance(minute);
  await addressOfNext();
  assert.equal(await addressOfNext(), '192.0.2.6');
  at.configure({ radiusServers: [radiusServer(1812)], radius: { sourceInterface: '192.0.2.7' } });
  assert.equal(await addressOfNext(), '192.0.2.7');
  at.configure({
    radiusServers: [radiusServer(1812)],
    radius: { sourceInterface: '192.0.2.7', nasIpAddress: '192.0.2.8' },
  });
  assert.equal(await addressOfNext(), '192.0.2.8');
});

test('a server known by name is asked when the name has an address, and passed over until then', async () => {
  const at = bench({
    radiusServers: [radiusServer(1812, { address: { family: 'fqdn', host: 'aaa.example' } }), radiusServer(2812)],
  });
  at.behaviours.set(2813, stored);
  assert.equal(who(await account(at)), 'r2812');
  assert.deepEqual(
    at.sent().map(({ port }) => port),
    [2813],
  );
  assert.equal(at.aaa.snapshot().radius[0]!.address, undefined);
});
