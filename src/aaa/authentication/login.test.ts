import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../base/random.ts';
import { attribute, codes, find } from '../../protocols/radius/index.ts';
import type { AaaConfig, AaaMethod, AuthenticationList } from '../config.ts';
import { hashPasswordSync } from '../secrets/password.ts';
import { bench, consoleLine, KeptLog, radiusServer, TypedDialogue, vty } from '../testing/bench.ts';
import type { LoginOutcome, LoginRequest } from './login-types.ts';

const random = seededRandom(3);
const secret = (text: string) => hashPasswordSync(text, random);
const group = (name: string): AaaMethod => ({ method: 'group', group: name });
const loginList = (name: string, ...methods: readonly AaaMethod[]): AuthenticationList => ({
  service: 'login',
  name,
  methods,
});

const users: AaaConfig['users'] = [
  { name: 'Admin', privilege: 15, password: secret('s3cret'), autocommand: 'show users', accessClass: '10' },
  { name: 'bob', password: { keyword: 'password', type: 7, text: '02050D480809' } },
  { name: 'ghost' },
];
const local = loginList('default', { method: 'local' });
const radiusThenLocal = loginList('default', group('radius'), { method: 'local' });

/** Runs a login to its end, letting the fake clock run along. */
async function login(
  at: ReturnType<typeof bench>,
  dialogue: TypedDialogue,
  more: Partial<LoginRequest> = {},
): Promise<LoginOutcome> {
  let outcome: LoginOutcome | undefined;
  const done = at.aaa.login({ list: 'default', context: vty, dialogue, ...more }).then((value) => {
    outcome = value;
  });
  for (let step = 0; step < 2000 && outcome === undefined; step++) await at.clock.advance(100);
  await done;
  assert.ok(outcome);
  return outcome;
}

test('a local user is asked for name and password and brings a profile', async () => {
  const at = bench({ users, authentication: [local] });
  const dialogue = new TypedDialogue('Admin', 's3cret');
  assert.deepEqual(await login(at, dialogue), {
    outcome: 'accepted',
    user: 'Admin',
    profile: {
      authentic: 'local',
      method: 'local',
      classes: [],
      privilege: 15,
      autocommand: 'show users',
      accessClass: '10',
    },
  });
  assert.deepEqual(dialogue.prompts, ['Username: ', 'Password: (hidden)']);
});

test('case of a name counts only with local-case', async () => {
  const at = bench({ users, authentication: [local, loginList('strict', { method: 'local-case' })] });
  assert.equal((await login(at, new TypedDialogue('ADMIN', 's3cret'))).outcome, 'accepted');
  const strict = await login(at, new TypedDialogue('ADMIN', 's3cret'), { list: 'strict', attempts: 1 });
  assert.equal(strict.outcome, 'rejected');
});

test('wrong password, unknown user, user without password: the same answer, three times, then the end', async () => {
  const at = bench({ users, authentication: [local] });
  const dialogue = new TypedDialogue('Admin', 'no', 'nobody', 'no', 'ghost', '');
  const failed: (string | undefined)[] = [];
  const outcome = await login(at, dialogue, { onFailure: (user) => failed.push(user) });
  assert.deepEqual(outcome, { outcome: 'rejected', user: 'ghost', message: '% Authentication failed' });
  assert.deepEqual(dialogue.told, Array(3).fill('% Authentication failed'));
  assert.deepEqual(failed, ['Admin', 'nobody', 'ghost']);
  assert.equal(dialogue.prompts.length, 6);
});

test('prompts, banner, fail message and attempts are as configured', async () => {
  const at = bench({
    users,
    authentication: [local],
    banner: 'Keep out',
    failMessage: 'No way',
    usernamePrompt: 'Who? ',
    passwordPrompt: 'And? ',
    loginAttempts: 2,
  });
  const dialogue = new TypedDialogue('bob', 'x', 'bob', 'cisco');
  assert.equal((await login(at, dialogue)).outcome, 'accepted');
  assert.deepEqual(dialogue.prompts, ['Who? ', 'And? (hidden)', 'Who? ', 'And? (hidden)']);
  assert.deepEqual(dialogue.told, ['Keep out', 'No way']);
  assert.equal((await login(at, new TypedDialogue('bob', 'x', 'bob', 'x', 'bob', 'cisco'))).outcome, 'rejected');
});

test('a known name (SSH) is not asked for, and one attempt is one attempt', async () => {
  const at = bench({ users, authentication: [local] });
  const dialogue = new TypedDialogue('cisco');
  assert.equal((await login(at, dialogue, { user: 'bob', attempts: 1 })).outcome, 'accepted');
  assert.deepEqual(dialogue.prompts, ['Password: (hidden)']);
  assert.equal((await login(at, new TypedDialogue('x'), { user: 'bob', attempts: 1 })).outcome, 'rejected');
});

test('who goes away at a prompt is gone', async () => {
  const at = bench({ users, authentication: [local] });
  assert.deepEqual(await login(at, new TypedDialogue('Admin')), { outcome: 'aborted' });
});

