/**
 * What charon says of its security associations, as typed data. Field by field as strongSwan's README.vici lists them
 * (list-sas); times are whole seconds, counters are of inner IP packets, {@link ChildSa.bytesIn} towards charon.
 * A field that charon left out is absent or `undefined`.
 */

/** An IKE SA's two ends, as charon sees them. */
export interface IkeEnd {
  readonly host: string;
  /** 0 when not said. */
  readonly port: number;
  /** The IKE identity without its type (`keyid:SALES` reads `SALES`); `%any` until it is known. */
  readonly id: string;
}

export interface IkeSa {
  /** Of the connection (load-conn); `(unnamed)` until one is chosen. */
  readonly name: string;
  /** charon's own number: a new one after each IKE rekey and reauthentication, from 1 again when charon restarts. */
  readonly uniqueId: number;
  readonly version: 1 | 2;
  /** `CREATED`, `CONNECTING`, `ESTABLISHED`, `PASSIVE`, `REKEYING`, `REKEYED`, `DELETING`, `DESTROYING`. */
  readonly state: string;
  readonly local: IkeEnd;
  readonly remote: IkeEnd;
  /** The XAUTH user (IKEv1), or the EAP identity (IKEv2), of the peer. */
  readonly remoteXauthId?: string | undefined;
  readonly remoteEapId?: string | undefined;
  /** Whether we initiated this SA: after a rekey, whoever rekeyed. */
  readonly initiator: boolean;
  /** 16 hexadecimal digits. */
  readonly initiatorSpi: string;
  readonly responderSpi: string;
  readonly natLocal: boolean;
  readonly natRemote: boolean;
  readonly natFake: boolean;
  readonly natAny: boolean;
  /** charon's names of algorithms: `AES_CBC`, `HMAC_SHA2_256_128`, `PRF_HMAC_SHA2_256`, `CURVE_25519`. */
  readonly encryption?: string | undefined;
  /** Bits. */
  readonly encryptionKeySize?: number | undefined;
  readonly integrity?: string | undefined;
  readonly prf?: string | undefined;
  readonly dhGroup?: string | undefined;
  readonly ppk: boolean;
  /** Seconds since it was established; seconds until it is rekeyed and reauthenticated by us. */
  readonly established?: number | undefined;
  readonly rekeyTime?: number | undefined;
  readonly reauthTime?: number | undefined;
  /** Hexadecimal, as charon prints them. */
  readonly ifIdIn?: string | undefined;
  readonly ifIdOut?: string | undefined;
  readonly localVips: readonly string[];
  /** The addresses that the peer got from a pool. */
  readonly remoteVips: readonly string[];
  /** `IKE_DPD`, `CHILD_CREATE`…. */
  readonly tasksQueued: readonly string[];
  readonly tasksActive: readonly string[];
  readonly tasksPassive: readonly string[];
  /** Of list-sas: all of its IPsec SAs. Of child events: those concerned. Of IKE events: none are reliable. */
  readonly children: readonly ChildSa[];
}

export interface ChildSa {
  /** Of the child configuration in load-conn. */
  readonly name: string;
  /** charon's own number; unique among all IPsec SAs of one life of charon. */
  readonly uniqueId: number;
  readonly reqId: number;
  /** `INSTALLED`, `REKEYING`, `REKEYED`, `DELETING`, `DELETED`…; a REKEYED one stays listed for some seconds. */
  readonly state: string;
  /** `TUNNEL`, `TRANSPORT`…. */
  readonly mode: string;
  /** `ESP` or `AH`; absent before it has keys, like the SPIs (8 hexadecimal digits). */
  readonly protocol?: string | undefined;
  /** Encapsulated in UDP. */
  readonly encap: boolean;
  readonly spiIn?: string | undefined;
  readonly spiOut?: string | undefined;
  readonly cpiIn?: string | undefined;
  readonly cpiOut?: string | undefined;
  readonly markIn?: string | undefined;
  readonly markOut?: string | undefined;
  readonly ifIdIn?: string | undefined;
  readonly ifIdOut?: string | undefined;
  readonly encryption?: string | undefined;
  /** Bits. */
  readonly encryptionKeySize?: number | undefined;
  readonly integrity?: string | undefined;
  readonly prf?: string | undefined;
  readonly dhGroup?: string | undefined;
  readonly esn: boolean;
  /**
   * Octets of inner IP packets. In the `old` of a child-rekey that we started with IKEv2, {@link bytesOut} is what
   * charon knew at its last query: list the SA shortly before.
   */
  readonly bytesIn: bigint;
  readonly packetsIn: bigint;
  readonly bytesOut: bigint;
  readonly packetsOut: bigint;
  /** Seconds since the last packet; absent if there was none. */
  readonly useIn?: number | undefined;
  readonly useOut?: number | undefined;
  /** Seconds until we rekey it, until it expires, and since it was installed. */
  readonly rekeyTime?: number | undefined;
  readonly lifeTime?: number | undefined;
  readonly installTime?: number | undefined;
  /** Traffic selectors, e.g. `10.1.0.0/24` or `10.99.0.1/32[tcp/http]`. */
  readonly localTs: readonly string[];
  readonly remoteTs: readonly string[];
}

