/** Records of remote clients at a real FreeRADIUS, attribute by attribute beside the guide's; what `debug radius` prints of them. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { eventually } from '../e2e/waiting.ts';
import { certificates, inside, ipsecLab, type Lab, type Peer, trafficBetween } from './lab.ts';

const users = `joe@cclient Cleartext-Password := "joe-word"
      Class = "gold",
      Acct-Interim-Interval = 60
eve Cleartext-Password := "eve-word"
`;

const lines = (pki: string): string => `aaa authentication login CLIENTS group radius
aaa authorization network here local
aaa accounting network VPN start-stop group radius
aaa accounting update periodic 1
aaa accounting jitter maximum 0
radius-server vsa send accounting
aaa session-id common
ip local pool vpn 10.13.13.1 10.13.13.50
crypto isakmp policy 1
 encryption aes
 authentication pre-share
 group 14
crypto isakmp client configuration group cclient
 key cclient-secret
 pool vpn
crypto isakmp profile cclient
 vrf cisco
 match identity group cclient
 client authentication list CLIENTS
 isakmp authorization list here
 client configuration address respond
 accounting VPN
crypto pki trustpoint LAB
 certificate file ${pki}/gw.lab.pem
 private-key file ${pki}/gw.lab.key
 ca-certificate file ${pki}/ca.pem
 revocation-check none
crypto ikev2 authorization policy EAPS
 pool vpn
crypto ikev2 profile USERS
 match identity remote key-id roadwarriors
 identity local fqdn gw.lab
 authentication remote eap query-identity
 authentication local rsa-sig
 pki trustpoint LAB
 ivrf cisco
 aaa authentication eap CLIENTS
 aaa authorization group eap list here EAPS
 aaa accounting eap VPN
crypto ipsec transform-set TS esp-aes 256 esp-sha256-hmac
crypto dynamic-map remotes 1
 set transform-set TS
 set isakmp-profile cclient
crypto dynamic-map remotes 2
 set transform-set TS
 set ikev2-profile USERS
crypto map LAB 10 ipsec-isakmp dynamic remotes
interface FastEthernet0/0.1
 ip address 10.9.0.1 255.255.255.0
 device eth0
 crypto map LAB
`;
const esp = ['aes256-sha256'];

/** Attributes that FreeRADIUS adds, and times, which are looked at apart. */
const apart = /^(Acct-Unique-Session-Id|Event-Timestamp|Acct-Delay-Time|Acct-Session-Time)$/;

const recordsOf = (lab: Lab, user: string): readonly (readonly string[])[] =>
  lab.freeradius
    .readDetail()
    .filter(({ attributes }) => attributes.some(([name, value]) => name === 'User-Name' && value === user))
    .map(({ attributes }) => attributes.filter(([name]) => !apart.test(name)).map((pair) => pair.join('=')));

/** Lines that are in no dump of the guide; tables 2 and 3 have the first, the others every network session has. */
const beyond = /^(Cisco-AVPair=isakmp-phase1-id|Acct-Authentic|NAS-Port-Type|NAS-Port-Id|Class)=/;

/** What the guide's dumps have, in their order; who it is comes in all three here, as table 2 wants. */
const guide = (who: readonly string[], rest: readonly string[]): readonly string[] => [
  ...who,
  'Cisco-AVPair=connect-progress=No Progress',
  ...rest,
  'Cisco-NAS-Port=FastEthernet0/0.1',
  'NAS-Port=0',
  'NAS-IP-Address=127.0.0.1',
];
const traffic = (octets: number): readonly string[] => [
  `Acct-Input-Octets=${octets}`,
  `Acct-Output-Octets=${octets}`,
  'Acct-Input-Packets=5',
  'Acct-Output-Packets=5',
  'Acct-Input-Gigawords=0',
  'Acct-Output-Gigawords=0',
];

/** Traffic both ways with the address that a client was given. */
async function someTraffic(lab: Lab, peer: Peer): Promise<{ readonly address: string; readonly octets: number }> {
  const address = (await peer.address()) ?? '';
  assert.match(address, /^10\.13\.13\.\d+$/);
  const octets = await trafficBetween({ host: peer.host, address }, { host: lab.gateway, address: inside.gateway });
  return { address, octets };
}

