/**
 * Debian's SNMP tools against a daemon with live sessions: somebody on a line, and a session of software behind the
 * RADIUS proxy. FreeRADIUS tells what became of them.
 */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { seededRandom } from '../../src/base/random.ts';
import { configurationWith } from '../e2e/configuration.ts';
import { logIn } from '../e2e/person.ts';
import { eventually, freeTcpPort } from '../e2e/waiting.ts';
import { radclient, textOf } from '../radius-proxy/radclient.ts';
import { type Daemon, daemonFor, startDaemon, temporaryDirectory } from '../rigs/daemon.ts';
import { type DetailRecord, freePorts, startFreeRadius } from '../rigs/freeradius.ts';
import { freeUdpPort, snmp, variables } from '../rigs/snmp.ts';
import { activeRow, operator, printedSessions, sessionMib } from './sessions.ts';

const users = `bob   Cleartext-Password := "builder"
      Service-Type = NAS-Prompt-User
`;
const general = `${sessionMib}.1`;
const sysName = '1.3.6.1.2.1.1.5.0';
const once = ['-r', '0', '-t', '1'];

async function box(t: TestContext, more = '') {
  const directory = temporaryDirectory(t);
  const freeradius = await startFreeRadius({ users });
  t.after(() => freeradius.remove());
  const sshPort = await freeTcpPort();
  const proxy = await freePorts();
  const port = await freeUdpPort();
  const configuration = configurationWith(
    sshPort,
    `radius server main
 address ipv4 127.0.0.1 auth-port ${freeradius.ports.auth} acct-port ${freeradius.ports.acct}
 key ${freeradius.secret}
 timeout 2
aaa authentication login default group radius
aaa authorization exec default group radius
aaa accounting exec default start-stop group radius
aaa accounting network default start-stop group radius
aaa session-mib disconnect
aaa server radius proxy
 listen 127.0.0.1
 authentication port ${proxy.auth}
 accounting port ${proxy.acct}
 client 127.0.0.1
  key software
  disconnect port 0
access-list 7 permit 127.0.0.2
snmp-server listen 127.0.0.1
snmp-server port ${port}
snmp-server community look ro
snmp-server community touch RW
snmp-server community elsewhere ro 7
snmp-server view names system.5 included
snmp-server community named view names ro
snmp-server view all iso included
snmp-server group ops v3 priv write all
snmp-server group lookers v3 auth
snmp-server user operator ops v3 auth sha-2 256 authpass123 priv aes 128 privpass123
snmp-server user looker lookers v3 auth sha authpass123
snmp-server location "the cellar"
${more}`,
  );
  const daemon = await daemonFor(t, directory, configuration);
  return {
    ...{ directory, daemon, sshPort, freeradius, configuration, proxy, port },
    at: `127.0.0.1:${port}`,
    tool: (tool: string, ...words: string[]) => snmp(directory, tool, ...words),
    record: (user: string, status: string) =>
      eventually(`the ${status} of ${user}`, () =>
        freeradius
          .readDetail()
          .find((one) => textOf(one, 'User-Name') === user && textOf(one, 'Acct-Status-Type') === status),
      ),
  };
}
type Box = Awaited<ReturnType<typeof box>>;

const wireId = (record: DetailRecord): number => Number.parseInt(textOf(record, 'Acct-Session-Id') ?? '', 16);

/** A session of software behind the proxy. */
async function proxied({ proxy, record }: Box, user: string): Promise<number> {
  const about = [
    ['User-Name', user],
    ['NAS-IP-Address', '192.0.2.9'],
    ['NAS-Port', 3],
    ['Service-Type', 'Framed-User'],
    ['Framed-Protocol', 'PPP'],
    ['Framed-IP-Address', '10.1.1.1'],
    ['Acct-Session-Id', user],
    ['Acct-Status-Type', 'Start'],
  ] as const;
  const told = await radclient('acct', { port: proxy.acct, secret: 'software' }, about);
  assert.equal(told.answer, 'Accounting-Response');
  return wireId(await record(user, 'Start'));
}

