/**
 * Random bytes, and nearly right ones, thrown at every door of the daemon and of the security server. Both live, serve on,
 * and the books balance.
 */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { type Random, seededRandom } from '../../src/base/random.ts';
import { daemonFor, temporaryDirectory } from '../rigs/daemon.ts';
import { booksSay } from './books.ts';
import { configurationWith } from './configuration.ts';
import { embeddedServer } from './embedded-server.ts';
import { reply } from './hostile-tacacs-peer.ts';
import { logIn } from './person.ts';
import { freeTcpPort } from './waiting.ts';

/** Connections, or hundreds of datagrams, to each door. */
const rounds = 40;

const upTo = (random: Random, most: number): number => 1 + Math.floor(random.fraction() * most);
const some = (random: Random, most: number): Buffer => Buffer.from(random.bytes(upTo(random, most)));

/** Openings that lead further into a protocol before it gets rough. */
const beginnings: readonly ((random: Random) => Buffer)[] = [
  () => Buffer.alloc(0),
  // SSH: a version (RFC 4253 §4.2), then packets whose length field may be anything
  () => Buffer.from('SSH-2.0-OpenSSH_9.2\r\n'),
  (random) => Buffer.concat([Buffer.from('SSH-2.0-x\r\n'), Buffer.from([0, 0, upTo(random, 255), 0, 4, 20])]),
  // Telnet: options (RFC 854), a subnegotiation that never ends
  (random) =>
    Buffer.concat(Array.from({ length: 50 }, () => Buffer.from([255, 251 + upTo(random, 3), upTo(random, 255)]))),
  () => Buffer.from([255, 250, 31]),
  () => Buffer.from('admin\r\nadmin\r\n'),
];

/** Connects, writes, and waits until the other side closes or a moment has passed; what happened to the connection is free. */
async function throwAt(
  where: { readonly port: number } | { readonly path: string },
  parts: readonly Buffer[],
): Promise<void> {
  const socket = 'path' in where ? connect(where.path) : connect(where.port, '127.0.0.1');
  socket.on('error', () => {});
  const closed = once(socket, 'close').catch(() => undefined);
  socket.resume();
  for (const part of parts) if (socket.writable) await new Promise<void>((sent) => socket.write(part, () => sent()));
  socket.end();
  const limit = setTimeout(() => socket.destroy(), 300);
  await closed;
  clearTimeout(limit);
}

/** A TACACS+ packet whose header is right and whose body, after the key has been taken off, is noise. */
function nearlyTacacs(random: Random, key: string): Buffer {
  const body = some(random, 400);
  const header = Buffer.from([0xc0, upTo(random, 3), 1, 0, ...random.bytes(4), 0, 0, 0, 0]);
  header.writeUInt32BE(body.length, 8);
  // A reply of five octets tells how the first five are hidden; the rest is noise either way.
  const hidden = reply(Buffer.concat([header, body]), key, { type: header[1] ?? 3, seqNo: 1, length: body.length });
  return Buffer.concat([hidden, body.subarray(5)]).subarray(0, 12 + body.length);
}

/** A RADIUS packet with a right length and noise for attributes. */
function nearlyRadius(random: Random): Buffer {
  const attributes = Array.from({ length: upTo(random, 20) }, () => {
    const value = some(random, 60);
    return Buffer.concat([Buffer.from([upTo(random, 255), value.length + 2]), value]);
  });
  const packet = Buffer.concat([
    Buffer.from([upTo(random, 13), 1, 0, 0]),
    Buffer.from(random.bytes(16)),
    ...attributes,
  ]);
  packet.writeUInt16BE(packet.length, 2);
  return packet;
}

test('after random bytes at every door the daemon and the security server still serve', async (t) => {
  const seed = Number(process.env.HOSTILE_SEED ?? Date.now() % 1_000_000);
  t.diagnostic(`seed ${seed}`);
  const random = seededRandom(seed);
  const directory = temporaryDirectory(t);
  const server = await embeddedServer(t, directory);
  const [ssh, telnet] = [await freeTcpPort(), await freeTcpPort()];
  const lines = `
radius server main
 address ipv4 127.0.0.1 auth-port ${server.ports.auth} acct-port ${server.ports.acct}
 key ${server.key}
tacacs server main
 address ipv4 127.0.0.1
 port ${server.ports.tacacs}
 key ${server.key}
ip telnet listen 127.0.0.1
ip telnet port ${telnet}
aaa authentication login default group radius
aaa authorization exec default group radius
aaa accounting exec default start-stop group radius
aaa accounting commands 1 default start-stop group tacacs+`;
  const text = configurationWith(ssh, lines).replace('transport input ssh', 'transport input ssh telnet');
  const daemon = await daemonFor(t, directory, text);
  const ann = () => logIn(t, { port: ssh, user: 'ann', password: 'annspassword', directory });
  // Someone who is there all the time notices nothing.
  const witness = await ann();

  const doors = [{ port: ssh }, { port: telnet }, { path: daemon.consoleSocket }, { port: server.ports.tacacs }];
  for (const door of doors) {
    for (let round = 0; round < rounds; round += 8)
      await Promise.all(
        Array.from({ length: 8 }, () => {
          const opening = beginnings[upTo(random, beginnings.length) - 1] ?? beginnings[0];
          const tacacs = 'port' in door && door.port === server.ports.tacacs;
          const first = tacacs ? nearlyTacacs(random, server.key) : (opening?.(random) ?? Buffer.alloc(0));
          return throwAt(door, [first, some(random, 3000), some(random, 30)]);
        }),
      );
  }
  const udp = createSocket('udp4');
  for (let round = 0; round < rounds * 10; round++)
    for (const port of [server.ports.auth, server.ports.acct])
      await new Promise<void>((sent) =>
        udp.send(random.fraction() < 0.5 ? some(random, 4200) : nearlyRadius(random), port, '127.0.0.1', () => sent()),
      );
  udp.close();

  assert.match(await witness.says('show privilege'), /level is 15/);
  assert.equal(await witness.leaves(), 0);
  const later = await ann().catch(async (error: unknown) => {
    t.diagnostic((await daemon.run('show logging', 'show aaa servers', 'show users')).text);
    throw error;
  });
  assert.match(await later.says('show privilege'), /level is 15/);
  assert.equal(await later.leaves(), 0);
  // Nobody else came in, and nothing stuck: two sessions, two commands.
  await booksSay(daemon, 'group radius', 4, 0);
  await booksSay(daemon, 'group tacacs+', 2, 0);
  assert.deepEqual(
    (await server.records()).map(({ user }) => user),
    Array.from({ length: 6 }, () => 'ann'),
  );
  assert.equal(await daemon.stop(), 0);
  assert.doesNotMatch(daemon.output(), /Error|at .*\.ts:\d/);
});
