import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BatchWriter, type InboxEntry, readBatch } from './entry.ts';

const entry: fc.Arbitrary<InboxEntry> = fc.record({
  protocol: fc.constantFrom('radius', 'tacacs+'),
  received: fc.integer({ min: 0, max: 4e12 }),
  address: fc.oneof(fc.ipV4(), fc.ipV6()),
  port: fc.nat(65535),
  data: fc.uint8Array({ maxLength: 300 }),
});
const plain = (entries: readonly InboxEntry[]) => entries.map((one) => ({ ...one, data: [...one.data] }));

function packed(entries: readonly InboxEntry[]): Uint8Array {
  const writer = new BatchWriter();
  for (const { protocol, received, address, port, data } of entries)
    writer.add(protocol, received, address, port, data);
  assert.equal(writer.entries, entries.length);
  const batch = writer.take();
  assert.equal(writer.entries, 0);
  return batch;
}

test('a batch gives back its entries, and leaves the writer empty', () => {
  fc.assert(
    fc.property(fc.array(entry), (entries) => {
      assert.deepEqual(plain(readBatch(packed(entries))), plain(entries));
    }),
  );
});

test('a writer that outgrows its memory loses nothing', () => {
  const data = new Uint8Array(4096).fill(7);
  const entries = Array.from({ length: 200 }, (_, port) => ({
    protocol: 'radius' as const,
    received: 0,
    address: '192.0.2.1',
    port,
    data,
  }));
  assert.deepEqual(
    readBatch(packed(entries)).map(({ port }) => port),
    entries.map(({ port }) => port),
  );
});

test('a damaged batch gives the entries before the damage and never reads past its end', () => {
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 4 }), fc.nat(), (entries, cut) => {
      const batch = packed(entries);
      const part = readBatch(batch.subarray(0, batch.length === 0 ? 0 : cut % batch.length));
      assert.deepEqual(plain(part), plain(entries).slice(0, part.length));
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => readBatch(bytes).every(({ data }) => data.length <= 200)),
  );
});
