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

test('a list of a routing table is for the sessions in it, before the one without a table', () => {
  const lists = [
    list({ type: 'network', vrf: 'red', action: 'stop-only' }),
    list({ type: 'network' }),
    list({ type: 'network', name: 'OUT', vrf: 'red', action: 'none' }),
    list({ type: 'system', vrf: 'red' }),
  ];
  const action = (name: string, vrf?: string) => findList(lists, 'network', name, undefined, vrf)?.action;
  assert.deepEqual(
    [action('default'), action('default', 'red'), action('default', 'blue')],
    ['start-stop', 'stop-only', 'start-stop'],
  );
  assert.deepEqual([action('OUT'), action('OUT', 'red')], ['start-stop', 'none']);
  assert.equal(findList(lists, 'system', 'default')?.vrf, 'red');
});