test('sessions have rows under the ids that the server was told; one is ended by snmpset, and its Stop says why', async (t) => {
  const there = await box(t);
  const { at, tool, record, directory, sshPort } = there;
  const bob = await logIn(t, { port: sshPort, user: 'bob', password: 'builder', directory });
  const id = wireId(await record('bob', 'Start'));
  const framed = await proxied(there, 'alice');

  const walked = variables(await tool('snmpwalk', '-v2c', '-c', 'look', at, activeRow));
  const row = (index: number) => [2, 3, 4, 5, 6, 7, 8].map((column) => walked.get(`${activeRow}.${column}.${index}`));
  const [user, address, idle, ...rest] = row(id);
  assert.deepEqual(
    [user, address, ...rest],
    ['STRING: "bob"', 'IpAddress: 0.0.0.0', 'INTEGER: 2', 'Gauge32: 0', 'OID: .0.0', 'INTEGER: 0'],
  );
  assert.match(idle ?? '', /^Gauge32: \d$/);
  assert.deepEqual(row(framed).slice(0, 2), ['STRING: "alice"', 'IpAddress: 10.1.1.1']);
  assert.equal(walked.size, 14, 'two rows of seven columns and nothing else');
  const bulk = await tool('snmpbulkwalk', ...operator, at, activeRow);
  assert.deepEqual([...variables(bulk).keys()], [...walked.keys()], 'version 3 walks the same');
  const table = await printedSessions(directory, at);
  assert.match(table, /^index,casnUserId,casnIpAddr,casnIdleTime,casnDisconnect,/m);
  assert.match(table, new RegExp(`^${framed},"alice",10\\.1\\.1\\.1,\\d+,false,0,`, 'm'));

  const disconnect = `${activeRow}.5.${id}`;
  const readOnly = await tool('snmpset', '-v2c', '-c', 'look', at, disconnect, 'i', '1');
  assert.match(readOnly.text, /noAccess/);
  const wrongValue = await tool('snmpset', ...operator, at, disconnect, 'i', '3');
  assert.match(wrongValue.text, /wrongValue/);
  const wrongType = await tool('snmpset', ...operator, at, disconnect, 's', 'true');
  assert.match(wrongType.text, /wrongType/);
  const nobody = await tool('snmpset', ...operator, at, `${activeRow}.5.99999999`, 'i', '1');
  assert.match(nobody.text, /noCreation/);
  const notWritable = await tool('snmpset', ...operator, at, `${activeRow}.2.${id}`, 's', 'eve');
  assert.match(notWritable.text, /notWritable/);

  const done = await tool('snmpset', ...operator, at, disconnect, 'i', '1');
  assert.deepEqual(done, { text: `.${disconnect} = INTEGER: 1\n`, status: 0 });
  await bob.gone;
  const stop = await record('bob', 'Stop');
  assert.equal(wireId(stop), id);
  assert.equal(textOf(stop, 'Acct-Terminate-Cause'), 'Admin-Reset');
  assert.ok(
    stop.attributes.some(
      ([, value]) =>
        value === 'disc-cause-ext=SNMP Disconnect' || (value.startsWith('disc-cause-ext=') && /snmp/i.test(value)),
    ),
    JSON.stringify(stop.attributes),
  );
  const after = variables(await tool('snmpwalk', '-v2c', '-c', 'look', at, general));
  assert.equal(after.get(`${activeRow}.2.${id}`), undefined);
  assert.equal(after.get(`${general}.1.1.0`), 'Gauge32: 1');
  assert.equal(after.get(`${general}.1.2.0`), 'Gauge32: 2');
  assert.equal(after.get(`${general}.2.1.0`), 'Counter32: 2');
  assert.equal(after.get(`${general}.2.2.0`), 'Counter32: 1');

  // The software behind the proxy takes no requests here: the session stays, and the write says so.
  const refused = await tool('snmpset', '-v2c', '-c', 'touch', at, `${activeRow}.5.${framed}`, 'i', '1');
  assert.match(refused.text, /commitFailed/);
  assert.equal(variables(await tool('snmpwalk', '-v2c', '-c', 'look', at, `${activeRow}.2`)).size, 1);
});

test('without aaa session-mib disconnect nobody ends a session', async (t) => {
  const there = await box(t, 'no aaa session-mib disconnect');
  const framed = await proxied(there, 'alice');
  const { text } = await there.tool('snmpset', ...operator, there.at, `${activeRow}.5.${framed}`, 'i', '1');
  assert.match(text, /notWritable/);
});

