import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { varbindSize } from './ber.ts';
import {
  compareOids,
  counter64,
  decodeMessage,
  decrypt,
  encodeCommunity,
  encodeScoped,
  type encodeV3,
  encrypt,
  gauge32,
  integer,
  ipAddress,
  isAuthentic,
  isWithin,
  localizedKey,
  oid,
  oidText,
  type Pdu,
  parseOid,
  type SnmpValue,
  sign,
  text,
  timeticks,
  type UsmKeys,
} from './index.ts';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/\s/g, ''), 'hex');

/** What Debian's snmpget and net-snmp's agent put on the wire, and what it means. */
const pairs: readonly (readonly [octets: string, pdu: Pdu, version: 1 | 2, community: string])[] = [
  [
    '3026 020101 04067075626c6963 a019 02047fffffff 020100 020100 300b 3009 06052b06010201 0500',
    {
      type: 'get',
      requestId: 0x7fffffff,
      status: 0,
      index: 0,
      varbinds: [{ oid: oid('1.3.6.1.2.1'), value: { type: 'null' } }],
    },
    2,
    'public',
  ],
  [
    '302b 020100 0401 78 a223 020102 020100 020100 3018 3016 06082b06010201010500 040a 676174652e6c6f63616c',
    {
      ...{ type: 'response', requestId: 2, status: 0, index: 0 },
      varbinds: [{ oid: oid('1.3.6.1.2.1.1.5.0'), value: text('gate.local') }],
    },
    1,
    'x',
  ],
  [
    '302d 020101 0401 78 a525 0201ff 020101 02010a 301a 300a 06032b0601 4603 00 ffff 300c 06052b8f97fe7f 4103 010000',
    {
      ...{ type: 'get-bulk', requestId: -1, status: 1, index: 10 },
      varbinds: [
        { oid: oid('1.3.6.1'), value: counter64(0xffffn) },
        { oid: oid('1.3.31850367'), value: { type: 'counter32', value: 65536 } },
      ],
    },
    2,
    'x',
  ],
];

test('messages are these octets, both ways', () => {
  for (const [octets, pdu, version, community] of pairs) {
    const message = { version, community: Buffer.from(community), pdu };
    assert.equal(encodeCommunity(message).toString('hex'), hex(octets).toString('hex'));
    assert.deepEqual(decodeMessage(hex(octets)), { ok: true, value: message });
  }
});

test('the key of a password: the vector of RFC 3414 A.3.2', () => {
  const engine = hex('000000000000000000000002');
  assert.equal(localizedKey('sha', 'maplesyrup', engine).toString('hex'), '6695febc9288e36282235fc7151f128497b38f3f');
});

const arcs = fc.oneof(fc.nat(300), fc.nat(0xffffffff));
const oids = fc
  .tuple(fc.nat(1), fc.nat(39), fc.array(arcs, { maxLength: 30 }))
  .map(([first, second, rest]) => [first, second, ...rest]);
const bytes = fc.uint8Array({ maxLength: 300 }).map((octets) => Buffer.from(octets));
const values: fc.Arbitrary<SnmpValue> = fc.oneof(
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }).map((value): SnmpValue => ({ type: 'integer', value })),
  fc
    .constantFrom('counter32', 'gauge32', 'timeticks')
    .chain((type) => fc.nat(0xffffffff).map((value): SnmpValue => ({ type, value }))),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((value): SnmpValue => ({ type: 'counter64', value })),
  bytes.map((value): SnmpValue => ({ type: 'octets', value })),
  oids.map((value): SnmpValue => ({ type: 'oid', value })),
  fc.uint8Array({ minLength: 4, maxLength: 4 }).map((value): SnmpValue => ({ type: 'ip', value: Buffer.from(value) })),
  fc.constantFrom('null', 'noSuchObject', 'noSuchInstance', 'endOfMibView').map((type): SnmpValue => ({ type })),
);
const pdus: fc.Arbitrary<Pdu> = fc.record(
  {
    type: fc.constantFrom('get', 'get-next', 'response', 'set', 'get-bulk', 'inform', 'trap', 'report'),
    requestId: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
    status: fc.nat(20),
    index: fc.nat(1000),
    varbinds: fc.array(fc.record({ oid: oids, value: values }, { noNullPrototype: true }), { maxLength: 20 }),
  },
  { noNullPrototype: true },
);

test('what is written is read back, whatever it is; sizes are no smaller than the octets', () => {
  fc.assert(
    fc.property(pdus, bytes, fc.constantFrom(1, 2), (pdu, community, version) => {
      const octets = encodeCommunity({ version, community, pdu });
      assert.deepEqual(decodeMessage(octets), { ok: true, value: { version, community, pdu } });
      const size = pdu.varbinds.reduce((sum, { oid, value }) => sum + varbindSize(oid, value), 0);
      assert.ok(octets.length - community.length - 45 <= size, `${octets.length} octets, ${size} reckoned`);
    }),
  );
});

