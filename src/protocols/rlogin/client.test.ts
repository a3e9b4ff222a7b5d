import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeOpening, encodeWindow, RloginClient } from './index.ts';

const opening = { localUser: 'ann', remoteUser: 'bob', terminalType: 'vt100', speed: 9600 };
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

test('the opening of RFC 1282: NUL, both names, terminal and speed', () => {
  assert.equal(hex(encodeOpening(opening)), '00616e6e00626f620076743130302f3936303000');
  assert.equal(hex(new RloginClient(opening).start()), '00616e6e00626f620076743130302f3936303000');
  const odd = { ...opening, localUser: 'a\0b', remoteUser: '' };
  assert.equal(encodeOpening(odd).toString('latin1'), '\0ab\0\0vt100/9600\0');
});

test('the window change sequence: cookie, rows, columns, no pixels', () => {
  assert.equal(hex(encodeWindow({ columns: 132, rows: 43 })), 'ffff7373002b008400000000');
  assert.equal(hex(encodeWindow({ columns: 70_000, rows: 1 })), 'ffff73730001ffff00000000');
});

test('the acknowledgement is taken off, and answered with the window', () => {
  const client = new RloginClient(opening, { columns: 80, rows: 24 });
  assert.equal(client.open, false);
  const { data, reply } = client.receive(Buffer.from('\0login: '));
  assert.equal(Buffer.from(data).toString(), 'login: ');
  assert.equal(hex(reply), 'ffff73730018005000000000');
  assert.equal(client.open, true);
  assert.equal(hex(client.receive(Buffer.from('\0x')).data), '0078');
  assert.equal(hex(client.resize({ columns: 100, rows: 50 })), 'ffff73730032006400000000');
});

test('without a known window nothing is told; a change before the acknowledgement is told after it', () => {
  assert.equal(new RloginClient(opening).receive(Buffer.of(0)).reply.length, 0);
  const client = new RloginClient(opening);
  assert.equal(client.resize({ columns: 80, rows: 24 }).length, 0);
  assert.equal(hex(client.receive(Buffer.of(0)).reply), 'ffff73730018005000000000');
});

test('a refusal is shown whole', () => {
  const client = new RloginClient(opening, { columns: 80, rows: 24 });
  const { data, reply } = client.receive(Buffer.from('\x01Permission denied.\r\n'));
  assert.equal(Buffer.from(data).toString(), '\x01Permission denied.\r\n');
  assert.equal(reply.length, 0);
});

test('any data comes through, however it is cut', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.integer({ min: 1, max: 7 }), (sent, step) => {
      const client = new RloginClient(opening);
      const wire = Buffer.concat([Buffer.of(0), sent]);
      const got: Uint8Array[] = [];
      for (let at = 0; at < wire.length; at += step) got.push(client.receive(wire.subarray(at, at + step)).data);
      assert.deepEqual(Buffer.concat(got), Buffer.from(sent));
    }),
  );
});
