/**
 * Which list accounts for a tunnel and where its records go; who may end it; what becomes of it when the peer moves,
 * is silent, or charon is stopped.
 */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { eventually } from '../e2e/waiting.ts';
import { radclient } from '../radius-proxy/radclient.ts';
import type { Daemon } from '../rigs/daemon.ts';
import { freePorts } from '../rigs/freeradius.ts';
import { type JsonRecord, readRecords } from '../rigs/records.ts';
import { serverFor } from '../rigs/server.ts';
import { inside, ipsecLab, type Lab, type Peer, trafficBetween } from './lab.ts';

const key = 'a-key-for-tacacs';

/** A site with IKEv1 (10.9.0.2) and one with IKEv2 and MOBIKE (10.9.0.3), with an idle time. */
const sites = `crypto logging session
crypto isakmp policy 1
 encryption aes
 authentication pre-share
 group 14
crypto isakmp key branch-key address 10.9.0.2
crypto isakmp key other-key address 10.9.0.77
crypto isakmp peer address 10.9.0.2
 description the branch office
crypto ikev2 keyring RING
 peer client
  address 10.9.0.3
  pre-shared-key client-key
crypto ikev2 profile CLIENT
 match identity remote fqdn client.lab
 identity local fqdn gw.lab
 authentication remote pre-share
 authentication local pre-share
 keyring local RING
 ivrf red
 aaa accounting psk LATE
crypto ipsec transform-set TS esp-aes 256 esp-sha256-hmac
crypto dynamic-map remotes 1
 set transform-set TS
 set ikev2-profile CLIENT
crypto map LAB client accounting list BOTH
crypto map LAB 10 ipsec-isakmp
 set peer 10.9.0.77
 set peer 10.9.0.2
 set transform-set TS
 match address 101
crypto map LAB 20 ipsec-isakmp dynamic remotes
access-list 101 permit ip 10.1.0.0 0.0.0.255 10.2.0.0 0.0.0.255
interface FastEthernet0/0
 ip address 10.9.0.1 255.255.255.0
 crypto map LAB
`;
const lists = `aaa accounting network BOTH start-stop broadcast group radius group tacacs+
aaa accounting network LATE stop-only group tacacs+
`;
const esp = ['aes256-sha256'];

interface Stage {
  readonly lab: Lab;
  readonly daemon: Daemon;
  /** Port of dynamic authorization; its key is `dynamic`. */
  readonly author: number;
  tacacs(): Promise<readonly JsonRecord[]>;
}

async function stage(t: TestContext, more = ''): Promise<Stage> {
  const lab = await ipsecLab(t);
  const { auth: tacacsPort, acct: author } = await freePorts();
  const file = join(lab.directory, 'security-server.json');
  const store = join(lab.directory, 'store');
  const clients = [{ address: '127.0.0.0/8', tacacsKey: key }];
  writeFileSync(file, JSON.stringify({ listen: '127.0.0.1', tacacs: { port: tacacsPort }, store, clients }));
  await serverFor(t, file, lab.gateway.network.command);
  const daemon = await lab.tollgate(`tacacs server books
 address ipv4 127.0.0.1
 port ${tacacsPort}
 key ${key}
aaa server radius dynamic-author
 listen 127.0.0.1
 port ${author}
 client 127.0.0.1 server-key dynamic
${lists}${sites}${more}`);
  const { branch, client } = lab;
  await branch.load('load-shared', { id: 'k', type: 'IKE', data: 'branch-key', owners: ['10.9.0.1'] });
  await branch.load('load-conn', {
    gw: {
      ...{ version: '1', local_addrs: ['10.9.0.2'], remote_addrs: ['10.9.0.1'], proposals: ['aes128-sha1-modp2048'] },
      ...{ local: { auth: 'psk' }, remote: { auth: 'psk' } },
      children: { net: { local_ts: ['10.2.0.0/24'], remote_ts: ['10.1.0.0/24'], esp_proposals: esp } },
    },
  });
  client.host.network.ip('address', 'add', '10.3.0.1/24', 'dev', 'lo');
  await client.load('load-shared', { id: 'k', type: 'IKE', data: 'client-key', owners: ['gw.lab'] });
  await client.load('load-conn', {
    gw: {
      ...{ version: '2', remote_addrs: ['10.9.0.1'], proposals: ['aes256-sha512-ecp256'] },
      ...{ local: { auth: 'psk', id: 'client.lab' }, remote: { auth: 'psk', id: 'gw.lab' } },
      children: { net: { local_ts: ['10.3.0.0/24'], remote_ts: ['10.1.0.0/24'], esp_proposals: esp } },
    },
  });
  assert.equal(await branch.up('net'), true, lab.gateway.log());
  assert.equal(await client.up('net'), true, lab.gateway.log());
  return { lab, daemon, author, tacacs: () => readRecords(store) };
}

