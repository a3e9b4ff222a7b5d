/**
 * RADIUS-speaking access software (played by radclient) behind Tollgate, FreeRADIUS and Tollgate's own security server
 * as the servers: logins are decided there, and each session arrives there under Tollgate's own session id.
 */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { configurationWith } from '../e2e/configuration.ts';
import { embeddedServer } from '../e2e/embedded-server.ts';
import { eventually, freeTcpPort } from '../e2e/waiting.ts';
import { type Daemon, daemonFor, startDaemon, temporaryDirectory } from '../rigs/daemon.ts';
import { type DetailRecord, type FreeRadius, freePorts, startFreeRadius, undelayed } from '../rigs/freeradius.ts';
import { radclient, type Told, textOf } from './radclient.ts';

const secret = 'software-secret';
const users = `alice Cleartext-Password := "wonderland"
      Service-Type = Framed-User,
      Framed-Protocol = PPP,
      Framed-IP-Address = 10.1.1.1,
      Class = "gold",
      Acct-Interim-Interval = 600
`;

interface Box {
  readonly freeradius: FreeRadius;
  readonly daemon: Daemon;
  readonly directory: string;
  readonly configuration: string;
  readonly auth: { readonly port: number; readonly secret: string };
  readonly acct: { readonly port: number; readonly secret: string };
}

/** @param lines of the configuration, beside the proxy with one client on loopback */
async function box(t: TestContext, lines: (freeradius: FreeRadius) => string, proxy = ''): Promise<Box> {
  const directory = temporaryDirectory(t);
  const freeradius = await startFreeRadius({ users });
  t.after(() => freeradius.remove());
  const ports = await freePorts();
  const configuration = configurationWith(
    await freeTcpPort(),
    `radius server main
 address ipv4 127.0.0.1 auth-port ${freeradius.ports.auth} acct-port ${freeradius.ports.acct}
 key ${freeradius.secret}
 timeout 2
aaa server radius proxy
 listen 127.0.0.1
 authentication port ${ports.auth}
 accounting port ${ports.acct}
 client 127.0.0.1
  key ${secret}
${proxy}
${lines(freeradius)}`,
  );
  const daemon = await daemonFor(t, directory, configuration);
  return {
    ...{ freeradius, daemon, directory, configuration },
    auth: { port: ports.auth, secret },
    acct: { port: ports.acct, secret },
  };
}

/** What the software says of its caller in every request. */
const caller = [
  ['User-Name', 'alice'],
  ['NAS-IP-Address', '192.0.2.9'],
  ['NAS-Identifier', 'l2tpns'],
  ['NAS-Port', 3],
  ['NAS-Port-Type', 'Async'],
  ['Service-Type', 'Framed-User'],
  ['Framed-Protocol', 'PPP'],
  ['Calling-Station-Id', '562'],
  ['Called-Station-Id', '4327528'],
] as const;
const session = [...caller, ['Acct-Session-Id', '%08lX'], ['Acct-Authentic', 'RADIUS']] as const;

const classic = `no radius-server attribute 55 include-in-acct-req
no radius-server vsa send accounting`;

/** The "PPP user who comes in through autoselect" of the documentation ("Configuring Accounting"), by FreeRADIUS' names. */
const documented = [
  ['NAS-IP-Address', '127.0.0.1'],
  ['NAS-Port', '3'],
  ['User-Name', 'alice'],
  ['Called-Station-Id', '4327528'],
  ['Calling-Station-Id', '562'],
  ['Acct-Authentic', 'RADIUS'],
  ['Service-Type', 'Framed-User'],
  ['Framed-Protocol', 'PPP'],
  ['Acct-Delay-Time', '0'],
] as const;
const documentedStop = [
  ['Framed-IP-Address', '10.1.1.1'],
  ['Acct-Input-Octets', '8630'],
  ['Acct-Output-Octets', '5722'],
  ['Acct-Input-Packets', '94'],
  ['Acct-Output-Packets', '64'],
  ['Acct-Session-Time', '1'],
] as const;

const sorted = (rows: readonly (readonly [string, string])[]) => rows.map((row) => row.join(' = ')).sort();
const detail = (record: DetailRecord | undefined, name: string): string | undefined =>
  record?.attributes.find(([known]) => known === name)?.[1];
const answered = (told: Told, answer: string): void => assert.equal(told.answer, answer, told.output);

