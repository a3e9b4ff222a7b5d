import { isIPv6 } from 'node:net';
import type { Endpoint, FlowView } from '../../../sources/ipsec/snapshot.ts';
import { hms } from '../layout.ts';

/** Pieces of text that the screens of IPsec share. */

const two = (count: number): string => String(count).padStart(2, '0');

/** `00:27:42`, from a day on `3d18h`, from a week on `7w0d`, from a year on `1y4w`. */
export function uptime(milliseconds: number): string {
  const hours = Math.max(0, Math.floor(milliseconds / 3_600_000));
  const days = Math.floor(hours / 24);
  if (days >= 365) return `${Math.floor(days / 365)}y${Math.floor((days % 365) / 7)}w`;
  if (days >= 7) return `${Math.floor(days / 7)}w${days % 7}d`;
  return days > 0 ? `${days}d${two(hours % 24)}h` : hms(milliseconds);
}

/** `22:03:24`; `0` when there is no such time. */
export const remaining = (seconds: number | undefined): string => (seconds === undefined ? '0' : hms(seconds * 1000));

/** `10.1.1.4/500` */
export const endpoint = ({ address, port }: Endpoint): string => `${printed(address)}/${port}`;

/** An address as IOS prints it: that of IPv6 in capitals. */
export const printed = (address: string): string => (isIPv6(address) ? address.toUpperCase() : address);

export const ofIpv6 = ({ address }: Endpoint): boolean => isIPv6(address);

/** A network as its parts; a range has no length. */
export interface Network {
  readonly address: string;
  /** Dotted decimal; of IPv6 the prefix length. */
  readonly mask: string;
  readonly whole: boolean;
  readonly ipv6: boolean;
}

/** `255.255.255.0` of 24. */
const maskOf = (length: number): string => {
  const bits = length === 0 ? 0 : (0xffff_ffff << (32 - length)) >>> 0;
  return [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join('.');
};

export function network(text: string): Network {
  const [address = text, length] = text.split('/');
  const ipv6 = address.includes(':');
  const size = ipv6 ? 128 : 32;
  const ones = length === undefined ? size : Number(length);
  return { address: printed(address), mask: ipv6 ? String(ones) : maskOf(ones), whole: ones === size, ipv6 };
}

/** `host 10.1.1.4`, `10.10.10.0/255.255.255.0`, `2001:DB8::/32`, with `port` if only one is meant. */
function side(text: string, port: string | undefined): string {
  const { address, mask, whole } = network(text);
  return `${whole ? `host ${address}` : `${address}/${mask}`}${port === undefined ? '' : ` port ${port}`}`;
}

/** `permit ip 10.10.10.0/255.255.255.0 10.30.30.0/255.255.255.0`, `permit 47 host 10.1.1.4 host 10.1.1.3`. */
export function flowText({ protocol, local, remote, localPort, remotePort }: FlowView): string {
  const kind = protocol !== 0 ? String(protocol) : network(local).ipv6 ? 'ipv6' : 'ip';
  return `permit ${kind} ${side(local, localPort)} ${side(remote, remotePort)}`;
}

const short: Readonly<Record<string, string>> = {
  Async: 'As',
  FastEthernet: 'Fa',
  GigabitEthernet: 'Gi',
  TenGigabitEthernet: 'Te',
  Ethernet: 'Et',
  Serial: 'Se',
  Loopback: 'Lo',
  Tunnel: 'Tu',
};
/** `Fa1/1` of `FastEthernet1/1`; an interface of Linux keeps its name. */
export const shortInterface = (name: string): string => name.replace(/^[A-Za-z]+/, (type) => short[type] ?? type);
