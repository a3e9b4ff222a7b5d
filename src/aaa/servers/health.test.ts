import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { defaultDeadCriteria, type Health, heard, newHealth, revive, stayDead, timedOut } from './health.ts';

const criteria = { time: 10, tries: 3 };
const minute = 60_000;

/** Times out `count` retransmissions, one a second from `from`. */
function silence(health: Health, from: number, count: number, deadtime: number) {
  let current = health;
  const events: string[] = [];
  for (let index = 0; index < count; index++) {
    const step = timedOut(current, from + index * 1000, true, criteria, deadtime);
    current = step.health;
    events.push(...step.events);
  }
  return { health: current, events };
}

test('a server never heard is dead after enough retransmissions, whatever the time', () => {
  assert.deepEqual(silence(newHealth(0), 100, 2, minute).events, []);
  const { health, events } = silence(newHealth(0), 100, 3, minute);
  assert.deepEqual(events, ['dead']);
  assert.deepEqual([health.state, health.deadCount, health.deadUntil], ['dead', 1, 2100 + minute]);
});

test('a server heard lately is not dead before the time criterion holds as well', () => {
  const fresh = heard(newHealth(0), 5000).health;
  assert.equal(silence(fresh, 5100, 9, minute).health.state, 'up');
  assert.equal(timedOut(silence(fresh, 5100, 9, minute).health, 14_999, true, criteria, minute).health.state, 'up');
  assert.deepEqual(timedOut(silence(fresh, 5100, 9, minute).health, 15_000, true, criteria, minute).events, ['dead']);
});

test('the tries criterion starts again with each answer', () => {
  const twice = silence(newHealth(0), 100, 2, minute).health;
  const answered = heard(twice, 3000).health;
  assert.deepEqual([answered.consecutiveTimeouts, answered.longestTimeouts], [0, 2]);
  assert.equal(silence(answered, 20_000, 2, minute).health.state, 'up');
  assert.equal(silence(answered, 20_000, 3, minute).health.state, 'dead');
});

test('first transmissions do not count', () => {
  let health = newHealth(0);
  for (let index = 0; index < 100; index++) health = timedOut(health, index * 1000, false, criteria, minute).health;
  assert.deepEqual(health, newHealth(0));
});

test('without deadtime a server is marked and alive again at once', () => {
  const { health, events } = silence(newHealth(0), 8000, 3, 0);
  assert.deepEqual(events, ['dead', 'alive']);
  assert.deepEqual(
    [health.state, health.deadCount, health.totalDeadTime, health.previousDuration, health.consecutiveTimeouts],
    ['up', 1, 0, 0, 0],
  );
});

test('five minutes of deadtime are five minutes of previous duration', () => {
  const dead = silence(newHealth(0), 1000, 3, 5 * minute).health;
  const { health, events } = revive(dead, 3000 + 5 * minute);
  assert.deepEqual(events, ['alive']);
  assert.deepEqual([health.state, health.previousDuration, health.totalDeadTime], ['up', 300_000, 300_000]);
  assert.deepEqual(revive(health, 9e6), { health, events: [] });
});

test('an answer makes a dead server alive; a silent probe prolongs its death', () => {
  const dead = silence(newHealth(0), 1000, 3, minute).health;
  assert.deepEqual(heard(dead, 10_000).events, ['alive']);
  assert.equal(stayDead(dead, 63_000, minute).deadUntil, 63_000 + minute);
  assert.equal(timedOut(dead, 64_000, true, criteria, minute).health.deadCount, 1, 'dead once, not again');
});

test('the defaults are those of the reference', () => {
  assert.deepEqual(defaultDeadCriteria, { time: 10, tries: 10 });
});

test('whatever happens, dead and alive alternate and durations add up', () => {
  const happening = fc.record({
    gap: fc.integer({ min: 0, max: 20_000 }),
    what: fc.constantFrom('heard', 'late', 'over'),
  });
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 60 }), fc.constantFrom(0, minute), (happenings, deadtime) => {
      let health = newHealth(0);
      let now = 0;
      const events: string[] = [];
      for (const { gap, what } of happenings) {
        now += gap;
        const step =
          what === 'heard'
            ? heard(health, now)
            : what === 'late'
              ? timedOut(health, now, true, criteria, deadtime)
              : revive(health, now);
        health = step.health;
        events.push(...step.events);
      }
      assert.deepEqual(
        events,
        events.map((_, index) => (index % 2 === 0 ? 'dead' : 'alive')),
      );
      assert.equal(health.state, events.length % 2 === 0 ? 'up' : 'dead');
      assert.equal(health.deadCount, Math.ceil(events.length / 2));
      assert.ok(health.totalDeadTime <= now && health.since <= now);
    }),
  );
});
