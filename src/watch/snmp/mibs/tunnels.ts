import type { Clock } from '../../../base/clock.ts';
import { counter32, counter64, gauge32, integer, oid, type SnmpValue } from '../../../protocols/snmp/index.ts';
import type { CryptoControl, CryptoReader, CryptoSessionView, TunnelEnd } from '../../../sources/ipsec/snapshot.ts';
import type { SnmpConfig } from '../config.ts';
import type { Notification } from '../notifier.ts';
import { type Leaf, type RowIndex, SortedRows, scalarLeaf, tableLeaves } from '../objects.ts';
import { atMost } from './fresh.ts';
import {
  endPointColumns,
  type Ike,
  ikeColumns,
  pairs,
  peerColumns,
  peerIndex,
  type Spi,
  spiColumns,
  type Tunnel,
  tunnelColumns,
  up,
} from './tunnel-columns.ts';
import { address, hundredths, seconds } from './tunnel-values.ts';

/** How old what is shown of tunnels may be, milliseconds. */
const age = 1000;
const mib = '1.3.6.1.4.1.9.9.171';
const ipsecTunnel = oid(`${mib}.1.3.2.1`);
interface Totals {
  readonly tunnels: readonly Tunnel[];
  readonly sum: (key: 'bytesIn' | 'bytesOut' | 'packetsIn' | 'packetsOut') => bigint;
}

/** TrapStatus: enabled (1), disabled (2). In the order of the MIB. */
const trapNames = [
  ...['cipSecTrapCntlIkeTunnelStart', 'cipSecTrapCntlIkeTunnelStop', 'cipSecTrapCntlIkeSysFailure'],
  ...['cipSecTrapCntlIkeCertCrlFailure', 'cipSecTrapCntlIkeProtocolFail', 'cipSecTrapCntlIkeNoSa'],
  ...['cipSecTrapCntlIpSecTunnelStart', 'cipSecTrapCntlIpSecTunnelStop', 'cipSecTrapCntlIpSecSysFailure'],
  ...['cipSecTrapCntlIpSecSetUpFailure', 'cipSecTrapCntlIpSecEarlyTunTerm', 'cipSecTrapCntlIpSecProtocolFail'],
  'cipSecTrapCntlIpSecNoSa',
];
const isOn = (name: string, { tunnelStart, tunnelStop }: SnmpConfig['traps']): boolean =>
  name === 'cipSecTrapCntlIpSecTunnelStart' ? tunnelStart : name === 'cipSecTrapCntlIpSecTunnelStop' && tunnelStop;

