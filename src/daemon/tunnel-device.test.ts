import assert from 'node:assert/strict';
import { test } from 'node:test';
import { virtualTunnel, xfrmInterface } from './tunnel-device.ts';

/** What iproute2 6.1 says of a device. */
const link = (kind: string, data: string): string =>
  `{"ifindex":4,"link":null,"ifname":"t0","flags":["NOARP","UP"],"linkinfo":{"info_kind":"${kind}","info_data":{${data}},"info_slave_kind":"vrf"}}`;
const vti = (received: string, sent: string): string =>
  link('vti', `"remote":"10.9.0.2","local":"10.9.0.1","ikey":"${received}","okey":"${sent}","fwmark":"0"`);

test('the number of an XFRM interface, which ip writes in hex or not', () => {
  assert.deepEqual(xfrmInterface(`[${link('xfrm', '"if_id":"0x2a"')}]`), { kind: 'interface', id: 42 });
  assert.deepEqual(xfrmInterface(`[${link('xfrm', '"if_id":42')}]`), { kind: 'interface', id: 42 });
  for (const text of ['', '[]', '[{},{}]']) assert.equal(xfrmInterface(text), undefined);
});

test('the keys of a virtual tunnel interface, by direction', () => {
  assert.deepEqual(virtualTunnel(`[${vti('0.0.0.42', '0.0.1.0')}]`), { kind: 'marks', markIn: 42, markOut: 256 });
  assert.deepEqual(virtualTunnel(`[${vti('255.255.255.255', '128.0.0.1')}]`), {
    ...{ kind: 'marks', markIn: 0xffffffff, markOut: 0x80000001 },
  });
});

test('one without keys is for nobody', () => {
  assert.equal(virtualTunnel(`[${vti('0.0.0.0', '0.0.0.0')}]`), undefined);
  assert.deepEqual(virtualTunnel(`[${vti('0.0.0.0', '0.0.0.0')},${vti('0.0.0.7', '0.0.0.8')}]`), {
    ...{ kind: 'marks', markIn: 7, markOut: 8 },
  });
  for (const text of ['', '[]', '[{},{}]']) assert.equal(virtualTunnel(text), undefined);
});
