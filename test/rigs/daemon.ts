import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { PassThrough } from 'node:stream';
import { consoleClient } from '../../src/terminal/index.ts';
import type { Scope } from './namespaces.ts';

/** A `tollgate run` in a process of its own, with a state directory and a configuration file. */
export interface Daemon {
  readonly stateDir: string;
  readonly consoleSocket: string;
  /** Its process id. */
  readonly pid: number;
  /** What it printed so far on standard output and standard error. */
  output(): string;
  /** Runs commands on the console: what they printed, and the exit status. */
  run(...commands: string[]): Promise<{ readonly text: string; readonly status: number }>;
  /** Ends it as an operator would; resolves with its exit status. */
  stop(): Promise<number | null>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** Resolves when the process is gone. */
  readonly gone: Promise<unknown>;
}

const program = resolve(import.meta.dirname, '..', '..', 'bin', 'tollgate.mjs');

/** A directory that goes away with the test. */
export function temporaryDirectory(t: Scope): string {
  const path = mkdtempSync(join(tmpdir(), 'tollgate-'));
  t.after(() => rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
  return path;
}

/**
 * Starts the daemon and waits until it says that it is ready.
 * @param configuration text of the configuration file; absent: the startup configuration of the state directory
 * @param within words of a command that runs the one after it: in another network, say
 */
export async function startDaemon(
  directory: string,
  configuration?: string,
  within: readonly string[] = [],
): Promise<Daemon> {
  const stateDir = join(directory, 'state');
  mkdirSync(directory, { recursive: true });
  const words = ['run', '--state-dir', stateDir];
  if (configuration !== undefined) {
    const file = join(directory, 'tollgate.cfg');
    writeFileSync(file, configuration);
    words.push('--config', file);
  }
  const [file = '', ...rest] = [...within, process.execPath, program, ...words];
  const child = spawn(file, rest, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const gone = once(child, 'exit');
  await new Promise<void>((ready, fail) => {
    const hear = (chunk: Buffer): void => {
      output += chunk.toString();
      if (/^tollgate ready/m.test(output)) ready();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', (code, signal) =>
      fail(new Error(`the daemon ended (${code ?? signal}) before it was ready:\n${output}`)),
    );
  });
  const consoleSocket = join(stateDir, 'console.sock');
  return {
    stateDir,
    consoleSocket,
    pid: child.pid ?? 0,
    output: () => output,
    run: (...commands) => runOnConsole(consoleSocket, commands),
    stop: async () => {
      child.kill('SIGTERM');
      await gone;
      return child.exitCode;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await gone;
    },
    gone,
  };
}

/** Starts the daemon for one test; it is ended with the test. */
export async function daemonFor(
  t: Scope,
  directory: string,
  configuration?: string,
  within?: readonly string[],
): Promise<Daemon> {
  const daemon = await startDaemon(directory, configuration, within);
  t.after(() => daemon.kill());
  tellIfFailed(t, () => daemon.output().slice(-20_000));
  return daemon;
}

/** Prints at the end of a test that has failed what may say why. */
export function tellIfFailed(t: Scope, text: () => string): void {
  t.after(() => {
    // The types of Node do not know it yet.
    if ('passed' in t && t.passed !== true) console.log(text());
  });
}

/**
 * Runs commands on a console socket, as `tollgate console -c …` does.
 * @param answers standard input: lines for what the commands ask
 */
export async function runOnConsole(
  socket: string,
  commands: readonly string[],
  answers = '',
): Promise<{ readonly text: string; readonly status: number }> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const stdin = new PassThrough();
  stdin.end(answers);
  let text = '';
  for (const stream of [stdout, stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const status = await consoleClient({ socket, commands, stdin, stdout, stderr });
  return { text, status };
}

/** Ends a child process that a rig started, and waits until it is gone. */
export async function end(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}
