import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** The directory is in use by another daemon. */
export class StateInUse extends Error {
  constructor(directory: string) {
    super(`${directory} is in use by another tollgate`);
  }
}

/**
 * The one directory with all that outlives the process: books, startup configuration, keys. Owner-only, and held by one
 * daemon at a time: an exclusive SQLite lock, which the kernel gives back however the process ends.
 */
export class StateDirectory {
  readonly path: string;
  readonly #lock: DatabaseSync;

  /**
   * Makes the directory if it is missing and takes the lock.
   * @throws StateInUse, or the file system's error
   */
  constructor(path: string) {
    this.path = path;
    mkdirSync(path, { recursive: true, mode: 0o700 });
    chmodSync(path, 0o700);
    try {
      this.#lock = new DatabaseSync(join(path, 'lock'));
    } catch (cause) {
      throw new Error(`cannot write in ${path}: ${cause instanceof Error ? cause.message : cause}`, { cause });
    }
    try {
      this.#lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    } catch (cause) {
      this.#lock.close();
      throw /locked|busy/i.test(String(cause)) ? new StateInUse(path) : cause;
    }
  }

  file(name: string): string {
    return join(this.path, name);
  }

  /** The text of a file, `undefined` when there is none. */
  read(name: string): string | undefined {
    return readText(this.file(name));
  }

  /** Replaces a file whole: its new text is on stable storage under its name when this returns, or the old one stays. */
  write(name: string, text: string): void {
    writeDurably(this.path, name, text);
  }

  /** Size of the file system that it is on, octets. */
  space(): number {
    const { bsize, blocks } = statfsSync(this.path);
    return bsize * blocks;
  }

  remove(name: string): void {
    rmSync(this.file(name), { force: true });
  }

  /** Gives the lock back. */
  close(): void {
    this.#lock.close();
  }
}

/** The text of a file, `undefined` when there is none. */
export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw cause;
  }
}

/** Writes beside, syncs, renames over, syncs the directory. Mode 0600. */
function writeDurably(directory: string, name: string, text: string): void {
  const target = join(directory, name);
  const beside = `${target}.new`;
  const file = openSync(beside, 'w', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(beside, target);
  const folder = openSync(directory, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
