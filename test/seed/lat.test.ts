/** The example of an outbound LAT connection, in TACACS+: a node that offers the service VAX, over Ethernet. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { eventually } from '../e2e/waiting.ts';
import { end } from '../rigs/daemon.ts';
import { argument, sameTacacsRecords } from './compare.ts';
import { tacacsExamples } from './examples.ts';
import { startStage } from './stage.ts';

test('an outbound LAT connection, in TACACS+', async (t) => {
  // The interface comes after the daemon; lines of it are given then.
  const stage = await startStage(t, [3], 'lat node GATE\n');
  const { daemon, network } = stage;
  network.ip('link', 'add', 'gate', 'type', 'veth', 'peer', 'name', 'vms');
  for (const name of ['gate', 'vms']) network.ip('link', 'set', name, 'up');
  await daemon.run('configure terminal', 'interface Ethernet0', 'device gate', 'lat enabled', 'end');
  const [file = '', ...words] = [
    ...network.command,
    process.execPath,
    join(import.meta.dirname, '..', 'connection', 'lat-vms.ts'),
    'vms',
  ];
  const vms = spawn(file, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => end(vms));
  let told = '';
  vms.stdout.on('data', (chunk) => (told += String(chunk)));
  await eventually('the node', () => (told.includes('ready') ? true : undefined));

  const person = await stage.call(3, '5622329430');
  person.types('lat VAX\r');
  await person.sees(/Trying VAX \.\.\. Open/);
  await person.sees(/who are you/);
  person.types('bye\r');
  await person.sees(/\[Connection to VAX closed by foreign host\]/);
  await person.sees(/nas>$/);
  person.types('exit\r');
  await stage.tacacs(1, ({ type, kind }) => type === 'exec' && kind === 'stop');
  const requests = await stage.captured();
  sameTacacsRecords(
    requests.filter((request) => argument(request, 'protocol') === 'lat'),
    tacacsExamples.lat,
  );
});
