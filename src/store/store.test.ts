import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import type things from './fixtures/things-program.ts';
import { besideModule, openStore, type Store, StoreError, type StoreFailure } from './index.ts';

type Things = typeof things;
const program = besideModule(import.meta.url, './fixtures/things-program');

function place(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'tollgate-store-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  return join(directory, 'things.db');
}

async function opened(t: TestContext, file: string, maxPages?: number): Promise<Store<Things>> {
  const store = await openStore<Things>({ file, program, ...(maxPages === undefined ? {} : { maxPages }) });
  t.after(() => store.close());
  return store;
}

async function failureOf(promise: Promise<unknown>): Promise<StoreFailure> {
  try {
    await promise;
  } catch (error) {
    assert.ok(error instanceof StoreError);
    return error.failure;
  }
  assert.fail('it did not fail');
}

test('what was submitted in one turn is committed together, in order, and survives', async (t) => {
  const file = place(t);
  const store = await opened(t, file);
  const ids = await Promise.all(['a', 'b', 'c'].map((name) => store.submit('add', name)));
  assert.deepEqual(ids, [1, 2, 3]);
  await store.close();
  const again = await opened(t, file);
  assert.deepEqual(await again.submit('names', null), ['a', 'b', 'c']);
});

test('a submission that fails by its own fault takes no other down and leaves nothing behind', async (t) => {
  const store = await opened(t, place(t));
  const first = store.submit('add', 'a');
  const doubled = failureOf(store.submit('addAll', ['b', 'a']));
  const last = store.submit('add', 'c');
  assert.equal((await doubled).kind, 'operation');
  await Promise.all([first, last]);
  assert.deepEqual(await store.submit('names', null), ['a', 'c']);
});

test('a failing commit fails all of its group, keeps nothing of it, and the store goes on', async (t) => {
  const store = await opened(t, place(t));
  await store.submit('add', 'before');
  for (const kind of ['full', 'io'] as const) {
    store.inject({ kind, commits: 1 });
    const failures = await Promise.all([failureOf(store.submit('add', 'x')), failureOf(store.submit('add', 'y'))]);
    assert.deepEqual(
      failures.map((failure) => failure.kind),
      [kind, kind],
    );
    assert.deepEqual(await store.submit('names', null), ['before']);
  }
  await store.submit('add', 'after');
  assert.deepEqual(await store.submit('names', null), ['before', 'after']);
});

test('a full disk is told as `full`, and once there is room the store works again', async (t) => {
  const store = await opened(t, place(t), 12);
  const stored: string[] = [];
  let failure: StoreFailure | undefined;
  for (let index = 0; failure === undefined && index < 1000; index++) {
    const name = `${index}-${'x'.repeat(1000)}`;
    try {
      await store.submit('add', name);
      stored.push(name);
    } catch (error) {
      assert.ok(error instanceof StoreError && error.transient);
      failure = error.failure;
    }
  }
  assert.equal(failure?.kind, 'full');
  assert.deepEqual(await store.submit('names', null), stored);
  store.limit(1000);
  await store.submit('add', 'room again');
  assert.equal(await store.submit('count', null), stored.length + 1);
});

test('a database of a newer program is refused, and left as it is', async (t) => {
  const file = place(t);
  await (await opened(t, file)).close();
  const raw = new DatabaseSync(file);
  raw.exec('PRAGMA user_version = 9');
  raw.close();
  const failure = await failureOf(openStore<Things>({ file, program }));
  assert.deepEqual({ ...failure, detail: '' }, { kind: 'newer-schema', found: 9, known: 2, detail: '' });
});

test("another program's database is refused", async (t) => {
  const file = place(t);
  const raw = new DatabaseSync(file);
  raw.exec('PRAGMA application_id = 7; PRAGMA user_version = 1');
  raw.close();
  assert.equal((await failureOf(openStore<Things>({ file, program }))).kind, 'foreign');
});

test('an older schema is brought up to date with its rows', async (t) => {
  const file = place(t);
  const raw = new DatabaseSync(file);
  raw.exec(`CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
    INSERT INTO thing (name) VALUES ('old'); PRAGMA application_id = ${0x7467_7e57}; PRAGMA user_version = 1`);
  raw.close();
  const store = await opened(t, file);
  await store.submit('add', 'new');
  assert.deepEqual(await store.submit('names', null), ['old', 'new']);
});

test('after close, and for an unknown operation, a submission is refused in words', async (t) => {
  const store = await opened(t, place(t));
  await store.close();
  assert.equal((await failureOf(store.submit('add', 'late'))).kind, 'closed');
});

test('an exclusive database keeps a second opener out', async (t) => {
  const file = place(t);
  const store = await openStore<Things>({ file, program, exclusive: true });
  t.after(() => store.close());
  await store.submit('add', 'mine');
  assert.equal((await failureOf(openStore<Things>({ file, program, exclusive: true }))).kind, 'busy');
});

test('whatever was reported stored is there after SIGKILL at any moment', async (t) => {
  const file = place(t);
  const reported: string[] = [];
  for (let round = 0; round < 5; round++) {
    const script = besideModule(import.meta.url, './fixtures/crash-child').pathname;
    const child = spawn(process.execPath, [script, file, String(round)], { stdio: ['ignore', 'pipe', 'inherit'] });
    t.after(() => child.kill('SIGKILL'));
    const lines = createInterface({ input: child.stdout });
    const ended = once(lines, 'close');
    let left = 20 + round * 37;
    lines.on('line', (line) => {
      reported.push(line);
      if (--left === 0) child.kill('SIGKILL');
    });
    await ended;
  }
  const store = await opened(t, file);
  const names = new Set(await store.submit('names', null));
  assert.ok(reported.length >= 100);
  assert.deepEqual(
    reported.filter((name) => !names.has(name)),
    [],
  );
});
