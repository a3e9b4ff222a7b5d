import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import { ConnectionOwner } from './connection-owner.ts';
import { ConnectionSource } from './connection-source.ts';
import { connectTimeout } from './dial.ts';
import { MeteredSocket } from './metered-socket.ts';
import { host, readBytes, request, source } from './testing/loopback.ts';

const ofError = <E>(result: { ok: true } | { ok: false; error: E }): E | undefined =>
  result.ok ? undefined : result.error;

test('a connection is a session of its EXEC session; its bytes and packets are counted; the host ends it', async (t) => {
  const port = await host(t, (socket) => {
    socket.write('ready');
    socket.on('data', (bytes) => {
      if (bytes.includes('bye')) socket.end('so long');
    });
  });
  const { source: connections, openings, closings, counts, freshen, clock } = source();
  const { told, asked } = request(port);
  const opened = await connections.open(asked);
  assert.ok(opened.ok);
  const connection = opened.value;
  assert.deepEqual(told, ['trying 127.0.0.1', 'open']);
  assert.deepEqual(openings, [
    {
      type: 'connection',
      list: 'OUT',
      source: 'connection',
      sourceKey: 'b2/1',
      startTime: clock.now(),
      parent: 7,
      facts: {
        user: 'ann',
        portNumber: 2,
        portName: 'tty2',
        service: 'connection',
        loginService: 'telnet',
        host: '127.0.0.1',
        command: `telnet moon ${port} /stream`,
      },
    },
  ]);
  assert.equal(await readBytes(connection, 5), 'ready');
  await clock.advance(2_000);
  assert.deepEqual(counts, [[1, { bytesIn: 5n, bytesOut: 0n, packetsIn: 1n, packetsOut: 0n }]]);
  await clock.advance(60_000);
  assert.equal(counts.length, 1, 'nothing went over it, nothing is counted');
  assert.equal(connection.idle, 62);
  await connection.write(Buffer.from('bye'));
  assert.equal(connection.idle, 0);
  for (const read of freshen) await read();
  assert.equal(counts.at(-1)?.[1].bytesOut, 3n, 'an interim that is due now says what is counted now');
  assert.equal(await readBytes(connection, 99), 'so long(ended)');
  await connection.close('disconnected');
  assert.deepEqual(told.at(-1), 'ended');
  assert.deepEqual(closings, [
    [
      1,
      {
        cause: 'host-request',
        disconnectCause: 1063,
        counters: { bytesIn: 12n, bytesOut: 3n, packetsIn: 2n, packetsOut: 1n },
        time: clock.now(),
      },
    ],
  ]);
});

test('limits that others set: a connection ends when nothing was typed for long, or when its time is over', async (t) => {
  const port = await host(t, () => {});
  const { source: connections, closings, clock, openings } = source();
  const owner = new ConnectionOwner(connections);
  const session = async () => {
    const { asked } = request(port);
    const opened = await connections.open({ ...asked, place: { ...asked.place, interimInterval: 300 } });
    assert.ok(opened.ok);
    return opened.value;
  };
  const idle = await session();
  assert.equal(openings[0]?.interimInterval, 300);
  assert.deepEqual(await owner.change(idle.session, { idleTimeout: 60, sessionTimeout: 600 }), { outcome: 'done' });
  await clock.advance(50_000);
  await idle.write(Buffer.from('x'));
  await clock.advance(50_000);
  assert.equal(owner.idle(idle.session), 50);
  assert.equal(closings.length, 0);
  await clock.advance(15_000);
  const busy = await session();
  await owner.change(busy.session, { idleTimeout: 30, sessionTimeout: 40 });
  await owner.change(busy.session, { idleTimeout: 0 });
  await clock.advance(60_000);
  while (closings.length < 2) await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(
    closings.map(([, { cause, disconnectCause }]) => [cause, disconnectCause]),
    [
      ['idle-timeout', 1021],
      ['session-timeout', 1100],
    ],
  );
  assert.deepEqual(await owner.change(idle.session, { idleTimeout: 1 }), { outcome: 'not-found' });
});

test('what nobody reads waits, up to a limit, then the host waits; a reset is a lost service', async (t) => {
  const big = Buffer.alloc(8_000_000, 'x');
  const sockets: Socket[] = [];
  const port = await host(t, (socket) => {
    sockets.push(socket);
    socket.write(big);
  });
  const { source: connections, closings } = source();
  const opened = await connections.open(request(port).asked);
  assert.ok(opened.ok);
  const connection = opened.value;
  while (connection.unread < 65_536) await new Promise((resolve) => setImmediate(resolve));
  const held = connection.unread;
  await new Promise((resolve) => setImmediate(resolve));
  assert.ok(held < 1_000_000 && connection.unread < 1_000_000, `${held}`);
  const [socket] = sockets;
  assert.ok(socket !== undefined && socket.writableLength > 0, 'the host is held back');
  assert.equal((await readBytes(connection, 8_000_000)).length, 8_000_000);
  socket.resetAndDestroy();
  assert.deepEqual(await connection.read(), { kind: 'ended', why: 'reset' });
  await connection.close('logout');
  assert.deepEqual(
    [closings.length, closings[0]?.[1].cause, closings[0]?.[1].disconnectCause],
    [1, 'lost-service', 1060],
  );
});

