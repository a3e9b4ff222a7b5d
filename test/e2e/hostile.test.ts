/**
 * Peers that lie. A record stays on the books until a server that knows the secret acknowledges that very request;
 * nobody is let in by an answer that the server didn't give.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { seededRandom } from '../../src/base/random.ts';
import { daemonFor, temporaryDirectory } from '../rigs/daemon.ts';
import { freePorts, startFreeRadius } from '../rigs/freeradius.ts';
import { booksSay } from './books.ts';
import { configurationWith } from './configuration.ts';
import { hostilePeer } from './hostile-radius-peer.ts';
import { trickServer, tricks } from './hostile-tacacs-peer.ts';
import { logIn, openSsh } from './person.ts';
import { eventually, freeTcpPort } from './waiting.ts';

const secret = 'the secret of two';
const key = secret.replaceAll(' ', '-');
const seed = Number(process.env.HOSTILE_SEED ?? Date.now() % 1_000_000);

const radiusLines = (ports: { readonly auth: number; readonly acct: number }): string => `
radius server main
 address ipv4 127.0.0.1 auth-port ${ports.auth} acct-port ${ports.acct}
 key ${key}
 timeout 1
 retransmit 1
username bob privilege 15 password 0 builder
aaa authorization exec default local
aaa accounting exec default start-stop group radius`;

test('forged RADIUS answers acknowledge nothing; the records arrive at FreeRADIUS afterwards', async (t) => {
  t.diagnostic(`seed ${seed}`);
  const directory = temporaryDirectory(t);
  const ports = await freePorts();
  const peer = await hostilePeer(t, ports.acct, key, seededRandom(seed));
  const port = await freeTcpPort();
  const lines = `${radiusLines(ports)}\naaa authentication login default local`;
  const daemon = await daemonFor(t, directory, configurationWith(port, lines));
  const bob = () => logIn(t, { port, user: 'bob', password: 'builder', directory });

  // The peer can do it right: what it does later fails by its faults alone.
  const first = await bob();
  await booksSay(daemon, 'group radius', 1, 0);
  peer.honest = false;
  await first.leaves();
  const second = await bob();
  await second.leaves();
  await booksSay(daemon, 'group radius', 4, 3);
  const before = peer.requests.length;
  await eventually('more requests', () => (peer.requests.length >= before + 4 ? true : undefined));
  await booksSay(daemon, 'group radius', 4, 3);

  const { text } = await daemon.run('show aaa servers');
  const count = (label: RegExp): number => Number(label.exec(text.slice(text.indexOf('Account:')))?.[1]);
  assert.ok(count(/Bad authenticators: (\d+)/) >= 5 * 4, text);
  assert.ok(count(/Malformed responses: (\d+)/) >= 4 * 4, text);
  assert.ok(count(/unexpected (\d+)/) >= 1, text);
  assert.ok(count(/timeouts (\d+)/) >= 4, text);
  assert.match(text, /Response: start 1, interim 0, stop 0/);

  // A real server with another secret drops what it gets, and is silent.
  await peer.close();
  const stranger = await startFreeRadius({ secret: 'another-secret', ports });
  t.after(() => stranger.remove());
  await eventually('FreeRADIUS gets a request', () =>
    stranger.log.some((line) => /invalid Request Authenticator|shared secret is incorrect/i.test(line))
      ? true
      : undefined,
  );
  await booksSay(daemon, 'group radius', 4, 3);
  await stranger.stop();

  const freeradius = await startFreeRadius({ secret: key, ports });
  t.after(() => freeradius.remove());
  await booksSay(daemon, 'group radius', 4, 0, 60);
  const text1 = (name: string): string[] =>
    freeradius.readDetail().map(({ attributes }) => attributes.find(([known]) => known === name)?.[1] ?? '');
  const ids = text1('Acct-Session-Id');
  const story = text1('Acct-Status-Type').map((status, i) => `${status} ${ids[i]}`);
  assert.equal(story.length, 3, story.join());
  assert.deepEqual(stranger.readDetail(), []);
  const started = story.find((line) => line.startsWith('Start'))?.slice('Start '.length);
  assert.ok(story.indexOf(`Start ${started}`) < story.indexOf(`Stop ${started}`), story.join());
  assert.equal(story.filter((line) => line.startsWith('Stop')).length, 2);
});

test('forged Access-Accepts let nobody in', async (t) => {
  const directory = temporaryDirectory(t);
  const ports = await freePorts();
  const peer = await hostilePeer(t, ports.auth, key, seededRandom(seed));
  const port = await freeTcpPort();
  const lines = `${radiusLines({ ...ports, acct: 0 })}
aaa authentication login default group radius
aaa authorization exec default group radius
no aaa accounting exec default`;
  await daemonFor(t, directory, configurationWith(port, lines));
  const mallory = { port, user: 'mallory', password: 'whatever', directory };

  peer.honest = false;
  const refused = openSsh(t, { ...mallory, command: 'show privilege' });
  let said = '';
  refused.stdout.on('data', (chunk) => (said += String(chunk)));
  const [status] = await once(refused, 'close');
  assert.equal(status, 255, said);
  assert.equal(said, '');
  assert.equal(peer.requests.length, 2, 'each request waited for its server until it timed out');

  // And the same accept, given by the server itself.
  peer.honest = true;
  const person = await logIn(t, mallory);
  assert.match(await person.says('show privilege'), /level is 15/);
  await person.leaves();
});

test('TACACS+ replies that are none acknowledge nothing; the records arrive when one server is honest', async (t) => {
  const directory = temporaryDirectory(t);
  const random = seededRandom(seed);
  const servers = await Promise.all(tricks.map((trick) => trickServer(t, trick, key, random)));
  const port = await freeTcpPort();
  const server = ({ port: at }: { port: number }, i: number): string =>
    `tacacs server trick${i}\n address ipv4 127.0.0.1\n port ${at}\n key ${key}\n timeout 1\n`;
  const lines = `${servers.map(server).join('')}
username bob privilege 15 password 0 builder
aaa authentication login default local
aaa authorization exec default local
aaa accounting exec default start-stop group tacacs+
aaa accounting commands 1 default start-stop group tacacs+`;
  const daemon = await daemonFor(t, directory, configurationWith(port, lines));

  const bob = await logIn(t, { port, user: 'bob', password: 'builder', directory });
  await bob.says('show privilege');
  await bob.leaves();
  await eventually(
    'every server is asked',
    () => (servers.every(({ requests }) => requests > 0) ? true : undefined),
    60,
  );
  await booksSay(daemon, 'group tacacs+', 3, 3);
  const [, ...shown] = (await daemon.run('show tacacs')).text.split(/^Tacacs\+ Server/m);
  assert.equal(shown.length, tricks.length);
  assert.ok(shown.every((one) => /Total Packets Sent: +[1-9]/.test(one)));
  const told = new RegExp(`%TACACS-4-BADKEY: The answer of TACACS\\+ server 127\\.0\\.0\\.1,${servers[0]?.port} `, 'g');
  assert.equal((await daemon.run('show logging')).text.match(told)?.length, 1, 'a wrong key is said aloud, once');

  for (const [i, one] of servers.entries()) one.honest = i === tricks.length - 2;
  await booksSay(daemon, 'group tacacs+', 3, 0, 60);
});
