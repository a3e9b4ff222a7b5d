import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { type TestContext, test } from 'node:test';
import type { Aaa } from '../aaa.ts';
import { emptyAaaConfig } from '../config.ts';
import { KeptLog, TypedDialogue, testVault, vty } from '../testing/bench.ts';
import { loopback, tacacsPeer, tacacsServer } from '../testing/tacacs-peer.ts';
import type { TacacsAccountingReply, TacacsAccountingRequest } from '../wire.ts';
import type { GroupAnswer } from './group.ts';

const record = (user = 'alice'): TacacsAccountingRequest => ({
  flags: 2,
  authenMethod: 6,
  privLvl: 1,
  authenType: 1,
  authenService: 1,
  user,
  port: 'tty26',
  remAddr: '192.0.2.99',
  args: ['task_id=10', 'timezone=UTC', 'service=shell'],
});

function account(aaa: Aaa, name = 'tacacs+', body = record()): Promise<GroupAnswer<TacacsAccountingReply>> {
  const group = aaa.groups.get(name);
  assert.ok(group?.protocol === 'tacacs+');
  return new Promise((resolve) => group.account(1, () => body, resolve));
}

const who = (answer: GroupAnswer<unknown>): string =>
  answer.outcome === 'answered' ? answer.server.name : answer.reason;

/** A port where nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  assert.ok(address !== null && typeof address === 'object');
  return address.port;
}

/** A server that takes connections and never answers. */
async function silentPort(t: TestContext): Promise<number> {
  const server = createServer((socket) => void socket.on('error', () => {}));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return address.port;
}

