/**
 * Servers that are down: for a whole session, for the first of two, for a whole protocol, for one of two groups. Nothing
 * is lost, nothing comes twice, sessions keep their order, records keep their time, and nobody waits for it.
 */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { daemonFor, temporaryDirectory } from '../rigs/daemon.ts';
import { type DetailRecord, type FreeRadius, freePorts, startFreeRadius, undelayed } from '../rigs/freeradius.ts';
import type { JsonRecord } from '../rigs/records.ts';
import { booksSay, ledger } from './books.ts';
import { configurationWith } from './configuration.ts';
import { embeddedServer } from './embedded-server.ts';
import { logIn, type Person } from './person.ts';
import { eventually, freeTcpPort } from './waiting.ts';

const second = 1000;

/** Seconds that a login may take on a busy machine beside what the configured timeouts take. */
const slack = 6;

const freeradiusServer = (
  name: string,
  { ports, secret }: Pick<FreeRadius, 'ports' | 'secret'>,
  { timeout, retransmit } = { timeout: 2, retransmit: 0 },
): string => `
radius server ${name}
 address ipv4 127.0.0.1 auth-port ${ports.auth} acct-port ${ports.acct}
 key ${secret}
 timeout ${timeout}
 retransmit ${retransmit}
`;

const tacacsServer = ({ ports, key }: { ports: { tacacs: number }; key: string }): string => `
tacacs server taps
 address ipv4 127.0.0.1
 port ${ports.tacacs}
 key ${key}
 timeout 5
`;

const localUser = `username bob privilege 15 password 0 builder
aaa authorization exec default local
`;

async function freeradiusFor(t: TestContext): Promise<FreeRadius> {
  const freeradius = await startFreeRadius();
  t.after(() => freeradius.remove());
  return freeradius;
}

/** The daemon with this configuration, and a way in for bob. */
async function setUp(t: TestContext, directory: string, lines: string) {
  const port = await freeTcpPort();
  const daemon = await daemonFor(t, directory, configurationWith(port, lines));
  const bob = (): Promise<Person> => logIn(t, { port, user: 'bob', password: 'builder', directory });
  return { daemon, bob };
}

/** Logs in, runs one command, logs out. */
async function shortSession(bob: () => Promise<Person>): Promise<void> {
  const person = await bob();
  await person.says('show privilege');
  assert.equal(await person.leaves(), 0);
}

const textOf = ({ attributes }: DetailRecord, name: string): string =>
  attributes.find(([known]) => known === name)?.[1] ?? '';

/** `00000002 Start, 00000002 Stop, …` in the order of arrival. */
const story = (detail: readonly DetailRecord[]): string[] =>
  detail.map((record) => `${textOf(record, 'Acct-Session-Id')} ${textOf(record, 'Acct-Status-Type')}`);

/** The same of what TACACS+ brought, where the session is the task in decimal. */
const tacacsStory = (records: readonly JsonRecord[]): string[] =>
  records.map(({ session, type, kind }) => {
    const id = Number(session).toString(16).toUpperCase().padStart(8, '0');
    return `${id} ${type === 'commands' ? 'command' : kind === 'start' ? 'Start' : 'Stop'}`;
  });

/** Whether every session has its Start before its Stop, each once. */
function assertPaired(lines: readonly string[], sessions: number): void {
  const ids = [...new Set(lines.map((line) => line.split(' ')[0]))];
  assert.equal(ids.length, sessions, lines.join());
  for (const id of ids)
    assert.deepEqual(
      lines.filter((line) => line.startsWith(`${id} `)),
      [`${id} Start`, `${id} Stop`],
    );
}

