import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeMessage, elements, encodeMessage, maximumDepth } from './message.ts';
import { decodePacket, encodePacket, maximumPacket, PacketReader, packetTypes, type ViciPacket } from './packet.ts';
import { decodeText, encodeText } from './text.ts';
import type { ViciSection, ViciValue } from './value.ts';

const text = fc.string({ unit: 'binary', maxLength: 8 });
const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 8 });
const section: fc.Arbitrary<ViciSection> = fc.letrec<{ section: ViciSection; value: ViciValue }>((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, text, fc.array(text, { maxLength: 3 }), tie('section')),
  section: fc
    .array(fc.tuple(name, tie('value')), { maxLength: 5 })
    .map((entries): ViciSection => Object.fromEntries(entries)),
})).section;
const packet: fc.Arbitrary<ViciPacket> = fc.record(
  { type: fc.constantFrom('command-request' as const, 'event' as const), name, message: section },
  { noNullPrototype: true },
);

const bytesOf = (message: ViciSection): Uint8Array => {
  const encoded = encodeMessage(message);
  assert.ok(encoded.ok, JSON.stringify(encoded));
  return encoded.value;
};
const packetOf = (one: ViciPacket): Uint8Array => {
  const encoded = encodePacket(one);
  assert.ok(encoded.ok, JSON.stringify(encoded));
  return encoded.value;
};

test('the example of README.vici, both ways', () => {
  const message = {
    key1: 'value1',
    section1: { 'sub-section': { key2: 'value2' }, list1: ['item1', 'item2'] },
  };
  const hex =
    '03046b657931000676616c756531' +
    '010873656374696f6e31' +
    '010b7375622d73656374696f6e' +
    '03046b657932000676616c756532' +
    '02' +
    '04056c69737431' +
    '0500056974656d31' +
    '0500056974656d32' +
    '06' +
    '02';
  assert.equal(Buffer.from(bytesOf(message)).toString('hex'), hex);
  assert.deepEqual(decodeMessage(Buffer.from(hex, 'hex')), { ok: true, value: message });
});

test('a packet of each type, both ways', () => {
  const hex = (one: ViciPacket): string => Buffer.from(packetOf(one)).toString('hex');
  const none = { name: '', message: {} };
  assert.equal(hex({ type: 'command-request', name: 'stats', message: {} }), '0000000700057374617473');
  assert.equal(hex({ ...none, type: 'command-response', message: { a: 'b' } }), '0000000701030161000162');
  assert.equal(hex({ ...none, type: 'command-unknown' }), '0000000102');
  assert.equal(hex({ ...none, type: 'event-register', name: 'log' }), '0000000503036c6f67');
  assert.equal(hex({ ...none, type: 'event-unregister', name: 'log' }), '0000000504036c6f67');
  assert.equal(hex({ ...none, type: 'event-confirm' }), '0000000105');
  assert.equal(hex({ ...none, type: 'event-unknown' }), '0000000106');
  assert.equal(hex({ type: 'event', name: 'log', message: { a: ['b'] } }), '0000000d07036c6f670401610500016206');
});

test('what is written reads back the same, with its order', () => {
  fc.assert(
    fc.property(section, (message) => {
      const decoded = decodeMessage(bytesOf(message));
      assert.ok(decoded.ok);
      assert.deepEqual(decoded.value, message);
      assert.equal(JSON.stringify(decoded.value), JSON.stringify(message));
    }),
  );
  const ordered = decodeMessage(bytesOf({ z: '1', a: { y: '1', b: '2' }, m: [] }));
  assert.ok(ordered.ok);
  assert.deepEqual(Object.keys(ordered.value), ['z', 'a', 'm']);
});

test('a name that objects treat specially is a name', () => {
  const message = Object.fromEntries([['__proto__', 'x']]);
  const decoded = decodeMessage(bytesOf(message));
  assert.ok(decoded.ok);
  assert.deepEqual(Object.entries(decoded.value), [['__proto__', 'x']]);
});

test('any bytes are text, and come back as those bytes', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array(),
        text.map((one) => Buffer.from(one).subarray(1)),
      ),
      (bytes) => {
        assert.deepEqual(Buffer.from(encodeText(decodeText(bytes)) ?? []), Buffer.from(bytes));
      },
    ),
  );
  assert.equal(decodeText(Buffer.from('é', 'utf8')), 'é');
  assert.equal(decodeText(Uint8Array.of(0x61, 0xe9, 0x62)), 'a\udce9b');
  assert.equal(decodeText(Uint8Array.of(0xef, 0xbb, 0xbf)), '\ufeff');
  assert.equal(encodeText('\ud800'), undefined);
});

test('no bytes make a decoder throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const decoded = decodePacket(bytes);
      if (!decoded.ok) assert.ok(decoded.error.at <= bytes.length);
    }),
  );
});