test('each end from here has its cause; what was sent before it arrives and counts', async (t) => {
  const received: string[] = [];
  const port = await host(t, (socket) => socket.on('data', (bytes) => received.push(bytes.toString())));
  for (const [why, cause, detail] of [
    ['disconnected', 'user-request', 1022],
    ['logout', 'user-request', 1020],
    ['connection-idle', 'idle-timeout', 1021],
    ['session-time', 'session-timeout', 1100],
    ['line-lost', 'lost-carrier', 1011],
    ['cleared', 'admin-reset', 1151],
    ['shutdown', 'admin-reboot', 1151],
    ['fault', 'nas-error', 1002],
  ] as const) {
    const { source: connections, closings } = source();
    const opened = await connections.open(request(port).asked);
    assert.ok(opened.ok);
    const reading = opened.value.read();
    void opened.value.write(Buffer.from(why));
    await opened.value.close(why);
    assert.deepEqual(await reading, { kind: 'detached' });
    assert.equal(opened.value.over, true);
    const [, closing] = closings[0] ?? [];
    assert.deepEqual([closing?.cause, closing?.disconnectCause], [cause, detail]);
    assert.equal(closing?.counters?.bytesOut, BigInt(why.length));
    while (!received.includes(why)) await new Promise((resolve) => setImmediate(resolve));
  }
});

test('hosts that are not known, not permitted, not there: nothing goes on the books', async (t) => {
  const port = await host(t, (socket) => socket.destroy());
  const { source: connections, openings } = source();
  assert.deepEqual(ofError(await connections.open(request(port, { host: 'sun' }).asked)), { kind: 'unknown-host' });
  const barred = request(port, { permits: () => false });
  assert.deepEqual(ofError(await connections.open(barred.asked)), { kind: 'not-permitted' });
  assert.deepEqual(barred.told, []);
  const closed = request(1, { host: '127.0.0.1' });
  assert.deepEqual(ofError(await connections.open(closed.asked)), { kind: 'refused' });
  assert.deepEqual(closed.told, ['trying 127.0.0.1']);
  const aborted = request(port, { signal: AbortSignal.abort() });
  assert.deepEqual(ofError(await connections.open(aborted.asked)), { kind: 'aborted' });
  assert.deepEqual(openings, []);
});

test('a host that does not answer is given thirty seconds, the next address is tried, and the user can break off', async () => {
  const tried: string[] = [];
  const silent = {
    connect({ host: address }: { host: string }) {
      tried.push(address);
      return new MeteredSocket();
    },
    resolve: async () => ['192.0.2.1', '192.0.2.2'],
  };
  const { source: connections, clock } = source(silent);
  const outcome = connections.open(request(23).asked);
  await clock.advance(connectTimeout);
  assert.deepEqual(tried, ['192.0.2.1', '192.0.2.2']);
  await clock.advance(connectTimeout);
  assert.deepEqual(ofError(await outcome), { kind: 'timeout' });
  const abort = new AbortController();
  const broken = connections.open(request(23, { signal: abort.signal }).asked);
  await clock.advance(1);
  abort.abort();
  assert.deepEqual(ofError(await broken), { kind: 'aborted' });
  assert.equal(tried.length, 3);
});

test('rlogin comes from a port below 1024 where it may: the next one when one is taken, any when it may not', async (t) => {
  const port = await host(t, (socket) => socket.write('\0hello'));
  const locals: (number | undefined)[] = [];
  const failing = (code: string): MeteredSocket => {
    const socket = new MeteredSocket();
    setImmediate(() => socket.destroy(Object.assign(new Error(code), { code })));
    return socket;
  };
  const { source: connections } = source({
    connect: ({ localPort, ...options }) => {
      locals.push(localPort);
      if (localPort === 1023) return failing('EADDRINUSE');
      return localPort === undefined ? new MeteredSocket().connect(options) : failing('EACCES');
    },
  });
  const how = { protocol: 'rlogin', localUser: 'ann', remoteUser: 'bob' } as const;
  const opened = await connections.open(request(port, { how }).asked);
  assert.ok(opened.ok);
  assert.deepEqual(locals, [1023, 1022, undefined]);
  assert.equal(await readBytes(opened.value, 5), 'hello');
  await opened.value.close('disconnected');
});

test('connections of an earlier life are closed at the start, those of this life are not', async (t) => {
  const port = await host(t, () => {});
  const { source: before, deps, closings } = source({ bootId: 'b1' });
  assert.ok((await before.open(request(port).asked)).ok);
  const { ConnectionSource } = await import('./connection-source.ts');
  const now = new ConnectionSource({ ...deps, bootId: 'b2' });
  const alive = await now.open(request(port).asked);
  assert.ok(alive.ok);
  assert.equal(await now.recover(), 1);
  assert.deepEqual(closings, [[1, { cause: 'nas-reboot', disconnectCause: 1011 }]]);
  assert.equal(await now.recover(), 0);
  await alive.value.close('disconnected');
});

test('a metered socket counts writes that go out together as one packet', async (t) => {
  const port = await host(t, (socket) => socket.resume());
  const socket = new MeteredSocket().connect({ host: '127.0.0.1', port });
  await once(socket, 'connect');
  socket.cork();
  socket.write('abc');
  socket.write(Buffer.from('de'));
  socket.uncork();
  socket.write('é');
  assert.deepEqual(socket.counters, { bytesIn: 0n, bytesOut: 7n, packetsIn: 0n, packetsOut: 2n });
  socket.destroy();
});

test('a failing disk holds nobody up: not when a connection is made, not at its end, not at the start', async (t) => {
  const port = await host(t, (socket) => void socket.resume());
  const { source: connections, closings, deps } = source({}, true);
  const opened = await connections.open(request(port).asked);
  assert.ok(opened.ok);
  await opened.value.close('disconnected');
  assert.deepEqual(
    closings.map(([key, { cause }]) => [key, cause]),
    [[1, 'user-request']],
  );
  assert.ok((await connections.open(request(port).asked)).ok);
  const later = new ConnectionSource({ ...deps, bootId: 'b3' });
  assert.equal(await later.recover(), 1);
});
