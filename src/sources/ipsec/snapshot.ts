import type { Counters } from '../../accounting/record.ts';
import type { EndCause } from './sessions/session.ts';

/**
 * What commands and management read of crypto sessions: plain data, made anew at each call, true at that moment. Times
 * are milliseconds since 1970, durations whole seconds.
 */

/**
 * - `UP-ACTIVE`: an IKE SA is up and a flow has SAs
 * - `UP-IDLE`: an IKE SA is up, no flow has SAs
 * - `UP-NO-IKE`: a flow has SAs, no IKE SA is up
 * - `DOWN-NEGOTIATING`: an IKE SA is being set up, no flow has SAs
 * - `DOWN`: neither
 */
export type SessionStatus = 'UP-ACTIVE' | 'UP-IDLE' | 'UP-NO-IKE' | 'DOWN-NEGOTIATING' | 'DOWN';

export interface Endpoint {
  /** IPv4 or IPv6 address, without zone. */
  readonly address: string;
  /** UDP port; 500 or 4500 as a rule. */
  readonly port: number;
}

/** Letters of `Capabilities:` and their meaning, in the order in which they are printed. */
export const capabilityLetters = {
  C: 'IKE Configuration mode',
  D: 'Dead Peer Detection',
  K: 'Keepalives',
  N: 'NAT-traversal',
  X: 'IKE Extended Authentication',
} as const;
export type Capability = keyof typeof capabilityLetters;

/** One IKE SA. */
export interface IkeSaView {
  /** `conn-id`: unique while charon runs, given anew at an IKE rekey. */
  readonly connId: number;
  readonly version: 1 | 2;
  /** `negotiating`: not up yet; `active`; `deleted`: on its way out, or replaced. */
  readonly status: 'negotiating' | 'active' | 'deleted';
  /** Phase 1 of IKEv1 in aggressive mode. */
  readonly aggressive: boolean;
  readonly local: Endpoint;
  readonly remote: Endpoint;
  /** IKE identities as text; empty while they are not known. */
  readonly localId: string;
  readonly remoteId: string;
  /** Whether this box began it. */
  readonly initiator: boolean;
  /** 16 hexadecimal digits each. */
  readonly initiatorSpi: string;
  readonly responderSpi: string;
  /** In charon's words: `AES_CBC`, `3DES_CBC`, `HMAC_SHA2_256_128`, `PRF_HMAC_SHA2_256`, `MODP_2048`; empty: not known. */
  readonly encryption: string;
  /** Bits; 0: the algorithm has one size. */
  readonly keySize: number;
  readonly integrity: string;
  readonly prf: string;
  readonly dhGroup: string;
  /** How the peers proved who they are. */
  readonly authentication: 'psk' | 'rsa-sig' | 'eap' | 'unknown';
  readonly capabilities: readonly Capability[];
  /** When it came up; undefined: it is not up. */
  readonly established: number | undefined;
  /** Seconds until it is rekeyed or authenticated anew, whichever is first; undefined: never, or not known. */
  readonly lifetime: number | undefined;
  readonly frontVrf: string | undefined;
  readonly insideVrf: string | undefined;
}

/** One pair of IPsec SAs. */
export interface IpsecSaView {
  /** Unique while charon runs. */
  readonly id: number;
  /** `old`: replaced by a rekey and not yet gone. */
  readonly status: 'active' | 'old';
  readonly protocol: 'ESP' | 'AH';
  readonly mode: 'tunnel' | 'transport';
  /** 8 hexadecimal digits each. */
  readonly spiIn: string;
  readonly spiOut: string;
  /** Inside UDP (NAT traversal). */
  readonly udp: boolean;
  /** In charon's words; empty: none. */
  readonly encryption: string;
  readonly keySize: number;
  readonly integrity: string;
  /** Group of perfect forward secrecy; undefined: without. */
  readonly dhGroup: string | undefined;
  readonly counters: Counters;
  readonly installed: number;
  /** Seconds until it is rekeyed, and until it is given up; undefined: never. */
  readonly rekey: number | undefined;
  readonly lifetime: number | undefined;
}

