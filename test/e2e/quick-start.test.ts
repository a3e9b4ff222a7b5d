/**
 * What the README promises first: start, log in with the OpenSSH client, type, leave, and find it all in the records. The
 * ports of a quick start are what they are, so each test has a network of its own: another quick start is not in the way.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type TestContext, test } from 'node:test';
import { runOnConsole, temporaryDirectory } from '../rigs/daemon.ts';
import { makeNamespaces } from '../rigs/namespaces.ts';
import { type JsonRecord, readRecords } from '../rigs/records.ts';
import { logIn } from './person.ts';
import { eventually } from './waiting.ts';

const root = resolve(import.meta.dirname, '..', '..');

/** Words of a command that runs the one after it in a network of the test's own. */
const ownNetwork = (t: TestContext): readonly string[] => makeNamespaces(t, ['quick']).quick.command;

/** `npm start` with a state directory of its own, until it says how to log in. */
async function start(stateDir: string, within: readonly string[]) {
  const [file = '', ...words] = [...within, 'npm', 'start', '--silent', '--', '--state-dir', stateDir];
  const child = spawn(file, words, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const gone = once(child, 'exit');
  await new Promise<void>((ready, fail) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        if (/^ {2}records: /m.test(output)) ready();
      });
    child.once('exit', (code) => fail(new Error(`npm start ended with ${code}:\n${output}`)));
  });
  return {
    output,
    async stop() {
      child.kill('SIGTERM');
      await gone;
    },
  };
}

test('npm start, ssh, some commands, exit: the records have the session, each command, and the system', async (t) => {
  const directory = temporaryDirectory(t);
  const stateDir = join(directory, 'state');
  const within = ownNetwork(t);
  const first = await start(stateDir, within);
  t.after(() => first.stop());
  const [, port = '', password = ''] =
    /^tollgate ready: log in with "ssh -p (\d+) admin@127\.0\.0\.1", password (\w+) /m.exec(first.output) ?? [];
  assert.equal(port, '2222');
  assert.equal(readFileSync(join(stateDir, 'admin-password'), 'utf8').trim(), password);
  assert.equal(statSync(join(stateDir, 'admin-password')).mode & 0o777, 0o600);

  const person = await logIn(t, { port: Number(port), user: 'admin', password, directory, within });
  assert.match(await person.says('show privilege'), /Current privilege level is 15/);
  await person.says('configure terminal');
  await person.says('username somebody secret not-for-the-books');
  await person.says('end');
  assert.match(
    await person.says('show accounting'),
    /tty\d+, User admin Priv 15\n Task ID \d+, EXEC Accounting record/,
  );
  assert.equal(await person.leaves(), 0);

  const console = await runOnConsole(join(stateDir, 'console.sock'), ['show running-config']);
  assert.equal(console.status, 0);
  assert.ok(!console.text.includes('not-for-the-books') && !console.text.includes(password));

  const store = join(stateDir, 'security-server');
  const own = (record: JsonRecord): boolean => record.user === 'admin';
  await eventually('the Stop', async () =>
    (await readRecords(store)).find((record) => own(record) && record.kind === 'stop' && record.type === 'exec'),
  );
  await first.stop();
  const records = await readRecords(store);
  // Sessions go by RADIUS and commands by TACACS+: each in its order, but neither waits for the other.
  const of = (wanted: string) => records.filter((record) => own(record) && record.type === wanted);
  assert.deepEqual(
    of('exec').map(({ kind }) => kind),
    ['start', 'stop'],
  );
  assert.deepEqual(
    of('commands').map(({ command }) => command),
    [
      'show privilege <cr>',
      'configure terminal <cr>',
      'username somebody secret * <cr>',
      'end <cr>',
      'show accounting <cr>',
      'exit <cr>',
    ],
  );
  assert.deepEqual(
    records.filter(({ type }) => type === 'system').map(({ kind, arguments: words }) => [kind, words?.at(-1)]),
    [
      ['on', 'reason=reload'],
      ['off', 'reason=shutdown'],
    ],
  );
});

test('the second start keeps password, keys and configuration', async (t) => {
  const directory = temporaryDirectory(t);
  const stateDir = join(directory, 'state');
  const within = ownNetwork(t);
  const first = await start(stateDir, within);
  t.after(() => first.stop());
  const socket = join(stateDir, 'console.sock');
  await runOnConsole(socket, ['configure terminal', 'hostname renamed', 'end', 'write memory']);
  await first.stop();
  const second = await start(stateDir, within);
  t.after(() => second.stop());
  assert.equal(second.output, first.output);
  const password = readFileSync(join(stateDir, 'admin-password'), 'utf8').trim();
  const person = await logIn(t, { port: 2222, user: 'admin', password, directory, within });
  assert.match(await person.says('show running-config | include hostname'), /^hostname renamed$/m);
  await person.leaves();
});

test('a second quick start beside the first says which port is taken, and leaves the first alone', async (t) => {
  const directory = temporaryDirectory(t);
  const within = ownNetwork(t);
  const first = await start(join(directory, 'first'), within);
  t.after(() => first.stop());
  await assert.rejects(
    start(join(directory, 'second'), within),
    /ended with 1:\n.*EADDRINUSE 127\.0\.0\.1:\d+: is another quick start running/,
  );
  const console = await runOnConsole(join(directory, 'first', 'console.sock'), ['show privilege']);
  assert.equal(console.status, 0);
});
