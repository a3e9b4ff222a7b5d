/**
 * Debian's SNMP tools on the gateway of a live IPsec tunnel: its row under the id that FreeRADIUS was told, its counters
 * against what was sent, its notifications at snmptrapd, and its end by snmpset.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '../e2e/waiting.ts';
import { inside, ipsecLab, trafficBetween } from '../ipsec/lab.ts';
import { branchLines, loadBranch } from '../ipsec/one-branch.ts';
import { loadSalesClient } from '../ipsec/sales-client.ts';
import { textOf } from '../radius-proxy/radclient.ts';
import { snmpWithin, trapReceiver, variables } from '../rigs/snmp.ts';
import { activeRow as sessions } from './sessions.ts';

const flowMonitor = '1.3.6.1.4.1.9.9.171';
const ikeTunnel = `${flowMonitor}.1.2.3.1`;
const ipsecTunnel = `${flowMonitor}.1.3.2.1`;
const spi = `${flowMonitor}.1.3.4.1`;
/** The gateway's own network has this port free. */
const at = '127.0.0.1:1161';

test('a tunnel has its rows and notifications, and snmpset ends it at both ends with one Stop', async (t) => {
  const lab = await ipsecLab(t);
  const { gateway, branch, freeradius } = lab;
  const { command } = gateway.network;
  const traps = await trapReceiver(t, lab.directory, 'authCommunity log told', command);
  const daemon = await lab.tollgate(`${branchLines}aaa session-mib disconnect
snmp-server listen 127.0.0.1
snmp-server port 1161
snmp-server community look ro
snmp-server community touch rw
snmp-server enable traps ipsec tunnel start
snmp-server enable traps ipsec tunnel stop
snmp-server host 127.0.0.1 version 2c told udp-port ${traps.port} ipsec
`);
  const tool = (name: string, community: string, ...words: string[]) =>
    snmpWithin(command, lab.directory, name, '-v2c', '-c', community, at, ...words);
  const walk = async (root: string) => variables(await tool('snmpwalk', 'look', root));
  assert.match((await tool('snmpwalk', 'look', sessions)).text, /No Such/, 'nobody is there yet');

  await loadBranch(branch);
  assert.equal(await branch.up('net'), true, gateway.log());
  const start = await eventually('the Start', () => freeradius.readDetail()[0]);
  assert.equal(textOf(start, 'Acct-Status-Type'), 'Start');
  const id = Number.parseInt(textOf(start, 'Acct-Session-Id') ?? '', 16);
  const ends = [
    { host: branch.host, address: inside.branch },
    { host: gateway, address: inside.gateway },
  ] as const;
  const both = await trafficBetween(...ends, 7);

  const rows = await tool('snmpwalk', 'look', sessions);
  t.diagnostic(rows.text);
  const row = variables(rows);
  assert.equal(row.size, 7, 'one row');
  assert.equal(row.get(`${sessions}.2.${id}`), '""', 'the branch has no user');
  assert.equal(textOf(start, 'User-Name'), undefined, 'nor for FreeRADIUS');
  assert.equal(row.get(`${sessions}.3.${id}`), `IpAddress: ${textOf(start, 'Framed-IP-Address') ?? '0.0.0.0'}`);
  assert.equal(row.get(`${sessions}.5.${id}`), 'INTEGER: 2');

  // What is shown of tunnels may be a second old.
  const counted = await eventually('the octets', async () => {
    const walked = await walk(ipsecTunnel);
    const [index] = [...walked.keys()].map((key) => key.split('.').at(-1)).slice(0, 1);
    return walked.get(`${ipsecTunnel}.26.${index}`) === `Counter32: ${both}` ? { walked, index } : undefined;
  });
  const { walked: tunnel, index } = counted;
  const of = (column: number) => tunnel.get(`${ipsecTunnel}.${column}.${index}`);
  assert.deepEqual([of(27), of(39), of(40)], [`Counter64: ${both}`, `Counter32: ${both}`, `Counter64: ${both}`]);
  assert.deepEqual([of(32), of(45)], ['Counter32: 7', 'Counter32: 7']);
  assert.deepEqual(
    [of(4), of(5)],
    ['Hex-STRING: 0A 09 00 01 ', 'Hex-STRING: 0A 09 00 02 '].map((text) => text.trim()),
  );
  const ike = await tool('snmpwalk', 'look', ikeTunnel);
  t.diagnostic(ike.text);
  const connection = Number(of(2)?.replace('INTEGER: ', ''));
  const known = variables(ike);
  assert.equal(known.get(`${ikeTunnel}.7.${connection}`), 'STRING: "branch.lab"');
  assert.equal(known.get(`${ikeTunnel}.12.${connection}`), 'INTEGER: 6', 'AES-256');
  assert.equal(known.get(`${ikeTunnel}.14.${connection}`), 'INTEGER: 2', 'a shared key');
  const listed = await branch.vici.listSas();
  assert.ok(listed.ok);
  const wanted = listed.value.flatMap(({ children }) => children.flatMap(({ spiIn, spiOut }) => [spiOut, spiIn]));
  const spis = [...(await walk(spi))].filter(([key]) => key.startsWith(`${spi}.3.`)).map(([, value]) => value);
  assert.deepEqual(
    spis.sort(),
    wanted.map((one) => `Gauge32: ${Number.parseInt(one ?? '', 16)}`).sort(),
    "the branch's SPIs",
  );

  const up = await eventually('the notification of the start', () => traps.heard()[0]);
  assert.match(up, /\.1\.3\.6\.1\.6\.3\.1\.1\.4\.1\.0 = OID: \.1\.3\.6\.1\.4\.1\.9\.9\.171\.2\.0\.7\b/);
  assert.ok(up.includes(`.${ipsecTunnel}.5.${index} = Hex-STRING: 0A 09 00 02`), up);

  const refused = await tool('snmpset', 'look', `${sessions}.5.${id}`, 'i', '1');
  assert.match(refused.text, /noAccess/);
  const done = await tool('snmpset', 'touch', `${sessions}.5.${id}`, 'i', '1');
  assert.deepEqual(done, { text: `.${sessions}.5.${id} = INTEGER: 1\n`, status: 0 });
  for (const { vici } of [lab.charon, branch])
    await eventually('no SA is left', async () => {
      const sas = await vici.listSas();
      return sas.ok && sas.value.length === 0 ? true : undefined;
    });
  const stop = await eventually('the Stop', () => freeradius.readDetail()[1]);
  assert.equal(textOf(stop, 'Acct-Status-Type'), 'Stop');
  assert.equal(textOf(stop, 'Acct-Session-Id'), textOf(start, 'Acct-Session-Id'));
  assert.equal(textOf(stop, 'Acct-Terminate-Cause'), 'Admin-Reset');
  assert.deepEqual(
    [textOf(stop, 'Acct-Input-Octets'), textOf(stop, 'Acct-Output-Octets')],
    [`${both}`, `${both}`],
    'as the table had it',
  );
  const down = await eventually('the notification of the stop', () => traps.heard()[1]);
  assert.match(down, /\.1\.3\.6\.1\.6\.3\.1\.1\.4\.1\.0 = OID: \.1\.3\.6\.1\.4\.1\.9\.9\.171\.2\.0\.8\b/);
  const age = Number(new RegExp(`\\.10\\.${index} = INTEGER: (\\d+)`).exec(down)?.[1]);
  const time = Number(textOf(stop, 'Acct-Session-Time'));
  assert.ok(Math.abs(age / 100 - time) <= 1, `${age} hundredths, ${time} s in the Stop`);
  t.diagnostic(`${up}\n${down}\n${stop.attributes.map((pair) => pair.join(' = ')).join('\n')}`);
  const after = await eventually('the rows are gone', async () => {
    const now = await walk('1.3.6.1.4.1.9.9');
    return [...now.keys()].some((key) => key.startsWith(ipsecTunnel)) ? undefined : now;
  });
  assert.ok(![...after.keys()].some((key) => key.startsWith(sessions)));
  assert.equal(after.get(`${flowMonitor}.1.3.1.2.0`), 'Counter32: 1');
  const past = `${flowMonitor}.1.4.3.1.1`;
  assert.equal(after.get(`${past}.2.1`), 'INTEGER: 3', 'an operator wanted it');
  assert.equal(after.get(`${past}.3.1`), `INTEGER: ${index}`);
  assert.deepEqual([after.get(`${past}.25.1`), after.get(`${past}.44.1`)], [`Counter32: ${both}`, 'Counter32: 7']);
  assert.equal(after.get('1.3.6.1.4.1.9.9.150.1.2.2.0'), 'Counter32: 1');
  assert.equal(freeradius.readDetail().length, 2, 'one Start, one Stop');
  assert.match((await daemon.run('show crypto session')).text, /DOWN/);
});

