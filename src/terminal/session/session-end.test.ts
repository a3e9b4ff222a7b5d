import assert from 'node:assert/strict';
import { test } from 'node:test';
import { admin, fakeSession } from '../testing/set-up.ts';

test('exec-timeout: ten minutes without a key, or as the line says, or never', async () => {
  const { link, session, clock, deps } = fakeSession({ identity: admin });
  await link.sees('r1#');
  await clock.advance(599_000);
  link.type(' ');
  await clock.advance(599_000);
  assert.equal(session.state().idle, 599);
  assert.equal(link.status, undefined);
  await clock.advance(1_000);
  await session.left;
  assert.match(link.raw, /Line timeout expired/);
  assert.deepEqual(deps.accounting.story, ['open admin', 'close idle-timeout']);
  const close = deps.accounting.entries.at(-1);
  assert.ok(close?.what === 'close' && close.closing.disconnectCause === 1021);
  assert.ok(
    deps.logging.messages.some((m) =>
      m.startsWith('%SYS-6-TTY_EXPIRE_TIMER: (exec timer expired, tty 2 (192.0.2.7)), user admin'),
    ),
  );

  const never = fakeSession({ identity: admin, line: { execTimeout: 0 } });
  await never.link.sees('r1#');
  await never.clock.advance(86_400_000);
  assert.equal(never.link.status, undefined);
});

test('a running command is no idleness', async () => {
  const { link, session, clock } = fakeSession({ identity: admin, line: { execTimeout: 60 } });
  await link.sees('r1#');
  link.type('wait\r');
  await clock.advance(300_000);
  assert.equal(link.status, undefined);
  link.type('\x1e');
  await link.sees('stopped\r\nr1#');
  await clock.advance(60_000);
  await session.left;
});

test('who leaves --More-- or a question alone is idle', async () => {
  for (const command of ['count 100', 'ask']) {
    const { link, session, clock, deps } = fakeSession({ identity: admin, line: { execTimeout: 90 } });
    await link.sees('r1#');
    link.type(`${command}\r`);
    await clock.advance(90_000);
    await session.left;
    assert.equal(deps.accounting.story.at(-1), 'close idle-timeout');
  }
});

test('Session-Timeout of the server ends the session, idle or not', async () => {
  const { link, session, clock, deps } = fakeSession({
    identity: admin,
    prepare: ({ aaa }) => {
      aaa.permission = { outcome: 'permitted', privilege: 1, sessionTimeout: 120 };
    },
  });
  await link.sees('r1>');
  for (let n = 0; n < 12; n++) {
    link.type('x');
    await clock.advance(10_000);
  }
  await session.left;
  assert.deepEqual(deps.accounting.story.at(-1), 'close session-timeout');
});

test('clear line, a cut line and a shutdown each have their cause', async () => {
  for (const [why, cause] of [
    ['cleared', 'admin-reset'],
    ['shutdown', 'admin-reboot'],
  ] as const) {
    const { link, session, deps } = fakeSession({ identity: admin });
    await link.sees('r1#');
    session.end(why);
    await session.left;
    assert.equal(deps.accounting.story.at(-1), `close ${cause}`);
  }
  const { link, session, deps } = fakeSession({ identity: admin });
  await link.sees('r1#');
  link.type('wait\r');
  await link.sees('wait\r\n');
  link.cut();
  await session.left;
  assert.deepEqual(deps.accounting.story, ['open admin', 'command wait', 'close lost-carrier']);
});

test('input that ends is worked off, then the session is over', async () => {
  const { link, session, deps } = fakeSession({ identity: admin });
  await link.sees('r1#');
  link.type('show one\nshow two\n');
  link.end();
  await session.left;
  assert.deepEqual(deps.accounting.story, ['open admin', 'command show one', 'command show two', 'close user-request']);
  assert.equal(link.status, 0);
});
