import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../../../base/clock.ts';
import { silentLog } from '../../../base/event-log.ts';
import {
  type AgentxBody,
  type AgentxPdu,
  agentxErrors,
  decodeAgentx,
  encodeAgentx,
} from '../../../protocols/agentx/index.ts';
import { integer, type Oid, oid, oidText, type SnmpValue, text } from '../../../protocols/snmp/index.ts';
import { MibTree, scalarLeaf, tableLeaves } from '../objects.ts';
import { switchColumn, testRows } from '../testing.ts';
import type { LinkEvents } from './link.ts';
import { SubAgent } from './sub-agent.ts';

const master = { kind: 'socket', path: '/run/master' } as const;

/** `1.3.1.0`, the rows 1, 5 and 70 of a table with a switch below `1.3.2.1`, and `1.3.9.0`, which cannot be read. */
function tree(written: string[]): MibTree {
  const rows = testRows();
  const broken = (): SnmpValue => {
    throw new Error('broken');
  };
  return new MibTree([
    scalarLeaf({ name: 'first', oid: oid('1.3.1'), read: () => text('begin') }),
    scalarLeaf({ name: 'broken', oid: oid('1.3.9'), read: broken }),
    ...tableLeaves({
      name: 'table',
      entry: oid('1.3.2.1'),
      rows: () => rows,
      columns: [{ name: 'number', number: 1, read: (row) => integer(row) }, switchColumn(2, written)],
    }),
  ]);
}

/** A sub-agent, and a master's end of its connections. */
function box() {
  const clock = new FakeClock();
  const written: string[] = [];
  const said: AgentxPdu[] = [];
  const links: { readonly events: LinkEvents; closed: boolean }[] = [];
  const agent = new SubAgent({
    ...{ clock, log: silentLog, tree: tree(written), subtrees: [oid('1.3.1'), oid('1.3.2')], description: 'tested' },
    openLink(_master, events) {
      const link = { events, closed: false };
      links.push(link);
      return {
        send(octets) {
          const pdu = decodeAgentx(octets);
          assert.ok(pdu.ok);
          said.push(pdu.value);
        },
        close() {
          link.closed = true;
        },
      };
    },
  });
  const link = () => links.at(-1) ?? assert.fail('no connection');
  const numbers = { sessionId: 9, transactionId: 4, packetId: 70 };
  const send = (body: AgentxBody, more: Partial<typeof numbers> = {}): void =>
    link().events.heard(encodeAgentx({ ...numbers, ...more, ...body }));
  /** Answers what the sub-agent has said last. */
  const answer = (error = 0): void => {
    const { packetId } = said.at(-1) ?? assert.fail('nothing was said');
    send({ type: 'response', uptime: 0, error, index: 0, varbinds: [] }, { packetId });
  };
  const open = (): void => {
    link().events.opened();
    answer();
    const registers = said.filter(({ type }) => type === 'register');
    for (const { packetId } of registers.slice(-2))
      send({ type: 'response', uptime: 0, error: 0, index: 0, varbinds: [] }, { packetId });
  };
  /** What a request is answered; undefined: nothing. */
  const ask = async (body: AgentxBody, more: Partial<typeof numbers> = {}): Promise<string | undefined> => {
    const before = said.length;
    send(body, more);
    await clock.advance(0);
    const told = said[before];
    if (told === undefined) return undefined;
    assert.ok(told.type === 'response' && told.packetId === 70 && told.transactionId === (more.transactionId ?? 4));
    if (told.error !== 0) return `error ${told.error} at ${told.index}`;
    return told.varbinds.map(({ oid, value }) => `${oidText(oid)} ${shown(value)}`).join(', ');
  };
  agent.configure(master);
  return { agent, clock, written, said, links, link, send, answer, open, ask };
}

const shown = (value: SnmpValue): string =>
  value.type === 'octets' ? Buffer.from(value.value).toString() : 'value' in value ? String(value.value) : value.type;

const range = (start: string, end = '', include = false) => ({
  ...{ start: oid(start), include },
  end: end === '' ? ([] as Oid) : oid(end),
});

