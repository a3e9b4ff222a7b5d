/** A server that answers everything but one record: FreeRADIUS with SQL, on Accounting-On when it knows of no open session. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ledger } from '../e2e/books.ts';
import { configurationWith } from '../e2e/configuration.ts';
import { embeddedServer } from '../e2e/embedded-server.ts';
import { logIn } from '../e2e/person.ts';
import { eventually, freeTcpPort } from '../e2e/waiting.ts';
import { daemonFor, temporaryDirectory } from '../rigs/daemon.ts';
import { startFreeRadius } from '../rigs/freeradius.ts';

test('the record that FreeRADIUS with SQL never answers blocks nothing else, and the rest is in its table', async (t) => {
  const directory = temporaryDirectory(t);
  const server = await embeddedServer(t, directory);
  const sql = await startFreeRadius({ mode: 'sqlite', silentOnNoop: true });
  t.after(() => sql.remove());
  const port = await freeTcpPort();
  const configuration = configurationWith(
    port,
    `radius server sql
 address ipv4 127.0.0.1 auth-port ${sql.ports.auth} acct-port ${sql.ports.acct}
 key ${sql.secret}
 timeout 1
 retransmit 1
tacacs server main
 address ipv4 127.0.0.1
 port ${server.ports.tacacs}
 key ${server.key}
aaa authentication login default group radius
aaa accounting system default start-stop broadcast group radius group tacacs+
aaa accounting exec default start-stop broadcast group radius group tacacs+
no aaa accounting system guarantee-first`,
  );
  const daemon = await daemonFor(t, directory, configuration);
  const books = async (name: string) => (await ledger(daemon)).books.get(name);

  // Two people, one after the other, who wait for nothing.
  for (const time of ['first', 'second']) {
    const began = performance.now();
    const bob = await logIn(t, { port, user: 'bob', password: 'builder', directory });
    assert.ok(performance.now() - began < 10_000, `the ${time} login took ${performance.now() - began} ms`);
    await bob.leaves();
  }
  await eventually('both sessions in the table', () => {
    const rows = sql.readSql().filter(({ username, acctstoptime }) => username === 'bob' && acctstoptime !== null);
    return rows.length === 2 ? rows : undefined;
  });
  await eventually('all of TACACS+', async () => ((await books('group tacacs+'))?.waiting === 0 ? true : undefined));
  const ours = (await server.records()).map(({ type, kind }) => `${type} ${kind}`);
  assert.deepEqual(ours.filter((one) => one.startsWith('exec')).sort(), [
    'exec start',
    'exec start',
    'exec stop',
    'exec stop',
  ]);
  assert.ok(ours.includes('system on') || ours.includes('system start'), String(ours));

  // Only the silent one waits, and it is not given up.
  const radius = await eventually('one waits', async () => {
    const found = await books('group radius');
    return found?.waiting === 1 ? found : undefined;
  });
  assert.deepEqual(radius, { made: 5, acknowledged: 4, waiting: 1, superseded: 0 });
  const { text } = await daemon.run('show accounting outbox');
  assert.match(text, /system/i);
  assert.equal(await daemon.stop(), 0);
});
