import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { seededRandom } from '../../base/random.ts';
import {
  type Attribute,
  attribute,
  decodePacket,
  encodePacket,
  encodeRequest,
  verifyReply,
  verifyRequest,
} from './index.ts';
import { decoded, hex, plain, secret, secretOctets } from './testing/packets.ts';

const octet = fc.integer({ min: 0, max: 255 });
const octets = (maxLength: number) => fc.uint8Array({ maxLength });
/** Any list that can come out of decoding: the types 26 with their parts, and everything else. */
const anyAttribute: fc.Arbitrary<Attribute> = fc.oneof(
  fc.record({ type: octet.filter((type) => type !== 26 && type !== 80), value: octets(40) }),
  fc.record({ type: fc.constant(26), value: fc.uint8Array({ maxLength: 3 }) }),
  fc.record({
    type: fc.constant(26),
    vendor: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    vendorType: octet,
    value: octets(30),
  }),
);

describe('the codec', () => {
  it('gives back what it wrote, in order', () => {
    fc.assert(
      fc.property(octet, octet, fc.array(anyAttribute, { maxLength: 20 }), (code, identifier, attributes) => {
        const authenticator = seededRandom(identifier).bytes(16);
        const encoded = encodePacket({ code, identifier, authenticator, attributes });
        assert.ok(encoded.ok);
        const packet = decoded(encoded.value);
        assert.deepEqual(plain(packet.attributes), plain(attributes));
        assert.deepEqual([packet.code, packet.identifier], [code, identifier]);
      }),
    );
  });

  it('keeps malformed and unknown attributes octet for octet', () => {
    const inside = fc.array(fc.tuple(fc.constantFrom(26, 26, 1, 79, 241, 245), octets(60)), { maxLength: 12 });
    fc.assert(
      fc.property(inside, (list) => {
        const body = Buffer.concat(list.map(([type, value]) => Buffer.from([type, value.length + 2, ...value])));
        const packet = Buffer.concat([Buffer.from([4, 1, 0, 0]), Buffer.alloc(16, 9), body]);
        packet.writeUInt16BE(packet.length, 2);
        const encoded = encodePacket(decoded(packet));
        assert.ok(encoded.ok);
        assert.equal(Buffer.from(encoded.value).toString('hex'), packet.toString('hex'));
      }),
    );
  });

  it('splits a Vendor-Specific with several sub-attributes and puts them together again', () => {
    const body = hex('1a 12 00000009 0105 616263 0207 6465666768');
    const packet = Buffer.concat([hex('04 01 0026'), Buffer.alloc(16), body]);
    const { attributes } = decoded(packet);
    assert.deepEqual(plain(attributes), [
      { type: 26, vendor: 9, vendorType: 1, value: Uint8Array.from(Buffer.from('abc')) },
      { type: 26, vendor: 9, vendorType: 2, value: Uint8Array.from(Buffer.from('defgh')), joined: true },
    ]);
    const again = encodePacket(decoded(packet));
    assert.ok(again.ok);
    assert.equal(Buffer.from(again.value).toString('hex'), packet.toString('hex'));
  });

  it('reads sub-attributes of other layouts when told them, and writes them back', () => {
    const body = hex('1a 0c 000001ad 00000066 3132');
    const packet = Buffer.concat([hex('04 01 0020'), Buffer.alloc(16), body]);
    const read = decodePacket(packet, new Map([[429, { typeOctets: 4, lengthOctets: 0 }]]));
    assert.ok(read.ok);
    assert.equal(read.value.attributes[0]?.vendorType, 0x66);
    assert.equal(Buffer.from(read.value.attributes[0]?.value ?? []).toString(), '12');
    const again = encodePacket(read.value);
    assert.ok(again.ok);
    assert.equal(Buffer.from(again.value).toString('hex'), packet.toString('hex'));
  });

  it('never throws on arbitrary octets, and what it accepts it writes back', () => {
    const lengthFits = octets(120).map((body) => {
      const packet = Buffer.concat([Buffer.from([4, 1, 0, 0]), Buffer.alloc(16), body]);
      packet.writeUInt16BE(packet.length, 2);
      return packet;
    });
    fc.assert(
      fc.property(fc.oneof(octets(200), lengthFits), (input) => {
        const result = decodePacket(input);
        verifyRequest(input, secretOctets);
        verifyReply(input, input, secretOctets);
        if (!result.ok) return;
        const encoded = encodePacket(result.value);
        assert.ok(encoded.ok);
        const length = (input[2] ?? 0) * 256 + (input[3] ?? 0);
        assert.deepEqual(Uint8Array.from(encoded.value), Uint8Array.from(input.subarray(0, length)));
      }),
    );
  });

  it('names what is malformed', () => {
    assert.deepEqual(decodePacket(Buffer.alloc(19)), { ok: false, error: { kind: 'too-short', octets: 19 } });
    const long = Buffer.alloc(20);
    long.writeUInt16BE(21, 2);
    assert.deepEqual(decodePacket(long), { ok: false, error: { kind: 'bad-length', length: 21, octets: 20 } });
    for (const [tail, length] of [
      ['01', 0],
      ['0101', 1],
      ['0103', 3],
    ] as const) {
      const packet = Buffer.concat([Buffer.alloc(20), hex(tail)]);
      packet.writeUInt16BE(packet.length, 2);
      const error = { kind: 'bad-attribute', offset: 20, type: 1, length };
      assert.deepEqual(decodePacket(packet), { ok: false, error });
    }
  });

  it('says what does not fit', () => {
    const request = { code: 4, identifier: 0, secret };
    assert.deepEqual(encodeRequest({ ...request, attributes: [attribute('User-Name', 'x'.repeat(254))] }), {
      ok: false,
      error: { kind: 'attribute-too-long', type: 1, octets: 254 },
    });
    assert.ok(encodeRequest({ ...request, attributes: [attribute('Cisco-AVPair', 'x'.repeat(247))] }).ok);
    assert.deepEqual(encodeRequest({ ...request, attributes: [attribute('Cisco-AVPair', 'x'.repeat(248))] }), {
      ok: false,
      error: { kind: 'attribute-too-long', type: 26, vendorType: 1, octets: 248 },
    });
    const many = Array.from({ length: 17 }, () => attribute('User-Name', 'x'.repeat(253)));
    assert.equal(encodeRequest({ ...request, attributes: many.slice(0, 15) }).ok, true);
    const error = encodeRequest({ ...request, attributes: many });
    assert.equal(!error.ok && error.error.kind, 'packet-too-long');
  });
});