test('it opens a session, registers its subtrees, and says what was refused', () => {
  const { agent, said, link, answer, send } = box();
  assert.deepEqual(agent.status()?.state, 'connecting');
  link().events.opened();
  assert.deepEqual(
    said.map(({ type, sessionId }) => [type, sessionId]),
    [['open', 0]],
  );
  answer();
  assert.deepEqual(
    said.slice(1).map((pdu) => pdu.type === 'register' && [pdu.sessionId, pdu.priority, oidText(pdu.subtree)]),
    [
      [9, 127, '1.3.1'],
      [9, 127, '1.3.2'],
    ],
  );
  for (const [at, error] of [0, agentxErrors.duplicateRegistration].entries())
    send({ type: 'response', uptime: 0, error, index: 0, varbinds: [] }, { packetId: said[at + 1]?.packetId ?? 0 });
  const { state, sessionId, registered, refused } = agent.status() ?? assert.fail();
  assert.deepEqual([state, sessionId, registered, refused], ['open', 9, ['1.3.1'], ['1.3.2 (duplicateRegistration)']]);
  agent.stop();
  assert.deepEqual(said.at(-1)?.type, 'close');
  assert.equal(link().closed, true);
  assert.equal(agent.status(), undefined);
});

test('gets, ranges with and without their start, ends and repetitions', async () => {
  const { open, ask } = box();
  open();
  const ranges = [range('1.3.1.0'), range('1.3.2.1.1.6'), range('1.3.7.1')];
  assert.equal(await ask({ type: 'get', ranges }), '1.3.1.0 begin, 1.3.2.1.1.6 noSuchInstance, 1.3.7.1 noSuchObject');
  const next = (...all: ReturnType<typeof range>[]) => ask({ type: 'get-next', ranges: all });
  assert.equal(await next(range('1.3.2.1.1.5', '1.3.3')), '1.3.2.1.1.70 70');
  assert.equal(await next(range('1.3.2.1.1.5', '1.3.3', true)), '1.3.2.1.1.5 5');
  assert.equal(await next(range('1.3.2.1.1.4', '1.3.3', true)), '1.3.2.1.1.5 5', 'a start that is not there');
  assert.equal(await next(range('1.3.2.1.1.5', '1.3.2.1.1.70')), '1.3.2.1.1.5 endOfMibView', 'the end is outside');
  assert.equal(await next(range('1.3', '1.3.2'), range('1.3.2')), '1.3.1.0 begin, 1.3.2.1.1.1 1');
  assert.equal(
    await ask({
      ...{ type: 'get-bulk', nonRepeaters: 1, maxRepetitions: 4 },
      ranges: [range('1.3', '1.3.2'), range('1.3.2', '1.3.2.1.2'), range('1.3.2.1.2.5', '1.3.3')],
    }),
    [
      ...['1.3.1.0 begin', '1.3.2.1.1.1 1', '1.3.2.1.2.70 2', '1.3.2.1.1.5 5', '1.3.2.1.2.70 endOfMibView'],
      ...['1.3.2.1.1.70 70', '1.3.2.1.2.70 endOfMibView', '1.3.2.1.1.70 endOfMibView', '1.3.2.1.2.70 endOfMibView'],
    ].join(', '),
  );
  assert.equal(await next(range('1.3.2.1.2.70')), 'error 5 at 1', 'what cannot be read is an error');
  assert.equal(
    await ask({ type: 'get', ranges, context: Buffer.from('other') }),
    `error ${agentxErrors.unsupportedContext} at 0`,
  );
});

