import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { FakeClock } from '../../base/clock.ts';
import { Identifiers } from './identifiers.ts';
import { TimerQueue, type Waiting } from './timer-queue.ts';

const entry = (expire: () => void): Waiting => ({
  due: 0,
  line: undefined,
  before: undefined,
  after: undefined,
  expire,
});

describe('the timer queue', () => {
  it('expires what is due, in order, and never what was removed (against a model)', async () => {
    const step = fc.record({
      what: fc.constantFrom('add', 'add', 'remove', 'advance'),
      which: fc.nat(15),
      delay: fc.integer({ min: 1, max: 50 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const clock = new FakeClock();
        const queue = new TimerQueue(clock);
        const fired: string[] = [];
        const expected: string[] = [];
        const model = new Map<number, number>();
        const entries = Array.from({ length: 16 }, (_, i) => entry(() => void fired.push(`${i}@${clock.monotonic()}`)));
        for (const { what, which, delay } of steps) {
          const one = entries[which];
          assert.ok(one);
          if (what === 'add') {
            queue.add(one, delay);
            model.set(which, clock.monotonic() + delay);
          } else if (what === 'remove') {
            queue.remove(one);
            model.delete(which);
          } else {
            const end = clock.monotonic() + delay;
            await clock.advance(delay);
            for (const [i, due] of [...model].filter(([, at]) => at <= end)) {
              expected.push(`${i}@${due}`);
              model.delete(i);
            }
          }
        }
        assert.equal(queue.size, model.size);
        assert.deepEqual(fired.toSorted(), expected.toSorted());
        const times = fired.map((text) => Number(text.split('@')[1]));
        assert.deepEqual(
          times,
          times.toSorted((a, b) => a - b),
        );
      }),
      { numRuns: 40 },
    );
  });

  it('uses one timer of the clock, however many wait', async () => {
    const clock = new FakeClock();
    const queue = new TimerQueue(clock);
    const entries = Array.from({ length: 1000 }, () => entry(() => {}));
    for (const one of entries) queue.add(one, 5000);
    assert.equal(clock.waiting, 1);
    for (const one of entries) queue.remove(one);
    assert.equal(queue.size, 0);
    await clock.advance(5000);
    assert.equal(clock.waiting, 0);
  });
});

describe('identifiers', () => {
  it('are handed out least recently used first, none twice while outstanding', () => {
    const identifiers = new Identifiers();
    assert.equal(identifiers.take(), undefined);
    assert.equal(identifiers.addPort(250), 0);
    const first = Array.from({ length: 256 }, () => identifiers.take());
    assert.equal(new Set(first).size, 256);
    assert.equal(first[0], 250);
    assert.equal(first[6], 0);
    assert.equal(identifiers.take(), undefined);
    identifiers.release(17);
    identifiers.release(3);
    assert.equal(identifiers.addPort(0), 1);
    assert.deepEqual([identifiers.take(), identifiers.take(), identifiers.take()], [17, 3, 256]);
    assert.equal(identifiers.free, 255);
  });

  it('keep order over many rounds', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 600 }), (takes) => {
        const identifiers = new Identifiers();
        identifiers.addPort(0);
        const model = Array.from({ length: 256 }, (_, i) => i);
        const held: number[] = [];
        for (const take of takes) {
          if (take) {
            const slot = identifiers.take();
            assert.equal(slot, model.shift());
            if (slot !== undefined) held.push(slot);
          } else {
            const slot = held.shift();
            if (slot === undefined) continue;
            identifiers.release(slot);
            model.push(slot);
          }
        }
        assert.equal(identifiers.free, model.length);
      }),
    );
  });
});
