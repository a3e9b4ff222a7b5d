import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eraseMore } from '../pager/pager.ts';
import { admin, fakeSession } from '../testing/set-up.ts';

test('long help is paged', async () => {
  const { link, deps } = fakeSession({ identity: admin, line: { length: 3 } });
  await link.sees('r1#');
  const [shell] = deps.shells;
  assert.ok(shell !== undefined);
  shell.help = () => '  one\n  two\n  three\n';
  link.type('?');
  await link.sees('?\r\n  one\r\n  two\r\n --More-- ');
  link.type(' ');
  await link.sees('  three\r\n\r\nr1#');
});

test('?, Tab, blank lines, Ctrl-Z and Ctrl-C at the prompt', async () => {
  const { link, deps } = fakeSession({ identity: admin });
  await link.sees('r1#');
  link.type('sh?');
  await link.sees('sh?\r\n  help  for "sh"\r\n\r\nr1#sh');
  link.type('\t');
  await link.sees('\r\nr1#show ');
  link.type('x\r\r');
  await link.sees('r1#\r\nr1#');
  link.type('configure terminal\r');
  await link.sees('r1(config)#');
  link.type('show y\x1a');
  await link.sees('show y^Z\r\n');
  await link.sees('r1#');
  link.type('configure terminal\r');
  await link.sees('r1(config)#');
  link.type('show z\x03');
  await link.sees('^C\r\nr1#');
  assert.deepEqual(deps.shells[0]?.ran, ['show x', 'configure terminal', 'show y', 'configure terminal']);
});

test('free text has no help, and keeps its blank lines', async () => {
  const { link, deps } = fakeSession({ identity: admin });
  await link.sees('r1#');
  link.type('text on\r');
  await link.sees('text on\r\n');
  link.type('really?\r\r');
  await link.sees('really?\r\n');
  link.type('text off\r');
  await link.sees('r1#');
  assert.deepEqual(deps.shells[0]?.ran, ['text on', 'really?', '', 'text off']);
});

test('pages: the mark, its removal, and q', async () => {
  const { link } = fakeSession({ identity: admin, line: { length: 4 } });
  await link.sees('r1#');
  link.type('count 9\r');
  await link.sees('line 3\r\n --More-- ');
  link.type(' ');
  await link.sees(`${eraseMore}line 4\r\n`);
  await link.sees('line 6\r\n --More-- ');
  link.type('\r');
  await link.sees('line 7\r\n --More-- ');
  link.type('q');
  await link.sees(`${eraseMore}r1#`);
  assert.doesNotMatch(link.raw, /line 8/);
  link.type('terminal length 0\rcount 9\r');
  await link.sees('line 9\r\nr1#');
});

test('a question of a command is asked without echo', async () => {
  const { link } = fakeSession({ identity: admin });
  await link.sees('r1#');
  link.type('ask\r');
  await link.sees('Password: ');
  link.type('hush\r');
  await link.sees('\r\ngot hush\r\nr1#');
  link.type('\x10');
  await link.sees('ask');
  link.type('\rx\x03');
  await link.sees('got undefined');
});

test('a question that one key answers waits for no Enter', async () => {
  const { link } = fakeSession({ identity: admin });
  await link.sees('r1#');
  for (const [typed, shown, got] of [
    ['y', 'y', 'y'],
    ['n', 'n', 'n'],
    ['\r', '', ''],
    ['\x03', '', 'undefined'],
    // What programs send.
    ['y\r', 'y', 'y'],
    ['n\r\n', 'n', 'n'],
  ] as const) {
    link.type('confirm\r');
    await link.sees('Sure? [confirm]');
    link.type(typed);
    await link.sees(`${shown}\r\ngot ${got}\r\nr1#`);
    link.type('show\r');
    await link.sees('how\r\nyou are');
    await link.sees('r1#');
  }
  assert.equal(link.raw.split('r1#').length - 1, 1 + 6 * 2, 'the Enter of programs is no empty command');
});

test('the window of the client counts unless the line or the user says otherwise', async () => {
  const { link } = fakeSession({ identity: admin, window: { columns: 132, rows: 50 } });
  await link.sees('r1#');
  link.type('show\r');
  await link.sees('50x132');
  link.resize({ columns: 100, rows: 30 });
  link.type('show\r');
  await link.sees('30x100');
  link.type('terminal length 7\rshow\r');
  await link.sees('7x100');
  link.resize({ columns: 90, rows: 60 });
  link.type('show\r');
  await link.sees('7x90');
  const fixed = fakeSession({ identity: admin, window: { columns: 132, rows: 50 }, line: { length: 0, width: 70 } });
  await fixed.link.sees('r1#');
  fixed.link.type('show\r');
  await fixed.link.sees('0x70');
});
