import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { describeError } from './error.ts';
import { keyBytes, obfuscate, sealPacket } from './obfuscation.ts';
import { readHeader, writeHeader } from './packet.ts';
import { PacketSplitter } from './stream.ts';
import { nameOf, packetTypes } from './tables.ts';

const header = { minorVersion: 0, type: packetTypes.accounting, seqNo: 1, flags: 4, sessionId: 0xdeadbeef };

/** The pad as RFC 8907 §4.5 defines it, written down a second time. */
function pad(sessionId: number, key: string, version: number, seqNo: number, length: number): Buffer {
  const id = Buffer.alloc(4);
  id.writeUInt32BE(sessionId);
  const seed = Buffer.concat([id, Buffer.from(key), Buffer.of(version, seqNo)]);
  let digest = createHash('md5').update(seed).digest();
  let out = digest;
  while (out.length < length) {
    digest = createHash('md5')
      .update(Buffer.concat([seed, digest]))
      .digest();
    out = Buffer.concat([out, digest]);
  }
  return out.subarray(0, length);
}

test('header: bytes and decoded form, both ways', () => {
  const out = Buffer.alloc(12);
  writeHeader({ ...header, minorVersion: 1, length: 300 }, out);
  assert.equal(out.toString('hex'), 'c1030104deadbeef0000012c');
  assert.deepEqual(readHeader(out), { ok: true, value: { ...header, minorVersion: 1, length: 300 } });
});

test('header: each fault has its name', () => {
  const good = Buffer.from('c0030104deadbeef00000010', 'hex');
  const fault = (at: number, value: number): unknown => {
    const bad = Buffer.from(good);
    bad[at] = value;
    const read = readHeader(bad, 0, 1000);
    return read.ok ? undefined : read.error;
  };
  assert.deepEqual(fault(0, 0xb0), { error: 'bad-version', version: 0xb0 });
  assert.deepEqual(fault(1, 4), { error: 'bad-type', type: 4 });
  assert.deepEqual(fault(2, 0), { error: 'bad-sequence', seqNo: 0 });
  assert.deepEqual(fault(8, 0x80), { error: 'too-long', length: 0x80000010, limit: 1000 });
  assert.deepEqual(readHeader(good.subarray(0, 11)), { ok: false, error: { error: 'short-header', length: 11 } });
});

test('obfuscation is the pad of the RFC, for every length and key, and its own inverse', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 100 }),
      fc.string({ minLength: 1, maxLength: 70 }),
      fc.integer({ min: 0, max: 0xffffffff }),
      fc.integer({ min: 1, max: 255 }),
      (body, key, sessionId, seqNo) => {
        const hidden = Buffer.from(body);
        const fields = { sessionId, minorVersion: 1, seqNo };
        obfuscate(fields, Buffer.from(key), hidden);
        const mask = pad(sessionId, key, 0xc1, seqNo, body.length);
        assert.deepEqual(hidden, Buffer.from(body.map((byte, i) => byte ^ mask[i]!)));
        obfuscate(fields, Buffer.from(key), hidden);
        assert.deepEqual(hidden, Buffer.from(body));
      },
    ),
  );
});

test('a packet that tshark 4.0.17 decoded with the key: START for an ASCII login on tty4', () => {
  const start = Buffer.from('0101010100040900747479343139322e302e322e35', 'hex');
  const fields = { minorVersion: 0, type: packetTypes.authentication, seqNo: 1, flags: 4, sessionId: 0xf592b1a1 };
  assert.equal(
    sealPacket(fields, start, keyBytes('secret0123456789')).toString('hex'),
    'c0010104f592b1a100000015d4722fa7db9650d3132a90c73fdf894b5458f22161',
  );
});

test('a sealed packet says whether it is hidden', () => {
  const body = Buffer.from('0000000001', 'hex');
  const clear = sealPacket(header, body, undefined);
  assert.equal(clear.toString('hex'), `c0030105deadbeef00000005${body.toString('hex')}`);
  const hidden = sealPacket({ ...header, flags: 5 }, body, keyBytes('tacacskey'));
  assert.equal(hidden[3], 4);
  const mask = pad(header.sessionId, 'tacacskey', 0xc0, 1, 5);
  assert.deepEqual(hidden.subarray(12), Buffer.from(body.map((byte, i) => byte ^ mask[i]!)));
});

test('a stream is cut into its packets however it arrives', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 60 }), { minLength: 1, maxLength: 6 }),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 10 }),
      (bodies, cuts) => {
        const wire = Buffer.concat(bodies.map((body, i) => sealPacket({ ...header, sessionId: i }, body, undefined)));
        const splitter = new PacketSplitter(60);
        const got: string[] = [];
        for (let at = 0, i = 0; at < wire.length; i++) {
          const end = Math.min(wire.length, at + cuts[i % cuts.length]!);
          const packets = splitter.push(Buffer.from(wire.subarray(at, end)));
          assert.ok(packets.ok);
          for (const packet of packets.value) got.push(`${packet.header.sessionId} ${packet.body.toString('hex')}`);
          at = end;
        }
        assert.deepEqual(
          got,
          bodies.map((body, i) => `${i} ${Buffer.from(body).toString('hex')}`),
        );
        assert.equal(splitter.held, 0);
      },
    ),
  );
});

test('a stream of arbitrary bytes gives packets or a named failure', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 50 }), { maxLength: 5 }), (chunks) => {
      const splitter = new PacketSplitter(1000);
      for (const chunk of chunks) {
        const packets = splitter.push(Buffer.from(chunk));
        if (packets.ok) continue;
        assert.match(describeError(packets.error), /version|type|sequence|bytes/);
        return;
      }
    }),
  );
});

test('names of codes, and of codes that nobody has defined', () => {
  assert.equal(nameOf(packetTypes, 3), 'accounting');
  assert.equal(nameOf(packetTypes, 0x7f), '0x7f');
});
