import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { config, list, Room } from '../../accounting/fixtures/room.ts';
import type { AccountingRecord } from '../../accounting/record.ts';
import { type Attribute, attribute } from '../../protocols/radius/index.ts';
import { Logins } from './logins.ts';
import { ProxySessions } from './proxy-sessions.ts';
import { readReport } from './report.ts';

type Status = 'Start' | 'Stop' | 'Interim-Update';
interface Said {
  readonly id?: string;
  readonly user?: string;
  readonly port?: number;
  readonly nas?: string;
  readonly caller?: string;
  /** Acct-Session-Time. */
  readonly seconds?: number;
  /** Event-Timestamp, seconds after the beginning of the test; absent: not sent. */
  readonly stamp?: number;
  readonly delay?: number;
  readonly bytes?: number;
  readonly packets?: number;
  readonly gigawords?: number;
  readonly address?: string;
}

/** An engine, the source on it, and software that speaks. Time begins at 0 s. */
async function setUp(t: TestContext, more: Parameters<typeof config>[1] = {}) {
  const room = new Room(t);
  const settings = config([list({ type: 'network' })], { jitter: 0, ...more });
  const begin = room.clock.now();
  const source = () => {
    const logins = new Logins(room.clock);
    return { logins, sessions: new ProxySessions({ clock: room.clock, accounting: room.engine, logins }) };
  };
  await room.open(settings);
  let now = source();
  const say = async (status: Status, said: Said = {}): Promise<void> => {
    const { id = '0001', user = 'alice', port = 5, nas = '192.0.2.9' } = said;
    const attributes: Attribute[] = [
      attribute('Acct-Status-Type', status),
      attribute('Acct-Session-Id', id),
      attribute('NAS-IP-Address', nas),
    ];
    const add = (present: unknown, one: () => Attribute) => {
      if (present !== undefined && present !== -1 && present !== '') attributes.push(one());
    };
    add(user, () => attribute('User-Name', user));
    add(port, () => attribute('NAS-Port', port));
    add(said.caller, () => attribute('Calling-Station-Id', said.caller ?? ''));
    add(said.seconds, () => attribute('Acct-Session-Time', said.seconds ?? 0));
    add(said.stamp, () => attribute('Event-Timestamp', begin / 1000 + (said.stamp ?? 0)));
    add(said.delay, () => attribute('Acct-Delay-Time', said.delay ?? 0));
    add(said.bytes, () => attribute('Acct-Input-Octets', said.bytes ?? 0));
    add(said.packets, () => attribute('Acct-Input-Packets', said.packets ?? 0));
    add(said.gigawords, () => attribute('Acct-Input-Gigawords', said.gigawords ?? 0));
    add(said.address, () => attribute('Framed-IP-Address', said.address ?? ''));
    const report = readReport({ attributes }, room.clock.now());
    assert.ok(report);
    await now.sessions.take({ client: '127.0.0.1', list: 'default' }, report);
  };
  const records = (): readonly AccountingRecord[] => room.transport.of('radius');
  return {
    room,
    say,
    /** Moves the clock to a second after the beginning. */
    at: (second: number) => room.clock.advance(begin + second * 1000 - room.clock.now()),
    /** `start`, `stop lost-carrier`, … of all records so far, once there are that many. */
    async made(count: number): Promise<string[]> {
      const short = ({ kind, facts }: AccountingRecord) =>
        kind === 'stop' ? `stop ${facts.user} ${facts.terminateCause}` : `${kind} ${facts.user}`;
      await room.until(
        () => records().length >= count,
        `only ${records().length} of ${count} records: ${records().map(short).join(', ')}`,
      );
      return records().map(short);
    },
    records,
    sessions: () => now.sessions,
    logins: () => now.logins,
    /** Seconds from the beginning to a time. */
    second: (time: number | undefined) => ((time ?? 0) - begin) / 1000,
    async crash() {
      await room.crashDelivered();
      await room.open();
      now = source();
      await now.sessions.recover();
      room.engine.configure(settings);
    },
  };
}

