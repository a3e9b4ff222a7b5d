import type { AccessList } from '../config.ts';

/**
 * Whether a standard access list lets an address in: first match decides, no match denies. As in IOS, a list that is
 * applied but has no entries (or doesn't exist) permits everybody; remarks alone are no entries.
 * @param address IPv4, or IPv4 mapped into IPv6 (`::ffff:192.0.2.1`); any other address matches no entry
 */
export function permits(lists: readonly AccessList[], name: string, address: string): boolean {
  const entries = lists.find((list) => list.name === name)?.entries.filter((e) => parseIpv4(e.address) !== undefined);
  if (entries === undefined || entries.length === 0) return true;
  const caller = parseIpv4(plainAddress(address));
  if (caller === undefined) return false;
  for (const entry of entries) {
    const wanted = parseIpv4(entry.address);
    const wildcard = parseIpv4(entry.wildcard) ?? 0;
    if (wanted === undefined) continue;
    const mask = ~wildcard >>> 0;
    if ((caller & mask) >>> 0 === (wanted & mask) >>> 0) return entry.action === 'permit';
  }
  return false;
}

/** The address as people write it: without the IPv6 mapping and the zone of a link-local address. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '').replace(/%.*$/, '');
}

/** 32 bit value of a dotted address; `undefined` if it is none. */
function parseIpv4(text: string): number | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (match === null) return undefined;
  let value = 0;
  for (const part of match.slice(1)) {
    const octet = Number(part);
    if (octet > 255) return undefined;
    value = value * 256 + octet;
  }
  return value;
}
