/**
 * Which lines of the configuration a connection of charon comes from: the contract between what is loaded and what is
 * seen. A connection's name is looked up, never taken apart: {@link ConnectionOrigin} has everything.
 */

/** A flow as configured: what an access list permits, or what a client is given. */
export interface ConfiguredFlow {
  /** Name of the child configuration in charon; unique within the connection. */
  readonly child: string;
  /** IP protocol number; 0: every protocol. */
  readonly protocol: number;
  /** Networks with prefix length (`10.1.0.0/24`); `dynamic` on the remote side: the client's assigned address. */
  readonly local: string;
  readonly remote: string;
  /** TCP or UDP port on each side, or a range; undefined: every port. */
  readonly localPort?: string;
  readonly remotePort?: string;
}

/** Where a connection comes from, and what its sessions are subject to. */
export interface ConnectionOrigin {
  /** Name of the connection in charon (`NAS-Port-Id` of charon's RADIUS requests). */
  readonly name: string;
  readonly version: 1 | 2;
  /** Interface that the crypto map is applied to; undefined: of an IKEv2 profile that stands on no interface. */
  readonly interface?: string;
  /** Address of this end, if it is known. */
  readonly localAddress?: string;
  /** `crypto map NAME SEQ` */
  readonly map?: string;
  readonly sequence?: number;
  /** `crypto dynamic-map NAME SEQ` that the entry refers to. */
  readonly dynamicMap?: string;
  readonly dynamicSequence?: number;
  /** Configured peer of a static entry, as configured: address or name. */
  readonly peer?: string;
  /** `crypto isakmp profile NAME` */
  readonly profile?: string;
  /** `crypto ikev2 profile NAME` */
  readonly ikev2Profile?: string;
  /** Group of remote clients (`isakmp-group-id`). */
  readonly group?: string;
  /** `aaa accounting network` list: of the profile, else of the crypto map, else none. */
  readonly accountingList?: string;
  /** How the peer proves who it is; of a user, XAUTH comes on top of it. */
  readonly authentication?: 'psk' | 'rsa-sig' | 'eap';
  /** Login list that decides XAUTH or EAP users; undefined: users are not asked for. */
  readonly authenticationList?: string;
  /** `aaa authorization network` list that describes groups. */
  readonly authorizationList?: string;
  /** VRF that the packets of the tunnel come in by, and the one of what is inside. */
  readonly frontVrf?: string;
  readonly insideVrf?: string;
  readonly flows: readonly ConfiguredFlow[];
}

/** Origins by the connection's name. A name that is not there is of a connection that is configured no more. */
export type ConnectionOrigins = ReadonlyMap<string, ConnectionOrigin>;