test('communities, users, access lists and views decide who sees what', async (t) => {
  const { at, tool, daemon } = await box(t);
  const get = (...words: string[]) => tool('snmpget', ...once, ...words, at, sysName);
  const name = `.${sysName} = STRING: "e2e"\n`;
  for (const words of [
    ['-v1', '-c', 'look'],
    ['-v2c', '-c', 'look'],
    ['-v2c', '-c', 'named'],
    operator,
    ['-v3', '-l', 'authNoPriv', '-u', 'looker', '-a', 'SHA', '-A', 'authpass123'],
  ])
    assert.deepEqual(await get(...words), { text: name, status: 0 }, words.join(' '));
  const silent = [
    ['-v2c', '-c', 'nobody'],
    ['-v2c', '-c', 'elsewhere'],
  ];
  for (const words of silent) assert.match((await get(...words)).text, /No Response/, words.join(' '));
  const as = (user: string, ...more: string[]) => ['-v3', '-u', user, ...more];
  const refused: readonly (readonly [readonly string[], RegExp])[] = [
    [as('stranger', '-l', 'authNoPriv', '-a', 'SHA', '-A', 'authpass123'), /Unknown user name/],
    [as('looker', '-l', 'authNoPriv', '-a', 'SHA', '-A', 'wrongpass123'), /Authentication failure/],
    [as('looker', '-l', 'noAuthNoPriv'), /authorizationError/],
    [as('operator', '-l', 'authNoPriv', '-a', 'SHA-256', '-A', 'authpass123'), /authorizationError/],
  ];
  for (const [words, answer] of refused) assert.match((await get(...words)).text, answer, words.join(' '));
  const narrow = await tool('snmpwalk', '-v2c', '-c', 'named', at, '1');
  assert.deepEqual([...variables(narrow).keys()].slice(0, 1), [sysName]);
  assert.match(narrow.text, /No more variables/);
  assert.match((await tool('snmpget', '-v2c', '-c', 'named', at, '1.3.6.1.2.1.1.6.0')).text, /No Such Object/);
  const log = await daemon.run('show logging');
  assert.match(log.text, /SNMP-3-AUTHFAIL: Authentication failure for SNMP req from host 127\.0\.0\.1/);

  const { text } = await daemon.run(
    'show running-config',
    'show snmp user',
    'show snmp community',
    'show snmp host',
    'show snmp',
  );
  for (const secret of ['authpass123', 'privpass123', 'look', 'touch', 'named ro']) {
    const shown = new RegExp(`(?<![a-z])${secret}(?![a-z])`);
    assert.doesNotMatch(text.replaceAll(/user looker lookers|looker/g, ''), shown);
  }
  assert.match(text, /Authentication Protocol: SHA-256\nPrivacy Protocol: AES128/);
  assert.match(text, /3 Unknown community name|\d+ Unknown community name/);
});

test('`no` takes communities, users, groups, views and ports away while it runs', async (t) => {
  const { at, tool, daemon } = await box(t);
  const get = async (words: readonly string[], where = at) =>
    (await tool('snmpget', ...once, ...words, where, sysName)).text;
  const look = ['-v2c', '-c', 'look'];
  const named = ['-v2c', '-c', 'named'];
  const looker = ['-v3', '-l', 'authNoPriv', '-u', 'looker', '-a', 'SHA', '-A', 'authpass123'];
  for (const words of [look, named, looker, operator]) assert.match(await get(words), /e2e/);
  const change = async (...lines: string[]) => {
    const { text } = await daemon.run('configure terminal', ...lines, 'end');
    assert.doesNotMatch(text, /%(?! ?SYS)/, text);
  };
  await change('no snmp-server view names system.5');
  assert.match(await get(named), /No Such Object/, 'a view that is not there has nothing');
  await change('no snmp-server group ops v3 priv');
  assert.match(await get(operator), /authorizationError/);
  await change('snmp-server group ops v3 priv');
  assert.match(await get(operator), /e2e/);
  await change('no snmp-server user looker lookers v3');
  assert.match(await get(looker), /Unknown user name/);
  await change('no snmp-server community look');
  assert.match(await get(look), /No Response/);
  assert.match(await get(named), /No Such Object/, 'another one stays');
  const other = await freeUdpPort();
  await change(`snmp-server port ${other}`);
  assert.match(await get(operator, `127.0.0.1:${other}`), /e2e/);
  assert.match(await get(operator), /No Response|Timeout/);
  await change(
    ...['touch', 'elsewhere', 'named'].map((community) => `no snmp-server community ${community}`),
    'no snmp-server user operator ops v3',
  );
  assert.match((await daemon.run('show snmp')).text, /%SNMP agent not enabled/);
  assert.match(await get(operator, `127.0.0.1:${other}`), /Timeout|No Response/);
});

test('what the running configuration prints loads back: the same users and communities are let in', async (t) => {
  const { directory, daemon, at, tool } = await box(t);
  await daemon.run('write memory');
  assert.equal(await daemon.stop(), 0);
  const again: Daemon = await startDaemon(directory);
  t.after(() => again.kill());
  for (const words of [['-v2c', '-c', 'look'], operator])
    assert.match((await tool('snmpget', ...once, ...words, at, sysName)).text, /e2e/);
  // Engine boots count, and the engine stays the same.
  const boots = await tool('snmpget', '-v2c', '-c', 'look', at, '1.3.6.1.6.3.10.2.1.2.0');
  assert.match(boots.text, /INTEGER: 2/);
});

