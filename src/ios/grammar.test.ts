import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  arg,
  as,
  choice,
  DELIMITED,
  flag,
  HEX,
  HOST,
  INT,
  IPV4,
  IPV4_MASK,
  IPV6,
  kw,
  LINE,
  many,
  map,
  type Out,
  opt,
  type Rule,
  STRING,
  secret,
  seq,
  unordered,
  usage,
  WORD,
} from './index.ts';
import { Matching, splitWords } from './matching.ts';
import { orWholeLine } from './negation.ts';
import { valuesOf } from './testing.ts';

/** The values of all ways in which a rule matches the whole text. */
function readAll<T>(rule: Rule<T>, text: string): readonly T[] {
  const matching = new Matching(text, splitWords(text));
  return rule
    .match(matching, 0, undefined)
    .filter((step) => step.at === matching.words.length)
    .map((step) => step.value);
}
const accepts = (rule: Rule<unknown>, text: string): boolean => readAll(rule, text).length > 0;

const arguments_ = {
  'a word': [WORD('w', { max: 5 }), ['abc', 'a|b'], ['abcdef', 'a b', '']],
  'a word with a pattern': [WORD('w', { pattern: /^[A-Z]\d$/, sample: () => 'A1' }), ['B2'], ['b2']],
  'a number': [INT(-5, 1000, 'n'), ['-5', '0', '1000', '007'], ['1001', '-6', '1e2', '0x1', '5.0', '']],
  'an IPv4 address': [
    IPV4('a'),
    ['0.0.0.0', '255.255.255.255'],
    ['256.1.1.1', '1.2.3', '1.2.3.4.5', 'a.b.c.d', '1.2.3.4 '],
  ],
  'a mask': [IPV4_MASK('m'), ['0.0.0.0', '255.255.255.255', '255.254.0.0', '128.0.0.0'], ['255.0.255.0', '0.0.0.255']],
  'an IPv6 address': [
    IPV6('a'),
    ['::', '::1', '2001:DB8::1', '::ffff:1.2.3.4'],
    [':', '1:2', '1.2.3.4', '::1]/x[', 'g::'],
  ],
  'a host': [
    HOST('h'),
    ['1.2.3.4', '::1', 'a', 'radius-1.example.com', 'localhost'],
    ['1.2.3', '-a', 'a..b', 'a_b!', '1.2.3.400'],
  ],
  'hexadecimal digits': [HEX('x', { min: 2, max: 4 }), ['0a', 'FFFF'], ['a', '12345', 'xy']],
  'a rest of the line': [LINE('l'), ['a', 'a  b ! c'], ['']],
  'a string': [STRING('s'), ['a', '"a b"', '""'], ['a b', '"a', 'a"b', '"a" b', '"a"b']],
  'a text': [DELIMITED('d'), ['#a#', '^C a b^C', '#a\nb#', '## after'], ['#a', '^Ca']],
} satisfies Record<string, readonly [Rule<unknown>, readonly string[], readonly string[]]>;

for (const [name, [rule, good, bad]] of Object.entries<readonly [Rule<unknown>, readonly string[], readonly string[]]>(
  arguments_,
)) {
  test(`${name}: what it takes and what not`, () => {
    for (const text of good) assert.equal(readAll(rule, text).length, 1, text);
    for (const text of bad) {
      if (text.trim() !== '' && text.trim() === text) assert.ok(!accepts(rule, text), text);
    }
    assert.ok(!accepts(rule, ''));
  });
  test(`${name}: prints what it reads`, () =>
    fc.assert(
      fc.property(valuesOf(rule), (value) => {
        const words = rule.print(value, false);
        assert.ok(words, JSON.stringify(value));
        assert.deepEqual(readAll(rule, words.join(' ')), [value]);
      }),
    ));
}

test('addresses are canonical', () => {
  assert.deepEqual(readAll(IPV4('a'), '010.001.0.9'), ['10.1.0.9']);
  assert.deepEqual(readAll(IPV6('a'), '2001:0db8:0:0::1'), ['2001:DB8::1']);
  assert.deepEqual(readAll(HOST('h'), '2001:0db8:0:0::1'), ['2001:DB8::1']);
  assert.deepEqual(readAll(INT(0, 9, 'n'), '007'), [7]);
});

test('a value that is not the rule’s is not printed', () => {
  assert.equal(kw('a', '').print('b', false), undefined);
  assert.equal(INT(0, 5, '').print(6, false), undefined);
  assert.equal(INT(0, 5, '').print('3', false), undefined);
  assert.equal(WORD('').print('two words', false), undefined);
  assert.equal(WORD('').print('', false), undefined);
  assert.equal(LINE('').print(' a', false), undefined);
  assert.equal(DELIMITED('').print('a^Cb', false), undefined);
  assert.equal(IPV4('').print('x', false), undefined);
  assert.equal(many(kw('a', ''), { max: 2 }).print(['a', 'a', 'a'], false), undefined);
  assert.equal(seq({ a: WORD('') }).print({ a: 'x', b: 'y' }, false), undefined);
  assert.equal(seq({ a: WORD('') }).print('x', false), undefined);
});