test('Start, interim and Stop: two records with our own id, the software time and its last counters', async (t) => {
  const { at, say, made, records, second } = await setUp(t);
  await say('Start', { stamp: 0 });
  await at(60);
  await say('Interim-Update', { seconds: 60, bytes: 3000, packets: 30, address: '10.1.1.2' });
  await at(172);
  await say('Stop', { seconds: 171, bytes: 3075, packets: 39, stamp: 171 });
  assert.deepEqual(await made(2), ['start alice', 'stop alice user-request']);
  const [start, stop] = records();
  assert.equal(start?.sessionId, stop?.sessionId);
  assert.equal(stop?.elapsed, 171);
  assert.equal(second(stop?.time), 171);
  assert.equal(stop?.facts.address, '10.1.1.2');
  assert.equal(stop?.facts.foreignSessionId, '0001');
  assert.deepEqual(stop?.counters, { bytesIn: 3075n, bytesOut: 0n, packetsIn: 39n, packetsOut: 0n });
});

test('update newinfo when the address comes; nothing new makes no record', async (t) => {
  const { say, made, records } = await setUp(t, { update: { newinfo: true } });
  await say('Start', { stamp: 0 });
  await say('Interim-Update', { seconds: 0, bytes: 1, address: '10.1.1.2' });
  await say('Interim-Update', { seconds: 0, bytes: 2, address: '10.1.1.2' });
  await say('Stop', { seconds: 1 });
  assert.deepEqual(await made(3), ['start alice', 'interim alice', 'stop alice user-request']);
  const [, interim] = records();
  assert.equal(interim?.facts.address, '10.1.1.2');
  assert.equal(interim?.counters?.bytesIn, 1n, 'as told with the address');
});

test('repetitions are answered and make no second record, also after a crash between commit and answer', async (t) => {
  const { at, say, made, crash, records } = await setUp(t);
  await say('Start', { stamp: 0 });
  await at(3);
  await say('Start', { stamp: 0, delay: 3 });
  await crash();
  await say('Start', { delay: 3 });
  await at(10);
  await say('Stop', { seconds: 10, stamp: 10 });
  await say('Stop', { seconds: 10, stamp: 10 });
  await crash();
  await at(16);
  await say('Stop', { seconds: 10, delay: 6 });
  await say('Start', { stamp: 0, delay: 16 });
  await made(2);
  await at(30);
  const stops = new Set(records().map(({ kind, sessionId }) => `${kind} ${sessionId}`));
  assert.equal(stops.size, 2, [...stops].join());
});

test('a Stop that overtakes its Start makes both records, and the Start that follows none', async (t) => {
  const { at, say, made, records, second } = await setUp(t);
  await at(20);
  await say('Stop', { seconds: 12, stamp: 19, bytes: 7 });
  assert.deepEqual(await made(2), ['start alice', 'stop alice user-request']);
  assert.deepEqual(
    records().map(({ time }) => second(time)),
    [7, 19],
  );
  await say('Start', { stamp: 7 });
  await say('Interim-Update', { seconds: 5, stamp: 12 });
  await at(60);
  assert.equal(records().length, 2);
});

test('an interim opens a session whose Start was lost or comes later', async (t) => {
  const { at, say, made, records, second } = await setUp(t);
  await at(300);
  await say('Interim-Update', { seconds: 300, bytes: 50 });
  assert.deepEqual(await made(1), ['start alice']);
  assert.equal(second(records()[0]?.time), 0);
  await say('Start', { stamp: 1 });
  await say('Stop', { seconds: 300 });
  assert.deepEqual(await made(2), ['start alice', 'stop alice user-request']);
});

test('an id that is used again ends the session whose Stop was lost', async (t) => {
  const { at, say, made, records, second } = await setUp(t);
  await say('Start', { stamp: 0 });
  await at(100);
  await say('Start', { stamp: 100 });
  assert.deepEqual(await made(3), ['start alice', 'stop alice lost-carrier', 'start alice']);
  assert.equal(second(records()[1]?.time), 100);
  await at(200);
  await say('Start', { user: 'bob', stamp: 200 });
  assert.deepEqual((await made(5)).slice(3), ['stop alice lost-carrier', 'start bob']);
  // Late, from before: it ends nobody.
  await say('Stop', { seconds: 100, stamp: 200 });
  await say('Stop', { user: 'bob', seconds: 1, stamp: 201 });
  await at(300);
  assert.deepEqual((await made(6)).slice(5), ['stop bob user-request']);
});

