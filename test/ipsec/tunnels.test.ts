/**
 * Tunnels that are configured by IOS lines alone, on real charons: who is let in by which list, what clients are given,
 * and that traffic passes.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { eventually } from '../e2e/waiting.ts';
import { certificates, inside, ipsecLab, type Lab, trafficBetween } from './lab.ts';
import { loadSalesClient } from './sales-client.ts';

const interfaces = `ip local pool vpn 10.99.0.1 10.99.0.50
ip local pool far 10.99.9.1 10.99.9.50
access-list 101 permit ip 10.1.0.0 0.0.0.255 10.2.0.0 0.0.0.255
access-list 150 permit ip 10.1.0.0 0.0.0.255 any
crypto ipsec transform-set TS esp-aes 256 esp-sha256-hmac
interface FastEthernet0/0
 ip address 10.9.0.1 255.255.255.0
 crypto map LAB
`;
const esp = ['aes256-sha256'];

/** The gateway and a peer, for traffic. */
const ends = (lab: Lab, peer: 'branch' | 'client', address: string) =>
  [
    { host: lab[peer].host, address },
    { host: lab.gateway, address: inside.gateway },
  ] as const;

test('IKEv2 with a pre-shared key, site to site', async (t) => {
  const lab = await ipsecLab(t);
  const daemon = await lab.tollgate(`${interfaces}crypto ikev2 keyring RING
 peer branch
  address 10.9.0.2
  pre-shared-key branch-key
crypto ikev2 profile BRANCH
 match identity remote fqdn branch.lab
 identity local fqdn gw.lab
 authentication remote pre-share
 authentication local pre-share
 keyring local RING
crypto map LAB 10 ipsec-isakmp
 set peer 10.9.0.2
 set transform-set TS
 set ikev2-profile BRANCH
 match address 101
`);
  const { branch } = lab;
  await branch.load('load-shared', { id: 'k', type: 'IKE', data: 'branch-key', owners: ['gw.lab'] });
  await branch.load('load-conn', {
    gw: {
      ...{ version: '2', local_addrs: ['10.9.0.2'], remote_addrs: ['10.9.0.1'], proposals: ['aes256-sha512-ecp256'] },
      ...{ local: { auth: 'psk', id: 'branch.lab' }, remote: { auth: 'psk', id: 'gw.lab' } },
      children: { net: { local_ts: ['10.2.0.0/24'], remote_ts: ['10.1.0.0/24'], esp_proposals: esp } },
    },
  });
  assert.equal(await branch.up('net'), true, lab.gateway.log());
  await trafficBetween(...ends(lab, 'branch', inside.branch));
  const { text } = await daemon.run('show crypto vici');
  assert.match(text, /crypto\/LAB\/10\/10\.9\.0\.2: IKEv2, crypto map LAB 10 on FastEthernet0\/0$/m);

  // The same from this side: `set initiate always` calls the peer, and it answers.
  await branch.down('gw');
  const after = lab.gateway.log().length;
  await daemon.run('configure terminal', 'crypto map LAB 10 ipsec-isakmp', 'set initiate always', 'end');
  await lab.gateway.logged(/CHILD_SA crypto\/LAB\/10\/10\.9\.0\.2\/101\.1\{\d+\} established/, after);
  await trafficBetween(...ends(lab, 'branch', inside.branch));
});

const users = `rita Cleartext-Password := "rita-word"
      Framed-IP-Address = 10.99.7.7,
      Framed-IP-Netmask = 255.255.255.255,
      Class = "gold"
REMOTE Cleartext-Password := "cisco"
      Cisco-AVPair = "ipsec:tunnel-password=remote-secret",
      Cisco-AVPair += "ipsec:addr-pool=far",
      Cisco-AVPair += "ipsec:dns-servers=10.1.0.53"
`;

