import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, rmSync, statfsSync, writeFileSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import type { TestContext } from 'node:test';
import { runOnConsole } from '../rigs/daemon.ts';

const program = resolve(import.meta.dirname, '..', '..', 'bin', 'tollgate.mjs');

/**
 * A file system of its own for a state directory: a tmpfs in a mount namespace that a process holds. It needs root, or
 * user namespaces.
 */
export interface SmallDisk {
  /** The state directory, as a daemon started by {@link start} sees it. */
  readonly stateDir: string;
  /** Words of a command that runs the one after it where the disk is to be seen. */
  readonly within: readonly string[];
  /** Writes until nothing more goes on it. */
  fill(): void;
  /** Takes away what `fill` wrote. */
  free(): void;
  /** Octets that are free. */
  room(): number;
  /** Starts the daemon on this disk; the console socket is not on it. Resolves when it is ready. */
  start(configuration: string): Promise<DiskDaemon>;
}

export interface DiskDaemon {
  run(...commands: string[]): ReturnType<typeof runOnConsole>;
  output(): string;
  stop(): Promise<number | null>;
  kill(): Promise<void>;
}

const asRoot = process.getuid?.() === 0;

/** Why there can be no such disk here; `undefined` when there can. */
export function noSmallDisk(): string | undefined {
  const tried = spawnSync('unshare', [...(asRoot ? [] : ['-U', '-r']), '-m', 'mount', '-t', 'tmpfs', 'none', '/mnt']);
  return tried.status === 0 ? undefined : 'needs the right to mount a tmpfs in a namespace of its own';
}

/** @param octets size of the disk */
export async function smallDisk(t: TestContext, directory: string, octets: number): Promise<SmallDisk> {
  const stateDir = join(directory, 'disk');
  mkdirSync(stateDir);
  const command = `mount -t tmpfs -o size=${octets},mode=0700 tollgate '${stateDir}' && echo ready && exec sleep infinity`;
  const holder = spawn('unshare', [...(asRoot ? [] : ['-U', '-r']), '-m', 'sh', '-c', command], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => ended(holder, 'SIGKILL'));
  await Promise.race([
    once(holder.stdout, 'data'),
    once(holder, 'exit').then(() => Promise.reject(new Error('no namespace with a disk of its own'))),
  ]);
  // The disk as it is seen from outside of the namespace.
  const inside = `/proc/${holder.pid}/root${stateDir}`;
  const ballast = join(inside, 'ballast');
  const room = (): number => {
    const { bavail, bsize } = statfsSync(inside);
    return bavail * bsize;
  };
  const enter = ['-t', String(holder.pid), ...(asRoot ? [] : ['-U', '--preserve-credentials']), '-m'];
  return {
    stateDir,
    within: ['nsenter', ...enter],
    room,
    fill() {
      const file = openSync(ballast, 'a');
      try {
        for (let size = 1 << 20; size >= 1; size >>= 1)
          try {
            for (;;) if (writeSync(file, Buffer.alloc(size)) < size) break;
          } catch (error) {
            if (!String(error).includes('ENOSPC')) throw error;
          }
      } finally {
        closeSync(file);
      }
    },
    free: () => rmSync(ballast),
    async start(configuration) {
      const file = join(directory, 'tollgate.cfg');
      writeFileSync(file, configuration);
      const socket = join(directory, 'console.sock');
      const words = ['run', '--state-dir', stateDir, '--config', file, '--console', socket];
      const child = spawn('nsenter', [...enter, process.execPath, program, ...words], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      t.after(() => ended(child, 'SIGKILL'));
      let output = '';
      await new Promise<void>((ready, fail) => {
        const hear = (chunk: Buffer): void => {
          output += chunk.toString();
          if (/^tollgate ready/m.test(output)) ready();
        };
        child.stdout.on('data', hear);
        child.stderr.on('data', hear);
        child.once('exit', () => fail(new Error(`the daemon ended before it was ready:\n${output}`)));
      });
      return {
        run: (...commands) => runOnConsole(socket, commands),
        output: () => output,
        async stop() {
          await ended(child, 'SIGTERM');
          return child.exitCode;
        },
        kill: () => ended(child, 'SIGKILL'),
      };
    },
  };
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}
