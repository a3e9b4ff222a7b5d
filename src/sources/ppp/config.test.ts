import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freeAddress, interfaceOf, type PppConfig } from './config.ts';

const config: PppConfig = {
  interfaces: [
    {
      kind: 'group-async',
      number: 1,
      groupRange: { first: 1, last: 16 },
      encapsulation: 'ppp',
      accounting: 'network2',
    },
    { kind: 'async', number: 3, accounting: 'special' },
    { kind: 'group-async', number: 2 },
  ],
  pools: [
    { name: 'dial', low: '10.0.0.254', high: '10.0.1.1' },
    { name: 'other', low: '10.9.0.1' },
    { name: 'dial', low: '10.7.0.1' },
  ],
};

test("a line's interface is its own over its group's", () => {
  assert.equal(interfaceOf(config, 16)?.accounting, 'network2');
  const own = interfaceOf(config, 3);
  assert.deepEqual([own?.kind, own?.number, own?.encapsulation, own?.accounting], ['async', 3, 'ppp', 'special']);
  assert.equal(interfaceOf(config, 17), undefined);
});

test('a pool gives its lowest free address, over all its ranges, until there is none', () => {
  const taken = new Set<string>();
  const given = Array.from({ length: 6 }, () => {
    const address = freeAddress(config, 'dial', taken);
    if (address !== undefined) taken.add(address);
    return address;
  });
  assert.deepEqual(given, ['10.0.0.254', '10.0.0.255', '10.0.1.0', '10.0.1.1', '10.7.0.1', undefined]);
  assert.equal(freeAddress(config, 'none', taken), undefined);
});
