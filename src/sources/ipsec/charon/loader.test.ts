import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../../../base/clock.ts';
import { err, ok } from '../../../base/result.ts';
import type { ViciSection } from '../../../protocols/vici/index.ts';
import type { Load } from '../compile/index.ts';
import { Loader, type LoaderClient, type Refusal } from './loader.ts';

/** A charon that does what it is told, and writes it down. */
class FakeCharon {
  readonly asked: string[] = [];
  readonly refuse = new Map<string, string>();
  names: Record<string, ViciSection> = {};
  gone = false;

  readonly client: LoaderClient = {
    command: async (name, message = {}) => {
      if (this.gone) return err({ kind: 'disconnected', command: name, reason: 'killed' });
      if (name.startsWith('get-')) return ok(this.names[name] ?? this.#list(name));
      const what =
        name === 'load-conn' || name === 'load-pool' ? Object.keys(message)[0] : (message.id ?? message.name);
      const text = what === undefined ? name : `${name} ${String(what)}`;
      this.asked.push(text);
      const reason = this.refuse.get(text);
      if (reason === undefined) this.#note(name, what === undefined ? '' : String(what));
      return reason === undefined ? ok({}) : err({ kind: 'refused', command: name, message: reason, response: {} });
    },
  };

  readonly #held = new Set<string>();

  #note(command: string, name: string): void {
    const [verb = '', kind = ''] = command.split('-');
    if (verb === 'load') this.#held.add(`${kind} ${name}`);
    else if (verb === 'unload') this.#held.delete(`${kind} ${name}`);
  }

  /** What it holds, as it lists it. */
  #list(command: string): ViciSection {
    const kind = { 'get-conns': 'conn', 'get-shared': 'shared', 'get-pools': 'pool' }[command];
    const names = [...this.#held].filter((one) => one.startsWith(`${kind} `)).map((one) => one.split(' ')[1] ?? '');
    if (kind === 'pool') return Object.fromEntries(names.map((name) => [name, {}]));
    return kind === 'conn' ? { conns: names } : { keys: names };
  }

  /** It starts anew, or its side of the socket does: what it held is gone. */
  forget(): void {
    this.#held.clear();
  }

  /** What was asked since the last call. */
  get news(): string[] {
    return this.asked.splice(0);
  }
}

const connection = (name: string, version = '2'): Load => ({
  ...{ command: 'load-conn', name: `crypto/${name}`, line: `crypto map ${name}` },
  message: { [`crypto/${name}`]: { version } },
});
const pool = (name: string): Load => ({
  ...{ command: 'load-pool', name: `crypto/${name}`, line: `ip local pool ${name}` },
  message: { [`crypto/${name}`]: { addrs: '10.0.0.1' } },
});
const key = (name: string, data: string): Load => ({
  ...{ command: 'load-shared', name: `crypto/${name}`, line: 'crypto isakmp key' },
  message: { id: `crypto/${name}`, type: 'IKE', data },
});
const certificate: Load = {
  ...{ command: 'load-cert', name: 'crypto/ca', line: 'crypto pki trustpoint X' },
  message: { type: 'X509', data: 'pem' },
};

function setUp() {
  const clock = new FakeClock();
  const refused: Refusal[] = [];
  return {
    clock,
    refused,
    charon: new FakeCharon(),
    loader: new Loader({ clock, onRefused: (one) => refused.push(one) }),
  };
}

test('only the difference is told, what connections need before them', async () => {
  const { loader, charon } = setUp();
  await loader.want([connection('a'), connection('b'), key('k', 'one'), pool('p')]);
  assert.deepEqual(charon.news, [], 'charon is not there');
  await loader.up(charon.client, false);
  assert.deepEqual(charon.news, [
    'load-pool crypto/p',
    'load-shared crypto/k',
    'load-conn crypto/a',
    'load-conn crypto/b',
  ]);
  await loader.want([connection('a'), connection('b', '1'), key('k', 'one'), pool('p')]);
  assert.deepEqual(charon.news, ['load-conn crypto/b']);
  await loader.want([connection('b', '1'), key('k', 'two'), pool('p')]);
  assert.deepEqual(charon.news, ['unload-conn crypto/a', 'load-shared crypto/k']);
  assert.deepEqual(loader.loaded('load-conn'), ['crypto/b']);
});

