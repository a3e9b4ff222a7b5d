/**
 * The disk with the state directory is full: it is said aloud, people go on, nothing that was stored is lost, and what
 * happens meanwhile is stored and delivered when there is room again. A kill on a full disk costs what was only in memory,
 * and nothing else.
 */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { temporaryDirectory } from '../rigs/daemon.ts';
import { booksSay, ledger } from './books.ts';
import { configurationWith } from './configuration.ts';
import { type EmbeddedServer, embeddedServer } from './embedded-server.ts';
import { logIn, type Person } from './person.ts';
import { noSmallDisk, type SmallDisk, smallDisk } from './small-disk.ts';
import { eventually, freeTcpPort } from './waiting.ts';

const lines = ({ ports, key }: EmbeddedServer): string => `
logging console critical
tacacs server main
 address ipv4 127.0.0.1
 port ${ports.tacacs}
 key ${key}
 timeout 5
username bob privilege 15 password 0 builder
aaa authentication login default local
aaa authorization exec default local
aaa accounting exec default start-stop group tacacs+
aaa accounting commands 1 default start-stop group tacacs+
aaa accounting commands 15 default start-stop group tacacs+`;

interface Scene {
  readonly server: EmbeddedServer;
  readonly disk: SmallDisk;
  /** With `extra` lines before the rest. */
  readonly text: (extra?: string) => string;
  readonly bob: () => Promise<Person>;
}

async function setUp(t: TestContext): Promise<Scene> {
  const directory = temporaryDirectory(t);
  const server = await embeddedServer(t, directory);
  const disk = await smallDisk(t, directory, 8 << 20);
  const port = await freeTcpPort();
  return {
    server,
    disk,
    text: (extra = '') => configurationWith(port, `${extra}${lines(server)}`),
    bob: () => logIn(t, { port, user: 'bob', password: 'builder', directory }),
  };
}

/** `command show users <cr>`, `exec start`, … of a line, in the order of arrival. */
async function story(server: EmbeddedServer, port: string): Promise<readonly string[]> {
  return (await server.records())
    .filter((record) => record.port === port)
    .map(({ type, kind, command }) => (type === 'commands' ? `command ${command}` : `${type} ${kind}`));
}

test('a full disk is said aloud, holds nobody up, and costs nothing', { skip: noSmallDisk() }, async (t) => {
  const { server, disk, text, bob } = await setUp(t);
  const daemon = await disk.start(text());
  await server.stop();
  const first = await bob();
  await first.says('show privilege');
  await first.says('write memory');
  await booksSay(daemon, 'group tacacs+', 3, 3);

  disk.fill();
  assert.equal(disk.room(), 0);
  const began = Date.now();
  await first.says('show users');
  await first.says('show clock');
  const second = await bob();
  await second.says('show privilege');
  await second.leaves();
  assert.ok(Date.now() - began < 20_000, 'nobody waits for the disk');
  assert.match(await first.says('write memory'), /^startup-config file open failed \(ENOSPC: /m);
  assert.match(await first.says('show startup-config | include hostname'), /^hostname e2e$/m);

  const aloud = /%ACCT-2-STORAGE: Accounting records cannot be stored: .*full/;
  assert.match((await daemon.run('show logging')).text, aloud);
  assert.match(daemon.output(), aloud, 'on the console of the daemon, too');
  const full = await ledger(daemon);
  // Five commands, one of them of the second session, and its Start and Stop; `exit` is of level 0.
  assert.equal(full.storage, 'FAILING (database or disk is full); 7 events kept in memory, 0 interim records dropped');
  assert.deepEqual(full.books.get('group tacacs+'), { made: 3, acknowledged: 0, waiting: 3, superseded: 0 });

  // What was stored goes out; what was not waits, although the server is there.
  await server.start();
  await booksSay(daemon, 'group tacacs+', 3, 3);
  const early = await eventually('what was stored', async () => {
    const lines = await story(server, 'tty2');
    return lines.length >= 3 ? lines : undefined;
  });
  const stored = ['exec start', 'command show privilege <cr>', 'command write memory <cr>'];
  assert.deepEqual(early, stored);

  disk.free();
  await booksSay(daemon, 'group tacacs+', 10, 0);
  assert.equal((await ledger(daemon)).storage, 'working');
  assert.match((await daemon.run('show logging')).text, /%ACCT-5-STORAGE_OK: /);
  assert.match(await first.says('write memory'), /\[OK\]/);
  await first.leaves();
  await booksSay(daemon, 'group tacacs+', 12, 0);
  assert.deepEqual(await story(server, 'tty2'), [
    ...stored,
    'command show users <cr>',
    'command show clock <cr>',
    'command write memory <cr>',
    'command show startup-config | include hostname <cr>',
    'command write memory <cr>',
    'exec stop',
  ]);
  assert.deepEqual(await story(server, 'tty3'), ['exec start', 'command show privilege <cr>', 'exec stop']);
  assert.equal(await daemon.stop(), 0);
});

test('killed on a full disk and started on it: what was stored is there, and people can log in', {
  skip: noSmallDisk(),
}, async (t) => {
  const { server, disk, text, bob } = await setUp(t);
  const system = 'aaa accounting system default start-stop group tacacs+\n';
  const before = await disk.start(text());
  await server.stop();
  const first = await bob();
  await first.says('show privilege');
  await booksSay(before, 'group tacacs+', 2, 2);
  disk.fill();
  await first.says('show users');
  await before.kill();

  const began = Date.now();
  const during = await disk.start(text(system));
  const second = await bob();
  assert.match(await second.says('show accounting ledger'), /^Storage: FAILING /m);
  assert.ok(Date.now() - began < 60_000, 'nobody waits for a system record that the disk does not take');
  const { books } = await ledger(during);
  assert.deepEqual(books.get('group tacacs+'), { made: 2, acknowledged: 0, waiting: 2, superseded: 0 });
  assert.equal(await during.stop(), 0);
  assert.match(during.output(), /%ACCT-2-LOST: \d+ accounting events could not be stored before the end/);

  disk.free();
  await server.start();
  const last = await disk.start(text(system));
  // Start and command of the first life, its Stop, and the system record of this life.
  await booksSay(last, 'group tacacs+', 4, 0);
  assert.deepEqual(await story(server, 'tty2'), ['exec start', 'command show privilege <cr>', 'exec stop']);
  const records = await server.records();
  const stop = records.find(({ type, kind }) => type === 'exec' && kind === 'stop');
  assert.equal(stop?.cause, 'NAS-Reboot');
  assert.equal(await last.stop(), 0);
});
