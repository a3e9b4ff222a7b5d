/** The program `tollgate` as it is typed: what it prints and how it exits. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { daemonFor, temporaryDirectory } from '../rigs/daemon.ts';

const program = resolve(import.meta.dirname, '..', '..', 'bin', 'tollgate.mjs');

function tollgate(words: readonly string[], input = '') {
  const { stdout, stderr, status } = spawnSync(process.execPath, [program, ...words], {
    encoding: 'utf8',
    input,
    timeout: 20_000,
  });
  return { stdout, stderr, status };
}

test('--help is there for the program and for each of its commands', () => {
  const overview = tollgate(['--help']);
  assert.equal(overview.status, 0);
  const commands = [...overview.stdout.matchAll(/^ {2}(\w+) {2,}\S/gm)].map(([, name]) => name ?? '');
  assert.deepEqual(commands, ['run', 'start', 'console', 'check', 'server', 'records', 'report', 'version']);
  for (const name of commands) {
    const help = tollgate([name, '--help']);
    assert.equal(help.status, 0, name);
    assert.match(help.stdout, new RegExp(`^tollgate ${name}`));
    assert.equal(help.stderr, '');
  }
});

test('a wrong command line says what is wrong in one line and exits with 2', () => {
  for (const [words, reason] of [
    [['frobnicate'], /there is no command "frobnicate"/],
    [['run', '--frobnicate'], /--frobnicate/],
    [['check'], /a file is needed/],
    [['version', 'now'], /"now" is not understood/],
  ] as const) {
    const { status, stderr, stdout } = tollgate(words);
    assert.equal(status, 2, words.join(' '));
    assert.equal(stdout, '');
    assert.match(stderr, reason);
    assert.equal(stderr.trimEnd().split('\n').length, 1, stderr);
  }
});

test('a failure says why in one line, without a stack, and exits with 1', (t) => {
  const directory = temporaryDirectory(t);
  for (const [words, reason] of [
    [['check', '/nonexistent'], /no such file/],
    [['run', '--config', '/nonexistent', '--state-dir', directory], /no such file/],
    [['records', '--format', 'xml'], /--format is one of table, json, detail, tacplus, not "xml"/],
    [['records', '--since', 'yesterday'], /yesterday/],
    [['records', '--store', join(directory, 'none')], /none/],
    [['server', '--config', '/nonexistent'], /there is no \/nonexistent/],
  ] as const) {
    const { status, stderr } = tollgate(words);
    assert.equal(status, 1, `${words.join(' ')}: ${stderr}`);
    assert.match(stderr, reason);
    assert.doesNotMatch(stderr, /^ {4}at /m);
  }
  assert.equal(tollgate(['console', '--socket', join(directory, 'none')]).status, 2);
});

test('check lists refused lines with number and reason, and lines without effect', (t) => {
  const file = join(temporaryDirectory(t), 'some.cfg');
  writeFileSync(file, 'hostname gw\nip cef\naaa accounting exec default start-stop group\nfrobnicate 7\n');
  const { status, stdout } = tollgate(['check', file]);
  assert.equal(status, 1);
  const lines = stdout.trimEnd().split('\n');
  assert.deepEqual(lines, [
    `${file}:3: refused: aaa accounting exec default start-stop group`,
    '    % Incomplete command.',
    `${file}:4: refused: frobnicate 7`,
    "    % Invalid input detected at '^' marker.",
    '    Is it the rest of the line above, which was broken? Write "aaa accounting exec default start-stop group frobnicate 7".',
    `${file}:2: without effect: ip cef`,
    `${file}: 2 lines refused, 1 line without effect`,
  ]);
  writeFileSync(file, 'hostname gw\n');
  assert.equal(tollgate(['check', file]).status, 0);
});

test('a state directory has one daemon; a key file that others can read is refused', async (t) => {
  const directory = temporaryDirectory(t);
  const daemon = await daemonFor(t, directory, 'line vty 0 4\n transport input none\n');
  const second = tollgate(['run', '--state-dir', daemon.stateDir]);
  assert.equal(second.status, 1);
  assert.match(second.stderr, /is in use by another tollgate/);

  assert.equal(statSync(daemon.consoleSocket).mode & 0o777, 0o600);
  const readable = readdirSync(daemon.stateDir).filter(
    (name) => (statSync(join(daemon.stateDir, name)).mode & 0o077) !== 0,
  );
  assert.deepEqual(
    readable.filter((name) => /key|config/.test(name) && !name.endsWith('.pub')),
    [],
  );
  assert.equal(await daemon.stop(), 0);

  chmodSync(join(daemon.stateDir, 'master.key'), 0o644);
  const third = tollgate(['run', '--state-dir', daemon.stateDir]);
  assert.equal(third.status, 1);
  assert.match(third.stderr, /master\.key has mode 0644; it must be 0600/);
});

test('console -c runs commands and exits with 1 when one is refused; standard input does as well', async (t) => {
  const daemon = await daemonFor(
    t,
    temporaryDirectory(t),
    'hostname gw\nline con 0\n privilege level 15\nline vty 0 4\n transport input none\n',
  );
  const good = tollgate(['console', '--socket', daemon.consoleSocket, '-c', 'show privilege', '-c', 'show clock']);
  assert.equal(good.status, 0);
  assert.match(good.stdout, /^Current privilege level is 15\n\d\d:\d\d:\d\d\.\d{3} /);
  const bad = tollgate(['console', '--socket', daemon.consoleSocket, '-c', 'show nonsense', '-c', 'show privilege']);
  assert.equal(bad.status, 1);
  assert.match(bad.stdout, /% Invalid input detected at '\^' marker\.[\s\S]*Current privilege level is 15/);
  const script = 'configure terminal\nhostname other\nend\nshow running-config | include hostname\nwrite memory\n';
  const piped = tollgate(['console', '--socket', daemon.consoleSocket], script);
  assert.equal(piped.status, 0, piped.stdout + piped.stderr);
  assert.match(piped.stdout, /^hostname other$/m);
  assert.match(piped.stdout, /\[OK\]/);
});

test('an old Node hands over to the one that came with the package', (t) => {
  const beside = resolve(import.meta.dirname, '..', '..', 'node_modules');
  const folders = (process.env.PATH ?? '').split(':').filter((folder) => !folder.startsWith(beside));
  const old = folders.map((folder) => join(folder, 'node')).find((path) => existsSync(path));
  const version = old === undefined ? '' : spawnSync(old, ['--version'], { encoding: 'utf8' }).stdout;
  if (old === undefined || Number(/^v(\d+)/.exec(version)?.[1] ?? 99) >= 24)
    return t.skip('there is no older Node here');
  const { status, stdout } = spawnSync(old, [program, 'version'], { encoding: 'utf8' });
  assert.equal(status, 0);
  assert.match(stdout, /\(Node\.js v24\./);
  assert.equal(spawnSync(old, [program, 'check', '/nonexistent'], { encoding: 'utf8' }).status, 1);
});
