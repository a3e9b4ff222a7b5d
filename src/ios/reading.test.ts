import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { emptyToy, toy, vault } from '../../test/ios/toy-language.ts';
import { Shell, type TerminalIo } from './index.ts';
import { splitWords } from './matching.ts';
import { execTrial, read } from './reading.ts';
import { valuesOf } from './testing.ts';

const io: TerminalIo = {
  print: () => {},
  ask: async () => undefined,
  width: 80,
  length: 0,
  signal: new AbortController().signal,
};
const quiet = (level: number) =>
  new Shell({
    language: toy,
    session: { user: 'x', log: [], running: () => '' },
    env: vault,
    store: { current: () => emptyToy, replace: () => {} },
    hostname: () => 'router',
    level,
  });

/** The shortest beginnings of a line's keywords that Tab alone would complete. */
function abbreviate(line: string): string {
  const shell = quiet(15);
  let short = '';
  for (const word of line.split(' ')) {
    let length = 1;
    while (length < word.length && shell.complete(`${short}${word.slice(0, length)}`).line !== `${short}${word} `)
      length++;
    short += `${word.slice(0, length)} `;
  }
  return short.trim();
}

test('a line is understood when its keywords are abbreviated as far as Tab completes them', () => {
  const lines = fc.oneof(
    ...toy.exec.declarations.map((declaration) =>
      valuesOf(declaration.syntax).map((value) => declaration.syntax.print(value, false)?.join(' ') ?? ''),
    ),
  );
  const understood = (line: string) => {
    const result = read(execTrial(toy.exec, 15), line, splitWords(line, true));
    assert.equal(result.kind, 'understood', line);
    return result.kind === 'understood' ? result.reading : undefined;
  };
  fc.assert(
    fc.property(lines, (line) => {
      const whole = understood(line);
      const short = understood(abbreviate(line));
      assert.equal(short?.declaration, whole?.declaration);
      assert.deepEqual(short?.value, whole?.value);
      assert.equal(short?.trail?.path, whole?.trail?.path);
    }),
    { numRuns: 60 },
  );
});

test('whatever is typed, nothing throws, and everything that help offers can be typed', async () => {
  const word = fc.oneof(
    fc.constantFrom(
      'show',
      'ip',
      'aaa',
      'no',
      'do',
      'default',
      '|',
      'include',
      'radius',
      'server',
      'x',
      '#',
      '"',
      '(',
      '1.2.3.4',
    ),
    fc.string({ maxLength: 5 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(word, { maxLength: 6 }), fc.boolean(), async (words, configuring) => {
      const line = words.join(' ').replaceAll('\n', '');
      const shell = quiet(15);
      if (configuring) shell.configure();
      assert.ok(shell.help(line).endsWith('\n'));
      for (const candidate of shell.complete(line).candidates) {
        const typed = `${line.slice(0, line.length - (/\S+$/.exec(line)?.[0].length ?? 0))}${candidate}`;
        assert.notEqual(shell.help(`${typed} `), '% Unrecognized command\n', typed);
      }
      assert.ok(['empty', 'done', 'refused'].includes((await shell.execute(line, io)).kind));
    }),
    { numRuns: 200 },
  );
});
