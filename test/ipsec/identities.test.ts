/** Who is let in by what it shows of itself: certificate maps, keys from a server by name, groups that users must name. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { eventually } from '../e2e/waiting.ts';
import { certificates, inside, ipsecLab, type Peer, trafficBetween } from './lab.ts';
import { loadSalesClient } from './sales-client.ts';

const common = `ip local pool vpn 10.99.0.1 10.99.0.50
crypto ipsec transform-set TS esp-aes 256 esp-sha256-hmac
crypto map LAB 10 ipsec-isakmp dynamic remotes
interface FastEthernet0/0
 ip address 10.9.0.1 255.255.255.0
 crypto map LAB
`;
const child = { remote_ts: ['10.1.0.0/24'], esp_proposals: ['aes256-sha256'] };

test('certificate maps: subject, issuer, other names; what charon does not compare lets nobody in', async (t) => {
  const lab = await ipsecLab(t, { settings: 'rdn_matching = relaxed' });
  const unit = (name: string): string => `C=CH, O=Lab, OU=${name === 'client.lab' ? 'Sales' : 'Staff'}, CN=${name}`;
  const pki = certificates(join(lab.directory, 'pki'), ['gw.lab', 'client.lab', 'branch.lab'], unit);
  const daemon = await lab.tollgate(`${common}aaa authorization network here local
crypto pki trustpoint LAB
 certificate file ${pki.path('gw.lab.pem')}
 private-key file ${pki.path('gw.lab.key')}
 ca-certificate file ${pki.path('ca.pem')}
 revocation-check none
crypto pki certificate map SALES 10
 issuer-name co cn = lab ca
 subject-name co ou = Sales
 subject-name co o = Lab
crypto isakmp policy 1
 encryption aes
 hash sha256
 authentication rsa-sig
 group 14
crypto isakmp identity dn
crypto isakmp profile OLD
 match certificate SALES
 ca trust-point LAB
crypto ikev2 authorization policy CLIENTS
 pool vpn
crypto ikev2 profile NEW
 match certificate SALES
 identity local dn
 authentication remote rsa-sig
 authentication local rsa-sig
 pki trustpoint LAB
 aaa authorization group cert list here CLIENTS
crypto dynamic-map remotes 1
 set transform-set TS
 set ikev2-profile NEW
crypto dynamic-map remotes 2
 set transform-set TS
 set isakmp-profile OLD
`);
  assert.match((await daemon.run('show crypto vici')).text, /certificate\/SALES\/10/);
  const comes = async (
    peer: Peer,
    address: string,
    name: string,
    version: '1' | '2',
    id?: string,
  ): Promise<boolean> => {
    await peer.load('load-cert', { type: 'X509', flag: 'CA', data: pki.read('ca.pem') });
    await peer.load('load-key', { type: 'any', data: pki.read(`${name}.key`) });
    const gateway = { auth: 'pubkey', id: 'C=CH, O=Lab, OU=Staff, CN=gw.lab' };
    await peer.load('load-conn', {
      gw: {
        ...{ version, local_addrs: [address], remote_addrs: ['10.9.0.1'], remote: gateway },
        ...(version === '2'
          ? { proposals: ['aes256-sha512-ecp256'], vips: ['0.0.0.0'] }
          : { proposals: ['aes128-sha256-modp2048'] }),
        local: { auth: 'pubkey', certs: [pki.read(`${name}.pem`)], ...(id === undefined ? {} : { id }) },
        children: { net: child },
      },
    });
    const up = await peer.up('net');
    if (up && version === '2')
      await trafficBetween(
        { host: peer.host, address: (await peer.address()) ?? '' },
        { host: lab.gateway, address: inside.gateway },
      );
    await peer.down('gw');
    return up;
  };
  assert.equal(await comes(lab.client, '10.9.0.3', 'client.lab', '2'), true, lab.gateway.log());
  assert.equal(await comes(lab.branch, '10.9.0.2', 'branch.lab', '2'), false, 'OU=Staff');
  assert.equal(await comes(lab.client, '10.9.0.3', 'client.lab', '1'), true, lab.gateway.log());
  assert.equal(await comes(lab.branch, '10.9.0.2', 'branch.lab', '1'), false, 'OU=Staff, version 1');

  // Another number of the map lets others in, by another of their names.
  const type = (...lines: string[]) => daemon.run('configure terminal', ...lines, 'end');
  await type('crypto pki certificate map SALES 20', 'alt-subject-name co .lab');
  await eventually(
    'the branch',
    async () => (await comes(lab.branch, '10.9.0.2', 'branch.lab', '2', 'branch.lab')) || undefined,
  );
  await type('no crypto pki certificate map SALES 20');
  assert.equal(await comes(lab.branch, '10.9.0.2', 'branch.lab', '2', 'branch.lab'), false);

  // An issuer that is none of the trustpoint's.
  await type('crypto pki certificate map SALES 10', 'issuer-name co cn = somebody');
  assert.equal(await comes(lab.client, '10.9.0.3', 'client.lab', '2'), false);
  assert.match(
    (await daemon.run('show crypto vici')).text,
    /crypto pki certificate map SALES 10: no authority of the trustpoints? .*has such an issuer-name/,
  );
  await type('crypto pki certificate map SALES 10', 'no issuer-name co cn = somebody', 'subject-name nc ou = Staff');
  const { text } = await daemon.run('show crypto vici');
  assert.match(text, /map SALES 10 \/ subject-name nc ou = Staff: charon lets in who has a name, not who has not/);
  assert.equal(await comes(lab.client, '10.9.0.3', 'client.lab', '2'), false, 'not by half of the conditions');
  await type('crypto pki certificate map SALES 10', 'no subject-name nc ou = Staff');
  // The configuration is charon's a moment after it is typed.
  await eventually('the client', async () => (await comes(lab.client, '10.9.0.3', 'client.lab', '2')) || undefined);
});

const users = `client.lab Cleartext-Password := "cisco"
      Tunnel-Password = "client-key"
sites Cleartext-Password := "site-word"
      Cisco-AVPair = "ipsec:ikev2-password-local=site-key",
      Cisco-AVPair += "ipsec:ikev2-password-remote=site-key"
`;

test('keyring aaa: a server gives the keys of the names that the configuration has', async (t) => {
  const lab = await ipsecLab(t, { users });
  const daemon = await lab.tollgate(`${common}access-list 101 permit ip 10.1.0.0 0.0.0.255 10.2.0.0 0.0.0.255
aaa authorization network KEYS group radius
crypto ikev2 name-mangler DOMAIN
 fqdn domain
crypto ikev2 profile CLIENT
 match identity remote fqdn client.lab
 identity local fqdn gw.lab
 authentication remote pre-share
 authentication local pre-share
 keyring aaa KEYS
crypto ikev2 profile SITES
 match identity remote fqdn domain sites
 identity local fqdn gw.lab
 authentication remote pre-share
 authentication local pre-share
 keyring aaa KEYS name-mangler DOMAIN password site-word
crypto dynamic-map remotes 1
 set transform-set TS
 set ikev2-profile CLIENT
crypto dynamic-map remotes 2
 set transform-set TS
 set ikev2-profile SITES
`);
  const comes = async (id: string, key: string): Promise<boolean> => {
    await lab.branch.load('load-shared', { id: 'key', type: 'IKE', data: key, owners: ['gw.lab'] });
    await lab.branch.load('load-conn', {
      gw: {
        ...{ version: '2', local_addrs: ['10.9.0.2'], remote_addrs: ['10.9.0.1'], proposals: ['aes256-sha512-ecp256'] },
        ...{ local: { auth: 'psk', id }, remote: { auth: 'psk', id: 'gw.lab' } },
        children: { net: { ...child, local_ts: ['10.2.0.0/24'] } },
      },
    });
    const up = await lab.branch.up('net');
    await lab.branch.down('gw');
    return up;
  };
  assert.equal(await comes('client.lab', 'client-key'), true, lab.gateway.log());
  assert.equal(await comes('client.lab', 'another-key'), false);
  assert.equal(await comes('one.sites', 'site-key'), true, lab.gateway.log());
  const running = (await daemon.run('show running-config')).text;
  assert.match(running, /keyring aaa KEYS name-mangler DOMAIN password 6 \S+$/m);
  assert.doesNotMatch(running, /site-word|site-key|client-key/);

  // A name that is not known before the peer comes, and one that the server does not know.
  const type = (...lines: string[]) => daemon.run('configure terminal', ...lines, 'end');
  await type('crypto ikev2 profile SITES', 'keyring aaa KEYS password site-word');
  await type('crypto ikev2 profile CLIENT', 'keyring aaa KEYS name nobody');
  const { text } = await daemon.run('show crypto vici');
  assert.match(
    text,
    /crypto ikev2 profile SITES: keyring aaa KEYS: .* no name is known of who comes as fqdn:\*\.sites/,
  );
  assert.match(
    text,
    /crypto ikev2 profile CLIENT: keyring aaa KEYS: key of nobody: (?:refused|no server has answered)/,
  );
  assert.equal(await comes('one.sites', 'site-key'), false);
});

test('group-lock and access-restrict: a user must name the group, and come in by its interface', async (t) => {
  const lab = await ipsecLab(t);
  const { client } = lab;
  const daemon = await lab.tollgate(`${common}username bob@SALES password bob-word
username bob password bob-word
username bob@HOME password bob-word
aaa authentication login by-box local
aaa authorization network here local
crypto isakmp policy 1
 encryption aes
 authentication pre-share
 group 14
crypto isakmp client configuration group SALES
 key sales-secret
 pool vpn
 group-lock
 include-local-lan
 access-restrict FastEthernet0/0
crypto isakmp profile sales
 match identity group SALES
 client authentication list by-box
 isakmp authorization list here
 client configuration address respond
crypto dynamic-map remotes 1
 set transform-set TS
`);
  const comes = async (user: string): Promise<boolean> => {
    await loadSalesClient(client, { user, word: 'bob-word', esp: 'aes256-sha256' });
    return client.up('net');
  };
  assert.equal(await comes('bob'), false);
  assert.equal(await comes('bob@HOME'), false);
  assert.equal(await comes('bob@SALES'), true, lab.gateway.log());
  const said = (await daemon.run('show logging')).text.match(/%CRYPTO-5-GROUP_LIMIT: .*/g) ?? [];
  assert.match(said[0] ?? '', /: bob at 10\.9\.0\.3\[\d+\] is refused: the user names no group, .*group-lock/);
  assert.match(said[1] ?? '', /: bob@HOME at .* is refused: the user names another group than SALES \(group-lock\)/);
  await trafficBetween(
    { host: client.host, address: (await client.address()) ?? '' },
    { host: lab.gateway, address: inside.gateway },
  );
  await client.down('gw');
  const group = 'crypto isakmp client configuration group SALES';
  await daemon.run(
    'configure terminal',
    group,
    'no access-restrict FastEthernet0/0',
    'access-restrict FastEthernet0/1',
    'end',
  );
  assert.equal(await comes('bob@SALES'), false, 'another interface');
});