test('servers down for all of two sessions: everything arrives, in order, once, with its time', async (t) => {
  const directory = temporaryDirectory(t);
  const freeradius = await freeradiusFor(t);
  const taps = await embeddedServer(t, directory);
  const { daemon, bob } = await setUp(
    t,
    directory,
    `${freeradiusServer('main', freeradius)}${tacacsServer(taps)}${localUser}
aaa authentication login default group radius local
aaa accounting exec default start-stop group radius
aaa accounting commands 1 default start-stop group tacacs+`,
  );
  await Promise.all([freeradius.stop(), taps.stop()]);

  const went = Date.now();
  const first = await bob();
  const login = (Date.now() - went) / second;
  assert.ok(login < 2 + slack, `the login took ${login} s; the list says 2 s for RADIUS, then local`);
  const began = Date.now();
  await first.says('show privilege');
  await first.says('show users');
  const other = await bob();
  await other.says('show privilege');
  await other.leaves();
  await first.says('show clock');
  await first.leaves();
  const ended = Date.now();
  await booksSay(daemon, 'group radius', 4, 4);
  await booksSay(daemon, 'group tacacs+', 4, 4);
  const { text } = await daemon.run('show accounting outbox');
  assert.match(text, /^group radius +EXEC +start +[0-9A-F]{8} +bob +00:00:\d\d +[1-9]\d* +radius: \w/im);

  const outage = 3 * second;
  await eventually('the outage is long enough', () => (Date.now() > ended + outage ? true : undefined));
  await Promise.all([freeradius.start(), taps.start()]);
  await booksSay(daemon, 'group radius', 4, 0);
  await booksSay(daemon, 'group tacacs+', 4, 0);

  const detail = freeradius.readDetail();
  assertPaired(story(detail), 2);
  for (const record of detail) {
    const event = Date.parse(textOf(record, 'Event-Timestamp'));
    const delay = Number(textOf(record, 'Acct-Delay-Time')) * second;
    assert.ok(event >= went - second && event <= ended, 'Event-Timestamp is when it happened, not when it was sent');
    assert.ok(delay >= outage, `Acct-Delay-Time ${delay} ms`);
    assert.ok(Math.abs(event + delay - record.time) <= 2 * second, 'Event-Timestamp and Acct-Delay-Time agree');
  }
  const lengths = detail.flatMap((record) => Number(textOf(record, 'Acct-Session-Time') || Number.NaN));
  assert.ok(lengths.every((length) => Number.isNaN(length) || length <= Math.ceil((ended - began) / second)));

  const commands = await taps.records();
  assert.ok(commands.every(({ copies }) => copies === 1));
  const typed = (port: string): (string | undefined)[] =>
    commands.filter((one) => one.port === port).map(({ command }) => command);
  assert.deepEqual(typed('tty2'), ['show privilege <cr>', 'show users <cr>', 'show clock <cr>'], 'in their order');
  assert.deepEqual(typed('tty3'), ['show privilege <cr>']);
});

test('first server dead: the second is used as configured, and show aaa servers counts it', async (t) => {
  const directory = temporaryDirectory(t);
  const freeradius = await freeradiusFor(t);
  const nobody = { ports: await freePorts(), secret: 'x' };
  const { daemon, bob } = await setUp(
    t,
    directory,
    `${freeradiusServer('dead', nobody, { timeout: 1, retransmit: 1 })}${freeradiusServer('alive', freeradius)}
radius-server deadtime 10
radius-server dead-criteria time 1 tries 2
aaa authentication login default group radius
aaa authorization exec default group radius
aaa accounting exec default start-stop group radius`,
  );
  const went = Date.now();
  const person = await bob();
  const login = (Date.now() - went) / second;
  assert.ok(login >= 2 && login < 2 + slack, `the login took ${login} s; the dead server is asked twice for 1 s`);
  await booksSay(daemon, 'group radius', 1, 0);
  await person.leaves();
  await booksSay(daemon, 'group radius', 2, 0);
  const detail = freeradius.readDetail();
  assert.deepEqual(
    detail.map((record) => textOf(record, 'Acct-Status-Type')),
    ['Start', 'Stop'],
  );
  assert.ok(Number(textOf(detail[0]!, 'Acct-Delay-Time')) >= 2, 'what the dead server cost is in Acct-Delay-Time');

  const { text } = await daemon.run('show aaa servers');
  const [dead = '', alive = ''] = text.split(/^(?=RADIUS: id 2)/m);
  const port = (ports: FreeRadius['ports']): RegExp => RegExp(`auth-port ${ports.auth}, acct-port ${ports.acct}`);
  assert.match(dead, port(nobody.ports));
  assert.match(dead, /Authen: request 2, timeouts 2, failover 0, retransmission 1/);
  assert.match(dead, /Account: request [24], timeouts [24], failover 0, retransmission [12]/);
  assert.match(dead, /State: current DEAD/);
  assert.match(alive, port(freeradius.ports));
  assert.match(alive, /Authen: request 1, timeouts 0, failover 1, retransmission 0/);
  assert.match(alive, /Account: request 2, timeouts 0, failover [12], retransmission 0/);
  assert.match(alive, /State: current UP/);
  assert.match((await daemon.run('show logging')).text, /%RADIUS-4-RADIUS_DEAD: RADIUS server 127\.0\.0\.1/);

  // While its deadtime runs, the dead server costs nobody anything.
  const again = Date.now();
  await shortSession(bob);
  assert.ok(Date.now() - again < slack * second);
  await booksSay(daemon, 'group radius', 4, 0);
  assert.ok(Number(textOf(freeradius.readDetail()[2]!, 'Acct-Delay-Time')) < 2);
});

