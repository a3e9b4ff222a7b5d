import assert from 'node:assert/strict';
import { test } from 'node:test';
import { admin, fakeSession } from '../testing/set-up.ts';

test('login, commands, logout: what the user sees, and what the books say', async () => {
  const { link, session, deps, clock, table } = fakeSession({
    line: { accountingExec: 'ADMINS', accountingCommands: [{ level: 1, list: 'ONES' }] },
    config: { banners: { motd: 'Property of nobody', login: 'Go away', exec: 'Welcome' } },
  });
  deps.aaa.profile = { ...deps.aaa.profile, interimInterval: 300 };
  await link.sees('Go away');
  await link.sees('\r\nUser Access Verification\r\n\r\nUsername: ');
  link.type('admin\r');
  await link.sees('Password: ');
  await clock.advance(4_000);
  link.type('secret\r');
  await link.sees(/Welcome\r\nr1#$/);
  link.type('show version\r');
  await link.sees('\r\nyou are admin on tty2, 24x80\r\nr1#');
  link.type('exit\r');
  await session.left;
  assert.match(link.raw, /Property of nobody\r\n\r\nGo away\r\n\r\nUser Access Verification/);
  assert.doesNotMatch(link.raw, /secret/);
  assert.equal(link.status, 0);
  assert.deepEqual(deps.accounting.story, ['open admin', 'command show version', 'command exit', 'close user-request']);
  const [open, command, , close] = deps.accounting.entries;
  assert.ok(open?.what === 'open' && command?.what === 'command' && close?.what === 'close');
  assert.equal(open.opening.list, 'ADMINS');
  assert.equal(open.opening.interimInterval, 300);
  assert.match(open.opening.sourceKey, /^boot1\/2\//);
  assert.deepEqual(open.opening.facts, {
    user: 'admin',
    authentic: 'local',
    portNumber: 2,
    portName: 'tty2',
    portType: 'virtual',
    callingStation: '192.0.2.7',
    service: 'shell',
    privilege: 15,
    connectProgress: 'Term Serv Auth',
    preSessionTime: 4,
    classes: ['c0ffee'],
  });
  assert.equal(command.list, 'ONES');
  assert.equal(command.level, 1);
  assert.equal(command.parent, 1);
  assert.equal(command.facts.commandPrivilege, 1);
  assert.equal(command.facts.privilege, 15);
  assert.deepEqual([close.closing.cause, close.closing.disconnectCause], ['user-request', 1020]);
  assert.equal(table.allocate('ssh', '192.0.2.7', []).ok, true, 'the line is free again');
});

test('a failed login is told, counted and accounted; three of them end the call', async () => {
  const { link, session, deps } = fakeSession({ line: { accountingExec: 'A' } });
  for (let n = 0; n < 3; n++) {
    await link.sees('Username: ');
    link.type('admin\r');
    await link.sees('Password: ');
    link.type('wrong\r');
    await link.sees('% Login invalid\r\n');
  }
  await session.left;
  assert.deepEqual(deps.accounting.story, ['failed admin', 'failed admin', 'failed admin']);
  assert.equal(link.status, 1);
});

test('the login prompts wait 30 seconds, or as long as the line says', async () => {
  for (const [line, seconds] of [
    [{}, 30],
    [{ loginTimeout: 5 }, 5],
  ] as const) {
    const { link, session, clock, deps } = fakeSession({ line });
    await link.sees('Username: ');
    await clock.advance(seconds * 1000 - 1);
    assert.doesNotMatch(link.raw, /expired/);
    await clock.advance(1);
    await session.left;
    assert.match(link.raw, /% Username: {2}timeout expired!\r\n$/);
    assert.deepEqual(deps.accounting.story, []);
  }
});

test('nobody gets in before the system record is acknowledged, or is kept longer than that', async () => {
  const gate = Promise.withResolvers<void>();
  const { link, clock } = fakeSession({
    prepare: (deps) => {
      deps.accounting.admitted = gate.promise;
    },
  });
  await clock.advance(10_000);
  assert.equal(link.raw, '');
  gate.resolve();
  await link.sees('Username: ');
});

test('a denied exec authorization ends the call without a session in the books', async () => {
  const { link, session, deps } = fakeSession({
    identity: admin,
    prepare: ({ aaa }) => {
      aaa.permission = { outcome: 'denied', message: '% Authorization failed.' };
    },
  });
  await session.left;
  assert.match(link.raw, /% Authorization failed\.\r\n$/);
  const [told, ...more] = deps.accounting.entries;
  assert.deepEqual(more, []);
  assert.ok(told?.what === 'failed', 'but with word of a login that was right, for those who want to know');
  assert.deepEqual([told.facts.user, told.facts.authentic], ['admin', 'local']);
});

test('the prompt does not come before the opening is on disk, nor the hang-up before the end is', async () => {
  const opening = Promise.withResolvers<void>();
  const { link, session, clock, deps } = fakeSession({
    identity: admin,
    prepare: ({ accounting }) => {
      accounting.disk = () => opening.promise;
    },
  });
  await clock.advance(1000);
  assert.equal(link.raw, '');
  opening.resolve();
  await link.sees('r1#');
  const closing = Promise.withResolvers<void>();
  deps.accounting.disk = () => Promise.resolve();
  link.type('show clock\r');
  await link.sees('r1#');
  deps.accounting.disk = () => closing.promise;
  session.end('cleared');
  await clock.advance(1000);
  assert.equal(link.status, undefined);
  closing.resolve();
  await session.left;
  assert.equal(link.status, 1);
});

test('a disk that fails keeps nobody out, but is said aloud', async () => {
  const { link, deps } = fakeSession({
    identity: admin,
    prepare: ({ accounting }) => {
      accounting.disk = () => Promise.reject(new Error('disk full'));
    },
  });
  await link.sees('r1#');
  assert.deepEqual(deps.logging.messages, ['%AAA-2-ACCT_NOT_STORED: EXEC session on tty 2: disk full']);
});

test('a disk that fails keeps no command from running', async () => {
  const { link, deps } = fakeSession({ identity: admin });
  await link.sees('r1#');
  deps.accounting.disk = () => Promise.reject(new Error('disk full'));
  link.type('show x\r');
  await link.sees('you are admin');
  assert.deepEqual(deps.logging.messages, ['%AAA-2-ACCT_NOT_STORED: command on tty 2: show x: disk full']);
});

test('autocommand runs alone', async () => {
  const { session, deps } = fakeSession({ identity: admin, line: { autocommand: 'show sun' } });
  await session.left;
  assert.deepEqual(deps.accounting.story, ['open admin', 'command show sun', 'close user-request']);
});

test('a refused command is not accounted; authorization knows list, level and mode', async () => {
  const { link, deps } = fakeSession({
    identity: admin,
    line: { authorizationCommands: [{ level: 15, list: 'FIFTEEN' }] },
  });
  await link.sees('r1#');
  link.type('reload\r');
  await link.sees('% Authorization failed.\r\nr1#');
  link.type('nonsense\r');
  await link.sees('marker.\r\nr1#');
  assert.deepEqual(deps.accounting.story, ['open admin']);
  const [request] = deps.aaa.commands;
  assert.deepEqual([request?.list, request?.level, request?.configuration], ['FIFTEEN', 15, false]);
});

test('a command that breaks is reported, and the session goes on', async () => {
  const { link, deps } = fakeSession({ identity: admin });
  await link.sees('r1#');
  link.type('break\rshow more\r');
  await link.sees('internal error\r\nr1#');
  await link.sees('you are admin');
  assert.ok(deps.logging.messages.includes('%SYS-3-COMMAND_FAULT: tty 2: broken command'));
});
