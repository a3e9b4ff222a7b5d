import type { SealedSecret } from '../../../aaa/config.ts';

/** IKEv1 as configured: policies, keys, peers, groups of remote clients, profiles. Absent means "not configured". */

/** Diffie-Hellman groups that IOS has. */
export type DhGroup = '1' | '2' | '5' | '14' | '15' | '16' | '19' | '20' | '21' | '24';
export type Hash = 'md5' | 'sha' | 'sha256' | 'sha384' | 'sha512';

/** `crypto isakmp policy N`: what is offered and accepted in phase 1. */
export interface IsakmpPolicy {
  /** 1–10000; the lowest is offered first. */
  readonly priority: number;
  /** Default `des`. */
  readonly encryption?: 'des' | '3des' | 'aes-128' | 'aes-192' | 'aes-256';
  /** Default `sha`. */
  readonly hash?: Hash;
  /** Default `rsa-sig`. */
  readonly authentication?: 'pre-share' | 'rsa-sig' | 'rsa-encr' | 'ecdsa-sig';
  /** Default `1`. */
  readonly group?: DhGroup;
  /** Seconds, 60–86400; default 86400. */
  readonly lifetime?: number;
}

/** Who a key is for: an address or network, or a name. */
export type KeyOwner =
  | { readonly kind: 'address'; readonly address: string; readonly mask?: string }
  /** `2001:db8::/32`, or with `/128` one address. */
  | { readonly kind: 'ipv6'; readonly prefix: string }
  | { readonly kind: 'hostname'; readonly hostname: string };

/** `crypto isakmp key [0|6] KEY {address A [M] | address ipv6 P | hostname H} [no-xauth]`, or one line of a keyring. */
export interface PreSharedKey {
  readonly owner: KeyOwner;
  readonly key: SealedSecret;
  /** The peer is a gateway: never asked for a user. */
  readonly noXauth?: true;
}

/** `crypto keyring NAME [vrf V]` */
export interface Keyring {
  readonly name: string;
  /** VRF that packets of the peers come in by. */
  readonly vrf?: string;
  readonly description?: string;
  /** `local-address {A | INTERFACE} [vrf V]`: only for tunnels that end here. */
  readonly localAddress?: LocalAddress;
  readonly keys: readonly PreSharedKey[];
}

/** An address of this box or the name of an interface, in canonical spelling. */
export interface LocalAddress {
  readonly where: string;
  readonly vrf?: string;
}

/** `crypto isakmp peer {address A | hostname H} [vrf V]` */
export interface IsakmpPeer {
  readonly kind: 'address' | 'hostname';
  readonly peer: string;
  readonly vrf?: string;
  /** 1–80 characters; for show commands and messages only. */
  readonly description?: string;
  /** `set aggressive-mode client-endpoint …`: how this box names itself to the peer, in aggressive mode. */
  readonly clientEndpoint?: {
    readonly kind: 'fqdn' | 'user-fqdn' | 'ipv4-address' | 'ipv6-address';
    readonly value: string;
  };
  /** `set aggressive-mode password` */
  readonly password?: SealedSecret;
}

/** `crypto isakmp client configuration group {NAME | default}`: what remote clients of the group are given. */
export interface ClientGroup {
  /** `default`: of every group that has no entry of its own. */
  readonly name: string;
  readonly key?: SealedSecret;
  /** `ip local pool` that addresses come from. */
  readonly pool?: string;
  /** Access list of the networks to tunnel (its source side); absent: everything. */
  readonly acl?: string;
  /** At most two each. */
  readonly dns?: readonly string[];
  readonly wins?: readonly string[];
  readonly domain?: string;
  readonly netmask?: string;
  /** Domains that are looked up through the tunnel. */
  readonly splitDns?: readonly string[];
  readonly banner?: string;
  readonly backupGateways?: readonly string[];
  /** Clients at once in the group, 1–5000. */
  readonly maxUsers?: number;
  /** Sessions at once per user, 1–10. */
  readonly maxLogins?: number;
  readonly savePassword?: true;
  readonly groupLock?: true;
  readonly includeLocalLan?: true;
  readonly pfs?: true;
  /** `access-restrict INTERFACE`: where clients of the group may come in; absent: everywhere. */
  readonly interfaces?: readonly string[];
}

