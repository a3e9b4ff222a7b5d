import type { Clock } from '../../../base/clock.ts';
import { counter32, gauge32, integer, octets, text } from '../../../protocols/snmp/index.ts';
import type {
  CryptoControl,
  CryptoSessionView,
  FlowView,
  IkeSaView,
  IpsecSaView,
} from '../../../sources/ipsec/snapshot.ts';
import type { Column, Writable } from '../objects.ts';
import { addressOctets } from './addresses.ts';
import {
  address,
  authentication,
  encryption,
  group,
  hash,
  hundredths,
  octetColumns,
  seconds,
} from './tunnel-values.ts';

/** `destroy` of the two status objects. */
const destroy = 2;

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

export type Ike = IkeSaView;
export type Tunnel = CryptoSessionView;
export interface Spi {
  readonly sa: IpsecSaView;
  readonly direction: 'in' | 'out';
}

export const ikeColumns = (clock: Clock, control: CryptoControl): readonly Column<Ike>[] => [
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

export const pairs = ({ flows }: Tunnel): readonly IpsecSaView[] => flows.flatMap(({ sas }) => sas);
const newest = (tunnel: Tunnel): IpsecSaView | undefined => pairs(tunnel).find(({ status }) => status === 'active');

export const tunnelColumns = (clock: Clock, control: CryptoControl): readonly Column<Tunnel>[] => [
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
  ...octetColumns<Tunnel>(26, 'cipSecTun', 'In', ({ counters }) => counters.bytesIn),
  { name: 'cipSecTunInPkts', number: 32, read: ({ counters }) => counter32(counters.packetsIn) },
  { name: 'cipSecTunInDropPkts', number: 33, read: () => counter32(0) },
  ...octetColumns<Tunnel>(39, 'cipSecTun', 'Out', ({ counters }) => counters.bytesOut),
  { name: 'cipSecTunOutPkts', number: 45, read: ({ counters }) => counter32(counters.packetsOut) },
  { name: 'cipSecTunOutDropPkts', number: 46, read: () => counter32(0) },
  { name: 'cipSecTunStatus', number: 51, read: () => integer(1), write: status(({ id }) => control.clear({ id })) },
];

const none = { encryption: '', keySize: 0 } as const;
export const up = ({ status }: IkeSaView): boolean => status === 'active';

export const spiColumns: readonly Column<Spi>[] = [
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

export const endPointColumns: readonly Column<FlowView>[] = [
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
export const peerIndex = ({ localId, remoteId }: Ike): readonly number[] =>
  [localId, remoteId]
    .flatMap((id) => [addressOctets(id).length > 0 ? 1 : 2, Buffer.byteLength(id), ...Buffer.from(id, 'utf8')])
    .concat(1);

export const peerColumns = (clock: Clock): readonly Column<Ike>[] => [
  { name: 'cikePeerLocalAddr', number: 6, read: ({ local }) => address(local.address) },
  { name: 'cikePeerRemoteAddr', number: 7, read: ({ remote }) => address(remote.address) },
  {
    name: 'cikePeerActiveTime',
    number: 8,
    read: ({ established }) => hundredths(established === undefined ? 0 : clock.now() - established),
  },
  { name: 'cikePeerActiveTunnelIndex', number: 9, read: ({ connId }) => integer(connId) },
];
