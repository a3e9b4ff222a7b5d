import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { silentLog } from '../base/event-log.ts';
import { seededRandom } from '../base/random.ts';
import { attribute, codes, RadiusClient, type ServerEndpoint } from '../protocols/radius/index.ts';
import { rigConfig } from './fixtures/rig.ts';
import { printRecords } from './print.ts';
import { runSecurityServer } from './server.ts';

const record = (id: string) => [
  attribute('Acct-Status-Type', 'Start'),
  attribute('Acct-Session-Id', id),
  attribute('User-Name', 'username1'),
  attribute('Event-Timestamp', 993615983),
];

async function started(store: string): Promise<{ readonly child: ChildProcess; readonly port: number }> {
  const script = join(import.meta.dirname, 'fixtures', 'server-process.ts');
  const child = spawn(process.execPath, [script, store], { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: child.stdout })) return { child, port: Number(line) };
  throw new Error('the server ended before it was ready');
}

test('killed under load again and again: what it acknowledged is in the books, once', async (t) => {
  const store = mkdtempSync(join(tmpdir(), 'tollgate-crash-'));
  t.after(() => rmSync(store, { recursive: true, force: true }));
  const random = seededRandom(20010627);
  const acknowledged = new Set<string>();
  const sent = new Set<string>();
  for (let round = 0; round < 4; round++) {
    const { child, port } = await started(store);
    const client = new RadiusClient();
    t.after(() => {
      child.kill('SIGKILL');
      return client.close();
    });
    const server: ServerEndpoint = { host: '127.0.0.1', port, secret: 'radius secret' };
    const before = acknowledged.size;
    const enough = before + 100 + Math.floor(random.fraction() * 900);
    let alive = true;
    const sender = async (lane: number): Promise<void> => {
      for (let i = 0; alive; i++) {
        const id = `${round}-${lane}-${i}`;
        sent.add(id);
        const attributes = record(id);
        const code = codes['Accounting-Request'];
        const result = await client.exchange({ server, code, attributes, timeoutMs: 10_000, retransmit: 0 });
        if (result.ok) acknowledged.add(id);
        if (alive && acknowledged.size >= enough) {
          alive = false;
          child.kill('SIGKILL');
          await once(child, 'exit');
          await client.close();
        }
      }
    };
    await Promise.all(Array.from({ length: 64 }, (_, lane) => sender(lane)));
    assert.ok(acknowledged.size >= enough);
  }
  // Nobody serves this store now: what the last kill left in the inbox is booked by the reader.
  const books: string[] = [];
  const out = {
    write: (text: string) =>
      books.push(
        ...text
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line).session),
      ),
  };
  await printRecords({ store, format: 'json', filter: {}, follow: false }, out);
  const booked = new Set(books);
  assert.equal(booked.size, books.length, 'a record is there twice');
  assert.deepEqual(
    [...acknowledged].filter((id) => !booked.has(id)),
    [],
    'acknowledged, but lost',
  );
  assert.deepEqual(
    books.filter((id) => !sent.has(id)),
    [],
    'in the books, but never sent',
  );
});

test('runs in a thread of its own, and stops with everything booked', async (t) => {
  const config = rigConfig(t);
  const server = await runSecurityServer(config, { log: silentLog });
  const client = new RadiusClient();
  t.after(() => client.close());
  const endpoint = { host: '127.0.0.1', port: server.ports.radiusAcct ?? 0, secret: 'radius secret' };
  const result = await client.exchange({
    server: endpoint,
    code: codes['Accounting-Request'],
    attributes: record('1'),
  });
  assert.ok(result.ok);
  await server.assembled();
  await server.stop();
  assert.equal(await server.ended, undefined);
  await server.assembled();
  let text = '';
  const out = {
    write(part: string) {
      text += part;
    },
  };
  await printRecords({ store: config.store, format: 'tacplus', filter: {}, follow: false }, out);
  assert.match(text, /\tusername1\tunknown\tunknown\tstart\ttask_id=1\t/);
});

test('an inbox that was removed and begins anew loses no records', async (t) => {
  const config = rigConfig(t);
  const client = new RadiusClient();
  t.after(() => client.close());
  for (const id of ['1', '2', '3']) {
    const server = await runSecurityServer(config, { log: silentLog });
    const endpoint = { host: '127.0.0.1', port: server.ports.radiusAcct ?? 0, secret: 'radius secret' };
    const code = codes['Accounting-Request'];
    assert.ok((await client.exchange({ server: endpoint, code, attributes: record(id) })).ok);
    await server.stop();
    rmSync(join(config.store, 'inbox.db'));
  }
  const seen: string[] = [];
  const out = { write: (text: string) => seen.push(text) };
  await printRecords({ store: config.store, format: 'tacplus', filter: {}, follow: false }, out);
  assert.deepEqual(seen.join('').match(/task_id=\d/g), ['task_id=1', 'task_id=2', 'task_id=3']);
});

test('a port that is taken, and a store that is not there, are told in words', async (t) => {
  const config = rigConfig(t);
  const first = await runSecurityServer(config, { log: silentLog });
  t.after(() => first.stop());
  const other = rigConfig(t);
  const taken = { ...other, tacacs: { port: first.ports.tacacs ?? 0 } };
  await assert.rejects(runSecurityServer(taken, { log: silentLog }), /EADDRINUSE/);
  const nowhere = { store: join(other.store, 'nothing'), format: 'table', filter: {}, follow: false } as const;
  await assert.rejects(printRecords(nowhere, { write: () => true }), /There are no records/);
});
