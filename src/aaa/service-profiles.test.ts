import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attribute, codes, find } from '../protocols/radius/index.ts';
import type { AaaConfig } from './config.ts';
import { bench, KeptLog, radiusServer, testVault } from './testing/bench.ts';

const config: Partial<AaaConfig> = {
  radiusServers: [radiusServer(1812)],
  authorization: [{ service: 'network', name: 'default', methods: [{ method: 'group', group: 'radius' }] }],
};
const granted = [{ name: 'GOLD', interimInterval: 600 }, { name: 'VIDEO' }] as const;

async function asked(rig: ReturnType<typeof bench>) {
  let done = false;
  const answer = rig.aaa.confirmServices(granted);
  void answer.finally(() => {
    done = true;
  });
  for (let turn = 0; turn < 200 && !done; turn++) await rig.clock.advance(500);
  return answer;
}

test('without a password, or a list, services begin as they were told', async () => {
  const rig = bench(config);
  assert.deepEqual(await asked(rig), { services: granted, refused: [], unanswered: [] });
  rig.configure({ ...config, authorization: [], servicePassword: testVault.seal('secret') });
  assert.deepEqual(await asked(rig), { services: granted, refused: [], unanswered: [] });
  assert.deepEqual(rig.sent(), []);
});

test('the profile of a service comes by its name and the password; what it says wins', async () => {
  const rig = bench({ ...config, servicePassword: testVault.seal('secret') });
  rig.behaviours.set(1812, (packet) =>
    find(packet, 'User-Name') === 'GOLD'
      ? {
          code: codes['Access-Accept'],
          attributes: [
            attribute('Acct-Interim-Interval', 120),
            attribute('Cisco-AVPair', 'subscriber:accounting-list=BILLING'),
          ],
        }
      : { code: codes['Access-Reject'], attributes: [] },
  );
  assert.deepEqual(await asked(rig), {
    services: [{ name: 'GOLD', interimInterval: 120, list: 'BILLING' }],
    refused: ['VIDEO'],
    unanswered: [],
  });
  const [first] = rig.sent();
  assert.ok(first !== undefined);
  assert.equal(find(first.packet, 'Service-Type'), 5);
  assert.deepEqual(rig.log.messages, [
    '%AAA-4-SERVICE_NOT_STARTED: Service VIDEO does not begin: the server refuses it',
  ]);
});

test('servers that are silent start nothing', async () => {
  const rig = bench({ ...config, servicePassword: testVault.seal('secret') });
  assert.deepEqual(await asked(rig), { services: [], refused: [], unanswered: ['GOLD', 'VIDEO'] });
});

test('a service that the configuration defines is not asked about', async () => {
  const settings = { ...config, servicePassword: testVault.seal('secret') };
  const rig = bench(settings, new KeptLog(), undefined, { definedService: (name) => name === 'GOLD' });
  rig.behaviours.set(1812, () => ({ code: codes['Access-Reject'], attributes: [] }));
  assert.deepEqual(await asked(rig), { services: [granted[0]], refused: ['VIDEO'], unanswered: [] });
  assert.deepEqual(
    rig.sent().map(({ packet }) => find(packet, 'User-Name')),
    ['VIDEO'],
  );
});

test('where servers are silent, `none` lets a service begin as it was told', async () => {
  const methods = [{ method: 'group', group: 'radius' }, { method: 'none' }] as const;
  const authorization = [{ service: 'network', name: 'default', methods }] as const;
  const rig = bench({ ...config, authorization, servicePassword: testVault.seal('secret') });
  assert.deepEqual(await asked(rig), { services: granted, refused: [], unanswered: [] });
});

test('a password of another master key starts nothing, and is told', async () => {
  const servicePassword = { type: 6, text: `${testVault.seal('x').text.slice(0, -4)}AAAA` } as const;
  const rig = bench({ ...config, servicePassword });
  assert.deepEqual(await asked(rig), { services: [], refused: [], unanswered: ['GOLD', 'VIDEO'] });
  assert.deepEqual(rig.log.messages, [
    '%AAA-4-SERVICE_PASSWORD: The password of services cannot be opened: wrong-master-key',
  ]);
  assert.deepEqual(rig.sent(), []);
});
