/**
 * Tollgate as AgentX sub-agent under Debian's snmpd: its managers see and end live sessions with snmpd's own community and
 * user, its traps arrive at Debian's snmptrapd, and it is there again after snmpd was away.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { configurationWith } from '../e2e/configuration.ts';
import { logIn, openSsh } from '../e2e/person.ts';
import { eventually, freeTcpPort } from '../e2e/waiting.ts';
import { textOf } from '../radius-proxy/radclient.ts';
import { daemonFor, end, temporaryDirectory } from '../rigs/daemon.ts';
import { freePorts, startFreeRadius } from '../rigs/freeradius.ts';
import { freeUdpPort, masterAgent, snmp, trapReceiver, variables } from '../rigs/snmp.ts';
import { activeRow, operator, printedSessions, sessionMib } from './sessions.ts';

const subtrees = ['1.3.6.1.2.1.67.1.2', '1.3.6.1.2.1.67.2.2', sessionMib, '1.3.6.1.4.1.9.9.171', '1.3.6.1.4.1.9.10.56'];
/** Who may ask is snmpd's to say. */
const access = `rocommunity look 127.0.0.1
rwcommunity touch 127.0.0.1
createUser operator SHA-256 authpass123 AES privpass123
rwuser operator priv
`;

async function box(t: TestContext, kind: 'socket' | 'tcp', { lines = '', conf = '' } = {}) {
  const directory = temporaryDirectory(t);
  const freeradius = await startFreeRadius({
    users: 'bob   Cleartext-Password := "builder"\n      Service-Type = NAS-Prompt-User\n',
  });
  t.after(() => freeradius.remove());
  const sshPort = await freeTcpPort();
  const tcp = await freeTcpPort();
  const at = `127.0.0.1:${await freeUdpPort()}`;
  const socket = join(directory, 'master');
  const start = () =>
    masterAgent(t, join(directory, 'snmpd'), at, kind === 'socket' ? socket : `tcp:127.0.0.1:${tcp}`, access + conf);
  const daemon = await daemonFor(
    t,
    directory,
    configurationWith(
      sshPort,
      `radius server main
 address ipv4 127.0.0.1 auth-port ${freeradius.ports.auth} acct-port ${freeradius.ports.acct}
 key ${freeradius.secret}
aaa authentication login default group radius
aaa authorization exec default group radius
aaa accounting exec default start-stop group radius
snmp-server agentx ${kind === 'socket' ? `socket ${socket}` : `tcp 127.0.0.1 ${tcp}`}
${lines}`,
    ),
  );
  const shown = (what: string, pattern: RegExp) =>
    eventually(what, async () => pattern.exec((await daemon.run('show snmp')).text) ?? undefined);
  return {
    ...{ directory, daemon, sshPort, freeradius, at, start, shown },
    tool: (tool: string, ...words: string[]) => snmp(directory, tool, ...words),
    walk: async (root: string) => variables(await snmp(directory, 'snmpwalk', '-v2c', '-c', 'look', at, root)),
    open: () => shown('the registrations', new RegExp(`Registered ${subtrees.join(', ')}\n`)),
    record: (status: string) =>
      eventually(`the ${status}`, () =>
        freeradius.readDetail().find((one) => textOf(one, 'Acct-Status-Type') === status),
      ),
  };
}

