import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ClientTable } from './index.ts';

describe('the client table', () => {
  it('finds the longest prefix, in both families', () => {
    const entry = (address: string) => ({ address, secret: address });
    const table = new ClientTable(['0.0.0.0/0', '10.0.0.0/8', '10.1.0.0/16', '10.1.2.3', '2001:db8::/32'].map(entry));
    const found = (address: string) => table.find(address)?.entry.address;
    assert.equal(found('10.1.2.3'), '10.1.2.3');
    assert.equal(found('10.1.2.4'), '10.1.0.0/16');
    assert.equal(found('10.2.2.4'), '10.0.0.0/8');
    assert.equal(found('192.0.2.1'), '0.0.0.0/0');
    assert.equal(found('::ffff:10.1.2.3'), '10.1.2.3');
    assert.equal(found('2001:db8:1::1'), '2001:db8::/32');
    assert.equal(found('2001:db9::1'), undefined);
    assert.throws(() => new ClientTable([entry('10.0.0.0/33')]), RangeError);
  });
});
