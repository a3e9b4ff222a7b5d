import type { Ikev2Config } from './config/ikev2.ts';
import type {
  ClientGroup,
  IsakmpGlobals,
  IsakmpPeer,
  IsakmpPolicy,
  IsakmpProfile,
  Keyring,
  PreSharedKey,
} from './config/isakmp.ts';
import type { CryptoMap, DynamicMapEntry, IpsecProfile, SaLifetime, TransformSet } from './config/maps.ts';
import type { CertificateMap, ExtendedAccessList, NetworkInterface, Trustpoint, Vrf } from './config/network.ts';

export type * from './config/ikev2.ts';
export type * from './config/isakmp.ts';
export type * from './config/maps.ts';
export type * from './config/network.ts';

/** The slice of the configuration for IPsec, as plain data. Lists are in order of configuration unless they say. */
export interface IpsecConfig {
  /** By ascending priority. */
  readonly policies: readonly IsakmpPolicy[];
  /** `crypto isakmp key` */
  readonly keys: readonly PreSharedKey[];
  readonly keyrings: readonly Keyring[];
  readonly peers: readonly IsakmpPeer[];
  readonly groups: readonly ClientGroup[];
  readonly profiles: readonly IsakmpProfile[];
  readonly isakmp: IsakmpGlobals;
  readonly ikev2: Ikev2Config;
  readonly trustpoints: readonly Trustpoint[];
  /** By name, in it by ascending sequence number. */
  readonly certificateMaps: readonly CertificateMap[];
  readonly transformSets: readonly TransformSet[];
  /** `crypto ipsec security-association lifetime`; each absent part has IOS's default, 3600 s or 4608000 kB. */
  readonly lifetime: SaLifetime;
  /** `crypto ipsec security-association idle-time`: seconds, 60–86400. */
  readonly idleTime?: number;
  /** `crypto ipsec security-association replay window-size` */
  readonly replayWindow?: 64 | 128 | 256 | 512 | 1024 | 'disable';
  readonly ipsecProfiles: readonly IpsecProfile[];
  /** By map in order of configuration, in it by ascending sequence number. */
  readonly dynamicMaps: readonly DynamicMapEntry[];
  /** By name. */
  readonly maps: readonly CryptoMap[];
  readonly interfaces: readonly NetworkInterface[];
  readonly vrfs: readonly Vrf[];
  readonly accessLists: readonly ExtendedAccessList[];
  /** `crypto vici socket PATH`: where charon listens; default {@link defaultViciSocket}. Extension. */
  readonly viciSocket?: string;
  /** `crypto logging session`: messages when sessions come up and go down. */
  readonly logSessions?: true;
  /** `crypto logging ikev2` */
  readonly logIkev2?: true;
  /** `crypto session stats history N`: past sessions that are remembered, 0–5000; default 1000. */
  readonly sessionHistory?: number;
  /** `crypto session layout`: how sessions are shown; absent: `current` once an IKEv2 profile is configured. Extension. */
  readonly sessionLayout?: 'classic' | 'current';
}

/** What the slice refers to by name and other slices hold. */
export interface IpsecSurroundings {
  /** `hostname`, and `ip domain name`. */
  readonly hostname: string;
  readonly domainName?: string;
  /** `ip local pool`: several ranges of one name make one pool. `high` absent: one address. */
  readonly pools: readonly { readonly name: string; readonly low: string; readonly high?: string }[];
  /** Standard access lists: of source networks. */
  readonly standardLists: readonly {
    readonly name: string;
    readonly entries: readonly {
      readonly action: 'permit' | 'deny';
      readonly address: string;
      readonly wildcard: string;
      readonly remark?: string;
    }[];
  }[];
}

/** charon's own default. */
export const defaultViciSocket = '/var/run/charon.vici';

export const emptyIpsecConfig: IpsecConfig = {
  policies: [],
  keys: [],
  keyrings: [],
  peers: [],
  groups: [],
  profiles: [],
  isakmp: {},
  ikev2: { proposals: [], policies: [], keyrings: [], profiles: [], authorizationPolicies: [], nameManglers: [] },
  trustpoints: [],
  certificateMaps: [],
  transformSets: [],
  lifetime: {},
  ipsecProfiles: [],
  dynamicMaps: [],
  maps: [],
  interfaces: [],
  vrfs: [],
  accessLists: [],
};
