/**
 * Who begins: this box gives a client its address unasked (`client configuration address initiate`), and comes to a peer in
 * aggressive mode under a name (`set aggressive-mode`).
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '../e2e/waiting.ts';
import { inside, ipsecLab, trafficBetween } from './lab.ts';
import { loadSalesClient } from './sales-client.ts';

const lines = `aaa authentication login USERS local
aaa authorization network GROUPS local
username joe password joe-word
ip local pool ADDRESSES 10.99.0.1 10.99.0.9
crypto isakmp policy 1
 encryption aes
 authentication pre-share
 group 14
crypto isakmp client configuration group SALES
 key sales-secret
 pool ADDRESSES
crypto isakmp profile CLIENTS
 match identity group SALES
 client authentication list USERS
 isakmp authorization list GROUPS
 client configuration address initiate
crypto isakmp peer address 10.9.0.3
 set aggressive-mode client-endpoint fqdn gw.lab
 set aggressive-mode password hub-secret
crypto ipsec transform-set TS esp-aes esp-sha-hmac
crypto dynamic-map REMOTES 1
 set transform-set TS
 set isakmp-profile CLIENTS
crypto map LAB 10 ipsec-isakmp
 set peer 10.9.0.3
 set transform-set TS
 set initiate always
 match address 101
crypto map LAB 20 ipsec-isakmp dynamic REMOTES
access-list 101 permit ip 10.1.0.0 0.0.0.255 10.3.0.0 0.0.0.255
interface FastEthernet0/0
 ip address 10.9.0.1 255.255.255.0
 crypto map LAB
`;

test('an address is given unasked; a peer is come to in aggressive mode under a name', async (t) => {
  const lab = await ipsecLab(t);
  const { branch, client: hub, gateway } = lab;
  hub.host.network.ip('address', 'add', '10.3.0.1/24', 'dev', 'lo');
  await hub.load('load-shared', { id: 'k', type: 'IKE', data: 'hub-secret', owners: ['gw.lab'] });
  await hub.load('load-conn', {
    spokes: {
      ...{ version: '1', aggressive: 'yes', proposals: ['aes128-sha1-modp2048'] },
      ...{ local: { auth: 'psk', id: '10.9.0.3' }, remote: { auth: 'psk', id: 'gw.lab' } },
      children: { net: { local_ts: ['10.3.0.0/24'], remote_ts: ['10.1.0.0/24'], esp_proposals: ['aes128-sha1'] } },
    },
  });
  const daemon = await lab.tollgate(lines);
  const up = async (peer: string): Promise<true | undefined> =>
    (await daemon.run(`show crypto session remote ${peer}`)).text.includes('UP-ACTIVE') ? true : undefined;
  await eventually('the hub is reached', () => up('10.9.0.3'));
  const end = { host: gateway, address: inside.gateway };
  await trafficBetween({ host: hub.host, address: '10.3.0.1' }, end);
  assert.match(hub.host.log(), /10\.9\.0\.1 is initiating a Aggressive Mode IKE_SA/);

  await loadSalesClient(branch, { asks: false });
  assert.equal(await branch.up('net'), true, `${gateway.log()}\nBRANCH\n${branch.host.log()}`);
  assert.match(branch.host.log(), /parsed TRANSACTION request \d+ \[ HASH CPS\(ADDR/);
  const address = (await branch.address()) ?? '';
  assert.equal(address, '10.99.0.1');
  await trafficBetween({ host: branch.host, address }, end);
});
