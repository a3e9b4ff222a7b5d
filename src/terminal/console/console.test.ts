import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { FakeClock } from '../../base/clock.ts';
import { emptyTerminalConfig, type TerminalConfig } from '../config.ts';
import { consoleClient } from '../console-client.ts';
import { Terminals } from '../terminals.ts';
import { fakeDeps } from '../testing/set-up.ts';
import { encodeFrame, type Frame, FrameReader, frameTypes, longestPayload } from './frames.ts';

const consoleOnly: TerminalConfig = { ...emptyTerminalConfig, lines: [{ kind: 'con', number: 0 }] };

async function setUp(t: TestContext, config: TerminalConfig = consoleOnly) {
  const directory = mkdtempSync(join(tmpdir(), 'tollgate-console-'));
  const socket = join(directory, 'run', 'console');
  const deps = fakeDeps(new FakeClock(), { stateDir: directory, consoleSocket: socket });
  deps.aaa.open = true;
  const terminals = new Terminals(deps);
  t.after(async () => {
    await terminals.stop();
    rmSync(directory, { recursive: true });
  });
  await terminals.configure(config);
  return { deps, terminals, socket, directory };
}

/** Standard input that is a terminal. */
class TerminalInput extends PassThrough {
  readonly isTTY = true as const;
  readonly #modes: boolean[];

  constructor(modes: boolean[]) {
    super();
    this.#modes = modes;
  }

  setRawMode(mode: boolean): void {
    this.#modes.push(mode);
  }
}

/** Runs the client; `stdin` is a terminal when it has no text to send. */
async function run(socket: string, commands: readonly string[], stdin = '') {
  const input = new PassThrough();
  input.end(stdin);
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const status = await consoleClient({ socket, commands, stdin: input, stdout, stderr });
  return { status, out: String(stdout.read() ?? ''), err: String(stderr.read() ?? '') };
}

test('the socket belongs to its owner alone', async (t) => {
  const { socket, terminals } = await setUp(t);
  assert.equal(statSync(socket).mode & 0o777, 0o600);
  assert.equal(statSync(join(socket, '..')).mode & 0o777, 0o700);
  assert.deepEqual(terminals.listening(), { console: socket });
});

test('commands given by -c run one after the other; status 0 when all were accepted', async (t) => {
  const { socket, deps } = await setUp(t);
  const { status, out } = await run(socket, ['show users', 'count 3']);
  assert.deepEqual([status, out], [0, 'you are nobody on tty0, 0x0\nline 1\nline 2\nline 3\n']);
  assert.deepEqual(deps.accounting.story, ['open -', 'command show users', 'command count 3', 'close user-request']);
  const [open] = deps.accounting.entries;
  assert.ok(open?.what === 'open');
  assert.deepEqual([open.opening.facts.callingStation, open.opening.facts.portType], ['async', 'async']);
});

test('a refused command makes the status 1, the others run all the same', async (t) => {
  const { socket } = await setUp(t);
  const { status, out } = await run(socket, ['count 1', 'rubbish', 'reload', 'count 2']);
  assert.equal(status, 1);
  assert.equal(out, "line 1\n% Invalid input detected at '^' marker.\n% Authorization failed.\nline 1\nline 2\n");
});

test('commands come from standard input too, and so do answers', async (t) => {
  const { socket } = await setUp(t);
  const { status, out } = await run(socket, [], 'count 1\nask\nhush\nshow me\n');
  assert.deepEqual([status, out], [0, 'line 1\ngot hush\nyou are nobody on tty0, 0x0\n']);
  const given = await run(socket, ['ask', 'show me'], 'hush\nmore\n');
  assert.deepEqual([given.out, given.err], ['got hush\nyou are nobody on tty0, 0x0\n', '']);
  const none = await run(socket, ['ask']);
  assert.deepEqual([none.out, none.err], ['got undefined\n', 'tollgate: nobody answered "Password: "\n']);
});

test('exit ends the run early', async (t) => {
  const { socket } = await setUp(t);
  const { status, out } = await run(socket, ['exit', 'show never']);
  assert.deepEqual([status, out], [0, '']);
});

test('a console with login asks; a program that can not answer is refused', async (t) => {
  const { socket, deps } = await setUp(t);
  deps.aaa.open = false;
  const refused = await run(socket, ['show users']);
  assert.equal(refused.status, 1);
  assert.doesNotMatch(refused.out, /you are/);
  const answered = await run(socket, [], 'admin\nsecret\nshow users\n');
  assert.equal(answered.status, 0);
  assert.match(answered.out, /you are admin on tty0/);
});

