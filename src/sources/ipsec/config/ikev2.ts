import type { SealedSecret } from '../../../aaa/config.ts';
import type { DhGroup, KeyOwner } from './isakmp.ts';

/** IKEv2 as configured. */

export type Ikev2Encryption =
  | 'des'
  | '3des'
  | 'aes-cbc-128'
  | 'aes-cbc-192'
  | 'aes-cbc-256'
  | 'aes-gcm-128'
  | 'aes-gcm-256';
export type Ikev2Hash = 'md5' | 'sha1' | 'sha256' | 'sha384' | 'sha512';

/** `crypto ikev2 proposal NAME`; every list in order of preference. */
export interface Ikev2Proposal {
  readonly name: string;
  readonly encryption: readonly Ikev2Encryption[];
  /** Empty with AES-GCM. */
  readonly integrity: readonly Ikev2Hash[];
  /** Empty: those of the integrity. */
  readonly prf: readonly Ikev2Hash[];
  readonly group: readonly DhGroup[];
}

/** `crypto ikev2 policy NAME` */
export interface Ikev2Policy {
  readonly name: string;
  /** `match fvrf {V | any}`; absent: the global table. */
  readonly frontVrf?: string | { readonly any: true };
  /** `match address local A`; empty: every one. */
  readonly localAddresses: readonly string[];
  readonly proposals: readonly string[];
}

/** An identity in IKEv2. */
export type Ikev2Identity =
  | { readonly kind: 'address' | 'email' | 'fqdn' | 'key-id'; readonly value: string }
  /** This box's distinguished name, from its certificate. */
  | { readonly kind: 'dn' };

/** `peer NAME` in a keyring. */
export interface Ikev2KeyringPeer {
  readonly name: string;
  readonly description?: string;
  /** `address A [M]` or `address P`; `0.0.0.0 0.0.0.0`: anybody. */
  readonly address?: Exclude<KeyOwner, { readonly kind: 'hostname' }>;
  readonly hostname?: string;
  /** `identity …` */
  readonly identity?: Exclude<Ikev2Identity, { readonly kind: 'dn' }>;
  /** `pre-shared-key [local|remote] [0|6] KEY`; `both`: one key for both directions. */
  readonly keys: {
    readonly both?: SealedSecret;
    readonly local?: SealedSecret;
    readonly remote?: SealedSecret;
  };
}

/** `crypto ikev2 keyring NAME` */
export interface Ikev2Keyring {
  readonly name: string;
  readonly peers: readonly Ikev2KeyringPeer[];
}

/** `match identity remote …` */
export type Ikev2RemoteMatch =
  | { readonly kind: 'address'; readonly address: string; readonly mask?: string }
  /** `address P` */
  | { readonly kind: 'ipv6'; readonly prefix: string }
  | { readonly kind: 'email' | 'email-domain' | 'fqdn' | 'fqdn-domain' | 'key-id'; readonly value: string }
  | { readonly kind: 'any' };

/** How users prove who they are: which lists and names of a profile hold for them. */
export type Ikev2Method = 'psk' | 'cert' | 'eap';

/** `aaa authorization {user|group} METHOD {list L {NAME | name-mangler M} [password P] | cached}` */
export interface Ikev2Authorization {
  readonly about: 'user' | 'group';
  readonly method: Ikev2Method;
  /** `override`: over what the other one gave. */
  readonly override?: true;
  /** `cached`: what came with the authentication; no list is asked. */
  readonly from:
    | {
        readonly kind: 'list';
        readonly list: string;
        /** Name that is asked for: of an authorization policy, with a `local` list. */
        readonly name?: string;
        readonly nameMangler?: string;
        readonly password?: SealedSecret;
      }
    | { readonly kind: 'cached' };
}

