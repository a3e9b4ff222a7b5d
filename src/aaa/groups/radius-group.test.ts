import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attribute, codes, find } from '../../protocols/radius/index.ts';
import type { AaaConfig } from '../config.ts';
import { bench, KeptLog, radiusServer, testVault } from '../testing/bench.ts';
import type { Behaviour } from '../testing/fake-radius.ts';
import type { RadiusPacket } from '../wire.ts';
import type { GroupAnswer, RadiusGroup, Transmission } from './group.ts';

const stored: Behaviour = () => ({ code: codes['Accounting-Response'] });
const accept: Behaviour = () => ({ code: codes['Access-Accept'] });
const minute = 60_000;

const record =
  (status: 'Start' | 'Stop' | 'Interim-Update' = 'Start') =>
  (transmission: Transmission) => [
    attribute('Acct-Session-Id', '0000000A'),
    attribute('Acct-Status-Type', status),
    attribute('NAS-IP-Address', transmission.nasAddress),
    attribute('Acct-Delay-Time', Math.floor(transmission.attempt)),
  ];

function radius(at: ReturnType<typeof bench>, name = 'radius'): RadiusGroup {
  const group = at.aaa.groups.get(name);
  assert.ok(group?.protocol === 'radius');
  return group;
}

/** Sends one record and lets time pass until it is answered or given up. */
async function account(at: ReturnType<typeof bench>, group = radius(at), build = record()) {
  const answers: GroupAnswer<RadiusPacket>[] = [];
  group.account(0x10, build, (answer) => answers.push(answer));
  for (let second = 0; second < 600 && answers.length === 0; second++) await at.clock.advance(1000);
  assert.equal(answers.length, 1, 'answered exactly once');
  const [answer] = answers;
  assert.ok(answer);
  return answer;
}

/** `r1812` of an answer; the reason when there is none. */
const who = (answer: GroupAnswer<unknown>): string =>
  answer.outcome === 'answered' ? answer.server.name : answer.reason;

test('servers are tried in order, each retransmit + 1 times, timeout seconds apart', async () => {
  const at = bench({ radiusServers: [radiusServer(1812), radiusServer(2812)], radius: { timeout: 3, retransmit: 1 } });
  const answer = await account(at);
  assert.deepEqual([answer.outcome, who(answer)], ['no-response', 'timeout']);
  assert.deepEqual(answer.outcome === 'no-response' && answer.tried.map(({ name }) => name), ['r1812', 'r2812']);
  assert.deepEqual(
    at.sent().map(({ at: time, port }) => [time, port]),
    [
      [0, 1813],
      [3000, 1813],
      [6000, 2813],
      [9000, 2813],
    ],
  );
  assert.deepEqual(
    at.sent().map(({ packet }) => find(packet, 'Acct-Delay-Time')),
    [0, 1, 2, 3],
    'the attributes are built for every transmission',
  );
  assert.equal(find(at.sent()[0]!.packet, 'NAS-IP-Address'), '192.0.2.1');
});

test('the first answer decides; the server before it counts a failure, the one behind a fail-over', async () => {
  const at = bench({ radiusServers: [radiusServer(1812), radiusServer(2812), radiusServer(3812)] });
  at.behaviours.set(2813, stored);
  assert.equal(who(await account(at)), 'r2812');
  const [first, second, third] = at.aaa.snapshot().radius;
  assert.deepEqual(
    [first!.accounting.requests, first!.accounting.timeouts, first!.accounting.retransmissions],
    [4, 4, 3],
  );
  assert.deepEqual([first!.accounting.successes, first!.accounting.failures], [0, 1]);
  assert.deepEqual([second!.accounting.failovers, second!.accounting.successes], [1, 1]);
  assert.equal(third!.accounting.requests, 0);
});

