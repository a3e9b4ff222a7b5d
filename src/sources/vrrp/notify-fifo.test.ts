import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  constants,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { FakeClock } from '../../base/clock.ts';
import { NotifyFifo } from './notify-fifo.ts';

/** A directory, a reader of `vrrp.fifo` in it once `start` is called, and what it has told. */
function setUp(t: TestContext) {
  const directory = mkdtempSync(join(tmpdir(), 'tollgate-vrrp-'));
  const path = join(directory, 'vrrp.fifo');
  const clock = new FakeClock();
  const told: string[] = [];
  const messages: string[] = [];
  let fifo: NotifyFifo | undefined;
  t.after(() => {
    fifo?.close();
    rmSync(directory, { recursive: true, force: true });
  });
  const start = () => {
    fifo = new NotifyFifo({
      path,
      clock,
      log: {
        message: (facility, severity, mnemonic, text) =>
          void messages.push(`%${facility}-${severity}-${mnemonic}: ${text}`),
        debugging: () => false,
        debug() {},
      },
      listener: {
        notice: ({ kind, name, state, priority }) => void told.push(`${kind} ${name} ${state} ${priority}`),
        writer: (present) => void told.push(present ? 'writer' : 'no writer'),
      },
    });
    return fifo;
  };
  /** Waits until that many things were told; the clock stands still. */
  const heard = async (count: number): Promise<readonly string[]> => {
    for (const end = performance.now() + 5000; told.length < count && performance.now() < end; )
      await new Promise((resolve) => setImmediate(resolve));
    return told;
  };
  return { directory, path, clock, messages, start, heard };
}

/** Holds the pipe as keepalived does. */
const asKeepalived = (path: string): number => openSync(path, constants.O_RDWR | constants.O_NONBLOCK);

test('makes the FIFO for its owner alone, and hears lines in pieces', async (t) => {
  const { path, start, heard } = setUp(t);
  start();
  assert.deepEqual(await heard(1), ['no writer']);
  assert.ok(statSync(path).isFIFO());
  assert.equal(statSync(path).mode & 0o777, 0o600);
  const writer = asKeepalived(path);
  writeSync(writer, 'INSTANCE "VI_1" BACKUP 150\nINSTANCE "VI');
  await heard(2);
  writeSync(writer, '_1" MASTER 150\n');
  assert.deepEqual(await heard(3), ['no writer', 'instance VI_1 BACKUP 150', 'instance VI_1 MASTER 150']);
  closeSync(writer);
});

test('hears what was written while nobody read, and that the writer is there', async (t) => {
  const { path, start, heard } = setUp(t);
  execFileSync('mkfifo', ['-m', '644', path]);
  const writer = asKeepalived(path);
  writeSync(writer, 'GROUP "G1" MASTER 0\n');
  start();
  assert.deepEqual(await heard(2), ['group G1 MASTER 0', 'writer']);
  assert.equal(statSync(path).mode & 0o777, 0o600, 'and closes it to others');
  closeSync(writer);
});

test('tells when the writer goes, with what it left unfinished, and hears the next one', async (t) => {
  const { path, start, heard, messages } = setUp(t);
  const fifo = start();
  await heard(1);
  let writer = asKeepalived(path);
  writeSync(writer, 'INSTANCE "VI_1" MASTER 150\nINSTANCE "VI_1" BA');
  await heard(2);
  closeSync(writer);
  assert.deepEqual(await heard(3), ['no writer', 'instance VI_1 MASTER 150', 'no writer']);
  assert.match(messages[0] ?? '', /^%VRRS-4-NOTIFY_LINE: .* cut off after "INSTANCE \\"VI_1\\" BA"/);
  writer = asKeepalived(path);
  fifo.probe();
  assert.equal((await heard(4))[3], 'writer', 'a probe sees a writer that has not written');
  writeSync(writer, 'INSTANCE "VI_1" BACKUP 150\n');
  assert.equal((await heard(5))[4], 'instance VI_1 BACKUP 150');
  closeSync(writer);
  assert.equal((await heard(6))[5], 'no writer');
});

test('follows the path to another FIFO, and makes one when it is gone', async (t) => {
  const { path, clock, start, heard } = setUp(t);
  start();
  await heard(1);
  rmSync(path);
  execFileSync('mkfifo', ['-m', '600', path]);
  const writer = asKeepalived(path);
  writeSync(writer, 'INSTANCE "VI_1" MASTER 1\n');
  await clock.advance(1000);
  assert.deepEqual(await heard(3), ['no writer', 'instance VI_1 MASTER 1', 'writer']);
  closeSync(writer);
  await heard(4);
  rmSync(path);
  await clock.advance(1000);
  assert.deepEqual((await heard(5)).slice(3), ['no writer', 'no writer']);
  assert.ok(statSync(path).isFIFO());
});

test('what is no FIFO is reported once, and read as soon as it is one', async (t) => {
  const { directory, path, clock, start, heard, messages } = setUp(t);
  writeFileSync(path, 'INSTANCE "VI_1" MASTER 1\n');
  const fifo = start();
  await clock.advance(5000);
  assert.deepEqual(await heard(0), []);
  assert.equal(fifo.open, false);
  assert.deepEqual(messages, [`%VRRS-3-NOTIFY_FIFO: Cannot read ${path}: it is not a FIFO`]);
  rmSync(path);
  symlinkSync(join(directory, 'elsewhere'), path);
  await clock.advance(1000);
  assert.match(messages[1] ?? '', /ELOOP/);
  rmSync(path);
  await clock.advance(1000);
  assert.deepEqual(await heard(1), ['no writer']);
  assert.equal(fifo.open, true);
});

test('a directory that is missing is reported; lines that are garbage are skipped, told once a minute', async (t) => {
  const { directory, path, clock, start, heard, messages } = setUp(t);
  rmSync(directory, { recursive: true });
  start();
  for (const end = performance.now() + 5000; messages.length === 0 && performance.now() < end; )
    await new Promise((resolve) => setImmediate(resolve));
  assert.match(messages[0] ?? '', new RegExp(`^%VRRS-3-NOTIFY_FIFO: Cannot read ${path}: mkfifo: `));
  execFileSync('mkdir', [directory]);
  await clock.advance(1000);
  await heard(1);
  const writer = asKeepalived(path);
  writeSync(writer, 'nonsense\n'.repeat(20));
  writeSync(writer, 'INSTANCE "VI_1" FAULT 1\n');
  await heard(2);
  assert.equal(messages.length, 2);
  assert.match(messages[1] ?? '', /^%VRRS-4-NOTIFY_LINE: .*"nonsense" says nothing about a virtual router$/);
  await clock.advance(60_000);
  writeSync(writer, 'more\n');
  for (const end = performance.now() + 5000; messages.length < 3 && performance.now() < end; )
    await new Promise((resolve) => setImmediate(resolve));
  assert.match(messages[2] ?? '', /\(20 lines since the last report\)$/);
  closeSync(writer);
});