test('IKEv1 in aggressive mode: groups, XAUTH by RADIUS and by local users, mode configuration', async (t) => {
  const lab = await ipsecLab(t, { users });
  const daemon = await lab.tollgate(`${interfaces}username bob password bob-word
aaa authentication login by-radius group radius
aaa authentication login by-box local
aaa authorization network here local
aaa authorization network there group radius
aaa accounting network books start-stop group radius
crypto isakmp policy 1
 encryption aes
 authentication pre-share
 group 14
crypto isakmp keepalive 10
crypto isakmp client configuration group SALES
 key sales-secret
 pool vpn
 dns 10.1.0.53 10.1.0.54
 domain lab.example
 acl 150
 banner ^Welcome^
crypto isakmp client configuration group HOME
 key home-secret
 pool vpn
 dns 10.1.0.55
crypto isakmp profile sales
 match identity group SALES
 client authentication list by-radius
 isakmp authorization list here
 client configuration address respond
 accounting books
crypto isakmp profile home
 match identity group HOME
 client authentication list by-box
 isakmp authorization list here
 client configuration address respond
crypto isakmp profile remote
 match identity group REMOTE
 client authentication list by-box
 isakmp authorization list there
 client configuration address respond
crypto dynamic-map remotes 1
 set transform-set TS
crypto map LAB 10 ipsec-isakmp dynamic remotes
`);
  const { client } = lab;
  const clientOf = async (group: string, key: string, user: string, word: string): Promise<void> => {
    await client.load('load-shared', { id: 'group', type: 'IKE', data: key, owners: ['10.9.0.1'] });
    await client.load('load-shared', { id: user, type: 'XAUTH', data: word, owners: [user] });
    await client.load('load-conn', {
      gw: {
        ...{ version: '1', aggressive: 'yes', local_addrs: ['10.9.0.3'], remote_addrs: ['10.9.0.1'] },
        ...{ proposals: ['aes128-sha1-modp2048'], vips: ['0.0.0.0'] },
        ...{ local: { auth: 'psk', id: `keyid:${group}` }, 'local-xauth': { auth: 'xauth', xauth_id: user } },
        ...{ remote: { auth: 'psk', id: '10.9.0.1' } },
        children: { net: { remote_ts: ['10.1.0.0/24'], esp_proposals: esp } },
      },
    });
  };
  await clientOf('SALES', 'sales-secret', 'rita', 'rita-word');
  assert.equal(await client.up('net'), true, lab.gateway.log());
  assert.equal(await client.address(), '10.99.7.7', 'what the server gives a user comes before the pool');
  await trafficBetween(...ends(lab, 'client', '10.99.7.7'));
  await client.down('gw');
  const records = await eventually('the records are there', () => {
    const there = lab.freeradius.readDetail().map(({ attributes }) => new Map(attributes));
    return there.length < 2 ? undefined : there;
  });
  const told = (name: string) => records.map((record) => record.get(name));
  assert.deepEqual(told('Acct-Status-Type'), ['Start', 'Stop']);
  assert.deepEqual(told('User-Name'), ['rita', 'rita']);
  assert.deepEqual(told('Class'), ['0x676f6c64', '0x676f6c64'], 'what the server said of the user comes back to it');

  await clientOf('HOME', 'home-secret', 'bob', 'bob-word');
  assert.equal(await client.up('net'), true, lab.gateway.log());
  // SALES and HOME tell clients different things, so each has its half of the pool.
  const address = await client.address();
  assert.equal(address, '10.99.0.26');
  await trafficBetween(...ends(lab, 'client', address ?? ''));
  await lab.client.host.logged(/installing DNS server 10\.1\.0\.55/);
  await client.down('gw');

  await clientOf('HOME', 'home-secret', 'bob', 'wrong');
  assert.equal(await client.up('net'), false);
  await clientOf('SALES', 'sales-secret', 'bob', 'bob-word');
  assert.equal(await client.up('net'), false, 'another list decides about SALES');

  // Its key, its pool and its DNS server are known from the RADIUS server alone.
  await eventually(
    'the group is known',
    async () => (await daemon.run('show crypto vici')).text.match(/group\/REMOTE/) ?? undefined,
  );
  await clientOf('REMOTE', 'remote-secret', 'bob', 'bob-word');
  assert.equal(await client.up('net'), true, lab.gateway.log());
  assert.equal(await client.address(), '10.99.9.1');
  await trafficBetween(...ends(lab, 'client', '10.99.9.1'));
});