test('a list of RADIUS, then TACACS+: what RADIUS does not answer goes to TACACS+, and back when it does', async (t) => {
  const directory = temporaryDirectory(t);
  const freeradius = await freeradiusFor(t);
  const taps = await embeddedServer(t, directory);
  const { daemon, bob } = await setUp(
    t,
    directory,
    `${freeradiusServer('main', freeradius)}${tacacsServer(taps)}${localUser}
aaa authentication login default local
aaa accounting exec default start-stop group radius group tacacs+
aaa accounting commands 1 default start-stop group radius group tacacs+`,
  );
  await freeradius.stop();
  await shortSession(bob);
  await booksSay(daemon, 'group radius group tacacs+', 2, 0);
  // RADIUS cannot carry a command: it goes to TACACS+ at once.
  await booksSay(daemon, 'group tacacs+', 1, 0);
  const split = async (): Promise<readonly [sessions: string[], commands: string[]]> => {
    const lines = tacacsStory(await taps.records());
    return [lines.filter((line) => !line.endsWith('command')), lines.filter((line) => line.endsWith('command'))];
  };
  const [sessions, commands] = await split();
  assertPaired(sessions, 1);
  assert.equal(commands.length, 1);

  await freeradius.start();
  await shortSession(bob);
  await booksSay(daemon, 'group radius group tacacs+', 4, 0);
  await booksSay(daemon, 'group tacacs+', 2, 0);
  assertPaired(story(freeradius.readDetail()), 1);
  const [still, more] = await split();
  assert.deepEqual(still, sessions, 'RADIUS answers again and is asked first');
  assert.equal(more.length, 2);
});

test('broadcast to two groups, one of them dead: the other has everything at once', async (t) => {
  const directory = temporaryDirectory(t);
  const freeradius = await freeradiusFor(t);
  const taps = await embeddedServer(t, directory);
  const { daemon, bob } = await setUp(
    t,
    directory,
    `${freeradiusServer('main', freeradius)}${tacacsServer(taps)}${localUser}
aaa authentication login default local
aaa accounting exec default start-stop broadcast group radius group tacacs+`,
  );
  await taps.stop();
  const went = Date.now();
  await shortSession(bob);
  await booksSay(daemon, 'group radius', 2, 0);
  assert.ok(Date.now() - went < slack * second, 'nobody waits for the dead group');
  await booksSay(daemon, 'group tacacs+', 2, 2);
  assert.deepEqual(
    freeradius.readDetail().map((record) => undelayed('Acct-Delay-Time', textOf(record, 'Acct-Delay-Time'))),
    ['0', '0'],
  );
  // And the other way round.
  await Promise.all([taps.start(), freeradius.stop()]);
  await booksSay(daemon, 'group tacacs+', 2, 0);
  await shortSession(bob);
  await booksSay(daemon, 'group tacacs+', 4, 0);
  await booksSay(daemon, 'group radius', 4, 2);
  await freeradius.start();
  await booksSay(daemon, 'group radius', 4, 0);

  const records = await taps.records();
  assert.ok(records.every(({ copies }) => copies === 1));
  assertPaired(tacacsStory(records), 2);
  assertPaired(story(freeradius.readDetail()), 2);
  assert.deepEqual(tacacsStory(records).sort(), story(freeradius.readDetail()).sort(), 'both have the same');
  assert.equal((await ledger(daemon)).storage, 'working');
});
