import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AaaConfig, type AaaMethod, emptyAaaConfig } from '../config.ts';
import type { Profile } from '../profile.ts';
import { bench, consoleLine, KeptLog, vty } from '../testing/bench.ts';
import { loopback, tacacsPeer, tacacsServer } from '../testing/tacacs-peer.ts';
import { commandArguments } from './commands.ts';

const profile: Profile = { authentic: 'local', method: 'local', classes: [] };
const byRadius: Profile = {
  authentic: 'radius',
  method: 'group',
  group: 'radius',
  classes: [],
  privilege: 7,
  idleTimeout: 60,
};
const nobody: Profile = { authentic: 'none', method: 'none', classes: [] };
const exec = (...methods: readonly AaaMethod[]): Partial<AaaConfig> => ({
  authorization: [{ service: 'exec', name: 'default', methods }],
});
const radius = { method: 'group', group: 'radius' } as const;
const tacacs = { method: 'group', group: 'tacacs+' } as const;
const users = [{ name: 'alice', privilege: 9, autocommand: 'show clock' }];

/** Privilege, or `denied`. */
async function privilege(config: Partial<AaaConfig>, who = profile, context = vty, user: string | undefined = 'alice') {
  const at = bench({ users, ...config });
  const result = await at.aaa.authorizeExec({ list: 'default', context, user, profile: who });
  return result.outcome === 'permitted' ? result.privilege : result.outcome;
}

test('without authorization the line decides the privilege, whatever the user has', async () => {
  assert.equal(await privilege({}, byRadius), 1);
  assert.equal(await privilege({}, profile, { ...vty, line: { privilege: 15 } }), 15);
  assert.equal(await privilege({ newModel: false }, { ...profile, privilege: 9 }), 9);
});

test('the console is not authorized unless configured', async () => {
  assert.equal(await privilege(exec({ method: 'local' }), profile, consoleLine), 1);
  assert.equal(await privilege({ ...exec({ method: 'local' }), authorizeConsole: true }, profile, consoleLine), 9);
});

test('each method gives its privilege', async () => {
  assert.equal(await privilege(exec({ method: 'local' })), 9);
  assert.equal(await privilege(exec({ method: 'if-authenticated' }), byRadius), 1);
  assert.equal(await privilege(exec({ method: 'if-authenticated' }), nobody), 'denied');
  assert.equal(await privilege(exec({ method: 'none' }), profile, { ...vty, line: { privilege: 3 } }), 3);
  assert.equal(await privilege(exec(radius), byRadius), 7);
  assert.equal(await privilege(exec(radius), { authentic: 'radius', method: 'group', classes: [] }), 1);
});

test('RADIUS knows nothing of a user whom another method let in: the next method is asked', async () => {
  assert.equal(await privilege(exec(radius, { method: 'local' })), 9);
  assert.equal(await privilege(exec(radius)), 'denied');
});

test('a user unknown here is not let in by a method that checks nothing', async () => {
  assert.equal(await privilege(exec({ method: 'local' }, { method: 'none' }), profile, vty, 'mallory'), 'denied');
});

test('what authentication brought along stays', async () => {
  const at = bench({ ...exec(radius) });
  const result = await at.aaa.authorizeExec({
    list: 'x',
    context: vty,
    user: 'a',
    profile: { ...byRadius, autocommand: 'who' },
  });
  assert.deepEqual(result, { outcome: 'permitted', privilege: 7, autocommand: 'who', idleTimeout: 60 });
});

test('TACACS+ is asked for a shell and sets privilege, timeouts, command and access list', async (t) => {
  const args = ['priv-lvl=15', 'autocmd=show users', 'timeout=10', 'idletime*5', 'acl=7', 'x-unknown*1'];
  let answer: Awaited<ReturnType<NonNullable<Parameters<typeof tacacsPeer>[1]>['authorize'] & object>> = {
    status: 'pass-add',
    args,
  };
  const asked: unknown[] = [];
  const peer = await tacacsPeer(t, {
    authorize(request) {
      asked.push([request.args, request.authenMethod, request.user, request.port, request.remAddr]);
      return Promise.resolve(answer);
    },
  });
  const aaa = loopback(t, { ...exec(tacacs, { method: 'local' }), users, tacacsServers: [tacacsServer(peer.port)] });
  const ask = () => aaa.authorizeExec({ list: 'default', context: vty, user: 'alice', profile: byRadius });
  assert.deepEqual(await ask(), {
    outcome: 'permitted',
    privilege: 15,
    autocommand: 'show users',
    accessClass: '7',
    sessionTimeout: 600,
    idleTimeout: 300,
  });
  assert.deepEqual(asked, [[['service=shell', 'cmd*'], 0x10, 'alice', 'tty26', '192.0.2.99']]);
  answer = { status: 'fail', message: 'Not today' };
  assert.deepEqual(await ask(), { outcome: 'denied', message: 'Not today' });
  answer = { status: 'pass-add', args: ['x-unknown=1'] };
  assert.equal((await ask()).outcome, 'denied', 'a mandatory argument that nobody here understands');
  answer = { status: 'error' };
  const fallen = await ask();
  assert.equal(fallen.outcome === 'permitted' && fallen.privilege, 9, 'ERROR is no response');
});