test('requests count retransmissions, records count by status', async () => {
  const at = bench({ radiusServers: [radiusServer(1812, { retransmit: 3 })] });
  let silences = 2;
  at.behaviours.set(1813, (packet, port) => (silences-- > 0 ? 'silent' : stored(packet, port)));
  await account(at, undefined, record('Start'));
  await account(at, undefined, record('Interim-Update'));
  silences = 4;
  await account(at, undefined, record('Stop'));
  const { accounting, latency, rate } = at.aaa.snapshot().radius[0]!;
  assert.deepEqual(
    [accounting.requestStart, accounting.requestInterim, accounting.requestStop],
    [1, 1, 1],
    'one per record',
  );
  assert.deepEqual([accounting.responseStart, accounting.responseInterim, accounting.responseStop], [1, 1, 0]);
  assert.deepEqual([accounting.requests, accounting.retransmissions, accounting.timeouts], [8, 5, 6]);
  assert.deepEqual([accounting.successes, accounting.failures, accounting.responseTime], [2, 1, 1]);
  assert.deepEqual(latency.accounting, [2, 0, 0, 0, 0, 0, 0]);
  assert.equal(rate.high.requests, 8);
});

test('an answer with a bad authenticator is no answer', async () => {
  const at = bench({ radiusServers: [radiusServer(1812), radiusServer(2812)], radius: { retransmit: 1 } });
  at.behaviours.set(1813, () => 'bad-authenticator');
  at.behaviours.set(2813, stored);
  assert.equal(who(await account(at)), 'r2812');
  const { accounting } = at.aaa.snapshot().radius[0]!;
  assert.deepEqual([accounting.badAuthenticators, accounting.timeouts, accounting.failures], [2, 2, 1]);
});

test('an Access-Request is repeated as it is, with Message-Authenticator', async () => {
  const at = bench({ radiusServers: [radiusServer(1812, { retransmit: 1 })] });
  let built = 0;
  const answering = radius(at).authenticate(1, () => {
    built++;
    return [attribute('User-Name', 'alice')];
  });
  await at.clock.advance(20_000);
  assert.equal(who(await answering), 'timeout');
  assert.deepEqual([built, at.sent().length], [1, 2]);
});

test('without deadtime a dead server is told of, and used again at once', async () => {
  const at = bench({
    radiusServers: [radiusServer(1812)],
    radius: { timeout: 1, retransmit: 2, deadCriteria: { time: 1, tries: 4 } },
  });
  await account(at);
  assert.deepEqual(at.log.messages, []);
  await account(at);
  assert.deepEqual(at.log.messages, [
    '%RADIUS-4-RADIUS_DEAD: RADIUS server 192.0.2.10:1812,1813 is not responding.',
    '%RADIUS-4-RADIUS_ALIVE: RADIUS server 192.0.2.10:1812,1813 is being marked alive.',
  ]);
  const { health } = at.aaa.snapshot().radius[0]!;
  assert.deepEqual([health.state, health.deadCount, health.totalDeadTime], ['up', 1, 0]);
  assert.equal(who(await account(at)), 'timeout', 'asked, not skipped');
});

const mortal: Partial<AaaConfig> = {
  radiusServers: [radiusServer(1812), radiusServer(2812)],
  radius: { timeout: 1, retransmit: 3, deadtime: 5, deadCriteria: { time: 1, tries: 3 } },
};

test('a dead server is skipped for its deadtime, then asked again', async () => {
  const at = bench(mortal);
  const alive: string[] = [];
  at.aaa.onAlive(({ name }) => alive.push(name));
  at.behaviours.set(2813, stored);
  assert.equal(who(await account(at)), 'r2812');
  const before = at.sent().length;
  assert.equal(who(await account(at)), 'r2812');
  assert.deepEqual(
    at
      .sent()
      .slice(before)
      .map(({ port }) => port),
    [2813],
    'the dead one is not asked',
  );
  assert.equal(at.aaa.snapshot().radius[0]!.health.state, 'dead');
  assert.deepEqual(alive, []);
  await at.clock.advance(5 * minute);
  const { health } = at.aaa.snapshot().radius[0]!;
  assert.deepEqual([health.state, health.previousDuration], ['up', 5 * minute]);
  assert.deepEqual(alive, ['r1812']);
  at.behaviours.set(1813, stored);
  assert.equal(who(await account(at)), 'r1812');
  assert.match(at.log.messages.join('\n'), /RADIUS_DEAD.*\n.*RADIUS_ALIVE/);
});