test('software that gives all its sessions one id: each port is a session of its own', async (t) => {
  const { at, say, made, sessions } = await setUp(t);
  const id = '%08lX%04X';
  await say('Start', { id, port: 1, user: 'alice' });
  await say('Start', { id, port: 2, user: 'bob' });
  await say('Start', { id, port: 1, user: 'carol', nas: '192.0.2.10' });
  assert.equal(sessions().size, 3);
  await at(30);
  await say('Stop', { id, port: 2, user: 'bob', seconds: 30 });
  assert.equal(sessions().size, 2);
  assert.deepEqual((await made(4)).slice(3), ['stop bob user-request']);
});

test('Accounting-On and -Off end the sessions of their NAS that had begun before', async (t) => {
  const { room, at, say, made, sessions, records, second } = await setUp(t);
  await say('Start', { id: 'a', stamp: 0 });
  await say('Start', { id: 'b', stamp: 0, nas: '192.0.2.10', user: 'bob' });
  await at(60);
  await say('Start', { id: 'c', stamp: 60, user: 'carol' });
  await sessions().restarted('127.0.0.1', { address: '192.0.2.9' }, room.clock.now() - 5_000, 'nas-reboot');
  assert.deepEqual((await made(4)).slice(3), ['stop alice nas-reboot']);
  assert.equal(second(records()[3]?.time), 55);
  // Its Stop, sent late, is not one more.
  await say('Stop', { id: 'a', seconds: 54, stamp: 54 });
  await sessions().restarted('127.0.0.1', { identifier: 'x' }, room.clock.now() + 1, 'admin-reboot');
  assert.deepEqual((await made(6)).slice(4).sort(), ['stop bob admin-reboot', 'stop carol admin-reboot']);
});

test('a session that nobody speaks of ends when it was last spoken of; one that lives goes on from there', async (t) => {
  const { at, say, made, sessions, records, second, crash } = await setUp(t);
  await say('Start', { stamp: 0 });
  await at(100);
  await say('Interim-Update', { seconds: 100, bytes: 1000, packets: 10 });
  await at(399);
  sessions().sweep(() => 300);
  assert.equal(sessions().size, 1);
  await at(400);
  sessions().sweep(() => 300);
  assert.deepEqual(await made(2), ['start alice', 'stop alice idle-timeout']);
  assert.equal(second(records()[1]?.time), 100);
  await crash();
  await at(500);
  await say('Interim-Update', { seconds: 500, bytes: 1200, packets: 12 });
  await at(600);
  await say('Stop', { seconds: 600, bytes: 1500, packets: 15 });
  await say('Stop', { seconds: 600, bytes: 1500, packets: 15 });
  const last = (await made(4)).filter((one) => one.startsWith('stop'));
  const stop = records().find(({ facts }) => facts.terminateCause === 'user-request');
  assert.deepEqual(last.slice(1), ['stop alice user-request']);
  assert.deepEqual(stop?.counters, { bytesIn: 500n, bytesOut: 0n, packetsIn: 5n, packetsOut: 0n });
  assert.deepEqual([second(stop?.startTime), stop?.elapsed], [100, 500]);
});

test('counters: gigawords, 32 bits that wrap, software that counts anew, a Stop without counters', async (t) => {
  const { at, say, made, records, crash } = await setUp(t);
  await say('Start', { stamp: 0 });
  await say('Interim-Update', { seconds: 0, bytes: 0xffff_fff0, packets: 100 });
  await crash();
  await say('Interim-Update', { seconds: 0, bytes: 0x10, packets: 101 });
  await at(10);
  await say('Stop', { seconds: 10 });
  await made(2);
  const stops = () => records().filter(({ kind }) => kind === 'stop');
  assert.deepEqual([stops()[0]?.counters?.bytesIn, stops()[0]?.counters?.packetsIn], [0x1_0000_0010n, 101n]);

  await say('Start', { id: 'b', stamp: 10 });
  await say('Interim-Update', { id: 'b', seconds: 0, bytes: 5, packets: 9, gigawords: 3 });
  await say('Interim-Update', { id: 'b', seconds: 0, bytes: 2, packets: 1, gigawords: 0 });
  await at(20);
  await say('Stop', { id: 'b', seconds: 10, bytes: 3, packets: 1, gigawords: 0 });
  await made(4);
  assert.deepEqual([stops()[1]?.counters?.bytesIn, stops()[1]?.counters?.packetsIn], [0x3_0000_0008n, 10n]);
});

