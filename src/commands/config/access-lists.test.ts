import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadConfiguration, writeConfiguration } from '../../ios/index.ts';
import { configLanguage, emptyConfiguration, testServices } from './testing.ts';

const load = (text: string) => loadConfiguration(text, configLanguage, emptyConfiguration, testServices);
const linesOf = (text: string): readonly string[] => {
  const { config, refused } = load(text);
  assert.deepEqual(refused, []);
  return writeConfiguration(config, configLanguage).filter((line) => /access-list|permit|deny|remark/.test(line));
};

/** Each kind with numbers and entries of its own; the rest is the same for both. */
const kinds = [
  { kind: 'standard', number: 5, one: 'permit 10.1.2.3', other: 'deny any' },
  { kind: 'extended', number: 105, one: 'permit ip host 10.1.2.3 any', other: 'deny tcp any any eq 22' },
] as const;
for (const { kind, number, one, other } of kinds)
  describe(`${kind} access lists`, () => {
    test('entries stand where their numbers say, others ten behind the last; one that is there is not added', () => {
      const text = `ip access-list ${kind} A\n ${one}\n 5 remark first\n ${other}\n ${one}\n 7 remark second\n`;
      assert.deepEqual(linesOf(text), [
        `ip access-list ${kind} A`,
        ' 5 remark first',
        ' 7 remark second',
        ` 10 ${one}`,
        ` 20 ${other}`,
      ]);
      assert.deepEqual(linesOf(`${text} no 7\n no ${other}\n`), [
        `ip access-list ${kind} A`,
        ' 5 remark first',
        ` 10 ${one}`,
      ]);
    });

    test('numbered ones stand before named ones, and what is written loads as the same', () => {
      const first = load(`ip access-list ${kind} A\n ${one}\nip access-list ${kind} ${number}\n ${other}\n 5 ${one}\n`);
      assert.deepEqual(
        first.refused.map(({ line, reason }) => [line, reason]),
        [[5, '% Entries of a numbered list have no sequence numbers here']],
      );
      const written = writeConfiguration(first.config, configLanguage).join('\n');
      assert.deepEqual(load(written).config, first.config);
      assert.ok(written.indexOf(`access-list ${number} ${other}`) < written.indexOf('A'));
    });
  });
