import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readlinkSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { openDevice } from './device.ts';

/** Two ends of a cable, by their names in a folder. */
async function cable(t: TestContext, folder: string, name: string): Promise<{ near: string; far: string }> {
  const near = join(folder, name);
  const far = `${near}-far`;
  const socat: ChildProcess = spawn(
    'socat',
    [near, far].map((end) => `PTY,link=${end},raw,echo=0`),
  );
  t.after(async () => {
    socat.kill();
    await once(socat, 'close');
  });
  while (!existsSync(near) || !existsSync(far)) await new Promise((resolve) => setTimeout(resolve, 10));
  return { near, far };
}

/** How often this process has it open. */
const openHere = (path: string): number =>
  readdirSync('/proc/self/fd').filter((name) => {
    try {
      return readlinkSync(join('/proc/self/fd', name)) === path;
    } catch {
      // The folder's own.
      return false;
    }
  }).length;

test('the device is the one that was opened, wherever its name leads a moment later', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-device-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const first = await cable(t, folder, 'first');
  const second = await cable(t, folder, 'second');
  const name = join(folder, 'line');
  symlinkSync(realpathSync(first.near), name);
  const opening = openDevice(name, { modem: false });
  rmSync(name);
  symlinkSync(realpathSync(second.near), name);
  const opened = await opening;
  assert.ok(opened.ok, opened.ok ? '' : opened.error);
  const { stream, path } = opened.value;
  t.after(() => stream.destroy());
  assert.equal(path, realpathSync(first.near));
  const caller = await open(first.far, 'r+');
  t.after(() => caller.close());
  const heard = new Promise<string>((resolve) => stream.on('data', (bytes) => resolve(Buffer.from(bytes).toString())));
  await caller.write('hello\r');
  assert.equal(await heard, 'hello\r', 'raw: a Return stays one');
});

test('a modem hangs up when the stream is closed: nobody has the device open then', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-device-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const { near } = await cable(t, folder, 'modem');
  const opened = await openDevice(near, { modem: true, speed: 9600 });
  assert.ok(opened.ok, opened.ok ? '' : opened.error);
  const modes = execFileSync('stty', ['-a', '-F', near], { encoding: 'utf8' });
  assert.match(modes, /speed 9600 baud/);
  for (const mode of ['-clocal', 'hupcl', '-icanon', '-echo', '-iexten', 'cs8'])
    assert.ok(modes.split(/[\s;]+/).includes(mode), `${mode} in ${modes}`);
  const { stream, path } = opened.value;
  assert.equal(openHere(path), 1);
  const closed = new Promise<void>((resolve) => stream.on('close', resolve));
  stream.destroy();
  await closed;
  assert.equal(openHere(path), 0);
});

test('a name that leads nowhere, and a speed that no line has, are errors in words', async () => {
  const none = await openDevice('/nonexistent/line', { modem: false });
  assert.match(none.ok ? '' : none.error, /no such file/);
  const noTerminal = await openDevice('/dev/null', { modem: false });
  assert.match(noTerminal.ok ? '' : noTerminal.error, /stty: .*Inappropriate ioctl/);
});
