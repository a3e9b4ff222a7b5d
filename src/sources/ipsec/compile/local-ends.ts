import type { CryptoMap, LocalAddress, NetworkInterface } from '../config.ts';
import type { Collector } from './input.ts';

/** Where tunnels end on this box: an interface with a crypto map. */
export interface LocalEnd {
  readonly interface: string;
  readonly map: CryptoMap;
  /** None is known: every address. */
  readonly addresses: readonly string[];
  readonly frontVrf: string | undefined;
}

/** The ends of every crypto map that is applied somewhere. */
export function localEnds(out: Collector): LocalEnd[] {
  const { interfaces, maps } = out.input.config;
  return interfaces.flatMap((one) => {
    if (one.cryptoMap === undefined || one.shutdown === true) return [];
    const map = maps.find(({ name }) => name === one.cryptoMap);
    if (map === undefined) {
      out.problem(`interface ${one.name}`, `crypto map ${one.cryptoMap} is not configured`);
      return [];
    }
    return [{ interface: one.name, map, addresses: addressesOf(out, map.localAddress, one), frontVrf: one.vrf?.name }];
  });
}

/** Addresses of an interface, or of the one that `local-address` names instead. */
function addressesOf(out: Collector, instead: string | undefined, own: NetworkInterface): readonly string[] {
  const { interfaces } = out.input.config;
  const one = instead === undefined ? own : interfaces.find(({ name }) => name === instead);
  return one === undefined ? [] : interfaceAddresses(out, one);
}

export function interfaceAddresses(out: Collector, one: NetworkInterface): readonly string[] {
  const configured = [
    ...(one.address === undefined ? [] : [one.address.address]),
    ...one.ipv6Addresses.map((prefix) => prefix.split('/')[0] ?? prefix),
  ];
  return configured.length > 0 ? configured : out.input.deviceAddresses(one.device ?? one.name);
}

/** Whether something that holds for some ends only (`local-address`) holds for this one; without any it holds for all. */
export const isAt = (end: LocalEnd, places: readonly LocalAddress[]): boolean =>
  places.length === 0 ||
  places.some(
    ({ where, vrf }) =>
      (where === end.interface || end.addresses.includes(where)) && (vrf === undefined || vrf === end.frontVrf),
  );

/** The address of this end towards a peer: of the same family; `undefined`: none is known. */
export const towards = (end: LocalEnd, peer: string | undefined): string | undefined =>
  end.addresses.find((address) => address.includes(':') === (peer?.includes(':') ?? false));
