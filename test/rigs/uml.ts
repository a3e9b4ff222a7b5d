import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import type { TestContext } from 'node:test';
import { tellIfFailed } from './daemon.ts';

const program = '/usr/bin/linux.uml';
const modules = '/usr/lib/uml/modules';
const checkout = resolve(import.meta.dirname, '..', '..');

/** Whether Debian's user-mode-linux is there, and may mount file systems in its guest: it runs as root only. */
export const hasUml = (): boolean => existsSync(program) && process.getuid?.() === 0;

/** What a guest left behind. */
export interface Guest {
  /** Exit status of its program; undefined when the guest died. */
  readonly status: number | undefined;
  /** What its program and its kernel printed. */
  readonly output: string;
  /** A file of the results' folder. */
  read(name: string): string;
}

/**
 * Runs a Node program in a guest kernel over the host's own tree, which has PPP and SLIP where the host's kernel may not.
 * The program gets the results' folder as its argument: the only place where it can leave something behind.
 * @param limit seconds until the guest is ended
 * @param more kernel modules to load beside those for lines
 */
export async function runInGuest(
  t: TestContext,
  path: string,
  limit: number,
  more: readonly string[] = [],
): Promise<Guest> {
  // Not in /tmp, which the guest has of its own.
  const directory = mkdtempSync('/var/tmp/tollgate-uml-');
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  const results = join(directory, 'results');
  mkdirSync(results);
  mkdirSync(join(directory, 'modules', 'lib'), { recursive: true });
  symlinkSync(modules, join(directory, 'modules', 'lib', 'modules'));
  const shim = join(directory, 'wide-registers.so');
  const source = join(import.meta.dirname, 'uml', 'wide-registers.c');
  const compiled = spawnSync('gcc', ['-shared', '-fPIC', '-O2', '-o', shim, source], { encoding: 'utf8' });
  if (compiled.status !== 0) throw new Error(compiled.stderr);
  const words = [
    ...['mem=768M', 'rootfstype=hostfs', 'rootflags=/', 'rw', 'con=null', 'con0=null,fd:1', 'quiet'],
    `init=${join(import.meta.dirname, 'uml', 'init.sh')}`,
    `results=${results}`,
    `program=${resolve(path)}`,
    `modules=${join(directory, 'modules')}`,
    `checkout=${checkout}`,
    `node=${process.execPath}`,
    `compiled=${process.env.NODE_COMPILE_CACHE ?? join(tmpdir(), 'node-compile-cache')}`,
    `more=${more.join(',')}`,
  ];
  const child = spawn(program, words, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, HOME: directory, TMPDIR: '/dev/shm', LD_PRELOAD: shim },
    detached: true,
  });
  let kernel = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (kernel += String(chunk)));
  const { pid } = child;
  const end = (): void => {
    if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    process.kill(-pid, 'SIGKILL');
  };
  t.after(end);
  const timer = setTimeout(end, limit * 1000);
  await new Promise((done) => child.once('close', done));
  clearTimeout(timer);
  const read = (name: string): string => {
    const file = join(results, name);
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  };
  const status = read('status').trim();
  const guest = { status: status === '' ? undefined : Number(status), output: `${read('output')}\n${kernel}`, read };
  // A guest that failed is in the test's own words already.
  if (guest.status === 0) tellIfFailed(t, () => guest.output);
  return guest;
}
