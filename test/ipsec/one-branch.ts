import type { Peer } from './lab.ts';

/**
 * Lines of a gateway of `ipsecLab` for the branch office, with accounting, and for an office at 10.9.0.9 that does not
 * exist.
 */
export const branchLines = `aaa accounting network books start-stop group radius
crypto logging session
access-list 101 permit ip 10.1.0.0 0.0.0.255 10.2.0.0 0.0.0.255
access-list 102 permit ip 10.1.0.0 0.0.0.255 10.3.0.0 0.0.0.255
crypto isakmp peer address 10.9.0.2
 description branch office
crypto isakmp peer address 10.9.0.9
 description warehouse
crypto ipsec transform-set TS esp-aes 256 esp-sha256-hmac
crypto ikev2 keyring RING
 peer branch
  address 10.9.0.2
  pre-shared-key branch-key
 peer warehouse
  address 10.9.0.9
  pre-shared-key warehouse-key
crypto ikev2 profile BRANCH
 match identity remote fqdn branch.lab
 identity local fqdn gw.lab
 authentication remote pre-share
 authentication local pre-share
 keyring local RING
 aaa accounting psk books
crypto ikev2 profile WAREHOUSE
 match identity remote fqdn warehouse.lab
 identity local fqdn gw.lab
 authentication remote pre-share
 authentication local pre-share
 keyring local RING
 aaa accounting psk books
crypto map LAB 10 ipsec-isakmp
 set peer 10.9.0.2
 set transform-set TS
 set ikev2-profile BRANCH
 match address 101
crypto map LAB 20 ipsec-isakmp
 set peer 10.9.0.9
 set transform-set TS
 set ikev2-profile WAREHOUSE
 match address 102
interface FastEthernet0/0
 ip address 10.9.0.1 255.255.255.0
 crypto map LAB
`;

/** Tells the branch office's charon how to reach the gateway: its child is `net`. */
export async function loadBranch(branch: Peer): Promise<void> {
  await branch.load('load-shared', { id: 'k', type: 'IKE', data: 'branch-key', owners: ['gw.lab'] });
  await branch.load('load-conn', {
    gw: {
      ...{ version: '2', local_addrs: ['10.9.0.2'], remote_addrs: ['10.9.0.1'], proposals: ['aes256-sha512-ecp256'] },
      ...{ local: { auth: 'psk', id: 'branch.lab' }, remote: { auth: 'psk', id: 'gw.lab' } },
      children: {
        net: { local_ts: ['10.2.0.0/24'], remote_ts: ['10.1.0.0/24'], esp_proposals: ['aes256-sha256'] },
      },
    },
  });
}
