import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MeteredSocket } from '../metered-socket.ts';
import { readBytes, request, source } from '../testing/loopback.ts';
import { type XotHost, xotHost } from '../testing/xot-host.ts';

const how = { protocol: 'pad', through: ['moon'], callData: 'ANN', reverse: false } as const;

/** A source for which all XOT hosts are one of the test: their port is what it is. */
const towards = ({ port }: Pick<XotHost, 'port'>) =>
  source({ connect: ({ host }) => new MeteredSocket().connect({ host, port }) });

const counters = ({ counts }: XotHost) => ({
  bytesIn: BigInt(counts.bytesOut),
  bytesOut: BigInt(counts.bytesIn),
  packetsIn: BigInt(counts.packetsOut),
  packetsOut: BigInt(counts.packetsIn),
});

test('a call: routed, accepted, used, cleared by the host, and every data packet counted', async (t) => {
  const host = await xotHost(t);
  const { source: connections, openings, closings, clock } = towards(host);
  const { asked, told } = request(0, { host: '4085552', how });
  const opened = await connections.open(asked);
  assert.ok(opened.ok);
  const { value: connection } = opened;
  assert.deepEqual(told, ['trying 4085552', 'open']);
  assert.deepEqual(host.calls, [{ called: '4085552', data: '01000000414e4e', facilities: '420707430202' }]);
  assert.deepEqual([openings[0]?.facts.loginService, openings[0]?.facts.host], ['pad', '4085552']);
  assert.equal(await readBytes(connection, 13), 'who are you\r\n');
  // The host has switched the echo off, and was told about parameter 3.
  await connection.write(Buffer.from('ann\r'));
  assert.equal(await readBytes(connection, 11), 'hello ann\r\n');
  assert.deepEqual(host.x29, ['000302']);
  // What isn't ended by CR goes out after the idle time.
  await connection.write(Buffer.from('by'));
  await clock.advance(50);
  await connection.write(Buffer.from('e\r'));
  assert.equal(await readBytes(connection, 9), '(ended)');
  await connection.close('disconnected');
  assert.deepEqual(closings[0]?.[1].counters, counters(host));
  assert.deepEqual([closings[0]?.[1].cause, closings[0]?.[1].disconnectCause], ['host-request', 1063]);
});

test('much from the host: held back while nobody reads, by the window of the call, and complete', async (t) => {
  const host = await xotHost(t, { greeting: '' });
  const { source: connections } = towards(host);
  const opened = await connections.open(request(0, { host: '1', how }).asked);
  assert.ok(opened.ok);
  await opened.value.write(Buffer.from('much\r'));
  const text = await readBytes(opened.value, 36_000);
  assert.equal(text.length, 36_000);
  assert.equal(host.mostUnacknowledged, 2);
  await opened.value.close('disconnected');
});

test('a break: interrupt and X.29 indication; the line is lost; a clear of the host', async (t) => {
  const host = await xotHost(t);
  const { source: connections, closings } = towards(host);
  const open = async () => {
    const opened = await connections.open(request(0, { host: '1', how }).asked);
    assert.ok(opened.ok);
    await readBytes(opened.value, 13);
    return opened.value;
  };
  const first = await open();
  first.signal('brk');
  await first.write(Buffer.from('x\r'));
  assert.equal(await readBytes(first, 9), 'hello x\r\n');
  assert.equal(host.interrupts, 1);
  assert.deepEqual(host.x29.slice(-1), ['030801']);
  host.cut();
  assert.equal(await readBytes(first, 1), '(ended)');
  await first.close('disconnected');
  const second = await open();
  await second.write(Buffer.from('clear\r'));
  assert.equal(await readBytes(second, 1), '(ended)');
  await second.close('disconnected');
  assert.deepEqual(
    closings.map(([, { cause }]) => cause),
    ['lost-service', 'host-request'],
  );
});

test('calls that come to nothing make no record: refused, no route, nobody there, broken off', async (t) => {
  const host = await xotHost(t, { refuse: [13, 67] });
  const { source: connections, openings } = towards(host);
  const open = async (more: Parameters<typeof request>[1]) =>
    connections.open(request(0, { host: '9', how, ...more }).asked);
  assert.deepEqual(await open({}), {
    ok: false,
    error: { event: 'cleared', kind: 'cleared', cause: 13, diagnostic: 67 },
  });
  assert.deepEqual(await open({ how: { ...how, through: [] } }), { ok: false, error: { kind: 'no-route' } });
  assert.deepEqual(await open({ how: { ...how, through: ['nowhere'] } }), {
    ok: false,
    error: { kind: 'unreachable' },
  });
  const abort = new AbortController();
  abort.abort();
  assert.deepEqual(await open({ signal: abort.signal }), { ok: false, error: { kind: 'aborted' } });
  assert.equal(openings.length, 0);
});
