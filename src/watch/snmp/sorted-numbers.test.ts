import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SortedNumbers } from './sorted-numbers.ts';

test('a set that changes at random is always in order: compared with a sorted list', () => {
  const steps = fc.array(fc.tuple(fc.boolean(), fc.nat(3000)), { maxLength: 5000, size: 'max' });
  fc.assert(
    fc.property(steps, (all) => {
      const numbers = new SortedNumbers();
      const model = new Set<number>();
      for (const [add, value] of all) {
        if (add) numbers.add(value);
        else numbers.delete(value);
        if (add) model.add(value);
        else model.delete(value);
      }
      const walked: number[] = [];
      for (let at = numbers.after(-1); at !== undefined; at = numbers.after(at)) walked.push(at);
      assert.deepEqual(
        walked,
        [...model].sort((one, other) => one - other),
      );
      assert.equal(numbers.size, model.size);
      assert.equal(
        numbers.after(1500),
        walked.find((one) => one > 1500),
      );
    }),
    { numRuns: 20 },
  );
});

test('growing downwards fills blocks in the middle', () => {
  const numbers = new SortedNumbers();
  for (let value = 10_000; value > 0; value--) numbers.add(value);
  let count = 0;
  for (let at = numbers.after(0); at !== undefined; at = numbers.after(at)) assert.equal(at, ++count);
  assert.equal(count, 10_000);
});