/** `crypto ikev2 profile NAME` */
export interface Ikev2Profile {
  readonly name: string;
  readonly description?: string;
  /** `match fvrf {V | any}` */
  readonly frontVrf?: string | { readonly any: true };
  /** `match address local {A | interface I}` */
  readonly localAddresses: readonly string[];
  readonly remotes: readonly Ikev2RemoteMatch[];
  /** `match certificate MAP` */
  readonly matchCertificates: readonly string[];
  /** How this box names itself; default its address (with certificates: the DN). */
  readonly localIdentity?: Ikev2Identity;
  /** `authentication local METHOD` */
  readonly localAuthentication?: 'pre-share' | 'rsa-sig' | 'ecdsa-sig';
  /** `authentication local pre-share key [0|6] K` */
  readonly localKey?: SealedSecret;
  /** `authentication remote METHOD`: each that is allowed. */
  readonly remoteAuthentication: readonly ('pre-share' | 'rsa-sig' | 'ecdsa-sig' | 'eap')[];
  /** `authentication remote pre-share key [0|6] K` */
  readonly remoteKey?: SealedSecret;
  /** `authentication remote eap query-identity` */
  readonly queryIdentity?: true;
  /** `keyring local NAME` or `keyring aaa LIST [name N | name-mangler M] [password [0|6] P]`. */
  readonly keyring?:
    | { readonly kind: 'local'; readonly name: string }
    | {
        readonly kind: 'aaa';
        readonly list: string;
        /** Name that is asked for; else the peer's identity, or what the mangler makes of it. */
        readonly name?: string;
        readonly nameMangler?: string;
        readonly password?: SealedSecret;
      };
  /** `pki trustpoint NAME [sign|verify]`; without a word for both. */
  readonly trustpoints: readonly { readonly name: string; readonly use?: 'sign' | 'verify' }[];
  /** `aaa accounting METHOD LIST`; `any`: the line without a method, for those that have none of their own. */
  readonly accounting: { readonly [K in Ikev2Method | 'any']?: string };
  /** `aaa authentication eap LIST` */
  readonly eapList?: string;
  readonly authorization: readonly Ikev2Authorization[];
  /** `dpd SECONDS RETRY MODE`: 10–3600, 2–60. */
  readonly dpd?: Ikev2Dpd;
  /** Life of the IKE SA in seconds, 120–86400; default 86400. */
  readonly lifetime?: number;
  /** `ivrf V`: VRF of what is inside. */
  readonly insideVrf?: string;
  /** `nat keepalive SECONDS`: 5–3600. */
  readonly natKeepalive?: number;
  /** `config-exchange request`; default on. */
  readonly configExchange?: { readonly request?: false };
  /** `initial-contact force` */
  readonly initialContactForce?: true;
}

export interface Ikev2Dpd {
  readonly seconds: number;
  readonly retry: number;
  readonly mode: 'on-demand' | 'periodic';
}

/** `crypto ikev2 authorization policy NAME`: what clients are given. */
export interface Ikev2AuthorizationPolicy {
  readonly name: string;
  readonly pool?: string;
  /** At most two each. */
  readonly dns?: readonly string[];
  readonly wins?: readonly string[];
  readonly netmask?: string;
  readonly domain?: string;
  /** `route set access-list LIST` (or `subnet-acl LIST`): networks to tunnel. */
  readonly acl?: string;
  /** `split-dns NAME` */
  readonly splitDns?: readonly string[];
  readonly banner?: string;
  readonly includeLocalLan?: true;
}

/** `crypto ikev2 name-mangler NAME`: makes a name out of what a peer calls itself. */
export interface Ikev2NameMangler {
  readonly name: string;
  /** `fqdn`, `email`, `eap`: `username`, `hostname` before the separator, `domain` behind it, or `all`. */
  readonly fqdn?: 'all' | 'domain' | 'hostname';
  readonly email?: 'all' | 'domain' | 'username';
  /** `delimiter`: character between user and domain; default `@`. */
  readonly eap?: {
    readonly part: 'all' | 'prefix' | 'suffix';
    readonly delimiter?: '.' | '@' | '\\';
  };
}

/** Everything that begins with `crypto ikev2`. */
export interface Ikev2Config {
  readonly proposals: readonly Ikev2Proposal[];
  readonly policies: readonly Ikev2Policy[];
  readonly keyrings: readonly Ikev2Keyring[];
  readonly profiles: readonly Ikev2Profile[];
  readonly authorizationPolicies: readonly Ikev2AuthorizationPolicy[];
  readonly nameManglers: readonly Ikev2NameMangler[];
  /** `crypto ikev2 dpd SECONDS RETRY MODE` */
  readonly dpd?: Ikev2Dpd;
  /** `crypto ikev2 nat keepalive SECONDS` */
  readonly natKeepalive?: number;
  /** `crypto ikev2 cookie-challenge N`: half-open SAs from which peers must return a cookie, 1–1000. */
  readonly cookieChallenge?: number;
  /** `crypto ikev2 fragmentation [mtu N]` */
  readonly fragmentation?: { readonly mtu?: number };
}
