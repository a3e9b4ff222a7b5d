/**
 * What changes in the life of a tunnel and what does not, on real charons: one more flow is new information, rekeys and
 * reauthentication of IKEv1 are none.
 */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { eventually } from '../e2e/waiting.ts';
import type { Daemon } from '../rigs/daemon.ts';
import { inside, ipsecLab, type Lab, type Peer, trafficBetween } from './lab.ts';
import { loadSalesClient } from './sales-client.ts';

/** A remote client of IKEv1 with XAUTH and a given address, and a site of IKEv2 with two networks. */
const lines = `aaa accounting network VPN start-stop group radius
aaa accounting update newinfo
aaa accounting jitter maximum 0
aaa authentication login by-box local
aaa authorization network here local
username joe password joe-word
ip local pool vpn 10.99.0.1 10.99.0.50
crypto logging session
crypto isakmp policy 1
 encryption aes
 authentication pre-share
 group 14
crypto isakmp client configuration group SALES
 key sales-secret
 pool vpn
crypto isakmp profile sales
 match identity group SALES
 client authentication list by-box
 isakmp authorization list here
 client configuration address respond
 accounting VPN
crypto ikev2 keyring RING
 peer site
  address 10.9.0.3
  pre-shared-key site-key
crypto ikev2 profile SITE
 match identity remote fqdn site.lab
 identity local fqdn gw.lab
 authentication remote pre-share
 authentication local pre-share
 keyring local RING
 aaa accounting psk VPN
crypto ipsec transform-set TS esp-aes esp-sha-hmac
crypto dynamic-map remotes 1
 set transform-set TS
 set isakmp-profile sales
crypto dynamic-map sites 1
 set transform-set TS
 set ikev2-profile SITE
 match address 150
access-list 150 permit ip 10.1.0.0 0.0.0.255 10.2.0.0 0.1.255.255
crypto map LAB 10 ipsec-isakmp dynamic sites
crypto map LAB 20 ipsec-isakmp dynamic remotes
interface FastEthernet1/1
 ip address 10.9.0.1 255.255.255.0
 crypto map LAB
`;

const esp = ['aes128-sha1'];

async function gateway(t: TestContext): Promise<{ readonly lab: Lab; readonly daemon: Daemon }> {
  const lab = await ipsecLab(t);
  return { lab, daemon: await lab.tollgate(lines) };
}

const recordsOf = (lab: Lab): ReadonlyMap<string, string>[] =>
  lab.freeradius.readDetail().map(({ attributes }) => new Map(attributes));
const kinds = (lab: Lab): string[] => recordsOf(lab).map((one) => one.get('Acct-Status-Type') ?? '');
const got = (lab: Lab, count: number): Promise<true> =>
  eventually(`${count} records`, () => (kinds(lab).length >= count ? true : undefined));
const messages = async (daemon: Daemon): Promise<number> =>
  (await daemon.run('show logging')).text.match(/%CRYPTO-5-SESSION_STATUS: /g)?.length ?? 0;