test('when all are dead nothing is sent, and that is said once', async () => {
  const at = bench(mortal);
  assert.equal(who(await account(at)), 'timeout');
  const before = at.sent().length;
  for (let index = 0; index < 3; index++) assert.equal(who(await account(at)), 'all-dead');
  assert.equal(at.sent().length, before);
  assert.equal(radius(at).alive, false);
  assert.equal(at.log.messages.filter((text) => text.startsWith('%RADIUS-3-ALLDEADSERVER')).length, 1);
});

test('the deadtime of a group wins over the global one', async () => {
  const at = bench({
    ...mortal,
    groups: [
      { protocol: 'radius', name: 'patient', deadtime: 0, members: [{ kind: 'name', name: 'r1812' }] },
      { protocol: 'radius', name: 'strict', deadtime: 10, members: [{ kind: 'name', name: 'r1812' }] },
    ],
  });
  await account(at, radius(at, 'strict'));
  assert.equal(who(await account(at, radius(at, 'strict'))), 'all-dead');
  assert.equal(who(await account(at, radius(at, 'patient'))), 'timeout', 'deadtime 0 asks the dead as well');
  await at.clock.advance(9 * minute);
  assert.equal(who(await account(at, radius(at, 'strict'))), 'all-dead');
  await at.clock.advance(minute);
  assert.equal(at.aaa.snapshot().radius[0]!.health.state, 'up');
});

test('a server heard after silence wakes whoever waits', async () => {
  const at = bench({ radiusServers: [radiusServer(1812)], radius: { timeout: 1, retransmit: 0 } });
  const alive: number[] = [];
  at.aaa.onAlive(({ acctPort }) => alive.push(acctPort));
  await account(at);
  assert.deepEqual(alive, []);
  at.behaviours.set(1813, stored);
  await account(at);
  await account(at);
  assert.deepEqual(alive, [1813], 'once');
});

test('the automate-tester revives a dead server that answers its probe, even with a reject', async () => {
  const automateTester = { username: 'probe', ignoreAuthPort: false, ignoreAcctPort: true, probeOn: true };
  const at = bench({ ...mortal, radiusServers: [radiusServer(1812, { automateTester })] });
  await account(at);
  await at.clock.advance(5 * minute);
  assert.equal(at.aaa.snapshot().radius[0]!.health.state, 'dead', 'the probe was not answered');
  const probe = at.sent().find(({ port }) => port === 1812);
  assert.equal(probe && find(probe.packet, 'User-Name')?.toString(), 'probe');
  at.behaviours.set(1812, () => ({ code: codes['Access-Reject'] }));
  await at.clock.advance(5 * minute + 10_000);
  assert.equal(at.aaa.snapshot().radius[0]!.health.state, 'up');
});

test('the automate-tester asks a server that was idle, and not one that was heard', async () => {
  const automateTester = {
    username: 'probe',
    ignoreAuthPort: true,
    ignoreAcctPort: false,
    probeOn: false,
    idleTime: 10,
  };
  const at = bench({ radiusServers: [radiusServer(1812, { automateTester })] });
  at.behaviours.set(1813, stored);
  await at.clock.advance(9 * minute);
  await account(at);
  const before = at.sent().length;
  await at.clock.advance(9 * minute);
  assert.equal(at.sent().length, before);
  await at.clock.advance(2 * minute);
  assert.deepEqual(
    at
      .sent()
      .slice(before)
      .map(({ packet }) => packet.code),
    [codes['Status-Server']],
  );
});

