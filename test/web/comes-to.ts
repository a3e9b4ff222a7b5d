import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';

/**
 * Asks until the answer is what is wanted: a page draws what it has heard in one of its next frames.
 * @throws AssertionError with the last answer, after 20 s
 */
export async function comesTo<T>(ask: () => Promise<T>, wanted: T, message?: string): Promise<void> {
  const end = performance.now() + 20_000;
  for (;;) {
    const answer = await ask();
    if (isDeepStrictEqual(answer, wanted)) return;
    if (performance.now() > end) assert.deepEqual(answer, wanted, message);
    await pause(20);
  }
}
