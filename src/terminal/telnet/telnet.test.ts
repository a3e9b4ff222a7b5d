import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { FakeClock } from '../../base/clock.ts';
import { TelnetCodec } from '../../protocols/telnet/index.ts';
import { emptyTerminalConfig, type LineConfig, type TerminalConfig } from '../config.ts';
import { Terminals } from '../terminals.ts';
import { fakeDeps } from '../testing/set-up.ts';

const telnetLine: LineConfig = { kind: 'vty', number: 0, transportInput: ['telnet'] };
const configOf = (...lines: LineConfig[]): TerminalConfig => ({
  ...emptyTerminalConfig,
  lines: [{ kind: 'con', number: 0 }, ...lines],
  telnet: { port: 0, listen: '127.0.0.1' },
});

async function setUp(t: TestContext, config: TerminalConfig = configOf(telnetLine)) {
  const clock = new FakeClock();
  const deps = fakeDeps(clock);
  const terminals = new Terminals(deps);
  t.after(() => terminals.stop());
  await terminals.configure(config);
  const port = terminals.listening().telnet?.port ?? 0;
  return { clock, deps, terminals, port };
}

/** A Telnet client that reads what it is shown. */
class Caller {
  readonly #socket: Socket;
  readonly #codec = new TelnetCodec({ role: 'client', window: { columns: 111, rows: 44 } });
  readonly closed: Promise<void>;
  text = '';
  #seen = 0;
  #wake: () => void = () => {};

