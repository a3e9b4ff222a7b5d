import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Facts } from './record.ts';
import { factNames, factsText, unpackFacts } from './record-codec.ts';

test('every fact has a short name of its own, and comes back under its own', () => {
  const shorts = Object.values(factNames);
  assert.deepEqual(
    shorts.filter((short, at) => shorts.indexOf(short) !== at),
    [],
  );
  const facts = { address: '10.0.0.1', firstAddress: '10.0.0.2', user: 'alice' };
  assert.equal(factsText(facts), '{"i":"10.0.0.1","J":"10.0.0.2","u":"alice"}');
  assert.deepEqual(unpackFacts(JSON.parse(factsText(facts))), facts);
  assert.equal(factsText({}), '{}');
});

test('any text comes back as it was: quotes, backslashes, control characters, halves of surrogate pairs', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('"', '\\', '\n', '\0', '\ud800', 'é') }),
  );
  const facts = fc.record<Facts>(
    {
      user: texts,
      command: texts,
      portNumber: fc.nat(),
      classes: fc.array(texts, { maxLength: 3 }),
      vrf: fc.constant(undefined),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(facts, (known) => {
      const { vrf: _, ...kept } = known;
      assert.deepEqual(unpackFacts(JSON.parse(factsText(known))), kept);
    }),
  );
});