test('a group is full, or a user has logins enough: XAUTH refuses; who is up authenticates again', async (t) => {
  const lab = await ipsecLab(t);
  const { client, branch } = lab;
  const daemon = await lab.tollgate(`${interfaces}username bob password bob-word
username eve password eve-word
aaa authentication login by-box local
aaa authorization network here local
crypto isakmp policy 1
 encryption aes
 authentication pre-share
 group 14
crypto isakmp client configuration group SALES
 key sales-secret
 pool vpn
 max-users 1
crypto isakmp profile sales
 match identity group SALES
 client authentication list by-box
 isakmp authorization list here
 client configuration address respond
crypto dynamic-map remotes 1
 set transform-set TS
crypto map LAB 10 ipsec-isakmp dynamic remotes
`);
  const comes = async (from: typeof client, user: string): Promise<boolean> => {
    await loadSalesClient(from, { user, esp: 'aes256-sha256' });
    return from.up('net');
  };
  const refusals = async (): Promise<string[]> =>
    (await daemon.run('show logging')).text.match(/%CRYPTO-5-GROUP_LIMIT: .*/g) ?? [];
  assert.equal(await comes(client, 'bob'), true, lab.gateway.log());
  assert.equal(await comes(branch, 'eve'), false, 'the group is full');
  const [full = '', ...more] = await refusals();
  assert.match(full, /: eve at 10\.9\.0\.2\[\d+\] is refused: group SALES has 1 clients \(max-users 1\)$/);
  assert.deepEqual(more, []);

  // Reauthentication asks for the password again, with the tunnel that is up counted.
  const after = lab.gateway.log().length;
  await client.load('rekey', { ike: 'gw', reauth: 'yes' });
  await lab.gateway.logged(/XAuth authentication of 'bob'.* successful/i, after);
  await trafficBetween(...ends(lab, 'client', (await client.address()) ?? ''));
  assert.equal((await refusals()).length, 1);

  const group = 'crypto isakmp client configuration group SALES';
  await daemon.run('configure terminal', group, 'no max-users', 'max-logins 1', 'end');
  assert.equal(await comes(branch, 'bob'), false, 'bob is there already');
  assert.match((await refusals())[1] ?? '', /: bob at 10\.9\.0\.2\[\d+\] is refused: the user has 1 logins/);
  assert.equal(await comes(branch, 'eve'), true, lab.gateway.log());
  await branch.down('gw');
  await client.down('gw');
  assert.equal(await comes(branch, 'bob'), true, 'he has left the other place');
});

test('IKEv2 with EAP by RADIUS, passed through the proxy, and with certificates', async (t) => {
  const lab = await ipsecLab(t, { users });
  const pki = certificates(join(lab.directory, 'pki'), ['gw.lab', 'laptop.lab']);
  await lab.tollgate(`${interfaces}aaa authentication login by-radius group radius
aaa authorization network here local
crypto pki trustpoint LAB
 certificate file ${pki.path('gw.lab.pem')}
 private-key file ${pki.path('gw.lab.key')}
 ca-certificate file ${pki.path('ca.pem')}
 revocation-check none
crypto ikev2 authorization policy CLIENTS
 pool vpn
crypto ikev2 profile USERS
 match identity remote key-id roadwarriors
 identity local fqdn gw.lab
 authentication remote eap query-identity
 authentication local rsa-sig
 pki trustpoint LAB
 aaa authentication eap by-radius
 aaa authorization group eap list here CLIENTS
crypto ikev2 profile LAPTOPS
 match identity remote fqdn domain lab
 identity local fqdn gw.lab
 authentication remote rsa-sig
 authentication local rsa-sig
 pki trustpoint LAB
 aaa authorization group cert list here CLIENTS
crypto dynamic-map remotes 1
 set transform-set TS
 set ikev2-profile USERS
crypto dynamic-map remotes 2
 set transform-set TS
 set ikev2-profile LAPTOPS
crypto map LAB 10 ipsec-isakmp dynamic remotes
`);
  const { client } = lab;
  await client.load('load-cert', { type: 'X509', flag: 'CA', data: pki.read('ca.pem') });
  const shared = {
    ...{ version: '2', local_addrs: ['10.9.0.3'], remote_addrs: ['10.9.0.1'], vips: ['0.0.0.0'] },
    ...{ proposals: ['aes256-sha512-ecp256'], remote: { auth: 'pubkey', id: 'gw.lab' } },
  };
  const child = { remote_ts: ['10.1.0.0/24'], esp_proposals: esp };
  await client.load('load-shared', { id: 'rita', type: 'EAP', data: 'rita-word', owners: ['rita'] });
  await client.load('load-conn', {
    user: {
      ...{ ...shared, local: { auth: 'eap-mschapv2', id: 'keyid:roadwarriors', eap_id: 'rita' } },
      children: { eap: child },
    },
  });
  assert.equal(await client.up('eap'), true, lab.gateway.log());
  assert.equal(await client.address(), '10.99.7.7');
  await trafficBetween(...ends(lab, 'client', '10.99.7.7'));
  await client.down('user');
  await client.load('load-shared', { id: 'rita', type: 'EAP', data: 'wrong', owners: ['rita'] });
  assert.equal(await client.up('eap'), false);

  await client.load('load-key', { type: 'any', data: pki.read('laptop.lab.key') });
  await client.load('load-conn', {
    laptop: {
      ...{ ...shared, local: { auth: 'pubkey', id: 'laptop.lab', certs: [pki.read('laptop.lab.pem')] } },
      children: { cert: child },
    },
  });
  assert.equal(await client.up('cert'), true, lab.gateway.log());
  const address = await client.address();
  assert.equal(address, '10.99.0.1');
  await trafficBetween(...ends(lab, 'client', address ?? ''));
});
