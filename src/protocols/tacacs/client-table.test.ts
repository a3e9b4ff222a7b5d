import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientTable, plainAddress } from './client-table.ts';

test('the longest matching prefix wins', () => {
  const table = clientTable([
    { address: '0.0.0.0/0', key: 'any', singleConnection: false },
    { address: '192.0.2.0/24', key: 'net', name: 'lab' },
    { address: '192.0.2.7', key: undefined },
    { address: '2001:db8::/32', key: 'six' },
  ]);
  assert.ok(table.ok);
  assert.deepEqual(table.value('192.0.2.7'), { name: '192.0.2.7', key: undefined, singleConnection: true });
  assert.deepEqual(table.value('192.0.2.8'), { name: 'lab', key: Buffer.from('net'), singleConnection: true });
  assert.deepEqual(table.value('10.1.1.1'), { name: '0.0.0.0/0', key: Buffer.from('any'), singleConnection: false });
  assert.equal(table.value('2001:db8::1')?.name, '2001:db8::/32');
  assert.equal(table.value('2001:db9::1'), undefined);
  assert.equal(table.value('nonsense'), undefined);
});

test('what is no address is named', () => {
  for (const address of ['router', '10.0.0.0/33', '10.0.0.0/x', '', '::1/129'])
    assert.deepEqual(clientTable([{ address, key: 'k' }]), { ok: false, error: address });
});

test('an IPv4-mapped address is an IPv4 address', () => {
  assert.equal(plainAddress('::ffff:192.0.2.1'), '192.0.2.1');
  assert.equal(plainAddress('::1'), '::1');
});