test('a set is tested, committed, undone and cleaned up; transactions do not touch each other', async () => {
  const { open, ask, written } = box();
  open();
  const testing = (variables: readonly (readonly [string, SnmpValue])[], transactionId = 4) =>
    ask(
      { type: 'test-set', varbinds: variables.map(([name, value]) => ({ oid: oid(name), value })) },
      { transactionId },
    );
  assert.equal(await testing([['1.3.2.1.2.9', integer(1)]]), 'error 11 at 1');
  assert.equal(
    await testing([
      ['1.3.2.1.2.1', integer(1)],
      ['1.3.1.0', integer(1)],
    ]),
    'error 17 at 2',
  );
  assert.equal(await testing([['1.3.2.1.2.1', text('x')]]), 'error 7 at 1');
  assert.equal(await testing([['1.3.2.1.2.1', integer(3)]]), 'error 10 at 1');
  assert.equal(await ask({ type: 'commit-set' }), `error ${agentxErrors.processingError} at 0`, 'nothing was tested');
  assert.equal(await testing([['1.3.2.1.2.1', integer(1)]]), '');
  assert.equal(
    await testing(
      [
        ['1.3.2.1.2.5', integer(1)],
        ['1.3.2.1.2.70', integer(1)],
      ],
      5,
    ),
    '',
  );
  assert.deepEqual(written, []);
  assert.equal(await ask({ type: 'commit-set' }), '');
  assert.deepEqual(written, ['row 1']);
  assert.equal(await ask({ type: 'cleanup-set' }), undefined, 'which is not answered');
  assert.equal(await ask({ type: 'commit-set' }), `error ${agentxErrors.processingError} at 0`);
  assert.equal(await ask({ type: 'commit-set' }, { transactionId: 5 }), 'error 14 at 2');
  assert.equal(await ask({ type: 'undo-set' }, { transactionId: 5 }), 'error 15 at 1', 'row 5 was written');
  assert.equal(await ask({ type: 'undo-set' }, { transactionId: 5 }), '');
  assert.deepEqual(written, ['row 1', 'row 5', 'row 70']);
});

test('it connects again, each time later, up to 15 seconds; from the first again after a session', async () => {
  const { agent, clock, links, link, open } = box();
  const waited: number[] = [];
  for (let turn = 0; turn < 6; turn++) {
    link().events.ended('ECONNREFUSED');
    assert.deepEqual([agent.status()?.state, agent.status()?.failure], ['waiting', 'ECONNREFUSED']);
    const { length } = links;
    const from = clock.monotonic();
    while (links.length === length) await clock.advance(500);
    waited.push(clock.monotonic() - from);
  }
  assert.deepEqual(waited, [1000, 2000, 4000, 8000, 15_000, 15_000]);
  open();
  assert.equal(agent.status()?.state, 'open');
  link().events.ended('closed');
  const { length } = links;
  await clock.advance(1000);
  assert.equal(links.length, length + 1);
});

test('a master that does not answer, that has forgotten the session, that closes it or talks nonsense is left', async () => {
  const ways: readonly ((there: ReturnType<typeof box>) => Promise<void>)[] = [
    ({ clock }) => clock.advance(25_000),
    async ({ clock, answer }) => {
      await clock.advance(15_000);
      answer(agentxErrors.notOpen);
    },
    async ({ send }) => send({ type: 'close', reason: 5 }),
    async ({ link }) => link().events.heard(Buffer.alloc(64)),
  ];
  for (const way of ways) {
    const there = box();
    there.open();
    await way(there);
    assert.equal(there.agent.status()?.state, 'waiting');
    assert.equal(there.links[0]?.closed, true);
    await there.clock.advance(1000);
    there.open();
    assert.equal(there.agent.status()?.registered.length, 2, 'and everything is registered again');
  }
});

test('pings go on while they are answered; notifications are counted as taken or lost', async () => {
  const { agent, clock, said, open, answer, link } = box();
  const notification = {
    type: 'ipsec',
    trap: oid('1.3.0.7'),
    varbinds: [{ oid: oid('1.3.1.0'), value: integer(1) }],
  } as const;
  agent.notify(notification);
  open();
  for (let turn = 0; turn < 3; turn++) {
    await clock.advance(15_000);
    assert.equal(said.at(-1)?.type, 'ping');
    answer();
  }
  agent.notify(notification);
  const told = said.at(-1);
  assert.deepEqual(told?.type === 'notify' && told.varbinds, [
    { oid: oid('1.3.6.1.6.3.1.1.4.1.0'), value: { type: 'oid', value: notification.trap } },
    ...notification.varbinds,
  ]);
  answer();
  agent.notify(notification);
  answer(agentxErrors.processingError);
  agent.notify(notification);
  link().events.ended('closed');
  const { notifications, lost, sessions } = agent.status()?.counters ?? assert.fail();
  assert.deepEqual([notifications, lost, sessions], [1, 3, 1]);
});