/** The three records of a session with an interim: everything in them, names, order and values. */
async function threeRecords(
  lab: Lab,
  peer: Peer,
  ike: string,
  { address, octets }: { readonly address: string; readonly octets: number },
  who: { readonly user: string; readonly group: string; readonly phase1: string; readonly initiator: string },
  more: readonly string[],
): Promise<void> {
  await eventually('the interim', () => (recordsOf(lab, who.user).length >= 2 ? true : undefined), 75);
  await peer.down(ike);
  const records = await eventually('all three', () => {
    const there = recordsOf(lab, who.user);
    return there.length >= 3 ? there : undefined;
  });
  const { id } = { id: records[0]?.[0] ?? '' };
  assert.match(id, /^Acct-Session-Id=[\dA-F]{8}$/);
  const head = [
    ...[id, `Cisco-AVPair=isakmp-group-id=${who.group}`, `Framed-IP-Address=${address}`, 'Cisco-AVPair=vrf-id=cisco'],
    `Cisco-AVPair=isakmp-initator-ip=${who.initiator}`,
  ];
  const user = `User-Name=${who.user}`;
  assert.deepEqual(
    records.map((record) => record.filter((line) => !beyond.test(line))),
    [
      guide(head, [user, 'Acct-Status-Type=Start']),
      guide(head, [user, ...traffic(octets), 'Acct-Status-Type=Interim-Update']),
      guide(head, [
        ...[user, ...traffic(octets), 'Acct-Terminate-Cause=User-Request'],
        ...['Cisco-AVPair=disc-cause-ext=No Reason', 'Acct-Status-Type=Stop'],
      ]),
    ],
  );
  for (const record of records)
    assert.deepEqual(
      record.filter((line) => beyond.test(line)),
      [
        ...[`Cisco-AVPair=isakmp-phase1-id=${who.phase1}`, 'Acct-Authentic=RADIUS', 'NAS-Port-Type=Virtual'],
        ...['NAS-Port-Id=FastEthernet0/0.1', ...more],
      ],
    );
}

/** Lines of `show logging` about one packet: time stamps, authenticators, ports and times are not compared. */
const packets = (log: string, id: string): readonly string[] =>
  log
    .split('\n')
    .map((line) => line.replace(/^\*\w+ +\d+ [\d:.]+: /, ''))
    .join('\n')
    .split(/^(?=RADIUS\(\w+\): Using existing)|(?<!Config NAS IP: [\d.]+\n)^(?=RADIUS\(\w+\): sending)/m)
    .filter((part) => part.includes(`"${id}"`) && part.includes('Accounting-Request'));

