/**
 * `kill -9` of the daemon at random moments under load, again and again, restarted each time. Afterwards the books of two
 * independent servers are read: nothing may be missing, nothing may be counted twice.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { silentLog } from '../../src/base/event-log.ts';
import { seededRandom } from '../../src/base/random.ts';
import { runSecurityServer } from '../../src/security-server/index.ts';
import { startDaemon, temporaryDirectory } from '../rigs/daemon.ts';
import { freePorts, startFreeRadius } from '../rigs/freeradius.ts';
import { readRecords, readSessions } from '../rigs/records.ts';
import { compareWithFreeRadius, drained } from './judge.ts';
import { killAndRestart } from './kill-and-restart.ts';

const kills = 200;
const secret = 'a secret of the crash test';

const configuration = (embedded: { acct: number; tacacs: number }, freeradius: number): string => `
hostname crash
no logging console
aaa new-model
radius server embedded
 address ipv4 127.0.0.1 auth-port 0 acct-port ${embedded.acct}
 key ${secret.replaceAll(' ', '-')}
radius server freeradius
 address ipv4 127.0.0.1 auth-port 0 acct-port ${freeradius}
 key ${secret.replaceAll(' ', '-')}
tacacs server embedded
 address ipv4 127.0.0.1
 port ${embedded.tacacs}
 key ${secret.replaceAll(' ', '-')}
 single-connection
aaa group server radius ours
 server name embedded
aaa group server radius theirs
 server name freeradius
radius-server timeout 1
aaa accounting exec default start-stop broadcast group ours group theirs
aaa accounting commands 15 default start-stop group tacacs+
no aaa accounting system guarantee-first
line con 0
 privilege level 15
line vty 0 4
 transport input none
end
`;

test(`after ${kills} kills every session has one Start and one Stop, and every command seen is on the books`, async (t) => {
  const directory = temporaryDirectory(t);
  const key = secret.replaceAll(' ', '-');
  const store = join(directory, 'store');
  const server = await runSecurityServer(
    {
      listen: '127.0.0.1',
      radius: { authPort: 0, acctPort: 0 },
      tacacs: { port: 0 },
      store,
      clients: [{ address: '127.0.0.1', radiusSecret: key, tacacsKey: key }],
      users: [],
      enable: [],
    },
    { log: silentLog },
  );
  t.after(() => server.stop());
  const freeradius = await startFreeRadius({ secret: key, ports: await freePorts() });
  t.after(() => freeradius.remove());

  const { radiusAcct, tacacs } = server.ports;
  assert.ok(radiusAcct !== undefined && tacacs !== undefined);
  const text = configuration({ acct: radiusAcct, tacacs }, freeradius.ports.acct);
  const seed = Number(process.env.CRASH_SEED ?? Date.now() % 1_000_000);
  t.diagnostic(`seed ${seed}`);
  const load = await killAndRestart({ directory, configuration: text, kills, random: seededRandom(seed) });
  t.diagnostic(`${load.kills} kills, ${load.duringStart} of them during the start; ${load.seen.size} commands seen`);
  assert.ok(load.seen.size > kills, 'the load was too small to mean anything');

  // One quiet life at the end: what is left is delivered.
  const last = await startDaemon(directory, text);
  t.after(() => last.kill());
  const books = await drained(last, 3);
  t.diagnostic(books.join('; '));
  assert.equal(await last.stop(), 0);
  await server.assembled();

  const sessions = (await readSessions(store)).filter(({ type }) => type === 'exec');
  const commands = (await readRecords(store)).filter(({ type }) => type === 'commands');
  const odd = sessions.filter(({ starts, stops, state }) => starts !== 1 || stops !== 1 || state !== 'stopped');
  assert.deepEqual(odd, [], 'sessions of our server without exactly one Start and one Stop');

  const recorded = commands
    .map(({ command }) => /outbox (\d+)/.exec(command ?? '')?.[1])
    .filter((n) => n !== undefined);
  assert.equal(new Set(recorded).size, recorded.length, 'a command was booked twice');
  const missing = [...load.seen].filter((number) => !new Set(recorded).has(String(number)));
  assert.deepEqual(missing, [], 'commands whose output was seen are not on the books');

  compareWithFreeRadius(freeradius.readDetail(), new Set(sessions.map(({ session }) => session)));
});