test('nothing that comes in makes the decoder throw', () => {
  fc.assert(fc.property(bytes, (octets) => void decodeMessage(octets)));
  fc.assert(
    fc.property(
      pdus,
      fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 5 }),
      fc.nat(400),
      (pdu, changes, cut) => {
        const octets = encodeCommunity({ version: 2, community: Buffer.from('x'), pdu });
        for (const [at, octet] of changes) if (at < octets.length) octets[at] = octet;
        decodeMessage(octets.subarray(0, cut));
        decodeMessage(octets);
      },
    ),
  );
});

const engineId = hex('8000000005aabbccdd');
const user = (message: Partial<Parameters<typeof encodeV3>[0]> = {}): Parameters<typeof encodeV3>[0] => ({
  ...{ version: 3, id: 77, maxSize: 1500, authenticated: true, private: false, reportable: true },
  security: { engineId, boots: 3, time: 4711, user: 'bob', authentication: Buffer.alloc(0), privacy: Buffer.alloc(0) },
  data: { contextEngineId: engineId, contextName: Buffer.alloc(0), pdu: pairs[0]?.[1] ?? never() },
  ...message,
});
const never = (): never => assert.fail();

test('a signed message is authentic; with any other octet, or another key, it is not', () => {
  for (const protocol of ['sha', 'sha-224', 'sha-256', 'sha-384', 'sha-512'] as const) {
    const keys: UsmKeys = { protocol, authentication: localizedKey(protocol, 'password1', engineId) };
    const octets = sign(user(), keys);
    const check = (octets: Buffer, by: UsmKeys): boolean => {
      const decoded = decodeMessage(octets);
      if (!decoded.ok || decoded.value.version !== 3) return false;
      return isAuthentic(by, octets, decoded.value.digestAt, decoded.value.security.authentication);
    };
    assert.equal(check(octets, keys), true, protocol);
    assert.equal(check(octets, { ...keys, authentication: Buffer.alloc(20) }), false);
    for (let at = 0; at < octets.length; at++) {
      const changed = Buffer.from(octets);
      changed[at] = (changed[at] ?? 0) ^ 1;
      assert.equal(check(changed, keys), false, `${protocol}: octet ${at}`);
    }
  }
});

test('what was encrypted is decrypted by the key, the time and the salt of the message alone', () => {
  const key = localizedKey('sha-256', 'password1', engineId);
  const { data } = user();
  const clear = data instanceof Uint8Array ? data : encodeScoped(data);
  const salt = hex('0102030405060708');
  const hidden = encrypt(key, 3, 4711, salt, clear);
  assert.notDeepEqual(hidden, clear);
  assert.deepEqual(decrypt(key, 3, 4711, salt, hidden), clear);
  assert.notDeepEqual(decrypt(key, 4, 4711, salt, hidden), clear);
  assert.equal(decrypt(key, 3, 4711, hex('01'), hidden), undefined);
});

test('identifiers: text, order and subtrees', () => {
  assert.deepEqual(parseOid('.1.3.6.1'), [1, 3, 6, 1]);
  for (const wrong of ['', '1.', '1..2', 'a', '1.4294967296', '-1']) assert.equal(parseOid(wrong), undefined, wrong);
  assert.throws(() => oid('x'));
  assert.equal(oidText([1, 3]), '1.3');
  assert.ok(compareOids([1, 3], [1, 3, 0]) < 0 && compareOids([1, 4], [1, 3, 9]) > 0 && compareOids([1], [1]) === 0);
  assert.deepEqual([isWithin([1, 3], [1, 3, 6]), isWithin([1, 3], [1, 3]), isWithin([1, 3], [1])], [true, true, false]);
});

test('makers of values keep to the ranges of their types', () => {
  assert.deepEqual(gauge32(2 ** 33), { type: 'gauge32', value: 0xffffffff });
  assert.deepEqual(gauge32(-1), { type: 'gauge32', value: 0 });
  assert.deepEqual(timeticks(2 ** 32 * 10 + 50), { type: 'timeticks', value: 5 });
  assert.deepEqual(counter64(2n ** 64n + 1n), { type: 'counter64', value: 1n });
  assert.deepEqual(ipAddress('2001:db8::1'), { type: 'ip', value: Uint8Array.of(0, 0, 0, 0) });
  assert.deepEqual(ipAddress('10.0.0.255'), { type: 'ip', value: Uint8Array.of(10, 0, 0, 255) });
  assert.deepEqual(integer(1.5), { type: 'integer', value: 1 });
});
