import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alice, config, group, list, Room } from './fixtures/room.ts';

const exec = { type: 'exec', list: 'default', source: 'exec', sourceKey: 'a', facts: alice } as const;
const bye = { cause: 'user-request' } as const;

async function balanced(room: Room): Promise<void> {
  for (const book of await room.engine.books())
    assert.equal(book.made, book.acknowledged + book.waiting + book.superseded, JSON.stringify(book));
}

test('a session that has lasted whole seconds has not lasted one less, wherever between two milliseconds it began', async (t) => {
  const room = new Room(t);
  const engine = await room.open(config([list({ type: 'exec' })]));
  await room.clock.advance(0.9);
  const { session } = engine.open({ ...exec, startTime: room.clock.now() - 76_000 });
  await room.clock.advance(999.3);
  await engine.close(session.key, { ...bye, time: room.clock.now() });
  await room.until(() => room.got().length === 2);
  assert.equal(room.transport.of('radius')[1]?.elapsed, 77);
});

test('a session makes a Start and a Stop, in order, with ids that outlive the engine', async (t) => {
  const room = new Room(t);
  const engine = await room.open(config([list({ type: 'exec' })]));
  const { session, durable } = engine.open(exec);
  await durable;
  assert.deepEqual([session.rule, session.started], ['start-stop', true]);
  await room.clock.advance(62_000);
  await engine.close(session.key, bye);
  await room.until(() => room.got().length === 2);
  assert.deepEqual(room.got(), ['exec start 1', 'exec stop 1']);
  const [start, stop] = room.transport.of('radius');
  assert.equal(start?.elapsed, undefined);
  assert.equal(stop?.elapsed, 62);
  assert.equal(stop?.facts.terminateCause, 'user-request');
  await room.until(async () => (await engine.books())[0]?.acknowledged === 2);
  assert.deepEqual(await engine.books(), [
    { destination: 'group radius', made: 2, acknowledged: 2, superseded: 0, waiting: 0, oldest: undefined },
  ]);
  assert.equal(engine.totals().sessions, 1);
  await room.stop();
  const again = await room.open(config([list({ type: 'exec' })]));
  assert.equal(again.open(exec).session.sessionId, 2);
});

test('commands leave between the Start and the Stop of their session, to TACACS+ only', async (t) => {
  const room = new Room(t);
  const methods = [group('radius'), group('tacacs+')];
  const engine = await room.open(
    config([list({ type: 'exec', methods: [group('tacacs+')] }), list({ type: 'commands', level: 15, methods })]),
  );
  const { session } = engine.open(exec);
  await engine.command('default', 15, { ...alice, command: 'enable secret 0 hush', commandPrivilege: 15 }, session.key);
  await engine.command('default', 1, { ...alice, command: 'show clock', commandPrivilege: 1 }, session.key);
  await engine.close(session.key, bye);
  await room.until(() => room.got('tacacs+').length === 3);
  assert.deepEqual(room.got('tacacs+'), ['exec start 1', 'commands stop 1', 'exec stop 1']);
  assert.equal(room.transport.of('tacacs+')[1]?.facts.command, 'enable secret 0 *');
  assert.equal(room.transport.of('tacacs+')[1]?.taskId, 2);
  assert.deepEqual(room.got(), []);
});

test('a command list with RADIUS alone makes nothing', async (t) => {
  const room = new Room(t);
  const engine = await room.open(config([list({ type: 'commands', level: 15 })]));
  await engine.command('default', 15, { ...alice, command: 'reload' }, undefined);
  assert.deepEqual(await engine.books(), []);
});

test('broadcast: each group has its own queue; one that is silent holds up no other', async (t) => {
  const room = new Room(t);
  room.transport.silent.add('radius');
  const methods = [group('radius'), group('tacacs+')];
  const engine = await room.open(config([list({ type: 'exec', broadcast: true, methods })]));
  const { session } = engine.open(exec);
  await engine.close(session.key, bye);
  await room.until(() => room.got('tacacs+').length === 2);
  await room.until(async () => (await engine.books()).find((b) => b.destination === 'group tacacs+')?.waiting === 0);
  assert.equal((await engine.books()).find((b) => b.destination === 'group radius')?.waiting, 2);
  await balanced(room);
  room.transport.revive('radius');
  await room.until(() => room.got().length === 2);
  assert.deepEqual(room.got(), ['exec start 1', 'exec stop 1']);
});