const commands = (level: number, ...methods: readonly AaaMethod[]) =>
  ({ service: 'commands', level, name: 'default', methods }) as const;

test("a command is asked about in pieces; the verdict and message are the server's", async (t) => {
  const log = new KeptLog('aaa authorization');
  const peer = await tacacsPeer(t, {
    authorize(request) {
      asked.push(request.args);
      const verdict = request.args.includes('cmd=reload')
        ? ({ status: 'fail', message: 'No reload' } as const)
        : request.args.includes('cmd=debug')
          ? ({ status: 'pass-replace', args: ['service=shell', 'cmd=show'] } as const)
          : ({ status: 'pass-add' } as const);
      return Promise.resolve(verdict);
    },
  });
  const asked: (readonly string[])[] = [];
  const aaa = loopback(t, { authorization: [commands(15, tacacs)], tacacsServers: [tacacsServer(peer.port)] }, log);
  const ask = (command: string, level = 15, configuration = false) =>
    aaa.authorizeCommand({
      list: 'default',
      level,
      command,
      configuration,
      user: 'alice',
      privilege: 15,
      profile,
      context: vty,
    });
  assert.deepEqual(await ask('show running-config'), { outcome: 'permitted' });
  assert.deepEqual(asked, [['service=shell', 'cmd=show', 'cmd-arg=running-config', 'cmd-arg=<cr>']]);
  assert.deepEqual(await ask('reload'), { outcome: 'denied', message: 'No reload' });
  assert.equal((await ask('debug all')).outcome, 'denied', 'a replacement is neither obeyed nor ignored');
  assert.deepEqual(await ask('show clock', 1), { outcome: 'permitted' }, 'no list for this level');
  assert.deepEqual(await ask('hostname x', 15, true), { outcome: 'permitted' }, 'config-commands is off');
  assert.equal(asked.length, 3);
  aaa.configure({
    ...emptyAaaConfig,
    newModel: true,
    authorization: [commands(15, tacacs)],
    authorizeConfigCommands: true,
    tacacsServers: [tacacsServer(peer.port)],
  });
  await ask('hostname x', 15, true);
  assert.equal(asked.length, 4);
  await peer.close();
  assert.deepEqual(await ask('show clock'), { outcome: 'denied', message: 'Command authorization failed.' });
  assert.ok(log.lines.includes("AAA/AUTHOR (0x10): Pick method list 'default'"));
});

test('commands without server: local knows the user, if-authenticated the login, none anybody', async () => {
  const ask = async (who: Profile, user: string, ...methods: readonly AaaMethod[]) => {
    const at = bench({ users, authorization: [commands(1, ...methods)] });
    const request = {
      list: 'default',
      level: 1,
      command: 'show clock',
      configuration: false,
      privilege: 1,
      context: vty,
    };
    return (await at.aaa.authorizeCommand({ ...request, user, profile: who })).outcome;
  };
  assert.equal(await ask(profile, 'ALICE', { method: 'local' }), 'permitted');
  assert.equal(await ask(profile, 'mallory', { method: 'local' }), 'denied');
  assert.equal(await ask(profile, 'x', { method: 'if-authenticated' }), 'permitted');
  assert.equal(await ask(nobody, 'x', { method: 'if-authenticated' }), 'denied');
  assert.equal(await ask(nobody, 'x', { method: 'none' }), 'permitted');
  assert.equal(await ask(byRadius, 'x', radius), 'denied', 'RADIUS has no command authorization');
  assert.equal(await ask(byRadius, 'x', radius, { method: 'if-authenticated' }), 'permitted');
});

test('command lines split into arguments', () => {
  assert.deepEqual(commandArguments(' exit '), ['service=shell', 'cmd=exit', 'cmd-arg=<cr>']);
});
