import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RequestRate } from './rate.ts';

const minutes = 60_000;

test('high, low and average of the minutes since counting began', () => {
  const rate = new RequestRate(1000);
  for (let index = 0; index < 4; index++) rate.count(1000 + 32 * minutes);
  for (let index = 0; index < 2; index++) rate.count(1000 + 40 * minutes);
  assert.deepEqual(rate.snapshot(1000 + 129 * minutes), {
    high: { minutesAgo: 97, requests: 4 },
    low: { minutesAgo: 129, requests: 0 },
    average: 0,
  });
  assert.equal(new RequestRate(0).snapshot(0).high.requests, 0);
});

test('what is older than a day is forgotten, also after a long silence', () => {
  const rate = new RequestRate(0);
  rate.count(0);
  assert.equal(rate.snapshot(1439 * minutes).high.requests, 1);
  assert.equal(rate.snapshot(1440 * minutes).high.requests, 0);
  rate.count(9000 * minutes);
  assert.deepEqual(rate.snapshot(9000 * minutes).high, { minutesAgo: 0, requests: 1 });
  assert.deepEqual(rate.snapshot(9001 * minutes).high, { minutesAgo: 1, requests: 1 });
});
