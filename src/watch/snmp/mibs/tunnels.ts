import type { Clock } from '../../../base/clock.ts';
import {
  counter32,
  counter64,
  gauge32,
  integer,
  octets,
  oid,
  type SnmpValue,
  text,
} from '../../../protocols/snmp/index.ts';
import type {
  CryptoControl,
  CryptoReader,
  CryptoSessionView,
  FlowView,
  IkeSaView,
  IpsecSaView,
  TunnelEnd,
} from '../../../sources/ipsec/snapshot.ts';
import type { SnmpConfig } from '../config.ts';
import type { Notification } from '../notifier.ts';
import {
  type Column,
  type Leaf,
  type RowIndex,
  SortedRows,
  scalarLeaf,
  tableLeaves,
  type Writable,
} from '../objects.ts';
import { addressOctets } from './addresses.ts';
import { atMost } from './fresh.ts';

/** How old what is shown of tunnels may be, milliseconds. */
const age = 1000;
const mib = '1.3.6.1.4.1.9.9.171';
const ipsecTunnel = oid(`${mib}.1.3.2.1`);
/** `destroy` of the two status objects. */
const destroy = 2;

/** TimeInterval: hundredths of a second. */
const hundredths = (milliseconds: number): SnmpValue =>
  integer(Math.min(0x7fffffff, Math.max(0, Math.round(milliseconds / 10))));
const address = (text: string): SnmpValue => octets(addressOctets(text));
const seconds = (value: number | undefined): SnmpValue => integer(Math.min(0x7fffffff, Math.max(0, value ?? 0)));

/** DiffHellmanGrp has none (1), group 1 (2) and group 2 (3). Larger groups go on from there, with their numbers. */
function group(name: string | undefined): SnmpValue {
  const bits = /MODP_(\d+)/.exec(name ?? '')?.[1];
  const numbers: Readonly<Record<string, number>> = { 768: 2, 1024: 3, 1536: 5, 2048: 14, 3072: 15, 4096: 16 };
  return integer(numbers[bits ?? ''] ?? 1);
}

/** EncryptAlgo has none (1), des (2), 3des (3); for AES an enumeration of later years has 4 (128), 5 (192), 6 (256). */
function encryption({ encryption, keySize }: Pick<IkeSaView | IpsecSaView, 'encryption' | 'keySize'>): SnmpValue {
  if (encryption.startsWith('3DES')) return integer(3);
  if (encryption.startsWith('DES')) return integer(2);
  if (encryption.startsWith('AES')) return integer(keySize >= 256 ? 6 : keySize >= 192 ? 5 : 4);
  return integer(1);
}

/** IkeHashAlgo: none (1), md5 (2), sha (3). */
const hash = ({ integrity, prf }: IkeSaView): SnmpValue => {
  const name = integrity || prf;
  return integer(name.includes('MD5') ? 2 : name.includes('SHA') ? 3 : 1);
};

/** IkeAuthMethod: none (1), preSharedKey (2), rsaSig (3). */
const authentication = { unknown: 1, psk: 2, 'rsa-sig': 3, eap: 1 } as const;

/** Octets or packets in the three forms that the MIB has: 32 bit, 64 bit, and how often the first has wrapped. */
const octetColumns = <R>(first: number, prefix: string, of: (row: R) => bigint): readonly Column<R>[] => {
  const [low, high, wraps] = ['Octets', 'Octets', 'OctWraps'];
  const direction = prefix.endsWith('In') ? 'In' : 'Out';
  const stem = prefix.slice(0, -direction.length);
  return [
    { name: `${stem}${direction}${low}`, number: first, read: (row) => counter32(of(row)) },
    { name: `${stem}Hc${direction}${high}`, number: first + 1, read: (row) => counter64(of(row)) },
    { name: `${stem}${direction}${wraps}`, number: first + 2, read: (row) => counter32(of(row) >> 32n) },
  ];
};

/** Status of a tunnel: reads active (1); writing destroy (2) takes it down. */
const status = <R>(end: (row: R) => Promise<{ readonly failed?: string }>): Writable<R> => ({
  type: 'integer',
  test: (_row, value) =>
    value.type === 'integer' && (value.value === 1 || value.value === destroy) ? 'noError' : 'wrongValue',
  async commit(row, value) {
    if (value.type !== 'integer' || value.value !== destroy) return 'noError';
    return (await end(row)).failed === undefined ? 'noError' : 'commitFailed';
  },
});