test('an interactive client edits, resizes, and is told when the daemon stops', async (t) => {
  const { socket, terminals, deps } = await setUp(t);
  const modes: boolean[] = [];
  const stdin = new TerminalInput(modes);
  const stdout = Object.assign(new PassThrough(), { isTTY: true, columns: 90, rows: 33 });
  let out = '';
  const waiting: [string, () => void][] = [];
  stdout.on('data', (bytes) => {
    out += bytes;
    for (const [wanted, resolve] of waiting) if (out.includes(wanted)) resolve();
  });
  const sees = (wanted: string) =>
    new Promise<void>((resolve) => {
      waiting.push([wanted, resolve]);
      if (out.includes(wanted)) resolve();
    });
  const done = consoleClient({ socket, commands: [], stdin, stdout, stderr: new PassThrough() });
  await sees('r1#');
  stdin.write('shoX\x7fw\r');
  await sees('you are nobody on tty0, 33x90\r\n');
  stdout.columns = 120;
  stdout.emit('resize');
  stdin.write('show\r');
  await sees('33x120');
  assert.deepEqual(
    terminals.users().map((u) => [u.line, u.kind, u.transport, u.privilege]),
    [[0, 'con', 'console', 15]],
  );
  deps.logging.say('%SYS-5-NOTE: seen on the console');
  await sees('%SYS-5-NOTE');
  await terminals.stop();
  assert.equal(await done, 1);
  assert.deepEqual(modes, [true, false]);
  assert.equal(deps.accounting.story.at(-1), 'close admin-reboot');
});

test('a socket left behind is replaced, one in use is not', async (t) => {
  const { socket, terminals, directory } = await setUp(t);
  const second = fakeDeps(new FakeClock(), { consoleSocket: socket });
  const other = new Terminals(second);
  await other.configure(consoleOnly);
  assert.deepEqual(other.listening(), {});
  assert.match(second.logging.messages.join(), /%SYS-3-LISTEN_FAILED: console on .* another daemon listens/);
  await other.stop();
  assert.equal((await run(socket, ['count 1'])).status, 0, 'the first still answers');
  await terminals.stop();
  const stale = join(directory, 'stale');
  writeFileSync(stale, '');
  const third = new Terminals(fakeDeps(new FakeClock(), { consoleSocket: stale }));
  await third.configure(consoleOnly);
  assert.deepEqual(third.listening(), { console: stale });
  await third.stop();
});

test('no daemon: status 2 and one sentence', async () => {
  const { status, err } = await run('/nonexistent/console', ['show users']);
  assert.equal(status, 2);
  assert.equal(err, 'tollgate: no daemon answers on /nonexistent/console\n');
});

test('a client that breaks the framing, or says nothing, is disconnected', async (t) => {
  const { socket, deps } = await setUp(t);
  const closed = (client: ReturnType<typeof connect>) =>
    new Promise<void>((resolve) => {
      client.on('error', () => {});
      client.once('close', () => resolve());
      client.resume();
    });
  const rude = connect(socket, () => rude.write('GET / HTTP/1.1\r\n\r\n'));
  await closed(rude);
  const early = connect(socket, () => early.write(encodeFrame('C', 'show users')));
  await closed(early);
  const mute = connect(socket);
  await new Promise((resolve) => mute.once('connect', resolve));
  const gone = closed(mute);
  const { clock } = deps;
  assert.ok(clock instanceof FakeClock);
  while (clock.waiting === 0) await clock.advance(0);
  await clock.advance(5_000);
  await gone;
  assert.deepEqual(deps.accounting.story, []);
});

const frame = fc.record({ type: fc.constantFrom(...frameTypes), payload: fc.uint8Array({ maxLength: 40 }) });

test('property: frames survive any cut of the stream', () => {
  fc.assert(
    fc.property(fc.array(frame), fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }), (frames, cuts) => {
      const bytes = Buffer.concat(frames.map((f) => encodeFrame(f.type, f.payload)));
      const reader = new FrameReader();
      const out: Frame[] = [];
      for (let at = 0, n = 0; at < bytes.length; n++) {
        const next = at + (cuts[n % cuts.length] ?? 1);
        const got = reader.feed(bytes.subarray(at, next));
        assert.ok(got.ok);
        out.push(...got.value);
        at = next;
      }
      assert.deepEqual(
        out.map((f) => [f.type, [...f.payload]]),
        frames.map((f) => [f.type, [...f.payload]]),
      );
    }),
  );
});

test('property: arbitrary bytes never throw, and never make a longer frame than permitted', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const got = new FrameReader().feed(bytes);
      if (got.ok) for (const f of got.value) assert.ok(f.payload.length <= longestPayload);
    }),
  );
  const long = new FrameReader().feed(Uint8Array.of(0x44, 0x7f, 0xff, 0xff, 0xff));
  assert.deepEqual(long, { ok: false, error: { kind: 'too-long', length: 0x7fffffff } });
});