/** What the SAs of a session protect: an entry of the access list, or what a client was given. */
export interface FlowView {
  /** IP protocol number; 0: every protocol. */
  readonly protocol: number;
  /** Network with prefix length: `10.1.0.0/24`, `::/0`. */
  readonly local: string;
  readonly remote: string;
  /** Port or range of ports; undefined: every port. */
  readonly localPort: string | undefined;
  readonly remotePort: string | undefined;
  /** Where the flow comes from, as IOS prints it. */
  readonly origin: 'crypto map' | 'dynamic crypto map' | 'ikev2 profile';
  /** Both directions counted: 2 for each pair of SAs. */
  readonly activeSas: number;
  /** Of all SAs that served the flow in this session, old ones too. */
  readonly counters: Counters;
  readonly sas: readonly IpsecSaView[];
}

/** One crypto session, or a configured peer without any SA (`DOWN`). */
export interface CryptoSessionView {
  /** `Session ID`: Tollgate's own, kept over rekeys and restarts of either daemon; 0 for a configured peer without SA. */
  readonly id: number;
  /** Acct-Session-Id of its records; undefined: it is not accounted for. */
  readonly accountingId: number | undefined;
  readonly status: SessionStatus;
  /** Interface that the crypto map is on; undefined: of none. */
  readonly interface: string | undefined;
  readonly local: Endpoint;
  readonly remote: Endpoint;
  readonly version: 1 | 2;
  /** User of XAUTH or EAP. */
  readonly username: string | undefined;
  /** ISAKMP profile or IKEv2 profile. */
  readonly profile: string | undefined;
  readonly ikev2Profile: boolean;
  readonly group: string | undefined;
  readonly map: string | undefined;
  readonly sequence: number | undefined;
  /** Address that the client was given. */
  readonly assignedAddress: string | undefined;
  /** Identity of the peer in phase 1; undefined: not known yet. */
  readonly phase1Id: string | undefined;
  /** Of `crypto isakmp peer`. */
  readonly description: string | undefined;
  readonly frontVrf: string | undefined;
  readonly insideVrf: string | undefined;
  /** When its first IPsec SAs came up; undefined: none is up. */
  readonly up: number | undefined;
  /** Name of the accounting list; undefined: none. */
  readonly accountingList: string | undefined;
  /** Of everything that the session ever carried, over all rekeys: what its Stop would say now. */
  readonly counters: Counters;
  readonly ikeSas: readonly IkeSaView[];
  /** In the order of configuration, or of their coming up; configured flows without SAs are among them. */
  readonly flows: readonly FlowView[];
}

/** One peer of `show crypto isakmp peers`. */
export interface IsakmpPeerView {
  readonly remote: Endpoint;
  readonly local: Endpoint | undefined;
  readonly description: string | undefined;
  readonly phase1Id: string | undefined;
  readonly version: 1 | 2;
  /** Named by `crypto isakmp peer`. */
  readonly configured: boolean;
  readonly frontVrf: string | undefined;
}

/** Whether charon is there. */
export interface CharonView {
  /** Path of its VICI socket; undefined: no crypto is configured, and nobody looks for it. */
  readonly socket: string | undefined;
  readonly connected: boolean;
  /** `5.9.8`; undefined: not known. */
  readonly version: string | undefined;
  /** When charon started. */
  readonly since: number | undefined;
}

/** Why and how sessions ended: `show crypto session summary` and management. */
export interface CryptoTotals {
  /** By status, configured peers without SA included. */
  readonly byStatus: Readonly<Record<SessionStatus, number>>;
  /** Sessions that came up since the start of Tollgate. */
  readonly started: number;
  /** Sessions that ended since. */
  readonly ended: number;
}

/** Everything that `show` reads. */
export interface CryptoReader {
  /** Sorted by interface, then by id; configured peers without any SA last. */
  sessions(): readonly CryptoSessionView[];
  /** Every IKE SA that charon has, also those that became no session; sorted by conn-id. */
  ikeSas(): readonly IkeSaView[];
  peers(): readonly IsakmpPeerView[];
  totals(): CryptoTotals;
  charon(): CharonView;
  /** Asks charon for the newest counters; resolves when they are here, or at once when charon is away. */
  refresh(): Promise<void>;
}

