import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type HookEvent, parseEvents } from './hooks.ts';
import type { CallRequest } from './ppp-types.ts';

/** What a call keeps on disk beside the ledger, to be found again by a daemon that is started later. */
export interface KeptCall {
  readonly request: CallRequest;
  /** When it began, milliseconds since 1970. */
  readonly began: number;
}

/** When a call is to end by itself. */
export interface KeptLimits {
  /** Milliseconds since 1970. */
  readonly until?: number;
  /** Seconds without traffic. */
  readonly idle?: number;
}

const read = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

/** The directory of one call. */
export class CallSpool {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** Makes the directory and writes down what the call is. */
  begin(kept: KeptCall): void {
    mkdirSync(this.path, { recursive: true, mode: 0o700 });
    const file = join(this.path, 'call.json');
    writeFileSync(`${file}.new`, JSON.stringify(kept), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }

  kept(): KeptCall | undefined {
    const text = read(join(this.path, 'call.json'));
    // Only this daemon writes the file, and whole.
    return text === undefined ? undefined : (JSON.parse(text) as KeptCall);
  }

  /** Writes down when the call is to end: a daemon that is started later goes by it. */
  limit(limits: KeptLimits): void {
    const file = join(this.path, 'limits.json');
    writeFileSync(`${file}.new`, JSON.stringify(limits), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }

  limits(): KeptLimits {
    const text = read(join(this.path, 'limits.json'));
    // Only this daemon writes the file, and whole.
    return text === undefined ? {} : (JSON.parse(text) as KeptLimits);
  }

  events(): readonly HookEvent[] {
    return parseEvents(read(join(this.path, 'events')) ?? '');
  }

  /** Process id of the program; `undefined` until it runs. */
  pid(): number | undefined {
    const text = read(join(this.path, 'pid'));
    return text === undefined ? undefined : Number.parseInt(text, 10);
  }

  /** Exit status of the program; `undefined` while it runs, and when nobody saw its end. */
  exit(): number | undefined {
    const text = read(join(this.path, 'exit'));
    return text === undefined ? undefined : Number.parseInt(text, 10);
  }

  /** When the program ended, milliseconds since 1970. */
  exitTime(): number | undefined {
    const found = statSync(join(this.path, 'exit'), { throwIfNoEntry: false });
    return found && Math.round(found.mtimeMs);
  }

  /** What pppd logged. */
  log(): string {
    return read(join(this.path, 'log')) ?? '';
  }

  /** What the program printed. */
  output(): string {
    return read(join(this.path, 'output')) ?? '';
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** Names of the calls that have a directory. */
export function callsIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
  } catch {
    return [];
  }
}
