/** A security server whose thread dies: nobody is answered any more, so whoever started it must hear of it. */
import assert from 'node:assert/strict';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { type TestContext, test } from 'node:test';
import { eventually } from '../e2e/waiting.ts';
import { end, runOnConsole, temporaryDirectory } from '../rigs/daemon.ts';

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

/** A directory with the flaw and the configuration of a server, and how to run the program there. */
function flawed(t: TestContext): {
  readonly directory: string;
  readonly run: (...words: string[]) => Run;
  fail(): void;
} {
  const directory = temporaryDirectory(t);
  const preload = join(directory, 'flaw.mjs');
  const trigger = join(directory, 'now');
  writeFileSync(preload, flaw(trigger));
  writeFileSync(
    join(directory, 'security-server.json'),
    JSON.stringify({ radius: { authPort: 0, acctPort: 0 }, store: 'store', clients: [], users: [] }),
  );
  return {
    directory,
    run: (...words) => {
      const child = spawn(process.execPath, ['--import', preload, program, ...words]);
      t.after(() => end(child));
      const run = { child, said: '', errors: '' };
      child.stdout.on('data', (chunk: Buffer) => (run.said += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (run.errors += chunk.toString()));
      return run;
    },
    fail: () => writeFileSync(trigger, ''),
  };
}

interface Run {
  readonly child: ChildProcessWithoutNullStreams;
  readonly said: string;
  readonly errors: string;
}

test('tollgate server ends with an error when its thread dies', { timeout: 60_000 }, async (t) => {
  const { directory, run, fail } = flawed(t);
  const server = run('server', '--config', join(directory, 'security-server.json'));
  const closed = once(server.child, 'close');
  await eventually('ready', () => server.said.includes('security server ready') || undefined);
  assert.equal(server.child.exitCode, null, server.errors);
  fail();
  assert.deepEqual(await closed, [1, null], server.errors);
  assert.match(server.errors, /^tollgate: the flaw of this test$/m);
});

test('tollgate start says so when the thread of its server dies, and goes on', { timeout: 60_000 }, async (t) => {
  const { directory, run, fail } = flawed(t);
  // Not the first start, which takes the fixed ports of the quick start.
  writeFileSync(join(directory, 'startup-config'), 'hostname box\nend\n');
  writeFileSync(join(directory, 'admin-password'), 'not needed\n');
  const both = run('start', '--state-dir', directory);
  await eventually('ready', () => both.said.includes('tollgate ready') || undefined);
  fail();
  await eventually('the message', () => both.errors.includes('SECSRV-2-ENDED') || undefined);
  assert.match(both.errors, /The security server has ended by itself: the flaw of this test; records are kept/);
  const { text } = await runOnConsole(join(directory, 'console.sock'), ['show clock']);
  assert.match(text, /^\*?[\d:.]+ UTC /);
  const closed = once(both.child, 'close');
  both.child.kill('SIGTERM');
  assert.deepEqual(await closed, [0, null], both.errors);
});
