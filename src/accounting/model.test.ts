import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { alice, config, group, list, Room } from './fixtures/room.ts';
import type { AccountingRecord } from './record.ts';

/**
 * What the model knows: which sessions were opened and closed, and how far each has counted. The engine may be killed
 * at any step; whatever it had reported stored must come out as the model says.
 */
interface Modelled {
  readonly user: string;
  /** The Start was reported stored. */
  stored: boolean;
  closed: boolean;
  bytes: bigint;
}
class Model {
  readonly sessions: Modelled[] = [];
  readonly open: number[] = [];
}
interface World {
  readonly room: Room;
  /** Keys by number of the session. */
  readonly keys: number[];
}

const lists = config(
  [list({ type: 'network', broadcast: true, methods: [group('radius'), group('tacacs+')] }), list({ type: 'system' })],
  { update: { newinfo: true } },
);
const both = ['radius', 'tacacs+'];
type Command = fc.AsyncCommand<Model, World>;

const command = (
  name: string,
  run: (model: Model, world: World) => Promise<void>,
  check: (model: Model) => boolean = () => true,
): Command => ({ run, check, toString: () => name });

const openOne = () =>
  command('open', async (model, { room, keys }) => {
    const number = model.sessions.length;
    const session: Modelled = { user: `user${number}`, stored: false, closed: false, bytes: 0n };
    model.sessions.push(session);
    model.open.push(number);
    const opened = room.engine.open({
      type: 'network',
      list: 'default',
      source: 'test',
      sourceKey: String(number),
      facts: { ...alice, user: session.user },
    });
    keys[number] = opened.session.key;
    await opened.durable;
    session.stored = true;
  });

const pick = (model: Model, at: number): number => model.open[at % model.open.length] ?? 0;
const some = (model: Model): boolean => model.open.length > 0;

const updateOne = (at: number) =>
  command(
    `update ${at}`,
    async (model, { room, keys }) => {
      await room.engine.update(keys[pick(model, at)] ?? 0, { address: `10.0.0.${room.clock.now() % 250}` });
    },
    some,
  );

const countOne = (at: number, more: number) =>
  command(
    `count ${at} ${more}`,
    async (model, { room, keys }) => {
      const number = pick(model, at);
      const session = model.sessions[number]!;
      session.bytes += BigInt(more);
      room.engine.count(keys[number] ?? 0, { bytesIn: session.bytes, bytesOut: 0n, packetsIn: 0n, packetsOut: 0n });
    },
    some,
  );

const closeOne = (at: number) =>
  command(
    `close ${at}`,
    async (model, { room, keys }) => {
      const number = pick(model, at);
      model.open.splice(model.open.indexOf(number), 1);
      await room.engine.close(keys[number] ?? 0, { cause: 'user-request' });
      model.sessions[number]!.closed = true;
    },
    some,
  );

const passTime = (seconds: number) =>
  command(`${seconds} seconds`, async (_, { room }) => {
    for (let second = 0; second < seconds; second++) await room.clock.advance(1000);
  });

const turn = (name: string, silent: boolean) =>
  command(`${name} ${silent ? 'falls silent' : 'answers'}`, async (_, { room }) => {
    if (silent) room.transport.silent.add(name);
    else room.transport.revive(name);
  });

const hold = (on: boolean) =>
  command(on ? 'answers are late' : 'late answers come', async (_, { room }) => {
    if (on) room.transport.hold = true;
    else room.transport.release();
  });

/** The engine dies; its sessions live on at their source, or not. */
const crash = (alive: boolean) =>
  command(`crash, sessions ${alive ? 'live' : 'die'}`, async (model, { room, keys }) => {
    await room.crash();
    const engine = await room.open();
    const found = new Set([...engine.sessions()].map((session) => session.key));
    for (const number of model.open) assert.ok(found.has(keys[number] ?? 0), 'an open session was lost');
    assert.equal(found.size, model.open.length, 'a closed session came back');
    for (const number of [...model.open]) {
      const key = keys[number] ?? 0;
      if (alive) engine.adopt(key);
      else {
        await engine.close(key, { cause: 'lost-carrier' });
        model.sessions[number]!.closed = true;
      }
    }
    if (!alive) model.open.length = 0;
    engine.configure(lists);
  });

async function balanced(room: Room): Promise<void> {
  for (const book of await room.engine.books())
    assert.equal(book.made, book.acknowledged + book.waiting + book.superseded, JSON.stringify(book));
}

const balance = () => command('the books balance', (_, { room }) => balanced(room));

/** Equal in all that may tell one record from another. */
const identity = (record: AccountingRecord) =>
  `${record.kind} ${record.sessionId} ${record.time} ${record.counters?.bytesIn ?? ''}`;

async function settle(model: Model, { room, keys }: World): Promise<void> {
  for (const number of [...model.open]) {
    await room.engine.close(keys[number] ?? 0, { cause: 'user-request' });
    model.sessions[number]!.closed = true;
  }
  await room.crash();
  await room.open();
  assert.deepEqual([...room.engine.sessions()], [], 'a closed session came back');
  room.engine.configure(lists);
  room.transport.release();
  room.transport.revive(...both);
  await room.until(async () => {
    await room.clock.advance(5000);
    return (await room.engine.books()).every((book) => book.waiting === 0);
  }, 'records are still waiting');
  await balanced(room);
  for (const name of both) {
    const got = room.transport.of(name).filter((record) => record.type === 'network');
    for (const session of model.sessions) {
      const mine = got.filter((record) => record.facts.user === session.user);
      const once = [...new Map(mine.map((record) => [identity(record), record])).values()];
      const kinds = once.map((record) => record.kind);
      assert.equal(kinds.filter((kind) => kind === 'start').length, 1, `${name} ${session.user}: ${kinds}`);
      assert.equal(kinds.filter((kind) => kind === 'stop').length, 1, `${name} ${session.user}: ${kinds}`);
      assert.equal(kinds[0], 'start');
      assert.equal(kinds.at(-1), 'stop');
      let bytes = 0n;
      for (const record of once) {
        assert.ok((record.counters?.bytesIn ?? 0n) >= bytes, `counters of ${session.user} went back`);
        bytes = record.counters?.bytesIn ?? bytes;
      }
    }
  }
  const ids = keys.length;
  assert.equal(new Set(keys).size, ids, 'an id was given twice');
}

test('the engine against a model: whatever happens, one Start and one Stop per session, in order, and the books balance', async (t) => {
  const commands = fc.commands(
    [
      fc.constant(openOne()),
      fc.constant(openOne()),
      fc.nat(20).map(updateOne),
      fc.nat(20).map(updateOne),
      fc.tuple(fc.nat(20), fc.nat(1000)).map(([at, more]) => countOne(at, more)),
      fc.nat(20).map(closeOne),
      fc.integer({ min: 1, max: 70 }).map(passTime),
      fc.tuple(fc.constantFrom(...both), fc.boolean()).map(([name, silent]) => turn(name, silent)),
      fc.boolean().map(hold),
      fc.boolean().map(crash),
      fc.constant(balance()),
    ],
    { maxCommands: 40, size: '+1' },
  );
  await fc.assert(
    fc.asyncProperty(commands, async (all) => {
      const room = new Room(t);
      await room.open(lists);
      const model = new Model();
      const world: World = { room, keys: [] };
      try {
        await fc.asyncModelRun(() => ({ model, real: world }), all);
        await settle(model, world);
      } finally {
        await room.crash();
      }
    }),
    { numRuns: 12 },
  );
});
