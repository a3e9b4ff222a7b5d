import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { seededRandom } from '../../base/random.ts';
import { hideTunnelPassword, hideUserPassword, revealTunnelPassword, revealUserPassword } from './authenticator.ts';
import { attribute, codes, decodePacket, encodeReply, findAll } from './index.ts';

const sixteen = fc.uint8Array({ minLength: 16, maxLength: 16 });
const secret = fc.uint8Array({ minLength: 1, maxLength: 80 });

describe('hidden values', () => {
  it('User-Password comes back (RFC 2865 §5.2), without trailing zeros', () => {
    const password = fc.uint8Array({ maxLength: 128 }).filter((octets) => octets.at(-1) !== 0);
    fc.assert(
      fc.property(password, secret, sixteen, (clear, key, authenticator) => {
        const hidden = hideUserPassword(clear, key, authenticator);
        assert.equal(hidden.length % 16, 0);
        assert.ok(hidden.length >= 16 && hidden.length >= clear.length);
        assert.deepEqual(revealUserPassword(hidden, key, authenticator), clear);
      }),
    );
  });

  it('Tunnel-Password comes back (RFC 2868 §3.5) with the salt in front', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 239 }),
        secret,
        sixteen,
        fc.integer({ min: 0, max: 0x7fff }),
        (clear, key, authenticator, salt) => {
          const hidden = hideTunnelPassword(clear, key, authenticator, salt);
          assert.ok(((hidden[0] ?? 0) & 0x80) !== 0);
          assert.deepEqual(revealTunnelPassword(hidden, key, authenticator), clear);
        },
      ),
    );
  });

  it('never makes the reveal functions throw, whatever the octets', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 260 }), secret, sixteen, (octets, key, authenticator) => {
        const clear = revealUserPassword(octets, key, authenticator);
        assert.equal(clear === undefined, octets.length === 0 || octets.length > 128 || octets.length % 16 !== 0);
        const tunnel = revealTunnelPassword(octets, key, authenticator);
        assert.ok(tunnel === undefined || tunnel.length <= octets.length);
      }),
    );
  });

  it('each Tunnel-Password of an answer has its own salt, and its tag in clear', () => {
    const requestAuthenticator = Buffer.alloc(16, 5);
    const made = encodeReply(
      {
        code: codes['Access-Accept'],
        identifier: 1,
        requestAuthenticator,
        attributes: [attribute('Tunnel-Password', 'one', 1), attribute('Tunnel-Password', 'two', 2)],
        secret: 's',
      },
      seededRandom(3),
    );
    assert.ok(made.ok);
    const packet = decodePacket(made.value);
    assert.ok(packet.ok);
    const values = findAll(packet.value, 'Tunnel-Password');
    assert.deepEqual(
      values.map((value) => value[0]),
      [1, 2],
    );
    assert.notDeepEqual(values[0]?.subarray(1, 3), values[1]?.subarray(1, 3));
    const clear = values.map((value) =>
      revealTunnelPassword(value.subarray(1), Buffer.from('s'), requestAuthenticator),
    );
    assert.deepEqual(
      clear.map((octets) => Buffer.from(octets ?? []).toString()),
      ['one', 'two'],
    );
  });
});
