/** The VICI client against real charons: two gateways, one tunnel between them. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { inspect } from 'node:util';
import { systemClock } from '../../src/base/clock.ts';
import { systemRandom } from '../../src/base/random.ts';
import type { Result } from '../../src/base/result.ts';
import {
  type LinkChange,
  type SaEvent,
  type ViciClient,
  type ViciFailure,
  type ViciSection,
  viciClient,
} from '../../src/protocols/vici/index.ts';
import { type CharonHost, charonLab, innerHeaders, sendUdp } from '../rigs/charon.ts';

/** Of a test: one that waits for what never comes fails. */
const timeout = 60_000;

type Told = { readonly link: LinkChange } | { readonly event: SaEvent };

interface Listener {
  readonly client: ViciClient;
  readonly told: readonly Told[];
  /** Resolves when what was told, from `after` on, has one like this. */
  heard(is: (one: Told) => boolean, after?: number): Promise<void>;
  link(kind: LinkChange['kind']): Promise<void>;
}

function listen(t: TestContext, host: CharonHost, timeout = 20_000): Listener {
  const told: Told[] = [];
  const waiting = new Set<() => void>();
  const tell = (one: Told): void => {
    told.push(one);
    for (const look of [...waiting]) look();
  };
  const heard = (is: (one: Told) => boolean, after = 0): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!told.slice(after).some(is)) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  const client = viciClient({
    socket: host.socket,
    onLink: (link) => tell({ link }),
    onEvent: (event) => tell({ event }),
    onUnreadable: (name, failure) => assert.fail(`${name}: ${JSON.stringify(failure)}`),
    clock: systemClock,
    random: systemRandom,
    timeout,
    backOff: { first: 20, most: 200 },
  });
  t.after(() => client.close());
  return { client, told, heard, link: (kind) => heard((one) => 'link' in one && one.link.kind === kind) };
}

function value<T>(result: Result<T, ViciFailure>): T {
  assert.ok(result.ok, inspect(result, { depth: 5 }));
  return result.value;
}

const connection = (local: string, remote: string, localTs: string, remoteTs: string): ViciSection => ({
  version: '2',
  local_addrs: [local],
  remote_addrs: [remote],
  proposals: ['aes128-sha256-x25519'],
  local: { auth: 'psk', id: local },
  remote: { auth: 'psk', id: remote },
  children: { lan: { local_ts: [localTs], remote_ts: [remoteTs], esp_proposals: ['aes128-sha256'] } },
});

const hosts = {
  gw: { address: '10.9.0.1/24', inner: ['10.1.0.1/24'] },
  cl: { address: '10.9.0.2/24', inner: ['10.2.0.1/24'] },
};

async function load({ client }: Listener, local: string, remote: string, localTs: string, remoteTs: string) {
  value(await client.loadShared({ id: 'site', type: 'IKE', data: 'secret', owners: [local, remote] }));
  value(await client.loadConnection('site', connection(local, remote, localTs, remoteTs)));
}

const loadBoth = async (gw: Listener, cl: Listener): Promise<void> => {
  await load(gw, '10.9.0.1', '10.9.0.2', '10.1.0.0/24', '10.2.0.0/24');
  await load(cl, '10.9.0.2', '10.9.0.1', '10.2.0.0/24', '10.1.0.0/24');
};

const story = ({ told }: Listener): string[] =>
  told.map((one) => {
    if ('link' in one) return one.link.kind;
    const { event } = one;
    return 'up' in event ? `${event.type} ${event.up ? 'up' : 'down'}` : event.type;
  });

const isDown = (one: Told): boolean => 'event' in one && one.event.type === 'child-updown' && !one.event.up;
const isUp = (one: Told): boolean => 'event' in one && one.event.type === 'child-updown' && one.event.up;

