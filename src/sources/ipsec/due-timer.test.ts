import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../../base/clock.ts';
import { DueTimer } from './due-timer.ts';

test('it goes off at the earliest of the moments, once, and may be told of others then', async () => {
  const clock = new FakeClock();
  const fired: number[] = [];
  const later = [9000];
  const timer = new DueTimer(clock, () => {
    fired.push(clock.monotonic());
    timer.arm(later.shift());
  });
  timer.arm(undefined);
  timer.arm(5000);
  timer.arm(7000);
  timer.arm(3000);
  await clock.advance(20_000);
  assert.deepEqual(fired, [3000, 9000]);
  timer.arm(1);
  await clock.advance(0);
  assert.equal(fired.length, 3, 'what is overdue goes off at once');
});

test('stopped, it goes off no more', async () => {
  const clock = new FakeClock();
  const timer = new DueTimer(clock, () => assert.fail('it was stopped'));
  timer.arm(1000);
  timer.stop();
  await clock.advance(2000);
});