test('a group names public servers by name and by address, and owns private ones', async () => {
  const at = bench({
    radiusServers: [radiusServer(1812), radiusServer(2812)],
    groups: [
      {
        protocol: 'radius',
        name: 'mixed',
        members: [
          { kind: 'private-radius', server: radiusServer(3812, { name: 'own' }) },
          { kind: 'address', host: '192.0.2.10', authPort: 2812, acctPort: 2813 },
          { kind: 'address', host: '192.0.2.10' },
          { kind: 'name', name: 'nobody' },
        ],
      },
    ],
  });
  assert.deepEqual(
    radius(at, 'mixed').members.map(({ name }) => name),
    ['own', 'r2812', 'r1812'],
  );
  assert.deepEqual(
    radius(at).members.map(({ name }) => name),
    ['r1812', 'r2812'],
    'private ones are not public',
  );
  assert.deepEqual(
    at.aaa.snapshot().radius.map(({ privateOf }) => privateOf),
    [undefined, undefined, 'mixed'],
  );
});

test('a group without a usable server answers at once', async () => {
  const keyless = { ...radiusServer(1812) };
  delete (keyless as { key?: unknown }).key;
  const at = bench({ radiusServers: [keyless, radiusServer(2812, { acctPort: 0 })] });
  assert.equal(who(await account(at)), 'no-servers');
  assert.equal(at.sent().length, 0);
});

test('a key of another master key is reported, and the server left alone', async () => {
  const key = { type: 6, text: `${testVault.seal('x').text.slice(0, -4)}AAAA` } as const;
  const at = bench({ radiusServers: [radiusServer(1812, { key })] });
  assert.deepEqual(at.log.messages, ['%AAA-3-BADSERVERKEY: Key of server r1812 cannot be used: wrong-master-key']);
  assert.equal(who(await account(at)), 'no-servers');
});

test('a record that does not fit into a packet is said to be so', async () => {
  const at = bench({ radiusServers: [radiusServer(1812), radiusServer(2812)] });
  const answer = await account(at, undefined, () => [attribute('User-Name', 'x'.repeat(300))]);
  assert.equal(who(answer), 'not-encodable');
});

test('another configuration leaves counters, health and identity of a server alone', async () => {
  const at = bench(mortal);
  const group = radius(at);
  at.behaviours.set(2813, stored);
  await account(at);
  const before = at.aaa.snapshot().radius[0]!;
  at.configure({ ...mortal, radiusServers: [radiusServer(4812), ...(mortal.radiusServers ?? [])], loginAttempts: 1 });
  assert.equal(at.aaa.groups.get('radius'), group);
  const after = at.aaa.snapshot().radius;
  assert.deepEqual(
    after.map(({ name }) => name),
    ['r4812', 'r1812', 'r2812'],
  );
  assert.deepEqual([after[1]!.id, after[1]!.priority, after[1]!.health.state], [before.id, 2, 'dead']);
  assert.deepEqual(after[1]!.accounting, before.accounting);
  at.configure({ ...mortal, radiusServers: [radiusServer(2812)] });
  assert.deepEqual(
    at.aaa.snapshot().radius.map(({ name, accounting }) => [name, accounting.successes]),
    [['r2812', 1]],
  );
});

test('a new group deadtime ends all running deadtimes', async () => {
  const at = bench(mortal);
  await account(at);
  assert.equal(at.aaa.snapshot().radius[0]!.health.state, 'dead');
  at.configure({ ...mortal, groups: [{ protocol: 'radius', name: 'g', deadtime: 3, members: [] }] });
  assert.equal(at.aaa.snapshot().radius[0]!.health.state, 'up');
});

test('clearing counters clears counters, not the state', async () => {
  const at = bench(mortal);
  await account(at);
  at.aaa.clearCounters({ scope: 'radius', id: at.aaa.snapshot().radius[0]!.id });
  const [first, second] = at.aaa.snapshot().radius;
  assert.deepEqual([first!.accounting.requests, first!.health.state], [0, 'dead']);
  assert.equal(second!.accounting.requests, 4);
  at.aaa.clearCounters({ scope: 'all' });
  assert.equal(at.aaa.snapshot().radius[1]!.accounting.requests, 0);
});

