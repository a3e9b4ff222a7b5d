import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { seededRandom } from '../../base/random.ts';
import { type Attribute, codes, decodePacket, encodeReply, revealHidden } from './index.ts';

const vendor = (vendorType: number, value: Uint8Array, conceal: 'salted' | 'user-password'): Attribute => ({
  ...{ type: 26, vendor: 311, vendorType, value, conceal },
});

/** Sends attributes in an Access-Accept and gives what arrives. */
function over(attributes: readonly Attribute[], secret: string, authenticator: Uint8Array): readonly Attribute[] {
  const code = codes['Access-Accept'];
  const encoded = encodeReply(
    { code, identifier: 1, requestAuthenticator: authenticator, attributes, secret },
    seededRandom(3),
  );
  assert.ok(encoded.ok);
  const decoded = decodePacket(encoded.value);
  assert.ok(decoded.ok);
  return decoded.value.attributes.filter(({ type }) => type !== 80);
}

test('keys and passwords that one server hid arrive at a client with another secret', () => {
  const octets = (minLength: number, maxLength: number) => fc.uint8Array({ minLength, maxLength });
  fc.assert(
    fc.property(octets(1, 32), octets(32, 32), octets(1, 40), octets(16, 16), octets(16, 16), (...parts) => {
      const [key, lmKeys, password, upstream, downstream] = parts;
      lmKeys[31] = 1;
      const sent = [
        vendor(16, key, 'salted'),
        vendor(17, key, 'salted'),
        vendor(12, lmKeys, 'user-password'),
        { type: 69, value: Uint8Array.of(3, ...password), conceal: 'tunnel-password' } as const,
        { type: 18, value: Buffer.from('welcome') },
      ];
      const hidden = over(sent, 'up', upstream);
      assert.ok(!hidden.some(({ value }) => Buffer.compare(value, lmKeys) === 0));
      const inside = revealHidden(hidden, 'up', upstream);
      const arrived = revealHidden(over(inside, 'down', downstream), 'down', downstream);
      assert.deepEqual(
        arrived.map(({ value }) => Buffer.from(value)),
        sent.map(({ value }) => Buffer.from(value)),
      );
    }),
    { numRuns: 30 },
  );
});

test('what is hidden wrongly is left out, and the rest stays', () => {
  const broken = [vendor(16, new Uint8Array(3), 'salted'), { type: 18, value: Buffer.from('hello') }];
  assert.deepEqual(revealHidden(broken, 's', new Uint8Array(16)), [broken[1]]);
});
