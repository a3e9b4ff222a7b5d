import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import process from 'node:process';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { host, readBytes, request, source } from '../testing/loopback.ts';
import type { Emulator, EmulatorRequest } from './emulator-remote.ts';
import { openRelay, ownerOf } from './relay.ts';
import { emulatorCommand, modelFor, systemEmulator } from './system-emulator.ts';

test('the relay takes one caller, of the right user only', async () => {
  const uid = process.getuid?.() ?? 0;
  const relay = await openRelay(uid);
  const socket = connect(relay.port, '127.0.0.1');
  (await relay.caller).end('hello');
  const [text] = await once(socket, 'data');
  assert.equal(String(text), 'hello');
  const second = connect(relay.port, '127.0.0.1');
  const [error] = await once(second, 'error');
  assert.equal(error.code, 'ECONNREFUSED');
  socket.destroy();

  const strange = await openRelay(uid + 1);
  const other = connect(strange.port, '127.0.0.1').on('error', () => {});
  await once(other, 'close');
  strange.close();
});

test('the owner of a connection in the table of the kernel', () => {
  const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:7FBD 0100007F:A0B4 01 00000000:00000000 00:00000000 00000000     0        0 1 1
   1: 0100007F:A0B4 0100007F:7FBD 01 00000000:00000000 00:00000000 00000000 65534        0 2 1
`;
  assert.equal(ownerOf({ remotePort: 0xa0b4, localPort: 0x7fbd }, table), 65_534);
  assert.equal(ownerOf({ remotePort: 1, localPort: 0x7fbd }, table), undefined);
});

test('the model fits the window, and the command gives away no prompt', () => {
  const sizes = [
    [undefined, 2],
    [{ columns: 80, rows: 24 }, 2],
    [{ columns: 200, rows: 40 }, 3],
    [{ columns: 80, rows: 43 }, 4],
    [{ columns: 79, rows: 60 }, 2],
  ] as const;
  for (const [window, model] of sizes) assert.equal(modelFor(window), model);
  const command = emulatorCommand({ port: 4711, terminalType: 'vt100', window: { columns: 60, rows: 10 } });
  assert.match(command, /^stty rows 24 cols 80; exec c3270 -secure -model 3279-2 .* 127\.0\.0\.1:4711$/);
  assert.match(command, /suppressActions: .*\bEscape\b.*\bExecute\b.*\bScript\b/);
  assert.ok(systemEmulator().uid > 0);
});

/** An emulator that shows what the host says, and says what is typed. */
function fakeEmulator() {
  const started: EmulatorRequest[] = [];
  const emulator: Emulator = {
    uid: process.getuid?.() ?? 0,
    missing: () => undefined,
    start(asked) {
      started.push(asked);
      const { promise: gone, resolve } = Promise.withResolvers<void>();
      const keyboard = new PassThrough();
      const screen = new PassThrough();
      const local = connect(asked.port, '127.0.0.1');
      keyboard.pipe(local);
      local.pipe(screen);
      local.on('close', () => resolve());
      return {
        keyboard,
        screen,
        gone,
        end: () => void local.end(),
        kill: () => void local.destroy(),
      };
    },
  };
  return { emulator, started };
}

test('bytes between host and emulator are counted; who closes first says how it ended', async (t) => {
  const port = await host(t, (socket) => {
    socket.write('logo');
    socket.on('data', (bytes) => (bytes.includes('bye') ? socket.end('so long') : undefined));
  });
  const { emulator, started } = fakeEmulator();
  const { source: connections, openings, closings } = source({ emulator });
  const asked = () => request(port, { how: { protocol: 'tn3270' }, window: { columns: 80, rows: 32 } }).asked;
  const opened = await connections.open(asked());
  assert.ok(opened.ok);
  assert.deepEqual(started[0]?.window, { columns: 80, rows: 32 });
  assert.equal(openings[0]?.facts.loginService, 'tn3270');
  assert.equal(await readBytes(opened.value, 4), 'logo');
  await opened.value.write(Buffer.from('bye'));
  assert.equal(await readBytes(opened.value, 99), 'so long(ended)');
  await opened.value.close('disconnected');
  const [, closing] = closings[0] ?? [];
  assert.equal(closing?.cause, 'host-request');
  assert.deepEqual(closing?.counters, { bytesIn: 11n, bytesOut: 3n, packetsIn: 2n, packetsOut: 1n });

  const second = await connections.open(asked());
  assert.ok(second.ok);
  await connections.drop(second.value.session.key, 'radius-disconnect');
  assert.deepEqual(closings[1]?.[1].disconnectCause, 1150);
  assert.ok(second.value.over);
  assert.equal(await connections.drop(second.value.session.key, 'radius-disconnect'), false);
});

test('without the program there is no connection and no record, but a reason', async () => {
  const { source: connections, openings } = source();
  const { asked, told } = request(9, { how: { protocol: 'tn3270' } });
  const opened = await connections.open(asked);
  assert.deepEqual(opened, { ok: false, error: { kind: 'unavailable', detail: 'none in this test' } });
  assert.deepEqual([openings.length, told], [0, []]);
});