test('a tunnel: loaded, set up, listed with its counters, rekeyed and ended, with events in order', {
  timeout,
}, async (t) => {
  const lab = await charonLab(t, hosts);
  const [gw, cl] = [listen(t, lab.gw), listen(t, lab.cl)];
  await Promise.all([gw.link('connected'), cl.link('connected')]);

  const { version, daemon } = value(await gw.client.version());
  assert.match(version, /^5\.\d/);
  assert.equal(daemon, 'charon');
  const stats = value(await gw.client.stats());
  assert.match(stats.since, /^\w{3} \d\d \d\d:\d\d:\d\d \d{4}$/);
  assert.ok(stats.plugins.includes('vici'));
  assert.equal(stats.ikeSas.total, 0);

  await loadBoth(gw, cl);
  const [loaded] = value(await gw.client.listConnections());
  assert.ok(loaded);
  assert.deepEqual(
    [loaded.name, loaded.localAddresses, loaded.remoteAddresses, loaded.version],
    ['site', ['10.9.0.1'], ['10.9.0.2'], 'IKEv2'],
  );
  assert.deepEqual(
    loaded.local.map((round) => [round.class, round.id]),
    [['pre-shared key', '10.9.0.1']],
  );
  assert.deepEqual(
    loaded.children.map((child) => [child.name, child.mode, child.localTs, child.remoteTs]),
    [['lan', 'TUNNEL', ['10.1.0.0/24'], ['10.2.0.0/24']]],
  );

  const lines: string[] = [];
  value(await cl.client.initiate({ ike: 'site', child: 'lan' }, { log: ({ message }) => lines.push(message) }));
  assert.ok(
    lines.some((line) => /^CHILD_SA lan\{1\} established/.test(line)),
    lines.join('\n'),
  );
  await Promise.all([gw.heard(isUp), cl.heard(isUp)]);
  const [gwHost, clHost] = [
    { host: lab.gw, address: '10.1.0.1' },
    { host: lab.cl, address: '10.2.0.1' },
  ];
  assert.equal(await sendUdp({ from: clHost, to: gwHost, packets: 7, payload: 100 }), 700);
  assert.equal(await sendUdp({ from: gwHost, to: clHost, packets: 3, payload: 1000 }), 3000);

  const [sa, ...more] = value(await gw.client.listSas());
  assert.ok(sa);
  assert.deepEqual(more, []);
  const { initiatorSpi, responderSpi, established, rekeyTime, children, ...rest } = sa;
  assert.match(initiatorSpi, /^[0-9a-f]{16}$/);
  assert.match(responderSpi, /^[0-9a-f]{16}$/);
  assert.ok(established !== undefined && established < 60);
  assert.ok(rekeyTime !== undefined && rekeyTime > 1000);
  assert.deepEqual(rest, {
    name: 'site',
    uniqueId: 1,
    version: 2,
    state: 'ESTABLISHED',
    local: { host: '10.9.0.1', port: 4500, id: '10.9.0.1' },
    remote: { host: '10.9.0.2', port: 4500, id: '10.9.0.2' },
    remoteXauthId: undefined,
    remoteEapId: undefined,
    initiator: false,
    natLocal: false,
    natRemote: true,
    natFake: false,
    natAny: true,
    encryption: 'AES_CBC',
    encryptionKeySize: 128,
    integrity: 'HMAC_SHA2_256_128',
    prf: 'PRF_HMAC_SHA2_256',
    dhGroup: 'CURVE_25519',
    ppk: false,
    reauthTime: undefined,
    ifIdIn: undefined,
    ifIdOut: undefined,
    localVips: [],
    remoteVips: [],
    tasksQueued: [],
    tasksActive: [],
    tasksPassive: [],
  });
  const [child] = children;
  assert.ok(child);
  assert.deepEqual(
    [child.name, child.state, child.mode, child.protocol, child.encap, child.encryption, child.integrity],
    ['lan', 'INSTALLED', 'TUNNEL', 'ESP', true, 'AES_CBC', 'HMAC_SHA2_256_128'],
  );
  assert.deepEqual([child.localTs, child.remoteTs], [['10.1.0.0/24'], ['10.2.0.0/24']]);
  assert.match(child.spiIn ?? '', /^[0-9a-f]{8}$/);
  const inside = (packets: number, payload: number): [bigint, bigint] => [
    BigInt(packets * (payload + innerHeaders)),
    BigInt(packets),
  ];
  assert.deepEqual([child.bytesIn, child.packetsIn], inside(7, 100));
  assert.deepEqual([child.bytesOut, child.packetsOut], inside(3, 1000));
  assert.ok(child.rekeyTime !== undefined && child.lifeTime !== undefined && child.installTime !== undefined);
  assert.deepEqual(value(await gw.client.listSas({ ikeId: 999 })), []);
  assert.equal(value(await gw.client.listSas({ ikeId: 1, noblock: true })).length, 1);

  // The client's side rekeys, so that the gateway's counters of the old SA are exact.
  assert.equal(value(await cl.client.rekey({ child: 'lan' })).matches, 1);
  await gw.heard((one) => 'event' in one && one.event.type === 'child-rekey');
  const rekey = gw.told.flatMap((one) => ('event' in one && one.event.type === 'child-rekey' ? one.event : []))[0];
  assert.deepEqual(
    rekey?.rekeys.map(({ name, old, new: fresh }) => [name, old.uniqueId, old.bytesIn, fresh.uniqueId, fresh.bytesIn]),
    [['lan', 1, child.bytesIn, 2, 0n]],
  );
  assert.equal(rekey?.sa.uniqueId, 1);

  assert.equal(value(await cl.client.rekey({ ike: 'site' })).matches, 1);
  await gw.heard((one) => 'event' in one && one.event.type === 'ike-rekey');
  const ike = gw.told.flatMap((one) => ('event' in one && one.event.type === 'ike-rekey' ? one.event : []))[0];
  assert.deepEqual([ike?.name, ike?.old.uniqueId, ike?.new.uniqueId], ['site', 1, 2]);
  assert.notEqual(ike?.old.initiatorSpi, ike?.new.initiatorSpi);

  assert.deepEqual(value(await gw.client.terminate({ ikeId: 77 })), { matches: 0, terminated: 0 });
  assert.deepEqual(value(await gw.client.terminate({ ike: 'site' })), { matches: 1, terminated: 1 });
  await Promise.all([gw.heard(isDown), cl.heard(isDown)]);
  assert.deepEqual(story(gw), [
    'connected',
    'ike-update',
    'ike-updown up',
    'child-updown up',
    'child-rekey',
    'ike-rekey',
    'ike-updown down',
    'child-updown down',
  ]);
  const update = gw.told.flatMap((one) => ('event' in one && one.event.type === 'ike-update' ? one.event : []))[0];
  assert.deepEqual([update?.local.host, update?.remote.host, update?.sa.state], ['10.9.0.1', '10.9.0.2', 'CONNECTING']);
  assert.deepEqual(value(await gw.client.listSas()), []);
});

