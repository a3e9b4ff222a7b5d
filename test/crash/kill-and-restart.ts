import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import type { Random } from '../../src/base/random.ts';
import { runOnConsole } from '../rigs/daemon.ts';

export interface KillOptions {
  readonly directory: string;
  readonly configuration: string;
  readonly kills: number;
  readonly random: Random;
}

export interface KillReport {
  readonly kills: number;
  /** Kills before the daemon said that it was ready: in recovery, migration, configuration. */
  readonly duringStart: number;
  /** Numbers of the commands whose output reached the user. */
  readonly seen: ReadonlySet<number>;
}

/** People on the console at the same time. */
const users = 5;
const program = resolve(import.meta.dirname, '..', '..', 'bin', 'tollgate.mjs');

/**
 * Starts the daemon, lets some people log in, type and log out without pause, kills it with SIGKILL at a random moment
 * (every tenth time while it starts), and begins again. Each command has a number of its own.
 */
export async function killAndRestart({ directory, configuration, kills, random }: KillOptions): Promise<KillReport> {
  const stateDir = join(directory, 'state');
  const file = join(directory, 'tollgate.cfg');
  writeFileSync(file, configuration);
  const seen = new Set<number>();
  let next = 1;
  let duringStart = 0;
  for (let kill = 0; kill < kills; kill++) {
    const daemon = spawn(process.execPath, [program, 'run', '--state-dir', stateDir, '--config', file], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const gone = once(daemon, 'exit');
    const alive = new AbortController();
    void gone.then(() => alive.abort());
    const early = random.fraction() < 0.1;
    if (early) {
      duringStart += 1;
      await passing(random.fraction() * 400);
    } else {
      await Promise.race([once(daemon.stdout, 'data'), gone]);
      if (alive.signal.aborted) throw new Error(`the daemon ended by itself (${daemon.exitCode})`);
    }
    const people = early ? [] : Array.from({ length: users }, () => person());
    if (!early) await passing(random.fraction() * 300);
    daemon.kill('SIGKILL');
    await gone;
    await Promise.all(people);

    async function person(): Promise<void> {
      while (!alive.signal.aborted) {
        const numbers = Array.from({ length: 1 + Math.floor(random.fraction() * 3) }, () => next++);
        const commands = numbers.map((number) => `show accounting outbox ${number}`);
        const { text } = await runOnConsole(join(stateDir, 'console.sock'), commands);
        // Each command prints one headline: so many were carried out.
        const carriedOut = text.match(/^Destination/gm)?.length ?? 0;
        for (const number of numbers.slice(0, carriedOut)) seen.add(number);
      }
    }
  }
  return { kills, duringStart, seen };
}

const passing = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
