/**
 * A person logs in over SSH, types, and logs out; everything goes to a TACACS+ server while tshark listens. What it
 * decrypts is compared with what was meant: every argument in its order, flags, and the fields of the body (RFC 8907 §7).
 */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type Daemon, daemonFor, temporaryDirectory } from '../rigs/daemon.ts';
import { type Capture, startCapture, type TsharkAccounting } from '../rigs/tshark.ts';
import { configurationWith } from './configuration.ts';
import { type EmbeddedServer, embeddedServer } from './embedded-server.ts';
import { logIn, type Person } from './person.ts';
import { eventually, freeTcpPort } from './waiting.ts';

const lines = ({ ports, key }: EmbeddedServer, extra: string): string => `
clock timezone CET 1
tacacs server main
 address ipv4 127.0.0.1
 port ${ports.tacacs}
 key ${key}
 timeout 2
aaa authentication login default group tacacs+
aaa authorization exec default group tacacs+
aaa accounting exec default start-stop group tacacs+
aaa accounting commands 0 default start-stop group tacacs+
aaa accounting commands 1 default start-stop group tacacs+
aaa accounting commands 15 default start-stop group tacacs+
${extra}`;

interface Scene {
  readonly daemon: Daemon;
  readonly server: EmbeddedServer;
  readonly capture: Capture;
  logIn(): Promise<Person>;
}

async function setUp(t: TestContext, extra = ''): Promise<Scene> {
  const directory = temporaryDirectory(t);
  const server = await embeddedServer(t, directory);
  const capture = await startCapture(server.ports.tacacs);
  t.after(() => capture.dispose());
  const port = await freeTcpPort();
  const daemon = await daemonFor(t, directory, configurationWith(port, lines(server, extra)));
  return {
    daemon,
    server,
    capture,
    logIn: () => logIn(t, { port, user: 'ann', password: 'annspassword', directory }),
  };
}

/** Ends daemon and capture; what was captured, and no complaint of tshark about any packet. */
async function captured({ daemon, server, capture }: Scene): Promise<readonly TsharkAccounting[]> {
  assert.equal(await daemon.stop(), 0);
  await capture.stop();
  const packets = await capture.decodeTacacs(server.key);
  assert.deepEqual(
    packets.flatMap(({ complaints }) => complaints),
    [],
  );
  const replies = packets.filter(({ type, request }) => type === 3 && !request);
  assert.ok(
    replies.every(({ fields }) => Number(fields.get('tacplus.body_acct.status')?.[0]) === 1),
    'every answer is SUCCESS',
  );
  const requests = await capture.accountingRequests(server.key);
  assert.equal(replies.length, requests.length);
  return requests;
}

/** Arguments with what differs from run to run taken out, once it has been checked. */
function plain({ args }: TsharkAccounting, began: number): readonly string[] {
  return args.map((arg) => {
    const [name = '', value = ''] = arg.split('=');
    if (name === 'task_id') assert.match(value, /^[1-9]\d*$/);
    else if (name === 'start_time') {
      assert.match(value, /^\d+$/, 'decimal seconds');
      assert.ok(Number(value) >= Math.floor(began / 1000) && Number(value) <= Date.now() / 1000, value);
    } else if (name === 'elapsed_time' || name === 'pre-session-time') {
      assert.ok(/^\d+$/.test(value) && Number(value) <= (Date.now() - began) / 1000, value);
    } else return arg;
    return `${name}=`;
  });
}

const head = ['task_id=', 'start_time=', 'timezone=CET', 'service=shell'];
const command = (level: number, line: string) => [...head, `priv-lvl=${level}`, `cmd=${line} <cr>`];

