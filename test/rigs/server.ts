import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import process from 'node:process';
import type { TestContext } from 'node:test';
import { end } from './daemon.ts';

const program = resolve(import.meta.dirname, '..', '..', 'bin', 'tollgate.mjs');

/**
 * Runs `tollgate server` in a process of its own until the test is over; resolves when it is ready, with what ends it.
 * @param within words of a command that runs the one after it: in another network, say
 */
export async function serverFor(
  t: TestContext,
  configFile: string,
  within: readonly string[] = [],
): Promise<() => Promise<void>> {
  const [file = '', ...words] = [...within, process.execPath, program, 'server', '--config', configFile];
  const child = spawn(file, words, { stdio: ['ignore', 'pipe', 'pipe'] });
  t.after(() => end(child));
  let output = '';
  await new Promise<void>((ready, fail) => {
    const hear = (chunk: Buffer): void => {
      output += chunk.toString();
      if (/^security server ready/m.test(output)) ready();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', (code) => fail(new Error(`the security server ended with ${code}:\n${output}`)));
  });
  return () => end(child);
}
