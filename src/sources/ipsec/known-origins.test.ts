import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConnectionOrigin } from './compile/origin.ts';
import { KnownOrigins } from './known-origins.ts';

const origin = (name: string, group: string): ConnectionOrigin => ({ name, version: 1, group, flows: [] });
const all = (...origins: ConnectionOrigin[]) => new Map(origins.map((one) => [one.name, one]));

test('a connection that is configured no more is known while it has sessions; what is configured comes first', () => {
  const known = new KnownOrigins();
  known.configure(all(origin('a', 'old'), origin('b', 'old')));
  known.configure(all(origin('b', 'new')));
  known.configure(all(origin('b', 'newer')));
  assert.deepEqual(
    ['a', 'b', 'c'].map((name) => known.of(name)?.group),
    ['old', 'newer', undefined],
  );
  known.prune(new Set(['a']));
  assert.equal(known.of('a')?.group, 'old');
  known.prune(new Set());
  assert.deepEqual([known.of('a'), known.of('b')?.group], [undefined, 'newer']);
});
