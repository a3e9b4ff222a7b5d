import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../base/random.ts';
import { codes, find } from '../../protocols/radius/index.ts';
import { hashPasswordSync } from '../secrets/password.ts';
import { bench, consoleLine, radiusServer, TypedDialogue, vty } from '../testing/bench.ts';
import type { EnableOutcome } from './login-types.ts';

const secret = (text: string) => hashPasswordSync(text, seededRandom(5));

async function enable(at: ReturnType<typeof bench>, dialogue: TypedDialogue, level = 15, context = vty) {
  let outcome: EnableOutcome | undefined;
  const done = at.aaa.enable({ level, user: 'alice', context, dialogue }).then((value) => {
    outcome = value;
  });
  for (let step = 0; step < 600 && outcome === undefined; step++) await at.clock.advance(100);
  await done;
  assert.ok(outcome);
  return outcome;
}

test('the enable secret of the level is asked for, and wins over the enable password', async () => {
  const at = bench({
    enable: [
      { level: 15, password: { keyword: 'password', type: 0, text: 'old' } },
      { level: 15, password: secret('boss') },
      { level: 5, password: secret('five') },
    ],
  });
  const dialogue = new TypedDialogue('old', 'boss');
  assert.deepEqual(await enable(at, dialogue), { outcome: 'accepted', level: 15 });
  assert.deepEqual(dialogue.prompts, ['Password: (hidden)', 'Password: (hidden)']);
  assert.deepEqual(await enable(at, new TypedDialogue('five'), 5), { outcome: 'accepted', level: 5 });
  const bad = new TypedDialogue('a', 'b', 'c', 'boss');
  assert.deepEqual(await enable(at, bad), { outcome: 'rejected', message: '% Bad secrets' });
  assert.deepEqual(bad.told, ['% Bad secrets']);
});

test('without any secret only the console may', async () => {
  const at = bench({});
  assert.deepEqual(await enable(at, new TypedDialogue()), { outcome: 'rejected', message: '% No password set' });
  assert.deepEqual(await enable(at, new TypedDialogue(), 15, consoleLine), { outcome: 'accepted', level: 15 });
});

test('a RADIUS server is asked for $enab15$; a reject is denied, silence goes on', async () => {
  const at = bench({
    enable: [{ level: 15, password: secret('boss') }],
    authentication: [
      { service: 'enable', name: 'default', methods: [{ method: 'group', group: 'radius' }, { method: 'enable' }] },
    ],
    radiusServers: [radiusServer(1812)],
    radius: { timeout: 1, retransmit: 0 },
  });
  at.behaviours.set(1812, () => ({ code: codes['Access-Accept'] }));
  assert.equal((await enable(at, new TypedDialogue('x'))).outcome, 'accepted');
  const { packet } = at.sent()[0]!;
  assert.equal(find(packet, 'User-Name'), '$enab15$');
  assert.equal(find(packet, 'Service-Type'), 6);
  at.behaviours.set(1812, () => ({ code: codes['Access-Reject'] }));
  assert.deepEqual(await enable(at, new TypedDialogue('boss')), { outcome: 'rejected', message: '% Access denied' });
  at.behaviours.delete(1812);
  assert.equal((await enable(at, new TypedDialogue('boss'))).outcome, 'accepted');
});

test('no answer from anybody is an error, not a permission', async () => {
  const at = bench({
    authentication: [{ service: 'enable', name: 'default', methods: [{ method: 'group', group: 'radius' }] }],
  });
  const dialogue = new TypedDialogue('x');
  assert.deepEqual(await enable(at, dialogue), { outcome: 'unavailable', message: '% Error in authentication.' });
});