test('a valid packet damaged at any byte is told or read as another, and never throws', () => {
  fc.assert(
    fc.property(packet, fc.uint8Array({ minLength: 1, maxLength: 2 }), (one, damages) => {
      const bytes = packetOf(one).subarray(4);
      for (let at = 0; at < bytes.length; at++)
        for (const damage of damages) {
          const damaged = Uint8Array.from(bytes);
          damaged[at] = (damaged[at] ?? 0) ^ damage;
          const decoded = decodePacket(damaged);
          if (!decoded.ok) assert.ok(decoded.error.at <= bytes.length);
        }
    }),
    { numRuns: 30 },
  );
});

test('a message cut anywhere is told, but for a cut between its entries', () => {
  fc.assert(
    fc.property(section, (message) => {
      const bytes = bytesOf(message);
      for (let length = 0; length < bytes.length; length++) {
        const decoded = decodeMessage(bytes.subarray(0, length));
        if (decoded.ok) assert.deepEqual(bytesOf(decoded.value).length <= length, true);
        else assert.match(decoded.error.kind, /^(truncated|unclosed)$/);
      }
    }),
    { numRuns: 30 },
  );
});

test('each failure of decoding has its name and place', () => {
  const decode = (...bytes: number[]): unknown => {
    const decoded = decodeMessage(Uint8Array.from(bytes));
    return decoded.ok ? decoded.value : decoded.error;
  };
  const { sectionStart, sectionEnd, keyValue, listStart, listItem, listEnd } = elements;
  assert.deepEqual(decode(9), { kind: 'unknown-element', at: 0, element: 9 });
  assert.deepEqual(decode(sectionEnd), { kind: 'misplaced-element', at: 0, element: sectionEnd });
  assert.deepEqual(decode(listItem, 0, 0), { kind: 'misplaced-element', at: 0, element: listItem });
  assert.deepEqual(decode(listEnd), { kind: 'misplaced-element', at: 0, element: listEnd });
  assert.deepEqual(decode(listStart, 1, 97, keyValue), { kind: 'misplaced-element', at: 3, element: keyValue });
  assert.deepEqual(decode(listStart, 1, 97, 7), { kind: 'unknown-element', at: 3, element: 7 });
  assert.deepEqual(decode(listStart, 1, 97), { kind: 'unclosed', at: 3 });
  assert.deepEqual(decode(sectionStart, 1, 97), { kind: 'unclosed', at: 3 });
  assert.deepEqual(decode(keyValue, 1, 97, 0, 2, 98), { kind: 'truncated', at: 0 });
  const deep = Array.from({ length: maximumDepth + 1 }, () => [sectionStart, 1, 97]).flat();
  assert.deepEqual(decode(...deep), { kind: 'too-deep', at: maximumDepth * 3 });
  assert.deepEqual(decodePacket(Uint8Array.of()), { ok: false, error: { kind: 'truncated', at: 0 } });
  assert.deepEqual(decodePacket(Uint8Array.of(8)), { ok: false, error: { kind: 'unknown-packet', at: 0, packet: 8 } });
  assert.deepEqual(decodePacket(Uint8Array.of(packetTypes.event.code, 3, 97)), {
    ok: false,
    error: { kind: 'truncated', at: 1 },
  });
});

test('each failure of encoding has its name and path', () => {
  const failure = (message: ViciSection): unknown => {
    const encoded = encodeMessage(message);
    return encoded.ok ? undefined : encoded.error;
  };
  assert.deepEqual(failure({ a: { '': 'x' } }), { kind: 'name-length', path: ['a', ''], length: 0 });
  const long = 'é'.repeat(128);
  assert.deepEqual(failure({ [long]: 'x' }), { kind: 'name-length', path: [long], length: 256 });
  assert.deepEqual(failure({ a: ['x', 'y'.repeat(65536)] }), { kind: 'value-length', path: ['a'], length: 65536 });
  assert.deepEqual(failure({ a: '\ud800' }), { kind: 'not-text', path: ['a'] });
  let deep: ViciSection = {};
  for (let depth = 0; depth <= maximumDepth; depth++) deep = { a: deep };
  assert.equal(encodeMessage(deep).ok, false);
  const items = Array.from({ length: 9 }, () => 'x'.repeat(65535));
  const packet = encodePacket({ type: 'event', name: 'e', message: { items } });
  assert.ok(!packet.ok);
  assert.equal(packet.error.kind, 'packet-length');
});

test('a stream cut in any way gives the same packets', () => {
  fc.assert(
    fc.property(fc.array(packet, { maxLength: 4 }), fc.array(fc.integer({ min: 1, max: 40 })), (packets, cuts) => {
      const stream = Buffer.concat(packets.map(packetOf));
      const reader = new PacketReader();
      const read: unknown[] = [];
      let at = 0;
      for (const cut of [...cuts, stream.length]) {
        read.push(...reader.read(stream.subarray(at, at + cut)));
        at = Math.min(stream.length, at + cut);
      }
      assert.deepEqual(
        read,
        packets.map((value) => ({ ok: true, value })),
      );
    }),
  );
});

test('a frame of no bytes, or of more than charon ever sends, is a failure', () => {
  for (const length of [0, maximumPacket + 1]) {
    const header = Buffer.alloc(4);
    header.writeUInt32BE(length);
    assert.deepEqual(new PacketReader().read(header), [{ ok: false, error: { kind: 'bad-length', at: 0, length } }]);
  }
});
