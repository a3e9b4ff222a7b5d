import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { EscapeSequence, type Typed } from './escape.ts';

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

const told = (typed: Typed): string => {
  if (typed.kind === 'data') return `data ${latin1(typed.bytes)}`;
  if (typed.kind === 'suspend') return `suspend ${latin1(typed.rest)}`;
  return typed.kind === 'signal' ? `signal ${typed.name}` : typed.kind;
};

const feed = (...chunks: string[]): string[] => {
  const sequence = new EscapeSequence();
  return chunks.flatMap((chunk) => sequence.feed(Buffer.from(chunk, 'latin1')).map(told));
};

test('x after Ctrl-^ leaves the connection, whatever the case and however it is cut', () => {
  assert.deepEqual(feed('ls\r\x1exshow\r'), ['data ls\r', 'suspend show\r']);
  assert.deepEqual(feed('a\x1e', 'Xb'), ['data a', 'suspend b']);
});

test('letters are Telnet commands, a question mark is help', () => {
  assert.deepEqual(feed('\x1eb\x1eCa\x1eh\x1eo\x1et\x1eu\x1e?'), [
    ...['signal brk', 'signal ip', 'data a', 'signal ec', 'signal ao', 'signal ayt', 'signal el', 'help'],
  ]);
});

test('Ctrl-^ twice sends one; before anything else it is sent with it', () => {
  assert.deepEqual(feed('\x1e\x1ex'), ['data \x1ex']);
  assert.deepEqual(feed('\x1e', '5'), ['data \x1e5']);
});

test('what has no Ctrl-^ comes through as it is, however it is cut', () => {
  const byte = fc.integer({ min: 0, max: 255 }).filter((value) => value !== 0x1e);
  fc.assert(
    fc.property(fc.array(byte), fc.integer({ min: 1, max: 5 }), (typed, step) => {
      const sequence = new EscapeSequence();
      const got: number[] = [];
      for (let at = 0; at < typed.length; at += step)
        for (const one of sequence.feed(Uint8Array.from(typed.slice(at, at + step)))) {
          assert.equal(one.kind, 'data');
          if (one.kind === 'data') got.push(...one.bytes);
        }
      assert.deepEqual(got, typed);
    }),
  );
});
