/** SAs whose lifetime runs out: rekeying fails for two minutes, on real charons. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '../e2e/waiting.ts';
import { ipsecLab } from './lab.ts';
import { ofRadius, text } from './two-sites.ts';

/** A site that rekeys without perfect forward secrecy, which the gateway insists on: the first SAs have no need of it. */
const short = `aaa accounting network VPN start-stop group radius
crypto ikev2 keyring RING
 peer site
  address 10.9.0.2
  pre-shared-key site-key
crypto ikev2 profile SITE
 match identity remote address 10.9.0.2 255.255.255.255
 authentication remote pre-share
 authentication local pre-share
 keyring local RING
 aaa accounting psk VPN
crypto ipsec transform-set TS esp-aes esp-sha-hmac
crypto ipsec security-association lifetime seconds 120
crypto map LAB 10 ipsec-isakmp
 set peer 10.9.0.2
 set transform-set TS
 set ikev2-profile SITE
 set pfs group14
 match address 101
access-list 101 permit ip 10.1.0.0 0.0.0.255 10.2.0.0 0.0.0.255
interface FastEthernet1/1
 ip address 10.9.0.1 255.255.255.0
 crypto map LAB
`;

test('the lifetime of SAs runs out and no others can be had', async (t) => {
  const lab = await ipsecLab(t);
  const daemon = await lab.tollgate(short);
  const { branch: site } = lab;
  await site.load('load-shared', { id: 'k', type: 'IKE', data: 'site-key', owners: ['10.9.0.1'] });
  await site.load('load-conn', {
    gw: {
      ...{ version: '2', remote_addrs: ['10.9.0.1'], proposals: ['aes256-sha512-ecp256'] },
      ...{ local: { auth: 'psk', id: '10.9.0.2' }, remote: { auth: 'psk', id: '10.9.0.1' } },
      children: { net: { local_ts: ['10.2.0.0/24'], remote_ts: ['10.1.0.0/24'], esp_proposals: ['aes128-sha1'] } },
    },
  });
  assert.equal(await site.up('net'), true, lab.gateway.log());
  const stop = await eventually('the Stop', () => ofRadius(lab)[1], 150);
  assert.equal(stop.get('Acct-Terminate-Cause'), 'Session-Timeout');
  const values = lab.freeradius.readDetail()[1]?.attributes.map(([, value]) => value) ?? [];
  assert.ok(values.includes('disc-cause-ext=Session Timeout'), values.join('\n'));
  const took = Number(stop.get('Acct-Session-Time'));
  assert.ok(took >= 118 && took <= 122, `${took} s`);
  assert.match(await text(daemon, 'show crypto session'), /^Session status: UP-IDLE +$/m);
});
