import type { ConfigurationAddress, DhGroup } from './isakmp.ts';

/** Phase 2 as configured: transform sets, IPsec profiles, dynamic and static crypto maps. */

/** Words of `crypto ipsec transform-set`, as they are written. */
export type EspCipher =
  | 'esp-des'
  | 'esp-3des'
  /** `aes`: 128 bits; `gcm` and `gmac` bring their own integrity. */
  | 'esp-aes'
  | 'esp-aes-192'
  | 'esp-aes-256'
  | 'esp-gcm'
  | 'esp-gcm-192'
  | 'esp-gcm-256'
  | 'esp-gmac'
  | 'esp-gmac-192'
  | 'esp-gmac-256'
  | 'esp-seal'
  | 'esp-null';
export type EspHash = 'esp-md5-hmac' | 'esp-sha-hmac' | 'esp-sha256-hmac' | 'esp-sha384-hmac' | 'esp-sha512-hmac';
export type AhHash = 'ah-md5-hmac' | 'ah-sha-hmac' | 'ah-sha256-hmac' | 'ah-sha384-hmac' | 'ah-sha512-hmac';

/** `crypto ipsec transform-set NAME TRANSFORM…`; at least one transform. */
export interface TransformSet {
  readonly name: string;
  readonly cipher?: EspCipher;
  readonly hash?: EspHash;
  readonly ah?: AhHash;
  readonly compression?: true;
  /** Default `tunnel`. */
  readonly mode?: 'tunnel' | 'transport';
  /** `mode transport require` */
  readonly requireMode?: true;
}

/** Life of an IPsec SA; each absent part comes from further out, at last 3600 s and 4608000 kB. */
export interface SaLifetime {
  /** 120–2592000. */
  readonly seconds?: number;
  /** Kilobytes, 2560–4294967295; `disable`: volume ends no SA. */
  readonly kilobytes?: number | 'disable';
}

/** `reverse-route [static] [remote-peer [A]] [tag N] [distance N]` */
export interface ReverseRoute {
  /** Also while there is no SA. */
  readonly static?: true;
  /** Also a route to the peer itself, by `gateway` if given. */
  readonly remotePeer?: { readonly gateway?: string };
  readonly tag?: number;
  readonly distance?: number;
}

/** What static and dynamic entries and IPsec profiles have in common. */
export interface MapSettings {
  readonly description?: string;
  /** Transform sets by name, the preferred one first; 1–11. */
  readonly transformSets: readonly string[];
  /** `set pfs [groupN]`; without a group `1`. */
  readonly pfs?: DhGroup;
  readonly lifetime: SaLifetime;
  /** `set security-association idle-time SECONDS`: 60–86400. */
  readonly idleTime?: number;
  /** `set security-association replay window-size`: packets; `disable`: none is checked. */
  readonly replayWindow?: 64 | 128 | 256 | 512 | 1024 | 'disable';
  /** `set isakmp-profile` */
  readonly isakmpProfile?: string;
  /** `set ikev2-profile`; the tunnel is IKEv2. */
  readonly ikev2Profile?: string;
  readonly reverseRoute?: ReverseRoute;
}

/** `crypto ipsec profile NAME` */
export interface IpsecProfile extends MapSettings {
  readonly name: string;
}

/** One peer of an entry; they are tried in order, from the default one. */
export interface MapPeer {
  /** Address or name. */
  readonly host: string;
  /** `set peer NAME dynamic`: looked up each time. */
  readonly dynamic?: true;
  readonly default?: true;
}

/** What an entry has besides: whom it speaks to, and about what. */
export interface MapEntrySettings extends MapSettings {
  readonly peers: readonly MapPeer[];
  /** `set initiate {always | never}`: when this box begins a tunnel; absent: when a packet needs it. Extension. */
  readonly initiate?: 'always' | 'never';
  /** `match address LIST`: an extended access list. */
  readonly matchAddress?: string;
}

/** `crypto dynamic-map NAME SEQ` */
export interface DynamicMapEntry extends MapEntrySettings {
  readonly map: string;
  /** 1–65535; lower first. */
  readonly sequence: number;
}

/** One entry of a crypto map. */
export type CryptoMapEntry =
  | (MapEntrySettings & {
      readonly kind: 'static';
      readonly sequence: number;
      /** `crypto map NAME SEQ ipsec-isakmp profile P`: IPsec profile that the entry begins from. */
      readonly ipsecProfile?: string;
    })
  /** `crypto map NAME SEQ ipsec-isakmp dynamic T [discover]` */
  | {
      readonly kind: 'dynamic';
      readonly sequence: number;
      readonly dynamicMap: string;
      readonly discover?: true;
    };

/** `crypto map NAME …`: entries by ascending sequence number, and what holds for all. */
export interface CryptoMap {
  readonly name: string;
  /** `client accounting list` */
  readonly accountingList?: string;
  /** `client authentication list` */
  readonly authenticationList?: string;
  readonly configurationAddress?: ConfigurationAddress;
  /** `isakmp authorization list` */
  readonly authorizationList?: string;
  readonly isakmpProfile?: string;
  /** `local-address INTERFACE`: address of this end. */
  readonly localAddress?: string;
  readonly entries: readonly CryptoMapEntry[];
}