test('totals and the high-water mark outlive a crash', async (t) => {
  const there = await box(t);
  const { tool, at, daemon, directory } = there;
  await proxied(there, 'alice');
  await proxied(there, 'carol');
  // Changes are on disk within five seconds.
  const stored = () => readFileSync(`${daemon.stateDir}/snmp.json`, 'utf8').includes('"total":2') || undefined;
  await eventually('the totals on disk', stored);
  await daemon.kill();
  const again = await startDaemon(directory, there.configuration);
  t.after(() => again.kill());
  const walked = variables(await tool('snmpwalk', '-v2c', '-c', 'look', at, general));
  assert.equal(walked.get(`${general}.1.1.0`), 'Gauge32: 2', 'sessions of software go on');
  assert.equal(walked.get(`${general}.1.2.0`), 'Gauge32: 2');
  assert.equal(walked.get(`${general}.2.1.0`), 'Counter32: 2', 'and are not counted again');
});

test('servers and what the RADIUS client counted', async (t) => {
  const there = await box(t);
  const { at, tool, freeradius, directory, sshPort, record } = there;
  const bob = await logIn(t, { port: sshPort, user: 'bob', password: 'builder', directory });
  await record('bob', 'Start');
  await bob.leaves();
  await record('bob', 'Stop');
  const get = async (root: string) => variables(await tool('snmpwalk', '-v2c', '-c', 'look', at, root));
  const auth = await get('1.3.6.1.2.1.67.1.2.1.1.3.1');
  const acct = await get('1.3.6.1.2.1.67.2.2.1.1.3.1');
  const cas = await get('1.3.6.1.4.1.9.10.56');
  const column = (map: ReadonlyMap<string, string>, root: string, number: number) => map.get(`${root}.${number}.1`);
  const authRow = (number: number) => column(auth, '1.3.6.1.2.1.67.1.2.1.1.3.1', number);
  const acctRow = (number: number) => column(acct, '1.3.6.1.2.1.67.2.2.1.1.3.1', number);
  assert.equal(authRow(2), 'IpAddress: 127.0.0.1');
  assert.equal(authRow(3), `INTEGER: ${freeradius.ports.auth}`);
  assert.deepEqual([authRow(5), authRow(7), authRow(8)], ['Counter32: 1', 'Counter32: 1', 'Counter32: 0']);
  assert.equal(acctRow(3), `INTEGER: ${freeradius.ports.acct}`);
  const requests = Number(acctRow(5)?.replace('Counter32: ', ''));
  assert.ok(requests >= 2, `${requests} requests`);
  assert.equal(acctRow(7), acctRow(5), 'every request was answered');
  assert.equal(cas.get('1.3.6.1.4.1.9.10.56.1.1.2.1.6.2.1'), '""', 'the key reads empty');
  assert.equal(cas.get('1.3.6.1.4.1.9.10.56.1.2.1.1.25.2.1'), 'INTEGER: 1', 'up');
  const missing = [
    ...Array.from({ length: 29 }, (_, at) => at + 1),
    31,
    ...Array.from({ length: 13 }, (_, at) => at + 72),
  ]
    .concat(115)
    .filter((number) => !cas.has(`1.3.6.1.4.1.9.10.56.1.2.1.1.${number}.2.1`));
  assert.deepEqual(missing, [], 'columns that a RADIUS server has not');
  assert.equal(cas.get('1.3.6.1.4.1.9.10.56.1.2.1.1.74.2.1'), 'Counter32: 1', 'one Start');
  assert.equal(cas.get('1.3.6.1.4.1.9.10.56.1.2.1.1.76.2.1'), 'Counter32: 1', 'one Stop');
});

test('garbage, cut and changed requests hurt nobody', async (t) => {
  const { at, port, tool, daemon } = await box(t);
  const random = seededRandom(4);
  const socket = createSocket('udp4');
  t.after(() => socket.close());
  const good = Buffer.from(
    '302902010104046c6f6f6ba01e02040102030402010002010030103082000c06082b060102010105000500',
    'hex',
  );
  const send = (octets: Uint8Array) =>
    new Promise<void>((sent) => socket.send(octets, port, '127.0.0.1', () => sent()));
  for (let round = 0; round < 2000; round++) {
    const octets = Buffer.from(round % 3 === 0 ? random.bytes(1 + Math.floor(random.fraction() * 200)) : good);
    if (round % 3 === 1) await send(octets.subarray(0, Math.floor(random.fraction() * octets.length)));
    else {
      octets[Math.floor(random.fraction() * octets.length)] = Math.floor(random.fraction() * 256);
      await send(octets);
    }
  }
  assert.match((await tool('snmpget', '-v2c', '-c', 'look', at, sysName)).text, /e2e/);
  assert.doesNotMatch((await daemon.run('show logging')).text, /SNMP-3-INTERNAL/);
});
