import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkRoundTrip } from '../../ios/testing.ts';
import { configDeclarations } from './index.ts';
import { configLanguage, emptyConfiguration, testServices } from './testing.ts';

/** The leading words of a declaration, as a name for its test. */
function nameOf(syntax: (typeof configDeclarations)[number]['syntax']): string {
  const words: string[] = [];
  const walk = (node: typeof syntax.node): boolean => {
    if (node.kind === 'keyword') return words.push(node.word) > 0;
    if (node.kind === 'sequence') return node.fields.every((field) => walk(field.of));
    if (node.kind === 'mapped' || node.kind === 'secret') return walk(node.of);
    return false;
  };
  walk(syntax.node);
  return words.join(' ');
}

describe('every configuration line is read back as it was written', () => {
  for (const declaration of configDeclarations) {
    test(`${declaration.mode.prompt}: ${nameOf(declaration.syntax)}`, () => {
      checkRoundTrip(configLanguage, declaration, {
        initial: emptyConfiguration,
        env: testServices,
        runs: declaration.kind === 'kept' ? 1 : 8,
      });
    });
  }
});

test('no two lines that are kept share their leading words, which say whose line it is', () => {
  const seen = new Set<string>();
  for (const { kind, mode, syntax } of configDeclarations) {
    if (kind !== 'kept') continue;
    const name = `${mode.id}: ${nameOf(syntax)}`;
    assert.ok(!seen.has(name), name);
    seen.add(name);
  }
});

test('no line that is kept has just the words of one that does something: which of them is read would be chance', () => {
  const real = new Set(
    configDeclarations.filter(({ kind }) => kind !== 'kept').map(({ mode, syntax }) => `${mode.id}: ${nameOf(syntax)}`),
  );
  const both = configDeclarations
    .filter(({ kind }) => kind === 'kept')
    .map(({ mode, syntax }) => `${mode.id}: ${nameOf(syntax)}`)
    .filter((name) => real.has(name));
  // `dhcp` and `negotiated` follow there, which are no addresses.
  assert.deepEqual(both, ['config-if: ip address']);
});