const ofRadius = (lab: Lab): ReadonlyMap<string, string>[] =>
  lab.freeradius.readDetail().map(({ attributes }) => new Map(attributes));
const kinds = (lab: Lab): (string | undefined)[] => ofRadius(lab).map((one) => one.get('Acct-Status-Type'));
const argument = (record: JsonRecord | undefined, name: string): string | undefined =>
  record?.arguments?.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1);
const text = async (daemon: Daemon, ...commands: string[]): Promise<string> => (await daemon.run(...commands)).text;
const gatewayEnd = ({ gateway }: Lab) => ({ host: gateway, address: inside.gateway });
const sasOf = async ({ vici }: Peer): Promise<number> => {
  const sas = await vici.listSas();
  return sas.ok ? sas.value.length : -1;
};
const messages = async (daemon: Daemon): Promise<string[]> =>
  (await text(daemon, 'show logging')).match(/%CRYPTO-5-SESSION_STATUS: .*/g) ?? [];

test('broadcast to RADIUS and TACACS+ by the list of the map; stop-only by that of the profile; a peer that moves', async (t) => {
  const { lab, daemon, tacacs } = await stage(t, 'aaa accounting update newinfo\n');
  const { branch, client } = lab;
  await eventually('the Start is at both', async () =>
    ofRadius(lab).length > 0 && (await tacacs()).length > 0 ? true : undefined,
  );
  const sent = await trafficBetween({ host: branch.host, address: inside.branch }, gatewayEnd(lab));
  const before = await trafficBetween({ host: client.host, address: '10.3.0.1' }, gatewayEnd(lab));

  // MOBIKE (RFC 4555): the client's address is another one; its session is the same. Of one network the second would go
  // with the first.
  client.host.network.ip('address', 'add', '10.9.0.4/16', 'dev', 'eth0');
  client.host.network.ip('address', 'del', '10.9.0.3/24', 'dev', 'eth0');
  await eventually('the client has moved', async () =>
    /Peer: 10\.9\.0\.4/.test(await text(daemon, 'show crypto session')) ? true : undefined,
  );
  const after = await trafficBetween({ host: client.host, address: '10.3.0.1' }, gatewayEnd(lab));
  const shown = await text(daemon, 'show crypto session detail');
  assert.equal(shown.match(/Session status: UP-ACTIVE/g)?.length, 2, shown);
  assert.equal((await messages(daemon)).length, 2);

  await branch.down('gw');
  await client.down('gw');
  const records = await eventually('all records', async () => {
    const there = await tacacs();
    return there.filter(({ kind }) => kind === 'stop').length >= 2 && ofRadius(lab).length >= 2 ? there : undefined;
  });
  assert.deepEqual(kinds(lab), ['Start', 'Stop']);
  const ofBranch = records.filter((one) => argument(one, 'isakmp-phase1-id') === '10.9.0.2');
  const ofClient = records.filter((one) => argument(one, 'isakmp-phase1-id') === 'client.lab');
  assert.deepEqual([ofBranch.map(({ kind }) => kind), ofClient.map(({ kind }) => kind)], [['start', 'stop'], ['stop']]);
  const [, radiusStop] = ofRadius(lab);
  const [, branchStop] = ofBranch;
  assert.equal(Number.parseInt(radiusStop?.get('Acct-Session-Id') ?? '', 16), Number(branchStop?.session));
  const wanted = { bytes_in: String(sent), bytes_out: String(sent), paks_in: '5', paks_out: '5', service: 'ike' };
  for (const [name, value] of Object.entries(wanted)) assert.equal(argument(branchStop, name), value, name);
  assert.equal(argument(branchStop, 'isakmp-initator-ip'), '10.9.0.2');
  assert.equal(radiusStop?.get('Acct-Input-Octets'), String(sent));
  const [clientStop] = ofClient;
  assert.equal(argument(clientStop, 'bytes_in'), String(before + after));
  assert.equal(argument(clientStop, 'vrf-id'), 'red');
  assert.equal(argument(clientStop, 'isakmp-initator-ip'), '10.9.0.3', 'where IKE began');
  assert.match((await messages(daemon)).at(-1) ?? '', /is DOWN\. Peer 10\.9\.0\.4:4500 ivrf=red Id: client\.lab$/);
});

