import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lockedOut } from './group-lock.ts';

test('group-lock: users name the group that they come by, in any of its spellings', () => {
  const group = { name: 'SALES', groupLock: true as const };
  for (const user of ['joe@SALES', 'joe/SALES', 'joe\\SALES', 'joe%SALES', 'joe@example.com@SALES'])
    assert.equal(lockedOut(group, user), undefined, user);
  for (const user of ['joe', 'joe@HOME', 'joe@sales', 'SALES', 'joe@SALES@HOME', 'joeSALES', ''])
    assert.match(lockedOut(group, user) ?? '', /group-lock/, user);
  assert.equal(lockedOut({ name: 'SALES' }, 'joe'), undefined);
});
