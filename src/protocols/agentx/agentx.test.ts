import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { counter64, integer, type Oid, oid, type SnmpValue, text } from '../snmp/index.ts';
import { AgentxFrames, type AgentxPdu, decodeAgentx, encodeAgentx } from './index.ts';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/\s/g, ''), 'hex');
const header = (sessionId: number, transactionId: number, packetId: number) => ({
  ...{ sessionId, transactionId, packetId },
});

/** PDUs by the layouts of RFC 2741 §6.2, in both orders of octets. */
const pairs: readonly (readonly [octets: string, pdu: AgentxPdu, order?: 'other'])[] = [
  [
    '01 01 10 00 00000000 00000000 00000001 00000014  05 00 00 00  00 00 00 00  00000005 7461626c 65000000',
    { ...header(0, 0, 1), type: 'open', timeout: 5, id: [], description: 'table' },
  ],
  [
    '01 03 10 00 00000007 00000000 00000002 00000018  00 7f 00 00  04 04 00 00 00000001 00000009 00000009 00000096',
    {
      ...header(7, 0, 2),
      ...{ type: 'register', timeout: 0, priority: 127, range: 0, subtree: oid('1.3.6.1.4.1.9.9.150'), upper: 0 },
    },
  ],
  [
    '01 06 00 00 07000000 03000000 04000000 14000000  01 02 01 00 01000000  02 02 00 00 01000000 02000000',
    {
      ...header(7, 3, 4),
      ...{ type: 'get-next', ranges: [{ start: oid('1.3.6.1.2.1'), include: true, end: oid('1.3.6.1.2.1.2') }] },
    },
    'other',
  ],
  [
    '01 12 10 00 00000007 00000003 00000004 0000002c  00000000 0000 0000' +
      '0002 0000 01 04 00 00 00000001 ffffffff  0004 0000 01 04 00 00 00000002 00000003 626f6200',
    {
      ...header(7, 3, 4),
      ...{ type: 'response', uptime: 0, error: 0, index: 0 },
      varbinds: [
        { oid: oid('1.3.6.1.4.1'), value: integer(-1) },
        { oid: oid('1.3.6.1.4.2'), value: text('bob') },
      ],
    },
  ],
  [
    '01 0c 00 00 07000000 00000000 09000000 14000000  4600 0000 01 04 00 00 01000000 0200000001000000',
    {
      ...header(7, 0, 9),
      ...{ type: 'notify', varbinds: [{ oid: oid('1.3.6.1.4.1'), value: counter64(0x1_0000_0002n) }] },
    },
    'other',
  ],
  ['01 0b 10 00 00000007 00000003 00000004 00000000', { ...header(7, 3, 4), type: 'cleanup-set' }],
  ['01 02 10 00 00000007 00000000 00000005 00000004 05 00 00 00', { ...header(7, 0, 5), type: 'close', reason: 5 }],
  [
    '01 0d 18 00 00000007 00000000 00000006 00000008 00000003 67776100',
    { ...header(7, 0, 6), type: 'ping', context: Buffer.from('gwa') },
  ],
];

test('PDUs are these octets, both ways', () => {
  for (const [octets, pdu, order] of pairs) {
    assert.equal(encodeAgentx(pdu, order).toString('hex'), hex(octets).toString('hex'), pdu.type);
    assert.deepEqual(decodeAgentx(hex(octets)), { ok: true, value: pdu });
  }
});

const record = <T>(model: { readonly [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record<T>(model, { noNullPrototype: true });
const word = fc.integer({ min: 0, max: 0xffffffff });
const short = fc.integer({ min: 0, max: 0xffff });
const byte = fc.integer({ min: 0, max: 255 });
const octetString = fc.uint8Array({ maxLength: 40 }).map((octets) => Buffer.from(octets));
const anyOid: fc.Arbitrary<Oid> = fc.oneof(
  fc.array(word, { maxLength: 20 }),
  fc.array(word, { maxLength: 10 }).map((arcs) => [1, 3, 6, 1, 4, 1, ...arcs]),
  fc.constantFrom(oid('1.3.6.1'), oid('1.3.6.1.0'), oid('1.3.6.1.255.0'), oid('1.3.6.1.256')),
);
const anyValue: fc.Arbitrary<SnmpValue> = fc.oneof(
  record({ type: fc.constant('integer' as const), value: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }) }),
  record({ type: fc.constantFrom('counter32' as const, 'gauge32' as const, 'timeticks' as const), value: word }),
  record({ type: fc.constantFrom('octets' as const, 'opaque' as const), value: octetString }),
  record({
    type: fc.constant('ip' as const),
    value: fc.uint8Array({ minLength: 4, maxLength: 4 }).map((octets) => Buffer.from(octets)),
  }),
  record({ type: fc.constant('oid' as const), value: anyOid }),
  record({ type: fc.constant('counter64' as const), value: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }) }),
  record({ type: fc.constantFrom('null', 'noSuchObject', 'noSuchInstance', 'endOfMibView') }),
);
const varbinds = fc.array(record({ oid: anyOid, value: anyValue }), { maxLength: 6 });
const ranges = fc.array(record({ start: anyOid, include: fc.boolean(), end: anyOid }), { maxLength: 4 });
const numbers = record({ sessionId: word, transactionId: word, packetId: word });
const inContext = fc.record({ context: octetString }, { requiredKeys: [], noNullPrototype: true });
/** Whether a range has an end; without one nothing is written of it. */
const withRange = <T extends { readonly range: number; readonly upper: number }>(pdu: T): T =>
  pdu.range === 0 ? { ...pdu, upper: 0 } : pdu;
