import assert from 'node:assert/strict';
import { test } from 'node:test';
import { key, record } from './testing/requests.ts';
import { serve } from './testing/served.ts';

test('a wrong key: the server answers ERROR and reports it, the client says length-mismatch', async (t) => {
  const { clientTo, events } = await serve(t, { account: async () => undefined });
  const client = clientTo({ key: 'some other key, also long' });
  const outcome = await client.account(record(28));
  assert.ok(outcome.outcome === 'error' && outcome.reason === 'length-mismatch');
  const report = events.find((event) => event.event === 'wrong-key');
  assert.ok(report?.event === 'wrong-key' && report.peer.name === 'nas' && /wrong key\?/.test(report.detail));
});

test('clear text only where no key is configured', async (t) => {
  const guarded = await serve(t, { account: async () => undefined });
  const refused = await guarded.clientTo({ key: undefined }).account(record(28));
  assert.ok(refused.outcome === 'error' && refused.reason === 'flag-mismatch');
  const open = await serve(
    t,
    { account: async () => undefined },
    { clients: [{ address: '127.0.0.1', key: undefined }] },
  );
  assert.equal((await open.clientTo({ key: undefined }).account(record(28))).outcome, 'pass');
  const hidden = await open.clientTo().account(record(28));
  assert.ok(hidden.outcome === 'error' && hidden.reason === 'flag-mismatch');
});

test('strangers and too many connections are turned away; a new client table counts from now', async (t) => {
  const { server, clientTo, events } = await serve(t, { account: async () => undefined }, { maxConnections: 1 });
  const first = clientTo({ singleConnection: true });
  assert.equal((await first.account(record(28))).outcome, 'pass');
  const second = await clientTo().account(record(28));
  assert.ok(second.outcome === 'error' && second.reason === 'closed');
  await first.close();
  while (server.connections > 0) await new Promise((resolve) => setImmediate(resolve));
  server.setClients([{ address: '192.0.2.0/24', key }]);
  const stranger = await clientTo().account(record(28));
  assert.ok(stranger.outcome === 'error' && stranger.reason === 'closed');
  assert.deepEqual(
    events.filter(({ event }) => event === 'unknown-client' || event === 'too-many-connections'),
    [
      { event: 'too-many-connections', address: '127.0.0.1' },
      { event: 'unknown-client', address: '127.0.0.1' },
    ],
  );
  assert.throws(() => server.setClients([{ address: 'nowhere', key }]), RangeError);
});
