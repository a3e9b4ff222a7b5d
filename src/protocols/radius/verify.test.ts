import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { seededRandom } from '../../base/random.ts';
import {
  attribute,
  codes,
  decodePacket,
  encodePacket,
  encodeReply,
  encodeRequest,
  findAll,
  verifyReply,
  verifyRequest,
} from './index.ts';
import { decoded, hex, secret, secretOctets } from './testing/packets.ts';

describe('the authenticator of a request', () => {
  it('takes a secret of any length', () => {
    const made = encodeRequest({ code: 4, identifier: 0, attributes: [], secret: 's'.repeat(10_000) });
    assert.ok(made.ok);
    assert.equal(verifyRequest(made.value, Buffer.from('s'.repeat(10_000))), 'ok');
  });
});

describe('damage', () => {
  const attributes = [
    attribute('User-Name', 'bob'),
    attribute('Cisco-AVPair', 'shell:priv-lvl=15'),
    attribute('Acct-Session-Id', '00000001'),
  ];
  const random = seededRandom(1);

  /** Every octet of a packet, changed in three ways. */
  function* damaged(packet: Uint8Array): Iterable<Buffer> {
    for (let at = 0; at < packet.length; at++)
      for (const change of [0x01, 0x80, 0xff]) {
        const copy = Buffer.from(packet);
        copy[at] = (copy[at] ?? 0) ^ change;
        yield copy;
      }
  }

  it('at any octet makes a request fail its check', () => {
    for (const code of [
      codes['Accounting-Request'],
      codes['CoA-Request'],
      codes['Access-Request'],
      codes['Status-Server'],
    ]) {
      const made = encodeRequest({ code, identifier: 9, attributes, secret }, random);
      assert.ok(made.ok);
      assert.equal(verifyRequest(made.value, secretOctets, { requireMessageAuthenticator: code === 1 }), 'ok');
      for (const packet of damaged(made.value)) {
        decodePacket(packet);
        assert.notEqual(verifyRequest(packet, secretOctets, { requireMessageAuthenticator: true }), 'ok');
      }
    }
  });

  it('at any octet makes an answer fail its check', () => {
    const request = encodeRequest({ code: codes['Access-Request'], identifier: 9, attributes: [], secret }, random);
    assert.ok(request.ok);
    const requestAuthenticator = request.value.subarray(4, 20);
    const made = encodeReply({ code: codes['Access-Accept'], identifier: 9, requestAuthenticator, attributes, secret });
    assert.ok(made.ok);
    const check = (packet: Uint8Array) =>
      verifyReply(packet, request.value, secretOctets, { requireMessageAuthenticator: true });
    assert.equal(check(made.value), 'ok');
    for (const packet of damaged(made.value)) {
      decodePacket(packet);
      assert.notEqual(check(packet), 'ok');
    }
  });
});

describe('Message-Authenticator', () => {
  const request = { code: codes['Access-Request'], identifier: 0, secret } as const;

  it('comes first in Access-Request and its answers, and not in accounting', () => {
    const attributes = [attribute('User-Name', 'bob')];
    const access = encodeRequest({ ...request, attributes });
    assert.ok(access.ok);
    assert.deepEqual(
      decoded(access.value).attributes.map(({ type }) => type),
      [80, 1],
    );
    const accept = encodeReply({
      code: codes['Access-Accept'],
      identifier: 0,
      requestAuthenticator: access.value.subarray(4, 20),
      attributes: [],
      secret,
    });
    assert.ok(accept.ok);
    assert.equal(verifyReply(accept.value, access.value, secretOctets, { requireMessageAuthenticator: true }), 'ok');
    const accounting = encodeRequest({ ...request, code: codes['Accounting-Request'], attributes });
    assert.ok(accounting.ok);
    assert.deepEqual(findAll(decoded(accounting.value), 'Message-Authenticator'), []);
  });

  it('is the HMAC of RFC 3579 §3.2 (computed with another program)', () => {
    const random = { bytes: () => hex('00112233445566778899aabbccddeeff'), fraction: () => 0 };
    const made = encodeRequest({ ...request, attributes: [attribute('User-Name', 'bob')] }, random);
    assert.ok(made.ok);
    assert.equal(Buffer.from(made.value.subarray(22, 38)).toString('hex'), 'ca014b2befe7721f75a966026ea0ec04');
  });

  it('is computed where it stands when it is among the attributes', () => {
    const attributes = [attribute('User-Name', 'bob'), attribute('Message-Authenticator', Buffer.alloc(16, 7))];
    const made = encodeRequest({ ...request, attributes });
    assert.ok(made.ok);
    assert.deepEqual(
      decoded(made.value).attributes.map(({ type }) => type),
      [1, 80],
    );
    assert.equal(verifyRequest(made.value, secretOctets, { requireMessageAuthenticator: true }), 'ok');
  });

  it('is missed when it is required, and must be single and whole', () => {
    const without = encodeRequest({ ...request, attributes: [], messageAuthenticator: false });
    assert.ok(without.ok);
    assert.equal(verifyRequest(without.value, secretOctets), 'ok');
    assert.equal(
      verifyRequest(without.value, secretOctets, { requireMessageAuthenticator: true }),
      'missing-message-authenticator',
    );
    const status = encodeRequest({
      ...request,
      code: codes['Status-Server'],
      attributes: [],
      messageAuthenticator: false,
    });
    assert.ok(status.ok);
    assert.equal(verifyRequest(status.value, secretOctets), 'missing-message-authenticator');
    for (const value of [Buffer.alloc(15), Buffer.alloc(17)]) {
      const odd = encodePacket({ ...request, authenticator: Buffer.alloc(16), attributes: [{ type: 80, value }] });
      assert.ok(odd.ok);
      assert.equal(verifyRequest(odd.value, secretOctets), 'bad-message-authenticator');
    }
  });
});