/** A server that closes every connection when it is asked. */
async function hangUpPort(t: TestContext): Promise<number> {
  const server = createServer((socket) => void socket.on('error', () => {}).once('data', () => socket.end()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return address.port;
}

test('refused, ERROR, FOLLOW and a wrong key lead to the next server; SUCCESS ends', async (t) => {
  const verdict = (status: 'error' | 'follow') => ({ account: () => Promise.resolve([{ status }]) });
  const erring = await tacacsPeer(t, verdict('error'));
  const following = await tacacsPeer(t, verdict('follow'));
  const strange = await tacacsPeer(t, {}, { key: 'another-key-altogether' });
  const good = await tacacsPeer(t);
  const spare = await tacacsPeer(t);
  const ports = [await closedPort(), erring.port, following.port, strange.port, good.port, spare.port];
  const aaa = loopback(t, { tacacsServers: ports.map((port) => tacacsServer(port)) });
  assert.equal(who(await account(aaa)), `t${good.port}`);
  assert.deepEqual([good.records.length, spare.records.length, strange.records.length], [1, 0, 0]);
  assert.deepEqual(good.records[0]?.args, ['task_id=10', 'timezone=UTC', 'service=shell']);
  assert.deepEqual(
    aaa.snapshot().tacacs.map(({ alive }) => alive),
    [false, false, false, false, true, true],
  );
  const [refused, , , , answered] = aaa.snapshot().tacacs;
  assert.deepEqual([refused!.failedConnects, refused!.socketOpens], [1, 0]);
  assert.deepEqual([answered!.socketOpens, answered!.packetsSent, answered!.packetsReceived], [1, 1, 1]);
});

test('the operator is told what each server did instead of answering', async (t) => {
  const why = async (...ports: readonly number[]): Promise<string | undefined> => {
    const servers = ports.map((port) => tacacsServer(port, { timeout: 0.2 }));
    const answer = await account(loopback(t, { tacacsServers: servers }));
    assert.equal(answer.outcome, 'no-response');
    return answer.outcome === 'no-response' ? answer.detail : undefined;
  };
  const refused = await closedPort();
  const silent = await silentPort(t);
  const erring = await tacacsPeer(t, {
    account: () => Promise.resolve([{ status: 'error', message: 'disk\r\nis \x1b[31mfull' }]),
  });
  const following = await tacacsPeer(t, { account: () => Promise.resolve([{ status: 'follow' }]) });
  const strange = await tacacsPeer(t, {}, { key: 'another-key-altogether' });
  assert.equal(await why(refused), 'connection refused');
  assert.equal(await why(silent), 'timeout');
  assert.equal(await why(erring.port), 'server error: disk is [31mfull');
  assert.equal(await why(following.port), 'server says FOLLOW');
  assert.equal(await why(strange.port), 'wrong key');
  assert.equal(await why(await hangUpPort(t)), 'connection closed without an answer');
  assert.equal(await why(refused, await closedPort()), 'connection refused');
  assert.equal(await why(refused, silent), `t${refused} connection refused; t${silent} timeout`);
});

test('a silent server is waited for as long as the group says, then the answer is no response', async (t) => {
  const port = await silentPort(t);
  const server = { ...tacacsServer(port) };
  const { timeout: _, ...plain } = server;
  const aaa = loopback(t, {
    tacacsServers: [plain],
    groups: [{ protocol: 'tacacs+', name: 'quick', timeout: 0.05, members: [{ kind: 'name', name: server.name }] }],
  });
  const answer = await account(aaa, 'quick');
  assert.deepEqual([who(answer), answer.outcome === 'no-response' && answer.tried.length], ['timeout', 1]);
  assert.equal(aaa.groups.get('quick')?.alive, false);
  assert.equal(aaa.snapshot().tacacs[0]?.socketTimeouts, 1);
});

test('a server that answers again wakes whoever waits', async (t) => {
  const first = await tacacsPeer(t);
  const aaa = loopback(t, { tacacsServers: [tacacsServer(first.port)] });
  const alive: number[] = [];
  aaa.onAlive(({ port }) => alive.push(port));
  await first.close();
  assert.equal(who(await account(aaa)), 'timeout');
  const again = await tacacsPeer(t, {}, { port: first.port });
  assert.equal(who(await account(aaa)), `t${first.port}`);
  assert.deepEqual([alive, again.records.length], [[first.port], 1]);
});

test('a thousand records share one connection where the server agrees', async (t) => {
  const peer = await tacacsPeer(t);
  const aaa = loopback(t, { tacacsServers: [tacacsServer(peer.port, { singleConnection: true })] });
  const answers = await Promise.all(
    Array.from({ length: 1000 }, (_, index) => account(aaa, 'tacacs+', record(`u${index}`))),
  );
  assert.ok(answers.every(({ outcome }) => outcome === 'answered'));
  assert.equal(new Set(peer.records.map(({ user }) => user)).size, 1000);
  assert.equal(aaa.snapshot().tacacs[0]?.socketOpens, 1);
});

test('a new key takes effect, what is under way finishes with the old one', async (t) => {
  let release = (): void => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const peer = await tacacsPeer(t, { account: () => held.then(() => undefined) });
  const config = { ...emptyAaaConfig, newModel: true };
  const aaa = loopback(t, { tacacsServers: [tacacsServer(peer.port)] });
  const group = aaa.groups.get('tacacs+');
  const answering = account(aaa);
  aaa.configure({ ...config, tacacsServers: [tacacsServer(peer.port, { key: testVault.seal('a-new-key-of-today') })] });
  assert.equal(aaa.groups.get('tacacs+'), group);
  release();
  assert.equal(who(await answering), `t${peer.port}`);
  assert.equal(who(await account(aaa)), 'timeout', 'the peer still has the old key');
});

test('another key than the server has is told to the operator, once per key', async (t) => {
  const log = new KeptLog();
  const peer = await tacacsPeer(t, {}, { key: 'another-key-altogether' });
  const server = tacacsServer(peer.port);
  const aaa = loopback(t, { tacacsServers: [server] }, log);
  const told = `%TACACS-4-BADKEY: The answer of TACACS+ server 127.0.0.1,${peer.port} cannot be read: check the keys of both sides.`;
  assert.equal(who(await account(aaa)), 'timeout');
  assert.equal(who(await account(aaa)), 'timeout');
  assert.deepEqual(log.messages, [told]);
  const key = testVault.seal('a-third-key');
  aaa.configure({ ...emptyAaaConfig, tacacsServers: [{ ...server, key }] });
  assert.equal(who(await account(aaa)), 'timeout');
  assert.deepEqual(log.messages, [told, told]);
});

test('without a key nothing is sent', async (t) => {
  const peer = await tacacsPeer(t);
  const { key: _, ...keyless } = tacacsServer(peer.port);
  const aaa = loopback(t, { tacacsServers: [keyless] });
  assert.equal(who(await account(aaa)), 'no-servers');
});

test('login shows the prompts of the server and its messages', async (t) => {
  const peer = await tacacsPeer(t);
  const aaa = loopback(t, {
    tacacsServers: [tacacsServer(await closedPort()), tacacsServer(peer.port)],
    authentication: [{ service: 'login', name: 'default', methods: [{ method: 'group', group: 'tacacs+' }] }],
  });
  const dialogue = new TypedDialogue('alice', 'no', 'alice', 'wonderland');
  const outcome = await aaa.login({ list: 'default', context: vty, dialogue });
  assert.deepEqual(outcome, {
    outcome: 'accepted',
    user: 'alice',
    profile: { authentic: 'remote', method: 'group', group: 'tacacs+', classes: [], message: 'Hello alice' },
  });
  assert.deepEqual(dialogue.prompts, ['Login: ', 'Pass: (hidden)', 'Login: ', 'Pass: (hidden)']);
  assert.deepEqual(dialogue.told, ['Go away', '% Authentication failed', 'Hello alice']);
  const known = new TypedDialogue('wonderland');
  assert.equal(
    (await aaa.login({ list: 'default', context: vty, dialogue: known, user: 'alice' })).outcome,
    'accepted',
  );
  assert.deepEqual(known.prompts, ['Pass: (hidden)']);
});

test('enable asks for the level in the name of the user', async (t) => {
  const asked: unknown[] = [];
  const peer = await tacacsPeer(t, {
    async authenticate({ start, askPassword }) {
      asked.push([start.user, start.privLvl, start.authenService]);
      return { status: (await askPassword()) === 'boss' ? 'pass' : 'fail' };
    },
  });
  const aaa = loopback(t, {
    tacacsServers: [tacacsServer(peer.port)],
    authentication: [{ service: 'enable', name: 'default', methods: [{ method: 'group', group: 'tacacs+' }] }],
  });
  const dialogue = new TypedDialogue('boss');
  assert.equal((await aaa.enable({ level: 15, user: 'alice', context: vty, dialogue })).outcome, 'accepted');
  assert.deepEqual(asked, [['alice', 15, 2]]);
  const wrong = await aaa.enable({ level: 7, user: 'alice', context: vty, dialogue: new TypedDialogue('x') });
  assert.deepEqual(wrong, { outcome: 'rejected', message: '% Access denied' });
});

test('test aaa group tells the three answers apart', async (t) => {
  const peer = await tacacsPeer(t);
  const aaa = loopback(t, { tacacsServers: [tacacsServer(peer.port)] });
  assert.equal((await aaa.testGroup('tacacs+', 'alice', 'wonderland')).outcome, 'accepted');
  assert.equal((await aaa.testGroup('tacacs+', 'alice', 'x')).outcome, 'rejected');
  assert.equal((await aaa.testGroup('radius', 'alice', 'x')).outcome, 'no-response');
  assert.equal((await aaa.testGroup('missing', 'alice', 'x')).outcome, 'unknown-group');
});

test('debug tacacs shows the exchange and never the password or the key', async (t) => {
  const log = new KeptLog('tacacs');
  const peer = await tacacsPeer(t);
  const aaa = loopback(t, { tacacsServers: [tacacsServer(peer.port)] }, log);
  await account(aaa);
  await aaa.testGroup('tacacs+', 'alice', 'wonderland');
  const text = log.lines.join('\n');
  assert.match(text, /TPLUS: Sending AV task_id=10/);
  assert.match(text, /TPLUS: Received accounting response with status PASS/);
  assert.match(text, /TPLUS: Received authen response status PASS/);
  assert.doesNotMatch(text, /wonderland|tacacs-key/);
});
