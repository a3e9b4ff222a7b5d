import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Profile } from '../../src/aaa/index.ts';
import { FakeClock, systemClock } from '../../src/base/clock.ts';
import { emptyTerminalConfig, type LineConfig, type TerminalConfig } from '../../src/terminal/config.ts';
import { Terminals } from '../../src/terminal/terminals.ts';
import { fakeDeps } from '../../src/terminal/testing/set-up.ts';

const directory = mkdtempSync(join(tmpdir(), 'tollgate-ssh-'));
process.on('exit', () => rmSync(directory, { recursive: true, force: true }));

const vty = (number: number, more: Partial<LineConfig> = {}): LineConfig => ({ kind: 'vty', number, ...more });
const configOf = (more: Partial<TerminalConfig> = {}): TerminalConfig => ({
  ...emptyTerminalConfig,
  lines: [{ kind: 'con', number: 0 }, vty(0), vty(1)],
  ...more,
  ssh: { port: 0, listen: '127.0.0.1', publicKeys: [], ...more.ssh },
});

/** Terminals with the host keys of this file's directory: they are made once. */
async function setUp(t: TestContext, config = configOf(), clock = systemClock) {
  const deps = fakeDeps(clock, { stateDir: directory });
  const terminals = new Terminals(deps);
  t.after(() => terminals.stop());
  await terminals.configure(config);
  const port = terminals.listening().ssh?.port;
  assert.ok(port !== undefined, deps.logging.messages.join());
  return { deps, terminals, port };
}

/** A program that answers every question of ssh with one password. */
function askpass(password: string): string {
  const path = join(directory, `askpass-${password}`);
  writeFileSync(path, `#!/bin/sh\necho '${password}'\n`);
  chmodSync(path, 0o700);
  return path;
}

interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** Starts the OpenSSH client. */
function ssh(t: TestContext, port: number, options: readonly string[], rest: readonly string[], password = 'secret') {
  const common = ['-F', 'none', '-p', String(port), '-o', 'StrictHostKeyChecking=no', '-o', 'LogLevel=ERROR'];
  const hosts = ['-o', `UserKnownHostsFile=${join(directory, 'known_hosts')}`, '-o', 'IdentitiesOnly=yes'];
  const env = { PATH: process.env.PATH, SSH_ASKPASS: askpass(password), SSH_ASKPASS_REQUIRE: 'force', HOME: directory };
  const user = options.includes('-l') ? [] : ['-l', 'admin'];
  const child = spawn('ssh', [...options, ...common, ...hosts, ...user, '127.0.0.1', ...rest], { env });
  t.after(() => child.kill('SIGKILL'));
  let out = '';
  let err = '';
  let wake = (): void => {};
  child.stdout.on('data', (bytes) => {
    out += bytes;
    wake();
  });
  child.stderr.on('data', (bytes) => {
    err += bytes;
  });
  child.stdin.on('error', () => {});
  const ended: Promise<Ended> = once(child, 'close').then(([status]) => ({ status, out, err }));
  let seen = 0;
  const sees = async (wanted: string): Promise<void> => {
    for (;;) {
      const at = out.indexOf(wanted, seen);
      if (at >= 0) {
        seen = at + wanted.length;
        return;
      }
      const over = await Promise.race([
        ended,
        new Promise<undefined>((resolve) => {
          wake = () => resolve(undefined);
        }),
      ]);
      if (over !== undefined && !out.includes(wanted, seen)) assert.fail(`"${wanted}" never came: ${out} ${over.err}`);
    }
  };
  return { child, ended, sees, type: (text: string) => child.stdin.write(text) };
}

test('one command: output, exit status, books', async (t) => {
  const { port, deps } = await setUp(t);
  const good = await ssh(t, port, [], ['show version']).ended;
  assert.deepEqual(good, { status: 0, out: 'you are admin on tty2, 0x0\n', err: '' });
  const bad = await ssh(t, port, [], ['rubbish']).ended;
  assert.equal(bad.status, 1);
  assert.match(bad.out, /^% Invalid input/);
  assert.deepEqual(deps.accounting.story, [
    ...['open admin', 'command show version', 'close user-request'],
    ...['open admin', 'close user-request'],
  ]);
  const [open] = deps.accounting.entries;
  assert.ok(open?.what === 'open' && open.opening.facts.callingStation === '127.0.0.1');
  assert.deepEqual(open.opening.facts.classes, ['c0ffee']);
});

test('the password method works as well as keyboard-interactive', async (t) => {
  const { port, deps } = await setUp(t);
  for (const method of ['password', 'keyboard-interactive']) {
    const ended = await ssh(t, port, ['-o', `PreferredAuthentications=${method}`], ['count 1']).ended;
    assert.deepEqual([ended.status, ended.out], [0, 'line 1\n'], method);
  }
  assert.equal(deps.aaa.logins.length, 2);
});

