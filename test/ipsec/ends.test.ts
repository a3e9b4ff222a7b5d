/** Why tunnels end, as far as it is known: on real charons, in the Stops at RADIUS and at TACACS+. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '../e2e/waiting.ts';
import { argument, messages, ofRadius, type Stage, stage, text } from './two-sites.ts';

/** Both sites are accounted for at both servers. */
const both = 'crypto ikev2 profile CLIENT\n aaa accounting psk BOTH\n';
const branch = '10.9.0.2';
const client = 'client.lab';

/**
 * The Stop of a peer at both servers: Acct-Terminate-Cause and its extension in RADIUS, `disc-cause` and its extension
 * (numbers) in TACACS+.
 */
async function stopOf({ lab, tacacs }: Stage, phase1: string, seconds = 30): Promise<readonly (string | undefined)[]> {
  return eventually(
    `the Stop of ${phase1}`,
    async () => {
      const at = lab.freeradius.readDetail().findIndex(({ attributes }) => {
        const values = attributes.map(([, value]) => value);
        return values.includes(`isakmp-phase1-id=${phase1}`) && values.includes('Stop');
      });
      const there = (await tacacs()).find((one) => one.kind === 'stop' && argument(one, 'isakmp-phase1-id') === phase1);
      if (at < 0 || there === undefined) return undefined;
      const values = lab.freeradius.readDetail()[at]?.attributes.map(([, value]) => value) ?? [];
      const extended = values.find((value) => value.startsWith('disc-cause-ext='))?.slice(15);
      const cause = ofRadius(lab)[at]?.get('Acct-Terminate-Cause');
      return [cause, extended, argument(there, 'disc-cause'), argument(there, 'disc-cause-ext')];
    },
    seconds,
  );
}

test('the peer deletes it', async (t) => {
  const scene = await stage(t, both);
  const deleted = ['User-Request', 'No Reason', '1', '1000'];
  await scene.lab.branch.down('gw');
  assert.deepEqual(await stopOf(scene, branch), deleted);
  await scene.lab.client.down('gw');
  assert.deepEqual(await stopOf(scene, client), deleted);
});

test('somebody here clears it', async (t) => {
  const scene = await stage(t, both);
  for (const peer of [branch, client]) {
    const selector = peer === branch ? `remote ${branch}` : 'ikev2 profile CLIENT';
    await text(scene.daemon, `clear crypto session ${selector}`);
    assert.deepEqual(await stopOf(scene, peer), ['Admin-Reset', 'Local Admin Disconnect', '6', '1151']);
  }
});

test('no packet for the configured time: idle for the books, and UP-IDLE, as IKE goes on', async (t) => {
  const scene = await stage(t, `${both}crypto ipsec security-association idle-time 60\n`);
  const idle = ['Idle-Timeout', 'Idle Timeout', '4', '1021'];
  assert.deepEqual(await stopOf(scene, client, 90), idle);
  assert.deepEqual(await stopOf(scene, branch, 30), idle);
  const shown = await text(scene.daemon, 'show crypto session');
  assert.equal(shown.match(/^Session status: UP-IDLE +$/gm)?.length, 2, shown);
  assert.equal((await messages(scene.daemon)).filter((one) => one.includes('is DOWN')).length, 2);
});

test('peers that answer no more', async (t) => {
  const scene = await stage(t, `${both}crypto isakmp keepalive 10 2 periodic\ncrypto ikev2 dpd 10 2 periodic\n`);
  const peers = [scene.lab.branch, scene.lab.client];
  for (const { host } of peers) host.freeze();
  t.after(() => {
    for (const { host } of peers) host.thaw();
  });
  const dead = ['Lost-Carrier', 'Lost Carrier', '2', '1011'];
  assert.deepEqual(await stopOf(scene, client, 60), dead);
  assert.deepEqual(await stopOf(scene, branch, 60), dead);
});
