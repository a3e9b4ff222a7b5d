import type { Peer } from './lab.ts';

export interface SalesClient {
  /** Default `joe`. */
  readonly user?: string;
  /** Password of the user; default: the name with `-word`. */
  readonly word?: string;
  /** Proposal of phase 1; default `aes128-sha1-modp2048`. */
  readonly ike?: string;
  /** Default `aes128-sha1`. */
  readonly esp?: string;
  /** Whether it asks for its address, or waits until it is given one; default true. */
  readonly asks?: boolean;
}

/**
 * Loads into a charon what a remote client of the group SALES has: IKEv1 in aggressive mode with the group's name and key,
 * XAUTH, an address by mode configuration. Its connection is `gw`, the child `net`.
 */
export async function loadSalesClient(peer: Peer, client: SalesClient = {}): Promise<void> {
  const {
    user = 'joe',
    word = `${user}-word`,
    ike = 'aes128-sha1-modp2048',
    esp = 'aes128-sha1',
    asks = true,
  } = client;
  await peer.load('load-shared', { id: 'group', type: 'IKE', data: 'sales-secret', owners: ['10.9.0.1'] });
  await peer.load('load-shared', { id: user, type: 'XAUTH', data: word, owners: [user] });
  await peer.load('load-conn', {
    gw: {
      ...{ version: '1', aggressive: 'yes', pull: asks ? 'yes' : 'no', proposals: [ike], vips: ['0.0.0.0'] },
      ...{ local_addrs: [peer.host.address], remote_addrs: ['10.9.0.1'], remote: { auth: 'psk', id: '10.9.0.1' } },
      ...{ local: { auth: 'psk', id: 'keyid:SALES' }, 'local-xauth': { auth: 'xauth', xauth_id: user } },
      children: { net: { remote_ts: ['10.1.0.0/24'], esp_proposals: [esp] } },
    },
  });
}