test('pools and their leases; what is loaded can be unloaded', { timeout }, async (t) => {
  const { gw } = await charonLab(t, { gw: hosts.gw });
  const { client } = listen(t, gw);
  value(await client.loadPool('vpn', { addrs: '10.99.0.0/26', dns: ['10.1.0.53'], split_include: ['10.1.0.0/24'] }));
  assert.deepEqual(value(await client.getPools({ leases: true })), [
    { name: 'vpn', base: '10.99.0.0', size: 62, online: 0, offline: 0, leases: [] },
  ]);
  value(await client.unloadPool('vpn'));
  assert.deepEqual(value(await client.getPools()), []);
  value(await client.loadConnection('one', connection('10.9.0.1', '10.9.0.2', '10.1.0.0/24', '10.2.0.0/24')));
  value(await client.loadShared({ id: 'k', type: 'IKE', data: 'x', owners: [] }));
  value(await client.unloadShared('k'));
  value(await client.unloadConnection('one'));
  assert.deepEqual(value(await client.listConnections()), []);
});

test("what charon refuses comes with charon's words, and what it does not know is told apart", {
  timeout,
}, async (t) => {
  const { gw } = await charonLab(t, { gw: hosts.gw });
  const { client } = listen(t, gw);
  const good = connection('10.9.0.1', '10.9.0.2', '10.1.0.0/24', '10.2.0.0/24');
  const refused = async (section: ViciSection): Promise<string> => {
    const result = await client.loadConnection('bad', section);
    assert.ok(!result.ok && result.error.kind === 'refused', JSON.stringify(result));
    assert.equal(result.error.command, 'load-conn');
    return result.error.message;
  };
  assert.equal(
    await refused({ ...good, proposals: ['rot13-sha256'] }),
    'invalid value for: proposals, config discarded',
  );
  assert.match(await refused({ ...good, colour: 'blue' }), /^unknown option: colour, config discarded/);
  assert.deepEqual(value(await client.listConnections()), []);
  const none = await client.unloadConnection('nobody');
  assert.ok(!none.ok && none.error.kind === 'refused');
  const unknown = await client.command('make-coffee');
  assert.deepEqual(unknown, { ok: false, error: { kind: 'unknown-command', command: 'make-coffee' } });
  const event = await client.stream('stats', 'alert', () => {});
  assert.deepEqual(event, { ok: false, error: { kind: 'unknown-event', event: 'alert' } });
});

