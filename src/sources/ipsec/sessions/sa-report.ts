import type { Counters } from '../../../accounting/record.ts';
import type { Endpoint } from '../snapshot.ts';

/** What charon says of SAs, as far as sessions are concerned; `report-of.ts` makes it of the types of VICI. */

/** A pair of IPsec SAs (a CHILD_SA). */
export interface ChildReport {
  /** Unique over restarts of charon too: its number there and the inbound SPI. */
  readonly key: string;
  /** Number in charon. */
  readonly id: number;
  /** Name of its configuration. */
  readonly name: string;
  /** In charon's words: `INSTALLED`, `REKEYING`, `REKEYED`, `DELETED`… */
  readonly state: string;
  readonly protocol: 'ESP' | 'AH';
  readonly mode: 'tunnel' | 'transport';
  readonly udp: boolean;
  readonly spiIn: string;
  readonly spiOut: string;
  readonly encryption: string;
  readonly keySize: number;
  readonly integrity: string;
  readonly dhGroup: string | undefined;
  readonly counters: Counters;
  /** Seconds since it was installed. */
  readonly age: number;
  /** Seconds until charon rekeys it, and until its hard end. */
  readonly rekey: number | undefined;
  readonly lifetime: number | undefined;
  /** Seconds since the last packet in either direction; undefined: there was none, or charon does not say. */
  readonly idle: number | undefined;
  /** Traffic selectors: `10.1.0.0/24`, `10.1.0.1/32[tcp/80]`. */
  readonly localTs: readonly string[];
  readonly remoteTs: readonly string[];
}

/** An IKE SA. */
export interface IkeReport {
  /** Unique over restarts of charon too: its number there and the initiator's SPI. */
  readonly key: string;
  readonly id: number;
  /** Name of the connection; `(unnamed)` while the peer is not known. */
  readonly name: string;
  readonly version: 1 | 2;
  /** In charon's words: `CONNECTING`, `ESTABLISHED`, `REKEYING`, `REKEYED`, `DELETING`… */
  readonly state: string;
  readonly local: Endpoint;
  readonly remote: Endpoint;
  readonly localId: string;
  readonly remoteId: string;
  /** User of XAUTH or EAP. */
  readonly user: string | undefined;
  readonly eap: boolean;
  /** Whether charon here began it. */
  readonly initiator: boolean;
  readonly initiatorSpi: string;
  readonly responderSpi: string;
  readonly nat: boolean;
  readonly encryption: string;
  readonly keySize: number;
  readonly integrity: string;
  readonly prf: string;
  readonly dhGroup: string;
  /** Seconds since it came up; undefined: it has not. */
  readonly age: number | undefined;
  readonly rekey: number | undefined;
  readonly reauth: number | undefined;
  /** Addresses given to the peer. */
  readonly vips: readonly string[];
  /** What charon is doing with it: `IKE_DPD`, `CHILD_REKEY`… */
  readonly tasks: readonly string[];
  readonly children: readonly ChildReport[];
}

/** One thing that charon said. */
export type SaInput =
  | { readonly kind: 'ike-up' | 'ike-down' | 'ike-update'; readonly ike: IkeReport }
  | { readonly kind: 'ike-rekey'; readonly old: IkeReport; readonly ike: IkeReport }
  | { readonly kind: 'child-up'; readonly ike: IkeReport; readonly child: ChildReport }
  | {
      readonly kind: 'child-down';
      readonly ike: IkeReport;
      readonly child: ChildReport;
      /** If it is known why. */
      readonly cause?: 'idle';
    }
  | { readonly kind: 'child-rekey'; readonly ike: IkeReport; readonly old: ChildReport; readonly child: ChildReport }
  /** An answer to list-sas. `scope`: number of the one IKE SA that was asked for. */
  | {
      readonly kind: 'list';
      readonly ikes: readonly IkeReport[];
      readonly scope?: number;
      /** When it was asked for, on the monotonic clock: what came up later may be missing. */
      readonly asked: number;
      /** charon was away before: what is missing ended with it, at that time. */
      readonly lost?: { readonly at: number };
    };

/** States of a pair of SAs that carry traffic both ways. */
export const carries = ({ state }: ChildReport): boolean =>
  state === 'INSTALLED' || state === 'REKEYING' || state === 'UPDATING';

/** States of an IKE SA that is up. */
export const isUp = ({ state }: IkeReport): boolean =>
  state === 'ESTABLISHED' || state === 'REKEYING' || state === 'PASSIVE';