test('least-outstanding gives each batch to the server with the least to do', async () => {
  const at = bench({
    radiusServers: [radiusServer(1812), radiusServer(2812)],
    radius: { loadBalance: { batchSize: 2, ignorePreferredServer: false } },
  });
  await at.clock.advance(1);
  for (let index = 0; index < 6; index++) radius(at).account(1, record(), () => {});
  assert.deepEqual(
    at.sent().map(({ port }) => port),
    [1813, 1813, 2813, 2813, 1813, 1813],
  );
});

test('least-outstanding: the records of a session stay with the server that answered for it, while it can be used', async () => {
  const ports = async (ignorePreferredServer: boolean): Promise<number[]> => {
    const at = bench({
      radiusServers: [radiusServer(1812), radiusServer(2812)],
      radius: { loadBalance: { batchSize: 1, ignorePreferredServer }, timeout: 1, retransmit: 0 },
    });
    at.behaviours.set(1813, stored);
    at.behaviours.set(2813, stored);
    await at.clock.advance(1);
    const record_ = async (session: number) => {
      radius(at).account(session, record(), () => {});
      await at.clock.advance(20);
    };
    // The first of each session: both are under way at once, so that each server gets one.
    radius(at).account(7, record(), () => {});
    radius(at).account(8, record(), () => {});
    await at.clock.advance(20);
    for (const session of [8, 8, 7]) await record_(session);
    at.behaviours.delete(2813);
    radius(at).account(8, record(), () => {});
    await at.clock.advance(2000);
    at.behaviours.set(2813, stored);
    await record_(8);
    return at.sent().map(({ port }) => port);
  };
  assert.deepEqual(await ports(false), [1813, 2813, 2813, 2813, 1813, 2813, 1813, 1813]);
  assert.deepEqual((await ports(true)).slice(0, 5), [1813, 2813, 1813, 1813, 1813]);
});

test('extended source ports open another client, and the old one closes when it is done', async () => {
  const at = bench({ radiusServers: [radiusServer(1812)], radius: { timeout: 1, retransmit: 0 } });
  await at.clock.advance(1);
  const answering = account(at);
  at.configure({
    radiusServers: [radiusServer(1812)],
    radius: { timeout: 1, retransmit: 0, sourcePortsExtended: true },
  });
  assert.deepEqual(
    at.transports.map(({ closed }) => closed),
    [false, false],
  );
  await answering;
  assert.deepEqual(
    at.transports.map(({ closed }) => closed),
    [true, false],
  );
  assert.deepEqual(at.aaa.snapshot().statistics.sourcePorts, { first: 21_645, last: 21_844 });
});

test('backoff doubles the intervals', async () => {
  const at = bench({ radiusServers: [radiusServer(1812, { timeout: 2, backoff: { maxDelay: 1, retry: 6 } })] });
  await account(at);
  const times = at.sent().map(({ at: time }) => time / 1000);
  assert.deepEqual(times, [0, 2, 6, 14, 30, 62, 122]);
});

test('debug radius says what happens, in the words of IOS', async () => {
  const log = new KeptLog('radius');
  const at = bench(
    { radiusServers: [radiusServer(1812), radiusServer(2812)], radius: { timeout: 3, retransmit: 1 } },
    log,
  );
  await account(at);
  const lines = log.lines.filter((line) => !line.startsWith('RADIUS:  ') && !line.startsWith('RADIUS:   '));
  assert.deepEqual(lines, [
    'RADIUS(00000010): sending',
    'RADIUS(00000010): Send Accounting-Request to 192.0.2.10:1813 id 1645/0, len 48',
    'RADIUS(00000010): Sending a IPv4 Radius Packet',
    'RADIUS(00000010): Started 3 sec timeout',
    'RADIUS(00000010): Request timed out!',
    'RADIUS: Retransmit to (192.0.2.10:1812,1813) for id 1645/1',
    'RADIUS(00000010): Started 3 sec timeout',
    'RADIUS(00000010): Request timed out!',
    'RADIUS: Fail-over to (192.0.2.10:2812,2813) for id 1645/2',
    'RADIUS(00000010): Started 3 sec timeout',
    'RADIUS(00000010): Request timed out!',
    'RADIUS: Retransmit to (192.0.2.10:2812,2813) for id 1645/3',
    'RADIUS(00000010): Started 3 sec timeout',
    'RADIUS(00000010): Request timed out!',
    'RADIUS: No response from (192.0.2.10:2812,2813) for id 1645/3',
    'RADIUS: No response from server',
  ]);
  assert.ok(log.lines.some((line) => line.includes('Acct-Status-Type    [40]  6   Start')));
});

