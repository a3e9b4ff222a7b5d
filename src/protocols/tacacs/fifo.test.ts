import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Fifo } from './fifo.ts';

test('a queue behaves as an array does, also when it grows long', () => {
  const steps = fc.array(fc.oneof(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: -3000, max: -1 })), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(steps, (counts) => {
      const queue = new Fifo<number>();
      const model: number[] = [];
      let next = 0;
      for (const count of counts)
        for (let i = 0; i < Math.abs(count); i++) {
          if (count > 0) {
            queue.push(next);
            model.push(next++);
          } else assert.equal(queue.shift(), model.shift());
          assert.equal(queue.length, model.length);
        }
    }),
    { numRuns: 30 },
  );
});
