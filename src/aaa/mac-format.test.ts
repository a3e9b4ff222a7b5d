import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatCaller } from './mac-format.ts';

test('MAC addresses of callers in the format that the servers want', () => {
  for (const mac of ['00:00:40:96:3e:4A', '00-00-40-96-3E-4A', '0000.4096.3e4a', '000040963e4a', '000040-963e4a']) {
    assert.equal(formatCaller(mac, undefined), mac);
    assert.equal(formatCaller(mac, { style: 'default' }), '0000.4096.3e4a');
    assert.equal(formatCaller(mac, { style: 'ietf' }), '00-00-40-96-3E-4A');
    assert.equal(formatCaller(mac, { style: 'ietf', letters: 'lower-case' }), '00-00-40-96-3e-4a');
    assert.equal(formatCaller(mac, { style: 'unformatted', letters: 'upper-case' }), '000040963E4A');
    assert.equal(formatCaller(mac, { style: 'three-byte', delimiter: 'colon' }), '000040:963e4a');
    assert.equal(formatCaller(mac, { style: 'one-byte', delimiter: 'colon' }), '00:00:40:96:3e:4a');
  }
});

test('numbers, addresses and names stay as they are', () => {
  for (const caller of ['562232947700', '10.68.202.158', 'async', '2001:db8::1', '00:00:40-96:3e:4a', ''])
    assert.equal(formatCaller(caller, { style: 'ietf' }), caller);
});
