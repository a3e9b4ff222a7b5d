import { BlockList, isIP } from 'node:net';
import { err, ok, type Result } from '../../base/result.ts';
import { keyBytes } from './obfuscation.ts';
import type { TacacsClientEntry } from './server-options.ts';

/** A client's settings as the server uses them. */
export interface KnownClient {
  readonly name: string;
  readonly key: Uint8Array | undefined;
  readonly singleConnection: boolean;
}

export type ClientTable = (address: string) => KnownClient | undefined;

/** `::ffff:192.0.2.1` as `192.0.2.1`; anything else as it is. */
export const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');

/** Compiles the entries; fails with the first address that is none. The longest matching prefix wins. */
export function clientTable(entries: readonly TacacsClientEntry[]): Result<ClientTable, string> {
  const rows: { bits: number; family: 'ipv4' | 'ipv6'; list: BlockList; client: KnownClient }[] = [];
  for (const entry of entries) {
    const [address = '', prefix] = entry.address.split('/');
    const version = isIP(address);
    const width = version === 4 ? 32 : 128;
    const bits = prefix === undefined ? width : /^\d+$/.test(prefix) ? Number(prefix) : -1;
    if (version === 0 || bits < 0 || bits > width) return err(entry.address);
    const family = version === 4 ? 'ipv4' : 'ipv6';
    const list = new BlockList();
    list.addSubnet(address, bits, family);
    const { name = entry.address, singleConnection = true } = entry;
    rows.push({ bits, family, list, client: { name, key: keyBytes(entry.key), singleConnection } });
  }
  rows.sort((a, b) => b.bits - a.bits);
  return ok((address) => {
    const family = isIP(address) === 4 ? 'ipv4' : 'ipv6';
    return rows.find((row) => row.family === family && row.list.check(address, family))?.client;
  });
}
