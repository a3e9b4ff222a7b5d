/**
 * A person logs in over SSH, types, and logs out; FreeRADIUS authenticates, and writes what it is told to its detail
 * file. Every attribute is compared.
 */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { daemonFor, temporaryDirectory } from '../rigs/daemon.ts';
import { type DetailRecord, type FreeRadius, startFreeRadius } from '../rigs/freeradius.ts';
import { configurationWith } from './configuration.ts';
import { logIn } from './person.ts';
import { eventually, freeTcpPort } from './waiting.ts';

const users = `bob   Cleartext-Password := "builder"
      Service-Type = NAS-Prompt-User,
      Cisco-AVPair = "shell:priv-lvl=15",
      Class = 0x00ff31,
      Class += "gold"
`;

/** What a test expects of a value: the text itself, or how it must look. */
type Expected = string | RegExp;
type Where = 'both' | 'start' | 'stop';

/**
 * The EXEC example for a Telnet user in the documentation of IOS ("Configuring Accounting", EXEC Accounting), by the names
 * of FreeRADIUS. `User-Id` and the quoted `NAS-Identifier` there are additions of that example's server; `Caller-ID` is
 * Calling-Station-Id, and `Exec-User` an old name of NAS-Prompt-User.
 */
const classic = [
  ['NAS-IP-Address', '127.0.0.1', 'both'],
  ['NAS-Port', '2', 'both'],
  ['User-Name', 'bob', 'both'],
  ['Calling-Station-Id', '127.0.0.1', 'both'],
  ['Acct-Status-Type', /^(Start|Stop)$/, 'both'],
  ['Acct-Authentic', 'RADIUS', 'both'],
  ['Service-Type', 'NAS-Prompt-User', 'both'],
  ['Acct-Session-Id', /^[0-9A-F]{8}$/, 'both'],
  ['Acct-Session-Time', /^\d+$/, 'stop'],
  // Nothing held it up but, on a busy machine, that.
  ['Acct-Delay-Time', /^[0-4]$/, 'both'],
] as const satisfies readonly (readonly [string, Expected, Where])[];

/** RFC 2865 §5.25: the server's Class attributes come back unchanged, all of them, in every record. */
const echoed = [
  ['Class', '0x00ff31', 'both'],
  ['Class', '0x676f6c64', 'both'],
] as const;

/** What newer IOS sends beside it. */
const newer = [
  ['Event-Timestamp', /^[A-Z][a-z]{2} +\d+ \d{4} \d\d:\d\d:\d\d [A-Z]+$/, 'both'],
  ['NAS-Port-Id', 'tty2', 'both'],
  ['NAS-Port-Type', 'Virtual', 'both'],
  ['Cisco-NAS-Port', 'tty2', 'both'],
  ['Cisco-AVPair', 'connect-progress=Term Serv Auth', 'both'],
  ['Cisco-AVPair', 'disc-cause-ext=TS User Exit', 'stop'],
  ['Acct-Terminate-Cause', 'User-Request', 'stop'],
] as const;

/** Made by FreeRADIUS itself. */
const serversOwn = new Set(['Acct-Unique-Session-Id']);

interface Rows extends ReadonlyArray<readonly [string, Expected, Where]> {}

/** Every expected attribute is there once, with its value, and nothing else is. */
function compare(record: DetailRecord | undefined, which: 'start' | 'stop', rows: Rows): void {
  assert.ok(record, `there is no ${which}`);
  const left = record.attributes.filter(([name]) => !serversOwn.has(name)).map(([name, value]) => ({ name, value }));
  for (const [name, expected, where] of rows) {
    if (where !== 'both' && where !== which) continue;
    const at = left.findIndex(
      (one) => one.name === name && (typeof expected === 'string' ? one.value === expected : expected.test(one.value)),
    );
    assert.ok(at >= 0, `${which} lacks ${name} = ${String(expected)}: ${JSON.stringify(record.attributes)}`);
    left.splice(at, 1);
  }
  assert.deepEqual(left, [], `${which} has attributes that are not expected`);
}

