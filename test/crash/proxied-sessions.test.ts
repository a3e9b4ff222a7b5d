/**
 * `kill -9` of the daemon at random moments while access software speaks of sessions without pause, as it would in life: it
 * repeats what is not answered. Afterwards the books of two independent servers are read.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { seededRandom } from '../../src/base/random.ts';
import { embeddedServer } from '../e2e/embedded-server.ts';
import { startDaemon, temporaryDirectory } from '../rigs/daemon.ts';
import { freePorts, startFreeRadius } from '../rigs/freeradius.ts';
import { readSessions } from '../rigs/records.ts';
import { AccessSoftware } from './access-software.ts';
import { compareWithFreeRadius, drained } from './judge.ts';

/** How long there are kills, milliseconds. */
const duration = Number(process.env.CRASH_TIME ?? 60_000);
const program = resolve(import.meta.dirname, '..', '..', 'bin', 'tollgate.mjs');

test('sessions of access software over many kills: one Start and one Stop each, with all that was counted', async (t) => {
  const directory = temporaryDirectory(t);
  const server = await embeddedServer(t, directory);
  const freeradius = await startFreeRadius({ secret: server.key });
  t.after(() => freeradius.remove());
  const proxy = await freePorts();
  const text = `hostname crash
no logging console
aaa new-model
radius server embedded
 address ipv4 127.0.0.1 auth-port 0 acct-port ${server.ports.acct}
 key ${server.key}
radius server freeradius
 address ipv4 127.0.0.1 auth-port 0 acct-port ${freeradius.ports.acct}
 key ${server.key}
aaa group server radius ours
 server name embedded
aaa group server radius theirs
 server name freeradius
radius-server timeout 1
aaa accounting exec default none
aaa accounting network default start-stop broadcast group ours group theirs
aaa accounting update newinfo
aaa server radius proxy
 listen 127.0.0.1
 authentication port ${proxy.auth}
 accounting port ${proxy.acct}
 client 127.0.0.1
  key software
line con 0
 privilege level 15
line vty 0 4
 transport input none
end
`;
  const file = join(directory, 'tollgate.cfg');
  writeFileSync(file, text);
  const seed = Number(process.env.CRASH_SEED ?? Date.now() % 1_000_000);
  const random = seededRandom(seed);
  const software = await AccessSoftware.start(t, { port: proxy.acct, secret: 'software', random });

  let kills = 0;
  let duringStart = 0;
  for (const end = performance.now() + duration; performance.now() < end; kills++) {
    const stateDir = join(directory, 'state');
    const words = [program, 'run', '--state-dir', stateDir, '--config', file];
    const daemon = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
    const gone = once(daemon, 'exit');
    const early = random.fraction() < 0.1;
    if (early) duringStart++;
    else {
      await Promise.race([once(daemon.stdout, 'data'), gone]);
      assert.equal(daemon.exitCode, null, 'the daemon ended by itself');
    }
    await passing(random.fraction() * (early ? 400 : 800));
    daemon.kill('SIGKILL');
    await gone;
  }
  software.noMore();
  const last = await startDaemon(directory, text);
  t.after(() => last.kill());
  await software.finished;
  const books = await drained(last, 2);
  assert.equal(await last.stop(), 0, last.output());
  t.diagnostic(`seed ${seed}: ${kills} kills, ${duringStart} of them during the start; ${books.join('; ')}`);
  t.diagnostic(
    `${software.ended.size} sessions, ${software.requests} requests, ${software.repeated} of them repetitions`,
  );
  assert.ok(software.ended.size > kills, 'the load was too small to mean anything');
  assert.ok(software.repeated > 0, 'no answer was lost');

  const records = (await server.records()).filter(({ type }) => type === 'network');
  const sessions = (await readSessions(join(directory, 'store'))).filter(({ type }) => type === 'network');
  const odd = sessions.filter(({ starts, stops, state }) => starts !== 1 || stops !== 1 || state !== 'stopped');
  assert.deepEqual(odd, [], 'sessions without exactly one Start and one Stop');
  assert.equal(sessions.length, software.ended.size);
  // The software gives each session a user of its own.
  const stops = new Map(records.flatMap((record) => (record.kind === 'stop' ? [[record.user ?? '', record]] : [])));
  const wrong = [...software.ended].filter(([user, octets]) => {
    const { attributes = {} } = stops.get(user) ?? {};
    return Number(attributes['Acct-Input-Octets'] ?? -1) !== octets;
  });
  assert.deepEqual(wrong, [], 'Stops that differ from what the software counted');
  compareWithFreeRadius(freeradius.readDetail(), new Set(sessions.map(({ session }) => session)));
});

const passing = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
