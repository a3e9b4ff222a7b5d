/**
 * Runs in a guest kernel that has ESP, VRFs and virtual tunnel interfaces (routing-tables.test.ts): two tunnels of one
 * gateway, for two customers who use the same network behind it. One customer's is a Linux VRF, the other's a namespace.
 */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { eventually } from '../e2e/waiting.ts';
import { type End, innerHeaders, sendUdp } from '../rigs/charon.ts';
import { shell } from '../rigs/in-guest.ts';
import { cable, makeNamespaces, type Namespace } from '../rigs/namespaces.ts';
import { loadModulesByName } from './guest-kernel.ts';
import { ipsecLab, type Lab, type Peer } from './lab.ts';

loadModulesByName();

const branchOf = (name: string, address: string): string => `crypto ikev2 keyring ${name}
 peer ${name}
  address ${address}
  pre-shared-key ${name}-key
crypto ikev2 profile ${name}
 match identity remote fqdn ${name}.lab
 identity local fqdn gw.lab
 authentication remote pre-share
 authentication local pre-share
 keyring local ${name}
 ivrf ${name}
 aaa accounting psk books
`;

/** @param blue Linux's name of that namespace */
const lines = (blue: string): string => `aaa accounting network books start-stop group radius
radius-server vsa send accounting
crypto logging session
vrf definition front
vrf definition red
 linux vrf red0
vrf definition blue
 linux namespace ${blue}
access-list 101 permit ip 10.1.0.0 0.0.0.255 10.2.0.0 0.0.0.255
crypto ipsec transform-set TS esp-aes 256 esp-sha256-hmac
${branchOf('red', '10.9.0.2')}${branchOf('blue', '10.9.0.3')}crypto map LAB 10 ipsec-isakmp
 set peer 10.9.0.2
 set transform-set TS
 set ikev2-profile red
 match address 101
crypto map LAB 20 ipsec-isakmp
 set peer 10.9.0.3
 set transform-set TS
 set ikev2-profile blue
 match address 101
interface FastEthernet0/0
 vrf forwarding front
 ip address 10.9.0.1 255.255.255.0
 crypto map LAB
`;

interface Customer {
  /** Of his routing table, of his branch's key and identity. */
  readonly name: string;
  readonly branch: Peer;
  /** The branch's end, and that behind the gateway. */
  readonly there: End;
  readonly here: End;
  /** Packets that the test sends: from the branch, and to it. */
  readonly come: number;
  readonly go: number;
}

/** Makes the customers' networks, with a virtual tunnel interface in each. */
function customersOf(
  t: TestContext,
  { gateway, branch, client }: Lab,
): { all: readonly Customer[]; namespace: string } {
  const { behind, blue } = makeNamespaces(t, ['behind', 'blue']);
  const gw = gateway.network;
  const vti = (name: string, remote: string, key: string): void => {
    gw.ip('link', 'add', name, 'type', 'vti', 'local', '10.9.0.1', 'remote', remote, 'key', key);
  };
  // As in any box with VRFs: their tables come before the addresses of the box itself.
  gw.ip('rule', 'add', 'preference', '32765', 'table', 'local');
  gw.ip('rule', 'delete', 'preference', '0');
  // The gateway routes between a host of the customer and the tunnel, by the VRF's table.
  gw.ip('link', 'add', 'red0', 'type', 'vrf', 'table', '10');
  gw.ip('link', 'set', 'red0', 'up');
  vti('red1', '10.9.0.2', '42');
  gw.ip('link', 'set', 'red1', 'master', 'red0', 'up');
  cable({ within: gw, name: 'red2' }, { within: behind, name: 'eth0', address: '10.1.0.1/24' });
  gw.ip('link', 'set', 'red2', 'master', 'red0');
  gw.ip('address', 'add', '10.1.0.254/24', 'dev', 'red2');
  gw.ip('route', 'add', '10.2.0.0/24', 'dev', 'red1', 'vrf', 'red0');
  behind.ip('route', 'add', 'default', 'via', '10.1.0.254');
  shell(`ip netns exec ${gw.name} sysctl -qw net.ipv4.ip_forward=1`);
  // What is in a namespace is the customer's alone; its packets cross over in the tunnel interface.
  vti('blue1', '10.9.0.3', '43');
  gw.ip('link', 'set', 'blue1', 'netns', blue.name);
  blue.ip('link', 'set', 'blue1', 'up');
  blue.ip('address', 'add', '10.1.0.1/24', 'dev', 'lo');
  blue.ip('route', 'add', '10.2.0.0/24', 'dev', 'blue1', 'src', '10.1.0.1');
  client.host.network.ip('address', 'add', '10.2.0.1/24', 'dev', 'lo');
  const there = '10.2.0.1';
  const here = (network: Namespace): End => ({ host: { network }, address: '10.1.0.1' });
  return {
    all: [
      {
        ...{ name: 'red', branch, there: { host: branch.host, address: there }, here: here(behind) },
        ...{ come: 7, go: 4 },
      },
      {
        ...{ name: 'blue', branch: client, there: { host: client.host, address: there }, here: here(blue) },
        ...{ come: 3, go: 9 },
      },
    ],
    namespace: blue.name,
  };
}

