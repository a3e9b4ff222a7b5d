import assert from 'node:assert/strict';
import { test } from 'node:test';
import { factNames, packFacts, unpackFacts } from './record-codec.ts';

test('every fact has a short name of its own, and comes back under its own', () => {
  const shorts = Object.values(factNames);
  assert.deepEqual(
    shorts.filter((short, at) => shorts.indexOf(short) !== at),
    [],
  );
  const facts = { address: '10.0.0.1', firstAddress: '10.0.0.2', user: 'alice' };
  assert.deepEqual(unpackFacts(packFacts(facts)), facts);
});
