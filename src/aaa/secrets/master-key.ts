import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Random } from '../../base/random.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { masterKeyLength, SecretVault } from './vault.ts';

export type VaultError =
  | { readonly kind: 'unreadable'; readonly path: string; readonly detail: string }
  /** Somebody else than the owner may read or write it. */
  | { readonly kind: 'wrong-permissions'; readonly path: string; readonly mode: number }
  | { readonly kind: 'wrong-owner'; readonly path: string; readonly uid: number }
  | { readonly kind: 'wrong-length'; readonly path: string; readonly length: number };

/** One sentence for the operator. */
export function describeVaultError(error: VaultError): string {
  switch (error.kind) {
    case 'unreadable':
      return `cannot use master key file ${error.path}: ${error.detail}`;
    case 'wrong-permissions':
      return `master key file ${error.path} has mode ${error.mode.toString(8).padStart(4, '0')}; it must be 0600`;
    case 'wrong-owner':
      return `master key file ${error.path} belongs to user ${error.uid}, not to the user who runs this program`;
    case 'wrong-length':
      return `master key file ${error.path} has ${error.length} octets instead of ${masterKeyLength}: restore it from a backup, or remove it and enter all keys again`;
  }
}

/** The vault of `tollgate check`: seals well, opens only what it sealed itself. */
export const ephemeralVault = (random: Random): SecretVault => new SecretVault(random.bytes(masterKeyLength), random);

/** Opens the vault of a state directory; its key file `master.key` is made at first start. */
export function openVault(stateDirectory: string, random: Random): Result<SecretVault, VaultError> {
  const path = join(stateDirectory, 'master.key');
  try {
    const existing = readKey(path);
    if (existing !== undefined) return existing.ok ? ok(new SecretVault(existing.value, random)) : existing;
    createKey(path, random);
    const created = readKey(path);
    if (created === undefined) return err({ kind: 'unreadable', path, detail: 'it vanished after it was made' });
    return created.ok ? ok(new SecretVault(created.value, random)) : created;
  } catch (error) {
    return err({ kind: 'unreadable', path, detail: error instanceof Error ? error.message : String(error) });
  }
}

/** `undefined`: there is no such file. */
function readKey(path: string): Result<Uint8Array, VaultError> | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const { mode, uid, size } = fstatSync(descriptor);
    if ((mode & 0o777) !== 0o600) return err({ kind: 'wrong-permissions', path, mode: mode & 0o777 });
    const self = process.geteuid?.();
    if (self !== undefined && self !== 0 && uid !== self) return err({ kind: 'wrong-owner', path, uid });
    if (size !== masterKeyLength) return err({ kind: 'wrong-length', path, length: size });
    const key = Buffer.alloc(masterKeyLength);
    const length = readSync(descriptor, key, 0, masterKeyLength, 0);
    return length === masterKeyLength ? ok(key) : err({ kind: 'wrong-length', path, length });
  } finally {
    closeSync(descriptor);
  }
}

/** Writes a new key beside its place and links it there, so that a crash leaves no half-written key. */
function createKey(path: string, random: Random): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}.new`;
  rmSync(draft, { force: true });
  const descriptor = openSync(draft, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
  try {
    fchmodSync(descriptor, 0o600);
    writeSync(descriptor, random.bytes(masterKeyLength));
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  try {
    linkSync(draft, path);
  } catch (error) {
    // Another process was first: its key counts.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  const directory = openSync(dirname(path), constants.O_RDONLY);
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}
