import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../../base/clock.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { FakeDevice } from '../testing/fake-device.ts';
import type { SerialDevice } from './device.ts';
import { HeldDevice } from './held-device.ts';

/** A device that is opened when the test says so. */
function setUp() {
  const clock = new FakeClock();
  const asked: ReturnType<typeof Promise.withResolvers<Result<SerialDevice, string>>>[] = [];
  const given: FakeDevice[] = [];
  const state = { busy: false, opened: 0 };
  const held = new HeldDevice('/dev/modem', {
    clock,
    open: () => {
      const one = Promise.withResolvers<Result<SerialDevice, string>>();
      asked.push(one);
      return one.promise;
    },
    options: () => ({ modem: false }),
    busy: () => state.busy,
    opened: () => {
      state.opened += 1;
    },
  });
  /** What was asked for last is there, or can't be had. */
  const answer = async (there: boolean): Promise<void> => {
    const stream = new FakeDevice();
    if (there) given.push(stream);
    asked.at(-1)?.resolve(there ? ok({ stream, path: '/dev/ttyS1' }) : err('no such device'));
    await clock.advance(0);
  };
  /** Who is open: at most one at any time. */
  const open = () => given.filter(({ destroyed }) => !destroyed).length;
  return { clock, held, asked, given, state, answer, open };
}

test('a device that takes long to open is not asked for twice, whoever starts or closes meanwhile', async () => {
  const { clock, held, asked, state, answer, open } = setUp();
  held.open();
  held.open();
  held.close();
  await clock.advance(5000);
  held.open();
  assert.equal(asked.length, 1);
  await answer(true);
  await clock.advance(5000);
  held.open();
  assert.deepEqual([asked.length, state.opened, open()], [1, 1, 1]);
});

test('what is opened when nobody wants it any more is closed, and whoever retires it waits for that', async () => {
  const { clock, held, given, state, answer, open } = setUp();
  held.open();
  let retired = false;
  void held.retire().then(() => {
    retired = true;
  });
  await clock.advance(5000);
  assert.equal(retired, false);
  await answer(true);
  assert.deepEqual([retired, given.length, open(), state.opened, held.now], [true, 1, 0, 0, undefined]);
  held.open();
  held.close();
  await clock.advance(5000);
  assert.equal(given.length, 1);
});

test('what is open when it is retired stays so until it is closed, and is not opened again', async () => {
  const { clock, held, asked, given, answer, open } = setUp();
  held.open();
  await answer(true);
  await held.retire();
  assert.equal(held.now?.stream, given[0]);
  held.close();
  await clock.advance(5000);
  assert.deepEqual([asked.length, open()], [1, 0]);
});

test('a device that cannot be had, that is busy, or that was closed, is tried again a second later', async () => {
  const { clock, held, asked, state, answer, open } = setUp();
  held.open();
  await answer(false);
  await clock.advance(999);
  assert.equal(asked.length, 1);
  state.busy = true;
  await clock.advance(2000);
  assert.equal(asked.length, 1);
  state.busy = false;
  await clock.advance(1000);
  assert.equal(asked.length, 2);
  await answer(true);
  held.close();
  held.close();
  assert.equal(open(), 0);
  await clock.advance(1000);
  assert.equal(asked.length, 3);
  await answer(true);
  assert.equal(open(), 1);
});