test('a command that waits holds up no event and no other command', { timeout }, async (t) => {
  const lab = await charonLab(t, { ...hosts, third: { address: '10.9.0.3/24', inner: ['10.3.0.1/24'] } });
  const [gw, cl, third] = [listen(t, lab.gw), listen(t, lab.cl), listen(t, lab.third)];
  await loadBoth(gw, cl);
  value(await cl.client.initiate({ child: 'lan' }));
  await gw.heard(isUp);
  // A peer that does not answer: `terminate` waits for it until charon gives up.
  lab.cl.lan(false);
  let ended = false;
  const waiting = gw.client.terminate({ ike: 'site' }).then((result) => {
    ended = true;
    return result;
  });
  const mark = gw.told.length;
  value(await gw.client.loadShared({ id: 'third', type: 'IKE', data: 'other', owners: ['10.9.0.1', '10.9.0.3'] }));
  const other = connection('10.9.0.1', '10.9.0.3', '10.1.0.0/24', '10.3.0.0/24');
  value(await gw.client.loadConnection('third', other));
  value(await third.client.loadShared({ id: 'k', type: 'IKE', data: 'other', owners: ['10.9.0.1', '10.9.0.3'] }));
  const own = connection('10.9.0.3', '10.9.0.1', '10.3.0.0/24', '10.1.0.0/24');
  value(await third.client.loadConnection('own', own));
  value(await third.client.initiate({ child: 'lan' }));
  await gw.heard((one) => isUp(one) && 'event' in one && 'sa' in one.event && one.event.sa.name === 'third', mark);
  assert.ok(!ended, 'the command was over before the event');
  value(await gw.client.stats());
  assert.ok(!ended, 'the command was over before the other');
  assert.equal(value(await waiting).terminated, 1);
  await gw.heard(isDown, mark);
});

test('a command that takes too long fails with its time, and the next is answered by its own answer', {
  timeout,
}, async (t) => {
  const { gw } = await charonLab(t, { gw: hosts.gw });
  const listener = listen(t, gw);
  await listener.link('connected');
  gw.freeze();
  const result = await listener.client.version({ timeout: 200 });
  assert.deepEqual(result, { ok: false, error: { kind: 'timeout', command: 'version', milliseconds: 200 } });
  const stop = new AbortController();
  const aborted = listener.client.stats({ signal: stop.signal });
  stop.abort();
  assert.deepEqual(await aborted, { ok: false, error: { kind: 'aborted', command: 'stats' } });
  gw.thaw();
  assert.equal(value(await listener.client.version()).daemon, 'charon');
  assert.deepEqual(story(listener), ['connected']);
});

test('SIGKILL of charon is told as a loss, its next life as a restart, with events again', { timeout }, async (t) => {
  const lab = await charonLab(t, hosts);
  const [gw, cl] = [listen(t, lab.gw), listen(t, lab.cl)];
  await loadBoth(gw, cl);
  value(await cl.client.initiate({ child: 'lan' }));
  await gw.heard(isUp);
  const before = gw.client.charon;
  await lab.gw.kill('SIGKILL');
  await gw.link('lost');
  assert.equal(gw.client.up, false);
  const down = await gw.client.version();
  assert.ok(!down.ok && down.error.kind === 'unreachable', JSON.stringify(down));
  // Within the same second, often: `since` alone would not tell.
  await lab.gw.start();
  await gw.link('restarted');
  assert.equal(gw.client.up, true);
  const restarted = gw.told.flatMap((one) => ('link' in one && one.link.kind === 'restarted' ? one.link : []))[0];
  assert.deepEqual(restarted?.before, before);
  assert.notEqual(restarted?.charon.key, before?.key);
  assert.deepEqual(value(await gw.client.listSas()), []);
  assert.deepEqual(value(await gw.client.listConnections()), []);

  const mark = gw.told.length;
  await load(gw, '10.9.0.1', '10.9.0.2', '10.1.0.0/24', '10.2.0.0/24');
  value(await gw.client.initiate({ child: 'lan' }));
  await gw.heard(isUp, mark);
  assert.deepEqual(
    gw.told.flatMap((one) => ('link' in one ? one.link.kind : [])),
    ['connected', 'lost', 'restarted'],
  );
});

test('a charon that comes later is waited for, and that is told once', { timeout }, async (t) => {
  const { gw } = await charonLab(t, { gw: hosts.gw });
  await gw.kill('SIGTERM');
  const listener = listen(t, gw);
  await listener.link('unreachable');
  const early = await listener.client.version();
  assert.ok(!early.ok && early.error.kind === 'unreachable');
  await gw.start();
  await listener.link('connected');
  assert.deepEqual(story(listener), ['unreachable', 'connected']);
});
