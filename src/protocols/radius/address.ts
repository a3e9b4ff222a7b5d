import { isIPv4, isIPv6 } from 'node:net';

/** The 4 octets of a dotted address, or undefined. */
export function parseIpv4(text: string): Uint8Array | undefined {
  return isIPv4(text) ? Uint8Array.from(text.split('.'), Number) : undefined;
}

export const formatIpv4 = (octets: Uint8Array): string => octets.join('.');

/** The 16 octets of an IPv6 address (an embedded dotted part and `::` are understood; a zone is not), or undefined. */
export function parseIpv6(text: string): Uint8Array | undefined {
  if (!isIPv6(text) || text.includes('%')) return undefined;
  const [head = '', tail] = text.split('::');
  const left = groups(head);
  const right = tail === undefined ? [] : groups(tail);
  const octets = new Uint8Array(16);
  octets.set(left, 0);
  octets.set(right, 16 - right.length);
  return octets;
}

function groups(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (group.includes('.')) return group.split('.').map(Number);
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}

/** The canonical text of 16 octets (RFC 5952 §4: lower case, the longest run of zero groups shortened). */
export function formatIpv6(octets: Uint8Array): string {
  const words = Array.from({ length: 8 }, (_, i) => ((octets[2 * i] ?? 0) << 8) | (octets[2 * i + 1] ?? 0));
  let start = -1;
  let length = 1;
  for (let i = 0; i < 8; i++) {
    let end = i;
    while (end < 8 && words[end] === 0) end++;
    if (end - i > length) [start, length] = [i, end - i];
    if (end > i) i = end;
  }
  const hex = (part: readonly number[]): string => part.map((word) => word.toString(16)).join(':');
  return start < 0 ? hex(words) : `${hex(words.slice(0, start))}::${hex(words.slice(start + length))}`;
}

/** The value of an IPv6 prefix attribute (RFC 3162 §2.3): reserved 0, length, as many octets as the length needs. */
export function parseIpv6Prefix(text: string): Uint8Array | undefined {
  const [address = '', length = '', ...rest] = text.split('/');
  const octets = parseIpv6(address);
  if (octets === undefined || rest.length > 0 || !/^\d{1,3}$/.test(length) || Number(length) > 128) return undefined;
  const bits = Number(length);
  return Uint8Array.of(0, bits, ...masked(octets, bits).subarray(0, Math.ceil(bits / 8)));
}

/** Reads {@link parseIpv6Prefix}'s form; undefined when the length and the octets don't fit. */
export function formatIpv6Prefix(value: Uint8Array): string | undefined {
  const bits = value[1];
  if (bits === undefined || bits > 128 || value.length > 18 || value.length - 2 < Math.ceil(bits / 8)) return undefined;
  const octets = new Uint8Array(16);
  octets.set(value.subarray(2));
  return `${formatIpv6(octets)}/${bits}`;
}

/** The value of an IPv4 prefix attribute (RFC 5090 §3, as RFC 6572 uses it): reserved 0, length, 4 octets. */
export function parseIpv4Prefix(text: string): Uint8Array | undefined {
  const [address = '', length = '', ...rest] = text.split('/');
  const octets = parseIpv4(address);
  if (octets === undefined || rest.length > 0 || !/^\d{1,2}$/.test(length) || Number(length) > 32) return undefined;
  return Uint8Array.of(0, Number(length), ...masked(octets, Number(length)));
}

export function formatIpv4Prefix(value: Uint8Array): string | undefined {
  const bits = value[1];
  if (bits === undefined || bits > 32 || value.length !== 6) return undefined;
  return `${formatIpv4(value.subarray(2))}/${bits}`;
}

/** A copy with every bit after the first `bits` cleared. */
function masked(octets: Uint8Array, bits: number): Uint8Array {
  return octets.map((octet, i) => {
    const keep = Math.min(8, Math.max(0, bits - 8 * i));
    return octet & (0xff << (8 - keep)) & 0xff;
  });
}

/** A network as written in configuration: an address alone, or `address/length`. Both families. */
export interface Network {
  readonly octets: Uint8Array;
  /** Prefix length in bits: 0–32 or 0–128. */
  readonly bits: number;
}

export function parseNetwork(text: string): Network | undefined {
  const slash = text.indexOf('/');
  const address = slash < 0 ? text : text.slice(0, slash);
  const octets = parseIpv4(address) ?? parseIpv6(address);
  if (octets === undefined) return undefined;
  const length = slash < 0 ? String(8 * octets.length) : text.slice(slash + 1);
  if (!/^\d{1,3}$/.test(length) || Number(length) > 8 * octets.length) return undefined;
  return { octets: masked(octets, Number(length)), bits: Number(length) };
}

/** Whether an address (as octets of its family) lies in the network. */
export function contains(network: Network, address: Uint8Array): boolean {
  if (address.length !== network.octets.length) return false;
  return masked(address, network.bits).every((octet, i) => octet === network.octets[i]);
}

/** Octets of an address in text; an IPv4-mapped IPv6 address (`::ffff:192.0.2.1`) counts as IPv4. */
export function addressOctets(text: string): Uint8Array | undefined {
  const octets = parseIpv4(text) ?? parseIpv6(text.split('%')[0] ?? '');
  if (octets?.length !== 16) return octets;
  const mapped = octets[10] === 0xff && octets[11] === 0xff && octets.subarray(0, 10).every((octet) => octet === 0);
  return mapped ? octets.subarray(12) : octets;
}
