import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compileRegex } from './regex.ts';

test('the expressions of IOS', () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ['abc', 'xabcx', true],
    ['^abc', 'xabc', false],
    ['abc$', 'xabc', true],
    ['^$', '', true],
    ['^$', 'a', false],
    ['a.c', 'abc', true],
    ['a\\.c', 'abc', false],
    ['a|b|cd', 'xxcd', true],
    ['x(ab)+y', 'xababy', true],
    ['x(ab)*y', 'xy', true],
    ['xa?y', 'xaay', false],
    ['[0-9a]', 'b', false],
    ['[^0-9]', '12', false],
    ['[]x]', ']', true],
    ['[a-]', '-', true],
    ['_10_', 'as 10, 20', true],
    ['_10_', '10', true],
    ['_10_', '110', false],
    ['', 'anything', true],
    ['^ username| secret', ' username x', true],
  ];
  for (const [pattern, line, expected] of cases)
    assert.equal(compileRegex(pattern)?.(line), expected, `${pattern} on ${line}`);
});

test('what is not an expression is said to be none', () => {
  for (const pattern of ['(', ')', 'a)', '[', '[a', '*a', '+', 'a|*', '\\', 'x'.repeat(1001)])
    assert.equal(compileRegex(pattern), undefined, pattern);
});

test('agrees with JavaScript where both mean the same', () => {
  const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '(a|b)', '(ab)', '^', '$');
  const piece = fc
    .tuple(atom, fc.constantFrom('', '*', '+', '?'))
    .map(([one, sign]) => (/[$^]/.test(one) && one.length === 1 ? one : one + sign));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 5 }), fc.stringMatching(/^[abc]{0,6}$/), (pieces, line) => {
      const pattern = pieces.join('');
      assert.equal(compileRegex(pattern)?.(line), new RegExp(pattern).test(line), `${pattern} on ${line}`);
    }),
  );
});

test('no expression takes exponential time', () => {
  const started = performance.now();
  assert.equal(compileRegex('^(a*)*(a+)+(a|a)*b$')?.('a'.repeat(2000)), false);
  assert.ok(performance.now() - started < 2000);
});

test('any pattern compiles or is refused', () =>
  fc.assert(
    fc.property(fc.string(), fc.string(), (pattern, line) => {
      const matches = compileRegex(pattern);
      assert.ok(matches === undefined || typeof matches(line) === 'boolean');
    }),
  ));
