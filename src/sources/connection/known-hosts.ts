import { hash } from 'node:crypto';

/** A host key as SSH sends it (RFC 4253 §6.6): its type is the first string of the blob. */
export interface HostKey {
  /** `ssh-ed25519`, `rsa-sha2-512`… as the blob names it. */
  readonly type: string;
  readonly blob: Buffer;
}

/** Where the text of the known hosts is kept. */
export interface HostKeyFile {
  /** `undefined` when there is none. */
  read(): string | undefined;
  /** On stable storage when it returns. */
  write(text: string): void;
}

/** `SHA256:` and base64, as OpenSSH prints fingerprints. */
export const fingerprint = (blob: Uint8Array): string =>
  `SHA256:${hash('sha256', blob, 'buffer').toString('base64').replace(/=+$/, '')}`;

/** The key of a blob; `undefined` when it isn't one. */
export function parseHostKey(blob: Buffer): HostKey | undefined {
  if (blob.length < 4) return undefined;
  const length = blob.readUInt32BE(0);
  if (length === 0 || length > 64 || blob.length < 4 + length) return undefined;
  return { type: blob.toString('latin1', 4, 4 + length), blob };
}

/** Name of a host in the file: as OpenSSH writes it, with the port where it isn't 22. */
export const hostName = (host: string, port: number): string =>
  port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`;

/**
 * The keys of hosts that were connected to before, in the format of OpenSSH's `known_hosts`: `host type base64`. A host is trusted
 * at its first connection, and has to show the same key from then on. Lines that aren't understood are kept.
 */
export class KnownHosts {
  readonly #file: HostKeyFile;

  constructor(file: HostKeyFile) {
    this.#file = file;
  }

  find(name: string): HostKey | undefined {
    for (const line of this.#lines()) {
      const key = keyOf(line, name);
      if (key !== undefined) return key;
    }
    return undefined;
  }

  /** Keeps the key of a host, instead of the one known before. */
  keep(name: string, key: HostKey): void {
    const others = this.#lines().filter((line) => !isFor(line, name));
    this.#write([...others, `${name} ${key.type} ${key.blob.toString('base64')}`]);
  }

  /** Forgets a host; false when it isn't known. */
  forget(name: string): boolean {
    const lines = this.#lines();
    const others = lines.filter((line) => !isFor(line, name));
    if (others.length === lines.length) return false;
    this.#write(others);
    return true;
  }

  /** Names and keys, in the order of the file. */
  list(): readonly { readonly name: string; readonly key: HostKey }[] {
    return this.#lines().flatMap((line) => {
      const [name = ''] = line.split(' ');
      const key = keyOf(line, name);
      return key === undefined ? [] : [{ name, key }];
    });
  }

  #lines(): string[] {
    return (this.#file.read() ?? '').split('\n').filter((line) => line.trim() !== '');
  }

  #write(lines: readonly string[]): void {
    this.#file.write(lines.map((line) => `${line}\n`).join(''));
  }
}

const isFor = (line: string, name: string): boolean => line.split(' ')[0] === name;

function keyOf(line: string, name: string): HostKey | undefined {
  const [host, , base64 = ''] = line.split(' ');
  return host === name ? parseHostKey(Buffer.from(base64, 'base64')) : undefined;
}