test('an EXEC session and its commands: every argument in its order, secrets masked', async (t) => {
  const began = Date.now();
  const scene = await setUp(t);
  const ann = await scene.logIn();
  // What was typed, the level of the command, and what the record says of it; `undefined`: no record.
  const typed = [
    ['show version', 1, 'show version'],
    ['sh  ver', 1, 'show version'],
    ['nonsense', 0, undefined],
    ['show running-config | include hostname', 15, 'show running-config | include hostname'],
    ['test aaa group tacacs+ guest guestspassword', 15, 'test aaa group tacacs+ guest *'],
    ['conf t', 15, 'configure terminal'],
    ['username x password 0 hunter2', 15, 'username x password 0 *'],
    ['username y privilege 3 secret hunter3', 15, 'username y privilege 3 secret *'],
    ['enable secret hunter4', 15, 'enable secret *'],
    ['radius-server key hunter5', 15, 'radius-server key *'],
    ['radius server r1', 15, 'radius server r1'],
    ['key 0 hunter 6', 15, 'key 0 *'],
    ['tacacs server t1', 15, 'tacacs server t1'],
    ['key hunter7', 15, 'key *'],
    ['do sh priv', 1, 'show privilege'],
    ['aaa accounting commands visible-keys', 15, 'aaa accounting commands visible-keys'],
    ['username z password 0 hunter8', 15, 'username z password 0 hunter8'],
    ['no aaa accounting commands visible-keys', 15, 'no aaa accounting commands visible-keys'],
    ['username z password 0 hunter9', 15, 'username z password 0 *'],
    ['end', 0, 'end'],
    ['disable', 0, 'disable'],
  ] as const;
  for (const [line] of typed) {
    const answer = await ann.says(line);
    assert.equal(/^% /m.test(answer), line === 'nonsense', `${line}: ${answer}`);
  }
  assert.equal(await ann.leaves(), 0);
  const requests = await captured(scene);

  for (const { user, port, remAddr, authenMethod, authenType, authenService } of requests)
    assert.deepEqual(
      { user, port, remAddr, authenMethod, authenType, authenService },
      // authen_method 6: TACACS+; type 1: ASCII; service 1: login
      { user: 'ann', port: 'tty2', remAddr: '127.0.0.1', authenMethod: 6, authenType: 1, authenService: 1 },
    );
  assert.equal(new Set(requests.map(({ sessionId }) => sessionId)).size, requests.length, 'TACACS+ session ids');

  const start = requests.at(0);
  const stop = requests.at(-1);
  assert.ok(start && stop);
  assert.deepEqual([start.flags, start.privLvl, plain(start, began)], [0x02, 15, head]);
  const ending = ['disc-cause=1', 'disc-cause-ext=1020', 'pre-session-time=', 'elapsed_time='];
  assert.deepEqual([stop.flags, plain(stop, began)], [0x04, [...head, ...ending]]);
  assert.deepEqual(stop.args.slice(0, 2), start.args.slice(0, 2), 'the Stop repeats task and start time of the Start');

  const expected = typed.flatMap(([, level, line]) => (line === undefined ? [] : [command(level, line)]));
  const commands = requests.slice(1, -1);
  assert.deepEqual(
    commands.map((one) => plain(one, began)),
    [...expected, command(0, 'exit')],
  );
  assert.deepEqual(new Set(commands.map(({ flags }) => flags)), new Set([0x04]), 'a command is a Stop alone');
  const tasks = commands.map(({ args }) => Number(args[0]?.slice('task_id='.length)));
  assert.deepEqual(
    tasks,
    [...new Set(tasks)].sort((a, b) => a - b),
    'every command has a task of its own',
  );
  assert.deepEqual(commands.map(({ privLvl }) => privLvl).slice(-2), [15, 1], 'the level of the user, at the time');

  const everything = requests.flatMap(({ args }) => args).join('\n');
  assert.deepEqual(everything.match(/hunter ?\d|guestspassword/g), ['hunter8'], 'only what visible-keys let through');
});

test('system records: at the start, when switched off and on, at the shutdown', async (t) => {
  const scene = await setUp(t, 'aaa accounting system default start-stop group tacacs+');
  const { daemon } = scene;
  await daemon.run('configure terminal', 'no aaa accounting system default', 'end');
  await daemon.run('configure terminal', 'aaa accounting system default start-stop group tacacs+', 'end');
  await eventually('three records acknowledged', async () =>
    /^group tacacs\+ +3 +3 +0 +0 /m.test((await daemon.run('show accounting ledger')).text) ? true : undefined,
  );
  const requests = await captured(scene);
  const records = requests.map(({ flags, args }) => [flags, ...args.slice(1)]);
  const system = ['timezone=CET', 'service=system', 'event=sys_acct'];
  assert.deepEqual(records, [
    [0x02, ...system, 'reason=reload'],
    [0x04, ...system, 'reason=reconfigure'],
    [0x02, ...system, 'reason=reconfigure'],
    [0x04, ...system, 'reason=shutdown'],
  ]);
  assert.equal(requests[0]?.args[0], 'task_id=1', 'the first task of a new box');
  for (const { user, port, remAddr, privLvl, authenMethod } of requests)
    assert.deepEqual([user, port, remAddr, privLvl, authenMethod], ['', '', '', 0, 0], 'nobody did it');
});