test('without broadcast the next method is tried only when the one before is silent', async (t) => {
  const room = new Room(t);
  const methods = [group('radius'), group('tacacs+')];
  const engine = await room.open(config([list({ type: 'exec', methods })]));
  const { session } = engine.open(exec);
  await room.until(() => room.got().length === 1);
  room.transport.silent.add('radius');
  await engine.close(session.key, bye);
  await room.until(() => room.got('tacacs+').length === 1);
  assert.deepEqual([room.got(), room.got('tacacs+')], [['exec start 1'], ['exec stop 1']]);
  assert.equal((await engine.books())[0]?.destination, 'group radius group tacacs+');
});

test('while all are silent records wait, are tried again ever less often, and all arrive in order', async (t) => {
  const room = new Room(t);
  room.transport.silent.add('radius');
  const engine = await room.open(config([list({ type: 'exec' })]));
  const { session } = engine.open(exec);
  await engine.close(session.key, bye);
  await room.until(() => room.transport.offers.length === 1);
  for (let second = 0; second < 600; second++) await room.clock.advance(1000);
  // 1, 2, 4, 8, 16, 32 and then 60 seconds, up to a quarter less.
  assert.ok(
    room.transport.offers.length >= 14 && room.transport.offers.length <= 22,
    `${room.transport.offers.length}`,
  );
  const [waiting] = await engine.outbox();
  assert.equal(waiting?.kind, 'start');
  assert.equal(waiting?.lastError, 'radius: timeout');
  assert.equal(waiting?.attempts, room.transport.offers.length);
  room.transport.silent.clear();
  await room.clock.advance(60_000);
  await room.until(() => room.got().length === 2);
  assert.deepEqual(room.got(), ['exec start 1', 'exec stop 1']);
});

test('a record that no server answers holds up its own session only', async (t) => {
  const room = new Room(t);
  room.transport.poison = (record) => record.sessionId === 1;
  const engine = await room.open(config([list({ type: 'exec' })]));
  const sessions = Array.from({ length: 20 }, (_, n) => engine.open({ ...exec, sourceKey: String(n) }).session);
  await Promise.all(sessions.map((session) => engine.close(session.key, bye)));
  for (let second = 0; second < 5; second++) await room.clock.advance(1000);
  await room.until(() => room.got().length === 38);
  assert.equal(
    room.transport.of('radius').some((record) => record.sessionId === 1),
    false,
  );
  room.transport.poison = () => false;
  for (let second = 0; second < 61; second++) await room.clock.advance(1000);
  await room.until(() => room.got().length === 40);
  assert.deepEqual(room.got().slice(-2), ['exec start 1', 'exec stop 1']);
});

test('a newer interim takes the place of an older one that has not left', async (t) => {
  const room = new Room(t);
  const engine = await room.open(config([list({ type: 'exec' })], { update: { newinfo: true } }));
  const { session } = engine.open(exec);
  await room.until(() => room.got().length === 1);
  room.transport.silent.add('radius');
  for (const address of ['10.0.0.1', '10.0.0.2', '10.0.0.3']) await engine.update(session.key, { address });
  await engine.update(session.key, { address: '10.0.0.3' });
  await engine.close(session.key, bye);
  room.transport.revive('radius');
  await room.until(() => room.got().at(-1) === 'exec stop 1');
  await room.until(async () => (await engine.books())[0]?.waiting === 0);
  const [book] = await engine.books();
  assert.equal(book?.made, 5);
  assert.ok((book?.superseded ?? 0) >= 1);
  await balanced(room);
  const interims = room.transport.of('radius').filter((record) => record.kind === 'interim');
  assert.equal(interims.at(-1)?.facts.address, '10.0.0.3');
});

test('periodic interims carry the counters, spread by the jitter, and stop with the session', async (t) => {
  const room = new Room(t);
  const engine = await room.open(
    config([list({ type: 'network' })], { update: { newinfo: false, periodic: 1 }, jitter: 30 }),
  );
  const { session, durable } = engine.open({ ...exec, type: 'network' });
  await durable;
  engine.count(session.key, { bytesIn: 100n, bytesOut: 10n, packetsIn: 4n, packetsOut: 1n });
  await room.clock.advance(59_999);
  assert.deepEqual(room.got(), ['network start 1']);
  await room.clock.advance(30_001);
  await room.until(() => room.got().length === 2);
  assert.equal(room.transport.of('radius')[1]?.counters?.bytesIn, 100n);
  await room.clock.advance(60_000);
  await room.until(() => room.got().length === 3);
  await engine.close(session.key, bye);
  await room.clock.advance(600_000);
  await room.until(() => room.got().length === 4);
  assert.deepEqual(room.got(), ['network start 1', 'network interim 1', 'network interim 1', 'network stop 1']);
});