/** One IPsec SA replaced by another. */
export interface ChildRekey {
  /** Of the child configuration. */
  readonly name: string;
  readonly old: ChildSa;
  readonly new: ChildSa;
}

/** What happened to an SA; the order of events is charon's. */
export type SaEvent =
  /** `up` false may come for an SA that never was up: a failed set-up. */
  | { readonly type: 'ike-updown'; readonly up: boolean; readonly sa: IkeSa }
  | { readonly type: 'ike-rekey'; readonly name: string; readonly old: IkeSa; readonly new: IkeSa }
  /** An address of it changes (MOBIKE), or becomes known: `local` and `remote` are the new ones. */
  | {
      readonly type: 'ike-update';
      readonly local: Pick<IkeEnd, 'host' | 'port'>;
      readonly remote: Pick<IkeEnd, 'host' | 'port'>;
      readonly sa: IkeSa;
    }
  | { readonly type: 'child-updown'; readonly up: boolean; readonly sa: IkeSa; readonly children: readonly ChildSa[] }
  | { readonly type: 'child-rekey'; readonly sa: IkeSa; readonly rekeys: readonly ChildRekey[] };

/** A line of charon's log (event `log`, or `control-log` of one command). */
export interface LogLine {
  /** `IKE`, `CFG`, `KNL`… */
  readonly group: string;
  /** −1 to 4. */
  readonly level: number;
  readonly thread?: number | undefined;
  readonly ikeName?: string | undefined;
  readonly ikeUniqueId?: number | undefined;
  readonly message: string;
}

/** `version`. */
export interface DaemonVersion {
  /** `charon` or `charon-systemd`. */
  readonly daemon: string;
  /** Of strongSwan, `5.9.8`. */
  readonly version: string;
  readonly system: string;
  readonly release: string;
  readonly machine: string;
}

/** `stats`, as far as somebody needs it. */
export interface DaemonStats {
  /**
   * When charon started, in its own local time: `Nov 22 16:10:00 2026`. Reckoned anew each time, so it may move by a
   * second, and moves with the clock when that is set: no name for a life of charon.
   */
  readonly since: string;
  /** `5 minutes`. */
  readonly running: string;
  readonly ikeSas: { readonly total: number; readonly halfOpen: number };
  readonly workers: { readonly total: number; readonly idle: number };
  readonly plugins: readonly string[];
}

/** `get-pools`. */
export interface AddressPool {
  readonly name: string;
  /** The first address. */
  readonly base: string;
  readonly size: number;
  readonly online: number;
  readonly offline: number;
  readonly leases: readonly PoolLease[];
}

export interface PoolLease {
  readonly address: string;
  /** The identity that has or had it. */
  readonly identity: string;
  readonly online: boolean;
}

/** `list-conns`: a loaded connection. */
export interface LoadedConnection {
  readonly name: string;
  readonly localAddresses: readonly string[];
  readonly remoteAddresses: readonly string[];
  /** `IKEv1`, `IKEv2` or `IKEv1/2`. */
  readonly version: string;
  /** Seconds; absent when off. */
  readonly reauthTime?: number | undefined;
  readonly rekeyTime?: number | undefined;
  readonly unique?: string | undefined;
  /** Authentication rounds in order. */
  readonly local: readonly AuthenticationRound[];
  readonly remote: readonly AuthenticationRound[];
  readonly children: readonly LoadedChild[];
}

export interface AuthenticationRound {
  /** `pre-shared key`, `public key`, `EAP_MSCHAPV2 authentication`, `xauth-generic`…: charon's words. */
  readonly class: string;
  readonly id?: string | undefined;
  readonly eapType?: string | undefined;
  readonly eapId?: string | undefined;
  readonly aaaId?: string | undefined;
  readonly xauth?: string | undefined;
  readonly xauthId?: string | undefined;
  readonly groups: readonly string[];
  readonly certificates: readonly string[];
  readonly caCertificates: readonly string[];
}

export interface LoadedChild {
  readonly name: string;
  readonly mode: string;
  readonly label?: string | undefined;
  /** Seconds; absent when off. */
  readonly rekeyTime?: number | undefined;
  readonly rekeyBytes?: bigint | undefined;
  readonly rekeyPackets?: bigint | undefined;
  readonly dpdAction?: string | undefined;
  readonly closeAction?: string | undefined;
  readonly localTs: readonly string[];
  readonly remoteTs: readonly string[];
}
