import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { hashPassword } from '../aaa/index.ts';
import type { Random } from '../base/random.ts';
import { printServerConfig, type SecurityServerConfig } from '../security-server/index.ts';
import type { StateDirectory } from './state-directory.ts';

/** Ports of the quick start's security server, the same as in `examples/quickstart.cfg`. */
const ports = { radius: { authPort: 11_812, acctPort: 11_813 }, tacacs: { port: 11_049 } } as const;

/** What the first start made up. */
export interface FirstStart {
  /** Password of the user `admin`. */
  readonly password: string;
  /** Lines that complete the example's configuration: keys of the servers and the local user. */
  readonly lines: string;
  /** Configuration of the security server, as it goes into its file. */
  readonly server: string;
}

/** Letters and digits that nobody mistakes for each other. */
const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789';

/** `length` characters of {@link alphabet}, five bits each. */
function makeUp(random: Random, length: number): string {
  return Array.from(random.bytes(length), (byte) => alphabet[byte % alphabet.length]).join('');
}

/** Makes up password and keys, and from them the security server's configuration and the missing configuration lines. */
export async function firstStart(state: StateDirectory, random: Random, storeName: string): Promise<FirstStart> {
  mkdirSync(join(state.path, storeName), { recursive: true, mode: 0o700 });
  const [password, radiusSecret, tacacsKey] = [makeUp(random, 12), makeUp(random, 32), makeUp(random, 32)];
  const hashed = await hashPassword(password, random);
  const kept = { kind: 'hash', type: 9, text: hashed.text } as const;
  const server: SecurityServerConfig = {
    listen: '127.0.0.1',
    ...ports,
    store: storeName,
    clients: [{ address: '127.0.0.1', radiusSecret, tacacsKey }],
    users: [{ name: 'admin', password: kept, privilege: 15 }],
    enable: [{ level: 15, password: kept }],
  };
  const lines = [
    'radius server embedded',
    ` key 0 ${radiusSecret}`,
    'tacacs server embedded',
    ` key 0 ${tacacsKey}`,
    `username admin privilege 15 secret 9 ${hashed.text}`,
    `enable secret 9 ${hashed.text}`,
  ].join('\n');
  return { password, lines, server: printServerConfig(server) };
}
