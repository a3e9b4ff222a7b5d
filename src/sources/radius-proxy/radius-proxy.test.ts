import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { ephemeralVault, type NetworkOutcome, type NetworkRequest } from '../../aaa/index.ts';
import { config, list, Room } from '../../accounting/fixtures/room.ts';
import { seededRandom } from '../../base/random.ts';
import { type Attribute, attribute, codes, find, RadiusClient } from '../../protocols/radius/index.ts';
import type { LoginOwner } from './access.ts';
import type { RadiusProxyConfig } from './config.ts';
import { RadiusProxy } from './radius-proxy.ts';

const vault = ephemeralVault(seededRandom(5));
const key = vault.seal('software');
const loopback: RadiusProxyConfig = { listen: ['127.0.0.1'], clients: [{ address: '127.0.0.0/8', key }] };

/** A proxy on free ports of loopback; `decide` is the method lists. */
async function setUp(
  t: TestContext,
  decide: (request: NetworkRequest) => Promise<NetworkOutcome>,
  given = loopback,
  owner?: LoginOwner,
  settings: Parameters<typeof config>[1] = { sendStopAuthenticationFailure: true },
) {
  const room = new Room(t);
  const accounting = await room.open(config([list({ type: 'network' })], settings));
  const proxy = new RadiusProxy({
    ...{ clock: room.clock, random: seededRandom(1), log: room.log, vault, accounting },
    aaa: {
      authenticateNetwork: decide,
      confirmServices: async (services) => ({ services, refused: [], unanswered: [] }),
    },
    interimInterval: () => 300,
    ...(owner === undefined ? {} : { owner }),
  });
  const client = new RadiusClient();
  t.after(() => Promise.all([proxy.stop(), client.close()]));
  const ports = { authenticationPort: 0, accountingPort: 0 };
  await proxy.configure({ ...ports, ...given });
  const ask = async (
    role: 'auth' | 'acct',
    attributes: readonly Attribute[],
    secret = 'software',
    timeoutMs = 2000,
  ) => {
    const port = proxy.listening().find((one) => one.role === role)?.port ?? 0;
    const server = { host: '127.0.0.1', port, secret };
    const code = codes[role === 'auth' ? 'Access-Request' : 'Accounting-Request'];
    const result = await client.exchange({ server, code, attributes, timeoutMs, retransmit: 0 });
    return result.ok ? result.value.packet : undefined;
  };
  return { room, proxy, ask, ports };
}

const start = [
  attribute('Acct-Status-Type', 'Start'),
  attribute('Acct-Session-Id', '1'),
  attribute('User-Name', 'alice'),
];
const login = [attribute('User-Name', 'alice'), attribute('User-Password', 'wonderland')];

test('an Access-Request is decided by the lists: the password in clear to them, their answer to the software', async (t) => {
  const asked: NetworkRequest[] = [];
  const { ask, proxy } = await setUp(t, async (request) => {
    asked.push(request);
    return { outcome: 'accepted', authentic: 'local', attributes: [attribute('Framed-IP-Address', '10.1.1.2')] };
  });
  const packet = await ask('auth', login);
  assert.equal(packet?.code, codes['Access-Accept']);
  assert.equal(packet && find(packet, 'Framed-IP-Address'), '10.1.1.2');
  assert.equal(packet && find(packet, 'Acct-Interim-Interval'), 300, 'reports come as often as our interims');
  assert.equal(Buffer.from(asked[0]?.password ?? []).toString(), 'wonderland');
  await ask('acct', start);
  const [live] = proxy.sessions.all();
  assert.equal(live?.session.facts.authentic, 'local');
});

test('a reject, a challenge, no answer; EAP without Message-Authenticator is dropped', async (t) => {
  let outcome: NetworkOutcome = { outcome: 'rejected', attributes: [attribute('Reply-Message', 'no')] };
  const { ask, room, proxy } = await setUp(t, () => Promise.resolve(outcome));
  assert.equal((await ask('auth', login))?.code, codes['Access-Reject']);
  await room.until(() => room.got().length === 1);
  assert.equal(room.transport.of('radius')[0]?.type, 'network');
  outcome = { outcome: 'challenge', attributes: [attribute('State', Buffer.from('s'))] };
  assert.equal((await ask('auth', login))?.code, codes['Access-Challenge']);
  outcome = { outcome: 'unavailable' };
  assert.equal(await ask('auth', login, 'software', 200), undefined);
  const [state] = proxy.clients();
  assert.deepEqual([state?.accessRequests, state?.rejects, state?.challenges], [3, 1, 1]);
});

test('accounting is answered after the commit: not while the disk is full, and then it is', async (t) => {
  const { ask, room } = await setUp(t, () => Promise.resolve({ outcome: 'unavailable' }));
  room.engine.store.inject({ kind: 'full', commits: 1 });
  assert.equal(await ask('acct', start, 'software', 200), undefined);
  assert.equal(room.engine.storage().state, 'failing');
  const again = ask('acct', start);
  await room.clock.advance(250);
  assert.equal((await again)?.code, codes['Accounting-Response']);
  await room.until(() => room.got().length === 1);
});

