import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../../base/clock.ts';
import { Absence } from './absence.ts';

/** A charon that is away, and when it was given up: seconds from the beginning, and when it is said to have gone. */
function setUp(state: { lives?: boolean } = {}) {
  const clock = new FakeClock();
  const begin = clock.now();
  const seconds = (time: number): number => (time - begin) / 1000;
  const over: [number, number][] = [];
  const lives = () => state.lives === true;
  const absence = new Absence({ clock, lives, over: (at) => over.push([seconds(clock.now()), seconds(at)]) });
  return { clock, absence, over };
}

test('one that was lost is given up five seconds later, as of the moment when it went', async () => {
  const { clock, absence, over } = setUp();
  await clock.advance(10_000);
  absence.lost(true);
  await clock.advance(3000);
  // A second failure to reach it is no second loss.
  absence.lost(false);
  await clock.advance(4999);
  assert.deepEqual(over, []);
  await clock.advance(1);
  assert.deepEqual(over, [[18, 10]]);
  await clock.advance(60_000);
  assert.equal(over.length, 1);
});

test('one that was never met has half a minute', async () => {
  const { clock, absence, over } = setUp();
  absence.begin();
  await clock.advance(29_999);
  assert.deepEqual(over, []);
  await clock.advance(1);
  assert.deepEqual(over, [[30, 30]]);
});

test('one that comes back in time is not given up', async () => {
  const { clock, absence, over } = setUp();
  absence.lost(true);
  await clock.advance(4000);
  absence.end();
  await clock.advance(60_000);
  assert.deepEqual(over, []);
});

test('one that cannot be reached and lives is waited for until it does not', async () => {
  const state = { lives: true };
  const { clock, absence, over } = setUp(state);
  absence.lost(true);
  await clock.advance(61_000);
  assert.deepEqual(over, []);
  state.lives = false;
  await clock.advance(4000);
  assert.deepEqual(over, [[65, 0]]);
});