test('a PPP session of the documentation, attribute by attribute, in classic RADIUS', async (t) => {
  const { freeradius, auth, acct } = await box(
    t,
    () => `aaa authentication ppp default group radius
aaa accounting network default start-stop group radius
${classic}`,
  );
  const login = await radclient('auth', auth, [...caller, ['User-Password', 'wonderland']]);
  answered(login, 'Access-Accept');
  assert.equal(textOf(login, 'Framed-IP-Address'), '10.1.1.1');
  assert.equal(textOf(login, 'Acct-Interim-Interval'), '600');

  answered(await radclient('acct', acct, [...session, ['Acct-Status-Type', 'Start']]), 'Accounting-Response');
  const start = await eventually('the Start', () => freeradius.readDetail().at(0));
  const end = [
    ['Acct-Status-Type', 'Stop'],
    ['Framed-IP-Address', '10.1.1.1'],
    ['Acct-Input-Octets', 8630],
    ['Acct-Output-Octets', 5722],
    ['Acct-Input-Packets', 94],
    ['Acct-Output-Packets', 64],
    ['Acct-Session-Time', 1],
    ['Acct-Terminate-Cause', 'User-Request'],
  ] as const;
  answered(await radclient('acct', acct, [...session, ...end]), 'Accounting-Response');
  const stop = await eventually('the Stop', () => freeradius.readDetail().at(1));
  const id = detail(start, 'Acct-Session-Id') ?? '';
  assert.match(id, /^[0-9A-F]{8}$/);
  const made: ReadonlySet<string> = new Set(['Acct-Unique-Session-Id', 'Class']);
  const said = (record: DetailRecord) =>
    sorted(
      record.attributes.flatMap(([name, value]) => (made.has(name) ? [] : [[name, undelayed(name, value)] as const])),
    );
  assert.deepEqual(said(start), sorted([...documented, ['Acct-Status-Type', 'Start'], ['Acct-Session-Id', id]]));
  assert.deepEqual(
    said(stop),
    sorted([...documented, ...documentedStop, ['Acct-Status-Type', 'Stop'], ['Acct-Session-Id', id]]),
  );
  assert.deepEqual([detail(start, 'Class'), detail(stop, 'Class')], ['0x676f6c64', '0x676f6c64'], 'Class comes back');
});

test('PAP, CHAP, MS-CHAP with its keys, a wrong password, a wrong secret', async (t) => {
  const { auth, freeradius } = await box(
    t,
    () => `aaa authentication ppp default group radius
aaa accounting network default start-stop group radius
aaa accounting send stop-record authentication failure`,
  );
  const login = (more: readonly (readonly [string, string])[], to = auth) =>
    radclient('auth', to, [...caller, ...more], { timeout: 3 });
  answered(await login([['User-Password', 'wonderland']]), 'Access-Accept');
  answered(await login([['CHAP-Password', 'wonderland']]), 'Access-Accept');
  answered(await login([['CHAP-Password', 'looking-glass']]), 'Access-Reject');
  const failed = await eventually('the Stop of a failed login', () => freeradius.readDetail().at(0));
  assert.deepEqual(
    [detail(failed, 'Acct-Status-Type'), detail(failed, 'User-Name'), detail(failed, 'Service-Type')],
    ['Stop', 'alice', 'Framed-User'],
  );
  const mschap = [['MS-CHAP-Password', 'wonderland']] as const;
  const through = await login(mschap);
  answered(through, 'Access-Accept');
  const direct = await login(mschap, { port: freeradius.ports.auth, secret: freeradius.secret });
  const keys = textOf(direct, 'MS-CHAP-MPPE-Keys');
  assert.ok(keys !== undefined && keys.length > 34, direct.output);
  assert.equal(textOf(through, 'MS-CHAP-MPPE-Keys'), keys, 'keys are hidden anew under our secret');
  // Software with another secret: its password is gibberish here, and our answer is no answer there.
  const stranger = await login([['User-Password', 'wonderland']], { ...auth, secret: 'wrong' });
  assert.equal(stranger.answer, undefined, stranger.output);
});

