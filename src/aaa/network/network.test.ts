import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { attribute, chapPassword, codes, find, findAll } from '../../protocols/radius/index.ts';
import type { AaaConfig, AaaMethod } from '../config.ts';
import { bench, radiusServer, testVault } from '../testing/bench.ts';
import type { RadiusAttribute } from '../wire.ts';
import { identityOf } from './credentials.ts';
import type { NetworkRequest } from './network-types.ts';

const list = (...methods: readonly AaaMethod[]): Partial<AaaConfig> => ({
  authentication: [{ service: 'ppp', name: 'default', methods }],
});
const radius = { method: 'group', group: 'radius' } as const;
const local = { method: 'local' } as const;
const none = { method: 'none' } as const;
const users: AaaConfig['users'] = [
  { name: 'alice', password: { keyword: 'password', ...testVault.seal('wonderland') } },
  { name: 'hashed', password: { keyword: 'secret', type: 5, text: '$1$mERr$hx5rVt7rPNoS4wqbXKX7m0' } },
];
const authenticator = Buffer.from('0123456789abcdef');
const request = (attributes: readonly RadiusAttribute[], more: Partial<NetworkRequest> = {}): NetworkRequest => ({
  ...{ list: 'default', authorization: 'default', uniqueId: 1, authenticator, attributes },
  ...more,
});
const pap = (user: string, password: string, ...more: readonly RadiusAttribute[]): NetworkRequest =>
  request([attribute('User-Name', user), { type: 2, value: new Uint8Array(16) }, ...more], {
    password: Buffer.from(password),
  });
const chap = (user: string, password: string, challenge?: Uint8Array): NetworkRequest =>
  request([
    attribute('User-Name', user),
    attribute('CHAP-Password', chapPassword(9, password, challenge ?? authenticator)),
    ...(challenge === undefined ? [] : [attribute('CHAP-Challenge', challenge)]),
  ]);

describe('local users', () => {
  test('PAP and CHAP, with the challenge given or the authenticator in its place', async () => {
    const { aaa } = bench({ ...list(local), users });
    const service = [attribute('Service-Type', 'Framed-User'), attribute('Framed-Protocol', 'PPP')];
    const accepted = await aaa.authenticateNetwork(pap('alice', 'wonderland', ...service));
    assert.deepEqual(accepted, { outcome: 'accepted', authentic: 'local', attributes: service });
    const challenge = Buffer.from('another challenge');
    for (const [asked, outcome] of [
      [pap('alice', 'wrong'), 'rejected'],
      [chap('alice', 'wonderland'), 'accepted'],
      [chap('alice', 'wonderland', challenge), 'accepted'],
      [chap('alice', 'wrong', challenge), 'rejected'],
      [chap('hashed', 'cisco'), 'rejected'],
      [pap('nobody', 'x'), 'rejected'],
      [request([attribute('User-Name', 'alice'), attribute('EAP-Message', Uint8Array.of(2, 1, 0, 5, 1))]), 'rejected'],
    ] as const)
      assert.equal((await aaa.authenticateNetwork(asked)).outcome, outcome);
  });

  test('an unknown user is not let in by `none`; without a list nobody is decided about', async () => {
    const { aaa, configure } = bench({ ...list(local, none), users });
    assert.equal((await aaa.authenticateNetwork(pap('nobody', 'x'))).outcome, 'rejected');
    configure(list(none));
    const outcome = await aaa.authenticateNetwork(pap('nobody', 'x'));
    assert.deepEqual(outcome, { outcome: 'accepted', authentic: 'none', attributes: [] });
    configure({ authentication: [] });
    assert.deepEqual(await aaa.authenticateNetwork(pap('nobody', 'x')), { outcome: 'unavailable' });
  });

  test('the list is found by name, ppp before login, then the default ones', async () => {
    const { aaa } = bench({
      users,
      authentication: [
        { service: 'login', name: 'L', methods: [none] },
        { service: 'ppp', name: 'P', methods: [local] },
        { service: 'login', name: 'P', methods: [none] },
        { service: 'login', name: 'default', methods: [none] },
      ],
    });
    const by = async (name: string) => (await aaa.authenticateNetwork({ ...pap('alice', 'bad'), list: name })).outcome;
    assert.deepEqual([await by('L'), await by('P'), await by('Q')], ['accepted', 'rejected', 'accepted']);
  });
});

