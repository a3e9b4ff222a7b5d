import type { Clock } from '../../../base/clock.ts';
import { counter32, integer, oid, timeticks } from '../../../protocols/snmp/index.ts';
import type { CryptoSessionView, TunnelEnd } from '../../../sources/ipsec/snapshot.ts';
import { type Column, type Leaf, SortedRows, scalarLeaf, tableLeaves } from '../objects.ts';
import { perAnswer } from './fresh.ts';
import { address, hundredths, octetColumns } from './tunnel-values.ts';

/** Ended tunnels that are kept. */
const size = 200;
const group = '1.3.6.1.4.1.9.9.171.1.4';

/** cipSecTunHistTermReason: other (1), normal (2), operRequest (3), peerDelRequest (4), peerLost (5). */
const reasons: Readonly<Record<TunnelEnd['cause'], number>> = {
  peer: 4,
  'dead-peer': 5,
  idle: 2,
  lifetime: 2,
  'charon-stopped': 1,
  'charon-gone': 1,
  clear: 3,
  radius: 3,
  snmp: 3,
};

interface Ended {
  readonly index: number;
  readonly tunnel: Pick<CryptoSessionView, 'id' | 'local' | 'remote'>;
  readonly end: TunnelEnd;
  /** sysUpTime when it came up, milliseconds. */
  readonly startedAt: number;
}

const columns: readonly Column<Ended>[] = [
  { name: 'cipSecTunHistTermReason', number: 2, read: ({ end }) => integer(reasons[end.cause]) },
  { name: 'cipSecTunHistActiveIndex', number: 3, read: ({ tunnel }) => integer(tunnel.id) },
  { name: 'cipSecTunHistLocalAddr', number: 5, read: ({ tunnel }) => address(tunnel.local.address) },
  { name: 'cipSecTunHistRemoteAddr', number: 6, read: ({ tunnel }) => address(tunnel.remote.address) },
  // ike (1)
  { name: 'cipSecTunHistKeyType', number: 7, read: () => integer(1) },
  { name: 'cipSecTunHistStartTime', number: 11, read: ({ startedAt }) => timeticks(startedAt) },
  { name: 'cipSecTunHistActiveTime', number: 12, read: ({ end }) => hundredths(end.at - end.since) },
  ...octetColumns<Ended>(25, 'cipSecTunHist', 'In', ({ end: { counters } }) => counters.bytesIn),
  { name: 'cipSecTunHistInPkts', number: 31, read: ({ end }) => counter32(end.counters.packetsIn) },
  ...octetColumns<Ended>(38, 'cipSecTunHist', 'Out', ({ end: { counters } }) => counters.bytesOut),
  { name: 'cipSecTunHistOutPkts', number: 44, read: ({ end }) => counter32(end.counters.packetsOut) },
];

/** The last tunnels that ended, since the start: cipSecTunnelHistTable, 1.3.6.1.4.1.9.9.171.1.4.3.1. */
export class TunnelHistory {
  readonly #clock: Clock;
  readonly #started: number;
  readonly #ended: Ended[] = [];
  #index = 0;

  /** @param started of the agent, monotonic milliseconds */
  constructor(clock: Clock, started: number) {
    this.#clock = clock;
    this.#started = started;
  }

  add({ id, local, remote }: Ended['tunnel'], end: TunnelEnd): void {
    const uptime = this.#clock.monotonic() - this.#started;
    const startedAt = Math.max(0, uptime - (this.#clock.now() - end.since));
    this.#ended.push({ index: ++this.#index, tunnel: { id, local, remote }, end, startedAt });
    if (this.#ended.length > size) this.#ended.shift();
  }

  leaves(): readonly Leaf[] {
    const rows = perAnswer(() => new SortedRows(this.#ended.map((row) => ({ index: [row.index], row }))));
    return [
      scalarLeaf({ name: 'cipSecHistTableSize', oid: oid(`${group}.1.1.1`), read: () => integer(size) }),
      ...tableLeaves({ name: 'cipSecTunnelHistTable', entry: oid(`${group}.3.1.1`), rows, columns }),
    ];
  }
}