/** The end of a session: what its Stop says of it. Milliseconds since 1970. */
export interface TunnelEnd {
  /** When its first IPsec SAs came up. */
  readonly since: number;
  readonly at: number;
  readonly cause: EndCause;
  readonly counters: Counters;
}

/**
 * Who hears at once of sessions that come up (the first IPsec SAs) and that end (the last). It must not throw. `end`: of
 * one that ended; the session itself does not know any more when it came up.
 */
export type TunnelListener = (
  what: 'up' | 'down',
  session: Pick<CryptoSessionView, 'id' | 'local' | 'remote' | 'up'> & {
    /** Of XAUTH or EAP. */
    readonly user: string | undefined;
    /** `name`: of the connection. */
    readonly peer: { readonly name: string };
  },
  end?: TunnelEnd,
) => void;

/** Which sessions are meant: those that fit everything that is given. Nothing given: all. */
export interface SessionSelector {
  readonly id?: number;
  readonly local?: { readonly address: string; readonly port?: number };
  readonly remote?: { readonly address: string; readonly port?: number };
  readonly frontVrf?: string;
  readonly insideVrf?: string;
  readonly group?: string;
  /** A profile, and of which version of IKE it is: two may have the same name. */
  readonly profile?: { readonly name: string; readonly ikev2: boolean };
  readonly username?: string;
  readonly interface?: string;
}

/** Which IPsec SAs are meant by `clear crypto sa`. Nothing given: all. */
export interface SaSelector {
  readonly peer?: string;
  readonly map?: string;
  /** `entry ADDRESS PROTOCOL SPI`: the SA with that destination. */
  readonly entry?: { readonly address: string; readonly protocol: 'esp' | 'ah'; readonly spi: number };
  readonly vrf?: string;
}

/** What a clear command did, or would do. */
export interface Cleared {
  readonly sessions: number;
  readonly ikeSas: number;
  /** Pairs. */
  readonly ipsecSas: number;
  /** charon did not take the order for some of them, or is away; undefined: all well. */
  readonly failed?: string;
}

/**
 * Everything that `clear` does. Resolves when the Stop records are on stable storage and charon has taken the orders:
 * peers that do not answer the Delete are not waited for.
 */
export interface CryptoControl {
  /** IKE and IPsec SAs gone at both ends, Stops made, DOWN logged. @param dryRun only counts */
  clear(selector: SessionSelector, dryRun?: boolean): Promise<Cleared>;
  /** IKE SAs: that of a conn-id, or all. IPsec SAs go with them, as charon has it. */
  clearIke(connId?: number): Promise<Cleared>;
  /** IPsec SAs; IKE SAs stay. */
  clearSa(selector: SaSelector): Promise<Cleared>;
  /** `clear crypto sa counters`: what flows and SAs show begins anew; what is accounted for does not. */
  clearCounters(selector: SaSelector): void;
}

/** Whether a session is meant by a selector; also the filters of `show crypto session`. */
export function selects(selector: SessionSelector, session: CryptoSessionView): boolean {
  const { id, local, remote, frontVrf, insideVrf, group, profile, username } = selector;
  const at = (wanted: SessionSelector['local'], end: Endpoint): boolean =>
    wanted === undefined ||
    (wanted.address.toLowerCase() === end.address.toLowerCase() &&
      (wanted.port === undefined || wanted.port === end.port));
  const is = (wanted: string | undefined, value: string | undefined): boolean =>
    wanted === undefined || wanted === value;
  return (
    (id === undefined || id === session.id) &&
    at(local, session.local) &&
    at(remote, session.remote) &&
    is(frontVrf, session.frontVrf) &&
    is(insideVrf, session.insideVrf) &&
    is(group, session.group) &&
    (profile === undefined || (profile.name === session.profile && profile.ikev2 === session.ikev2Profile)) &&
    is(username, session.username) &&
    (selector.interface === undefined || selector.interface.toLowerCase() === session.interface?.toLowerCase())
  );
}
