import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { tollgateLanguage } from './language.ts';
import { commandReference } from './reference.ts';

test('the command reference in docs/ is that of these commands', () => {
  const file = new URL('../../docs/command-reference.md', import.meta.url);
  assert.ok(
    readFileSync(file, 'utf8') === commandReference(),
    'docs/command-reference.md is out of date: npm run docs',
  );
});

test('the command reference has every command, and its contents lead to every chapter', () => {
  const text = commandReference();
  assert.equal(text.match(/^### /gm)?.length, tollgateLanguage.declarations.length);
  const links = [...text.matchAll(/^- \[(.+)\]\(#(.+)\)$/gm)];
  assert.deepEqual(
    links.map(([, title]) => title),
    [...text.matchAll(/^## (.+)$/gm)].map(([, title]) => title),
  );
  assert.equal(new Set(links.map(([, , anchor]) => anchor)).size, links.length);
  assert.match(text, /^- \[RADIUS server\]\(#radius-server\)$/m);
  assert.match(text, /^### `show accounting ledger`\n\n\*Extension: IOS has no such command\.\*\n/m);
});
