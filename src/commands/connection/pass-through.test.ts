import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../../base/clock.ts';
import type { RawTerminal } from '../../ios/index.ts';
import { Connection } from '../../sources/connection/index.ts';
import { passThrough } from './pass-through.ts';

type Parts = ConstructorParameters<typeof Connection>[0];
type Handlers = Parameters<Parts['remote']['attach']>[0];

/** A terminal, a host and what passes between them. */
function setUp(idleLimit = 0) {
  const clock = new FakeClock();
  const abort = new AbortController();
  const shown: string[] = [];
  const sent: string[] = [];
  const typed: Uint8Array[] = [];
  let reader: ((bytes: Uint8Array | undefined) => void) | undefined;
  let resized: (() => void) | undefined;
  let released: string | undefined;
  let remote: Handlers | undefined;
  let slow = false;
  const window = { columns: 0, rows: 0 };
  const raw: RawTerminal = {
    read() {
      const bytes = typed.shift();
      if (bytes !== undefined) return Promise.resolve(bytes);
      return released === undefined ? new Promise((resolve) => (reader = resolve)) : Promise.resolve(undefined);
    },
    write: async (bytes) => void shown.push(Buffer.from(bytes).toString()),
    size: window,
    onResize: (handler) => {
      resized = handler;
    },
    release: (unread = new Uint8Array()) => {
      released = Buffer.from(unread).toString();
      reader?.(undefined);
    },
  };
  const connection = new Connection({
    ...{ protocol: 'telnet', host: 'moon', address: '192.0.2.1', port: 23 },
    session: {
      key: 1,
      sessionId: 1,
      taskId: 1,
      type: 'connection',
      source: '',
      sourceKey: '',
      startTime: 0,
      facts: {},
      counters: undefined,
    },
    remote: {
      attach: (handlers) => {
        remote = handlers;
      },
      write: (bytes) => sent.push(Buffer.from(bytes).toString()) > 0 && !slow,
      signal: (name) => void sent.push(`(${name})`),
      resize: ({ columns, rows }) => void sent.push(`${columns}x${rows}`),
      pause() {},
      resume() {},
      close() {},
    },
    counters: () => ({ bytesIn: 0n, bytesOut: 0n, packetsIn: 0n, packetsOut: 0n }),
    now: () => clock.monotonic(),
    end: async () => {},
    ended() {},
  });
  const passed = passThrough(raw, connection, { clock, idleLimit, signal: abort.signal });
  return {
    ...{ clock, abort, shown, sent, connection, passed, window },
    type(text: string) {
      const waiting = reader;
      reader = undefined;
      if (waiting === undefined) typed.push(Buffer.from(text));
      else waiting(Buffer.from(text));
    },
    resize: () => resized?.(),
    says: (text: string) => remote?.data(Buffer.from(text)),
    ends: () => remote?.ended('host-closed'),
    slowDown: () => {
      slow = true;
    },
    released: () => released,
  };
}

test('bytes pass both ways until the host is gone', async () => {
  const { type, says, ends, passed, shown, sent, clock, released } = setUp();
  says('login: ');
  await clock.advance(0);
  type('ann\r');
  await clock.advance(0);
  says('welcome');
  ends();
  assert.equal(await passed, 'ended');
  assert.deepEqual([shown, sent, released()], [['login: ', 'welcome'], ['ann\r'], '']);
});

test('the escape sequence gives the terminal back with what was typed after it; the host is not bothered', async () => {
  const { type, says, passed, sent, shown, released, connection } = setUp();
  type('ls\r\x1exshow clock\r');
  assert.equal(await passed, 'suspended');
  assert.deepEqual([sent, released()], [['ls\r'], 'show clock\r']);
  says('later');
  assert.deepEqual([shown, connection.unread, connection.over], [[], 5, false]);
});

test('Telnet commands and help by the escape sequence; sizes that are known', async () => {
  const { type, resize, window, sent, shown, clock, passed, ends } = setUp();
  resize();
  Object.assign(window, { columns: 100, rows: 40 });
  resize();
  type('\x1eb\x1e?');
  await clock.advance(0);
  ends();
  await passed;
  assert.deepEqual(sent, ['100x40', '(brk)']);
  assert.match(shown.join(''), /\r\n\^\^B {2}sends telnet BREAK\r\n/);
});

test('nobody types for too long: only what is typed counts, not what the host says', async () => {
  const { type, says, clock, passed, released } = setUp(60_000);
  await clock.advance(40_000);
  type('x');
  await clock.advance(59_000);
  says('still here');
  assert.equal(released(), undefined);
  await clock.advance(1_000);
  assert.equal(await passed, 'idle');
});

test('the terminal is gone, or somebody else closes the connection', async () => {
  const gone = setUp();
  gone.abort.abort();
  assert.equal(await gone.passed, 'left');
  const closed = setUp();
  await closed.clock.advance(0);
  await closed.connection.close('cleared');
  assert.equal(await closed.passed, 'left');
});

test('a host that takes nothing does not keep the user from the escape sequence', async () => {
  const { type, slowDown, clock, passed, sent } = setUp();
  slowDown();
  for (let n = 0; n < 5; n++) {
    type('x');
    await clock.advance(0);
  }
  type('\x1ex');
  assert.equal(await passed, 'suspended');
  assert.equal(sent.join(''), 'xxxxx');
});
