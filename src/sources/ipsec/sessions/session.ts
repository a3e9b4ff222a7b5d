import type { Counters } from '../../../accounting/record.ts';
import type { Endpoint } from '../snapshot.ts';
import { most, none, plus } from './counters.ts';
import { type ChildReport, carries, type IkeReport, isUp } from './sa-report.ts';

/** Why a session ended, as far as it is known. */
export type EndCause =
  /** The peer deleted it, or nobody knows. */
  | 'peer'
  /** The peer answers no more. */
  | 'dead-peer'
  | 'idle'
  | 'lifetime'
  /** charon was stopped, or died. */
  | 'charon-stopped'
  | 'charon-gone'
  | 'clear'
  | 'radius'
  | 'snmp';

/** An IKE SA of a session. */
export interface Ike {
  report: IkeReport;
  /** When charon last spoke of it, on the monotonic clock. */
  seen: number;
  /** When the report came, milliseconds since 1970. */
  at: number;
}

/** A pair of IPsec SAs of a session. */
export interface Child {
  /** Undefined: known from the former life only. */
  report: ChildReport | undefined;
  /** Traffic selectors as text: which flow it serves. */
  readonly flow: string;
  /** The most that was ever read. */
  counters: Counters;
  /** Replaced by a rekey, or given up; it carries nothing new. */
  old: boolean;
  seen: number;
  at: number;
}

/** A flow of a session: what its SAs that are gone have carried. */
export interface Flow {
  readonly localTs: readonly string[];
  readonly remoteTs: readonly string[];
  gone: Counters;
  /** What `clear crypto sa counters` took away. */
  shown: Counters;
}

/** Who is at the other end. Two reports are of one session only when these fit. */
export interface Peer {
  /** Name of the connection. */
  readonly name: string;
  readonly version: 1 | 2;
  readonly localId: string;
  readonly remoteId: string;
}

/** A crypto session: what survives every rekey. */
export class CryptoSession {
  readonly id: number;
  readonly peer: Peer;
  local: Endpoint;
  remote: Endpoint;
  /** Address that the peer began from, or this end if it began; MOBIKE changes it no more. */
  initiator: string;
  user: string | undefined;
  vips: readonly string[];
  readonly ikes = new Map<string, Ike>();
  readonly children = new Map<string, Child>();
  readonly flows = new Map<string, Flow>();
  /** What pairs of SAs that are gone have carried. */
  gone: Counters = none;
  /** When the first pair of SAs came up, milliseconds since 1970; undefined: none has. */
  up: number | undefined;
  /** Of a session of the former life: which charon carried it then. */
  charon: string | undefined;
  /** No SA carries traffic any more; another may within the grace. */
  ending: { readonly at: number; due: number; readonly cause: EndCause } | undefined;
  /** Why it will end, if it does soon: who ordered it has said. */
  expected: EndCause | undefined;
  /** Why it will have ended if nobody comes back: what the end of its last IKE SA looked like. */
  suspected: EndCause | undefined;

  constructor(id: number, ike: Pick<IkeReport, keyof Peer | 'local' | 'remote' | 'user' | 'vips' | 'initiator'>) {
    this.id = id;
    this.peer = { name: ike.name, version: ike.version, localId: ike.localId, remoteId: ike.remoteId };
    this.local = ike.local;
    this.remote = ike.remote;
    this.initiator = ike.initiator ? ike.local.address : ike.remote.address;
    this.user = ike.user;
    this.vips = ike.vips;
  }

  /** Whether an IKE SA is up. */
  get hasIke(): boolean {
    for (const { report } of this.ikes.values()) if (isUp(report)) return true;
    return false;
  }

  /** Whether a pair of SAs carries traffic. */
  get hasChild(): boolean {
    for (const { old } of this.children.values()) if (!old) return true;
    return false;
  }

  /** Of everything that ever served it. */
  get counters(): Counters {
    let sum = this.gone;
    for (const child of this.children.values()) sum = plus(sum, child.counters);
    return sum;
  }

  /** Takes in what is said of a pair of SAs. @returns whether its counters grew */
  hear(report: ChildReport, seen: number, at: number): boolean {
    const known = this.children.get(report.key);
    const flow = known?.flow ?? this.#flow(report);
    const before = known?.counters ?? none;
    const counters = most(before, report.counters);
    const old = (known?.old ?? false) || !carries(report);
    this.children.set(report.key, { report, flow, counters, old, seen, at });
    return counters.bytesIn > before.bytesIn || counters.bytesOut > before.bytesOut || known === undefined;
  }

  /** A pair of SAs is no more; what it carried stays counted. */
  retire(key: string): void {
    const child = this.children.get(key);
    if (child === undefined) return;
    this.children.delete(key);
    this.gone = plus(this.gone, child.counters);
    const flow = this.flows.get(child.flow);
    if (flow !== undefined) flow.gone = plus(flow.gone, child.counters);
  }

  /** The books of it are closed: a later pair of SAs begins anew. */
  reset(): void {
    this.up = undefined;
    this.ending = undefined;
    this.expected = undefined;
    this.suspected = undefined;
    this.children.clear();
    this.flows.clear();
    this.gone = none;
  }

  /** What its flows show begins anew at zero. */
  hideCounters(): void {
    for (const [name, flow] of this.flows) {
      flow.shown = flow.gone;
      for (const child of this.children.values())
        if (child.flow === name) flow.shown = plus(flow.shown, child.counters);
    }
  }

  #flow({ localTs, remoteTs }: ChildReport): string {
    const name = `${localTs.join(' ')} = ${remoteTs.join(' ')}`;
    if (!this.flows.has(name)) this.flows.set(name, { localTs, remoteTs, gone: none, shown: none });
    return name;
  }
}
