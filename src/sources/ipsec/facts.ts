import type { Facts } from '../../accounting/index.ts';
import type { ConnectionOrigin } from './compile/origin.ts';
import type { CryptoSession } from './sessions/session.ts';

/** What records say of a session. */
export function factsOf(session: CryptoSession, origin: ConnectionOrigin | undefined): Facts {
  const { user, vips, peer, initiator } = session;
  const [address] = vips;
  return {
    service: 'ike',
    protocol: 'ipsec',
    connectProgress: 'No Progress',
    portType: 'virtual',
    portNumber: 0,
    isakmpInitiator: initiator,
    ...(origin?.interface === undefined ? {} : { portName: origin.interface }),
    ...(origin?.group === undefined ? {} : { isakmpGroup: origin.group }),
    ...(origin?.insideVrf === undefined ? {} : { vrf: origin.insideVrf }),
    ...(peer.remoteId === '' ? {} : { isakmpPhase1: peer.remoteId }),
    ...(user === undefined ? {} : { user }),
    ...(address === undefined ? {} : { address }),
  };
}
