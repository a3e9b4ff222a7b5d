import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { FakeClock, systemClock } from '../../base/clock.ts';
import { seededRandom } from '../../base/random.ts';
import { viciClient } from './client.ts';
import type { LinkChange, ViciClient, ViciClientOptions } from './client-types.ts';
import type { ViciPacket } from './packet.ts';
import { type Peer, ScriptedCharon, stats } from './testing/scripted-charon.ts';

/** Just started. */
const since = new Date().toUTCString();

/** Confirms registrations and knows `stats`; `more` gets the other packets. */
async function charon(
  t: TestContext,
  more: (packet: ViciPacket, peer: Peer) => void = () => undefined,
): Promise<ScriptedCharon> {
  const made = new ScriptedCharon((packet, peer) => {
    if (packet.type !== 'command-request') peer.send('event-confirm');
    else if (packet.name === 'stats') peer.send('command-response', '', stats(since));
    else more(packet, peer);
  });
  t.after(() => made.remove());
  await made.listen();
  return made;
}

interface Watched {
  readonly client: ViciClient;
  readonly links: LinkChange['kind'][];
  next(kind: LinkChange['kind']): Promise<LinkChange>;
}

function watch(t: TestContext, socket: string, options: Partial<ViciClientOptions> = {}): Watched {
  const links: LinkChange['kind'][] = [];
  const waiting: { readonly kind: LinkChange['kind']; readonly done: (change: LinkChange) => void }[] = [];
  const client = viciClient({
    socket,
    onLink(change) {
      links.push(change.kind);
      for (const one of waiting.filter(({ kind }) => kind === change.kind)) {
        waiting.splice(waiting.indexOf(one), 1);
        one.done(change);
      }
    },
    onEvent: () => undefined,
    clock: systemClock,
    random: seededRandom(1),
    backOff: { first: 2, most: 10 },
    ...options,
  });
  t.after(() => client.close());
  const next = (kind: LinkChange['kind']): Promise<LinkChange> => new Promise((done) => waiting.push({ kind, done }));
  return { client, links, next };
}

test('the same charon after a broken connection is told as itself, and a new one as a restart', async (t) => {
  const server = await charon(t);
  const { links, next } = watch(t, server.path);
  await next('connected');
  const again = next('reconnected');
  server.hangUp();
  await again;
  const restarted = next('restarted');
  await server.die();
  // Within the same second: only the socket file is another.
  await server.listen();
  const change = await restarted;
  assert.ok(change.kind === 'restarted');
  assert.equal(change.before.since, change.charon.since);
  assert.notEqual(change.before.key, change.charon.key);
  assert.deepEqual(links, ['connected', 'lost', 'reconnected', 'lost', 'restarted']);
});

test('events that come before the link is told of wait until then', async (t) => {
  const told: string[] = [];
  const server = new ScriptedCharon((packet, peer) => {
    if (packet.type === 'event-register') peer.send('event-confirm');
    peer.send('event', 'log', { msg: packet.name });
    if (packet.type === 'command-request') {
      peer.send('command-response', '', stats(since));
      peer.send('event', 'log', { msg: 'after' });
    }
  });
  t.after(() => server.remove());
  await server.listen();
  const all = Promise.withResolvers<void>();
  watch(t, server.path, {
    events: ['log'],
    onLink: ({ kind }) => told.push(kind),
    onOther(name, { msg }) {
      told.push(`${name} ${String(msg)}`);
      if (msg === 'after') all.resolve();
    },
  });
  await all.promise;
  assert.deepEqual(told, ['connected', 'log log', 'log stats', 'log after']);
});

test('an event that charon does not know is named, one that cannot be read is passed over', async (t) => {
  const unreadable = Promise.withResolvers<readonly string[]>();
  const unknown: string[] = [];
  const server = new ScriptedCharon((packet, peer) => {
    if (packet.type === 'event-register') peer.send(packet.name === 'alert' ? 'event-unknown' : 'event-confirm');
    else {
      peer.send('command-response', '', stats(since));
      peer.send('event', 'ike-updown', { up: 'yes', site: { uniqueid: 'seven', version: '2', state: 'ESTABLISHED' } });
    }
  });
  t.after(() => server.remove());
  await server.listen();
  watch(t, server.path, {
    events: ['alert', 'ike-updown'],
    onUnknownEvent: (name) => unknown.push(name),
    onEvent: () => assert.fail('not readable'),
    onUnreadable: (_name, failure) => unreadable.resolve([failure.kind, ...failure.path]),
  });
  assert.deepEqual(await unreadable.promise, ['malformed', 'site', 'uniqueid']);
  assert.deepEqual(unknown, ['alert']);
});

