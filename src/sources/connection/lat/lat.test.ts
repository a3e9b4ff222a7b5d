import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../../../base/clock.ts';
import { silentLog } from '../../../base/event-log.ts';
import { type LatNodeOptions, latNode } from '../testing/lat-node.ts';
import { readBytes, request, source } from '../testing/loopback.ts';
import type { EthernetListener, EthernetPort } from './ethernet.ts';
import { decodeFrame, encodeFrame } from './ethernet.ts';
import { packetAddress } from './socat-port.ts';
import { LatStation } from './station.ts';

const ours = '020000000001';
const theirs = '020000000002';

/** A cable with this box and a node on it; frames arrive at once. */
function network(options: Partial<LatNodeOptions> = {}) {
  const clock = new FakeClock();
  let listener: EthernetListener | undefined;
  const nodePort: EthernetPort = {
    address: theirs,
    send: (_to, payload) => void queueMicrotask(() => listener?.frame(theirs, Uint8Array.from(payload))),
    close() {},
  };
  const node = latNode({ ...options, port: () => nodePort });
  const station = new LatStation({
    clock,
    log: silentLog,
    node: () => 'GATE',
    openEthernet: (_name, hears) => {
      listener = hears;
      return {
        address: ours,
        send: (_to, payload) => void queueMicrotask(() => node.listener.frame(ours, Uint8Array.from(payload))),
        close: () => {
          listener = undefined;
        },
      };
    },
  });
  station.configure(['eth7']);
  const made = source({ lat: station, clock });
  /** Lets time pass until something has come. */
  const passing = async <T>(promise: Promise<T>): Promise<T> => {
    let done = false;
    const watched = promise.finally(() => {
      done = true;
    });
    for (let n = 0; n < 5_000 && !done; n++) await clock.advance(80);
    return watched;
  };
  const lat = (more: Parameters<typeof request>[1] = {}) =>
    request(0, { host: 'vax', how: { protocol: 'lat' }, ...more });
  const open = async (more: Parameters<typeof request>[1] = {}) => passing(made.source.open(lat(more).asked));
  return { ...made, node, station, clock, nodePort, open, passing, cut: () => listener?.lost('cut') };
}

test('a session: found by asking, started, used, ended by the node, and every slot counted', async () => {
  const { open, passing, node, openings, closings, station } = network({ service: 'vax' });
  const opened = await open();
  assert.ok(opened.ok);
  const { value: connection } = opened;
  assert.deepEqual(node.asked, ['vax tty2']);
  assert.equal(connection.address, 'VAXA');
  assert.deepEqual([openings[0]?.facts.loginService, openings[0]?.facts.host], ['lat', 'vax']);
  assert.equal(await passing(readBytes(connection, 13)), 'who are you\r\n');
  await connection.write(Buffer.from('ann\r'));
  assert.equal(await passing(readBytes(connection, 11)), 'hello ann\r\n');
  connection.signal('brk');
  // Longer than a slot that the node takes.
  await connection.write(Buffer.from(`${'n'.repeat(150)}\r`));
  assert.equal(await passing(readBytes(connection, 158)), `hello ${'n'.repeat(150)}\r\n`);
  assert.equal(node.breaks, 1);
  await connection.write(Buffer.from('much\r'));
  assert.equal((await passing(readBytes(connection, 7_200))).length, 7_200);
  await connection.write(Buffer.from('bye\r'));
  assert.equal(await passing(readBytes(connection, 1)), '(ended)');
  await connection.close('disconnected');
  const { counts } = node;
  assert.deepEqual(closings[0]?.[1].counters, {
    ...{ bytesIn: BigInt(counts.bytesOut), bytesOut: BigInt(counts.bytesIn) },
    ...{ packetsIn: BigInt(counts.slotsOut), packetsOut: BigInt(counts.slotsIn) },
  });
  assert.equal(closings[0]?.[1].cause, 'host-request');
  assert.deepEqual(
    station.services().map(({ name, rating, interface: at }) => [name, rating, at]),
    [['vax', 90, 'eth7']],
  );
});

test('the records say the node and the port that were asked for', async () => {
  const { open, openings } = network({ service: 'vax' });
  const opened = await open({ how: { protocol: 'lat', node: 'VAXA', port: 'TTA1' } });
  assert.ok(opened.ok);
  await opened.value.close('disconnected');
  assert.deepEqual([openings[0]?.facts.latNode, openings[0]?.facts.latPort], ['VAXA', 'TTA1']);
});

test('frames that get lost are sent again: nothing is lost, nothing comes twice', async () => {
  const { open, passing } = network({ service: 'vax', lose: 5 });
  const opened = await open();
  assert.ok(opened.ok);
  await opened.value.write(Buffer.from('much\r'));
  assert.equal(
    await passing(readBytes(opened.value, 13 + 7_200)),
    `who are you\r\n${`${'x'.repeat(70)}\r\n`.repeat(100)}`,
  );
  await opened.value.close('disconnected');
});

test('a node that falls silent, an interface that goes, a rejected session, a service that nobody has', async () => {
  const lost = network({ service: 'vax' });
  const opened = await lost.open();
  assert.ok(opened.ok);
  await lost.passing(readBytes(opened.value, 13));
  lost.cut();
  assert.equal(await lost.passing(readBytes(opened.value, 1)), '(ended)');
  await opened.value.close('disconnected');
  assert.equal(lost.closings[0]?.[1].cause, 'lost-service');
  assert.deepEqual(await lost.open(), {
    ok: false,
    error: { kind: 'unavailable', detail: 'LAT runs on no interface of this box' },
  });

  const rejected = network({ service: 'vax', reject: 7 });
  assert.deepEqual(await rejected.open(), { ok: false, error: { kind: 'protocol', detail: 'service in use' } });
  const unknown = network();
  assert.deepEqual(await unknown.open({ host: 'NOWHERE' }), {
    ok: false,
    error: { kind: 'unavailable', detail: 'Service NOWHERE is not known' },
  });
  const silent = network({ service: 'vax', lose: 1 });
  silent.node.announce(silent.nodePort);
  assert.deepEqual(await silent.open(), { ok: false, error: { kind: 'timeout' } });
  assert.equal(rejected.openings.length + unknown.openings.length + silent.openings.length, 0);
});

test('announcements are learned and forgotten', async () => {
  const { station, node, nodePort, clock } = network();
  node.announce(nodePort);
  await clock.advance(0);
  assert.deepEqual(
    station.services().map(({ name, node: at, description }) => [name, at, description]),
    [['VAX', 'VAXA', 'Welcome']],
  );
  await clock.advance(180_000);
  assert.deepEqual(station.services(), []);
});

test('frames, and the address of a packet socket', () => {
  const frame = encodeFrame(theirs, ours, 0x6004, Uint8Array.of(1, 2));
  assert.equal(frame.length, 60);
  assert.equal(frame.toString('hex', 0, 16), `${theirs}${ours}60040102`);
  assert.deepEqual(decodeFrame(frame, 0x6004)?.from, ours);
  assert.equal(decodeFrame(frame, 0x0800), undefined);
  assert.equal(decodeFrame(Buffer.alloc(3), 0x6004), undefined);
  const address = 'x600403000000000000060000000000000000';
  assert.equal(
    packetAddress(3),
    `SOCKET-DATAGRAM:17:3:1120:${address},bind=${address},setsockopt=263:1:x030000000000060009002b00000f0000`,
  );
});
