/** Two clients behind a real NAT (nftables): the gateway sees one address with two ports. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { eventually } from '../e2e/waiting.ts';
import type { Daemon } from '../rigs/daemon.ts';
import { cable, makeNamespaces } from '../rigs/namespaces.ts';
import { inside, ipsecLab, type Lab, type Peer, trafficBetween } from './lab.ts';

const outside = '10.9.0.100';
const lines = `aaa accounting network VPN start-stop group radius
crypto logging session
crypto isakmp peer address ${outside}
 description the shared house
crypto ikev2 keyring RING
 peer anybody
  address 0.0.0.0 0.0.0.0
  pre-shared-key house-key
crypto ikev2 profile HOUSE
 match identity remote fqdn domain lab
 identity local fqdn gw.lab
 authentication remote pre-share
 authentication local pre-share
 keyring local RING
 aaa accounting psk VPN
crypto ipsec transform-set TS esp-aes esp-sha-hmac
crypto dynamic-map remotes 1
 set transform-set TS
 set ikev2-profile HOUSE
crypto map LAB 10 ipsec-isakmp dynamic remotes
interface FastEthernet1/1
 ip address 10.9.0.1 255.255.255.0
 crypto map LAB
`;

/** Moves a client from the LAN to a wire behind the house's router. */
function move(peer: Peer, address: string, within: string): void {
  const { network } = peer.host;
  network.ip('address', 'flush', 'dev', 'eth0');
  network.ip('address', 'add', `${address}/24`, 'dev', 'inner');
  network.ip('route', 'add', 'default', 'via', within);
}

async function dial(peer: Peer, name: string, net: string, lab: Lab): Promise<void> {
  await peer.load('load-shared', { id: 'k', type: 'IKE', data: 'house-key', owners: ['gw.lab'] });
  await peer.load('load-conn', {
    gw: {
      ...{ version: '2', remote_addrs: ['10.9.0.1'], proposals: ['aes256-sha512-ecp256'], mobike: 'no' },
      ...{ local: { auth: 'psk', id: name }, remote: { auth: 'psk', id: 'gw.lab' } },
      children: { net: { local_ts: [net], remote_ts: ['10.1.0.0/24'], esp_proposals: ['aes128-sha1'] } },
    },
  });
  assert.equal(await peer.up('net'), true, lab.gateway.log());
}

const text = async (daemon: Daemon, command: string): Promise<string> => (await daemon.run(command)).text;

test('two clients behind one address: a session each, told apart by port, and one description', async (t) => {
  const lab = await ipsecLab(t);
  const { branch, client } = lab;
  const { house } = makeNamespaces(t, ['house']);
  // Its outside is on the LAN, which is a bridge in a namespace of its own.
  const wire = { ...house, name: house.name.replace(/house$/, 'charonlan') };
  const lan = {
    name: wire.name,
    command: ['ip', 'netns', 'exec', wire.name],
    ip: (...words: string[]) => execFileSync('ip', ['-n', wire.name, ...words], { encoding: 'utf8' }),
  };
  cable({ within: house, name: 'outside', address: `${outside}/24` }, { within: lan, name: 'house', bridge: 'lan' });
  for (const [index, peer] of [branch, client].entries()) {
    const net = `192.168.${index + 1}`;
    cable(
      { within: house, name: `room${index}`, address: `${net}.1/24` },
      { within: peer.host.network, name: 'inner' },
    );
    move(peer, `${net}.2`, `${net}.1`);
  }
  const shell = (script: string): void => {
    const [file = '', ...words] = [...house.command, 'bash', '-ec', script];
    execFileSync(file, words, { stdio: ['ignore', 'ignore', 'pipe'] });
  };
  shell(`echo 1 > /proc/sys/net/ipv4/ip_forward
nft add table ip nat
nft 'add chain ip nat out { type nat hook postrouting priority 100 ; }'
nft add rule ip nat out oifname outside masquerade`);
  client.host.network.ip('address', 'add', '10.3.0.1/24', 'dev', 'lo');
  const daemon = await lab.tollgate(lines);
  await dial(branch, 'one.lab', '10.2.0.0/24', lab);
  await dial(client, 'two.lab', '10.3.0.0/24', lab);
  const end = { host: lab.gateway, address: inside.gateway };
  const one = await trafficBetween({ host: branch.host, address: inside.branch }, end, 3);
  const two = await trafficBetween({ host: client.host, address: '10.3.0.1' }, end, 5);

  const detail = await text(daemon, 'show crypto session detail');
  const ports = [...detail.matchAll(/^Peer: 10\.9\.0\.100 port (\d+) /gm)].map(([, port]) => port ?? '');
  assert.equal(new Set(ports).size, 2, detail);
  assert.equal(detail.match(/^ +Desc: the shared house$/gm)?.length, 2, detail);
  assert.equal(
    (await text(daemon, 'show crypto isakmp peers')).match(/^ {2}Description: the shared house$/gm)?.length,
    2,
  );
  const said = (await text(daemon, 'show logging')).match(/%CRYPTO-5-SESSION_STATUS: .*/g) ?? [];
  assert.deepEqual(
    said.map((line) => line.replace(/:\d+ /, ': ')),
    ['one', 'two'].map(
      (name) =>
        `%CRYPTO-5-SESSION_STATUS: Crypto session is UP. Peer ${outside}: Description: the shared house Id: ${name}.lab`,
    ),
  );

  // One of them is meant by its port, both by the address.
  assert.match(await text(daemon, `clear crypto session remote ${outside} dry-run`), /^Would clear 2 sessions: /);
  const portOfTwo = /Peer: \S+ port (\d+) .*\n +Phase1_id: two\.lab/.exec(detail)?.[1] ?? '';
  assert.equal(await text(daemon, `clear crypto session remote ${outside} port ${portOfTwo}`), '');
  const stops = await eventually('a Stop', () => {
    const all = lab.freeradius.readDetail().map(({ attributes }) => new Map(attributes));
    const found = all.filter((record) => record.get('Acct-Status-Type') === 'Stop');
    return found.length > 0 ? found : undefined;
  });
  assert.deepEqual(
    stops.map((stop) => stop.get('Acct-Input-Octets')),
    [String(two)],
  );
  assert.match(await text(daemon, 'show crypto session brief'), /one\.lab +00:0/);
  await branch.down('gw');
  await eventually('the other Stop', () =>
    lab.freeradius
      .readDetail()
      .some(({ attributes }) =>
        attributes.some(([name, value]) => name === 'Acct-Input-Octets' && value === String(one)),
      )
      ? true
      : undefined,
  );
});
