import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { config, list, Room } from '../../accounting/fixtures/room.ts';
import { ExecSource } from '../exec/index.ts';
import { CallSource } from './call-source.ts';

/** A dial-in call as the figures of the source document have it; the records that come of it. */
async function sequence(
  t: TestContext,
  resource: 'start-stop' | 'stop-failure' | undefined,
  reachesUser: boolean,
): Promise<readonly { readonly text: string; readonly sessionId: number }[]> {
  const room = new Room(t);
  const exec = list({ type: 'exec' });
  const lists = resource === undefined ? [exec] : [exec, list({ type: 'resource', action: resource })];
  const accounting = await room.open(config(lists));
  const deps = { accounting, clock: room.clock, log: room.log, bootId: 'boot' };
  const call = new CallSource(deps).setUp({ line: 3, callingStation: '562', calledStation: '4327528' });
  await room.clock.advance(4000);
  if (reachesUser) {
    call.authenticated();
    const session = new ExecSource(deps).open({
      ...{ list: 'default', user: 'username1', privilege: 1, authentic: 'radius', classes: [], arrived: 0 },
      ...{ port: 3, portType: 'async', caller: '562', parent: call.key },
    });
    await session.durable;
    await session.close('logout');
  }
  call.disconnect({ lost: !reachesUser });
  await accounting.books();
  await room.clock.advance(1);
  const wanted =
    (reachesUser ? 2 : 0) + (resource === 'start-stop' ? 2 : resource !== undefined && !reachesUser ? 1 : 0);
  const all = () => room.transport.of('radius');
  await room.until(() => all().length >= wanted);
  await room.clock.advance(1000);
  return all().map(({ type, kind, sessionId }) => ({ text: `${type} ${kind}`, sessionId }));
}
const texts = (records: readonly { readonly text: string }[]): string[] => records.map(({ text }) => text).sort();

test('figure 1: normal flow without resource accounting: records of the user alone', async (t) => {
  assert.deepEqual(texts(await sequence(t, undefined, true)), ['exec start', 'exec stop']);
});

test('figure 2: normal flow with failure stop: no record more', async (t) => {
  assert.deepEqual(texts(await sequence(t, 'stop-failure', true)), ['exec start', 'exec stop']);
});

test('figure 3: a call that ends before authentication, with failure stop: a Stop of the call', async (t) => {
  assert.deepEqual(texts(await sequence(t, 'stop-failure', false)), ['resource stop']);
});

test('figure 4: the same without: no record at all', async (t) => {
  assert.deepEqual(texts(await sequence(t, undefined, false)), []);
});

test('figure 5: start-stop: records of the call around those of the user, linked by the session id', async (t) => {
  const records = await sequence(t, 'start-stop', true);
  assert.deepEqual(texts(records), ['exec start', 'exec stop', 'resource start', 'resource stop']);
  assert.equal(new Set(records.map(({ sessionId }) => sessionId)).size, 1);
});

test('start-stop counts calls without a user, too', async (t) => {
  assert.deepEqual(texts(await sequence(t, 'start-stop', false)), ['resource start', 'resource stop']);
});

test('after a crash a call goes on while PPP runs on its line; others are closed', async (t) => {
  const room = new Room(t);
  const settings = config([list({ type: 'resource' })]);
  let accounting = await room.open(settings);
  const source = () => new CallSource({ accounting, clock: room.clock, log: room.log, bootId: 'boot' });
  source().setUp({ line: 1 });
  source().setUp({ line: 2 });
  await accounting.books();
  await room.crash();
  accounting = await room.open();
  const ppp = Promise.withResolvers<void>();
  assert.equal(await source().recover((line) => (line === 2 ? ppp.promise : undefined)), 1);
  accounting.configure(settings);
  assert.deepEqual(
    [...accounting.sessions()].map(({ facts }) => facts.portNumber),
    [2],
  );
  ppp.resolve();
  await room.until(() => [...accounting.sessions()].length === 0);
});
