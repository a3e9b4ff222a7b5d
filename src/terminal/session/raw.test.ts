import assert from 'node:assert/strict';
import { test } from 'node:test';
import { admin, fakeSession } from '../testing/set-up.ts';
import { RawInput } from './raw-input.ts';

async function atPrompt(options: Parameters<typeof fakeSession>[0] = {}) {
  const parts = fakeSession({ identity: admin, ...options });
  await parts.link.sees('r1#');
  return parts;
}

test('a command that takes the terminal gets bytes as typed, and gives it back', async () => {
  const { link } = await atPrompt();
  link.type('raw\r');
  await link.sees('raw\r\n');
  link.typeBytes(0x03, 0xff, 0x1b, 0x5b, 0x41);
  await link.sees('[\x03\xff\x1b[A]');
  link.type('x!show me\r');
  await link.sees('[x]');
  await link.sees('given back\r\n');
  await link.sees(/you are admin on tty2.*\r\nr1#$/);
});

test('what was typed ahead goes to the one who has the terminal, the rest of the Enter does not', async () => {
  const { link } = await atPrompt();
  link.type('raw\r\nuser\rpässword\r\x1b[');
  await link.sees(Buffer.from('[user\rpässword\r\x1b[]').toString('latin1'));
  link.type('!');
  await link.sees('given back');
});

test('a line feed that comes after the Enter in a packet of its own is dropped', async () => {
  const { link } = await atPrompt();
  link.type('raw\r');
  await link.sees('raw\r\n');
  link.type('\n');
  link.type('\nb');
  await link.sees('[\nb]');
});

test('the line goes away: the reader hears it, and the session ends', async () => {
  const { link, session, deps } = await atPrompt();
  link.type('raw\r');
  await link.sees('raw\r\n');
  link.cut();
  await session.left;
  assert.deepEqual(deps.accounting.story.at(-1), 'close lost-carrier');
});

test('a peer that sends no more is read to the end', async () => {
  const { link } = await atPrompt();
  link.type('raw\rlast');
  link.end();
  await link.sees('[last]');
  await link.sees('given back');
});

test('a command that has the terminal is not idle, however long nobody types', async () => {
  const { link, session, clock } = await atPrompt({ line: { execTimeout: 60 } });
  link.type('raw\r');
  await link.sees('raw\r\n');
  await clock.advance(3_600_000);
  link.type('still!');
  await link.sees('[still]');
  await link.sees('r1#');
  await clock.advance(60_000);
  await session.left;
  assert.match(link.raw, /Line timeout expired/);
});

test('a slow reader holds the user back, and lets go again', async () => {
  const { link } = await atPrompt();
  link.type('raw\r');
  await link.sees('raw\r\n');
  link.slow = true;
  link.type('1');
  await link.sees('[1]');
  link.type('x'.repeat(20_000));
  assert.equal(link.paused, true);
  link.drain();
  await link.sees(`[${'x'.repeat(20_000)}]`);
  assert.equal(link.paused, false);
});

test('log lines are shown between the bytes', async () => {
  const { link, deps } = await atPrompt();
  link.type('terminal monitor\r');
  await link.sees('r1#');
  link.type('raw\rab');
  await link.sees('[ab]');
  deps.logging.say('%SYS-5-TEST: hello');
  await link.sees('\r\n%SYS-5-TEST: hello\r\n');
});

test('raw input: one reader at a time, the end after what waits', async () => {
  const input = new RawInput(false);
  const first = input.read();
  const second = input.read();
  input.put(Buffer.from('a'));
  assert.equal(await first, undefined);
  assert.deepEqual(Buffer.from((await second) ?? ''), Buffer.from('a'));
  input.put(Buffer.from('bc'));
  input.end();
  input.put(Buffer.from('d'));
  assert.equal(input.length, 2);
  assert.deepEqual(Buffer.from((await input.read()) ?? ''), Buffer.from('bc'));
  assert.equal(await input.read(), undefined);
});
