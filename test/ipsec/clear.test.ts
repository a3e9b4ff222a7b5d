/** What is shown of tunnels on real charons, and that clearing them ends them at both ends, whatever servers and peers do. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { IkeSa } from '../../src/protocols/vici/index.ts';
import { eventually } from '../e2e/waiting.ts';
import type { Daemon } from '../rigs/daemon.ts';
import { inside, ipsecLab, type Lab, type Peer, trafficBetween } from './lab.ts';
import { loadSites, siteLines } from './two-sites.ts';

/** A site with IKEv1 and one with IKEv2, both accounted for. */
const lines = `aaa accounting network VPN start-stop group radius
${siteLines('VPN')}crypto map LAB client accounting list VPN
crypto map LAB 10 ipsec-isakmp
 set peer 10.9.0.2
 set transform-set TS
 match address 101
crypto map LAB 20 ipsec-isakmp
 set peer 10.9.0.3
 set transform-set TS
 set ikev2-profile CLIENT
 match address 102
access-list 101 permit ip 10.1.0.0 0.0.0.255 10.2.0.0 0.0.0.255
access-list 102 permit ip 10.1.0.0 0.0.0.255 10.3.0.0 0.0.0.255
interface FastEthernet0/0
 ip address 10.9.0.1 255.255.255.0
 crypto map LAB
`;

/** Sets both tunnels up. `ids`: what their records are known by, that of IKEv1 first. */
async function connected(
  t: TestContext,
): Promise<{ readonly lab: Lab; readonly daemon: Daemon; readonly ids: readonly string[] }> {
  const lab = await ipsecLab(t);
  const daemon = await lab.tollgate(lines);
  const { branch, client, gateway } = lab;
  await loadSites(lab, { local_addrs: ['10.9.0.3'] });
  assert.equal(await branch.up('net'), true, gateway.log());
  await records(lab, 'Start', 1);
  assert.equal(await client.up('net'), true, gateway.log());
  const starts = await records(lab, 'Start', 2);
  const ids = starts.map((one) => one.get('Acct-Session-Id') ?? '');
  return { lab, daemon, ids };
}

const sasOf = async ({ vici }: Peer): Promise<readonly IkeSa[]> => {
  const sas = await vici.listSas();
  assert.ok(sas.ok);
  return sas.value.filter(({ state }) => state !== 'DELETING');
};
/** Inbound SPIs, as they are now. */
const spisOf = async (peer: Peer): Promise<readonly string[]> =>
  (await sasOf(peer)).flatMap(({ children }) => children.map(({ spiIn = '' }) => spiIn));

const hex = (spi: string): string => `0x${spi.replace(/^0+/, '').toUpperCase()}`;

/** Records of a kind at FreeRADIUS, once so many have come: the attributes of each. */
const records = (lab: Lab, kind: string, count: number): Promise<ReadonlyMap<string, string>[]> =>
  eventually(`${count} ${kind}`, () => {
    const all = lab.freeradius.readDetail().map(({ attributes }) => new Map(attributes));
    const found = all.filter((one) => one.get('Acct-Status-Type') === kind);
    return found.length >= count ? found : undefined;
  });

const text = async (daemon: Daemon, command: string): Promise<string> => (await daemon.run(command)).text;

