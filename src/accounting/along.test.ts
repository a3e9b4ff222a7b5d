import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Along } from './along.ts';

const full = (): Along => {
  const along = new Along();
  along.usage({ key: 1, body: 'one' });
  along.usage({ key: 1, body: 'one, later' });
  along.usage({ key: 2, body: 'two' });
  along.acknowledged(7, 70);
  along.acknowledged(7, 71);
  along.acknowledged(8, 80);
  along.destination(7, 'group radius');
  along.meta('alive', 1000);
  return along;
};
const nothing = { meta: {}, destinations: [], usage: [], acknowledged: [] };

test('everything goes along once, the latest counters of each session only', () => {
  const along = full();
  assert.deepEqual([along.gathered, along.hasAcknowledged, along.isPressing], [3, true, true]);
  assert.deepEqual(along.take(), {
    meta: { alive: 1000 },
    destinations: [{ id: 7, name: 'group radius' }],
    usage: [
      { key: 1, body: 'one, later' },
      { key: 2, body: 'two' },
    ],
    acknowledged: [
      { destination: 7, ids: [70, 71] },
      { destination: 8, ids: [80] },
    ],
  });
  assert.deepEqual([along.gathered, along.hasAcknowledged, along.isPressing], [0, false, false]);
  assert.deepEqual(along.take(), nothing);
});

test('on a full disk only what makes room goes; the rest waits on', () => {
  const along = full();
  const { usage, meta, acknowledged } = along.takeRoom();
  assert.deepEqual([usage, meta, acknowledged.length], [[], {}, 2]);
  assert.deepEqual([along.gathered, along.hasAcknowledged, along.isPressing], [0, false, true]);
  const rest = along.take();
  assert.deepEqual([rest.usage.length, rest.meta, rest.acknowledged, rest.destinations], [2, { alive: 1000 }, [], []]);
});

test('what could not be stored goes before what has come since, but nothing older replaces newer', () => {
  const along = full();
  const failed = along.take();
  along.usage({ key: 2, body: 'two, newer' });
  along.acknowledged(7, 72);
  along.destination(8, 'group tacacs+');
  along.meta('alive', 2000);
  along.meta('role', 1);
  along.putBack(failed);
  assert.deepEqual(along.take(), {
    meta: { alive: 2000, role: 1 },
    destinations: [
      { id: 7, name: 'group radius' },
      { id: 8, name: 'group tacacs+' },
    ],
    usage: [
      { key: 1, body: 'one, later' },
      { key: 2, body: 'two, newer' },
    ],
    acknowledged: [
      { destination: 7, ids: [70, 71, 72] },
      { destination: 8, ids: [80] },
    ],
  });
  along.putBack(failed);
  assert.deepEqual(along.take(), failed);
});