const textOf = (record: DetailRecord | undefined, name: string): string =>
  record?.attributes.find(([known]) => known === name)?.[1] ?? '';

/** One session with two commands and a pause of more than a second; the two records of it. */
async function session(t: TestContext, extra: string): Promise<{ start: DetailRecord; stop: DetailRecord }> {
  const directory = temporaryDirectory(t);
  const freeradius = await startFreeRadius({ users });
  t.after(() => freeradius.remove());
  const port = await freeTcpPort();
  await daemonFor(t, directory, configurationWith(port, lines(freeradius, extra)));

  const before = Date.now();
  const bob = await logIn(t, { port, user: 'bob', password: 'builder', directory });
  const start = await eventually('the Start while bob is logged in', () => freeradius.readDetail().at(0));
  const began = Date.now();
  assert.match(await bob.says('show privilege'), /^Current privilege level is 15$/m);
  await eventually('a second of a session', () => (Date.now() - began > 1500 ? true : undefined));
  assert.match(await bob.says('show users'), /bob/);
  assert.equal(await bob.leaves(), 0);
  const stop = await eventually('the Stop', () => freeradius.readDetail().at(1));
  assert.equal(freeradius.readDetail().length, 2, 'a command makes no RADIUS record');

  assert.deepEqual([textOf(start, 'Acct-Status-Type'), textOf(stop, 'Acct-Status-Type')], ['Start', 'Stop']);
  assert.equal(textOf(start, 'Acct-Session-Id'), textOf(stop, 'Acct-Session-Id'));
  const seconds = Number(textOf(stop, 'Acct-Session-Time'));
  const lasted = (Date.now() - before) / 1000;
  assert.ok(seconds >= 1 && seconds <= lasted, `${seconds} s of ${lasted} s`);
  return { start, stop };
}

const lines = ({ ports, secret }: FreeRadius, extra: string): string => `
radius server main
 address ipv4 127.0.0.1 auth-port ${ports.auth} acct-port ${ports.acct}
 key ${secret}
 timeout 2
aaa authentication login default group radius
aaa authorization exec default group radius
aaa accounting exec default start-stop group radius
aaa accounting commands 1 default start-stop group radius
aaa accounting commands 15 default start-stop group radius
${extra}`;

test('an EXEC session at FreeRADIUS: the attributes of newer IOS, Class returned', async (t) => {
  const { start, stop } = await session(t, '');
  const rows = [...classic, ...echoed, ...newer];
  compare(start, 'start', rows);
  compare(stop, 'stop', rows);
  for (const record of [start, stop]) {
    const names = record.attributes.map(([name]) => name).filter((name) => !serversOwn.has(name));
    assert.equal(names.at(0), 'Acct-Session-Id', 'Acct-Session-Id goes first');
    assert.equal(names.at(-1), 'Acct-Delay-Time', 'Acct-Delay-Time goes last');
    const classes = record.attributes.filter(([name]) => name === 'Class').map(([, value]) => value);
    assert.deepEqual(classes, ['0x00ff31', '0x676f6c64'], 'Class in the order of the Access-Accept');
    const event = Date.parse(textOf(record, 'Event-Timestamp'));
    assert.ok(Math.abs(event - record.time) <= 1000, 'Event-Timestamp is the time of the event');
  }
});

test('without Event-Timestamp: exactly the set of the documented example', async (t) => {
  const { start, stop } = await session(t, 'no radius-server attribute 55 include-in-acct-req');
  const rows = [...classic, ...echoed];
  compare(start, 'start', rows);
  compare(stop, 'stop', rows);
});

test('without vendor attributes: everything but those', async (t) => {
  const { start, stop } = await session(t, 'no radius-server vsa send accounting');
  const rows = [...classic, ...echoed, ...newer.filter(([name]) => !name.startsWith('Cisco-'))];
  compare(start, 'start', rows);
  compare(stop, 'stop', rows);
});
