/** Interfaces, routing tables and extended access lists as configured: what tunnels run over, and for what. */

/** `vrf definition NAME` or `ip vrf NAME`. */
export interface Vrf {
  readonly name: string;
  /** Which of the two lines made it. */
  readonly spelling: 'vrf definition' | 'ip vrf';
  readonly description?: string;
  /** `rd` */
  readonly distinguisher?: string;
  /** Extension `linux {vrf DEVICE | namespace NAME}`; absent: the name is only carried. */
  readonly linux?: { readonly kind: 'vrf' | 'namespace'; readonly name: string };
}

/** `interface NAME`, in canonical spelling (`FastEthernet1/1`). */
export interface NetworkInterface {
  readonly name: string;
  readonly description?: string;
  /** `ip address A M` */
  readonly address?: { readonly address: string; readonly mask: string };
  /** `ipv6 address P`, with its prefix length. */
  readonly ipv6Addresses: readonly string[];
  /** `vrf forwarding V` or `ip vrf forwarding V` */
  readonly vrf?: { readonly name: string; readonly spelling: 'vrf forwarding' | 'ip vrf forwarding' };
  /** `crypto map NAME` */
  readonly cryptoMap?: string;
  /** Extension `device NAME`: the Linux interface that this one is; its addresses hold where none is configured. */
  readonly device?: string;
  readonly shutdown?: true;
}

/** One side of an extended entry. `any`: `0.0.0.0` with wildcard `255.255.255.255`; one host: wildcard `0.0.0.0`. */
export interface AccessSide {
  readonly address: string;
  /** IOS wildcard: bits set are ignored. */
  readonly wildcard: string;
  /** TCP and UDP only. `range`: both included; the others have one port. */
  readonly port?: {
    readonly operator: 'eq' | 'neq' | 'lt' | 'gt' | 'range';
    readonly low: number;
    readonly high?: number;
  };
}

/** One line of an extended access list. */
export type ExtendedEntry =
  | { readonly kind: 'remark'; readonly sequence?: number; readonly remark: string }
  | {
      readonly kind: 'entry';
      /** Place in a named list, ascending; numbered lists have none. */
      readonly sequence?: number;
      readonly action: 'permit' | 'deny';
      /** IP protocol number; 0: `ip`, every protocol. */
      readonly protocol: number;
      readonly source: AccessSide;
      readonly destination: AccessSide;
      /** Further conditions as typed (`established`, `log`, `dscp ef`…); a tunnel can't tell packets by them. */
      readonly options?: string;
    };

/** `access-list {100–199 | 2000–2699} …` or `ip access-list extended NAME`. */
export interface ExtendedAccessList {
  readonly name: string;
  readonly entries: readonly ExtendedEntry[];
}

/** A condition of a certificate map: `{subject-name | …} {co | eq | …} TEXT`. */
export interface CertificateCondition {
  readonly field:
    | 'alt-subject-name'
    | 'expires-on'
    | 'issuer-name'
    | 'name'
    | 'serial-number'
    | 'subject-name'
    | 'unstructured-subject-name'
    | 'valid-start';
  readonly operator: 'co' | 'eq' | 'ge' | 'lt' | 'nc' | 'ne';
  readonly value: string;
}

/** `crypto pki certificate map NAME SEQ`: all conditions of one number must hold; one number of the map is enough. */
export interface CertificateMap {
  readonly name: string;
  /** 1–65535 */
  readonly sequence: number;
  readonly conditions: readonly CertificateCondition[];
}

/** `crypto pki trustpoint NAME`, its extension lines: absolute paths of PEM files. */
export interface Trustpoint {
  readonly name: string;
  /** `certificate file PATH`: of this box. */
  readonly certificate?: string;
  /** `private-key file PATH`: that belongs to it, RSA or EC, not encrypted. */
  readonly privateKey?: string;
  /** `ca-certificate file PATH`: those that peers' certificates are checked against. */
  readonly caCertificates: readonly string[];
  /** `revocation-check METHOD…`; default `crl`. */
  readonly revocationCheck?: readonly ('crl' | 'none' | 'ocsp')[];
}