test('clients without key, shut down, or not configured are not served; ports stay while clients change', async (t) => {
  const decide = () => Promise.resolve({ outcome: 'unavailable' } as const);
  const { ask, proxy, room, ports } = await setUp(t, decide, { ...loopback, clients: [{ address: '127.0.0.1' }] });
  assert.equal(await ask('acct', start, 'software', 200), undefined);
  assert.match(room.messages.join('\n'), /PROXY_NOKEY: RADIUS proxy client 127.0.0.1 has no key/);
  const before = proxy.listening();
  await proxy.configure({ ...ports, ...loopback, clients: [{ address: '127.0.0.1', key, shutdown: true }] });
  assert.equal(await ask('acct', start, 'software', 200), undefined);
  await proxy.configure({ ...ports, ...loopback, key, clients: [{ address: '127.0.0.1' }] });
  assert.equal((await ask('acct', start))?.code, codes['Accounting-Response']);
  assert.deepEqual(proxy.listening(), before);
  assert.equal(await ask('acct', start, 'another secret', 200), undefined);
  assert.match(room.messages.join('\n'), /PROXY_DROP: A request from 127.0.0.1 was dropped: bad-authenticator/);
  await proxy.configure(undefined);
  assert.deepEqual(proxy.listening(), []);
});

test('a user who is let in and whose session does not come leaves a Stop, unless he was on already', async (t) => {
  const accepted: NetworkOutcome = { outcome: 'accepted', authentic: 'radius', attributes: [] };
  const { ask, room } = await setUp(t, () => Promise.resolve(accepted), loopback, undefined, {
    sendStopAuthenticationSuccess: true,
  });
  await ask('acct', start);
  await ask('auth', login);
  await ask('auth', [attribute('User-Name', 'bob'), attribute('User-Password', 'x'), attribute('NAS-Port', 7)]);
  await room.clock.advance(700_000);
  await room.until(() => room.got().length === 2);
  const [, lone] = room.transport.of('radius');
  assert.deepEqual([lone?.kind, lone?.facts.user, lone?.facts.authentic], ['stop', 'bob', 'radius']);
});

test('a user who is authenticated and not authorized leaves a Stop as one whom a remote server knows', async (t) => {
  const refused: NetworkOutcome = { outcome: 'rejected', attributes: [], authentic: 'remote' };
  const { ask, room } = await setUp(t, () => Promise.resolve(refused), loopback, undefined, {
    sendStopAuthenticationSuccess: true,
  });
  await ask('auth', login);
  await room.until(() => room.got().length === 1);
  assert.equal(room.transport.of('radius')[0]?.facts.authentic, 'remote');
});

test('a port that another source owns has that source’s lists and logins, and its failures are in its books only', async (t) => {
  const asked: NetworkRequest[] = [];
  const accepted: unknown[] = [];
  const decide = async (request: NetworkRequest): Promise<NetworkOutcome> => {
    asked.push(request);
    const good = find(request, 'User-Name') === 'alice';
    return good
      ? { outcome: 'accepted', authentic: 'radius', attributes: [attribute('Class', Buffer.from('gold'))] }
      : { outcome: 'rejected', attributes: [] };
  };
  const { ask, room } = await setUp(t, decide, loopback, {
    listsOf: (port) => (port === 'tunnel' ? { authentication: 'xauth' } : undefined),
    accepted(one, user) {
      accepted.push(one);
      return user !== 'eve';
    },
  });
  const packet = await ask('auth', [...login, attribute('NAS-Port', 7), attribute('NAS-Port-Id', 'tunnel')]);
  assert.equal(packet && find(packet, 'Acct-Interim-Interval'), undefined, 'it does not report to us');
  await ask('auth', [attribute('User-Name', 'mallory'), attribute('NAS-Port-Id', 'tunnel')]);
  await ask('auth', [...login, attribute('NAS-Port-Id', 'elsewhere')]);
  assert.deepEqual(
    asked.map(({ list, authorization }) => [list, authorization]),
    [
      ['xauth', undefined],
      ['xauth', undefined],
      ['default', 'default'],
    ],
  );
  assert.deepEqual(accepted, [
    {
      ...{ client: '127.0.0.1', user: 'alice', port: 'tunnel', caller: undefined, id: '' },
      ...{ authentic: 'radius', classes: ['676f6c64'] },
    },
  ]);
  assert.deepEqual(room.got(), []);
  const eve = [attribute('User-Name', 'eve'), attribute('User-Password', 'wonderland')];
  const refused = await ask('auth', [...eve, attribute('NAS-Port-Id', 'tunnel')]);
  assert.equal(refused?.code, codes['Access-Reject'], 'the owner has the last word');
  assert.equal(refused && find(refused, 'Class'), undefined);
});

test('a port that is taken is reported', async (t) => {
  const { proxy, room } = await setUp(t, () => Promise.resolve({ outcome: 'unavailable' }));
  const taken = proxy.listening()[0]?.port ?? 0;
  const other = await setUp(t, () => Promise.resolve({ outcome: 'unavailable' }));
  await other.proxy.configure({ ...loopback, authenticationPort: taken, accountingPort: 0 });
  assert.deepEqual(other.proxy.listening(), []);
  assert.match(other.room.messages.join('\n'), new RegExp(`UDP port ${taken}: EADDRINUSE`));
  assert.equal(
    room.messages.some((line) => line.includes('LISTEN_FAILED')),
    false,
  );
});
