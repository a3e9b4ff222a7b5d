import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { systemClock } from '../base/clock.ts';
import { silentLog } from '../base/event-log.ts';
import { systemRandom } from '../base/random.ts';
import type { AccountingEngine } from './engine.ts';
import { type Peer, peers } from './fixtures/peers.ts';
import { alice, config, group, list } from './fixtures/room.ts';
import { openAccounting } from './open.ts';

/** What every way of delivery must do, whatever the protocol; over loopback with real clients and servers. */
interface Stage {
  readonly peer: Peer;
  /** Opens the engine over the same directory again after `engine` was closed. */
  open(): Promise<AccountingEngine>;
}

async function stage(t: TestContext, make: (t: TestContext) => Promise<Peer>): Promise<Stage> {
  const stateDir = mkdtempSync(join(tmpdir(), 'tollgate-compliance-'));
  const engines: AccountingEngine[] = [];
  t.after(async () => {
    for (const engine of engines) await engine.stop(0);
    rmSync(stateDir, { recursive: true, force: true });
  });
  const peer = await make(t);
  const open = async () => {
    const basis = { clock: systemClock, random: systemRandom, log: silentLog };
    const engine = await openAccounting({ ...basis, stateDir, transport: peer.transport });
    engines.push(engine);
    engine.configure(config([list({ type: 'exec', methods: [group(peer.group)] })]));
    return engine;
  };
  return { peer, open };
}

async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!(await what())) {
    if (performance.now() > deadline) throw new Error('it never came');
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Requests that were on their way at a crash have come: answered now, they would rightly be there twice. */
async function nothingUnderWay(peer: Peer): Promise<void> {
  let asked: number;
  do {
    asked = peer.asked();
    for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));
  } while (peer.asked() !== asked);
}

const opening = (n: number) =>
  ({
    type: 'exec',
    list: 'default',
    source: 'exec',
    sourceKey: String(n),
    facts: { ...alice, user: `u${n}` },
  }) as const;

/** Opens and closes sessions; returns their keys. */
async function sessions(engine: AccountingEngine, count: number): Promise<number[]> {
  const keys = Array.from({ length: count }, (_, n) => engine.open(opening(n)).session.key);
  await Promise.all(keys.map((key) => engine.close(key, { cause: 'user-request' })));
  return keys;
}

function assertOnceInOrder(peer: Peer, keys: readonly number[]): void {
  const of = new Map<number, string[]>();
  for (const { id, kind } of peer.received) of.set(id, [...(of.get(id) ?? []), kind]);
  for (const key of keys) assert.deepEqual(of.get(key), ['start', 'stop'], `session ${key}`);
  assert.equal(peer.received.length, 2 * keys.length);
}

for (const [name, make] of Object.entries(peers)) {
  test(`${name}: every record arrives once, each session's in order, and the books balance`, async (t) => {
    const { peer, open } = await stage(t, make);
    const engine = await open();
    const keys = await sessions(engine, 300);
    await until(async () => (await engine.books())[0]?.acknowledged === 600);
    assertOnceInOrder(peer, keys);
    assert.equal((await engine.books())[0]?.waiting, 0);
  });

  test(`${name}: what a silent server missed arrives when it answers again`, async (t) => {
    const { peer, open } = await stage(t, make);
    const engine = await open();
    peer.answers = () => false;
    const keys = await sessions(engine, 30);
    await until(() => peer.asked() > 0);
    await until(async () => (await engine.outbox()).some((entry) => entry.attempts > 0));
    assert.equal((await engine.books())[0]?.waiting, 60);
    peer.answers = () => true;
    await until(async () => (await engine.books())[0]?.acknowledged === 60);
    assertOnceInOrder(peer, keys);
    assert.ok(name !== 'radius' || peer.received.some(({ delay }) => (delay ?? 0) >= 1));
  });

  test(`${name}: a record that the server never answers holds up its own session only`, async (t) => {
    const { peer, open } = await stage(t, make);
    const engine = await open();
    peer.answers = (id) => id !== 5;
    const keys = await sessions(engine, 20);
    await until(async () => (await engine.books())[0]?.acknowledged === 38);
    assertOnceInOrder(
      peer,
      keys.filter((key) => key !== 5),
    );
  });

  test(`${name}: what waited at a crash arrives after it`, async (t) => {
    const { peer, open } = await stage(t, make);
    const first = await open();
    peer.answers = () => false;
    const keys = await sessions(first, 10);
    await first.abandon();
    await nothingUnderWay(peer);
    peer.answers = () => true;
    const engine = await open();
    await until(async () => (await engine.books())[0]?.acknowledged === 20);
    assertOnceInOrder(peer, keys);
  });
}
