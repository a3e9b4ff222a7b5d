/** A security server whose thread dies: nobody is answered any more, so whoever started it must hear of it. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { end, temporaryDirectory } from '../rigs/daemon.ts';

const program = resolve(import.meta.dirname, '..', '..', 'bin', 'tollgate.mjs');

/** Loaded into every thread; that of the server throws, where nobody catches it, as soon as a file is there. */
const flaw = (file: string): string => `
import { existsSync, watch } from 'node:fs';
import { dirname } from 'node:path';
import { isMainThread, workerData } from 'node:worker_threads';
const file = ${JSON.stringify(file)};
if (!isMainThread && workerData?.clients !== undefined)
  watch(dirname(file), () => {
    if (existsSync(file)) throw new Error('the flaw of this test');
  });
`;

test('tollgate server ends with an error when its thread dies', { timeout: 60_000 }, async (t) => {
  const directory = temporaryDirectory(t);
  const config = join(directory, 'server.json');
  writeFileSync(
    config,
    JSON.stringify({ radius: { authPort: 0, acctPort: 0 }, store: 'store', clients: [], users: [] }),
  );
  const preload = join(directory, 'flaw.mjs');
  const trigger = join(directory, 'now');
  writeFileSync(preload, flaw(trigger));
  const child = spawn(process.execPath, ['--import', preload, program, 'server', '--config', config]);
  t.after(() => end(child));
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const closed = once(child, 'close');
  for await (const chunk of child.stdout) if (String(chunk).includes('security server ready')) break;
  assert.equal(child.exitCode, null, errors);
  writeFileSync(trigger, '');
  assert.deepEqual(await closed, [1, null], errors);
  assert.match(errors, /^tollgate: the flaw of this test$/m);
});