test('what is shown is what charon has; clearing a session ends it at both ends at once, with the server silent', async (t) => {
  const { lab, daemon, ids } = await connected(t);
  const { branch, client, gateway } = lab;
  const gatewayEnd = { host: gateway, address: inside.gateway };
  const sent = await trafficBetween({ host: branch.host, address: inside.branch }, gatewayEnd, 5);
  await trafficBetween({ host: client.host, address: '10.3.0.1' }, gatewayEnd, 7);

  const [branchSpi = ''] = await spisOf(branch);
  const [clientSpi = ''] = await spisOf(client);
  const detail = await text(daemon, 'show crypto session detail');
  assert.match(
    detail,
    /^Interface: FastEthernet0\/0\nUptime: 00:00:\d\d\nSession status: UP-ACTIVE {5}\nPeer: 10\.9\.0\.2 port 4500 fvrf: \(none\) ivrf: \(none\)\n {6}Phase1_id: 10\.9\.0\.2\n {6}Desc: the branch office\n {2}Session ID: 1 {2}\n {2}IKEv1 SA: local 10\.9\.0\.1\/4500 remote 10\.9\.0\.2\/4500 Active \n/m,
  );
  assert.match(
    detail,
    /#pkts dec'ed 5 drop 0 [\s\S]*#pkts enc'ed 5 drop 0 [\s\S]*Profile: CLIENT[\s\S]*ivrf: red[\s\S]*#pkts dec'ed 7 [\s\S]*#pkts enc'ed 7 /,
  );
  assert.match(
    await text(daemon, 'show crypto session brief'),
    /^ivrf = red\n.*\n10\.9\.0\.3 +Fa0\/0 +client\.lab +00:00:\d\d UA$/m,
  );
  assert.match(await text(daemon, 'show crypto isakmp sa'), /^10\.9\.0\.1 +10\.9\.0\.2 +QM_IDLE +\d+ ACTIVE$/m);
  assert.match(
    await text(daemon, 'show crypto isakmp sa detail'),
    /^\d+ +10\.9\.0\.1 +10\.9\.0\.2 +ACTIVE aes +sha +psk +14 +\d\d:\d\d:\d\d N/m,
  );
  assert.match(
    await text(daemon, 'show crypto isakmp peers'),
    /^Peer: 10\.9\.0\.2 Port: 4500 Local: 10\.9\.0\.1\n {2}Description: the branch office\n {2}Phase1 id: 10\.9\.0\.2\n {2}flags: PEER_POLICY$/m,
  );
  const ikev2 = await text(daemon, 'show crypto ikev2 session detailed');
  assert.match(
    ikev2,
    /Encr: AES-CBC, keysize: 256, PRF: SHA512, Hash: SHA512, DH Grp:19, Auth sign: PSK, Auth verify: PSK/,
  );
  assert.ok(ikev2.includes(`/${hex(clientSpi)}  `), `${clientSpi} in\n${ikev2}`);
  assert.match(
    ikev2,
    /Child sa: local selector {2}10\.1\.0\.0\/0 - 10\.1\.0\.255\/65535\n {10}remote selector 10\.3\.0\.0\/0 - 10\.3\.0\.255\/65535\n/,
  );
  const ipsec = await text(daemon, 'show crypto ipsec sa peer 10.9.0.2');
  assert.match(
    ipsec,
    /#pkts encaps: 5, [\s\S]*transform: esp-256-aes esp-sha256-hmac ,\n {8}in use settings =\{Tunnel UDP-Encaps, \}/,
  );
  assert.ok(ipsec.includes(`current outbound spi: ${hex(branchSpi)}(`), `${branchSpi} in\n${ipsec}`);
  assert.equal(
    await text(daemon, 'clear crypto session remote 10.9.0.2 dry-run'),
    'Would clear 1 session: 1 IKE SA, 1 pair of IPsec SAs\n',
  );
  assert.deepEqual([(await sasOf(branch)).length, (await sasOf(client)).length], [1, 1]);
  // All that is given must fit, in show as in clear; a profile of the other version of IKE is another one.
  for (const [words, peers] of [
    ['', ['10.9.0.2', '10.9.0.3']],
    ['local 10.9.0.1', ['10.9.0.2', '10.9.0.3']],
    ['local 10.9.0.1 port 500', []],
    ['remote 10.9.0.3 port 4500 local 10.9.0.1', ['10.9.0.3']],
    ['remote 10.9.0.3 ivrf blue', []],
    ['ivrf red', ['10.9.0.3']],
    ['fvrf red', []],
    ['interface fa0/0 remote 10.9.0.2', ['10.9.0.2']],
    ['interface fa0/1', []],
    ['ikev2 profile CLIENT', ['10.9.0.3']],
    ['isakmp profile CLIENT', []],
    ['isakmp group CLIENT', []],
    ['username client.lab', []],
  ] as const) {
    const shown = await text(daemon, `show crypto session ${words}`);
    assert.deepEqual(
      [...shown.matchAll(/^Peer: (\S+) /gm)].map(([, peer]) => peer),
      peers,
      words,
    );
    assert.match(
      await text(daemon, `clear crypto session ${words} dry-run`),
      new RegExp(`^Would clear ${peers.length} session`),
      words,
    );
  }
  const addressees = async (words: string): Promise<readonly string[]> =>
    [...(await text(daemon, `show crypto ipsec sa ${words}`)).matchAll(/current_peer (\S+) /g)].map(
      ([, peer = '']) => peer,
    );
  assert.deepEqual(await addressees('map LAB'), ['10.9.0.2', '10.9.0.3']);
  assert.deepEqual(await addressees('vrf red interface fa0/0'), ['10.9.0.3']);
  assert.deepEqual(await addressees('map OTHER'), []);
  assert.match(await text(daemon, 'show crypto ikev2 sa local 10.9.0.1 detail'), /Remote id: client\.lab/);
  assert.doesNotMatch(await text(daemon, 'show crypto ikev2 sa remote 10.9.0.2'), /READY/);

  await daemon.run('debug crypto isakmp aaa');
  lab.freeradius.pause();
  t.after(() => lab.freeradius.resume());
  const began = Date.now();
  assert.equal(await text(daemon, 'clear crypto session remote 10.9.0.2'), '');
  const took = Date.now() - began;
  t.diagnostic(`clear crypto session, server silent: ${took} ms, console connection included`);
  assert.ok(took < 2000, `${took} ms`);
  assert.deepEqual([(await sasOf(branch)).length, (await sasOf(lab.charon)).length], [0, 1]);
  assert.equal((await sasOf(client)).length, 1, 'the other session is left alone');
  assert.match(await text(daemon, 'show crypto session remote 10.9.0.2'), /^Session status: DOWN +$/m);
  const logged = await text(daemon, 'show logging');
  const peer = 'Peer 10.9.0.2:4500 Description: the branch office Id: 10.9.0.2';
  assert.deepEqual(
    logged.match(/%CRYPTO-5-SESSION_STATUS: .* Peer 10\.9\.0\.2.*/g),
    ['UP', 'DOWN'].map((what) => `%CRYPTO-5-SESSION_STATUS: Crypto session is ${what}. ${peer}`),
  );
  assert.match(logged, /ISAKMP AAA: session 1 peer 10\.9\.0\.2:4500 id 10\.9\.0\.2: Accounting Stopped, clear/);
  assert.match(await text(daemon, 'undebug crypto isakmp aaa'), /Crypto ISAKMP AAA debugging is off/);
  assert.equal(lab.freeradius.readDetail().length, 2, 'the server has said nothing yet');

  lab.freeradius.resume();
  const [stop] = await records(lab, 'Stop', 1);
  assert.equal(stop?.get('Acct-Session-Id'), ids[0]);
  assert.equal(stop?.get('Acct-Terminate-Cause'), 'Admin-Reset');
  assert.equal(stop?.get('Acct-Input-Octets'), String(sent));
  assert.equal(stop?.get('Acct-Output-Octets'), String(sent));

  // IPsec SAs alone: the session is idle, and over for the books.
  assert.equal(await text(daemon, 'clear crypto sa peer 10.9.0.3'), '');
  assert.deepEqual([await spisOf(client), (await sasOf(client)).length], [[], 1]);
  assert.match(await text(daemon, 'show crypto session ivrf red'), /^Session status: UP-IDLE +$/m);
  assert.equal(await text(daemon, 'clear crypto ikev2 sa remote 10.9.0.3'), '');
  await eventually('the client knows', async () => ((await sasOf(client)).length === 0 ? true : undefined));
  const stops = await records(lab, 'Stop', 2);
  assert.equal((await text(daemon, 'show logging')).match(/ISAKMP AAA: /g)?.length, 1, 'debugging is off');
  assert.deepEqual(
    stops.map((one) => one.get('Acct-Session-Id')),
    ids,
  );
});

test('a peer that does not answer is not waited for: its SAs are gone here, and the Stop is sent', async (t) => {
  const { lab, daemon, ids } = await connected(t);
  lab.client.host.freeze();
  t.after(() => lab.client.host.thaw());
  const began = Date.now();
  assert.equal(await text(daemon, 'clear crypto session ikev2 profile CLIENT'), '');
  const took = Date.now() - began;
  t.diagnostic(`clear crypto session, peer silent: ${took} ms`);
  assert.ok(took < 6000, `${took} ms`);
  assert.deepEqual(
    (await sasOf(lab.charon)).map(({ remote }) => remote.host),
    ['10.9.0.2'],
  );
  const [stop] = await records(lab, 'Stop', 1);
  assert.equal(stop?.get('Acct-Session-Id'), ids[1]);
  // conn-ids are charon's numbers; the SA of IKEv1 goes with its IPsec SAs.
  const [, id] = /QM_IDLE +(\d+) /.exec(await text(daemon, 'show crypto isakmp sa')) ?? [];
  assert.equal(await text(daemon, `clear crypto isakmp ${id}`), '');
  await eventually('the branch knows', async () => ((await sasOf(lab.branch)).length === 0 ? true : undefined));
  await records(lab, 'Stop', 2);
});
