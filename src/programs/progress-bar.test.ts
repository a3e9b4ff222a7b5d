import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../base/clock.ts';
import { showProgress } from './progress-bar.ts';

const terminal = (isTTY = true) => {
  const written: string[] = [];
  return { written, isTTY, columns: 60, write: (text: string) => written.push(text) };
};

test('a bar comes after a second, moves, makes room for print, and leaves nothing', async () => {
  const [clock, out] = [new FakeClock(), terminal()];
  const bar = showProgress(clock, out);
  await clock.advance(999);
  assert.deepEqual(out.written, []);
  await clock.advance(101);
  assert.equal(out.written.length, 2);
  assert.notEqual(out.written[0], out.written[1]);
  assert.match(out.written[1] ?? '', /^\r\[ ={6} {17}\] reading the books, 1 s/);
  bar.pause();
  assert.equal(out.written.at(-1), '\r\x1b[K');
  const before = out.written.length;
  await clock.advance(900);
  assert.equal(out.written.length, before);
  await clock.advance(200);
  assert.ok(out.written.length > before);
  bar.end();
  assert.equal(out.written.at(-1), '\r\x1b[K');
  assert.equal(clock.waiting, 0);
});

test('where no terminal is, nothing is written', async () => {
  const [clock, out] = [new FakeClock(), terminal(false)];
  showProgress(clock, out);
  await clock.advance(5000);
  assert.deepEqual(out.written, []);
});

test('a terminal that tells no size has a bar, too', async () => {
  const [clock, out] = [new FakeClock(), { ...terminal(), columns: 0 }];
  const bar = showProgress(clock, out);
  await clock.advance(1000);
  assert.match(out.written[0] ?? '', /reading the books, 1 s/);
  bar.end();
});