test('records of IKEv1 with XAUTH, mode configuration and a group, and of IKEv2 with EAP; debug radius', async (t) => {
  const lab = await ipsecLab(t, { users });
  const pki = certificates(join(lab.directory, 'pki'), ['gw.lab']);
  const daemon = await lab.tollgate(lines(join(lab.directory, 'pki')));
  const { client, branch } = lab;
  await branch.load('load-shared', { id: 'group', type: 'IKE', data: 'cclient-secret', owners: ['10.9.0.1'] });
  await branch.load('load-shared', { id: 'joe', type: 'XAUTH', data: 'joe-word', owners: ['joe@cclient'] });
  await branch.load('load-conn', {
    gw: {
      ...{ version: '1', aggressive: 'yes', local_addrs: ['10.9.0.2'], remote_addrs: ['10.9.0.1'] },
      ...{ proposals: ['aes128-sha1-modp2048'], vips: ['0.0.0.0'] },
      ...{ local: { auth: 'psk', id: 'keyid:cclient' }, 'local-xauth': { auth: 'xauth', xauth_id: 'joe@cclient' } },
      ...{ remote: { auth: 'psk', id: '10.9.0.1' } },
      children: { net: { remote_ts: ['10.1.0.0/24'], esp_proposals: esp } },
    },
  });
  await client.load('load-cert', { type: 'X509', flag: 'CA', data: pki.read('ca.pem') });
  await client.load('load-shared', { id: 'eve', type: 'EAP', data: 'eve-word', owners: ['eve'] });
  await client.load('load-conn', {
    user: {
      ...{ version: '2', local_addrs: ['10.9.0.3'], remote_addrs: ['10.9.0.1'], vips: ['0.0.0.0'] },
      ...{ proposals: ['aes256-sha512-ecp256'], remote: { auth: 'pubkey', id: 'gw.lab' } },
      local: { auth: 'eap-mschapv2', id: 'keyid:roadwarriors', eap_id: 'eve' },
      children: { eap: { remote_ts: ['10.1.0.0/24'], esp_proposals: esp } },
    },
  });
  await daemon.run('debug radius accounting');
  assert.equal(await branch.up('net'), true, lab.gateway.log());
  assert.equal(await client.up('eap'), true, lab.gateway.log());
  const joe = { user: 'joe@cclient', group: 'cclient', phase1: 'cclient', initiator: '10.9.0.2' };
  const eve = { user: 'eve', group: 'EAPS', phase1: 'roadwarriors', initiator: '10.9.0.3' };
  const [ofJoe, ofEve] = [await someTraffic(lab, branch), await someTraffic(lab, client)];
  await Promise.all([
    threeRecords(lab, branch, 'gw', ofJoe, joe, ['Class=0x676f6c64']),
    threeRecords(lab, client, 'user', ofEve, eve, []),
  ]);

  const [, id = ''] = /=(.*)/.exec(recordsOf(lab, 'eve')[0]?.[0] ?? '') ?? [];
  const [start = '', update = '', stop = ''] = packets((await daemon.run('show logging')).text, id);
  const pair = (length: number, text: string): string =>
    `RADIUS:  Vendor, Cisco       [26]  ${length + 6}  \nRADIUS:   Cisco AVpair       [1]   ${length}  "${text}"\n`;
  assert.ok(
    start.includes(
      `RADIUS:  Acct-Session-Id     [44]  10  "${id}"\n${pair(22, 'isakmp-group-id=EAPS')}RADIUS:  Framed-IP-Address   [8]   6   10.13.13.`,
    ),
    start,
  );
  assert.ok(start.includes(pair(29, 'isakmp-initator-ip=10.9.0.3')), start);
  assert.ok(start.includes(pair(30, 'connect-progress=No Progress')), start);
  assert.match(
    start,
    /^RADIUS\((\w{8})\): sending\nRADIUS\(\1\): Send Accounting-Request to [\d.:]+ id \d+\/\d+, len \d+\n/,
  );
  assert.match(start, /^RADIUS: {2}Acct-Status-Type {4}\[40\] {2}6 {3}Start {21}\[1\]$/m);
  assert.match(
    start,
    /^RADIUS: {2}Vendor, Cisco {7}\[26\] {2}25 {2}\nRADIUS: {3}cisco-nas-port {5}\[2\] {3}19 {2}"FastEthernet0\/0\.1"$/m,
  );
  for (const [what, name, value] of [
    [update, 'Watchdog ', 3],
    [stop, 'Stop ', 2],
  ] as const) {
    assert.match(
      what,
      /^RADIUS\((\w{8})\): Using existing nas_port 0\nRADIUS\(\1\): Config NAS IP: 127\.0\.0\.1\nRADIUS\(\1\): sending\nRADIUS\(\1\): Send Accounting-Request to /,
    );
    assert.match(what, /^RADIUS: {2}Acct-Output-Packets \[48\] {2}6 {3}5 +$/m);
    assert.match(what, /^RADIUS: {2}Acct-Output-Giga-Wor\[53\] {2}6 {3}0 +$/m);
    assert.ok(what.includes(`RADIUS:  Acct-Status-Type    [40]  6   ${name.padEnd(26)}[${value}]\n`), what);
    assert.match(
      what,
      /\nRADIUS: Received from id \d+\/\d+ [\d.:]+, Accounting-response, len 20\nRADIUS: {2}authenticator /,
    );
  }
  assert.ok(stop.includes(pair(26, 'disc-cause-ext=No Reason')), stop);
});
