import type { AccessSide, ExtendedAccessList, ExtendedEntry } from '../config.ts';
import type { ConfiguredFlow } from './origin.ts';

/** Access lists as what tunnels carry. The list is written from this box's view: its source side is here. */

export type Entry = Extract<ExtendedEntry, { readonly kind: 'entry' }>;

/** A line of an access list for charon. */
export interface Selected {
  readonly action: 'permit' | 'deny';
  /** Sequence number, or place in the list from 1. */
  readonly place: number;
  readonly flow: Omit<ConfiguredFlow, 'child'>;
}

/** Network with prefix length; `undefined`: the wildcard is not that of a network, which no tunnel can be for. */
export function network(address: string, wildcard: string): string | undefined {
  const bits = number(wildcard);
  // A wildcard of a network is ones at the end: one more than it is a power of two.
  if ((bits & (bits + 1)) !== 0) return undefined;
  return `${dotted(number(address) & ~bits)}/${32 - Math.log2((bits >>> 0) + 1)}`;
}

/** Network of an address and mask. */
export const masked = (address: string, mask: string): string | undefined => network(address, dotted(~number(mask)));

/** The lines of an access list, and what of it cannot be had. */
export function select(list: ExtendedAccessList): {
  readonly lines: readonly Selected[];
  readonly refused: readonly string[];
} {
  const lines: Selected[] = [];
  const refused: string[] = [];
  list.entries.forEach((entry, index) => {
    if (entry.kind === 'remark') return;
    const place = entry.sequence ?? index + 1;
    const flow = flowOf(entry);
    if (typeof flow === 'string') refused.push(`line ${place}: ${flow}`);
    else lines.push({ action: entry.action, place, flow });
  });
  return { lines, refused };
}

function flowOf({ protocol, source, destination }: Entry): Selected['flow'] | string {
  const local = network(source.address, source.wildcard);
  const remote = network(destination.address, destination.wildcard);
  if (local === undefined || remote === undefined) return 'its wildcard is not that of a network';
  const localPort = portOf(source);
  const remotePort = portOf(destination);
  if (localPort === 'neq' || remotePort === 'neq') return 'a tunnel cannot be for all ports but one';
  return {
    ...{ protocol, local, remote },
    ...(localPort === undefined ? {} : { localPort }),
    ...(remotePort === undefined ? {} : { remotePort }),
  };
}

function portOf({ port }: AccessSide): string | undefined {
  switch (port?.operator) {
    case undefined:
      return undefined;
    case 'eq':
      return String(port.low);
    case 'lt':
      return `0-${Math.max(0, port.low - 1)}`;
    case 'gt':
      return `${Math.min(65_535, port.low + 1)}-65535`;
    case 'range':
      return `${port.low}-${port.high ?? port.low}`;
    case 'neq':
      return 'neq';
  }
}

/** A side of a flow as charon's traffic selector: `10.1.0.0/24[tcp/80]`. */
export function selector(net: string, protocol: number, port: string | undefined): string {
  if (protocol === 0 && port === undefined) return net;
  return `${net}[${protocol === 0 ? '%any' : protocol}${port === undefined ? '' : `/${port}`}]`;
}

/** Whether traffic exists that both are about. */
export function overlap(one: Selected['flow'], other: Selected['flow']): boolean {
  return (
    (one.protocol === 0 || other.protocol === 0 || one.protocol === other.protocol) &&
    meet(one.local, other.local) &&
    meet(one.remote, other.remote)
  );
}

function meet(one: string, other: string): boolean {
  const [a = '', aLength = '32'] = one.split('/');
  const [b = '', bLength = '32'] = other.split('/');
  const length = Math.min(Number(aLength), Number(bLength));
  const mask = length === 0 ? 0 : -1 << (32 - length);
  return (number(a) & mask) === (number(b) & mask);
}

/** An IPv4 address as a number, signed as JavaScript's bit operations are. */
export const number = (address: string): number =>
  address.split('.').reduce((sum, octet) => (sum << 8) | Number(octet), 0);
export const dotted = (value: number): string => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
