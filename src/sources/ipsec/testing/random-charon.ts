import type { Counters } from '../../../accounting/record.ts';
import { most, none, plus } from '../sessions/counters.ts';
import type { ChildReport, IkeReport, SaInput } from '../sessions/sa-report.ts';
import { child, ike, octets } from './reports.ts';

interface LiveChild {
  readonly id: number;
  counters: Counters;
  /** What charon knew of the outbound SA at its last query. */
  read: Counters;
  old: boolean;
}

interface Peer {
  readonly index: number;
  ike: number | undefined;
  children: LiveChild[];
  /** What it has truly carried since its session came up. */
  truth: Counters;
}

/** What may happen; `peer` says to whom. */
export type Happening =
  | { readonly what: 'connect' | 'disconnect' | 'reauth' | 'ike-rekey' | 'second-child'; readonly peer: number }
  | { readonly what: 'traffic'; readonly peer: number; readonly bytes: number }
  | { readonly what: 'rekey'; readonly peer: number; readonly ours: boolean }
  /** A list is asked for now and answered with what is then true. */
  | { readonly what: 'list' }
  /** A list is asked for and answered now; the answer is heard after so many more happenings. */
  | { readonly what: 'late-list'; readonly after: number }
  /** charon drops what it still lists of old pairs. */
  | { readonly what: 'forget' };

/** A charon that does what is asked, keeps the true counters, and says what the real one does in the order that it does. */
export class RandomCharon {
  readonly peers: readonly Peer[];
  readonly #version: 1 | 2;
  #next = 1;

  constructor(peers: number, version: 1 | 2) {
    this.#version = version;
    this.peers = Array.from({ length: peers }, (_, index) => ({ index, ike: undefined, children: [], truth: none }));
  }

  /** What is listed now; reading brings what charon knows up to date. */
  list(): readonly IkeReport[] {
    return this.peers.flatMap((peer) => {
      if (peer.ike === undefined) return [];
      for (const one of peer.children) if (!one.old) one.read = one.counters;
      return [this.#ike(peer, { children: peer.children.map((one) => this.#child(one)) })];
    });
  }

  do(happening: Exclude<Happening, { readonly what: 'list' | 'late-list' }>): readonly SaInput[] {
    if (happening.what === 'forget') {
      for (const peer of this.peers) peer.children = peer.children.filter(({ old }) => !old);
      return [];
    }
    const peer = this.peers[happening.peer % this.peers.length];
    if (peer === undefined) return [];
    const live = peer.children.filter(({ old }) => !old);
    if (happening.what === 'connect') return peer.ike === undefined ? this.#connect(peer) : [];
    if (peer.ike === undefined) return [];
    switch (happening.what) {
      case 'disconnect':
        return this.#disconnect(peer);
      case 'reauth':
        return [...this.#disconnect(peer), ...this.#connect(peer)];
      case 'ike-rekey': {
        const old = this.#ike(peer);
        peer.ike = this.#next++;
        if (this.#version === 2) return [{ kind: 'ike-rekey', old, ike: this.#ike(peer, { initiator: true }) }];
        return [
          { kind: 'ike-up', ike: this.#ike(peer) },
          { kind: 'ike-down', ike: old },
        ];
      }
      case 'second-child':
        return [this.#childUp(peer)];
      case 'traffic':
        for (const one of live.slice(0, 1)) {
          const more = octets(happening.bytes, happening.bytes * 2);
          one.counters = plus(one.counters, more);
          peer.truth = plus(peer.truth, more);
        }
        return [];
      case 'rekey': {
        const [one] = live;
        if (one === undefined) return [];
        // Our own rekey says of the outbound SA what was last read: this program reads just before.
        if (happening.ours) one.read = one.counters;
        one.old = true;
        const fresh = this.#newChild(peer);
        const counters = happening.ours ? { ...one.counters, bytesOut: one.read.bytesOut } : one.counters;
        return [
          {
            kind: 'child-rekey',
            ike: this.#ike(peer),
            old: { ...this.#child(one), counters },
            child: this.#child(fresh),
          },
        ];
      }
      default:
        return [];
    }
  }

  #connect(peer: Peer): readonly SaInput[] {
    peer.ike = this.#next++;
    const half = this.#ike(peer, { name: '(unnamed)', state: 'CONNECTING', remoteId: '', vips: [] });
    const early = this.#version === 1 ? { vips: [] } : {};
    return [{ kind: 'ike-update', ike: half }, { kind: 'ike-up', ike: this.#ike(peer, early) }, this.#childUp(peer)];
  }

  #disconnect(peer: Peer): readonly SaInput[] {
    const report = this.#ike(peer, { state: 'DELETING' });
    const children = peer.children
      .filter(({ old }) => !old)
      .map((one): SaInput => ({ kind: 'child-down', ike: report, child: this.#child(one) }));
    peer.ike = undefined;
    peer.children = [];
    const down: SaInput = { kind: 'ike-down', ike: report };
    return this.#version === 2 ? [down, ...children] : [...children, down];
  }

  #childUp(peer: Peer): SaInput {
    return { kind: 'child-up', ike: this.#ike(peer), child: this.#child(this.#newChild(peer)) };
  }

  #newChild(peer: Peer): LiveChild {
    const fresh = { id: this.#next++, counters: none, read: none, old: false };
    peer.children.push(fresh);
    return fresh;
  }

  #child({ id, counters, read, old }: LiveChild): ChildReport {
    const said = old ? { ...most(counters, none), bytesOut: read.bytesOut } : counters;
    return child(id, { counters: said, state: old ? 'REKEYED' : 'INSTALLED' });
  }

  #ike({ index, ike: id = 0 }: Peer, of: Partial<IkeReport> = {}): IkeReport {
    const vips = [`10.99.0.${index + 1}`];
    return ike(id, { version: this.#version, remoteId: 'group', user: `user${index}`, vips, ...of });
  }
}
