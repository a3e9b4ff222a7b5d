import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Preferred } from './preferred.ts';

test('the sessions that were heard of longest ago are forgotten first', () => {
  const preferred = new Preferred<string>(2);
  preferred.answered(1, 'a');
  preferred.answered(2, 'b');
  preferred.answered(1, 'c');
  preferred.answered(3, 'd');
  assert.deepEqual(
    [1, 2, 3].map((session) => preferred.of(session)),
    ['c', undefined, 'd'],
  );
});