test('sessions live on over a restart of the daemon, and their counters and interims with them', async (t) => {
  const { room, at, say, made, records, crash, sessions } = await setUp(t, {
    update: { newinfo: false, periodic: 5 },
  });
  await say('Start', { stamp: 0 });
  await say('Start', { id: 'gone', user: 'bob', stamp: 0 });
  await at(100);
  await say('Interim-Update', { seconds: 100, bytes: 700, packets: 7 });
  await crash();
  assert.equal(sessions().size, 2);
  await sessions().restarted('127.0.0.1', {}, 0, 'nas-reboot');
  assert.equal(sessions().size, 2);
  await at(701);
  await made(4);
  const interim = records().find(({ kind, facts }) => kind === 'interim' && facts.user === 'alice');
  assert.equal(interim?.counters?.bytesIn, 700n);
  await say('Stop', { seconds: 701, bytes: 900, packets: 9 });
  const ended = () => records().find(({ kind }) => kind === 'stop');
  await room.until(() => ended() !== undefined);
  const stop = ended();
  assert.deepEqual([stop?.sessionId === interim?.sessionId, stop?.counters?.bytesIn], [true, 900n]);
});

test('what the login said goes with the session: who let the user in, Class, the interval of the server', async (t) => {
  const { at, say, made, records, logins } = await setUp(t);
  const login = { client: '127.0.0.1', user: 'alice', port: '5', caller: undefined, id: '' } as const;
  logins().add({ ...login, authentic: 'remote', classes: ['676f6c64'], interimInterval: 60 });
  await say('Start', { stamp: 0 });
  await say('Start', { id: 'other', port: 6, stamp: 0 });
  await at(60);
  assert.deepEqual((await made(3))[2], 'interim alice');
  const [first, second, interim] = records();
  assert.deepEqual([first?.facts.authentic, first?.facts.classes], ['remote', ['676f6c64']]);
  assert.deepEqual([second?.facts.authentic, second?.facts.classes], [undefined, undefined]);
  assert.equal(interim?.sessionId, first?.sessionId);
});

test('services of the profile begin with the session; a session that goes on after a restart keeps them', async (t) => {
  const { at, say, made, records, logins, crash } = await setUp(t);
  const login = { client: '127.0.0.1', user: 'alice', port: '5', caller: undefined, id: '' } as const;
  const services = [{ name: 'GOLD', interimInterval: 120 }, { name: 'VIDEO' }];
  logins().add({ ...login, authentic: 'radius', classes: [], services });
  await say('Start', { stamp: 0 });
  assert.equal((await made(3)).length, 3);
  const [session] = records();
  await at(20);
  await say('Interim-Update', { seconds: 20, bytes: 700, packets: 7 });
  await crash();
  await at(30);
  const before = records().length;
  await say('Stop', { seconds: 30, bytes: 900, packets: 9 });
  await made(before + 3);
  const ends = records()
    .slice(before)
    .map(({ kind, facts, counters }) => [kind, facts.serviceName, facts.parentSessionId, counters?.bytesIn]);
  assert.deepEqual(ends, [
    ['stop', 'GOLD', session?.sessionId, 900n],
    ['stop', 'VIDEO', session?.sessionId, 900n],
    ['stop', undefined, undefined, 900n],
  ]);
});

test('software without port numbers, event times or session times', async (t) => {
  const { at, say, made, sessions } = await setUp(t);
  const bare = { port: -1, caller: '562' };
  await say('Start', bare);
  await at(2);
  await say('Start', bare);
  await at(50);
  await say('Interim-Update', bare);
  assert.equal(sessions().size, 1);
  await say('Stop', bare);
  await say('Stop', bare);
  await at(100);
  await say('Start', bare);
  assert.deepEqual(await made(3), ['start alice', 'stop alice user-request', 'start alice']);
});