test('an undefined list is the default list; without one, vty lines are local and the console is open', async () => {
  const at = bench({ users, authentication: [local] });
  assert.equal((await login(at, new TypedDialogue('bob', 'cisco'), { list: 'missing' })).outcome, 'accepted');
  at.configure({ users });
  assert.equal((await login(at, new TypedDialogue('bob', 'cisco'))).outcome, 'accepted');
  const open = await login(at, new TypedDialogue(), { context: consoleLine });
  assert.deepEqual(open.outcome === 'accepted' && open.profile.authentic, 'none');
});

test('without new-model the line decides: password, local, nothing', async () => {
  const password = { keyword: 'password', type: 0, text: 'letmein' } as const;
  const at = bench({ newModel: false, users });
  const context = { ...vty, line: { password } };
  const dialogue = new TypedDialogue('wrong', 'letmein');
  assert.equal((await login(at, dialogue, { context })).outcome, 'accepted');
  assert.deepEqual(dialogue.prompts, ['Password: (hidden)', 'Password: (hidden)']);
  const bad = await login(at, new TypedDialogue('a', 'b', 'c'), { context });
  assert.deepEqual(bad, { outcome: 'rejected', user: undefined, message: '% Bad passwords' });
  const unset = await login(at, new TypedDialogue());
  assert.deepEqual(unset, { outcome: 'unavailable', user: undefined, message: 'Password required, but none set' });
  const byUser = { ...vty, line: { login: 'local' } } as const;
  assert.equal((await login(at, new TypedDialogue('bob', 'cisco'), { context: byUser })).outcome, 'accepted');
  const wrong = await login(at, new TypedDialogue('bob', 'x'), { context: byUser, attempts: 1 });
  assert.equal(wrong.outcome === 'rejected' && wrong.message, '% Login invalid');
  const none = { ...vty, line: { login: 'none' } } as const;
  assert.equal((await login(at, new TypedDialogue(), { context: none })).outcome, 'accepted');
});

test('RADIUS is asked with the attributes of IOS, and its accept makes the profile', async () => {
  const at = bench({
    authentication: [radiusThenLocal],
    radiusServers: [radiusServer(1812)],
    radius: { nasIdentifier: { accessRequest: '%h.%d-%i' }, serviceTypeOnLogin: true },
  });
  at.behaviours.set(1812, () => ({
    code: codes['Access-Accept'],
    attributes: [
      attribute('Cisco-AVPair', 'shell:priv-lvl=7'),
      attribute('Cisco-AVPair', 'shell:autocmd=show clock'),
      attribute('Service-Type', 'Administrative-User'),
      attribute('Class', Buffer.from('gold')),
      attribute('Class', Buffer.from('2')),
      attribute('Session-Timeout', 3600),
      attribute('Idle-Timeout', 300),
      attribute('Acct-Interim-Interval', 600),
      attribute('Reply-Message', 'Welcome'),
    ],
  }));
  const dialogue = new TypedDialogue('alice', 'wonderland');
  assert.deepEqual(await login(at, dialogue), {
    outcome: 'accepted',
    user: 'alice',
    profile: {
      authentic: 'radius',
      method: 'group',
      group: 'radius',
      privilege: 7,
      classes: ['676f6c64', '32'],
      sessionTimeout: 3600,
      idleTimeout: 300,
      interimInterval: 600,
      autocommand: 'show clock',
      message: 'Welcome',
    },
  });
  assert.deepEqual(dialogue.told, ['Welcome']);
  const { packet } = at.sent()[0]!;
  assert.equal(find(packet, 'NAS-Port'), 26);
  assert.equal(find(packet, 'NAS-Port-Id'), 'tty26');
  assert.equal(find(packet, 'NAS-Port-Type'), 5);
  assert.equal(find(packet, 'Calling-Station-Id'), '192.0.2.99');
  assert.equal(find(packet, 'NAS-IP-Address'), '192.0.2.1');
  assert.equal(find(packet, 'Service-Type'), 1);
  assert.equal(find(packet, 'NAS-Identifier'), 'gate.example.net-192.0.2.1');
});

test('RADIUS is told of a caller with a MAC address as its format wants it', async () => {
  const at = bench({
    authentication: [radiusThenLocal],
    radiusServers: [radiusServer(1812)],
    radius: { macFormat: { style: 'ietf' } },
  });
  at.behaviours.set(1812, () => ({ code: codes['Access-Accept'], attributes: [] }));
  await login(at, new TypedDialogue('alice', 'x'), { context: { ...vty, caller: '0000.4096.3e4a' } });
  const [{ packet } = { packet: { attributes: [] } }] = at.sent();
  assert.equal(find(packet, 'Calling-Station-Id'), '00-00-40-96-3E-4A');
});

test('privilege comes from Service-Type where no AV pair gives one', async () => {
  const at = bench({ authentication: [radiusThenLocal], radiusServers: [radiusServer(1812)] });
  for (const [type, privilege] of [
    ['Administrative-User', 15],
    ['NAS-Prompt-User', 1],
    ['Framed-User', undefined],
  ] as const) {
    at.behaviours.set(1812, () => ({
      code: codes['Access-Accept'],
      attributes: [attribute('Service-Type', type), attribute('Cisco-AVPair', 'shell:priv-lvl=99')],
    }));
    const outcome = await login(at, new TypedDialogue('alice', 'x'));
    assert.deepEqual(outcome.outcome === 'accepted' && outcome.profile.privilege, privilege);
  }
});

