import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyConfiguration } from '../commands/configuration.ts';
import type { AsyncInterfaceConfig } from '../sources/ppp/config.ts';
import { requestOf } from './serial-calls.ts';

const group: AsyncInterfaceConfig = {
  ...{ kind: 'group-async', number: 1, encapsulation: 'ppp', groupRange: { first: 1, last: 8 } },
  unnumbered: 'Loopback0',
};
const asked = (...interfaces: readonly AsyncInterfaceConfig[]) => {
  const address = { address: '10.5.5.5', mask: '255.255.255.255' };
  const configuration = {
    ...emptyConfiguration,
    ppp: { interfaces, pools: [] },
    ipsec: { ...emptyConfiguration.ipsec, interfaces: [{ name: 'Loopback0', address, ipv6Addresses: [] }] },
  };
  return requestOf({ line: 3, device: '/dev/ttyS3', arrived: 0 }, configuration, { calls: () => [] });
};

test("this side has the address of the interface that `ip unnumbered` names, or the line's own", () => {
  const borrowed = asked(group);
  assert.equal(borrowed.ok && borrowed.value.localAddress, '10.5.5.5');
  const own = asked({ ...group, address: { address: '10.6.6.6', mask: '255.255.255.0' } });
  assert.equal(own.ok && own.value.localAddress, '10.6.6.6');
});

test('nothing begins on lines that are shut down, by their group or by themselves', () => {
  const down = { ok: false, error: '% Async3 is administratively down' };
  assert.deepEqual(asked({ ...group, shutdown: true }), down);
  assert.deepEqual(asked(group, { kind: 'async', number: 3, shutdown: true }), down);
  assert.ok(asked(group, { kind: 'async', number: 4, shutdown: true }).ok);
});