test('AppleTalk remote access: `arap` lists first, then those of everybody', async () => {
  const { aaa } = bench({
    users,
    authentication: [
      { service: 'ppp', name: 'default', methods: [none] },
      { service: 'arap', name: 'A', methods: [local] },
      { service: 'ppp', name: 'A', methods: [none] },
    ],
  });
  const arap = attribute('Framed-Protocol', 'ARAP');
  const by = async (name: string, ...more: readonly RadiusAttribute[]) =>
    (await aaa.authenticateNetwork({ ...pap('alice', 'bad', ...more), list: name })).outcome;
  assert.deepEqual([await by('A', arap), await by('A'), await by('B', arap)], ['rejected', 'accepted', 'accepted']);
});

describe('RADIUS groups', () => {
  const servers: Partial<AaaConfig> = { radiusServers: [radiusServer(1812), radiusServer(2812)] };

  /** Runs the fake clock until the answer is there. */
  async function outcome<T>(clock: { advance(ms: number): Promise<void> }, promise: Promise<T>): Promise<T> {
    let done = false;
    void promise.finally(() => {
      done = true;
    });
    for (let turn = 0; turn < 200 && !done; turn++) await clock.advance(500);
    return promise;
  }

  test('the request goes on with this box as NAS, its password hidden anew; the answer comes back', async () => {
    const { aaa, clock, behaviours, sent } = bench({ ...list(radius), ...servers });
    const answer = [attribute('Framed-IP-Address', '10.1.1.2'), attribute('Class', Buffer.from('gold'))];
    behaviours.set(1812, () => ({
      code: codes['Access-Accept'],
      attributes: [attribute('Message-Authenticator', new Uint8Array(16)), ...answer],
    }));
    const asked = pap(
      'alice',
      'wonderland',
      attribute('NAS-IP-Address', '198.51.100.9'),
      attribute('NAS-Identifier', 'l2tpns'),
      attribute('Proxy-State', Buffer.from('p')),
      attribute('Calling-Station-Id', '562'),
      { type: 26, vendor: 311, vendorType: 11, value: Buffer.from('ms-chap-challenge') },
    );
    const result = await outcome(clock, aaa.authenticateNetwork(asked));
    assert.deepEqual(result, { outcome: 'accepted', authentic: 'radius', attributes: answer });
    const [{ packet } = { packet: { attributes: [] } }] = sent();
    assert.equal(find(packet, 'NAS-IP-Address'), '192.0.2.1');
    assert.equal(find(packet, 'NAS-Identifier'), undefined);
    assert.equal(find(packet, 'Proxy-State'), undefined);
    assert.equal(find(packet, 'Calling-Station-Id'), '562');
    assert.ok(packet.attributes.some(({ vendor }) => vendor === 311));
    const passwords = packet.attributes.filter(({ type }) => type === 2);
    assert.deepEqual(passwords, [{ type: 2, value: Buffer.from('wonderland'), conceal: 'user-password' }]);
  });

  test('a caller goes on octet for octet, or, with a MAC address, in the format that is configured', async () => {
    const odd = Uint8Array.of(0xff, 0x31);
    const sentFor = async (caller: RadiusAttribute, radiusGlobals: AaaConfig['radius']) => {
      const { aaa, clock, behaviours, sent } = bench({ ...list(radius), ...servers, radius: radiusGlobals });
      behaviours.set(1812, () => ({ code: codes['Access-Accept'], attributes: [] }));
      await outcome(clock, aaa.authenticateNetwork(pap('alice', 'wonderland', caller)));
      return sent()[0]?.packet.attributes.flatMap(({ type, value }) => (type === 31 ? [Buffer.from(value)] : []));
    };
    assert.deepEqual(await sentFor({ type: 31, value: odd }, {}), [Buffer.from(odd)]);
    const mac = attribute('Calling-Station-Id', '00:00:40:96:3e:4a');
    assert.deepEqual(await sentFor(mac, {}), [Buffer.from('00:00:40:96:3e:4a')]);
    assert.deepEqual(await sentFor(mac, { macFormat: { style: 'default' } }), [Buffer.from('0000.4096.3e4a')]);
  });

  test('this box names itself to the servers where that is configured', async () => {
    const nasIdentifier = { accessRequest: '%h at %i' };
    const { aaa, clock, sent } = bench({ ...list(radius), ...servers, radius: { nasIdentifier, retransmit: 0 } });
    await outcome(clock, aaa.authenticateNetwork(pap('alice', 'x', attribute('NAS-Identifier', 'l2tpns'))));
    const names = sent().map(({ packet }) => findAll(packet, 'NAS-Identifier'));
    assert.deepEqual(names, [['gate at 192.0.2.1'], ['gate at 192.0.2.1']]);
  });

  test('CHAP over the authenticator is forwarded with its challenge', async () => {
    const { aaa, clock, behaviours, sent } = bench({ ...list(radius), ...servers });
    behaviours.set(1812, () => ({ code: codes['Access-Reject'], attributes: [attribute('Reply-Message', 'no')] }));
    const result = await outcome(clock, aaa.authenticateNetwork(chap('alice', 'x')));
    assert.deepEqual(result, { outcome: 'rejected', attributes: [attribute('Reply-Message', 'no')] });
    const [{ packet } = { packet: { attributes: [] } }] = sent();
    assert.deepEqual(Buffer.from(find(packet, 'CHAP-Challenge') ?? []), authenticator);
  });

  test('the answer to a challenge goes to the server that asked', async () => {
    const { aaa, clock, behaviours, sent } = bench({ ...list(radius), ...servers });
    const state = Buffer.from('state-1');
    behaviours.set(2812, (packet) =>
      find(packet, 'State') === undefined
        ? { code: codes['Access-Challenge'], attributes: [attribute('State', state)] }
        : { code: codes['Access-Accept'] },
    );
    const eap = (...more: readonly RadiusAttribute[]) =>
      request([attribute('User-Name', 'alice'), attribute('EAP-Message', Uint8Array.of(2, 1, 0, 5, 1)), ...more]);
    const first = await outcome(clock, aaa.authenticateNetwork(eap()));
    assert.deepEqual(first, { outcome: 'challenge', attributes: [attribute('State', state)] });
    // The first server is back, and knows nothing of this conversation.
    behaviours.set(1812, () => ({ code: codes['Access-Reject'] }));
    const before = sent().length;
    const second = await outcome(clock, aaa.authenticateNetwork(eap(attribute('State', state))));
    assert.equal(second.outcome, 'accepted');
    assert.deepEqual(
      sent()
        .slice(before)
        .map(({ port }) => port),
      [2812],
    );
  });

  test('silence moves on to the next method, or leaves the request without an answer', async () => {
    const { aaa, clock, configure } = bench({ ...list(radius, local), ...servers, users });
    const fallback = await outcome(clock, aaa.authenticateNetwork(pap('alice', 'wonderland')));
    assert.equal(fallback.outcome, 'accepted');
    configure({ ...list(radius), ...servers, users });
    assert.deepEqual(await outcome(clock, aaa.authenticateNetwork(pap('alice', 'wonderland'))), {
      outcome: 'unavailable',
    });
  });

  test('a called number has its own group, for authentication and for authorization', async () => {
    const dnis: AaaConfig['dnis'] = {
      enabled: true,
      maps: [
        { number: '7777', use: 'authentication ppp', group: 'radius' },
        { number: '8888', use: 'authorization network', group: 'radius' },
      ],
    };
    const { aaa, clock, behaviours } = bench({ ...list(none), ...servers, dnis });
    behaviours.set(1812, () => ({ code: codes['Access-Reject'] }));
    const call = (number: string) =>
      outcome(clock, aaa.authenticateNetwork(pap('eve', 'x', attribute('Called-Station-Id', number))));
    assert.equal((await call('7777')).outcome, 'rejected');
    assert.equal((await call('9999')).outcome, 'accepted');
    assert.equal((await call('8888')).outcome, 'rejected');
  });
});

