import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../../base/clock.ts';
import { silentLog } from '../../base/event-log.ts';
import { Reports } from './reports.ts';

test('a store that fails is told once, and taken back when a record is kept or nothing has failed for a minute', async () => {
  const clock = new FakeClock();
  const told: (string | undefined)[] = [];
  const reports = new Reports(clock, silentLog, (failure) => told.push(failure));
  reports.kept();
  assert.deepEqual(told, []);
  reports.notKept(new Error('disk full'), 1);
  await clock.advance(50_000);
  reports.notKept(new Error('disk full'), 1);
  await clock.advance(50_000);
  assert.deepEqual(told, ['disk full']);
  reports.kept();
  assert.deepEqual(told, ['disk full', undefined]);
  reports.kept();
  await clock.advance(100_000);
  assert.equal(told.length, 2);

  // Whoever asks before he sends must not wait for what he would send.
  reports.notKept(new Error('disk full'), 1);
  await clock.advance(60_000);
  assert.deepEqual(told.slice(2), ['disk full', undefined]);
  reports.notKept(new Error('disk fails'), 1);
  assert.equal(told.at(-1), 'disk fails');
  reports.close();
  await clock.advance(100_000);
  assert.equal(told.length, 5);
});