/** The main tables of CISCO-IPSEC-FLOW-MONITOR-MIB: 1.3.6.1.4.1.9.9.171. A phase 2 tunnel is a crypto session. */
export function tunnelMib(
  clock: Clock,
  crypto: CryptoReader & CryptoControl,
  traps: () => SnmpConfig['traps'],
): readonly Leaf[] {
  const ikes = (): readonly Ike[] => crypto.ikeSas().filter(up);
  const tunnels = (): readonly Tunnel[] => crypto.sessions().filter(({ id, up }) => id > 0 && up !== undefined);
  const rows = <R>(
    make: () => readonly { readonly index: readonly number[]; readonly row: R }[],
  ): (() => RowIndex<R>) => atMost(clock, age, () => new SortedRows(make()));
  const totals = (): Totals => {
    const now = tunnels();
    return { tunnels: now, sum: (key) => now.reduce((sum, { counters }) => sum + counters[key], 0n) };
  };
  const scalar = (root: string, name: string, read: () => SnmpValue): Leaf =>
    scalarLeaf({ name, oid: oid(root), read });
  return [
    ...trapNames.map((name, at) => scalar(`${mib}.1.6.${at + 1}`, name, () => integer(isOn(name, traps()) ? 1 : 2))),
    scalar(`${mib}.1.1.1`, 'cipSecMibLevel', () => integer(1)),
    scalar(`${mib}.1.2.1.1`, 'cikeGlobalActiveTunnels', () => gauge32(ikes().length)),
    scalar(`${mib}.1.3.1.1`, 'cipSecGlobalActiveTunnels', () => gauge32(tunnels().length)),
    scalar(`${mib}.1.3.1.2`, 'cipSecGlobalPreviousTunnels', () => counter32(crypto.totals().ended)),
    scalar(`${mib}.1.3.1.3`, 'cipSecGlobalInOctets', () => counter32(totals().sum('bytesIn'))),
    scalar(`${mib}.1.3.1.4`, 'cipSecGlobalHcInOctets', () => counter64(totals().sum('bytesIn'))),
    scalar(`${mib}.1.3.1.5`, 'cipSecGlobalInOctWraps', () => counter32(totals().sum('bytesIn') >> 32n)),
    scalar(`${mib}.1.3.1.9`, 'cipSecGlobalInPkts', () => counter32(totals().sum('packetsIn'))),
    scalar(`${mib}.1.3.1.16`, 'cipSecGlobalOutOctets', () => counter32(totals().sum('bytesOut'))),
    scalar(`${mib}.1.3.1.17`, 'cipSecGlobalHcOutOctets', () => counter64(totals().sum('bytesOut'))),
    scalar(`${mib}.1.3.1.18`, 'cipSecGlobalOutOctWraps', () => counter32(totals().sum('bytesOut') >> 32n)),
    scalar(`${mib}.1.3.1.22`, 'cipSecGlobalOutPkts', () => counter32(totals().sum('packetsOut'))),
    ...tableLeaves({
      name: 'cikePeerTable',
      entry: oid(`${mib}.1.2.2.1`),
      // Of several IKE SAs between two peers the newest, which comes last.
      rows: rows(() => [
        ...new Map(ikes().map((row) => [peerIndex(row).join('.'), { index: peerIndex(row), row }])).values(),
      ]),
      columns: peerColumns(clock),
    }),
    ...tableLeaves({
      name: 'cipSecEndPtTable',
      entry: oid(`${mib}.1.3.3.1`),
      rows: rows(() =>
        tunnels().flatMap(({ id, flows }) =>
          flows.filter(({ sas }) => sas.length > 0).map((row, at) => ({ index: [id, at + 1], row })),
        ),
      ),
      columns: endPointColumns,
    }),
    ...tableLeaves({
      name: 'cikeTunnelTable',
      entry: oid(`${mib}.1.2.3.1`),
      rows: rows(() => ikes().map((row) => ({ index: [row.connId], row }))),
      columns: ikeColumns(clock, crypto),
    }),
    ...tableLeaves({
      name: 'cipSecTunnelTable',
      entry: ipsecTunnel,
      rows: rows(() => tunnels().map((row) => ({ index: [row.id], row }))),
      columns: tunnelColumns(clock, crypto),
    }),
    ...tableLeaves({
      name: 'cipSecSpiTable',
      entry: oid(`${mib}.1.3.4.1`),
      rows: rows(() =>
        tunnels().flatMap((tunnel) =>
          pairs(tunnel)
            .flatMap((sa): readonly Spi[] => [
              { sa, direction: 'in' },
              { sa, direction: 'out' },
            ])
            .map((row, at) => ({ index: [tunnel.id, at + 1], row })),
        ),
      ),
      columns: spiColumns,
    }),
  ];
}

/** cipSecTunnelStart and cipSecTunnelStop, and after what the MIB has in them the peer's address. */
export function tunnelChange(
  what: 'up' | 'down',
  { id, remote }: Pick<CryptoSessionView, 'id' | 'remote'>,
  { lifetime, end }: { readonly lifetime?: number | undefined; readonly end?: TunnelEnd | undefined },
): Notification {
  const column = (number: number, value: SnmpValue) => ({ oid: [...ipsecTunnel, number, id], value });
  const peer = column(5, address(remote.address));
  return {
    type: 'ipsec',
    trap: oid(`${mib}.2.0.${what === 'up' ? 7 : 8}`),
    varbinds:
      what === 'up'
        ? [column(9, seconds(lifetime)), column(8, integer(0)), peer]
        : [column(10, hundredths(end === undefined ? 0 : end.at - end.since)), peer],
  };
}
