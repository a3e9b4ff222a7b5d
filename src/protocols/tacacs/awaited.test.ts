import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../../base/clock.ts';
import { Awaited } from './awaited.ts';
import type { Session } from './connection-types.ts';

const carrier = { id: 1, exchange() {}, tell() {}, finish() {}, retire() {} };
const session = (id: number): Session => ({
  ...{ id, type: 3, minorVersion: 0, connection: carrier, seqNo: 1 },
  ...{ settle: undefined, lost: undefined, sentAt: 0, sent: false },
});

/** Sessions that are given three seconds, and those that had to be given up. */
function setUp() {
  const clock = new FakeClock();
  const late: number[] = [];
  const awaited = new Awaited(clock, 3000, (one) => {
    late.push(one.id);
    awaited.delete(one);
  });
  return { clock, late, awaited };
}

test('each session has its own time, though one timer watches them all', async () => {
  const { clock, late, awaited } = setUp();
  const answered = session(2);
  awaited.begin();
  awaited.add(session(1));
  await clock.advance(1000);
  awaited.add(answered);
  await clock.advance(1000);
  awaited.add(session(3));
  assert.equal(clock.waiting, 1);
  awaited.delete(answered);
  await clock.advance(999);
  assert.deepEqual(late, []);
  await clock.advance(1);
  assert.deepEqual(late, [1]);
  await clock.advance(1999);
  assert.deepEqual(late, [1]);
  await clock.advance(1);
  assert.deepEqual(late, [1, 3]);
  assert.equal(clock.waiting, 0, 'nobody is left to be watched');
});

test('time runs from when the connection is there', async () => {
  const { clock, late, awaited } = setUp();
  const early = session(1);
  awaited.add(early);
  await clock.advance(10_000);
  assert.deepEqual([late, early.sent], [[], false]);
  awaited.begin();
  assert.equal(early.sent, true);
  await clock.advance(2999);
  assert.deepEqual(late, []);
  await clock.advance(1);
  assert.deepEqual(late, [1]);
});

test('a connection that is lost has nobody to wait for', async () => {
  const { clock, late, awaited } = setUp();
  awaited.begin();
  awaited.add(session(1));
  awaited.clear();
  assert.equal(clock.waiting, 0);
  await clock.advance(3000);
  assert.deepEqual(late, []);
});
