#!/usr/bin/env node
// Runs the program with Node 24: this process if it is one, else the Node that came with the package.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as modules from 'node:module';
import { arch, constants, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const major = Number(process.versions.node.split('.')[0]);

if (major >= 24) {
  modules.enableCompileCache();
  const source = join(root, 'src', 'cli.ts');
  await import(pathToFileURL(existsSync(source) ? source : join(root, 'dist', 'cli.js')).href);
} else {
  const node = bundledNode();
  if (node === undefined) {
    console.error(
      `tollgate needs Node.js 24 or newer (this is ${process.versions.node}), and no packaged one for ${platform()}-${arch()} was installed.`,
    );
    process.exit(1);
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(signal ? 128 + (constants.signals[signal] ?? 0) : (code ?? 1)));
}

/** Path of the Node 24 binary that the optional dependency `node-PLATFORM-ARCH` brings. */
function bundledNode() {
  try {
    const manifest = modules.createRequire(import.meta.url).resolve(`node-${platform()}-${arch()}/package.json`);
    const binary = join(dirname(manifest), 'bin', 'node');
    return existsSync(binary) ? binary : undefined;
  } catch {
    return undefined;
  }
}
