/**
 * A person goes on to a service by LAT, over Ethernet: a cable between two interfaces, in a network of its own (this file starts itself
 * there). The node at the other end is written from the specification. tshark judges our frames. Needs root.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { eventually } from '../e2e/waiting.ts';
import { gateway, suspend, valuesOf } from './set-up.ts';

const within = process.env.TOLLGATE_LAT_NETWORK !== undefined;
const cable =
  'mount -t sysfs sysfs /sys && ip link set lo up && ip link add gate type veth peer name vms && ip link set gate up && ip link set vms up';

if (!within)
  test('in a network of its own', async () => {
    const words = [
      '--net',
      '--mount',
      'sh',
      '-c',
      `${cable} && exec "$0" "$@"`,
      process.execPath,
      '--test',
      import.meta.filename,
    ];
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const child = spawn('unshare', words, {
      env: { ...env, TOLLGATE_LAT_NETWORK: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
    const [code] = await once(child, 'close');
    assert.equal(code, 0, said);
  });

if (within)
  test('lat: a service at a node, suspended, resumed, ended by the node; the records count its slots', async (t) => {
    const { directory, daemon, connections, bob } = await gateway(
      t,
      'lat node GATE\ninterface Ethernet0\n device gate\n lat enabled',
    );
    const capture = join(directory, 'lat.pcap');
    const tshark = spawn('tshark', ['-i', 'gate', '-f', 'ether proto 0x6004', '-w', capture, '-F', 'pcap'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    t.after(() => tshark.kill('SIGKILL'));
    let heard = '';
    tshark.stderr.on('data', (chunk) => (heard += String(chunk)));
    await eventually('the capture', () => (heard.includes('Capturing on') ? true : undefined));
    const vms = spawn(process.execPath, [join(import.meta.dirname, 'lat-vms.ts'), 'vms'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    t.after(() => vms.kill('SIGKILL'));
    let told = '';
    vms.stdout.on('data', (chunk) => (told += String(chunk)));
    await eventually('the node', () => (told.includes('ready') ? true : undefined));

    const person = await bob();
    person.types('lat VAX\r');
    await person.sees('Trying VAX ... Open');
    await person.sees('who are you\n');
    await suspend(person);
    assert.match(await person.says('show sessions'), /^\* {2}1 VAX +VAXA /m);
    assert.match(await person.says('show lat services'), /^VAX +90 +gate +VAXA +Welcome$/m);
    person.types('1\r');
    await person.sees('[Resuming connection 1 to VAX ... ]');
    person.types('bob\r');
    await person.sees('hello bob\n');
    person.types('much\r');
    await person.sees(/(?:x{70}\n){100}/);
    person.types('bye\r');
    await person.sees('[Connection to VAX closed by foreign host]');
    assert.match(await person.says('lat NOWHERE'), /% Service NOWHERE is not known$/);
    await daemon.run('configure terminal', 'interface Ethernet0', 'no lat enabled');
    assert.match(await person.says('lat VAX'), /^% LAT runs on no interface of this box$/m);
    await daemon.run('configure terminal', 'interface nowhere0', 'lat enabled');
    assert.match(
      (await daemon.run('show logging')).text,
      /%LAT-3-INTERFACE: LAT doesn't run on nowhere0: there is no interface nowhere0/,
    );
    await person.leaves();

    const over = once(vms, 'close');
    vms.kill('SIGTERM');
    await over;
    const counts = JSON.parse(told.split('\n')[1] ?? '{}');
    assert.deepEqual(counts.asked, ['VAX tty2']);
    const [start, stop, ...more] = await connections(2);
    assert.deepEqual(more, []);
    const about = { service: 'connection', protocol: 'lat', addr: 'VAX', cmd: 'lat VAX' };
    const { task_id, start_time, timezone, ...facts } = valuesOf(start);
    assert.deepEqual(facts, about);
    const { elapsed_time, ...rest } = valuesOf(stop);
    assert.deepEqual(rest, {
      ...{ task_id, start_time, timezone, ...about },
      ...{ bytes_in: String(counts.bytesOut), bytes_out: String(counts.bytesIn) },
      ...{ paks_in: String(counts.slotsOut), paks_out: String(counts.slotsIn) },
      ...{ 'disc-cause': '18', 'disc-cause-ext': '1063' },
    });
    assert.match(elapsed_time ?? '', /^\d+$/);

    const ended = once(tshark, 'close');
    tshark.kill('SIGINT');
    await ended;
    const address = readFileSync('/sys/class/net/gate/address', 'utf8').trim();
    const fields = ['lat.msg_typ', 'lat.start_slot.obj_srvc', 'lat.dst_srvc_name', '_ws.expert.message'];
    const read = execFileSync(
      'tshark',
      ['-r', capture, '-Y', `eth.src == ${address}`, '-T', 'fields', ...fields.flatMap((field) => ['-e', field])],
      {
        encoding: 'utf8',
      },
    );
    assert.match(read, /^14\t\tVAX\t$/m);
    assert.match(read, /^0\tVAX\t\t$/m);
    // What has no last column has nothing that tshark would complain of.
    assert.doesNotMatch(read, /\t[^\t\n]+$/m);
  });
