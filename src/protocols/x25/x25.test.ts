import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { clearingText } from './causes.ts';
import { decodePacket } from './decode.ts';
import { encodePacket } from './encode.ts';
import { agreedSizes, flowFacilities } from './facilities.ts';
import type { X25Packet } from './packet.ts';
import { usualSizes } from './virtual-call.ts';
import { encodeXot, XotReader } from './xot.ts';

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const common = { channel: 1, modulo: 8 } as const;

/** Octets worked out by hand from the figures of X.25 §5. */
const pairs: readonly (readonly [string, X25Packet])[] = [
  [
    '10 01 0b 35 12345 678 06 420707 430202 01000000',
    {
      ...{ ...common, type: 'call', called: '12345', calling: '678' },
      facilities: flowFacilities(usualSizes),
      data: bytes('01000000'),
    },
  ],
  ['10 01 0f 00 00', { ...common, type: 'call-accepted', called: '', calling: '', facilities: [], data: bytes('') }],
  ['10 01 13 0d 43', { ...common, type: 'clear', cause: 13, diagnostic: 0x43 }],
  ['1f ff 17', { channel: 4095, modulo: 8, type: 'clear-confirmation' }],
  [
    '90 01 72 02 0200',
    {
      ...{ ...common, type: 'data', qualified: true, delivery: false, more: true, ps: 1, pr: 3 },
      data: bytes('020200'),
    },
  ],
  [
    '60 01 fe 03 41',
    {
      ...{ channel: 1, modulo: 128, type: 'data', qualified: false, delivery: true, more: true, ps: 127, pr: 1 },
      data: bytes('41'),
    },
  ],
  ['10 01 a1', { ...common, type: 'rr', pr: 5 }],
  ['20 01 05 82', { channel: 1, modulo: 128, type: 'rnr', pr: 65 }],
  ['10 01 e9', { ...common, type: 'rej', pr: 7 }],
  ['10 01 23 00', { ...common, type: 'interrupt', data: bytes('00') }],
  ['10 01 27', { ...common, type: 'interrupt-confirmation' }],
  ['10 01 1b 05 01', { ...common, type: 'reset', cause: 5, diagnostic: 1 }],
  ['10 00 fb 07 00', { channel: 0, modulo: 8, type: 'restart', cause: 7, diagnostic: 0 }],
  ['10 00 f1 21 100113', { channel: 0, modulo: 8, type: 'diagnostic', code: 33, explanation: bytes('100113') }],
];

test('packets by hand, both ways', () => {
  for (const [hex, packet] of pairs) {
    assert.deepEqual(decodePacket(bytes(hex)), { ok: true, value: packet }, hex);
    assert.equal(encodePacket(packet).toString('hex'), hex.replaceAll(' ', ''), packet.type);
  }
  // Confirmations may be cut short, diagnostics left off.
  for (const hex of ['10 01 0f', '10 01 0f 00']) assert.deepEqual(decodePacket(bytes(hex)).ok, true);
  assert.deepEqual(decodePacket(bytes('10 01 13 00')), {
    ok: true,
    value: { ...common, type: 'clear', cause: 0, diagnostic: 0 },
  });
  const errors = ['', '10 01', '30 01 0b', '10 01 f5 00', '10 01 0b 35 12', '10 01 0b 02 a1 00', '10 01 0b 00 02 42'];
  for (const hex of errors) assert.equal(decodePacket(bytes(hex)).ok, false, hex);
});

const octets = (max: number) => fc.uint8Array({ maxLength: max });
const head = fc.record({ channel: fc.nat(4095), modulo: fc.constantFrom(8 as const, 128 as const) });
const digits = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 15 }).map((list) => list.join(''));
const facility = fc
  .integer({ min: 0, max: 255 })
  .chain((code) =>
    fc.uint8Array(code < 192 ? exactly((code >> 6) + 1) : { maxLength: 9 }).map((value) => ({ code, value })),
  );
const exactly = (length: number) => ({ minLength: length, maxLength: length });
const packet: fc.Arbitrary<X25Packet> = head.chain((common): fc.Arbitrary<X25Packet> => {
  const number = fc.nat(common.modulo - 1);
  const octet = fc.nat(255);
  return fc.oneof(
    fc
      .record({
        type: fc.constantFrom('call' as const, 'call-accepted' as const),
        ...{ called: digits, calling: digits, facilities: fc.array(facility, { maxLength: 9 }), data: octets(128) },
      })
      .map((rest) => ({ ...common, ...rest })),
    fc
      .record({ type: fc.constantFrom('clear' as const, 'reset' as const), cause: octet, diagnostic: octet })
      .map((rest) => ({ ...common, ...rest })),
    fc
      .record({
        type: fc.constant('data' as const),
        ...{ qualified: fc.boolean(), delivery: fc.boolean(), more: fc.boolean(), ps: number, pr: number },
        data: octets(300),
      })
      .map((rest) => ({ ...common, ...rest })),
    fc
      .record({ type: fc.constantFrom('rr' as const, 'rnr' as const, 'rej' as const), pr: number })
      .map((rest) => ({ ...common, ...rest })),
    fc
      .record({ type: fc.constant('interrupt' as const), data: fc.uint8Array({ minLength: 1, maxLength: 32 }) })
      .map((rest) => ({ ...common, ...rest })),
  );
});

test('what is encoded is decoded, whatever it is and however TCP cuts it', () => {
  fc.assert(
    fc.property(fc.array(packet, { maxLength: 6 }), fc.nat(), (packets, seed) => {
      const stream = Buffer.concat(packets.map((one) => encodeXot(encodePacket(one))));
      const reader = new XotReader();
      const read: Uint8Array[] = [];
      const step = (seed % 17) + 1;
      for (let at = 0; at < stream.length; at += step) {
        const cut = reader.feed(stream.subarray(at, at + step));
        assert.ok(cut.ok);
        read.push(...cut.value);
      }
      assert.deepEqual(
        read.map(decodePacket),
        packets.map((value) => ({ ok: true, value })),
      );
    }),
    { numRuns: 200 },
  );
});

test('no octets make a decoder throw', () => {
  fc.assert(
    fc.property(octets(60), (any) => {
      decodePacket(any);
      new XotReader().feed(any);
    }),
  );
  assert.deepEqual(new XotReader().feed(bytes('0001 0003 100117')), {
    ok: false,
    error: { kind: 'version', version: 1 },
  });
  assert.deepEqual(new XotReader().feed(bytes('0000 0002')), { ok: false, error: { kind: 'length', length: 2 } });
});

test('sizes: what the called side agrees to counts, and nonsense does not', () => {
  assert.deepEqual(agreedSizes(usualSizes, []), usualSizes);
  const facilities = [
    { code: 0x42, value: Uint8Array.of(8, 6) },
    { code: 0x43, value: Uint8Array.of(3, 0) },
  ];
  assert.deepEqual(agreedSizes(usualSizes, facilities), { packet: { in: 256, out: 64 }, window: { in: 3, out: 2 } });
  assert.equal(clearingText(13), 'not obtainable');
  assert.equal(clearingText(200), clearingText(0));
});
