import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Clock } from '../../base/clock.ts';
import { recognize } from './identity.ts';

const at = (now: number, monotonic: number): Clock => ({
  now: () => now,
  monotonic: () => monotonic,
  after: () => assert.fail('no timer here'),
});
const first = recognize(undefined, '5@7', 'Jun 27 04:26:23 2001', at(1_000_000, 1_000));

test('another socket file is another charon, also within the same second', () => {
  const { charon } = recognize(first, '6@9', 'Jun 27 04:26:23 2001', at(1_000_500, 1_500));
  assert.notEqual(charon.key, first.charon.key);
});

test('another socket file of a charon that has run for long is that of the same one, listening anew', () => {
  const since = 'Jun 27 04:26:23 2001';
  const started = Date.parse(since);
  const before = recognize(undefined, '5@7', since, at(started + 60_000, 60_000));
  const same = recognize(before, '6@9', 'Jun 27 04:26:22 2001', at(started + 90_000, 90_000));
  assert.deepEqual([same.charon.key, same.socket], [before.charon.key, '6@9']);
  assert.deepEqual(recognize(same, '6@9', since, at(started + 95_000, 95_000)), same);
  // Started anew, with the time that it says.
  const other = recognize(before, '6@9', 'Jun 27 04:27:52 2001', at(started + 90_000, 90_000));
  assert.notEqual(other.charon.key, before.charon.key);
  const lateMet = recognize(before, '6@9', 'Jun 27 04:27:52 2001', at(started + 120_000, 120_000));
  assert.notEqual(lateMet.charon.key, before.charon.key);
  // Too young to be told apart by that.
  const young = recognize(undefined, '5@7', since, at(started + 500, 500));
  assert.notEqual(recognize(young, '6@9', since, at(started + 2_000, 2_000)).charon.key, young.charon.key);
});

test('a start that is printed a second off is the same charon, however often', () => {
  let seen = first;
  for (const second of ['24', '22', '24', '25', '23']) {
    seen = recognize(seen, '5@7', `Jun 27 04:26:${second} 2001`, at(2_000_000, 1_001_000));
    assert.deepEqual(seen, first);
  }
});

test('a start that moves with the clock is the same charon', () => {
  const set = at(1_000_000 + 3_600_000 + 60_000, 1_000 + 60_000);
  assert.deepEqual(recognize(first, '5@7', 'Jun 27 05:26:23 2001', set), first);
});

test('with a socket that it did not make, a later start is another charon, and is recognized from then on', () => {
  const next = recognize(first, '5@7', 'Jun 27 04:26:33 2001', at(1_010_000, 11_000));
  assert.notEqual(next.charon.key, first.charon.key);
  assert.deepEqual(recognize(next, '5@7', 'Jun 27 04:26:34 2001', at(1_020_000, 21_000)), next);
});
