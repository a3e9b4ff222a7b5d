/** charon waits for its RADIUS server, which is Tollgate, as long as a list may ask servers that say nothing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ipsecLab } from './lab.ts';
import { loadSalesClient } from './sales-client.ts';

const lines = `radius-server timeout 4
aaa authentication login USERS group radius local
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
 client configuration address respond
crypto ipsec transform-set TS esp-aes esp-sha-hmac
crypto dynamic-map REMOTES 1
 set transform-set TS
 set isakmp-profile CLIENTS
crypto map LAB 10 ipsec-isakmp dynamic REMOTES
interface FastEthernet0/0
 ip address 10.9.0.1 255.255.255.0
 crypto map LAB
`;

test('a user is let in by local after a silent RADIUS server was asked for 16 seconds', async (t) => {
  const lab = await ipsecLab(t);
  await lab.tollgate(lines);
  lab.freeradius.pause();
  t.after(() => lab.freeradius.resume());
  const peer = lab.branch;
  await loadSalesClient(peer);
  const up = await peer.vici.initiate({ child: 'net' }, { timeout: 40_000 });
  assert.ok(up.ok, lab.gateway.log());
  assert.match(lab.gateway.log(), /retransmit 7 of RADIUS Access-Request/);
});
