import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { dotted, masked, network, number, overlap, select, selector } from './traffic.ts';

test('a wildcard is a network when its set bits are the last ones', () => {
  assert.equal(network('10.1.2.3', '0.0.0.255'), '10.1.2.0/24');
  assert.equal(network('10.1.2.3', '0.0.0.0'), '10.1.2.3/32');
  assert.equal(network('1.2.3.4', '255.255.255.255'), '0.0.0.0/0');
  assert.equal(network('10.1.2.3', '0.0.255.0'), undefined);
  assert.equal(masked('192.0.2.77', '255.255.255.192'), '192.0.2.64/26');
  const address = fc.ipV4();
  fc.assert(fc.property(address, (one) => dotted(number(one)) === one));
  fc.assert(
    fc.property(address, fc.integer({ min: 0, max: 32 }), (one, length) => {
      const wildcard = dotted(length === 0 ? -1 : length === 32 ? 0 : 2 ** (32 - length) - 1);
      assert.equal(network(one, wildcard)?.split('/')[1], String(length));
    }),
  );
});

test('lines of a list, with protocols and ports; what a tunnel cannot tell apart is named', () => {
  const any = { address: '0.0.0.0', wildcard: '255.255.255.255' };
  const net = { address: '10.1.0.0', wildcard: '0.0.255.255' };
  const base = { kind: 'entry', action: 'permit' } as const;
  const { lines, refused } = select({
    name: '101',
    entries: [
      { kind: 'remark', remark: 'all of it' },
      { ...base, protocol: 0, source: net, destination: any },
      { ...base, sequence: 30, protocol: 6, source: net, destination: { ...any, port: { operator: 'eq', low: 80 } } },
      { ...base, protocol: 17, source: { ...net, port: { operator: 'gt', low: 1023 } }, destination: any },
      { ...base, protocol: 6, source: net, destination: { ...any, port: { operator: 'neq', low: 22 } } },
      { ...base, protocol: 0, source: { address: '10.0.0.1', wildcard: '0.0.255.0' }, destination: any },
    ],
  });
  assert.deepEqual(
    lines.map(({ place, flow }) => [
      place,
      selector(flow.local, flow.protocol, flow.localPort),
      selector(flow.remote, flow.protocol, flow.remotePort),
    ]),
    [
      [2, '10.1.0.0/16', '0.0.0.0/0'],
      [30, '10.1.0.0/16[6]', '0.0.0.0/0[6/80]'],
      [4, '10.1.0.0/16[17/1024-65535]', '0.0.0.0/0[17]'],
    ],
  );
  assert.deepEqual(refused, [
    'line 5: a tunnel cannot be for all ports but one',
    'line 6: its wildcard is not that of a network',
  ]);
});

test('flows overlap when both ends and the protocol can be the same', () => {
  const flow = (local: string, remote: string, protocol = 0) => ({ local, remote, protocol });
  assert.equal(overlap(flow('10.0.0.0/8', '0.0.0.0/0'), flow('10.1.0.0/16', '192.0.2.0/24', 6)), true);
  assert.equal(overlap(flow('10.0.0.0/8', '0.0.0.0/0', 17), flow('10.1.0.0/16', '192.0.2.0/24', 6)), false);
  assert.equal(overlap(flow('10.0.0.0/16', '0.0.0.0/0'), flow('10.1.0.0/16', '0.0.0.0/0')), false);
});
