import { stat } from 'node:fs/promises';

/**
 * Which socket file there is: charon makes a new one when it starts. Its inode and when it was made, which later changes
 * of owner or mode do not touch; empty when there is none.
 */
export async function socketIdentity(path: string): Promise<string> {
  try {
    const { ino, mtimeNs } = await stat(path, { bigint: true });
    return `${ino}@${mtimeNs}`;
  } catch {
    return '';
  }
}