test('a sequence drops _fields, merges $fields and leaves absent ones out', () => {
  const rule = seq({
    _set: kw('set', ''),
    $what: choice(seq({ kind: kw('all', '') }), seq({ kind: kw('one', ''), number: INT(0, 9, '') })),
    name: opt(WORD('')),
    loud: flag(kw('loud', '')),
  });
  // The type that follows from the syntax.
  const value: Out<typeof rule> = { kind: 'one', number: 3, loud: true };
  assert.deepEqual(rule.print(value, false), ['set', 'one', '3', 'loud']);
  assert.deepEqual(readAll(rule, 'se on 3 lo'), [
    { kind: 'one', number: 3, name: 'lo', loud: false },
    { kind: 'one', number: 3, loud: true },
  ]);
  assert.deepEqual(readAll(rule, 'set all'), [{ kind: 'all', loud: false }]);
  assert.deepEqual(rule.print({ kind: 'all', loud: false }, false), ['set', 'all']);
  assert.equal(rule.print({ kind: 'one', loud: false }, false), undefined);
  assert.equal(usage(rule.node), 'set {all | one <0-9>} [WORD] [loud]');
});

test('of alternatives the one that fits the whole value is printed', () => {
  const rule = choice(seq({ name: WORD('') }), seq({ name: WORD(''), port: INT(0, 9, '') }));
  assert.deepEqual(rule.print({ name: 'x', port: 5 }, false), ['x', '5']);
});

test('unordered options come in any order, each once, required ones at all', () => {
  const rule = unordered({
    a: opt(seq({ _a: kw('alpha', ''), value: INT(0, 9, '') })),
    b: flag(kw('beta', '')),
    c: kw('gamma', ''),
  });
  for (const text of ['alpha 1 beta gamma', 'gamma beta alpha 1', 'beta gamma alpha 1'])
    assert.deepEqual(readAll(rule, text), [{ a: { value: 1 }, b: true, c: 'gamma' }], text);
  assert.deepEqual(readAll(rule, 'gamma'), [{ b: false, c: 'gamma' }]);
  for (const text of ['alpha 1', 'gamma gamma', 'gamma beta beta', '']) assert.ok(!accepts(rule, text), text);
  assert.deepEqual(rule.print({ b: true, c: 'gamma', a: { value: 2 } }, false), ['alpha', '2', 'beta', 'gamma']);
});

test('many takes as many as it may', () => {
  const rule = seq({ list: many(choice(kw('a', ''), kw('b', '')), { min: 0, max: 3 }), end: opt(kw('end', '')) });
  assert.deepEqual(readAll(rule, 'a b a'), [{ list: ['a', 'b', 'a'] }]);
  assert.deepEqual(readAll(rule, 'end'), [{ list: [], end: 'end' }]);
  assert.ok(!accepts(rule, 'a a a a'));
});

test('map and as have values of their own', () => {
  const rule = choice(
    as(kw('never', ''), 0),
    map(
      seq({ minutes: INT(1, 60, ''), seconds: opt(INT(0, 59, '')) }),
      ({ minutes, seconds = 0 }) => minutes * 60 + seconds,
      (total) => (total === 0 ? undefined : { minutes: Math.floor(total / 60), seconds: total % 60 }),
    ),
  );
  assert.deepEqual(readAll(rule, '2 5'), [125]);
  assert.deepEqual(readAll(rule, 'nev'), [0]);
  assert.deepEqual(rule.print(125, false), ['2', '5']);
  assert.deepEqual(rule.print(0, false), ['never']);
  const safe = choice(
    map(
      seq({ a: WORD('') }),
      ({ a }) => [a],
      ([a]) => (a === undefined ? undefined : { a }),
    ),
    as(kw('none', ''), undefined),
  );
  assert.deepEqual(safe.print(undefined, false), ['none']);
});

test('an argument of one’s own', () => {
  const rule = arg<readonly [number, number]>({
    shape: 'H.H',
    help: 'Two hexadecimal numbers',
    parse: (word) => {
      const [, a, b] = /^([0-9a-f]+)\.([0-9a-f]+)$/.exec(word) ?? [];
      return a === undefined || b === undefined ? undefined : [Number.parseInt(a, 16), Number.parseInt(b, 16)];
    },
    print: ([a, b]) => `${a.toString(16)}.${b.toString(16)}`,
    sample: (random) => [Math.floor(random() * 99), Math.floor(random() * 99)],
  });
  assert.deepEqual(readAll(rule, 'ff.10'), [[255, 16]]);
  assert.deepEqual(rule.print([255, 16], false), ['ff.10']);
  assert.equal(rule.print('ff.10', false), undefined);
});

test('secrets are masked when asked', () => {
  const rule = seq({ _key: kw('key', ''), text: secret(LINE('')) });
  assert.deepEqual(rule.print({ text: 'open sesame' }, true), ['key', '*']);
  assert.deepEqual(rule.print({ text: 'open sesame' }, false), ['key', 'open sesame']);
});

test('an irregular no form takes the whole line too', () => {
  const line = seq({
    _s: kw('server', ''),
    host: IPV4(''),
    port: opt(INT(1, 9, '')),
    _k: kw('key', ''),
    key: LINE(''),
  });
  const form = orWholeLine(seq({ _s: kw('server', ''), host: IPV4(''), port: opt(INT(1, 9, '')) }), line);
  assert.deepEqual(readAll(form, 'server 1.2.3.4'), [{ host: '1.2.3.4' }]);
  assert.deepEqual(readAll(form, 'server 1.2.3.4 5 key a b'), [{ host: '1.2.3.4', port: 5 }]);
  assert.ok(!accepts(form, 'server 1.2.3.4 5 lock a b'));
});

test('a mapped rule that may be absent prints only its own values', () => {
  const rule = map(
    opt(kw('part', '')),
    (part) => part ?? 'whole',
    (value) => (value === 'part' ? 'part' : undefined),
  );
  assert.deepEqual(rule.print('whole', false), []);
  assert.deepEqual(rule.print('part', false), ['part']);
  assert.equal(rule.print('other', false), undefined);
});
