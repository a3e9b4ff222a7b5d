import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { emptyToy, type Toy, toy, vault } from '../../test/ios/toy-language.ts';
import { loadConfiguration, usage, writeConfiguration } from './index.ts';
import { checkRoundTrip, sampling, valuesOf } from './testing.ts';

for (const declaration of toy.declarations)
  test(`${declaration.kind} "${usage(declaration.syntax.node)}" prints what it reads`, () =>
    checkRoundTrip(toy, declaration, { initial: emptyToy, env: vault }));

test('a configuration of many lines prints what it reads', () => {
  const lines = fc.array(
    fc.oneof(
      ...toy.declarations.flatMap((declaration) => {
        if (declaration.kind === 'command' || declaration.mode !== toy.global) return [];
        const own = valuesOf(declaration.syntax).map(
          (value) => declaration.syntax.print(value, false)?.join(' ') ?? '',
        );
        if (declaration.kind === 'setting') return [own];
        const into = toy.declarations.flatMap((inner) =>
          inner.kind !== 'command' && inner.mode === declaration.into ? [inner] : [],
        );
        if (into.length === 0) return [own];
        const inner = fc.oneof(
          ...into.map(({ syntax }) => valuesOf(syntax).map((value) => ` ${syntax.print(value, false)?.join(' ')}`)),
        );
        return [fc.tuple(own, fc.array(inner, { maxLength: 4 })).map(([header, rest]) => [header, ...rest].join('\n'))];
      }),
    ),
    { maxLength: 25 },
  );
  fc.assert(
    fc.property(lines, (some) => {
      const { config } = loadConfiguration(some.join('\n'), toy, emptyToy, vault);
      const written = writeConfiguration(config, toy);
      const again = loadConfiguration(written.join('\n'), toy, emptyToy, vault);
      assert.deepEqual(again.refused, []);
      assert.deepEqual(comparable(again.config), comparable(config));
      assert.deepEqual(writeConfiguration(again.config, toy), written);
    }),
    { numRuns: 60 },
  );
});

/** Kept lines are written in the order of their declarations, whatever order they came in. */
const comparable = (config: Toy): unknown => ({
  ...config,
  kept: config.kept.map((line) => JSON.stringify(line)).sort(),
});

test('a broken declaration does not pass the round trip', () => {
  const broken = toy.declarations.find(
    (one) => one.kind === 'setting' && usage(one.syntax.node).startsWith('hostname'),
  );
  assert.ok(broken?.kind === 'setting');
  const declaration = { ...broken, get: () => [] };
  const language = { ...toy, modes: new Map(toy.modes) };
  const table = toy.modes.get('config');
  assert.ok(table);
  language.modes.set('config', {
    ...table,
    declarations: table.declarations.map((one) => (one === broken ? declaration : one)),
  });
  assert.throws(() => checkRoundTrip(language, declaration, { initial: emptyToy, env: vault }));
});

test('samples are repeatable', () => {
  const some = (seed: number): readonly number[] => Array.from({ length: 3 }, sampling(seed));
  assert.deepEqual(some(5), some(5));
  assert.notDeepEqual(some(5), some(6));
});
