/**
 * Two sites at a gateway, one with IKEv1 and one with IKEv2 and MOBIKE, accounted for at FreeRADIUS and at a TACACS+
 * server at once.
 */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Daemon } from '../rigs/daemon.ts';
import { freePorts } from '../rigs/freeradius.ts';
import { type JsonRecord, readRecords } from '../rigs/records.ts';
import { serverFor } from '../rigs/server.ts';
import { inside, ipsecLab, type Lab, type Peer } from './lab.ts';

const key = 'a-key-for-tacacs';

/**
 * What the gateway says of a site with IKEv1 (10.9.0.2) and of one with IKEv2 (10.9.0.3), but for their crypto maps.
 * @param list accounts for the second
 */
export const siteLines = (list: string): string => `crypto logging session
crypto isakmp policy 1
 encryption aes
 authentication pre-share
 group 14
crypto isakmp key branch-key address 10.9.0.2
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
 aaa accounting psk ${list}
crypto ipsec transform-set TS esp-aes 256 esp-sha256-hmac
`;

/** With MOBIKE for the second site, and an address of the first where nobody is. */
const sites = `${siteLines('LATE')}crypto isakmp key other-key address 10.9.0.77
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

/** Tells the charons of both sites of their tunnels, which are called `net`. @param of more of the second's connection */
export async function loadSites({ branch, client }: Lab, of: { readonly local_addrs?: string[] } = {}): Promise<void> {
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
      ...{ version: '2', ...of, remote_addrs: ['10.9.0.1'], proposals: ['aes256-sha512-ecp256'] },
      ...{ local: { auth: 'psk', id: 'client.lab' }, remote: { auth: 'psk', id: 'gw.lab' } },
      children: { net: { local_ts: ['10.3.0.0/24'], remote_ts: ['10.1.0.0/24'], esp_proposals: esp } },
    },
  });
}

export interface Stage {
  readonly lab: Lab;
  readonly daemon: Daemon;
  /** Port of dynamic authorization; its key is `dynamic`. */
  readonly author: number;
  tacacs(): Promise<readonly JsonRecord[]>;
}

export async function stage(t: TestContext, more = ''): Promise<Stage> {
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
  await loadSites(lab);
  assert.equal(await branch.up('net'), true, lab.gateway.log());
  assert.equal(await client.up('net'), true, lab.gateway.log());
  return { lab, daemon, author, tacacs: () => readRecords(store) };
}

export const ofRadius = (lab: Lab): ReadonlyMap<string, string>[] =>
  lab.freeradius.readDetail().map(({ attributes }) => new Map(attributes));
export const kinds = (lab: Lab): (string | undefined)[] => ofRadius(lab).map((one) => one.get('Acct-Status-Type'));
export const argument = (record: JsonRecord | undefined, name: string): string | undefined =>
  record?.arguments?.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1);
export const text = async (daemon: Daemon, ...commands: string[]): Promise<string> =>
  (await daemon.run(...commands)).text;
export const gatewayEnd = ({ gateway }: Lab) => ({ host: gateway, address: inside.gateway });
export const sasOf = async ({ vici }: Peer): Promise<number> => {
  const sas = await vici.listSas();
  return sas.ok ? sas.value.length : -1;
};
export const messages = async (daemon: Daemon): Promise<string[]> =>
  (await text(daemon, 'show logging')).match(/%CRYPTO-5-SESSION_STATUS: .*/g) ?? [];