test('what an earlier life has left and is wanted no more goes; what is not ours stays', async () => {
  const { loader, charon } = setUp();
  charon.names = {
    'get-conns': { conns: ['crypto/old', 'crypto/a', 'somebody-else'] },
    'get-shared': { keys: ['crypto/stale', 'mine'] },
    'get-pools': { 'crypto/left': { base: '10.0.0.1' }, others: {} },
  };
  await loader.want([connection('a')]);
  await loader.up(charon.client, false);
  assert.deepEqual(charon.news, [
    'unload-conn crypto/old',
    'unload-shared crypto/stale',
    'unload-pool crypto/left',
    'load-conn crypto/a',
  ]);
});

test('the same charon again is told nothing; another one everything; one that went in between what it may have missed', async () => {
  const { loader, charon } = setUp();
  await loader.want([connection('a')]);
  await loader.up(charon.client, false);
  loader.down();
  await loader.want([connection('a'), connection('b')]);
  assert.deepEqual(charon.news, ['load-conn crypto/a']);
  await loader.up(charon.client, true);
  assert.deepEqual(charon.news, ['load-conn crypto/b']);
  charon.gone = true;
  await loader.want([connection('a', '1'), connection('b')]);
  charon.gone = false;
  await loader.up(charon.client, true);
  assert.deepEqual(charon.news, ['load-conn crypto/a']);
  await loader.up(charon.client, false);
  assert.deepEqual(charon.news, ['load-conn crypto/a', 'load-conn crypto/b']);
});

test('a refusal is told once with its line, and the rest is loaded; a change of the line is a new try', async () => {
  const { loader, charon, refused } = setUp();
  charon.refuse.set('load-conn crypto/a', 'invalid value for: proposals');
  await loader.want([connection('a'), connection('b')]);
  await loader.up(charon.client, false);
  await loader.want([connection('a'), connection('b'), connection('c')]);
  const refusal = { line: 'crypto map a', name: 'crypto/a', reason: 'invalid value for: proposals' };
  assert.deepEqual(refused, [refusal]);
  assert.deepEqual(loader.refusals(), [refusal]);
  assert.deepEqual(loader.loaded('load-conn'), ['crypto/b', 'crypto/c']);
  charon.refuse.clear();
  await loader.want([connection('a', '1'), connection('b')]);
  assert.deepEqual(loader.refusals(), []);
});

test('what is wanted while charon is being told is told after it, at once and as one', async () => {
  const { loader, charon } = setUp();
  await loader.want([pool('p'), connection('a')]);
  await loader.up(charon.client, false);
  charon.refuse.set('unload-pool crypto/p', 'crypto/p has online leases, unable to unload');
  charon.news;
  const first = loader.want([connection('b')]);
  await Promise.resolve();
  await Promise.all([first, loader.want([connection('c')]), loader.want([connection('d')])]);
  assert.deepEqual(charon.news, [
    ...['unload-conn crypto/a', 'unload-pool crypto/p', 'load-conn crypto/b'],
    ...['unload-conn crypto/b', 'unload-pool crypto/p', 'load-conn crypto/d'],
  ]);
});

test('a pool in use is tried again after a while', async () => {
  const { loader, charon, clock } = setUp();
  await loader.want([pool('p')]);
  await loader.up(charon.client, false);
  charon.refuse.set('unload-pool crypto/p', 'crypto/p has online leases, unable to unload');
  await loader.want([]);
  assert.deepEqual(charon.news, ['load-pool crypto/p', 'unload-pool crypto/p']);
  charon.refuse.clear();
  await clock.advance(60_000);
  assert.deepEqual(charon.news, ['unload-pool crypto/p']);
  await clock.advance(120_000);
  assert.deepEqual(charon.news, []);
});

test('a certificate that is trusted no more goes with all secrets, which come back', async () => {
  const { loader, charon } = setUp();
  await loader.want([key('k', 'one'), certificate, connection('a')]);
  await loader.up(charon.client, false);
  charon.news;
  await loader.want([key('k', 'one'), connection('a')]);
  assert.deepEqual(charon.news, ['clear-creds', 'load-shared crypto/k']);
});