/** Which peers a profile is for. */
export type IsakmpIdentityMatch =
  | { readonly kind: 'group'; readonly group: string }
  | { readonly kind: 'address'; readonly address: string; readonly mask?: string; readonly vrf?: string }
  /** `address ipv6 P` */
  | { readonly kind: 'ipv6'; readonly prefix: string; readonly vrf?: string }
  | { readonly kind: 'host' | 'host-domain'; readonly host: string; readonly vrf?: string }
  | { readonly kind: 'user' | 'user-fqdn' | 'user-domain'; readonly user: string; readonly vrf?: string };

/** How this box names itself. */
export type SelfIdentity =
  | { readonly kind: 'address' | 'address-ipv6' | 'dn' }
  /** Without a name: host name and domain of this box. */
  | { readonly kind: 'fqdn'; readonly name?: string }
  | { readonly kind: 'user-fqdn'; readonly name: string };

/** `crypto isakmp profile NAME` */
export interface IsakmpProfile {
  readonly name: string;
  readonly description?: string;
  /** VRF of what is inside the tunnels. */
  readonly vrf?: string;
  /** `aaa accounting network` list. */
  readonly accounting?: string;
  /** In the order in which they are searched; empty: the global keys. */
  readonly keyrings: readonly string[];
  /** Default {@link IsakmpGlobals.identity}. */
  readonly selfIdentity?: SelfIdentity;
  readonly matches: readonly IsakmpIdentityMatch[];
  /** `match certificate MAP` */
  readonly matchCertificates: readonly string[];
  /** `ca trust-point` */
  readonly trustpoints: readonly string[];
  /** `client authentication list`: login list for XAUTH; absent: users are not asked for. */
  readonly authenticationList?: string;
  /** `client authentication username U password [0|6] P`: what this box answers when it is asked itself. */
  readonly clientUser?: { readonly username: string; readonly password: SealedSecret };
  /** `client configuration address`: whether this box offers addresses, gives them when asked, or both. */
  readonly configurationAddress?: ConfigurationAddress;
  /** `client configuration group`: group of clients that come with certificates. */
  readonly configurationGroup?: string;
  /** `client pki authorization list` */
  readonly pkiAuthorizationList?: string;
  /** `isakmp authorization list`: network list that describes groups (`local`: {@link ClientGroup}). */
  readonly authorizationList?: string;
  /** `isakmp authorization list L password [0|6] P`: what servers are asked with; default `cisco`. */
  readonly authorizationPassword?: SealedSecret;
  /** `keepalive SECONDS retry SECONDS`; over the global one. */
  readonly keepalive?: { readonly seconds: number; readonly retry: number };
  /** Default `main`. */
  readonly initiateMode?: 'aggressive' | 'main';
  /** `local-address {A | INTERFACE} [vrf V]` */
  readonly localAddresses: readonly LocalAddress[];
}

/** `client configuration address {initiate|respond}`, once or both. */
export interface ConfigurationAddress {
  readonly initiate?: true;
  readonly respond?: true;
}

/** Global lines `crypto isakmp …`. */
export interface IsakmpGlobals {
  /** `crypto isakmp keepalive SECONDS [RETRY] [MODE]`: 10–3600, 2–60 (default 2), default `on-demand`. */
  readonly keepalive?: {
    readonly seconds: number;
    readonly retry?: number;
    readonly mode?: 'on-demand' | 'periodic';
  };
  /** `crypto isakmp nat keepalive`: seconds, 5–3600; default none. */
  readonly natKeepalive?: number;
  /** How this box names itself; default `address`. */
  readonly identity?: 'address' | 'dn' | 'hostname';
  /** `crypto isakmp aggressive-mode disable` */
  readonly aggressiveModeDisabled?: true;
  /** `crypto isakmp xauth timeout`: seconds, 5–90; default 60. */
  readonly xauthTimeout?: number;
  /** `crypto isakmp fragmentation` */
  readonly fragmentation?: true;
  /** `crypto isakmp client configuration address-pool local POOL`: for clients without a group. */
  readonly addressPool?: string;
  /** `no crypto isakmp enable` */
  readonly disabled?: true;
}
