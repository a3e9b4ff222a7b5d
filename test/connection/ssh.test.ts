/** A person goes on to a host by SSH: Debian's sshd with a key and an account of its own. Needs root, for that account. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { program, sshd } from './hosts.ts';
import { escapeSequence, gateway, suspend, valuesOf } from './set-up.ts';

const shell =
  'case "$1" in -c) shift; eval "$1"; exit;; esac; stty size; echo "shell of $(whoami)"; read line; echo "got $line"';

test('password, shell, window; the key of the host is kept, and another one is refused until it is forgotten', async (t) => {
  const { connections, bob, daemon, directory } = await gateway(t);
  const account = { name: 'zoe', password: 'wonderland', shell: program(directory, 'zoe-shell', shell) };
  const host = await sshd(t, directory, account, 'KbdInteractiveAuthentication no');
  const person = await bob();
  person.types(`ssh -l zoe -p ${host.port} 127.0.0.1\r`);
  await person.sees(`% Host key ${host.fingerprint()} is new here`);
  await person.sees('Password: ');
  person.types('wrong\r');
  await person.sees('Password: ');
  person.types('wonderland\r');
  await person.sees('24 500\n');
  await person.sees('shell of zoe\n');
  await suspend(person);
  assert.match(await person.says('show sessions'), /\n\* {2}1 127\.0\.0\.1 /);
  person.types('resume\r');
  await person.sees('... ]\n');
  person.types('hello\r');
  await person.sees('got hello');
  await person.sees('[Connection to 127.0.0.1 closed by foreign host]');

  const kept = readFileSync(join(daemon.stateDir, 'ssh_known_hosts'), 'utf8');
  assert.match(kept, new RegExp(`^\\[127\\.0\\.0\\.1\\]:${host.port} ssh-ed25519 [A-Za-z0-9+/=]+\\n$`));
  person.types(`ssh -v 2 -p ${host.port} -l zoe 127.0.0.1 echo over there\r`);
  await person.sees('over there\n');
  await person.sees('Password: ');
  person.types('wonderland\r');
  await person.sees('over there\n');
  await person.sees('[Connection to 127.0.0.1 closed by foreign host]');

  const before = host.fingerprint();
  await host.stop();
  host.newKey();
  await host.start();
  const refused = await person.says(`ssh -l zoe -p ${host.port} 127.0.0.1`);
  assert.ok(
    refused.includes(`% The host key of 127.0.0.1 has changed: it was ${before}, and is ${host.fingerprint()} now.`),
  );
  assert.equal(readFileSync(join(daemon.stateDir, 'ssh_known_hosts'), 'utf8'), kept);
  assert.ok((await person.says('show ip ssh known-hosts')).includes(before));
  await person.says(`clear ip ssh known-host 127.0.0.1 ${host.port}`);
  assert.match(await person.says('show ip ssh known-hosts'), /^% No hosts known/);
  person.types(`ssh -l zoe -p ${host.port} 127.0.0.1\r`);
  await person.sees(`% Host key ${host.fingerprint()} is new here`);
  await person.sees('Password: ');
  person.types('\x03');
  await person.sees(/\ne2e#$/);
  await person.leaves();

  const records = await connections(8);
  const stops = records.filter(({ kind }) => kind === 'stop').map(valuesOf);
  assert.deepEqual(
    stops.map((stop) => [stop['disc-cause'], stop['disc-cause-ext']]),
    [
      ['18', '1063'],
      ['18', '1063'],
      ['10', '1101'],
      ['1', '1028'],
    ],
  );
  assert.equal(stops[0]?.protocol, 'ssh');
  assert.equal(stops[0]?.cmd, `ssh -l zoe -p ${host.port} 127.0.0.1`);
  assert.equal(stops[1]?.cmd, `ssh -v 2 -p ${host.port} -l zoe 127.0.0.1 echo over there`);
  // Key exchange and all: what TCP carried.
  for (const stop of stops)
    assert.ok(Number(stop.bytes_in) > 500 && Number(stop.bytes_out) > 500, JSON.stringify(stop));
});

test('a dialogue is passed on; who answers wrongly three times is refused', async (t) => {
  const { connections, bob, directory } = await gateway(t, '', ' transport preferred ssh\n');
  const account = { name: 'zoe', password: 'wonderland', shell: program(directory, 'zoe-shell', shell) };
  const host = await sshd(t, directory, account, 'PasswordAuthentication no\nKbdInteractiveAuthentication yes');
  const person = await bob();
  person.types(`ssh -l zoe -p ${host.port} 127.0.0.1\r`);
  await person.sees(/Password: $/);
  person.types('wonderland\r');
  await person.sees('shell of zoe\n');
  person.types(`${escapeSequence}disconnect\r`);
  await person.sees('Closing connection to 127.0.0.1 [confirm]');
  person.types('\r');
  await person.sees(/\ne2e#$/);
  person.types(`ssh -l zoe -p ${host.port} 127.0.0.1\r`);
  for (let n = 0; n < 3; n++) {
    await person.sees(/Password: $/);
    person.types('wrong\r');
  }
  await person.sees('% Authentication failed at 127.0.0.1');
  await person.leaves();
  const stops = (await connections(4)).filter(({ kind }) => kind === 'stop').map(valuesOf);
  assert.deepEqual(
    stops.map((stop) => [stop['disc-cause'], stop['disc-cause-ext']]),
    [
      ['1', '1028'],
      ['17', '1101'],
    ],
  );
});