type Ike = IkeSaView;
type Tunnel = CryptoSessionView;
interface Spi {
  readonly sa: IpsecSaView;
  readonly direction: 'in' | 'out';
}

const ikeColumns = (clock: Clock, control: CryptoControl): readonly Column<Ike>[] => [
  { name: 'cikeTunLocalType', number: 2, read: ({ localId }) => integer(addressOctets(localId).length > 0 ? 1 : 2) },
  { name: 'cikeTunLocalValue', number: 3, read: ({ localId }) => text(localId) },
  { name: 'cikeTunLocalAddr', number: 4, read: ({ local }) => address(local.address) },
  { name: 'cikeTunLocalName', number: 5, read: () => text('') },
  { name: 'cikeTunRemoteType', number: 6, read: ({ remoteId }) => integer(addressOctets(remoteId).length > 0 ? 1 : 2) },
  { name: 'cikeTunRemoteValue', number: 7, read: ({ remoteId }) => text(remoteId) },
  { name: 'cikeTunRemoteAddr', number: 8, read: ({ remote }) => address(remote.address) },
  { name: 'cikeTunRemoteName', number: 9, read: () => text('') },
  { name: 'cikeTunNegoMode', number: 10, read: ({ aggressive }) => integer(aggressive ? 2 : 1) },
  { name: 'cikeTunDiffHellmanGrp', number: 11, read: ({ dhGroup }) => group(dhGroup) },
  { name: 'cikeTunEncryptAlgo', number: 12, read: encryption },
  { name: 'cikeTunHashAlgo', number: 13, read: hash },
  { name: 'cikeTunAuthMethod', number: 14, read: (ike) => integer(authentication[ike.authentication]) },
  { name: 'cikeTunLifeTime', number: 15, read: ({ lifetime }) => seconds(lifetime) },
  {
    name: 'cikeTunActiveTime',
    number: 16,
    read: ({ established }) => hundredths(established === undefined ? 0 : clock.now() - established),
  },
  {
    name: 'cikeTunStatus',
    number: 35,
    read: () => integer(1),
    write: status(({ connId }) => control.clearIke(connId)),
  },
];

const pairs = ({ flows }: Tunnel): readonly IpsecSaView[] => flows.flatMap(({ sas }) => sas);
const newest = (tunnel: Tunnel): IpsecSaView | undefined => pairs(tunnel).find(({ status }) => status === 'active');

const tunnelColumns = (clock: Clock, control: CryptoControl): readonly Column<Tunnel>[] => [
  { name: 'cipSecTunIkeTunnelIndex', number: 2, read: ({ ikeSas }) => integer(ikeSas.find(up)?.connId ?? 0) },
  { name: 'cipSecTunIkeTunnelAlive', number: 3, read: ({ ikeSas }) => integer(ikeSas.some(up) ? 1 : 2) },
  { name: 'cipSecTunLocalAddr', number: 4, read: ({ local }) => address(local.address) },
  { name: 'cipSecTunRemoteAddr', number: 5, read: ({ remote }) => address(remote.address) },
  // KeyType: ike (1).
  { name: 'cipSecTunKeyType', number: 6, read: () => integer(1) },
  { name: 'cipSecTunEncapMode', number: 7, read: (tunnel) => integer(newest(tunnel)?.mode === 'transport' ? 2 : 1) },
  // Lifetimes in octets are not counted down here.
  { name: 'cipSecTunLifeSize', number: 8, read: () => integer(0) },
  { name: 'cipSecTunLifeTime', number: 9, read: (tunnel) => seconds(newest(tunnel)?.lifetime) },
  {
    name: 'cipSecTunActiveTime',
    number: 10,
    read: ({ up }) => hundredths(up === undefined ? 0 : clock.now() - up),
  },
  {
    name: 'cipSecTunCurrentSaInstances',
    number: 15,
    read: (tunnel) => gauge32(2 * pairs(tunnel).filter((sa) => sa.status === 'active').length),
  },
  { name: 'cipSecTunInSaDiffHellmanGrp', number: 16, read: (tunnel) => group(newest(tunnel)?.dhGroup) },
  { name: 'cipSecTunInSaEncryptAlgo', number: 17, read: (tunnel) => encryption(newest(tunnel) ?? none) },
  { name: 'cipSecTunOutSaDiffHellmanGrp', number: 21, read: (tunnel) => group(newest(tunnel)?.dhGroup) },
  { name: 'cipSecTunOutSaEncryptAlgo', number: 22, read: (tunnel) => encryption(newest(tunnel) ?? none) },
  ...octetColumns<Tunnel>(26, 'cipSecTunIn', ({ counters }) => counters.bytesIn),
  { name: 'cipSecTunInPkts', number: 32, read: ({ counters }) => counter32(counters.packetsIn) },
  { name: 'cipSecTunInDropPkts', number: 33, read: () => counter32(0) },
  ...octetColumns<Tunnel>(39, 'cipSecTunOut', ({ counters }) => counters.bytesOut),
  { name: 'cipSecTunOutPkts', number: 45, read: ({ counters }) => counter32(counters.packetsOut) },
  { name: 'cipSecTunOutDropPkts', number: 46, read: () => counter32(0) },
  { name: 'cipSecTunStatus', number: 51, read: () => integer(1), write: status(({ id }) => control.clear({ id })) },
];

