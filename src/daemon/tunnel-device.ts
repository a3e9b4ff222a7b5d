import { execFileSync } from 'node:child_process';
import type { TunnelDevice, Vrf } from '../sources/ipsec/index.ts';

/** Tunnel devices of Linux VRFs and network namespaces, as ip(8) tells of them. */

/** The device in a VRF or namespace that SAs can belong to; undefined: there is none, or ip(8) cannot tell. */
export function tunnelDevice({ kind, name }: NonNullable<Vrf['linux']>): TunnelDevice | undefined {
  const [namespace, within] = kind === 'vrf' ? [[], ['master', name]] : [['-n', name], []];
  const links = (type: string): string => {
    try {
      return execFileSync('ip', [...namespace, '-d', '-j', 'link', 'show', ...within, 'type', type], {
        ...{ encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 2000 },
      });
    } catch {
      return '';
    }
  };
  return xfrmInterface(links('xfrm')) ?? virtualTunnel(links('vti'));
}

/** The first XFRM interface. @param text JSON of ip(8) */
export function xfrmInterface(text: string): TunnelDevice | undefined {
  const [, id] = /"if_id":\s*"?(0x[\da-f]+|\d+)/i.exec(text) ?? [];
  return id === undefined ? undefined : { kind: 'interface', id: Number(id) };
}

/**
 * The first virtual tunnel interface that has keys: it takes the packets with these marks. The one without keys, which
 * each namespace has for whatever fits no other, is for nobody.
 * @param text JSON of ip(8), which writes keys like addresses: `0.0.0.42`
 */
export function virtualTunnel(text: string): TunnelDevice | undefined {
  for (const [, received, sent] of text.matchAll(/"ikey":\s*"([\d.]+)",\s*"okey":\s*"([\d.]+)"/g)) {
    const [markIn, markOut] = [keyOf(received), keyOf(sent)];
    if (markIn > 0 && markOut > 0) return { kind: 'marks', markIn, markOut };
  }
  return undefined;
}

const keyOf = (text = ''): number => text.split('.').reduce((key, byte) => key * 256 + Number(byte), 0);
