import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toy } from '../../test/ios/toy-language.ts';
import { listCommands, listForms, manual } from './index.ts';
import { countForms, forms } from './listing.ts';
import type { GrammarNode } from './rule.ts';

test('every form of every command is listed', () => {
  const lines = [...listCommands(toy, 'config-radius-server')];
  assert.deepEqual(
    lines.filter((line) => line.startsWith('automate')),
    [
      'automate-tester username WORD',
      'automate-tester username WORD idle-time <1-35791>',
      'automate-tester username WORD ignore-auth-port',
      'automate-tester username WORD ignore-auth-port idle-time <1-35791>',
    ],
  );
  assert.ok(lines.includes('no timeout'));
  assert.ok(lines.includes('no timeout <1-1000>'));
  assert.ok(
    [...listCommands(toy, 'config')].includes(
      'aaa accounting commands <0-15> WORD stop-only broadcast group radius...',
    ),
  );
  assert.ok(![...listCommands(toy, 'exec', 1)].includes('show running-config'));
  assert.ok([...listCommands(toy)].includes('show running-config'));
  assert.ok([...listForms(toy)].some(({ level, text }) => level === 15 && text === 'show running-config'));
  assert.ok([...listForms(toy, 'config-radius-server')].every(({ level }) => level === 15));
});

test('the manual has a section for every command', () => {
  const text = manual(toy);
  assert.equal(text.match(/^### /gm)?.length, toy.declarations.length);
  assert.match(text, /^## RADIUS server commands\n\nPrompt: `router\(config-radius-server\)#`/m);
  assert.match(text, /### `hostname`\n\nNames the system\.\n\n```\nhostname WORD\nno hostname \[WORD\]\n```/);
  assert.match(text, /\| `<1-1000>` \| Time to wait for a RADIUS server to reply \|/);
  assert.match(text, /### `test aaa`\n\n\*Extension: IOS has no such command\.\*/);
  assert.match(text, /Privilege level: 15\.\n\nOnly in the toy language\./);
  assert.match(text, /### `ip cef`\n\n\*Kept and written back; it has no effect\.\*/);
  assert.match(text, /Enters: Line commands \(`config-line`\)\./);
});

test('a line with more forms than anybody reads is listed once, as manuals write it', () => {
  const word = (name: string) => ({ kind: 'keyword', word: name, help: 'One of many' }) as const;
  const line = (parts: number): GrammarNode => ({
    kind: 'sequence',
    fields: Array.from({ length: parts }, (_, n) => ({
      key: `_${n}`,
      of: { kind: 'optional', of: word(`w${n}`), absent: undefined },
    })),
  });
  assert.equal(countForms(line(12)), 2 ** 12);
  assert.deepEqual([...forms(line(2))], ['', 'w1', 'w0', 'w0 w1']);
  assert.deepEqual([...forms(line(12))], [Array.from({ length: 12 }, (_, n) => `[w${n}]`).join(' ')]);
});