async function load({ name, branch: { host, load } }: Customer): Promise<void> {
  await load('load-shared', { id: 'k', type: 'IKE', data: `${name}-key`, owners: ['gw.lab'] });
  await load('load-conn', {
    gw: {
      ...{ version: '2', local_addrs: [host.address], remote_addrs: ['10.9.0.1'], proposals: ['aes256-sha512-ecp256'] },
      ...{ local: { auth: 'psk', id: `${name}.lab` }, remote: { auth: 'psk', id: 'gw.lab' } },
      children: { net: { local_ts: ['10.2.0.0/24'], remote_ts: ['10.1.0.0/24'], esp_proposals: ['aes256-sha256'] } },
    },
  });
}

const payload = 100;

test('the tunnel of a VRF and that of a namespace: packets stay apart, and so do the books', async (t) => {
  // Routes are the routing tables' here; those that charon makes would lead around the tunnel interfaces.
  const lab = await ipsecLab(t, { kernelEsp: true, settings: 'install_routes = no' });
  const { all, namespace } = customersOf(t, lab);
  const daemon = await lab.tollgate(lines(namespace));
  const told = (await daemon.run('show crypto vici')).text;
  assert.match(told, /Loaded: 2 of 2 connections/);
  assert.doesNotMatch(told, /Not loaded|Refused/);
  for (const customer of all) {
    await load(customer);
    assert.equal(await customer.branch.up('net'), true, lab.gateway.log());
  }
  for (const { there, here, come, go } of all) {
    await sendUdp({ from: there, to: here, packets: come, payload });
    await sendUdp({ from: here, to: there, packets: go, payload });
  }
  const shown = (await daemon.run('show crypto session detail')).text;
  for (const { name, branch, come, go } of all) {
    const { address } = branch.host;
    const one = shown.split(/^Interface: /m).find((text) => text.includes(`Peer: ${address} `)) ?? '';
    assert.match(one, /Session status: UP-ACTIVE/, shown);
    assert.match(one, new RegExp(`fvrf: front ivrf: ${name}$`, 'm'));
    assert.match(one, new RegExp(`#pkts dec'ed ${come} [\\s\\S]*#pkts enc'ed ${go} `));
    const chosen = (await daemon.run(`show crypto session fvrf front ivrf ${name} brief`)).text;
    assert.deepEqual(chosen.match(/10\.9\.0\.[23]/g), [address]);
  }

  for (const { branch } of all) await branch.down('gw');
  const records = await eventually('two Stops', () => {
    const read = lab.freeradius.readDetail().map(({ attributes }) => attributes);
    return read.length >= 4 ? read : undefined;
  });
  const log = (await daemon.run('show logging')).text;
  for (const { name, branch, come, go } of all) {
    const { address } = branch.host;
    const has = (text: string) => (record: (typeof records)[number]) => record.some(([, value]) => value === text);
    const mine = records.filter(has(`vrf-id=${name}`));
    assert.deepEqual(
      mine.map((record) => new Map(record).get('Acct-Status-Type')),
      ['Start', 'Stop'],
    );
    assert.ok(mine.every(has(`isakmp-initator-ip=${address}`)));
    const stop = new Map(mine[1]);
    assert.deepEqual(
      ['Input-Packets', 'Input-Octets', 'Output-Packets', 'Output-Octets'].map((it) => stop.get(`Acct-${it}`)),
      [come, come * (payload + innerHeaders), go, go * (payload + innerHeaders)].map(String),
    );
    const status = new RegExp(`is (UP|DOWN)\\. +Peer ${address}:\\d+ fvrf=front ivrf=${name} `, 'g');
    assert.deepEqual(
      [...log.matchAll(status)].map(([, change]) => change),
      ['UP', 'DOWN'],
      log,
    );
  }
});
