import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { out, type Period, type PeriodEvent, step } from './period.ts';

/** The effects of events in a row. */
function run(events: readonly PeriodEvent[], delay: number) {
  let period: Period = out;
  const effects = events.flatMap((event) => {
    const next = step(period, event, delay);
    period = next.period;
    return next.effects;
  });
  return { period, effects };
}

test('without a delay: On when it enters, Off when it leaves, once each', () => {
  const { effects } = run(
    [
      { kind: 'leaves', at: 1 },
      { kind: 'enters' },
      { kind: 'enters' },
      { kind: 'leaves', at: 5 },
      { kind: 'leaves', at: 6 },
      { kind: 'waited' },
    ],
    0,
  );
  assert.deepEqual(effects, [{ effect: 'on' }, { effect: 'off', at: 5 }]);
});

test('with a delay the Off waits, keeps the time of the leaving, and falls away when the group is back before', () => {
  assert.deepEqual(
    run([{ kind: 'enters' }, { kind: 'leaves', at: 5 }, { kind: 'leaves', at: 6 }, { kind: 'waited' }], 10).effects,
    [{ effect: 'on' }, { effect: 'note', left: 5 }, { effect: 'off', at: 5 }],
  );
  const back = run([{ kind: 'enters' }, { kind: 'leaves', at: 5 }, { kind: 'enters' }, { kind: 'waited' }], 10);
  assert.deepEqual(back.effects, [{ effect: 'on' }, { effect: 'note', left: 5 }, { effect: 'note', left: 0 }]);
  assert.deepEqual(back.period, { phase: 'in' });
});

test('whatever happens, On and Off alternate, and the books say what is so once nothing waits', () => {
  const event = fc.oneof(
    fc.constant({ kind: 'enters' } as const),
    fc.record({ kind: fc.constant('leaves' as const), at: fc.nat() }),
    fc.constant({ kind: 'waited' } as const),
  );
  fc.assert(
    fc.property(fc.array(event), fc.constantFrom(0, 30_000), (events, delay) => {
      const { effects } = run([...events, { kind: 'waited' }], delay);
      const records = effects.filter(({ effect }) => effect !== 'note').map(({ effect }) => effect);
      for (const [index, record] of records.entries()) assert.equal(record, index % 2 === 0 ? 'on' : 'off');
      const last = events.findLast(({ kind }) => kind !== 'waited');
      assert.equal(records.at(-1) === 'on', last?.kind === 'enters');
    }),
  );
});
