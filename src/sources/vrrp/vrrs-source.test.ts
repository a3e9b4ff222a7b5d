import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { AccountingConfig } from '../../accounting/config.ts';
import { config, list, Room } from '../../accounting/fixtures/room.ts';
import type { VrrsConfig, VrrsGroupConfig } from './config.ts';
import { writerGrace } from './keepalived.ts';
import type { FifoListener } from './notify-fifo.ts';
import { VrrsSource } from './vrrs-source.ts';

const gateway: VrrsGroupConfig = { name: 'gateway', unit: { kind: 'instance', name: 'VI_1' } };
const names = (...groups: VrrsGroupConfig[]): VrrsConfig => ({ notifyFifo: '/run/vrrp.fifo', groups });
const lists = [list({ type: 'vrrs' })];
const second = 1000;

/** A box with a real ledger, a clock that stands still, and a keepalived that says what the test wants. */
class Box {
  readonly room: Room;
  source!: VrrsSource;
  #listener: FifoListener | undefined;
  /** What a probe of the pipe finds. */
  #writer = false;

  constructor(t: TestContext) {
    this.room = new Room(t);
  }

  /** Starts the daemon's part; keepalived holds the pipe already if `writer`. */
  async start(vrrs: VrrsConfig, accounting: AccountingConfig = config(lists), writer = false): Promise<void> {
    const engine = await this.room.open();
    this.source = new VrrsSource({
      clock: this.room.clock,
      log: this.room.log,
      accounting: engine,
      openFifo: (_path, listener) => {
        this.#listener = listener;
        this.writer(writer);
        return { open: true, probe: () => this.writer(this.#writer), close: () => (this.#listener = undefined) };
      },
    });
    engine.configure(accounting);
    this.source.configure(vrrs);
  }

  async crash(): Promise<void> {
    this.source.stop();
    await this.room.crashDelivered();
  }

  writer(present: boolean): void {
    this.#writer = present;
    this.#listener?.writer(present);
  }

  /** keepalived lives again and has not written: nothing is heard of it but by a probe. */
  writesNothing(): void {
    this.#writer = true;
  }

  says(
    state: 'MASTER' | 'BACKUP' | 'FAULT' | 'STOP' | 'DELETED',
    name = 'VI_1',
    kind: 'instance' | 'group' = 'instance',
  ) {
    this.#writer = true;
    this.#listener?.notice({ kind, name, state, priority: 150 });
  }

  /** Waits for that many records and says them in short, with the name and the second of their time. */
  async records(count: number): Promise<string[]> {
    await this.room.until(() => this.room.got().length >= count, `${this.room.got().join()}, not ${count}`);
    await this.room.until(async () => (await this.room.engine.books()).every(({ waiting }) => waiting === 0));
    return this.room.transport
      .of('radius')
      .map(
        ({ type, kind, facts, time }) =>
          `${type} ${kind} ${facts.vrrs ?? facts.reason} ${new Date(time).getUTCSeconds()}`,
      );
  }
}

test('On when it becomes master, Off when it leaves, each once, with the time of the event', async (t) => {
  const box = new Box(t);
  await box.start(names(gateway));
  const { clock, transport } = box.room;
  box.says('BACKUP');
  box.says('MASTER');
  box.says('MASTER');
  await clock.advance(5 * second);
  box.says('FAULT');
  box.says('BACKUP');
  assert.deepEqual(await box.records(2), ['vrrs on gateway 23', 'vrrs off gateway 28']);
  const [on, off] = transport.of('radius');
  assert.equal(on?.sessionId, off?.sessionId, 'one period, one id');
  await clock.advance(5 * second);
  for (const state of ['MASTER', 'STOP', 'MASTER', 'DELETED'] as const) box.says(state);
  assert.deepEqual((await box.records(6)).map((one) => one.split(' ')[1]).join(' '), 'on off on off on off');
});

test('a name without list is not on the books; its own list, and several names, go their own ways', async (t) => {
  const box = new Box(t);
  const second = list({ type: 'vrrs', name: 'L', methods: [{ method: 'group', group: 'tacacs+' }] });
  const other: VrrsGroupConfig = { name: 'wan', method: 'L', unit: { kind: 'group', name: 'G1' } };
  await box.start(names(gateway, other, { name: 'idle' }), config([second]));
  box.says('MASTER');
  box.says('MASTER', 'G1', 'group');
  box.says('MASTER', 'G1', 'instance');
  const { transport } = box.room;
  await box.room.until(() => transport.of('tacacs+').length === 1);
  assert.deepEqual(
    transport.of('tacacs+').map(({ kind, facts }) => [kind, facts.vrrs]),
    [['on', 'wan']],
  );
  assert.equal(box.source.groups()[0]?.state, 'ACTIVE');
  assert.equal(box.source.groups()[0]?.sessionId, undefined);
  box.room.engine.configure(config([second, ...lists]));
  box.source.listsChanged();
  assert.deepEqual(await box.records(1), ['vrrs on gateway 23'], 'a list that comes later is heard of what is active');
  box.room.engine.configure(config([]));
  box.source.listsChanged();
  box.says('BACKUP');
  assert.equal((await box.records(2))[1], 'vrrs off gateway 23', 'and the Off goes where the On went');
});

test('accounting delay: the Off waits and tells the time of the leaving; who comes back before has not left', async (t) => {
  const box = new Box(t);
  await box.start(names({ ...gateway, delay: 10 }));
  const { clock } = box.room;
  box.says('MASTER');
  await clock.advance(second);
  box.says('BACKUP');
  await clock.advance(9 * second);
  assert.equal(box.source.groups()[0]?.leaving, true);
  box.says('MASTER');
  await clock.advance(20 * second);
  assert.deepEqual(await box.records(1), ['vrrs on gateway 23']);
  box.says('BACKUP');
  await clock.advance(10 * second - 1);
  assert.equal((await box.records(1)).length, 1);
  await clock.advance(1);
  assert.deepEqual(await box.records(2), ['vrrs on gateway 23', 'vrrs off gateway 53']);
});

test('a crash while an Off waits loses neither the Off nor its time', async (t) => {
  const box = new Box(t);
  await box.start(names({ ...gateway, delay: 10 }));
  box.says('MASTER');
  box.says('BACKUP');
  await box.records(1);
  await box.crash();
  await box.room.clock.advance(4 * second);
  await box.start(names({ ...gateway, delay: 10 }), config(lists), true);
  await box.room.clock.advance(6 * second - 1);
  assert.equal((await box.records(1)).length, 1);
  await box.room.clock.advance(1);
  assert.deepEqual(await box.records(2), ['vrrs on gateway 23', 'vrrs off gateway 23']);
});

test('a restart while keepalived lives on makes no record; what it says afterwards does', async (t) => {
  const box = new Box(t);
  await box.start(names(gateway));
  box.says('MASTER');
  await box.records(1);
  await box.crash();
  await box.room.clock.advance(7 * second);
  await box.start(names(gateway), config(lists), true);
  await box.room.clock.advance(60 * second);
  assert.equal(box.source.groups()[0]?.state, 'ACTIVE');
  box.says('MASTER');
  assert.equal((await box.records(1)).length, 1);
  box.says('BACKUP');
  assert.deepEqual(await box.records(2), ['vrrs on gateway 23', 'vrrs off gateway 30']);
  await box.crash();
  await box.start(names(gateway), config(lists), true);
  await box.room.clock.advance(60 * second);
  assert.equal((await box.records(2)).length, 2);
  assert.equal(box.source.groups()[0]?.state, 'INIT');
});

test('after a restart without keepalived, the name was left at the last sign of life', async (t) => {
  const box = new Box(t);
  await box.start(names(gateway));
  box.says('MASTER');
  await box.room.clock.advance(10 * second);
  await box.records(1);
  await box.crash();
  await box.room.clock.advance(120 * second);
  await box.start(names(gateway));
  assert.equal((await box.records(1)).length, 1);
  await box.room.clock.advance(writerGrace);
  assert.deepEqual(await box.records(2), ['vrrs on gateway 23', 'vrrs off gateway 33']);
});

test('keepalived that is killed has left at that moment; one that is only reloaded has not', async (t) => {
  const box = new Box(t);
  await box.start(names(gateway));
  const { clock } = box.room;
  box.says('MASTER');
  box.writer(false);
  box.writesNothing();
  await clock.advance(60 * second);
  assert.equal((await box.records(1)).length, 1);
  assert.equal(box.source.server()?.connected, true);
  await clock.advance(1 * second);
  box.writer(false);
  await clock.advance(2 * second);
  assert.equal((await box.records(1)).length, 1);
  await clock.advance(1 * second);
  assert.deepEqual(await box.records(2), ['vrrs on gateway 23', 'vrrs off gateway 24']);
  box.says('BACKUP');
  box.says('MASTER');
  assert.deepEqual((await box.records(3))[2], 'vrrs on gateway 27');
});

test('a name that is taken out of the configuration is left; one tied to a master later is active', async (t) => {
  const box = new Box(t);
  await box.start(names({ name: 'gateway' }));
  box.says('MASTER');
  assert.deepEqual(box.room.got(), []);
  box.source.configure(names(gateway));
  assert.equal((await box.records(1))[0], 'vrrs on gateway 23');
  box.source.configure(names());
  assert.equal((await box.records(2))[1], 'vrrs off gateway 23');
  box.source.configure(names(gateway));
  await box.records(3);
  await box.crash();
  await box.start(names());
  assert.match((await box.records(4))[3] ?? '', /^vrrs off gateway/);
});

test('newinfo, periodic interims and suppress null-username are not for redundancy names', async (t) => {
  const box = new Box(t);
  const update = { newinfo: true, periodic: 1 };
  await box.start(names({ ...gateway, delay: 30 }), config(lists, { update, suppressNullUsername: true, jitter: 0 }));
  box.says('MASTER');
  await box.room.clock.advance(300 * second);
  box.says('BACKUP');
  await box.room.clock.advance(30 * second);
  assert.deepEqual(await box.records(2), ['vrrs on gateway 23', 'vrrs off gateway 23']);
});

/** Takes a box through backup, master, a crash as master, and backup. */
async function pair(t: TestContext, more: Partial<AccountingConfig>): Promise<string[]> {
  const box = new Box(t);
  const accounting = config([...lists, list({ type: 'system' })], { guaranteeFirst: false, ...more });
  await box.start(names(gateway), accounting);
  box.says('BACKUP');
  await box.records(1);
  box.says('MASTER');
  await box.room.until(() => box.room.got().length >= (more.redundancySuppressSystemRecords ? 2 : 3));
  await box.crash();
  await box.start(names(gateway), accounting, true);
  await box.room.clock.advance(60 * second);
  box.says('BACKUP');
  await box.room.engine.stop(5000);
  return (await box.room.transport.of('radius'))
    .map(({ type, kind, facts }) => `${type} ${kind} ${facts.vrrs ?? facts.reason}`)
    .sort();
}

test('a switchover makes system records, in addition to those of the names', async (t) => {
  assert.deepEqual(await pair(t, {}), [
    'system off shutdown',
    'system off switchover',
    'system on reload',
    'system on reload',
    'system on switchover',
    'vrrs off gateway',
    'vrrs on gateway',
  ]);
});

test('redundancy suppress system-records: only those of the names, and of start and shutdown', async (t) => {
  assert.deepEqual(await pair(t, { redundancySuppressSystemRecords: true }), [
    'system off shutdown',
    'system on reload',
    'system on reload',
    'vrrs off gateway',
    'vrrs on gateway',
  ]);
});