test('a management system ends tunnels: Disconnect-Request by session id, by address; what callers and books show', async (t) => {
  const { lab, daemon, author } = await stage(t);
  const start = await eventually('the Start', () => ofRadius(lab)[0]);
  const id = start.get('Acct-Session-Id') ?? '';
  assert.match(await text(daemon, 'show accounting'), /isakmp-phase1-id=10\.9\.0\.2/);
  assert.match(await text(daemon, 'show caller'), /^ {2}Fa0\/0 +- +IKE /m);
  assert.match(await text(daemon, 'show aaa user all'), /Component = IPSEC/);
  assert.match(await text(daemon, 'show aaa sessions'), /^Session Id: /m);
  const to = { port: author, secret: 'dynamic' };
  const within = lab.gateway.network.command;
  const nobody = await radclient('disconnect', to, [['Acct-Session-Id', 'FFFFFFF0']], { within });
  assert.equal(nobody.answer, 'Disconnect-NAK', nobody.output);
  const told = await radclient('disconnect', to, [['Acct-Session-Id', id]], { within });
  assert.equal(told.answer, 'Disconnect-ACK', told.output);
  assert.equal(await sasOf(lab.branch), 0);
  assert.equal(await sasOf(lab.client), 1);
  const stop = await eventually('the Stop', () => ofRadius(lab)[1]);
  assert.equal(stop.get('Acct-Session-Id'), id);
  assert.equal(stop.get('Acct-Terminate-Cause'), 'Admin-Reset');
  const causes = lab.freeradius.readDetail()[1]?.attributes.filter(([, value]) => value.startsWith('disc-cause-ext'));
  assert.deepEqual(causes, [['Cisco-AVPair', 'disc-cause-ext=RADIUS Disconnect']]);
});

test('charon is stopped while the RADIUS server is silent: one Stop for each tunnel, with its cause', async (t) => {
  const { lab, daemon, tacacs } = await stage(t);
  await eventually('the Start', () => ofRadius(lab)[0]);
  const sent = await trafficBetween({ host: lab.branch.host, address: inside.branch }, gatewayEnd(lab));
  lab.freeradius.pause();
  await lab.gateway.kill('SIGTERM');
  const stops = await eventually('both are at TACACS+', async () => {
    const there = (await tacacs()).filter(({ kind }) => kind === 'stop');
    return there.length >= 2 ? there : undefined;
  });
  assert.equal(stops.length, 2);
  lab.freeradius.resume();
  const stop = await eventually('the Stop', () => ofRadius(lab).find((one) => one.get('Acct-Status-Type') === 'Stop'));
  assert.equal(stop.get('Acct-Terminate-Cause'), 'Admin-Reboot');
  assert.equal(stop.get('Acct-Input-Octets'), String(sent));
  assert.equal((await messages(daemon)).filter((one) => one.includes('is DOWN')).length, 2);
  // Another charon: nothing of the former one comes back, and new tunnels are new sessions.
  await lab.gateway.start();
  await lab.branch.vici.terminate({ ike: 'gw' }, { force: true });
  await eventually('a new tunnel', async () => ((await lab.branch.up('net')) ? true : undefined));
  await eventually('its Start', () => (kinds(lab).length >= 3 ? true : undefined));
  assert.deepEqual(kinds(lab), ['Start', 'Stop', 'Start']);
  assert.equal(new Set(ofRadius(lab).map((one) => one.get('Acct-Session-Id'))).size, 2);
});

test('the configuration is taken away from under tunnels: they and their records go on', async (t) => {
  const { lab, daemon } = await stage(t);
  await eventually('the Start', () => ofRadius(lab)[0]);
  await daemon.run('configure terminal', 'no crypto map LAB 10', 'end');
  await eventually('its connection is gone', async () =>
    (await text(daemon, 'show crypto vici')).includes('LAB/10') ? undefined : true,
  );
  const sent = await trafficBetween({ host: lab.branch.host, address: inside.branch }, gatewayEnd(lab));
  assert.match(
    await text(daemon, 'show crypto session remote 10.9.0.2 detail'),
    /Session status: UP-ACTIVE[\s\S]*Desc: the branch office/,
  );
  // The list goes, too: what has begun by it is finished by it.
  await daemon.run('configure terminal', 'no aaa accounting network BOTH', 'end');
  assert.equal(await text(daemon, 'clear crypto session remote 10.9.0.2'), '');
  const stop = await eventually('the Stop', () => ofRadius(lab)[1]);
  assert.equal(stop.get('Acct-Input-Octets'), String(sent));
  assert.equal(stop.get('Acct-Terminate-Cause'), 'Admin-Reset');
});