test('newinfo: an interim when SAs for another network join, none when they are rekeyed', async (t) => {
  const { lab, daemon } = await gateway(t);
  const { client: site } = lab;
  for (const address of ['10.2.0.1/24', '10.3.0.1/24']) site.host.network.ip('address', 'add', address, 'dev', 'lo');
  await site.load('load-shared', { id: 'k', type: 'IKE', data: 'site-key', owners: ['gw.lab'] });
  await site.load('load-conn', {
    gw: {
      ...{ version: '2', remote_addrs: ['10.9.0.1'], proposals: ['aes256-sha512-ecp256'] },
      ...{ local: { auth: 'psk', id: 'site.lab' }, remote: { auth: 'psk', id: 'gw.lab' } },
      children: {
        one: { local_ts: ['10.2.0.0/24'], remote_ts: ['10.1.0.0/24'], esp_proposals: esp },
        two: { local_ts: ['10.3.0.0/24'], remote_ts: ['10.1.0.0/24'], esp_proposals: esp },
      },
    },
  });
  const end = { host: lab.gateway, address: inside.gateway };
  assert.equal(await site.up('one'), true, lab.gateway.log());
  await got(lab, 1);
  const first = await trafficBetween({ host: site.host, address: '10.2.0.1' }, end, 3);
  assert.equal(await site.up('two'), true, lab.gateway.log());
  await got(lab, 2);
  const second = await trafficBetween({ host: site.host, address: '10.3.0.1' }, end, 4);
  const shown = (await daemon.run('show crypto session detail')).text;
  assert.match(
    shown,
    /FLOW: permit ip 10\.1\.0\.0\/255\.255\.255\.0 10\.2\.0\.0\/255\.255\.255\.0 \n +Active SAs: 2, /,
  );
  assert.match(
    shown,
    /FLOW: permit ip 10\.1\.0\.0\/255\.255\.255\.0 10\.3\.0\.0\/255\.255\.255\.0 \n +Active SAs: 2, /,
  );
  for (const child of ['one', 'two']) {
    const rekeyed = await site.vici.rekey({ child });
    assert.ok(rekeyed.ok);
  }
  await eventually('both are rekeyed', () =>
    (lab.gateway.log().match(/inbound CHILD_SA .* established/g)?.length ?? 0) >= 2 ? true : undefined,
  );
  const third = await trafficBetween({ host: site.host, address: '10.3.0.1' }, end, 2);
  await site.down('gw');
  await got(lab, 3);
  assert.deepEqual(kinds(lab), ['Start', 'Interim-Update', 'Stop']);
  assert.equal(recordsOf(lab)[1]?.get('Acct-Input-Octets'), String(first), 'read when the second network joined');
  assert.equal(recordsOf(lab)[2]?.get('Acct-Input-Octets'), String(first + second + third));
  assert.equal(new Set(recordsOf(lab).map((one) => one.get('Acct-Session-Id'))).size, 1);
  assert.equal(await messages(daemon), 2);
});

async function dial(peer: Peer, lab: Lab): Promise<string> {
  await loadSalesClient(peer);
  assert.equal(await peer.up('net'), true, lab.gateway.log());
  return (await peer.address()) ?? '';
}

/** The conn-id of the SA that is up. */
const connId = async (daemon: Daemon): Promise<string | undefined> =>
  /QM_IDLE +(\d+) ACTIVE$/m.exec((await daemon.run('show crypto isakmp sa')).text)?.[1];

test('IKEv1: new keys for children and for IKE, which is reauthentication, are one session with one Start', async (t) => {
  const { lab, daemon } = await gateway(t);
  const { branch: peer } = lab;
  const address = await dial(peer, lab);
  await got(lab, 1);
  const end = { host: lab.gateway, address: inside.gateway };
  const here = { host: peer.host, address };
  let sent = await trafficBetween(here, end, 3);
  for (let count = 1; count <= 3; count++) {
    assert.ok((await peer.vici.rekey({ child: 'net' })).ok);
    await eventually('the children are rekeyed', async () =>
      (lab.gateway.log().match(/CHILD_SA .* established/g)?.length ?? 0) > count ? true : undefined,
    );
    sent += await trafficBetween(here, end, 2);
  }
  for (let count = 1; count <= 2; count++) {
    const before = await connId(daemon);
    assert.ok((await peer.vici.rekey({ ike: 'gw' })).ok);
    await eventually('another IKE SA', async () => {
      const now = await connId(daemon);
      return now !== undefined && now !== before ? true : undefined;
    });
    sent += await trafficBetween(here, end, 4);
  }
  // The old IKE SA goes some ten seconds after it was replaced, without a word about children.
  await eventually(
    'one IKE SA',
    async () =>
      (await daemon.run('show crypto isakmp sa count')).text.includes("Active ISAKMP SA's: 1\n") ? true : undefined,
    30,
  );
  sent += await trafficBetween(here, end, 1);
  const shown = (await daemon.run('show crypto session')).text;
  assert.match(
    shown,
    /Username: joe\nProfile: sales\nGroup: SALES\nAssigned address: 10\.99\.0\.1\nSession status: UP-ACTIVE/,
  );
  assert.deepEqual(kinds(lab), ['Start']);
  assert.equal(await messages(daemon), 1);
  await peer.down('gw');
  await got(lab, 2);
  assert.deepEqual(kinds(lab), ['Start', 'Stop']);
  const stop = recordsOf(lab)[1];
  assert.deepEqual(
    [
      stop?.get('User-Name'),
      stop?.get('Framed-IP-Address'),
      stop?.get('Acct-Input-Octets'),
      stop?.get('Acct-Output-Octets'),
    ],
    ['joe', address, String(sent), String(sent)],
  );
  assert.equal(await messages(daemon), 2);
});
