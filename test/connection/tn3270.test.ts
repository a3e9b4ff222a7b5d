/** A person goes on to a mainframe: hercules, whose screens Debian's c3270 shows, and what the books say of it. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { eventually } from '../e2e/waiting.ts';
import { mainframe } from './hercules.ts';
import { gateway, suspend, valuesOf } from './set-up.ts';

test('hercules: its screen, suspended and drawn again, and every byte of the connection on the books', async (t) => {
  const { directory, connections, bob } = await gateway(t, 'ip host vm 127.0.0.1');
  const { port, counts, halt } = await mainframe(t, directory);
  const person = await bob();
  person.types(`tn3270 vm ${port}\r`);
  await person.sees(`Trying vm (127.0.0.1, ${port})... Open`);
  await person.sees('Hercules Version');
  await person.sees('MAINFRAME');
  // c3270's prompt, from which one could start programs, must not come.
  person.types('\x1d');
  await suspend(person);
  assert.match(await person.says('where'), /^\* {2}1 vm +127\.0\.0\.1 /m);
  person.types('1\r');
  await person.sees('[Resuming connection 1 to vm ... ]');
  const again = await person.sees('MAINFRAME');
  assert.doesNotMatch(again, /c3270>/);
  await halt();
  await person.sees('[Connection to vm closed by foreign host]');
  await person.leaves();

  const [start, stop, ...more] = await connections(2);
  assert.deepEqual(more, []);
  const about = { service: 'connection', protocol: 'tn3270', addr: '127.0.0.1', cmd: `tn3270 vm ${port}` };
  const { task_id, start_time, timezone, ...facts } = valuesOf(start);
  assert.deepEqual(facts, about);
  const { bytes_in, bytes_out, paks_in, paks_out, elapsed_time, ...rest } = valuesOf(stop);
  assert.deepEqual(rest, {
    ...{ task_id, start_time, timezone, ...about },
    ...{ 'disc-cause': '18', 'disc-cause-ext': '1063' },
  });
  assert.deepEqual([Number(bytes_in), Number(bytes_out)], [counts.sent, counts.received]);
  assert.ok(counts.sent > 500 && counts.received > 20, `${counts.sent} ${counts.received}`);
  assert.ok(Number(paks_in) >= 3 && Number(paks_out) >= 3, `${paks_in} ${paks_out}`);
  assert.ok(Number(elapsed_time) >= 0);
});

test('disconnect ends the emulator and the connection; a host that refuses makes no record', async (t) => {
  const { directory, connections, bob } = await gateway(t);
  const { port } = await mainframe(t, directory);
  const emulators = (): readonly string[] =>
    execFileSync('ps', ['-eo', 'pid=,user=,args='], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => /^ *\d+ nobody +c3270 -secure -model 3279-2 /.test(line));
  const before = emulators();
  const ours = (): readonly string[] => emulators().filter((line) => !before.includes(line));
  const person = await bob();
  person.types(`tn3270 127.0.0.1 ${port}\r`);
  await person.sees('MAINFRAME');
  assert.equal(ours().length, 1);
  await suspend(person);
  person.types('disconnect\r');
  await person.sees('Closing connection to 127.0.0.1 [confirm]');
  person.types('\r');
  await person.sees(/#$/);
  const [, stop] = await connections(2);
  assert.deepEqual([valuesOf(stop)['disc-cause'], valuesOf(stop)['disc-cause-ext']], ['1', '1022']);
  await eventually('the end of the emulator', () => (ours().length === 0 ? true : undefined));
  assert.match(await person.says('tn3270 127.0.0.1 1'), /% Connection refused by remote host$/);
  await person.leaves();
  assert.equal((await connections(2)).length, 2);
});
