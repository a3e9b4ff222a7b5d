import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FakeClock } from '../../base/clock.ts';
import { DuplicateCache } from './duplicate-cache.ts';

describe('the duplicate cache', () => {
  it('keeps at most 256 requests of a source and forgets sources that are silent', async () => {
    const clock = new FakeClock();
    const cache = new DuplicateCache(clock, 1000);
    for (let i = 0; i < 1000; i++)
      cache.note('a', Buffer.concat([Buffer.from([4, i & 255, 0, 20]), Buffer.alloc(16, i)]));
    assert.equal(cache.size, 256);
    await clock.advance(1000);
    cache.note('b', Buffer.from([4, 1, 0, 20, ...Buffer.alloc(16)]));
    assert.equal(cache.size, 1);
  });
});