const anyPdu: fc.Arbitrary<AgentxPdu> = fc
  .tuple(
    numbers,
    inContext,
    fc.oneof(
      record({ type: fc.constant('open' as const), timeout: byte, id: anyOid, description: fc.string() }),
      record({ type: fc.constant('close' as const), reason: byte }),
      fc
        .record({
          ...{ type: fc.constant('register' as const), timeout: byte, priority: byte, range: byte, upper: word },
          subtree: anyOid,
        })
        .map(withRange),
      fc
        .record({
          ...{ type: fc.constant('unregister' as const), priority: byte, range: byte, upper: word },
          subtree: anyOid,
        })
        .map(withRange),
      record({
        type: fc.constant('get' as const),
        ranges: ranges.map((all) => all.map((one) => ({ ...one, end: [] }))),
      }),
      record({ type: fc.constant('get-next' as const), ranges }),
      record({ type: fc.constant('get-bulk' as const), nonRepeaters: short, maxRepetitions: short, ranges }),
      record({ type: fc.constantFrom('test-set' as const, 'notify' as const), varbinds }),
      record({ type: fc.constantFrom('commit-set' as const, 'undo-set' as const, 'cleanup-set' as const) }),
      record({ type: fc.constant('ping' as const) }),
      record({ type: fc.constant('response' as const), uptime: word, error: short, index: short, varbinds }),
    ),
  )
  .map(([about, context, body]) => {
    const named = !['open', 'close', 'commit-set', 'undo-set', 'cleanup-set', 'response'].includes(body.type);
    return { ...about, ...(named ? context : {}), ...body };
  });
const order = fc.constantFrom('network' as const, 'other' as const);

test('what is written is read back, in either order', () => {
  fc.assert(
    fc.property(anyPdu, order, (pdu, by) => {
      assert.deepEqual(decodeAgentx(encodeAgentx(pdu, by)), { ok: true, value: pdu });
    }),
  );
});

test('arbitrary and damaged octets are refused or read, and never throw', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (octets) => void decodeAgentx(octets)));
  fc.assert(
    fc.property(anyPdu, order, fc.array(fc.tuple(fc.nat(), byte), { maxLength: 5 }), fc.nat(), (pdu, by, hurt, cut) => {
      const octets = encodeAgentx(pdu, by);
      assert.equal(decodeAgentx(octets.subarray(0, cut % octets.length)).ok, false, 'cut');
      assert.equal(decodeAgentx(Buffer.concat([octets, Buffer.alloc(4)])).ok, false, 'too long');
      for (const [at, value] of hurt) octets[at % octets.length] = value;
      // What can still be read is something that can be written.
      const read = decodeAgentx(octets);
      if (read.ok) encodeAgentx(read.value);
    }),
  );
});

test('a stream is cut into its PDUs wherever it is broken; what cannot be one ends it', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(anyPdu, order), { maxLength: 5 }),
      fc.array(fc.nat(), { maxLength: 8 }),
      (all, cuts) => {
        const whole = all.map(([pdu, by]) => encodeAgentx(pdu, by));
        const stream = Buffer.concat(whole);
        const places = [0, ...cuts.map((cut) => cut % (stream.length + 1)).sort((a, b) => a - b), stream.length];
        const frames = new AgentxFrames();
        const got = places
          .slice(1)
          .flatMap((end, at) => frames.push(stream.subarray(places[at], end)) ?? assert.fail());
        assert.deepEqual(got, whole);
      },
    ),
  );
  assert.equal(new AgentxFrames().push(Buffer.alloc(20)), undefined, 'version 0');
  assert.equal(
    new AgentxFrames().push(hex('01 0d 10 00 00000007 00000000 00000006 00200000')),
    undefined,
    'two megabytes',
  );
});

test('why a PDU is refused, and what it would have answered', () => {
  const about = header(7, 3, 4);
  const numbers = '00000007 00000003 00000004';
  assert.deepEqual(decodeAgentx(hex(`02 0d 10 00 ${numbers} 00000000`)), { ok: false, error: { reason: 'version' } });
  assert.deepEqual(decodeAgentx(hex(`01 0e 10 00 ${numbers} 00000000`)), {
    ok: false,
    error: { reason: 'type', header: about },
  });
  assert.deepEqual(decodeAgentx(hex(`01 02 10 00 ${numbers} 00000000`)), {
    ok: false,
    error: { reason: 'malformed', header: about },
  });
  const tooLong = encodeAgentx({
    ...about,
    type: 'get',
    ranges: [{ start: Array(129).fill(1), include: false, end: [] }],
  });
  assert.equal(decodeAgentx(tooLong).ok, false, '129 arcs');
  for (const octets of [3, 5]) {
    const varbinds = [{ oid: oid('1.3.6.1.4.1'), value: { type: 'ip', value: Buffer.alloc(octets) } }] as const;
    assert.equal(decodeAgentx(encodeAgentx({ ...about, type: 'notify', varbinds })).ok, false, 'no address');
  }
});
