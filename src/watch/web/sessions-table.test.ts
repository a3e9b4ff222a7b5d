import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { LiveRow } from './contract.ts';
import { SessionsTable } from './page/sessions-table.ts';
import { rowOf } from './testing.ts';

const shownIds = (table: SessionsTable): readonly string[] => table.shown.map(({ row }) => row[0]);

test('the filter looks for every word, in one column where it says so', () => {
  const table = new SessionsTable();
  table.replace({ now: 0, rows: [rowOf('1', 'ann'), rowOf('2', 'bob'), rowOf('12', 'Annette')] }, 0);
  table.setOrder({ column: 'user', descending: false });
  table.setFilter('ANN');
  assert.deepEqual(shownIds(table), ['1', '12']);
  table.setFilter('ann tty12');
  assert.deepEqual(shownIds(table), ['12']);
  table.setFilter('port:ann');
  assert.deepEqual(shownIds(table), []);
  table.setFilter('user:bo type:exec');
  assert.deepEqual(shownIds(table), ['2']);
});

test('ports sort as people count, counters by size, and ties do not dance', () => {
  const table = new SessionsTable();
  table.replace({ now: 0, rows: [rowOf('10', 'a', 5), rowOf('9', 'a', 7), rowOf('1', 'a', 5)] }, 0);
  table.setOrder({ column: 'port', descending: false });
  assert.deepEqual(shownIds(table), ['1', '9', '10']);
  table.setOrder({ column: 'bytesIn', descending: true });
  assert.deepEqual(shownIds(table), ['9', '1', '10']);
  table.apply({ now: 0, moved: ['10', 9, 0] }, 0);
  assert.deepEqual(shownIds(table), ['10', '9', '1']);
});

test('however sessions come, move and go, the table is what a whole one would be', () => {
  const id = fc.integer({ min: 1, max: 12 }).map(String);
  const step = fc.record({
    put: fc.array(fc.tuple(id, fc.constantFrom('ann', 'bob')), { maxLength: 3 }),
    moved: fc.array(fc.tuple(id, fc.nat(50)), { maxLength: 3 }),
    gone: fc.array(id, { maxLength: 2 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), fc.constantFrom('', 'ann', 'tty1'), (steps, filter) => {
      const table = new SessionsTable();
      table.setFilter(filter);
      table.setOrder({ column: 'bytesIn', descending: true });
      const model = new Map<string, LiveRow>();
      for (const { put, moved, gone } of steps) {
        const rows = put.map(([one, user]) => rowOf(one, user));
        for (const one of gone) model.delete(one);
        for (const row of rows) model.set(row[0], row);
        for (const [one, bytes] of moved) {
          const row = model.get(one);
          if (row !== undefined) model.set(one, rowOf(one, row[3], bytes));
        }
        table.apply({ now: 0, put: rows, moved: moved.flatMap(([one, bytes]) => [one, bytes, 0]), gone }, 0);
      }
      const whole = new SessionsTable();
      whole.setFilter(filter);
      whole.setOrder({ column: 'bytesIn', descending: true });
      whole.replace({ now: 0, rows: [...model.values()] }, 0);
      assert.deepEqual(table.shown, whole.shown);
      assert.equal(table.size, model.size);
    }),
  );
});