const none = { encryption: '', keySize: 0 } as const;
const up = ({ status }: IkeSaView): boolean => status === 'active';

const spiColumns: readonly Column<Spi>[] = [
  { name: 'cipSecSpiDirection', number: 2, read: ({ direction }) => integer(direction === 'in' ? 1 : 2) },
  {
    name: 'cipSecSpiValue',
    number: 3,
    read: ({ sa, direction }) => gauge32(Number.parseInt(direction === 'in' ? sa.spiIn : sa.spiOut, 16)),
  },
  // SPI protocol: ah (1), esp (2).
  { name: 'cipSecSpiProtocol', number: 4, read: ({ sa }) => integer(sa.protocol === 'AH' ? 1 : 2) },
  // active (1), expiring (2).
  { name: 'cipSecSpiStatus', number: 5, read: ({ sa }) => integer(sa.status === 'active' ? 1 : 2) },
];

/** EndPtType: singleIpAddr (1), ipSubnet (3). @param subnet `10.1.0.0/24`; without length one address */
function endPoint(subnet: string): { readonly type: number; readonly first: Uint8Array; readonly second: Uint8Array } {
  const [text = '', prefix] = subnet.split('/');
  const first = addressOctets(text);
  const length = prefix === undefined ? first.length * 8 : Number(prefix);
  if (length >= first.length * 8) return { type: 1, first, second: first };
  const mask = first.map((_octet, at) => (0xff00 >> Math.min(8, Math.max(0, length - at * 8))) & 0xff);
  return { type: 3, first, second: mask };
}

const side = (
  first: number,
  name: string,
  of: (flow: FlowView) => string,
  port: (flow: FlowView) => string | undefined,
) =>
  [
    { name: `cipSecEndPt${name}Name`, number: first, read: () => text('') },
    { name: `cipSecEndPt${name}Type`, number: first + 1, read: (flow) => integer(endPoint(of(flow)).type) },
    { name: `cipSecEndPt${name}Addr1`, number: first + 2, read: (flow) => octets(endPoint(of(flow)).first) },
    { name: `cipSecEndPt${name}Addr2`, number: first + 3, read: (flow) => octets(endPoint(of(flow)).second) },
    { name: `cipSecEndPt${name}Protocol`, number: first + 4, read: ({ protocol }) => integer(protocol) },
    {
      name: `cipSecEndPt${name}Port`,
      number: first + 5,
      read: (flow) => integer(Number.parseInt(port(flow) ?? '', 10) || 0),
    },
  ] satisfies readonly Column<FlowView>[];

const endPointColumns: readonly Column<FlowView>[] = [
  ...side(
    2,
    'Local',
    ({ local }) => local,
    ({ localPort }) => localPort,
  ),
  ...side(
    8,
    'Remote',
    ({ remote }) => remote,
    ({ remotePort }) => remotePort,
  ),
];

/** The two identities, each with its type and length, and 1: there is one association of both. */
const peerIndex = ({ localId, remoteId }: Ike): readonly number[] =>
  [localId, remoteId]
    .flatMap((id) => [addressOctets(id).length > 0 ? 1 : 2, Buffer.byteLength(id), ...Buffer.from(id, 'utf8')])
    .concat(1);

const peerColumns = (clock: Clock): readonly Column<Ike>[] => [
  { name: 'cikePeerLocalAddr', number: 6, read: ({ local }) => address(local.address) },
  { name: 'cikePeerRemoteAddr', number: 7, read: ({ remote }) => address(remote.address) },
  {
    name: 'cikePeerActiveTime',
    number: 8,
    read: ({ established }) => hundredths(established === undefined ? 0 : clock.now() - established),
  },
  { name: 'cikePeerActiveTunnelIndex', number: 9, read: ({ connId }) => integer(connId) },
];

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
