import { resolve } from 'node:path';
import process from 'node:process';
import type { ParseArgsOptionsConfig } from 'node:util';

type Value = string | boolean | (string | boolean)[] | undefined;

/** What was given on the command line. */
export interface Arguments {
  readonly values: Readonly<Record<string, Value>>;
  readonly positionals: readonly string[];
}

/** One word after `tollgate`. */
export interface Program {
  readonly name: string;
  /** One line for the overview. */
  readonly summary: string;
  /** The whole of `--help`. */
  readonly help: string;
  readonly options: ParseArgsOptionsConfig;
  /** How many words it takes besides options; none when absent. */
  readonly positionals?: number;
  /** What a missing word is; default: a file. */
  readonly wants?: string;
  /** @returns exit status. A rejection's message is printed for the user and exits with 1. */
  main(given: Arguments): Promise<number>;
}

/** The text of an option, `undefined` when it was not given. */
export function text(given: Arguments, name: string): string | undefined {
  const value = given.values[name];
  return typeof value === 'string' ? value : undefined;
}

/** The texts of an option that may be given more than once. */
export function texts(given: Arguments, name: string): readonly string[] {
  const value = given.values[name];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** The state directory: `--state-dir`, else `TOLLGATE_STATE_DIR`, else `.tollgate` here. */
export function stateDirectory(given: Arguments): string {
  return resolve(text(given, 'state-dir') ?? process.env.TOLLGATE_STATE_DIR ?? '.tollgate');
}

/** Where the console of a daemon with that state directory listens when nothing else is said. */
export const defaultConsoleSocket = (stateDir: string): string => `${stateDir}/console.sock`;

/** Aborts at the first SIGINT or SIGTERM; a second one ends the process at once. */
export function untilSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(130);
      controller.abort();
    });
  return controller.signal;
}

/** Resolves when `signal` aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) done();
    else signal.addEventListener('abort', () => done(), { once: true });
  });
}