test('a reject ends it, silence leads to the next method with the same answers', async () => {
  const at = bench({
    users,
    authentication: [radiusThenLocal],
    radiusServers: [radiusServer(1812)],
    radius: { timeout: 1, retransmit: 0 },
  });
  at.behaviours.set(1812, () => ({
    code: codes['Access-Reject'],
    attributes: [attribute('Reply-Message', 'Not you')],
  }));
  const rejected = new TypedDialogue('bob', 'cisco');
  assert.equal((await login(at, rejected, { attempts: 1 })).outcome, 'rejected');
  assert.deepEqual(rejected.told, ['Not you', '% Authentication failed']);
  at.behaviours.delete(1812);
  const fallen = new TypedDialogue('bob', 'cisco');
  const outcome = await login(at, fallen, { attempts: 1 });
  assert.equal(outcome.outcome === 'accepted' && outcome.profile.authentic, 'local');
  assert.deepEqual(fallen.prompts, ['Username: ', 'Password: (hidden)'], 'asked once');
});

test('when nobody answers the login is unavailable, without further attempts', async () => {
  const at = bench({
    authentication: [loginList('default', group('radius'), group('missing'), { method: 'line' })],
    radiusServers: [radiusServer(1812)],
    radius: { timeout: 1, retransmit: 0 },
  });
  const outcome = await login(at, new TypedDialogue('bob', 'cisco', 'bob', 'cisco'));
  assert.deepEqual(outcome, { outcome: 'unavailable', user: 'bob', message: '% Authentication failed' });
});

test('a challenge is put to the user and answered to the server that asked', async () => {
  const at = bench({ authentication: [radiusThenLocal], radiusServers: [radiusServer(1812), radiusServer(2812)] });
  at.behaviours.set(2812, (packet) => {
    const state = find(packet, 'State');
    return state === undefined
      ? {
          code: codes['Access-Challenge'],
          attributes: [attribute('State', Buffer.from('77')), attribute('Reply-Message', 'Token: ')],
        }
      : { code: Buffer.from(state).toString() === '77' ? codes['Access-Accept'] : codes['Access-Reject'] };
  });
  const dialogue = new TypedDialogue('alice', 'wonderland', '123456');
  assert.equal((await login(at, dialogue)).outcome, 'accepted');
  assert.deepEqual(dialogue.prompts, ['Username: ', 'Password: (hidden)', 'Token: (hidden)']);
  assert.equal(at.sent().at(-1)!.port, 2812);
  assert.equal(at.sent().filter(({ port }) => port === 1812).length, 4, 'the silent server is not asked again');
});

test('enable and line methods check a password without a name', async () => {
  const enable = [{ level: 15, password: secret('boss') }];
  const at = bench({ enable, authentication: [loginList('default', { method: 'line' }, { method: 'enable' })] });
  const dialogue = new TypedDialogue('boss');
  const outcome = await login(at, dialogue);
  assert.deepEqual([outcome.outcome, dialogue.prompts], ['accepted', ['Password: (hidden)']]);
});

test('debug aaa authentication tells list and method, no password', async () => {
  const log = new KeptLog('aaa authentication');
  const at = bench({ users, authentication: [local] }, log);
  await login(at, new TypedDialogue('bob', 'cisco'));
  assert.deepEqual(log.lines, [
    "AAA/AUTHEN/LOGIN (00000010): Pick method list 'default'",
    'AAA/AUTHEN/LOGIN (00000010): Method=LOCAL status=PASS',
  ]);
});

test('methods that are named in place of a list decide alone', async () => {
  const at = bench({ users, authentication: [loginList('default', { method: 'none' })] });
  const outcomeOf = async (password: string) =>
    (await login(at, new TypedDialogue('Admin', password), { methods: [{ method: 'local' }], attempts: 1 })).outcome;
  assert.deepEqual([await outcomeOf('s3cret'), await outcomeOf('wrong')], ['accepted', 'rejected']);
});

test('a login of a call to a mapped number is decided by its group and not by the list', async () => {
  const maps = [{ number: '7777', use: 'authentication login', group: 'radius' }] as const;
  const outcomeOf = async (called: string, enabled: boolean): Promise<string> => {
    const at = bench({
      users,
      authentication: [local],
      radiusServers: [radiusServer(1812)],
      dnis: { enabled, maps },
    });
    at.behaviours.set(1812, () => ({ code: codes['Access-Reject'], attributes: [] }));
    const context = { ...vty, called };
    return (await login(at, new TypedDialogue('Admin', 's3cret'), { context, attempts: 1 })).outcome;
  };
  assert.equal(await outcomeOf('7777', true), 'rejected');
  assert.equal(await outcomeOf('8888', true), 'accepted');
  assert.equal(await outcomeOf('7777', false), 'accepted');
});
