import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeType7, encodeType7, pickOffset } from './type7.ts';

test('published examples decode', () => {
  for (const [text, clear] of [
    ['02050D480809', 'cisco'],
    ['060506324F41', 'cisco'],
    ['0822455D0A16', 'cisco'],
    ['0822455d0a16', 'cisco'],
    ['121A0C041104', 'cisco'],
  ] as const)
    assert.deepEqual(decodeType7(text), { ok: true, value: clear });
});

test('encodes as a router does', () => {
  assert.equal(encodeType7('cisco', 2), '02050D480809');
  assert.equal(encodeType7('cisco', 8), '0822455D0A16');
});

test('what is encoded decodes, at every offset and beyond the end of the key', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1, maxLength: 120, unit: 'grapheme' }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (clear, fraction) => {
        assert.deepEqual(decodeType7(encodeType7(clear, pickOffset(fraction))), { ok: true, value: clear });
      },
    ),
  );
});

test('refuses what is no encoding', () => {
  assert.deepEqual(decodeType7('05'), { ok: false, error: { kind: 'too-short' } });
  assert.deepEqual(decodeType7('05123'), { ok: false, error: { kind: 'odd-length', length: 5 } });
  assert.deepEqual(decodeType7('9911'), { ok: false, error: { kind: 'bad-offset', offset: '99' } });
  assert.deepEqual(decodeType7('05AXBB'), { ok: false, error: { kind: 'not-hexadecimal', position: 3 } });
});
