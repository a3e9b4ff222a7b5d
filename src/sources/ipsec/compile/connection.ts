import type { ViciSection } from '../../../protocols/vici/index.ts';
import type { CryptoMapEntry, DynamicMapEntry, MapEntrySettings } from '../config.ts';
import type { Collector } from './input.ts';
import type { LocalEnd } from './local-ends.ts';
import { nameOf } from './message.ts';
import type { ConnectionOrigin } from './origin.ts';
import { ikeLifetimes, type Phase1 } from './phase1.ts';
import { children, type Start } from './phase2.ts';

/** An entry of a crypto map on an interface: where connections come from. */
export interface Place {
  readonly end: LocalEnd;
  readonly sequence: number;
  /** What it says: the entry itself, or the dynamic entry that it refers to. */
  readonly entry: MapEntrySettings | DynamicMapEntry;
  readonly dynamic: Pick<DynamicMapEntry, 'map' | 'sequence'> | undefined;
  /** `crypto map test 10 ipsec-isakmp`, or the line of the dynamic entry. */
  readonly line: string;
}

/** The entries of the crypto map of an end, dynamic ones followed. */
export function placesOf(out: Collector, end: LocalEnd): Place[] {
  const { config } = out.input;
  return end.map.entries.flatMap((entry): Place[] => {
    const { sequence } = entry;
    const line = `crypto map ${end.map.name} ${sequence} ipsec-isakmp`;
    if (entry.kind === 'static')
      return [{ end, sequence, entry: complete(out, entry, line), dynamic: undefined, line }];
    const found = config.dynamicMaps.filter(({ map }) => map === entry.dynamicMap);
    const at = `${line} dynamic ${entry.dynamicMap}`;
    if (found.length === 0) out.problem(at, `crypto dynamic-map ${entry.dynamicMap} is not configured`);
    return found.map((one) => ({
      ...{ end, sequence, entry: one, dynamic: one },
      line: `crypto dynamic-map ${one.map} ${one.sequence}`,
    }));
  });
}

/** What a static entry does not say itself is what its IPsec profile says. */
function complete(
  out: Collector,
  entry: Extract<CryptoMapEntry, { readonly kind: 'static' }>,
  line: string,
): MapEntrySettings {
  if (entry.ipsecProfile === undefined) return entry;
  const profile = out.input.config.ipsecProfiles.find(({ name }) => name === entry.ipsecProfile);
  if (profile === undefined) {
    out.problem(line, `crypto ipsec profile ${entry.ipsecProfile} is not configured`);
    return entry;
  }
  return {
    ...profile,
    ...entry,
    transformSets: entry.transformSets.length > 0 ? entry.transformSets : profile.transformSets,
    lifetime: { ...profile.lifetime, ...entry.lifetime },
  };
}

/** What is different from connection to connection. */
export interface Connection {
  readonly place: Place;
  /** What tells it from the others of its place: the peer, `group SALES`, `profile acme…`. */
  readonly what: readonly string[];
  readonly version: 1 | 2;
  readonly phase1: Phase1;
  /** Addresses or names of the peer; empty: everybody. */
  readonly remoteAddresses: readonly string[];
  /** Authentication rounds by section, `local` and `remote` first, and other lines of the connection. */
  readonly settings: ViciSection;
  readonly start: Start;
  /** Names of charon's pools; undefined: clients are given no address. */
  readonly pools: readonly string[] | undefined;
  /** Dead peer detection and the like. */
  readonly about: Pick<
    ConnectionOrigin,
    | 'profile'
    | 'ikev2Profile'
    | 'group'
    | 'peer'
    | 'accountingList'
    | 'authentication'
    | 'authenticationList'
    | 'authorizationList'
    | 'insideVrf'
  >;
  /** The line that charon's refusal belongs to, if it is not that of the place. */
  readonly line?: string;
}

/** Loads a connection and notes where it comes from. */
export function loadConnection(out: Collector, connection: Connection): void {
  const { place, what, version, phase1, remoteAddresses, settings, start, pools, about } = connection;
  const { end, sequence, dynamic } = place;
  const name = nameOf(
    end.map.name,
    sequence,
    ...(dynamic === undefined ? [] : [dynamic.map, dynamic.sequence]),
    ...what,
  );
  // The same map on two interfaces makes the same connections twice; the first interface has the plain names.
  const unique = out.origins.has(name) ? `${name}@${end.interface}` : name;
  const line = connection.line ?? place.line;
  const made = children(out, {
    ...{ connection: unique, line: place.line, entry: place.entry, start, insideVrf: about.insideVrf },
    client: pools !== undefined,
    any: dynamic !== undefined,
  });
  if (made === undefined) return;
  out.load({
    ...{ command: 'load-conn', name: unique, line },
    message: {
      [unique]: {
        version: String(version),
        ...(end.addresses.length === 0 ? {} : { local_addrs: end.addresses }),
        remote_addrs: remoteAddresses.length === 0 ? ['%any'] : remoteAddresses,
        proposals: phase1.proposals,
        ...ikeLifetimes(phase1.lifetime),
        ...(pools === undefined || pools.length === 0 ? {} : { pools }),
        ...settings,
        children: made.sections,
      },
    },
  });
  out.origins.set(unique, {
    ...{ name: unique, version, interface: end.interface, map: end.map.name, sequence, flows: made.flows },
    ...(end.addresses[0] === undefined ? {} : { localAddress: end.addresses[0] }),
    ...(dynamic === undefined ? {} : { dynamicMap: dynamic.map, dynamicSequence: dynamic.sequence }),
    ...(end.frontVrf === undefined ? {} : { frontVrf: end.frontVrf }),
    ...about,
  });
}

/** An object without the properties that are undefined. */
export function defined<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const kept = { ...value };
  for (const [name, one] of Object.entries(kept)) if (one === undefined) Reflect.deleteProperty(kept, name);
  // What is left has no undefined values.
  return kept as { [K in keyof T]?: Exclude<T[K], undefined> };
}
