/**
 * The example of an outbound LAT connection, in TACACS+ as it stands there, and in RADIUS as the examples of Telnet and rlogin
 * say it, with the service and node of RFC 2865 §5.34 and §5.35: a node that offers the service VAX, over Ethernet.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { eventually } from '../e2e/waiting.ts';
import { end } from '../rigs/daemon.ts';
import { argument, sameRadiusRecords, sameTacacsRecords, textOf } from './compare.ts';
import { radiusExamples, tacacsExamples } from './examples.ts';
import { startStage } from './stage.ts';

test('an outbound LAT connection, in RADIUS and TACACS+', async (t) => {
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
  person.types('lat VAX node VAXA\r');
  await person.sees(/who are you/);
  person.types('bye\r');
  await person.sees(/\[Connection to VAX closed by foreign host\]/);
  await person.sees(/nas>$/);
  person.types('exit\r');

  // The Start and Stop of the login are among them.
  const records = await stage.radius(3, 6);
  const outbound = records.filter((record) => textOf(record, 'Login-Service') !== '');
  await t.test('at FreeRADIUS', () => sameRadiusRecords(outbound.slice(0, 2), radiusExamples.lat));
  await t.test('with the node that is asked for', () =>
    assert.deepEqual(
      outbound.map((record) => `${textOf(record, 'Login-LAT-Service')} ${textOf(record, 'Login-LAT-Node')}`),
      ['VAX ', 'VAX ', 'VAX VAXA', 'VAX VAXA'],
    ),
  );
  const [, stop] = outbound;
  assert.ok(stop);
  assert.ok(Number(textOf(stop, 'Acct-Input-Octets')) >= 'who are you'.length);
  assert.ok(Number(textOf(stop, 'Acct-Output-Octets')) >= 'bye\r'.length);
  assert.ok(Number(textOf(stop, 'Acct-Input-Packets')) >= 1 && Number(textOf(stop, 'Acct-Output-Packets')) >= 1);

  await stage.tacacs(1, ({ type, kind }) => type === 'exec' && kind === 'stop');
  const requests = await stage.captured();
  await t.test('at the TACACS+ server', () =>
    sameTacacsRecords(
      requests.filter((request) => argument(request, 'protocol') === 'lat').slice(0, 2),
      tacacsExamples.lat,
    ),
  );
});
