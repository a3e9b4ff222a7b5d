import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../../base/clock.ts';
import { LiveStream, pace } from './live-stream.ts';
import { rowOf, TestView } from './testing.ts';

function setUp() {
  const clock = new FakeClock();
  const view = new TestView();
  view.rows = [rowOf('1')];
  const stream = new LiveStream(view.live, clock);
  const looker = () => {
    const state = { sent: [] as string[], ready: true, allowed: true, ended: false };
    const listener = {
      send: (text: string) => void state.sent.push(text),
      ready: () => state.ready,
      allowed: () => state.allowed,
      end: () => {
        state.ended = true;
      },
    };
    return { state, listener };
  };
  return { clock, view, stream, looker };
}
const namesOf = (sent: readonly string[]): readonly string[] =>
  sent.map((text) => /^event: (\w+)/.exec(text)?.[1] ?? ':');

test('the table comes first, then what changed; a second without news says nothing', async () => {
  const { clock, view, stream, looker } = setUp();
  const { state, listener } = looker();
  await stream.add(listener);
  assert.deepEqual(namesOf(state.sent), ['table']);
  await clock.advance(3 * pace);
  assert.equal(state.sent.length, 1);
  view.changes = { put: [rowOf('2', 'bob')], moved: [rowOf('1', 'ann', 17)], gone: ['3'] };
  await clock.advance(pace);
  assert.deepEqual(namesOf(state.sent), ['table', 'difference']);
  const data = JSON.parse(/^data: (.*)$/m.exec(state.sent[1] ?? '')?.[1] ?? '');
  assert.deepEqual(data, { now: clock.now(), put: [rowOf('2', 'bob')], moved: ['1', 17, 0], gone: ['3'] });
});

test('a quiet stream shows now and then that it lives', async () => {
  const { clock, stream, looker } = setUp();
  const { state, listener } = looker();
  await stream.add(listener);
  await clock.advance(10 * pace);
  assert.deepEqual(namesOf(state.sent), ['table', 'alive', 'alive']);
});

test('who is too slow gets a new table in place of a backlog; the others do not wait', async () => {
  const { clock, view, stream, looker } = setUp();
  const [slow, quick] = [looker(), looker()];
  await stream.add(slow.listener);
  await stream.add(quick.listener);
  slow.state.ready = false;
  for (let n = 0; n < 3; n++) {
    view.changes = { put: [rowOf(String(n))], moved: [], gone: [] };
    await clock.advance(pace);
  }
  assert.deepEqual(namesOf(slow.state.sent), ['table']);
  assert.deepEqual(namesOf(quick.state.sent), ['table', 'difference', 'difference', 'difference']);
  slow.state.ready = true;
  await clock.advance(pace);
  assert.deepEqual(namesOf(slow.state.sent), ['table', 'table']);
});

test('nothing is asked while nobody looks, and who may not look any more is shown out', async () => {
  const { clock, view, stream, looker } = setUp();
  const { state, listener } = looker();
  const leave = await stream.add(listener);
  await clock.advance(pace);
  leave();
  const { drains } = view;
  await clock.advance(10 * pace);
  assert.equal(view.drains, drains);
  assert.equal(view.rests, 1);
  assert.equal(clock.waiting, 0);
  await stream.add(listener);
  state.allowed = false;
  await clock.advance(pace);
  assert.equal(state.ended, true);
  assert.equal(stream.size, 0);
});
