/** The published package: its protocol rooms work as libraries of their own, as their READMEs say. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { after, before, test } from 'node:test';

const root = resolve(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'tollgate-package-'));
const installed = join(folder, 'node_modules', 'tollgate');

const run = (command: string, words: readonly string[], cwd: string): string =>
  execFileSync(command, words, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

before(() => {
  run(process.execPath, [join(root, 'scripts', 'build.ts')], root);
  // What `npm install tollgate` would unpack; the dependencies are those of this checkout.
  run('npm', ['pack', '--silent', '--pack-destination', folder], root);
  mkdirSync(installed, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "name": "somebody-else", "type": "module" }');
  const manifest: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  assert.ok(typeof manifest === 'object' && manifest !== null && 'version' in manifest);
  run(
    'tar',
    ['xzf', join(folder, `tollgate-${String(manifest.version)}.tgz`), '-C', installed, '--strip-components=1'],
    folder,
  );
  assert.ok('dependencies' in manifest && typeof manifest.dependencies === 'object' && manifest.dependencies !== null);
  for (const name of Object.keys(manifest.dependencies))
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
});
after(() => rmSync(folder, { recursive: true, force: true }));

for (const [name, room] of [
  ['radius', 'protocols/radius'],
  ['tacacs', 'protocols/tacacs'],
  ['vici', 'protocols/vici'],
  ['ios', 'ios'],
] as const)
  test(`the example in the README of tollgate/${name} prints what it says`, () => {
    const readme = readFileSync(join(root, 'src', room, 'README.md'), 'utf8');
    const [, example = '', promised = ''] =
      /```ts\n([\s\S]+?)```\s+It prints\s+```text\n([\s\S]+?)```/.exec(readme) ?? [];
    assert.match(example, new RegExp(`from 'tollgate/${name}'`));
    const file = join(folder, `${name}.ts`);
    writeFileSync(file, example);
    assert.equal(run(process.execPath, [file], folder).trimEnd(), promised.trimEnd());
  });

test('the packed program runs without the sources', () => {
  const bin = join(installed, 'bin', 'tollgate.mjs');
  assert.match(run(process.execPath, [bin, 'version'], folder), /^tollgate \d+\.\d+\.\d+ \(Node\.js v24/);
  assert.match(
    run(process.execPath, [bin, 'check', join(installed, 'examples', 'quickstart.cfg')], folder),
    / 0 lines refused/,
  );
});
