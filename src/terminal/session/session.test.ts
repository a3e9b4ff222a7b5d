import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eraseMore } from '../pager/pager.ts';
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

test('a disk that fails keeps no command from running', async () => {
  const { link, deps } = fakeSession({ identity: admin });
  await link.sees('r1#');
  deps.accounting.disk = () => Promise.reject(new Error('disk full'));
  link.type('show x\r');
  await link.sees('you are admin');
  assert.deepEqual(deps.logging.messages, ['%AAA-2-ACCT_NOT_STORED: command on tty 2: show x: disk full']);
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
