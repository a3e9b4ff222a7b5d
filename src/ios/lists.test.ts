import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { alter, drop, getBy, put, putBy, without } from './index.ts';

interface Item {
  readonly name: string;
  readonly value: number;
}
const nameOf = (item: Item): string => item.name;

test('put, alter, drop and without leave the original alone', () => {
  const list = [1, 2, 3];
  assert.deepEqual(
    put(list, 9, (one) => one === 2),
    [1, 9, 3],
  );
  assert.deepEqual(
    put(list, 9, () => false),
    [1, 2, 3, 9],
  );
  assert.deepEqual(
    alter(
      list,
      (one) => one === 3,
      (one) => one * 2,
    ),
    [1, 2, 6],
  );
  assert.equal(
    alter(
      list,
      () => false,
      (one) => one,
    ),
    list,
  );
  assert.deepEqual(
    drop(list, (one) => one < 3),
    [3],
  );
  assert.equal(
    drop(list, () => false),
    list,
  );
  assert.deepEqual(without({ a: 1, b: 2 }, 'a'), { b: 2 });
  assert.deepEqual(list, [1, 2, 3]);
});

test('putBy does what put does, from any earlier list too', () => {
  const base = Array.from({ length: 40 }, (_, value): Item => ({ name: `n${value}`, value }));
  const edits = fc.array(fc.tuple(fc.nat(60), fc.nat(5)), { maxLength: 40 });
  fc.assert(
    fc.property(edits, (some) => {
      const made: (readonly Item[])[] = [base];
      for (const [value, back] of some) {
        const from = made[Math.max(0, made.length - 1 - back)] ?? base;
        const item: Item = { name: `n${value}`, value: value * 2 };
        const next = putBy(from, item, nameOf);
        assert.deepEqual(
          next,
          put(from, item, (one) => one.name === item.name),
        );
        made.push(next);
      }
    }),
  );
});

test('getBy finds what putBy has put, in short and in long lists, old and new', () => {
  for (const length of [3, 100]) {
    let list: readonly Item[] = [];
    for (let value = 0; value < length; value++) list = putBy(list, { name: `n${value}`, value }, nameOf);
    const changed = putBy(list, { name: 'n2', value: 99 }, nameOf);
    assert.equal(getBy(list, 'n2', nameOf)?.value, 2);
    assert.equal(getBy(changed, 'n2', nameOf)?.value, 99);
    assert.equal(getBy(changed, 'n1', nameOf)?.value, 1);
    assert.equal(
      getBy(
        drop(changed, ({ name }) => name === 'n1'),
        'n1',
        nameOf,
      ),
      undefined,
    );
    assert.equal(getBy(changed, 'other', nameOf), undefined);
  }
});