const agent = `aaa session-mib disconnect
snmp-server listen 127.0.0.1
snmp-server port 1161
snmp-server community touch rw
`;

test('a client that logged in by XAUTH has user and address in its row, and is sent away by snmpset', async (t) => {
  const users = 'rita Cleartext-Password := "rita-word"\n      Framed-IP-Address = 10.99.7.7\n';
  const lab = await ipsecLab(t, { users });
  const { gateway, client, freeradius } = lab;
  await lab.tollgate(`${agent}ip local pool vpn 10.99.0.1 10.99.0.50
crypto ipsec transform-set TS esp-aes 256 esp-sha256-hmac
interface FastEthernet0/0
 ip address 10.9.0.1 255.255.255.0
 crypto map LAB
aaa authentication login by-radius group radius
aaa authorization network here local
aaa accounting network books start-stop group radius
crypto isakmp policy 1
 encryption aes
 authentication pre-share
 group 14
crypto isakmp client configuration group SALES
 key sales-secret
 pool vpn
crypto isakmp profile sales
 match identity group SALES
 client authentication list by-radius
 isakmp authorization list here
 client configuration address respond
 accounting books
crypto dynamic-map remotes 1
 set transform-set TS
crypto map LAB 10 ipsec-isakmp dynamic remotes
`);
  await loadSalesClient(client, { user: 'rita', esp: 'aes256-sha256' });
  assert.equal(await client.up('net'), true, gateway.log());
  const start = await eventually('the Start', () => freeradius.readDetail()[0]);
  const id = Number.parseInt(textOf(start, 'Acct-Session-Id') ?? '', 16);
  const tool = (name: string, ...words: string[]) =>
    snmpWithin(gateway.network.command, lab.directory, name, '-v2c', '-c', 'touch', at, ...words);
  const rows = await tool('snmpwalk', sessions);
  t.diagnostic(rows.text);
  const row = variables(rows);
  assert.equal(row.size, 7, 'one row');
  assert.equal(row.get(`${sessions}.2.${id}`), 'STRING: "rita"');
  assert.equal(row.get(`${sessions}.3.${id}`), 'IpAddress: 10.99.7.7');
  assert.deepEqual(
    [textOf(start, 'User-Name'), textOf(start, 'Framed-IP-Address')],
    ['rita', '10.99.7.7'],
    'as FreeRADIUS has it',
  );
  assert.equal((await tool('snmpset', `${sessions}.5.${id}`, 'i', '1')).status, 0);
  for (const { vici } of [lab.charon, client])
    await eventually('no SA is left', async () => {
      const sas = await vici.listSas();
      return sas.ok && sas.value.length === 0 ? true : undefined;
    });
  const stop = await eventually('the Stop', () => freeradius.readDetail()[1]);
  assert.equal(textOf(stop, 'User-Name'), 'rita');
  assert.equal(textOf(stop, 'Acct-Session-Id'), textOf(start, 'Acct-Session-Id'));
  assert.equal(textOf(stop, 'Acct-Terminate-Cause'), 'Admin-Reset');
  assert.equal(freeradius.readDetail().length, 2, 'one Start, one Stop');
});
