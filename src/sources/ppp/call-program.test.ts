import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import { FakeClock } from '../../base/clock.ts';
import { CallProgram } from './call-program.ts';

/** A program that answers SIGTERM with a word and lives on. */
async function stubborn(t: TestContext) {
  const script = `trap 'echo asked' TERM; echo ready; while ! read -r; do :; done`;
  const child = spawn('bash', ['-c', script, 'call-1'], { stdio: ['pipe', 'pipe', 'ignore'] });
  const gone = once(child, 'exit');
  t.after(() => child.kill('SIGKILL'));
  const hears = async (): Promise<string> => String((await once(child.stdout, 'data'))[0]).trim();
  assert.equal(await hears(), 'ready');
  return { pid: child.pid ?? 0, gone, hears };
}

test('a program is asked, and killed when it has not gone ten seconds later', async (t) => {
  const { pid, gone, hears } = await stubborn(t);
  const clock = new FakeClock();
  let known: number | undefined;
  const program = new CallProgram(clock, { pid: () => known, exit: () => undefined }, 'call-1');
  program.stop();
  assert.equal(program.alive, true, 'it has just been started');
  known = pid;
  program.stop();
  assert.equal(await hears(), 'asked');
  await clock.advance(6000);
  // Whoever looks at the call again does not give it more time.
  program.stop();
  await clock.advance(3999);
  assert.equal(program.alive, true);
  assert.equal(program.end(true), undefined);
  await clock.advance(1);
  assert.deepEqual(await gone, [null, 'SIGKILL']);
  assert.equal(program.alive, false);
});

test('another program with the same number is let alone', async (t) => {
  const { pid } = await stubborn(t);
  const clock = new FakeClock();
  const program = new CallProgram(clock, { pid: () => pid, exit: () => undefined }, 'call-2');
  assert.equal(program.alive, false);
  program.stop();
  await clock.advance(10_000);
  process.kill(pid, 0);
});

test('one that has gone without a word gets five seconds for its keeper to write its end, or none when nobody will', async () => {
  const clock = new FakeClock();
  let exit: number | undefined;
  const program = new CallProgram(clock, { pid: () => undefined, exit: () => exit }, 'call-1');
  assert.equal(program.end(false), undefined, 'it is being started');
  program.left();
  assert.equal(program.end(false), undefined);
  await clock.advance(4999);
  assert.equal(program.end(false), undefined);
  assert.deepEqual(program.end(true), { status: undefined });
  await clock.advance(1);
  assert.deepEqual(program.end(false), { status: undefined });
  exit = 16;
  assert.deepEqual(program.end(false), { status: 16 });
});
