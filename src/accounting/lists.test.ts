import assert from 'node:assert/strict';
import { test } from 'node:test';
import { list } from './fixtures/room.ts';
import { findList } from './lists.ts';

test('a list that is not defined: the default one applies; system accounting has no other', () => {
  const fallback = list({ type: 'network' });
  const own = list({ type: 'network', name: 'OWN' });
  const system = list({ type: 'system' });
  const lists = [own, fallback, system, list({ type: 'system', name: 'MINE' })];
  assert.equal(findList(lists, 'network', 'OWN'), own);
  assert.equal(findList(lists, 'network', 'NOWHERE'), fallback);
  assert.equal(findList([own], 'network', 'NOWHERE'), undefined);
  assert.equal(findList(lists, 'exec', 'OWN'), undefined);
  assert.equal(findList(lists, 'system', 'MINE'), system);
});