test('a session with a terminal: prompt, echo, help without Enter, pages, exit', async (t) => {
  const { port, deps, terminals } = await setUp(t, configOf({ banners: { login: 'Keep out', motd: 'Hello' } }));
  const { type, sees, ended } = ssh(t, port, ['-tt'], []);
  await sees('Hello');
  await sees('r1#');
  type('show ver\r');
  await sees('show ver\r\nyou are admin on tty2, 24x80\r\nr1#');
  type('sh?');
  await sees('sh?\r\n  help  for "sh"\r\n\r\nr1#sh');
  type('\t\x15count 30\r');
  await sees(' --More-- ');
  type('q');
  await sees('r1#');
  assert.deepEqual(
    terminals.users().map((u) => [u.line, u.user, u.location, u.transport]),
    [[2, 'admin', '127.0.0.1', 'ssh']],
  );
  type('exit\r');
  assert.equal((await ended).status, 0);
  assert.equal(deps.accounting.story.at(-1), 'close user-request');
});

test('without a terminal, commands from standard input are worked off', async (t) => {
  const { port, deps } = await setUp(t);
  const { child, ended } = ssh(t, port, ['-T'], []);
  child.stdin.end('show one\ncount 60\nshow two\n');
  const { status, out } = await ended;
  assert.equal(status, 0);
  assert.match(out, /r1#show one\r\nyou are admin on tty2, 0x0\r\nr1#count 60\r\n/);
  assert.match(out, /line 60\r\nr1#show two\r\nyou are admin/);
  assert.deepEqual(deps.accounting.story.slice(1), [
    'command show one',
    'command count 60',
    'command show two',
    'close user-request',
  ]);
});

test('a wrong password: three attempts, three entries in the books, and the line is free', async (t) => {
  const { port, deps, terminals } = await setUp(t);
  const { status, err } = await ssh(t, port, ['-o', 'NumberOfPasswordPrompts=9'], ['show version'], 'wrong').ended;
  assert.equal(status, 255);
  assert.match(err, /Connection (closed|reset)|Permission denied|disconnect/i);
  assert.deepEqual(deps.accounting.story, ['failed admin', 'failed admin', 'failed admin']);
  assert.deepEqual(terminals.users(), []);
  assert.equal((await ssh(t, port, [], ['count 1']).ended).status, 0);
});

test('ip ssh authentication-retries 1', async (t) => {
  const { port, deps } = await setUp(t, configOf({ ssh: { publicKeys: [], authenticationRetries: 1, port: 0 } }));
  assert.equal((await ssh(t, port, [], ['show version'], 'wrong').ended).status, 255);
  assert.deepEqual(deps.accounting.story, ['failed admin']);
});

for (const type of ['ed25519', 'rsa', 'ecdsa']) {
  test(`public keys: ${type}`, async (t) => {
    const key = join(directory, `id_${type}`);
    await once(spawn('ssh-keygen', ['-q', '-t', type, '-N', '', '-f', key]), 'close');
    const keys = [readFileSync(`${key}.pub`, 'utf8').trim()];
    const { port, deps } = await setUp(t, configOf({ ssh: { publicKeys: [{ user: 'bob', keys }] } }));
    const options = ['-i', key, '-o', 'BatchMode=yes', '-o', 'PreferredAuthentications=publickey'];
    const good = await ssh(t, port, ['-l', 'bob', ...options], ['show version']).ended;
    assert.deepEqual([good.status, good.out], [0, 'you are bob on tty2, 0x0\n'], good.err);
    assert.equal((await ssh(t, port, ['-l', 'admin', ...options], ['show version']).ended).status, 255);
    assert.deepEqual(deps.aaa.logins, []);
    const [open] = deps.accounting.entries;
    assert.ok(open?.what === 'open' && open.opening.facts.authentic === 'local');
  });
}

test('who comes with a key has the privilege and first command of his username line', async (t) => {
  const key = join(directory, 'id_local');
  await once(spawn('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]), 'close');
  const keys = [readFileSync(`${key}.pub`, 'utf8').trim()];
  const { port, terminals, deps } = await setUp(t, configOf({ ssh: { publicKeys: [{ user: 'bob', keys }] } }));
  const asked: Profile[] = [];
  deps.aaa.authorizeExec = (request) => {
    asked.push(request.profile);
    return Promise.resolve({ outcome: 'permitted', privilege: 7 });
  };
  const bob = ['-l', 'bob', '-i', key, '-o', 'BatchMode=yes'];
  const session = ssh(t, port, [...bob, '-tt'], []);
  await session.sees('r1#');
  assert.equal(terminals.users()[0]?.privilege, 7);
  session.type('exit\r');
  await session.ended;
  assert.deepEqual(asked, [
    { authentic: 'local', method: 'local', classes: [], privilege: 7, autocommand: 'show users' },
  ]);
});

test('the login banner is shown before the password, and changes with the configuration', async (t) => {
  const { port, terminals } = await setUp(t, configOf({ banners: { login: 'First' } }));
  const shown = async (): Promise<string> => (await ssh(t, port, ['-o', 'LogLevel=INFO'], ['count 1']).ended).err;
  assert.match(await shown(), /First/);
  await terminals.configure(configOf({ banners: { login: 'Second' } }));
  const later = await shown();
  assert.match(later, /Second/);
  assert.doesNotMatch(later, /First/);
});

test('no free line, and an access class that refuses', async (t) => {
  const one = configOf({ lines: [{ kind: 'con', number: 0 }, vty(0)] });
  const { port, terminals } = await setUp(t, one);
  const first = ssh(t, port, ['-tt'], []);
  await first.sees('r1#');
  const caller = connect(port, '127.0.0.1');
  const [greeting] = await once(caller, 'data');
  assert.equal(String(greeting), '% All lines are busy, try again later\r\n');
  caller.destroy();
  assert.equal((await ssh(t, port, [], ['show version']).ended).status, 255);
  await terminals.clearLine(2);
  await first.ended;
  const accessLists = [
    { name: '5', entries: [{ action: 'deny', address: '127.0.0.0', wildcard: '0.255.255.255' } as const] },
  ];
  await terminals.configure({ ...one, accessLists, lines: [{ kind: 'con', number: 0 }, vty(0, { accessClass: '5' })] });
  assert.equal((await ssh(t, port, [], ['show version']).ended).status, 255);
});

test('subsystems and forwarding are refused', async (t) => {
  const { port, deps } = await setUp(t);
  assert.notEqual((await ssh(t, port, ['-s'], ['sftp']).ended).status, 0);
  assert.notEqual((await ssh(t, port, ['-W', '127.0.0.1:1'], []).ended).status, 0);
  assert.notEqual(
    (await ssh(t, port, ['-o', 'ExitOnForwardFailure=yes', '-R', '0:127.0.0.1:1', '-N'], []).ended).status,
    0,
  );
  assert.deepEqual(deps.accounting.story, []);
});

test('host keys are made once, belong to the owner alone, and stay', async (t) => {
  const first = await setUp(t);
  const keys = ['ssh_host_ed25519_key', 'ssh_host_rsa_key'].map((file) => join(directory, file));
  const made = keys.map((path) => readFileSync(path, 'utf8'));
  for (const path of keys) assert.equal(statSync(path).mode & 0o777, 0o600);
  await ssh(t, first.port, ['-o', 'HostKeyAlias=box'], ['count 1']).ended;
  await first.terminals.stop();
  const second = await setUp(t);
  const strict = ['-o', 'HostKeyAlias=box', '-o', 'StrictHostKeyChecking=yes'];
  assert.equal((await ssh(t, second.port, strict, ['count 1']).ended).status, 0);
  assert.deepEqual(
    keys.map((path) => readFileSync(path, 'utf8')),
    made,
  );
});

test('the port moves, and a living session stays', async (t) => {
  const { port, terminals } = await setUp(t);
  const session = ssh(t, port, ['-tt'], []);
  await session.sees('r1#');
  await terminals.configure(configOf({ ssh: { publicKeys: [], listen: '127.0.0.2' } }));
  const moved = terminals.listening().ssh;
  assert.equal(moved?.address, '127.0.0.2');
  assert.equal((await ssh(t, port, [], ['count 1']).ended).status, 255);
  session.type('show still\r');
  await session.sees('you are admin');
  session.type('exit\r');
  assert.equal((await session.ended).status, 0);
});

test('a client that is killed is lost carrier', async (t) => {
  const { port, deps, terminals } = await setUp(t);
  const { child, sees } = ssh(t, port, ['-tt'], []);
  await sees('r1#');
  const closed = new Promise<void>((resolve) => {
    deps.accounting.disk = async () => resolve();
  });
  child.kill('SIGKILL');
  await closed;
  assert.equal(deps.accounting.story.at(-1), 'close lost-carrier');
  await terminals.stop();
  assert.deepEqual(terminals.users(), []);
});

test('clear line and a stop of the daemon end the session of a client', async (t) => {
  const { port, deps, terminals } = await setUp(t);
  const first = ssh(t, port, ['-tt'], []);
  await first.sees('r1#');
  assert.equal(await terminals.clearLine(2), true);
  assert.notEqual((await first.ended).status, 0);
  assert.equal(deps.accounting.story.at(-1), 'close admin-reset');
  const second = ssh(t, port, ['-tt'], []);
  await second.sees('r1#');
  await terminals.stop();
  await second.ended;
  assert.equal(deps.accounting.story.at(-1), 'close admin-reboot');
});

test('who does not log in within ip ssh time-out is cut off, and so gives the line back', async (t) => {
  const clock = new FakeClock();
  const { port, terminals } = await setUp(t, configOf({ ssh: { publicKeys: [], timeout: 20 } }), clock);
  const caller = connect(port, '127.0.0.1');
  const [greeting] = await once(caller, 'data');
  assert.match(String(greeting), /^SSH-2\.0-Tollgate\r\n/);
  assert.deepEqual(
    terminals.users().map((u) => [u.line, u.user, u.transport]),
    [[2, undefined, 'ssh']],
  );
  caller.on('error', () => {});
  caller.resume();
  const closed = once(caller, 'close');
  await clock.advance(19_999);
  assert.equal(terminals.users().length, 1);
  await clock.advance(1);
  await closed;
  while (terminals.users().length > 0) await clock.advance(0);
});
