import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { seededRandom } from '../../base/random.ts';
import { constantRetries, exponentialRetries } from './index.ts';

describe('retry schedules', () => {
  it('of IOS: timeout after each of retransmit + 1 transmissions', () => {
    assert.deepEqual([...constantRetries()], [5000, 5000, 5000, 5000]);
    assert.deepEqual([...constantRetries({ timeoutMs: 3000, retransmit: 1 })], [3000, 3000]);
    assert.deepEqual([...constantRetries({ retransmit: 0 })], [5000]);
  });

  const middle = { bytes: () => new Uint8Array(), fraction: () => 0.5 };

  it('of RFC 5080 §2.2.1: doubling up to the limits', () => {
    const unlimited = { maxTransmissions: 7, maxDurationMs: 0 };
    assert.deepEqual([...exponentialRetries(unlimited, middle)], [2000, 4000, 8000, 16000, 16000, 16000, 16000]);
    assert.deepEqual([...exponentialRetries({}, middle)], [2000, 4000, 8000, 16000]);
    assert.deepEqual([...exponentialRetries({ maxDurationMs: 10_000 }, middle)], [2000, 4000, 4000]);
  });

  it('for accounting never ends', () => {
    const forever = exponentialRetries({ maxIntervalMs: 16_000, maxTransmissions: 0, maxDurationMs: 0 }, middle);
    const taken: number[] = [];
    for (const interval of forever) if (taken.push(interval) === 1000) break;
    assert.equal(taken.length, 1000);
    assert.equal(taken.at(-1), 16_000);
  });

  it('with jitter stay within a tenth, and each exchange has its own', () => {
    const schedule = exponentialRetries({ maxDurationMs: 0, maxTransmissions: 50 }, seededRandom(5));
    const [first, second] = [[...schedule], [...schedule]];
    assert.notDeepEqual(first, second);
    let previous = 1000;
    for (const interval of first) {
      const base = Math.min(2 * previous, 16_000);
      assert.ok(interval >= base * 0.85 && interval <= 16_000 * 1.1 && interval <= 2 * previous * 1.1 + 1);
      previous = interval;
    }
  });
});
