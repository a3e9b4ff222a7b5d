import type { CryptoSessionView, IkeSaView, IsakmpPeerView } from '../../../sources/ipsec/snapshot.ts';
import { groupNumber, isakmpCipher, isakmpHash } from './algorithm-names.ts';
import { endpoint, ofIpv6, printed, remaining } from './layout.ts';

/** Screens about IKEv1. */

/** What IOS calls the state of phase 1, as far as it is known from outside charon. */
function stateOf({ status, aggressive, responderSpi }: IkeSaView): string {
  if (status === 'active') return 'QM_IDLE';
  const answered = /[1-9a-f]/i.test(responderSpi);
  if (status === 'deleted' || !answered) return aggressive ? 'AG_NO_STATE' : 'MM_NO_STATE';
  return aggressive ? 'AG_INIT_EXCH' : 'MM_KEY_EXCH';
}

const statusOf = ({ status }: IkeSaView): string => (status === 'deleted' ? 'ACTIVE (deleted)' : 'ACTIVE');

/** The responder, then the initiator. */
const directed = ({ initiator, local, remote }: IkeSaView): readonly [dst: string, src: string] =>
  initiator ? [printed(remote.address), printed(local.address)] : [printed(local.address), printed(remote.address)];

/** `show crypto isakmp sa` */
export function showIsakmpSas(sas: readonly IkeSaView[]): string {
  const row = (sa: IkeSaView): string => {
    const [dst, src] = directed(sa);
    const id = String(sa.status === 'negotiating' ? 0 : sa.connId);
    return `${dst.padEnd(15)} ${src.padEnd(15)} ${stateOf(sa).padEnd(14)} ${id.padStart(7)} ${statusOf(sa)}`;
  };
  const long = (sa: IkeSaView): string => {
    const [dst, src] = directed(sa);
    const id = String(sa.status === 'negotiating' ? 0 : sa.connId);
    return ` dst: ${dst}\n src: ${src}\n state: ${stateOf(sa).padEnd(15)} conn-id: ${id.padStart(6)} status: ${statusOf(sa)}\n`;
  };
  return [
    'IPv4 Crypto ISAKMP SA',
    'dst             src             state          conn-id status',
    ...sas.filter((sa) => !ofIpv6(sa.local)).map(row),
    '',
    'IPv6 Crypto ISAKMP SA',
    '',
    ...sas.filter((sa) => ofIpv6(sa.local)).map(long),
  ].join('\n');
}

const codes = `Codes: C - IKE configuration mode, D - Dead Peer Detection
       K - Keepalives, N - NAT-traversal
       T - cTCP encapsulation, X - IKE Extended Authentication
       psk - Preshared key, rsig - RSA signature
       renc - RSA encryption`;

const proofs: Readonly<Record<IkeSaView['authentication'], string>> = {
  psk: 'psk',
  'rsa-sig': 'rsig',
  eap: 'eap',
  unknown: '',
};

/** `show crypto isakmp sa detail` */
export function showIsakmpSaDetail(sas: readonly IkeSaView[]): string {
  const row = (sa: IkeSaView): string => {
    const { connId, local, remote, insideVrf = '', encryption, integrity, prf, authentication, capabilities } = sa;
    // Phase 1 protects with the hash that it makes keys with.
    const hash = isakmpHash(integrity || prf);
    const cells = [
      String(connId).padEnd(5),
      printed(local.address).padEnd(15),
      printed(remote.address).padEnd(15),
      insideVrf.padEnd(6),
      'ACTIVE',
      isakmpCipher(encryption).padEnd(4),
      hash.padEnd(6),
      proofs[authentication].padEnd(4),
      String(groupNumber(sa.dhGroup)).padEnd(2),
      remaining(sa.lifetime).padEnd(8),
      capabilities.join('').padEnd(4),
    ];
    return `${cells.join(' ')}\n       Engine-id:Conn-id =  SW:${connId}\n`;
  };
  const table = 'C-id  Local           Remote          I-VRF  Status Encr Hash   Auth DH Lifetime Cap.\n';
  return [
    codes,
    'IPv4 Crypto ISAKMP SA\n',
    table,
    ...sas.filter((sa) => !ofIpv6(sa.local)).map(row),
    'IPv6 Crypto ISAKMP SA\n',
    ...sas.filter((sa) => ofIpv6(sa.local)).map(row),
  ].join('\n');
}

/** `show crypto isakmp sa count`. This box holds none for another. */
export function showIsakmpCount(sas: readonly IkeSaView[]): string {
  const count = (status: IkeSaView['status']): number => sas.filter((sa) => sa.status === status).length;
  return [
    `Active ISAKMP SA's: ${count('active')}`,
    "Standby ISAKMP SA's: 0",
    `Currently being negotiated ISAKMP SA's: ${count('negotiating')}`,
    `Dead ISAKMP SA's: ${count('deleted')}`,
  ].join('\n');
}

/** `show crypto isakmp peers`: those that IKE speaks to, and those that are only configured. */
export const showPeers = (peers: readonly IsakmpPeerView[]): string =>
  peers
    .flatMap(({ remote, local, description, phase1Id, configured }) => [
      `Peer: ${printed(remote.address)} Port: ${remote.port}${local === undefined ? '' : ` Local: ${printed(local.address)}`}`,
      ...(description === undefined ? [] : [`  Description: ${description}`]),
      ...(phase1Id === undefined ? [] : [`  Phase1 id: ${phase1Id}`]),
      ...(configured ? ['  flags: PEER_POLICY'] : []),
    ])
    .join('\n');

/** `show crypto isakmp peers config`: clients that were given something, one line each. */
export const showPeerConfig = (sessions: readonly CryptoSessionView[]): string =>
  sessions
    .filter(({ assignedAddress }) => assignedAddress !== undefined)
    .map(
      ({ remote, assignedAddress = '', group = '', username = '' }) =>
        `Client-Public-Addr=${endpoint(remote).replace('/', ':')}; Client-Assigned-Addr=${assignedAddress}; Client-Group=${group}; Client-User=${username};`,
    )
    .join('\n');