test('debug radius accounting shows records and no logins, and never a password', async () => {
  const log = new KeptLog('radius accounting');
  const at = bench({ radiusServers: [radiusServer(1812)] }, log);
  at.behaviours.set(1812, accept);
  at.behaviours.set(1813, stored);
  await at.aaa.testGroup('nobody', 'alice', 'wonderland');
  const testing = at.aaa.testGroup('radius', 'alice', 'wonderland');
  await at.clock.advance(10);
  assert.equal((await testing).outcome, 'accepted');
  assert.equal(log.lines.length, 0);
  await account(at);
  assert.ok(
    log.lines.some((line) => line.startsWith('RADIUS: Received from id 1645/1 192.0.2.10:1813, Accounting-response')),
  );
  log.topics.add('radius');
  const again = at.aaa.testGroup('radius', 'alice', 'wonderland');
  await at.clock.advance(10);
  await again;
  assert.ok(log.lines.some((line) => line.includes('User-Password       [2]')));
  assert.ok(!log.lines.join('\n').includes('wonderland') && !log.lines.join('\n').includes('testing123'));
});

test('after stop nothing is sent any more', async () => {
  const at = bench({ radiusServers: [radiusServer(1812)] });
  await at.aaa.stop();
  assert.equal(who(await account(at)), 'stopped');
  assert.equal(at.sent().length, 0);
  assert.equal(at.transports[0]!.closed, true);
});

test('NAS-IP-Address is configured, or the source of the group, or follows the route as it changes', async () => {
  const routes: { nas: string | undefined } = { nas: undefined };
  const at = bench({ radiusServers: [radiusServer(1812)] }, new KeptLog(), routes);
  at.behaviours.set(1813, stored);
  const addressOfNext = async () => {
    await account(at);
    return find(at.sent().at(-1)!.packet, 'NAS-IP-Address');
  };
  assert.equal(await addressOfNext(), '0.0.0.0');
  routes.nas = '192.0.2.5';
  await at.clock.advance(5000);
  await addressOfNext();
  assert.equal(await addressOfNext(), '192.0.2.5');
  routes.nas = '192.0.2.6';
  await at.clock.advance(minute);
  await addressOfNext();
  assert.equal(await addressOfNext(), '192.0.2.6');
  at.configure({ radiusServers: [radiusServer(1812)], radius: { sourceInterface: '192.0.2.7' } });
  assert.equal(await addressOfNext(), '192.0.2.7');
  at.configure({
    radiusServers: [radiusServer(1812)],
    radius: { sourceInterface: '192.0.2.7', nasIpAddress: '192.0.2.8' },
  });
  assert.equal(await addressOfNext(), '192.0.2.8');
});

test('a server known by name is asked when the name has an address, and passed over until then', async () => {
  const at = bench({
    radiusServers: [radiusServer(1812, { address: { family: 'fqdn', host: 'aaa.example' } }), radiusServer(2812)],
  });
  at.behaviours.set(2813, stored);
  assert.equal(who(await account(at)), 'r2812');
  assert.deepEqual(
    at.sent().map(({ port }) => port),
    [2813],
  );
  assert.equal(at.aaa.snapshot().radius[0]!.address, undefined);
});
