/**
 * A person logs in over SSH and goes on to other hosts by Telnet: what he sees, what arrives, and what the books of a security
 * server say of it, field by field.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { freeTcpPort } from '../e2e/waiting.ts';
import { countingHost, telnetd } from './hosts.ts';
import { escapeSequence, gateway, suspend, valuesOf } from './set-up.ts';

test('telnetd: what the user types gets there, what it says comes back, and the end is told', async (t) => {
  const { directory, connections, bob } = await gateway(t);
  const script =
    'until [ "$(stty size)" != "0 0" ]; do sleep 0.05; done; stty size; echo "who are you"; read name; echo "hello $name"; sleep 1.1';
  const port = await telnetd(t, directory, script);
  const person = await bob();
  person.types(`telnet 127.0.0.1 ${port}\r`);
  await person.sees(`Trying 127.0.0.1, ${port} ... Open`);
  await person.sees('24 500\n');
  await person.sees('who are you\n');
  person.types('bob\r');
  await person.sees('hello bob');
  await person.sees('[Connection to 127.0.0.1 closed by foreign host]\n');
  await person.leaves();

  const [start, stop, ...more] = await connections(2);
  assert.deepEqual(more, []);
  const { task_id, start_time, timezone, ...facts } = valuesOf(start);
  assert.match(task_id ?? '', /^\d+$/);
  assert.match(start_time ?? '', /^\d{10}$/);
  assert.match(timezone ?? '', /./);
  const about = { service: 'connection', protocol: 'telnet', addr: '127.0.0.1', cmd: `telnet 127.0.0.1 ${port}` };
  assert.deepEqual(facts, about);
  assert.deepEqual([start?.kind, start?.user, start?.port], ['start', 'bob', 'tty2']);
  const { bytes_in, bytes_out, paks_in, paks_out, elapsed_time, ...rest } = valuesOf(stop);
  assert.deepEqual(rest, {
    ...{ task_id, start_time, timezone, ...about },
    ...{ 'disc-cause': '18', 'disc-cause-ext': '1063' },
  });
  assert.ok(Number(bytes_in) > 'who are youhello bob'.length && Number(bytes_in) < 300, bytes_in);
  assert.ok(Number(bytes_out) > 'bob\r'.length && Number(bytes_out) < 100, bytes_out);
  assert.ok(Number(paks_in) >= 3 && Number(paks_out) >= 3, `${paks_in} ${paks_out}`);
  assert.ok(Number(elapsed_time) >= 1, elapsed_time);
});

test('bytes counted are bytes sent, to the last one, and nothing is lost on the way', async (t) => {
  const { connections, bob } = await gateway(t);
  // More than every buffer on the way holds.
  const lines = Array.from({ length: 20_000 }, (_, n) => `${n} ${'x'.repeat(40)}\r\n`).join('');
  const host = await countingHost(t, (socket, send) => {
    send('ready\r\n');
    socket.once('data', () => {
      send(lines);
      socket.once('data', () => socket.end());
    });
  });
  const person = await bob();
  person.types(`telnet 127.0.0.1 ${host.port} /stream\r`);
  await person.sees('ready\n');
  person.types('give me all\r');
  const seen = await person.sees('19999 ');
  assert.equal(seen.split('\n').length, 20_000);
  person.types('bye\r');
  await person.sees('[Connection to 127.0.0.1 closed by foreign host]\n');
  await person.leaves();
  const [, stop] = await connections(2);
  const { bytes_in, bytes_out, paks_out } = valuesOf(stop);
  assert.equal(Number(bytes_in), host.counts.sent);
  assert.equal(Number(bytes_out), host.counts.received);
  assert.equal(Number(bytes_out), 'give me all\rbye\r'.length);
  assert.ok(Number(paks_out) >= 2 && Number(paks_out) <= Number(bytes_out), paks_out);
});

test('several connections: suspended, listed, resumed by number, by name and by Enter, closed one by one', async (t) => {
  const { connections, bob } = await gateway(t, 'ip host moon 127.0.0.1\nip host sun 127.0.0.2');
  const host = await countingHost(t, (socket, send) => {
    send('ready\r\n');
    socket.on('data', (bytes) => send(`<${bytes.toString().trim()}>\r\n`));
  });
  const person = await bob();
  person.types(`telnet moon ${host.port}\r`);
  await person.sees(`Trying moon (127.0.0.1, ${host.port})... Open`);
  await person.sees('ready\n');
  await suspend(person);
  const [head, first] = (await person.says('show sessions')).split('\n');
  assert.equal(head, 'Conn Host                Address             Byte  Idle Conn Name');
  assert.equal(first, '*  1 moon                127.0.0.1              0     0 moon');

  person.types(`connect 127.0.0.1 ${host.port} /stream\r`);
  await person.sees('ready\n');
  person.types(`two\r`);
  await person.sees('<two>');
  await suspend(person);
  assert.match(await person.says('where'), /\n {3}1 moon .*\n\* {2}2 127\.0\.0\.1 /);

  person.types('1\r');
  await person.sees('[Resuming connection 1 to moon ... ]');
  person.types('one\r');
  await person.sees('<one>');
  await suspend(person);
  person.types('\r');
  await person.sees('[Resuming connection 1 to moon ... ]');
  person.types(`${escapeSequence}resume 2\r`);
  await person.sees('[Resuming connection 2 to 127.0.0.1 ... ]');
  person.types(`again\r`);
  await person.sees('<again>');
  await suspend(person);
  assert.match(await person.says('7'), /% 7 is not an open connection/);
  assert.match(await person.says('resume 7'), /% 7 is not an open connection/);

  person.types('disconnect 1\r');
  await person.sees('Closing connection to moon [confirm]');
  person.types('\r');
  await person.sees(/#$/);
  const [, , one] = await connections(3);
  assert.deepEqual(
    [valuesOf(one)['disc-cause'], valuesOf(one)['disc-cause-ext'], valuesOf(one).cmd],
    ['1', '1022', `telnet moon ${host.port}`],
  );

  person.types('exit\r');
  await person.sees('You have open connections [confirm]');
  person.types('n\r');
  await person.sees(/#$/);
  person.types('exit\r');
  await person.sees('You have open connections [confirm]');
  person.types('\r');
  await person.sees('Closing: 127.0.0.1 !');
  assert.equal(await person.gone, 0);
  const [, , , two] = await connections(4);
  assert.equal(valuesOf(two)['disc-cause'], '1');
  assert.equal(valuesOf(two).bytes_out, String('two\ragain\r'.length));
});

test('hosts that are not there, not known, not permitted; a bare host name; a name that means nothing', async (t) => {
  const { connections, bob, daemon } = await gateway(
    t,
    `no ip domain lookup
ip host home 127.0.0.1
ip host away 127.0.0.66
access-list 7 permit 127.0.0.1`,
    ' access-class 7 out\n',
  );
  const person = await bob();
  const port = await freeTcpPort();
  assert.match(
    await person.says(`telnet 127.0.0.1 ${port}`),
    /Trying 127\.0\.0\.1, \d+ \.\.\. \n% Connection refused by remote host$/,
  );
  const unknown = /^% Unknown command or computer name, or unable to find computer address$/m;
  assert.match(await person.says('telnet nowhere'), unknown);
  assert.match(await person.says('nowhere'), unknown);
  assert.match(await person.says('away'), /^% Connections to that host not permitted from this terminal$/m);
  assert.match(await person.says('home'), /Trying home \(127\.0\.0\.1\)\.\.\. /);
  assert.match(await person.says('show sessions'), /^% No connections open/);
  await daemon.run('configure terminal', 'line vty 0 15', 'transport preferred none', 'transport output ssh');
  assert.match(await person.says('home'), unknown);
  assert.match(await person.says('telnet home'), /^% telnet connections not permitted from this terminal$/);
  await person.leaves();
  assert.deepEqual(await connections(0), []);
});

test('the host goes while nobody looks; the line is cleared; the caller hangs up', async (t) => {
  const { connections, bob } = await gateway(t);
  const host = await countingHost(t, (_socket, send) => send('ready\r\n'));
  const person = await bob();
  person.types(`telnet 127.0.0.1 ${host.port}\r`);
  await person.sees('ready\n');
  await suspend(person);
  for (const socket of host.sockets) socket.resetAndDestroy();
  await person.sees('[Connection to 127.0.0.1 closed by foreign host]');
  assert.equal(valuesOf((await connections(2))[1])['disc-cause'], '3');
  person.types('\r');
  await person.sees(/#$/);

  person.types(`telnet 127.0.0.1 ${host.port}\r`);
  await person.sees('ready\n');
  const operator = await bob();
  operator.types('clear line vty 0\r');
  await operator.sees('[confirm]');
  operator.types('\r');
  await person.gone;
  assert.equal(valuesOf((await connections(4))[3])['disc-cause'], '6');

  const other = await bob();
  other.types(`telnet 127.0.0.1 ${host.port}\r`);
  await other.sees('ready\n');
  other.child.kill('SIGKILL');
  assert.equal(valuesOf((await connections(6))[5])['disc-cause'], '2');
});

test('after a kill the connection is closed with its last counters on disk', async (t) => {
  const { connections, bob, daemon, restart } = await gateway(t);
  const host = await countingHost(t, (socket, send) => {
    send('ready\r\n');
    socket.on('data', () => send('0123456789\r\n'));
  });
  const person = await bob();
  person.types(`telnet 127.0.0.1 ${host.port} /stream\r`);
  await person.sees('ready\n');
  person.types('a\r');
  await person.sees('0123456789');
  // Counters reach the disk within two seconds and a heartbeat of ten.
  await pause(12_500);
  await daemon.kill();
  await restart();
  const [, stop] = await connections(2);
  const { bytes_in, bytes_out, 'disc-cause': cause } = valuesOf(stop);
  assert.deepEqual([bytes_in, bytes_out, cause], [String(host.counts.sent), '2', '11']);
});
