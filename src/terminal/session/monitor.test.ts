import assert from 'node:assert/strict';
import { test } from 'node:test';
import { admin, fakeSession } from '../testing/set-up.ts';

test('terminal monitor: a log line comes above the line being typed', async () => {
  const { link, deps, clock } = fakeSession({ identity: admin });
  await link.sees('r1#');
  deps.logging.say('too early');
  link.type('terminal monitor\r');
  await link.sees('r1#');
  link.type('show ver\x02\x02');
  deps.logging.say('%SYS-5-ONE: one');
  deps.logging.say('%SYS-5-TWO: two');
  await clock.advance(0);
  assert.equal(link.screen.line, 'r1#show ver');
  assert.equal(link.screen.column, 'r1#show v'.length);
  assert.deepEqual(link.screen.text.slice(-4), ['r1#show ver', '%SYS-5-ONE: one', '%SYS-5-TWO: two', 'r1#show ver']);
  link.type('\x15\x04\x04terminal no\r');
  await link.sees('terminal no\r\nr1#');
  deps.logging.say('too late');
  await clock.advance(0);
  assert.doesNotMatch(link.raw, /too (early|late)/);
  assert.equal(deps.logging.monitors.size, 0);
});

test('the console sees what logging console lets through, and only while somebody is there', async () => {
  const { link, deps, session, clock } = fakeSession({ identity: admin, line: { kind: 'con' } });
  await link.sees('r1#');
  deps.logging.say('hello console');
  await clock.advance(0);
  await link.sees('hello console\r\nr1#');
  link.type('exit\r');
  await session.left;
  assert.equal(deps.logging.consoles.size, 0);
});

test('at --More-- log lines wait', async () => {
  const { link, deps, clock } = fakeSession({ identity: admin, line: { length: 3 } });
  await link.sees('r1#');
  link.type('terminal monitor\rcount 5\r');
  await link.sees('--More-- ');
  deps.logging.say('patience');
  await clock.advance(0);
  assert.doesNotMatch(link.raw, /patience/);
  link.type('q');
  await link.sees('patience\r\n');
});

test('a slow monitor loses lines, with a count, and holds nobody up', async () => {
  const { link, deps, clock } = fakeSession({ identity: admin });
  await link.sees('r1#');
  link.type('terminal monitor\r');
  await link.sees('r1#');
  link.slow = true;
  deps.logging.say('first');
  await clock.advance(0);
  for (let n = 0; n < 1000; n++) deps.logging.say(`line ${n}`);
  await clock.advance(0);
  const held = link.raw.length;
  deps.logging.say('another');
  await clock.advance(0);
  assert.equal(link.raw.length, held, 'nothing is written to a terminal that does not read');
  link.drain();
  await link.sees('line 199\r\n% 801 messages not shown: this terminal is too slow\r\nr1#');
  assert.doesNotMatch(link.raw, /line 200/);
});

test('a slow reader stops the command that writes to it', async () => {
  const { link, session, clock, deps } = fakeSession({ identity: admin, line: { length: 0 } });
  await link.sees('r1#');
  link.slow = true;
  link.type('flood 100000\r');
  await clock.advance(1000);
  assert.ok(link.raw.length < 2_000, `${link.raw.length} bytes were written to a terminal that does not read`);
  link.drain();
  link.slow = true;
  await clock.advance(1000);
  assert.ok(link.raw.length < 4_000);
  link.cut();
  await session.left;
  assert.equal(deps.accounting.story.at(-1), 'close lost-carrier');
});

test('what is typed ahead without bound is held back at the source', async () => {
  const { link, clock, deps } = fakeSession({ identity: admin });
  await link.sees('r1#');
  link.type('wait\r');
  await clock.advance(0);
  link.type('show x\r'.repeat(1000));
  assert.equal(link.paused, true);
  // Ctrl-^ stops the command and drops what was typed ahead.
  link.type('\x1e');
  await link.sees('stopped\r\nr1#');
  link.type('show last\r');
  await link.sees('show last');
  await clock.advance(0);
  assert.equal(link.paused, false);
  assert.deepEqual(deps.shells[0]?.ran, ['wait', 'show last']);
});