  constructor(t: TestContext, port: number) {
    this.#socket = connect(port, '127.0.0.1');
    this.#socket.on('error', () => {});
    this.#socket.on('data', (bytes) => {
      const { events, reply } = this.#codec.receive(bytes);
      if (reply.length > 0) this.#socket.write(reply);
      for (const event of events) if (event.event === 'data') this.text += Buffer.from(event.bytes).toString();
      this.#wake();
    });
    this.closed = new Promise((resolve) => this.#socket.once('close', () => resolve()));
    t.after(() => this.#socket.destroy());
  }

  async sees(wanted: string): Promise<void> {
    for (;;) {
      const at = this.text.indexOf(wanted, this.#seen);
      if (at >= 0) {
        this.#seen = at + wanted.length;
        return;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  type(text: string): void {
    this.#socket.write(this.#codec.encode(text));
  }

  raw(bytes: readonly number[]): void {
    this.#socket.write(Uint8Array.from(bytes));
  }

  cut(): void {
    this.#socket.destroy();
  }
}

test('login over Telnet, with the window of the client, until exit', async (t) => {
  const { port, deps, terminals } = await setUp(t);
  const caller = new Caller(t, port);
  await caller.sees('Username: ');
  caller.type('admin\r\n');
  await caller.sees('admin\r\nPassword: ');
  caller.type('secret\r\n');
  await caller.sees('\r\nr1#');
  caller.type('show\r\n');
  await caller.sees('you are admin on tty2, 44x111');
  assert.deepEqual(
    terminals.users().map((u) => [u.line, u.kind, u.relative, u.user, u.location, u.transport, u.privilege]),
    [[2, 'vty', 0, 'admin', '127.0.0.1', 'telnet', 15]],
  );
  caller.type('exit\r\n');
  await caller.closed;
  assert.doesNotMatch(caller.text, /secret/);
  assert.deepEqual(deps.accounting.story, ['open admin', 'command show', 'command exit', 'close user-request']);
  const [open] = deps.accounting.entries;
  assert.ok(open?.what === 'open' && open.opening.facts.callingStation === '127.0.0.1');
  assert.deepEqual(terminals.users(), []);
});

test('break stops a command, are-you-there is answered, a cut line is lost carrier', async (t) => {
  const { port, deps, terminals } = await setUp(t);
  const caller = new Caller(t, port);
  await caller.sees('Username: ');
  caller.type('bob\r\nhunter2\r\n');
  await caller.sees('r1#');
  caller.type('wait\r\n');
  await caller.sees('wait');
  caller.raw([255, 243]);
  await caller.sees('stopped');
  caller.raw([255, 246]);
  await caller.sees('[Yes]');
  caller.type('wait\r\n');
  await caller.sees('wait\r\n');
  const session = terminals.users()[0];
  assert.equal(session?.user, 'bob');
  const closed = new Promise<void>((resolve) => {
    const { disk } = deps.accounting;
    deps.accounting.disk = () => {
      resolve();
      return disk();
    };
  });
  caller.cut();
  await closed;
  assert.equal(deps.accounting.story.at(-1), 'close lost-carrier');
});

test('all lines busy is said; clear line makes room', async (t) => {
  const { port, terminals } = await setUp(t);
  const first = new Caller(t, port);
  await first.sees('Username: ');
  const second = new Caller(t, port);
  await second.sees('% All lines are busy');
  await second.closed;
  assert.equal(await terminals.clearLine(2), true);
  assert.deepEqual(terminals.users(), []);
  assert.equal(await terminals.clearLine(99), false);
  await first.closed;
  const third = new Caller(t, port);
  await third.sees('Username: ');
});

test('a caller whom the access class refuses is cut off without a word', async (t) => {
  const lists = [{ name: '1', entries: [{ action: 'permit', address: '192.0.2.0', wildcard: '0.0.0.255' } as const] }];
  const { port } = await setUp(t, { ...configOf({ ...telnetLine, accessClass: '1' }), accessLists: lists });
  const caller = new Caller(t, port);
  await caller.closed;
  assert.equal(caller.text, '');
});

test('the listener opens and closes with transport input, and living sessions stay', async (t) => {
  const { port, terminals } = await setUp(t);
  const caller = new Caller(t, port);
  await caller.sees('Username: ');
  await terminals.configure(configOf({ ...telnetLine, transportInput: 'none' }));
  assert.deepEqual(terminals.listening(), {});
  const late = new Caller(t, port);
  await late.closed;
  caller.type('admin\rsecret\r');
  await caller.sees('r1#');
  await terminals.configure(configOf(telnetLine));
  assert.notEqual(terminals.listening().telnet, undefined);
});

test('a port that is taken is reported, and the rest works on', async (t) => {
  const first = await setUp(t);
  const { terminals, deps } = await setUp(t, {
    ...configOf(telnetLine),
    telnet: { port: first.port, listen: '127.0.0.1' },
  });
  assert.deepEqual(terminals.listening(), {});
  assert.match(deps.logging.messages.join(), /%SYS-3-LISTEN_FAILED: Telnet on 127\.0\.0\.1:\d+: .*EADDRINUSE/);
  await terminals.configure(configOf(telnetLine));
  assert.notEqual(terminals.listening().telnet, undefined);
});

test('a port that is taken is tried again, and had when it is free; each is told once', async (t) => {
  const blocker = createServer();
  blocker.listen(0, '127.0.0.1');
  await once(blocker, 'listening');
  const address = blocker.address();
  assert.ok(address !== null && typeof address === 'object');
  const { terminals, deps, clock } = await setUp(t, {
    ...configOf(telnetLine),
    telnet: { port: address.port, listen: '127.0.0.1' },
  });
  const told = (pattern: RegExp): number => deps.logging.messages.filter((message) => pattern.test(message)).length;
  await clock.advance(10_000);
  await terminals.settled();
  assert.equal(told(/LISTEN_FAILED/), 1);
  blocker.close();
  await once(blocker, 'close');
  await clock.advance(10_000);
  await terminals.settled();
  assert.equal(terminals.listening().telnet?.port, address.port);
  assert.equal(told(/LISTEN_FAILED/), 1);
  assert.equal(told(/%SYS-5-LISTENING: Telnet on 127\.0\.0\.1:\d+ can be reached now/), 1);
});
