import type { SealedSecret } from '../../../aaa/config.ts';
import type { IsakmpProfile, KeyOwner, PreSharedKey } from '../config.ts';
import type { Place } from './connection.ts';
import type { Collector } from './input.ts';
import { isAt } from './local-ends.ts';
import { nameOf } from './message.ts';
import { masked, number } from './traffic.ts';

/**
 * Pre-shared keys. charon has one heap of keys and takes the one whose owner fits the peer best. In IKEv1 it looks by the
 * peer's address first, and by its name only when no key fits the address: so a key never has this box as its owner.
 */

/** Owner in charon's words; `undefined`: the mask is not that of a network. */
export function ownerText(owner: KeyOwner): string | undefined {
  switch (owner.kind) {
    case 'hostname':
      return `fqdn:${owner.hostname}`;
    case 'ipv6':
      if (owner.prefix === '::/0') return '%any';
      return owner.prefix.endsWith('/128') ? owner.prefix.slice(0, -'/128'.length) : owner.prefix;
    case 'address': {
      const net = masked(owner.address, owner.mask ?? '255.255.255.255');
      if (net === undefined) return undefined;
      if (net.endsWith('/0')) return '%any';
      return net.endsWith('/32') ? owner.address : net;
    }
  }
}

/** Whether a key is for a peer with this address or name. */
export function isFor({ owner }: PreSharedKey, peer: string): boolean {
  switch (owner.kind) {
    case 'hostname':
      return owner.hostname === peer;
    case 'ipv6':
      return owner.prefix === '::/0' ? peer.includes(':') : owner.prefix === `${peer}/128`;
    case 'address': {
      if (!/^\d+\.\d+\.\d+\.\d+$/.test(peer)) return false;
      const mask = number(owner.mask ?? '255.255.255.255');
      return (number(owner.address) & mask) === (number(peer) & mask);
    }
  }
}

/** The keys that hold for a profile, in the order in which they are searched. */
export function keysFor({ input: { config } }: Collector, profile: IsakmpProfile | undefined): readonly PreSharedKey[] {
  const names = profile?.keyrings ?? [];
  if (names.length === 0) return config.keys;
  return names.flatMap((name) => config.keyrings.find((ring) => ring.name === name)?.keys ?? []);
}

/** Loads a key under its owners; a key that differs from one that another line gives to the same owner is a problem. */
export function loadKey(
  out: Collector,
  owners: readonly string[],
  secret: SealedSecret | { readonly clear: string },
  line: string,
): void {
  const data = 'clear' in secret ? secret.clear : out.input.open(secret);
  if (data === undefined) {
    out.problem(line, 'its key cannot be opened');
    return;
  }
  for (const owner of owners) {
    const name = nameOf('key', owner);
    const known = out.loads.get(`load-shared ${name}`);
    if (known === undefined)
      out.load({ command: 'load-shared', name, message: { id: name, type: 'IKE', data, owners: [owner] }, line });
    else if (known.message.data !== data)
      out.problem(line, `${known.line} gives the same peer another key; charon knows one for a peer`);
  }
}

/** Loads every key of `crypto isakmp key` and of the keyrings. */
export function loadIsakmpKeys(out: Collector, places: readonly Place[]): void {
  const { keys, keyrings, peers } = out.input.config;
  const rings = [
    ...keyrings.flatMap((ring) => {
      const line = `crypto keyring ${ring.name}`;
      // charon has one heap of keys: a keyring is there for all ends, or not at all.
      const here = ({ end }: Place) =>
        (ring.vrf === undefined || ring.vrf === end.frontVrf) &&
        isAt(end, ring.localAddress ? [ring.localAddress] : []);
      if (places.some(here)) return [{ line, keys: ring.keys }];
      out.problem(line, 'no crypto map is on an interface that it is for');
      return [];
    }),
    { line: '', keys },
  ];
  for (const { line, keys: held } of rings)
    for (const key of held) {
      const owner = ownerText(key.owner);
      const at = line === '' ? keyLine('crypto isakmp key', key.owner) : keyLine(`${line} / pre-shared-key`, key.owner);
      if (owner === undefined) out.problem(at, 'its mask is not that of a network');
      else loadKey(out, [owner], key.key, at);
    }
  for (const { kind, peer, password } of peers)
    if (password !== undefined)
      loadKey(out, [kind === 'address' ? peer : `fqdn:${peer}`], password, `crypto isakmp peer ${kind} ${peer}`);
}

function keyLine(line: string, owner: KeyOwner): string {
  if (owner.kind === 'hostname') return `${line} hostname ${owner.hostname}`;
  if (owner.kind === 'ipv6') return `${line} address ipv6 ${owner.prefix}`;
  return `${line} address ${owner.address}${owner.mask === undefined ? '' : ` ${owner.mask}`}`;
}
