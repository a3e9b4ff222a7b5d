import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { attribute } from './attribute.ts';
import { AttributeWriter } from './attribute-writer.ts';
import { decodeAttributes, decodePacket } from './decode.ts';
import { encodeRequest } from './encode.ts';

const secret = 'testing123';

test('what is written is what a list would be', () => {
  const writer = new AttributeWriter();
  writer.begin();
  writer.text(1, 'zoë');
  writer.vendorText(9, 1, 'connect-progress=Call Up');
  writer.integer(5, 0xffff_fffe);
  writer.octets(25, Buffer.from('00ff', 'hex'));
  const list = [
    attribute('User-Name', 'zoë'),
    attribute('Cisco-AVPair', 'connect-progress=Call Up'),
    attribute('NAS-Port', 0xffff_fffe),
    attribute('Class', Buffer.from('00ff', 'hex')),
  ];
  const of = (attributes: Parameters<typeof encodeRequest>[0]['attributes'], messageAuthenticator: boolean) =>
    encodeRequest({ code: 4, identifier: 7, attributes, secret, messageAuthenticator });
  assert.deepEqual(of(writer.end(), false), of(list, false));
  assert.deepEqual(of(writer.end(), true), of(list, true));
});

test('what is too long for an attribute is left out, and for a packet refused', () => {
  const writer = new AttributeWriter();
  writer.begin();
  writer.text(1, 'é'.repeat(127));
  writer.vendorText(9, 1, 'x'.repeat(248));
  writer.octets(25, new Uint8Array(254));
  assert.equal(writer.end().length, 0);
  for (let n = 0; n < 20; n++) writer.text(1, 'x'.repeat(253));
  assert.equal(writer.end().length, 20 * 255);
  const encoded = encodeRequest({ code: 4, identifier: 0, attributes: writer.end(), secret });
  assert.deepEqual(encoded, { ok: false, error: { kind: 'packet-too-long', octets: 20 + 20 * 255 } });
});

test('any text that fits is read back as it was', () => {
  const writer = new AttributeWriter();
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }), { maxLength: 30 }), (texts) => {
      const fitting = texts.filter((text) => Buffer.byteLength(text) <= 247);
      writer.begin();
      for (const text of fitting) {
        writer.text(1, text);
        writer.vendorText(9, 1, text);
      }
      const read = decodeAttributes(writer.end()).map(({ value }) => Buffer.from(value).toString());
      assert.deepEqual(
        read,
        fitting.flatMap((text) => [text, text]),
      );
    }),
  );
});

test('a packet of written octets is well formed', () => {
  const writer = new AttributeWriter();
  writer.begin();
  writer.text(44, '00000001');
  const encoded = encodeRequest({ code: 4, identifier: 1, attributes: writer.end(), secret });
  assert.ok(encoded.ok);
  assert.ok(decodePacket(encoded.value).ok);
});
