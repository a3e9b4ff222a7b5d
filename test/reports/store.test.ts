/** The store as docs/store.md describes it, read with Debian's sqlite3 beside a server that runs. */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { type TestContext, test } from 'node:test';
import { eventually } from '../e2e/waiting.ts';
import { radclient } from '../radius-proxy/radclient.ts';
import { end, temporaryDirectory } from '../rigs/daemon.ts';
import { freePorts } from '../rigs/freeradius.ts';
import { serverFor } from '../rigs/server.ts';

const secret = 'of-the-store';
const day = 86_400;
const docs = readFileSync(resolve(import.meta.dirname, '..', '..', 'docs', 'store.md'), 'utf8');

/** Sends one record of a session at a time in seconds since 1970; resolves when it is acknowledged. */
type Send = (user: string, id: string, status: string, time: number, octets?: number) => Promise<void>;

async function store(t: TestContext) {
  const directory = temporaryDirectory(t);
  const ports = await freePorts();
  const file = join(directory, 'server.json');
  const run = (retention: Readonly<Record<string, string>>) => {
    const config = {
      radius: { authPort: ports.auth, acctPort: ports.acct },
      store: 'books',
      retention,
      clients: [{ address: '127.0.0.1', radiusSecret: secret }],
      users: [],
    };
    writeFileSync(file, JSON.stringify(config));
    return serverFor(t, file);
  };
  const send: Send = async (user, id, status, time, octets = 0) => {
    const { answer, output } = await radclient('acct', { port: ports.acct, secret }, [
      ['Acct-Status-Type', status],
      ['Acct-Session-Id', id],
      ['User-Name', user],
      ['NAS-IP-Address', '192.0.2.7'],
      ['Service-Type', 'Framed-User'],
      ['Event-Timestamp', String(time)],
      ...(status === 'Start'
        ? []
        : ([
            ['Acct-Session-Time', '60'],
            ['Acct-Input-Octets', octets],
          ] as const)),
    ]);
    assert.equal(answer, 'Accounting-Response', output);
  };
  const database = join(directory, 'books', 'records.db');
  const sqlite = (question: string, ...options: string[]): string =>
    execFileSync('sqlite3', [...options, database, question], { encoding: 'utf8' }).trim();
  const ask = (question: string): string => sqlite(question, '-readonly');
  const settled = (count: number) =>
    eventually(`${count} records in the books`, async () =>
      ask('SELECT record FROM progress') === String(count) ? true : undefined,
    );
  return { run, send, sqlite, ask, settled, database };
}

test('every view has the columns that the documentation names, and no view is left out of it', async (t) => {
  const { run, ask } = await store(t);
  await run({});
  const views = ask("SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name").split('\n');
  const told = new Map(
    Array.from(docs.matchAll(/^\| `(\w+)` +\|[^|]+\| (.*) \|$/gm), ([, name = '', columns = '']) => [name, columns]),
  );
  assert.deepEqual([...told.keys()].toSorted(), views);
  const columnsOf = (view: string): string =>
    ask(`SELECT group_concat('\`' || name || '\`', ', ') FROM pragma_table_info('${view}')`);
  for (const [view, columns] of told)
    assert.equal(columns === 'those of `sessions`' ? columnsOf('sessions') : columns, columnsOf(view), view);
  // The questions that stand there as examples.
  const examples = Array.from(docs.matchAll(/^ {4}(SELECT .*;)$/gm), ([, question = '']) => question);
  assert.ok(examples.length >= 2);
  for (const question of examples) assert.equal(ask(question), '');
});

test('a reader with a transaction open sees one state, and holds up no record meanwhile', async (t) => {
  const { run, send, settled, ask, database } = await store(t);
  await run({});
  const now = Math.floor(Date.now() / 1000);
  await send('alice', 'a1', 'Start', now - 60);
  await settled(1);
  const reader = spawn('sqlite3', ['-readonly', database], { stdio: ['pipe', 'pipe', 'inherit'] });
  t.after(() => end(reader));
  const lines = createInterface({ input: reader.stdout })[Symbol.asyncIterator]();
  const question =
    "SELECT (SELECT count(*) FROM records) || ' ' || (SELECT coalesce(sum(bytes_in), 0) FROM usage_by_user);";
  const say = async (text: string) => {
    reader.stdin.write(`${text}\n`);
    return (await lines.next()).value;
  };
  assert.equal(await say(`BEGIN; ${question}`), '1 0');
  for (const [user, octets] of [
    ['bob', 10],
    ['carol', 200],
    ['dave', 3000],
  ] as const)
    await send(user, `s-${user}`, 'Stop', now, octets);
  await settled(4);
  assert.equal(await say(question), '1 0');
  assert.equal(await say(`COMMIT; ${question}`), '4 3210');
  assert.equal(ask('SELECT user, bytes_in FROM usage_by_user ORDER BY user'), 'alice|0\nbob|10\ncarol|200\ndave|3000');
});

test('retention takes what the file says, adds days up to months, and leaves what is open', async (t) => {
  const { run, send, sqlite, ask, settled } = await store(t);
  const stop = await run({});
  const now = Math.floor(Date.now() / 1000);
  const noon = now - (now % day) + day / 2;
  const [long, middle] = [noon - 1000 * day, noon - 200 * day];
  await send('alice', 'old', 'Start', long - 60);
  await send('alice', 'old', 'Stop', long, 1000);
  await send('alice', 'middle', 'Stop', middle, 500);
  await send('bob', 'open', 'Start', long);
  await send('alice', 'new', 'Stop', now, 7);
  await settled(5);
  await stop();
  // Records go by when they came, which was just now: as if two of them had come long ago.
  sqlite("UPDATE record SET received = time WHERE session IN ('old', 'open')");
  assert.equal(ask('SELECT count(*) FROM usage_by_day'), '3');

  const again = await run({ records: '900 days', sessions: '800 days', daily: '100 days' });
  await eventually('the removal of old records', async () =>
    ask("SELECT count(*) FROM record WHERE session = 'old'") === '0' ? true : undefined,
  );
  assert.equal(ask('SELECT session, kind FROM records ORDER BY id'), 'middle|stop\nnew|stop');
  assert.equal(ask('SELECT session, state FROM sessions ORDER BY id'), 'middle|stopped\nopen|open\nnew|stopped');
  const month = (time: number): string => `${new Date(time * 1000).toISOString().slice(0, 7)}-01`;
  assert.equal(
    ask("SELECT date, span, bytes_in FROM usage_details WHERE user = 'alice' ORDER BY date"),
    `${month(long)}|month|1000\n${month(middle)}|month|500\n${new Date(now * 1000).toISOString().slice(0, 10)}|day|7`,
  );
  // Nothing of what was used is forgotten yet.
  assert.equal(ask('SELECT user, sessions, bytes_in FROM usage_by_user ORDER BY user'), 'alice|3|1507\nbob|1|0');
  // The session that was left open ends, and is accounted for once.
  await send('bob', 'open', 'Stop', now, 9);
  await settled(6);
  assert.equal(ask("SELECT state, bytes_in FROM sessions WHERE session = 'open'"), 'stopped|9');
  await again();

  await run({ usage: '400 days' });
  await eventually('the removal of old usage', async () =>
    ask('SELECT count(*) FROM usage_details WHERE bytes_in = 1000') === '0' ? true : undefined,
  );
  assert.equal(ask('SELECT user, bytes_in FROM usage_by_user ORDER BY user'), 'alice|507\nbob|9');
  assert.equal(ask('SELECT count(*) FROM records'), '3');
});
