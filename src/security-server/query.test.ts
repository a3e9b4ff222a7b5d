import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSince } from './query.ts';

const now = Date.UTC(2026, 10, 22, 12);
const since = (text: string): number | string => {
  const result = parseSince(text, now);
  return result.ok ? result.value : result.error;
};

test('ages count back from now', () => {
  assert.deepEqual(
    ['90s', '15m', '1h', '2d', '1w'].map((text) => now - Number(since(text))),
    [90e3, 900e3, 3600e3, 2 * 86400e3, 7 * 86400e3],
  );
});

test('dates are local unless they say otherwise', () => {
  assert.equal(since('2026-11-22'), new Date(2026, 10, 22).getTime());
  assert.equal(since('2026-11-22T10:30'), new Date(2026, 10, 22, 10, 30).getTime());
  assert.equal(since('2026-11-22 10:30:05'), new Date(2026, 10, 22, 10, 30, 5).getTime());
  assert.equal(since('2026-11-22T10:30Z'), Date.UTC(2026, 10, 22, 10, 30));
  assert.equal(since('2026-11-22T10:30:00+02:00'), Date.UTC(2026, 10, 22, 8, 30));
});

test('anything else is refused in words', () => {
  for (const text of ['', 'yesterday', '1', '-1h', '1y', '2026-13-01', '2026-02-29', '2026-11-22T25:00'])
    assert.match(String(since(text)), /is no time/);
});