test('network authorization: users of this box, whoever has authenticated, nobody', async () => {
  const by = async (method: AaaMethod, user = 'alice') => {
    const { aaa } = bench({
      ...list(user === 'alice' ? local : none),
      users,
      authorization: [{ service: 'network', name: 'default', methods: [method] }],
    });
    return (await aaa.authenticateNetwork(pap(user, 'wonderland'))).outcome;
  };
  assert.equal(await by(local), 'accepted');
  assert.equal(await by(local, 'guest'), 'rejected');
  assert.equal(await by({ method: 'if-authenticated' }), 'accepted');
  assert.equal(await by({ method: 'if-authenticated' }, 'guest'), 'rejected');
  assert.equal(await by(none, 'guest'), 'accepted');
});

test('TACACS+ is told of the port by the name that accounting has for it', () => {
  const port = (...attributes: readonly RadiusAttribute[]) => identityOf(request(attributes)).port;
  const number = attribute('NAS-Port', 7);
  assert.equal(port(number, attribute('NAS-Port-Type', 'Async')), 'Async7');
  assert.equal(port(number, attribute('NAS-Port-Type', 'Virtual')), 'Port7');
  assert.equal(port(number), 'Port7');
  assert.equal(port(number, attribute('NAS-Port-Id', 'ppp3')), 'ppp3');
  assert.equal(port(), '');
});
