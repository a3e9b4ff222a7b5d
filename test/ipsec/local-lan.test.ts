/** What a client of a group is told of networks: those to tunnel, and its own, which it keeps. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ipsecLab } from './lab.ts';
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
 acl INSIDE
 include-local-lan
 split-dns in.example
 save-password
 banner #Hello#
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
ip access-list extended INSIDE
 permit ip 10.1.0.0 0.0.0.255 any
interface FastEthernet0/0
 ip address 10.9.0.1 255.255.255.0
 crypto map LAB
`;

test('include-local-lan: the client leaves its own network out of the tunnel; others learn when they come again', async (t) => {
  const lab = await ipsecLab(t);
  const daemon = await lab.tollgate(lines);
  const peer = lab.branch;
  await loadSalesClient(peer);
  /** What the client is told at the next login, as its charon names it. */
  async function told(): Promise<string> {
    const before = peer.host.log().length;
    assert.equal(await peer.up('net'), true, lab.gateway.log());
    const log = peer.host.log().slice(before);
    // Bypassed is the network that the client is in, which 0.0.0.0 means.
    const bypass = /installed UNITY_LOCAL_LAN bypass policy for (\S+)/.exec(log)?.[1] ?? 'nothing';
    assert.match(log, /CHILD_SA net\{\d+\} established .* === 10\.1\.0\.0\/24/);
    const [, attributes] = /parsed TRANSACTION response \d+ \[ HASH CPRP\((.*)\)/.exec(log) ?? [];
    await peer.down('gw');
    return `${attributes}, bypassed: ${bypass}`;
  }
  assert.equal(await told(), 'ADDR U_BANNER U_SAVEPWD U_SPLITDNS U_SPLITINC SUBNET U_LOCALLAN, bypassed: 0.0.0.0/32');
  const after = lab.gateway.log().length;
  const group = 'crypto isakmp client configuration group SALES';
  await daemon.run('configure terminal', group, 'no include-local-lan', 'end');
  await lab.gateway.logged(/vici pool crypto\/pool\/ADDRESSES/, after);
  assert.equal(await told(), 'ADDR U_BANNER U_SAVEPWD U_SPLITDNS U_SPLITINC SUBNET, bypassed: nothing');
});
