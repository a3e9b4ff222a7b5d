/** A server of dynamic authorization (radclient) ends what a user on a line has: a connection to another host, or the line itself. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { eventually } from '../e2e/waiting.ts';
import { radclient } from '../radius-proxy/radclient.ts';
import { freePorts } from '../rigs/freeradius.ts';
import type { JsonRecord } from '../rigs/records.ts';
import { countingHost } from './hosts.ts';
import { gateway, suspend, valuesOf } from './set-up.ts';

/** Bob is connected to another host by Telnet. */
async function connected(t: TestContext) {
  const { auth: port } = await freePorts();
  const { taps, bob, daemon } = await gateway(
    t,
    `aaa session-id unique
aaa server radius dynamic-author
 listen 127.0.0.1
 port ${port}
 client 127.0.0.1 server-key dynamic`,
  );
  const host = await countingHost(t, (_socket, send) => send('ready\r\n'));
  const person = await bob();
  person.types(`telnet 127.0.0.1 ${host.port} /stream\r`);
  await person.sees('ready\n');
  const records = (count: number): Promise<readonly JsonRecord[]> =>
    eventually(`${count} records`, async () => {
      const found = await taps.records();
      return found.length >= count ? found : undefined;
    });
  const starts = await records(2);
  /** Acct-Session-Id: what TACACS+ names as `task_id`, in hexadecimal. */
  const idOf = (wanted: string): string => {
    const id = valuesOf(starts.find(({ type }) => type === wanted)).task_id;
    return Number(id).toString(16).toUpperCase().padStart(8, '0');
  };
  return { daemon, person, records, idOf, author: { port, secret: 'dynamic' } };
}

/** Type and kind of a record, then its causes: 6 is Admin-Reset, 1150 RADIUS Disconnect. */
const causes = (record: JsonRecord | undefined): readonly (string | undefined)[] => {
  const { 'disc-cause': cause, 'disc-cause-ext': more } = valuesOf(record);
  return [record?.type, record?.kind, cause, more];
};

test('an outbound connection: it ends, its Stop says who asked, and the user is back at the prompt', async (t) => {
  const { person, records, idOf, author } = await connected(t);
  const told = await radclient('disconnect', author, [['Acct-Session-Id', idOf('connection')]]);
  assert.equal(told.answer, 'Disconnect-ACK', told.output);
  await person.sees(/\ne2e#$/);
  assert.match(await person.says('show sessions'), /% No connections open/);
  assert.deepEqual(causes((await records(3))[2]), ['connection', 'stop', '6', '1150']);
  await person.leaves();
  const all = await records(4);
  assert.equal(all.length, 4);
  assert.deepEqual(causes(all[3]).slice(0, 2), ['exec', 'stop']);
});

test('a suspended connection: the user keeps his line', async (t) => {
  const { person, records, idOf, author } = await connected(t);
  await suspend(person);
  const told = await radclient('disconnect', author, [['Acct-Session-Id', idOf('connection')]]);
  assert.equal(told.answer, 'Disconnect-ACK', told.output);
  assert.match(await person.says('show sessions'), /% No connections open/);
  assert.deepEqual(causes((await records(3))[2]), ['connection', 'stop', '6', '1150']);
  await person.leaves();
});

test('the EXEC session below it: the connection ends first, then the line', async (t) => {
  const { person, records, idOf, author } = await connected(t);
  const told = await radclient('disconnect', author, [['Acct-Session-Id', idOf('exec')]]);
  assert.equal(told.answer, 'Disconnect-ACK', told.output);
  await person.gone;
  const [connection, exec, ...more] = (await records(4)).slice(2);
  assert.deepEqual(more, []);
  assert.deepEqual(causes(connection).slice(0, 2), ['connection', 'stop']);
  assert.deepEqual(causes(exec), ['exec', 'stop', '6', '1150']);
});

test('by name: everything that the user has', async (t) => {
  const { person, records, author } = await connected(t);
  const told = await radclient('disconnect', author, [['User-Name', 'bob']]);
  assert.equal(told.answer, 'Disconnect-ACK', told.output);
  await person.gone;
  const stops = (await records(4)).slice(2);
  assert.deepEqual(
    stops
      .map((record) => causes(record))
      .map(([type]) => type)
      .sort(),
    ['connection', 'exec'],
  );
});
