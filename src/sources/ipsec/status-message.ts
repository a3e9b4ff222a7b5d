import type { ConnectionOrigin } from './compile/origin.ts';
import type { IsakmpPeer } from './config.ts';
import type { CryptoSession } from './sessions/session.ts';
import { describedPeer } from './views.ts';

/** What `%CRYPTO-5-SESSION_STATUS` says; VRFs and a description only where there are some. */
export function statusMessage(
  what: 'up' | 'down',
  { peer, remote }: Pick<CryptoSession, 'peer' | 'remote'>,
  origin: ConnectionOrigin | undefined,
  peers: readonly IsakmpPeer[],
): string {
  const described = describedPeer(peers, remote.address, peer.remoteId, origin?.frontVrf);
  return [
    `Crypto session is ${what === 'up' ? 'UP' : 'DOWN'}. Peer ${remote.address}:${remote.port}`,
    ...(origin?.frontVrf === undefined ? [] : [`fvrf=${origin.frontVrf}`]),
    ...(origin?.insideVrf === undefined ? [] : [`ivrf=${origin.insideVrf}`]),
    ...(described?.description === undefined ? [] : [`Description: ${described.description}`]),
    `Id: ${peer.remoteId}`,
  ].join(' ');
}