test('managers of snmpd walk, bulk-walk and print the live session, end it by casnDisconnect, and FreeRADIUS has its Stop', async (t) => {
  const there = await box(t, 'socket', { lines: 'aaa session-mib disconnect' });
  const { tool, at, walk, daemon } = there;
  await there.shown('that there is no snmpd', /AgentX sub-agent of \S+: not connected \(.*ENOENT.*\)/);
  await there.start();
  await there.open();
  assert.match((await daemon.run('show snmp')).text, /^No port of its own: no communities, no users$/m);
  const bob = await logIn(t, { port: there.sshPort, user: 'bob', password: 'builder', directory: there.directory });
  const start = await there.record('Start');
  const id = Number.parseInt(textOf(start, 'Acct-Session-Id') ?? '', 16);

  const walked = await walk(sessionMib);
  assert.equal(walked.get(`${activeRow}.2.${id}`), 'STRING: "bob"');
  assert.equal(walked.size, 11, 'one row of seven columns and four figures');
  const bulk = await tool('snmpbulkwalk', ...operator, at, sessionMib);
  assert.deepEqual([...variables(bulk).keys()], [...walked.keys()], 'bulk by version 3');
  const table = await printedSessions(there.directory, at);
  assert.match(table, new RegExp(`^${id},"bob",0\\.0\\.0\\.0,\\d+,false,0,`, 'm'));
  t.diagnostic(table);
  for (const root of subtrees.slice(0, 2)) assert.ok((await walk(root)).size > 5, root);
  assert.equal((await walk('1.3.6.1.4.1.9.10.56')).get('1.3.6.1.4.1.9.10.56.1.2.1.1.25.2.1'), 'INTEGER: 1');
  assert.match((await tool('snmpget', '-v2c', '-c', 'look', at, `${activeRow}.2.99999999`)).text, /No Such Instance/);
  assert.match((await tool('snmpgetnext', '-v1', '-c', 'look', at, `${activeRow}.2`)).text, /STRING: "bob"/);
  const past = await tool('snmpgetnext', '-v2c', '-c', 'look', at, `${sessionMib}.1.2.2.0`);
  assert.doesNotMatch(past.text, /9\.9\.150/, 'what comes after is not of this subtree');

  const disconnect = `${activeRow}.5.${id}`;
  const set = async (...words: string[]) => (await tool('snmpset', ...words)).text;
  assert.match(await set('-v2c', '-c', 'look', at, disconnect, 'i', '1'), /noAccess/, 'as snmpd says');
  assert.match(await set(...operator, at, disconnect, 'i', '3'), /wrongValue/);
  assert.match(await set(...operator, at, disconnect, 's', 'true'), /wrongType/);
  assert.match(await set(...operator, at, `${activeRow}.5.99999999`, 'i', '1'), /noCreation/);
  assert.match(await set(...operator, at, `${activeRow}.2.${id}`, 's', 'eve'), /notWritable/);
  assert.match(
    await set('-v2c', '-c', 'touch', at, disconnect, 'i', '1', `${activeRow}.2.${id}`, 's', 'eve'),
    /notWritable/,
  );
  assert.equal((await walk(`${activeRow}.5`)).get(disconnect), 'INTEGER: 2', 'none of two, when one is refused');
  assert.equal(await set(...operator, at, disconnect, 'i', '1'), `.${disconnect} = INTEGER: 1\n`);
  await bob.gone;
  const stop = await there.record('Stop');
  assert.equal(textOf(stop, 'Acct-Session-Id'), textOf(start, 'Acct-Session-Id'));
  assert.equal(textOf(stop, 'Acct-Terminate-Cause'), 'Admin-Reset');
  const after = await walk(sessionMib);
  assert.equal(after.get(`${sessionMib}.1.2.2.0`), 'Counter32: 1');
  assert.ok(![...after.keys()].some((key) => key.startsWith(`${activeRow}.`)));
  t.diagnostic((await daemon.run('show snmp')).text);
});

test('without aaa session-mib disconnect managers of snmpd end nothing; no snmp-server agentx leaves snmpd', async (t) => {
  const there = await box(t, 'tcp');
  const { tool, at, walk, daemon } = there;
  await there.start();
  await there.open();
  await logIn(t, { port: there.sshPort, user: 'bob', password: 'builder', directory: there.directory });
  const id = Number.parseInt(textOf(await there.record('Start'), 'Acct-Session-Id') ?? '', 16);
  assert.match((await tool('snmpset', ...operator, at, `${activeRow}.5.${id}`, 'i', '1')).text, /notWritable/);
  assert.equal((await walk(activeRow)).size, 7);
  await daemon.run('configure terminal', 'no snmp-server agentx', 'end');
  await eventually('that snmpd has nothing of it', async () =>
    /No Such Object/.test((await tool('snmpwalk', '-v2c', '-c', 'look', at, sessionMib)).text) ? true : undefined,
  );
  assert.match((await daemon.run('show snmp')).text, /SNMP agent not enabled/);
});

test('after a restart of snmpd everything is there again; a trap goes through it', async (t) => {
  const directory = temporaryDirectory(t);
  const traps = await trapReceiver(t, join(directory, 'trapd'), 'authCommunity log told');
  const silent = await freePorts();
  const there = await box(t, 'socket', {
    conf: `trap2sink 127.0.0.1:${traps.port} told`,
    lines: `radius server gone
 address ipv4 127.0.0.1 auth-port ${silent.auth} acct-port ${silent.acct}
 key k
 timeout 1
 retransmit 1
radius-server dead-criteria time 1 tries 1
radius-server deadtime 5
aaa group server radius nobody
 server name gone
aaa authentication login default group nobody
snmp-server enable traps aaa_server`,
  });
  const first = await there.start();
  await there.open();
  assert.ok((await there.walk(sessionMib)).size >= 4);
  await end(first.child);
  await there.shown('that snmpd is gone', /not connected/);
  await there.start();
  await there.open();
  assert.ok((await there.walk(sessionMib)).size >= 4);
  openSsh(t, { port: there.sshPort, user: 'bob', password: 'builder', directory: there.directory });
  const heard = await eventually('the notification', () =>
    traps.heard().find((line) => line.includes('.1.3.6.1.4.1.9.10.56.2.0.1')),
  );
  assert.match(heard, /\.1\.3\.6\.1\.6\.3\.1\.1\.4\.1\.0 = OID: \.1\.3\.6\.1\.4\.1\.9\.10\.56\.2\.0\.1\b/);
  assert.match(heard, /\.1\.3\.6\.1\.4\.1\.9\.10\.56\.1\.2\.1\.1\.25\.2\.2 = INTEGER: 2/);
  t.diagnostic(heard);
  await there.shown('that it was taken', /Notifications: 1 taken, 0 lost/);
  const { text } = await there.daemon.run('show logging');
  assert.match(text, /SNMP-5-AGENTX_UP/);
  assert.match(text, /SNMP-4-AGENTX_LOST/);
  assert.match((await there.daemon.run('show snmp')).text, /2 sessions, \d+ requests/);
});
