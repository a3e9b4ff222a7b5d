/** Compiles `src` to `dist` (JavaScript and declarations) for the published package; the repository runs from source. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';

const root = resolve(import.meta.dirname, '..');
rmSync(join(root, 'dist'), { recursive: true, force: true });
const page = join('watch', 'web', 'page');
const compile = (...words: readonly string[]): number =>
  spawnSync(join(root, 'node_modules', '.bin', 'tsc'), words, { cwd: root, stdio: 'inherit' }).status ?? 1;
const daemon = compile('-p', 'tsconfig.build.json');
// The web page is written for another world, and is served as it comes out here.
const out = ['--noEmit', 'false', '--rootDir', 'src', '--outDir', 'dist'];
const served = compile('-p', join('src', page), ...out);
for (const name of ['index.html', 'style.css'])
  copyFileSync(join(root, 'src', page, name), join(root, 'dist', page, name));
process.exitCode = Math.max(daemon, served);
