import { readFileSync } from 'node:fs';
import { StoreError } from '../store/index.ts';

/** What the operating system's refusals mean to somebody who starts a program; see errno(3). */
const meanings: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'it belongs to another user',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left on the disk',
  EDQUOT: 'the disk quota is used up',
  ENOENT: 'there is no such file or directory',
  ENOTDIR: 'part of the path is not a directory',
  EEXIST: 'it is there and not a directory',
  EISDIR: 'it is a directory',
  EMFILE: 'too many files are open',
  EIO: 'the disk fails',
};

/** Says in a sentence why a program could not do its work: what is concerned, why, and what helps if that is known. */
export function explain(cause: unknown): string {
  if (cause instanceof StoreError) {
    const { kind, detail } = cause.failure;
    return kind === 'corrupt'
      ? `${detail}: restore it from a backup, or move it out of the way to begin with empty books`
      : detail;
  }
  if (!(cause instanceof Error)) return String(cause);
  const { code, path } = properties(cause);
  // Making a directory with all above it says ENOENT where the file system is read-only.
  if (code === 'ENOENT' && 'syscall' in cause && cause.syscall === 'mkdir') return `cannot make ${path}`;
  const meaning = code === undefined ? undefined : meanings[code];
  return meaning === undefined || path === undefined ? cause.message : `cannot use ${path}: ${meaning}`;
}

/**
 * The text of a file that the user named.
 * @throws Error that names the file and says why it cannot be read
 */
export function readNamed(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const { code = '' } = properties(cause);
    throw new Error(`cannot read ${file}: ${meanings[code] ?? String(cause)}`, { cause });
  }
}

/** What node:fs says of a refusal beside its message. */
function properties(cause: unknown): { readonly code?: string; readonly path?: string } {
  if (!(cause instanceof Error)) return {};
  return {
    ...('code' in cause && typeof cause.code === 'string' ? { code: cause.code } : {}),
    ...('path' in cause && typeof cause.path === 'string' ? { path: cause.path } : {}),
  };
}
