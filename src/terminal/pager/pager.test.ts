import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ModelScreen } from '../editor/model-screen.ts';
import { eraseMore, more, Pager } from './pager.ts';

const lines = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, i) => `line ${from + i}\n`).join('');

test('a page is one row less than the terminal; space shows the next page', () => {
  const pager = new Pager(5);
  const first = pager.take(lines(1, 12));
  assert.equal(first.now, lines(1, 4));
  pager.answer('space');
  const second = pager.take(first.later);
  assert.equal(second.now, lines(5, 8));
});

test('Enter shows a line more, any other key ends the output', () => {
  const pager = new Pager(5);
  const { later } = pager.take(lines(1, 12));
  pager.answer('enter');
  const next = pager.take(later);
  assert.equal(next.now, lines(5, 5));
  pager.answer('other');
  assert.equal(pager.quit, true);
  assert.deepEqual(pager.take(next.later), { now: '', later: '' });
  assert.deepEqual(pager.take('more'), { now: '', later: '' });
});

test('output that just fills the page does not ask', () => {
  const pager = new Pager(5);
  assert.deepEqual(pager.take(lines(1, 4)), { now: lines(1, 4), later: '' });
  assert.deepEqual(pager.take('x'), { now: '', later: 'x' }, 'the next piece does');
});

test('length 0 never asks', () => {
  const pager = new Pager(0);
  assert.deepEqual(pager.take(lines(1, 500)), { now: lines(1, 500), later: '' });
});

test('a question in between starts a new page', () => {
  const pager = new Pager(4);
  pager.take(lines(1, 3));
  pager.restart();
  assert.equal(pager.take(lines(4, 6)).now, lines(4, 6));
});

test('the mark is taken away byte for byte as IOS does it', () => {
  assert.equal(more, ' --More-- ');
  assert.equal(eraseMore, '\b\b\b\b\b\b\b\b\b        \b\b\b\b\b\b\b\b\b');
  const screen = new ModelScreen();
  screen.write(`one\r\n${more}`);
  screen.write(`${eraseMore}`);
  assert.deepEqual(screen.text, ['one', '']);
  screen.write('\r');
  assert.equal(screen.column, 0);
});

test('property: however the output is cut, all of it comes out in order', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: fc.constantFrom('a', '\n') })),
      fc.integer({ min: 2, max: 6 }),
      (pieces, length) => {
        const pager = new Pager(length);
        let out = '';
        for (const piece of pieces) {
          let rest = piece;
          while (rest !== '') {
            const { now, later } = pager.take(rest);
            assert.ok((now.match(/\n/g) ?? []).length < length);
            out += now;
            rest = later;
            if (later !== '') pager.answer('space');
          }
        }
        assert.equal(out, pieces.join(''));
      },
    ),
  );
});