test('commands run at the same time up to the limit, then wait; places are passed on in order', async (t) => {
  const held: { readonly name: string; readonly peer: Peer }[] = [];
  const third = Promise.withResolvers<void>();
  const server = await charon(t, ({ name }, peer) => {
    held.push({ name, peer });
    if (held.length >= 2) third.resolve();
  });
  const { client } = watch(t, server.path, { parallel: 2 });
  const done: string[] = [];
  const run = async (name: string): Promise<void> => {
    assert.ok((await client.command(name)).ok);
    done.push(name);
  };
  const all = ['a', 'b', 'c', 'd'].map(run);
  await third.promise;
  assert.deepEqual(held.map(({ name }) => name).sort(), ['a', 'b']);
  // Each answered one makes place for the next, on the same connections.
  for (let at = 0; at < 4; at++) {
    while (held.length <= at) await new Promise((later) => setImmediate(later));
    held[at]?.peer.send('command-response');
  }
  await Promise.all(all);
  assert.deepEqual(done.slice(2), ['c', 'd']);
  assert.equal(server.connections, 3);
});

test('a command is given up after its time, also when it waits for a place, and its late answer answers nothing', async (t) => {
  const asked = Promise.withResolvers<Peer>();
  const server = await charon(t, ({ name }, peer) => {
    if (name === 'slow') asked.resolve(peer);
    else peer.send('command-response', '', { name });
  });
  const clock = new FakeClock();
  const { client } = watch(t, server.path, { clock, parallel: 1 });
  const slow = client.command('slow', {}, { timeout: 5_000 });
  const behind = client.command('behind', {}, { timeout: 1_000 });
  const late = await asked.promise;
  await clock.advance(1_000);
  assert.deepEqual(await behind, { ok: false, error: { kind: 'timeout', command: 'behind', milliseconds: 1_000 } });
  await clock.advance(4_000);
  assert.deepEqual(await slow, { ok: false, error: { kind: 'timeout', command: 'slow', milliseconds: 5_000 } });
  late.send('command-response', '', { name: 'slow' });
  assert.deepEqual(await client.command('quick'), { ok: true, value: { name: 'quick' } });
});

test('whatever goes wrong with a command is told as what it is', async (t) => {
  const server = await charon(t, ({ name }, peer) => {
    if (name === 'refused') peer.send('command-response', '', { success: 'no', errmsg: 'because' });
    else if (name === 'unknown') peer.send('command-unknown');
    else if (name === 'odd') peer.send('event-confirm');
    else if (name === 'noise') peer.raw(Uint8Array.of(0, 0, 0, 1, 99));
    else if (name === 'version') peer.send('command-response', '', { daemon: ['no', 'text'] });
    else if (name === 'gone') peer.end();
    else peer.send('command-response', '', { success: 'yes' });
  });
  const { client } = watch(t, server.path);
  const kind = async (name: string): Promise<unknown> => {
    const result = await client.command(name);
    return result.ok ? 'ok' : result.error.kind;
  };
  assert.equal(await kind('refused'), 'refused');
  assert.equal(await kind('unknown'), 'unknown-command');
  assert.equal(await kind('odd'), 'garbled');
  assert.equal(await kind('noise'), 'disconnected');
  assert.equal(await kind('gone'), 'disconnected');
  assert.equal(await kind(''), 'unsendable');
  assert.equal(await kind('fine'), 'ok');
  const version = await client.version();
  assert.deepEqual(version, {
    ok: false,
    error: { kind: 'garbled', command: 'version', detail: 'malformed daemon' },
  });
  client.close();
  assert.equal(await kind('fine'), 'aborted');
});

test('tries follow each other ever more slowly, up to the limit, and nothing is told after closing', async (t) => {
  const clock = new FakeClock();
  const starts: number[] = [];
  const slowing = { now: () => clock.now(), monotonic: () => clock.monotonic() };
  const tried = { wait: Promise.withResolvers<void>() };
  const { client, links } = watch(t, '/nonexistent/charon.vici', {
    clock: {
      ...slowing,
      after(delay, fire) {
        starts.push(delay);
        tried.wait.resolve();
        return clock.after(delay, fire);
      },
    },
    random: { ...seededRandom(1), fraction: () => 1 },
    backOff: { first: 100, most: 500 },
  });
  for (let tries = 1; tries <= 5; tries++) {
    await tried.wait.promise;
    tried.wait = Promise.withResolvers();
    await clock.advance(500);
  }
  assert.deepEqual(starts.slice(0, 5), [100, 200, 400, 500, 500]);
  assert.deepEqual(links, ['unreachable']);
  client.close();
});
