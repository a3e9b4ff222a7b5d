import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Happening, RandomCharon } from '../testing/random-charon.ts';
import type { IkeReport, SaInput } from './sa-report.ts';
import { grace, SessionTable, type TableEffect } from './session-table.ts';

const peer = fc.nat(2);
const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({
    what: fc.constantFrom('connect', 'connect', 'disconnect', 'reauth', 'ike-rekey', 'second-child'),
    peer,
  }),
  fc.record({ what: fc.constant('traffic'), peer, bytes: fc.integer({ min: 1, max: 5000 }) }),
  fc.record({ what: fc.constant('rekey'), peer, ours: fc.boolean() }),
  fc.constant({ what: 'list' } as const),
  fc.record({ what: fc.constant('late-list'), after: fc.integer({ min: 1, max: 4 }) }),
  fc.constant({ what: 'forget' } as const),
);

/** Runs happenings through a table; checks at each step, and at the end that every byte was counted once. */
function run(version: 1 | 2, happenings: readonly Happening[], pauses: readonly number[]): void {
  const charon = new RandomCharon(3, version);
  const table = new SessionTable();
  const late: { readonly at: number; readonly ikes: readonly IkeReport[]; readonly asked: number }[] = [];
  const open = new Map<number, bigint>();
  const ended = new Map<string, bigint>();
  let time = 1;
  const hear = (effects: readonly TableEffect[]): void => {
    for (const one of effects) {
      if (one.effect === 'look') continue;
      const { id, user = '' } = one.session;
      if (one.effect === 'up') {
        assert.ok(!open.has(id), 'it is up already');
        open.set(id, 0n);
      } else if (one.effect === 'down') {
        assert.ok(open.has(id), 'it was never up');
        assert.ok(one.counters.bytesOut >= (open.get(id) ?? 0n), 'the end says less than was said before');
        open.delete(id);
        ended.set(user, (ended.get(user) ?? 0n) + one.counters.bytesIn + one.counters.bytesOut);
      } else {
        const { bytesOut } = one.session.counters;
        assert.ok(bytesOut >= (open.get(id) ?? 0n), 'counters fell');
        if (open.has(id)) open.set(id, bytesOut);
      }
    }
  };
  const apply = (input: SaInput): void => hear(table.apply(input, { wall: time, monotonic: time }));
  const pass = (milliseconds: number): void => {
    const end = time + milliseconds;
    for (let due = table.due(); due !== undefined && due <= end; due = table.due()) {
      time = Math.max(time, due);
      hear(table.tick({ wall: time, monotonic: time }));
    }
    time = end;
  };
  const step = (one: Happening, index: number): void => {
    // Nothing happens twice within a millisecond: charon's answers are slower.
    pass(1 + (pauses[index] ?? 0));
    if (one.what === 'list') apply({ kind: 'list', ikes: charon.list(), asked: time });
    else if (one.what === 'late-list') late.push({ at: index + one.after, ikes: charon.list(), asked: time });
    else for (const input of charon.do(one)) apply(input);
    for (const { ikes, asked } of late.filter(({ at }) => at === index)) apply({ kind: 'list', ikes, asked });
  };
  happenings.forEach(step);
  charon.peers.forEach(({ index }, at) => {
    // A peer that goes without having been up in the table (never, here) would leave nothing.
    step({ what: 'list' }, 1000 + 2 * at);
    step({ what: 'disconnect', peer: index }, 1001 + 2 * at);
  });
  pass(grace + 1);
  assert.deepEqual([...open], [], 'a session never ended');
  assert.deepEqual([...table.sessions()], []);
  assert.equal(table.due(), undefined);
  for (const { index, truth } of charon.peers)
    assert.equal(ended.get(`user${index}`) ?? 0n, truth.bytesIn + truth.bytesOut, `bytes of user${index}`);
}

for (const version of [1, 2] as const)
  test(`IKEv${version}: whatever happens in whatever order, a session comes up once and goes once, and every byte counts once`, () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 60 }), fc.array(fc.nat(4000), { maxLength: 60 }), (those, pauses) =>
        run(version, those, pauses),
      ),
      { numRuns: 300 },
    );
  });