test('suppress null-username: no record until there is a user', async (t) => {
  const room = new Room(t);
  const engine = await room.open(config([list({ type: 'exec' })], { suppressNullUsername: true }));
  const nobody = engine.open({ ...exec, facts: { portName: 'tty1' } });
  await engine.close(nobody.session.key, bye);
  const late = engine.open({ ...exec, sourceKey: 'b', facts: { portName: 'tty2' } });
  await engine.update(late.session.key, { user: 'bob' });
  await engine.close(late.session.key, bye);
  await room.until(() => room.got().length === 2);
  assert.deepEqual(room.got(), ['exec start 2', 'exec stop 2']);
});

test('a failed login makes a Stop only where the configuration asks for it', async (t) => {
  const room = new Room(t);
  const lists = [list({ type: 'exec', action: 'stop-only' })];
  const engine = await room.open(config(lists));
  await engine.failedLogin('default', { ...alice, terminateCause: 'user-error' });
  engine.configure(config(lists, { sendStopAuthenticationFailure: true }));
  await engine.failedLogin('default', { ...alice, terminateCause: 'user-error' });
  await room.until(() => room.got().length === 1);
  assert.deepEqual(room.got(), ['exec stop 1']);
  assert.deepEqual(
    room.messages.filter((line) => /^AAA\/ACCT/.test(line)),
    [
      'AAA/ACCT/EXEC(00000001): Pick method list "default"',
      'AAA/ACCT/EVENT/(00000001): EXEC FAILED',
      'AAA/ACCT/EXEC(00000001): Queueing record is STOP',
      'AAA/ACCT(00000001): Accounting method=radius (RADIUS)',
      'AAA/ACCT/EXEC(00000001): STOP protocol reply PASS',
    ],
  );
});

test('a running session keeps the list that it began with', async (t) => {
  const room = new Room(t);
  const engine = await room.open(config([list({ type: 'exec' })]));
  const { session } = engine.open(exec);
  engine.configure(config([]));
  assert.equal(engine.open({ ...exec, sourceKey: 'b' }).session.sessionId, 2);
  await engine.close(session.key, bye);
  await room.until(() => room.got().length === 2);
  assert.deepEqual(room.got(), ['exec start 1', 'exec stop 1']);
});

test('ids are shared with the parent while `aaa session-id common` is on', async (t) => {
  const room = new Room(t);
  const engine = await room.open();
  const lists = [list({ type: 'exec' }), list({ type: 'connection' })];
  engine.configure(config(lists), { newModel: true, sessionId: 'common' });
  const parent = engine.open(exec).session;
  const child = engine.open({ ...exec, type: 'connection', parent: parent.key }).session;
  engine.configure(config(lists), { newModel: true, sessionId: 'unique' });
  const other = engine.open({ ...exec, type: 'connection', parent: parent.key }).session;
  assert.deepEqual([parent.sessionId, child.sessionId, other.sessionId], [1, 1, 3]);
  engine.configure(config(lists), { newModel: false, sessionId: 'unique' });
  await engine.open({ ...exec, sourceKey: 'off' }).durable;
  await room.until(() => room.got().length === 3);
  assert.equal((await engine.books())[0]?.made, 3);
});

test('show accounting: what is going on, by port', async (t) => {
  const room = new Room(t);
  const engine = await room.open(config([list({ type: 'network' }), list({ type: 'exec' })]));
  const network = { service: 'ppp', protocol: 'ip', address: '10.0.0.98', portName: 'tty1', user: 'u2' } as const;
  engine.open({ ...exec, facts: { ...alice, portName: 'tty10' } });
  engine.open({ ...exec, type: 'network', sourceKey: 'n', facts: network });
  await room.clock.advance(52_000);
  const [first, second] = engine.actions();
  assert.deepEqual(
    [first?.port, first?.user, first?.elapsed, first?.avPairs],
    ['tty1', 'u2', 52, ['task_id=2', 'service=ppp', 'protocol=ip', 'address=10.0.0.98']],
  );
  assert.deepEqual([second?.port, second?.avPairs], ['tty10', ['task_id=1', 'service=shell']]);
});