test('to a RADIUS and a TACACS+ group at once by called number; counters of 64 bit; newinfo with the address', async (t) => {
  const directory = temporaryDirectory(t);
  const tacacs = await embeddedServer(t, directory);
  const { freeradius, acct } = await box(
    t,
    () => `tacacs server other
 address ipv4 127.0.0.1
 port ${tacacs.ports.tacacs}
 key ${tacacs.key}
aaa accounting update newinfo
aaa dnis map enable
aaa dnis map 4327528 accounting network start-stop broadcast group radius group tacacs+
aaa accounting network default none`,
  );
  const say = async (more: readonly (readonly [string, string | number])[]) =>
    answered(await radclient('acct', acct, [...session, ...more]), 'Accounting-Response');
  await say([['Acct-Status-Type', 'Start']]);
  await say([
    ['Acct-Status-Type', 'Interim-Update'],
    ['Framed-IP-Address', '10.1.1.2'],
    ['Acct-Session-Time', 0],
  ]);
  await say([
    ['Acct-Status-Type', 'Stop'],
    ['Acct-Input-Octets', 3366],
    ['Acct-Output-Octets', 2149],
    ['Acct-Input-Gigawords', 2],
    ['Acct-Output-Gigawords', 1],
    ['Acct-Input-Packets', 42],
    ['Acct-Output-Packets', 28],
    ['Acct-Session-Time', 1],
    ['Acct-Terminate-Cause', 'User-Request'],
  ]);
  const last = await eventually('the Stop by RADIUS', () => freeradius.readDetail().at(2));
  assert.deepEqual(
    ['Acct-Status-Type', 'Acct-Input-Octets', 'Acct-Input-Gigawords', 'Acct-Output-Gigawords'].map((name) =>
      detail(last, name),
    ),
    ['Stop', '3366', '2', '1'],
  );
  const records = await eventually('three TACACS+ records', async () => {
    const all = await tacacs.records();
    return all.length >= 3 ? all : undefined;
  });
  assert.deepEqual(
    records.map(({ user, port, kind }) => [user, port, kind]),
    [
      ['alice', 'Async3', 'start'],
      ['alice', 'Async3', 'interim'],
      ['alice', 'Async3', 'stop'],
    ],
  );
  const [start, update, stop] = records.map(({ arguments: args = [] }) =>
    args.filter((one) => !/^(task_id|start_time|timezone|elapsed_time|disc-cause)/.test(one)),
  );
  // As the autoselect example of the documentation has them.
  assert.deepEqual(start, ['service=ppp']);
  assert.deepEqual(update?.slice(0, 3), ['service=ppp', 'protocol=ip', 'addr=10.1.1.2']);
  assert.deepEqual(stop, [
    ...['service=ppp', 'protocol=ip', 'addr=10.1.1.2'],
    ...[`bytes_in=${2 * 2 ** 32 + 3366}`, `bytes_out=${2 ** 32 + 2149}`, 'paks_in=42', 'paks_out=28'],
  ]);
  assert.equal(
    new Set(records.map(({ arguments: args = [] }) => args.find((one) => one.startsWith('task_id')))).size,
    1,
  );
});

test('kill -9 of Tollgate: the session lives on, repetitions make no second record, Accounting-On ends it', async (t) => {
  const { freeradius, acct, daemon, directory, configuration } = await box(
    t,
    () => `aaa accounting network default start-stop group radius`,
  );
  const say = async (more: readonly (readonly [string, string | number])[]) =>
    answered(await radclient('acct', acct, [...session, ...more]), 'Accounting-Response');
  await say([['Acct-Status-Type', 'Start']]);
  const bob = [
    ['User-Name', 'bob'],
    ['NAS-Port', 4],
    ['NAS-IP-Address', '192.0.2.9'],
    ['Acct-Session-Id', 'b'],
  ] as const;
  const sayOfBob = async (more: readonly (readonly [string, string | number])[]) =>
    answered(await radclient('acct', acct, [...bob, ...more]), 'Accounting-Response');
  const gone = [
    ['Acct-Status-Type', 'Stop'],
    ['Acct-Session-Time', 5],
    ['Acct-Input-Octets', 77],
  ] as const;
  await sayOfBob(gone);
  await say([
    ['Acct-Status-Type', 'Interim-Update'],
    ['Acct-Session-Time', 0],
    ['Acct-Input-Octets', 1000],
    ['Acct-Input-Packets', 10],
  ]);
  await daemon.kill();
  const again = await startDaemon(directory, configuration);
  t.after(() => again.kill());
  assert.match((await again.run('show radius-proxy session')).text, /Octets in 1000, out 0/);
  await sayOfBob(gone);
  await sayOfBob(gone);
  answered(
    await radclient('acct', acct, [
      ['Acct-Status-Type', 'Accounting-On'],
      ['NAS-IP-Address', '192.0.2.9'],
      ['NAS-Identifier', 'l2tpns'],
    ]),
    'Accounting-Response',
  );
  const stop = await eventually('the Stop of alice', () =>
    freeradius
      .readDetail()
      .find((one) => detail(one, 'User-Name') === 'alice' && detail(one, 'Acct-Status-Type') === 'Stop'),
  );
  assert.deepEqual([detail(stop, 'Acct-Terminate-Cause'), detail(stop, 'Acct-Input-Octets')], ['NAS-Reboot', '1000']);
  const stops = freeradius.readDetail().filter((one) => detail(one, 'Acct-Status-Type') === 'Stop');
  assert.equal(new Set(stops.map((one) => detail(one, 'Acct-Session-Id'))).size, 2, 'bob ended once');
  assert.doesNotMatch((await again.run('show radius-proxy session')).text, /Session ID/);
});
