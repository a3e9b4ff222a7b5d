import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import ssh2 from 'ssh2';

/** Host keys: what is made, and in which file of the state directory. */
const kinds = [
  { type: 'ed25519', file: 'ssh_host_ed25519_key' },
  { type: 'rsa', file: 'ssh_host_rsa_key', bits: 3072 },
] as const;

type Kind = (typeof kinds)[number];

/**
 * The host keys of this box, in OpenSSH format; made at the first start, owner-only, and the same from then on.
 * @param directory state directory; must exist
 * @param make makes a private key; what it makes may be unusable now and then
 * @throws Error when a key can't be read, is damaged, or can't be written
 */
export async function hostKeys(
  directory: string,
  make: (kind: Kind) => Promise<string> = generate,
): Promise<readonly string[]> {
  return Promise.all(kinds.map((kind) => hostKey(join(directory, kind.file), () => usable(() => make(kind)))));
}

async function hostKey(path: string, make: () => Promise<string>): Promise<string> {
  const stored = await read(path);
  if (stored !== undefined) {
    const parsed = ssh2.utils.parseKey(stored);
    if (parsed instanceof Error) throw new Error(`${path}: ${parsed.message}`);
    return stored;
  }
  const made = await make();
  // Written aside first: a crash leaves no half key behind.
  await writeFile(`${path}.new`, made, { mode: 0o600, flush: true });
  await rename(`${path}.new`, path);
  return made;
}

async function read(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * ssh2 drops the leading zeros of an Ed25519 key that it makes: one in 256 can't be read again, by nobody.
 * @throws Error when none of ten is good
 */
async function usable(make: () => Promise<string>): Promise<string> {
  for (let more = 9; ; more--) {
    const made = await make();
    const parsed = ssh2.utils.parseKey(made);
    if (!(parsed instanceof Error)) return made;
    if (more === 0) throw parsed;
  }
}

function generate(kind: Kind): Promise<string> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, pair: { readonly private: string }): void => {
      if (error === null || error === undefined) resolve(pair.private);
      else reject(error);
    };
    if (kind.type === 'rsa') ssh2.utils.generateKeyPair('rsa', { bits: kind.bits }, done);
    else ssh2.utils.generateKeyPair('ed25519', {}, done);
  });
}
