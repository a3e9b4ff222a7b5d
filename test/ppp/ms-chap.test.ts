import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { DetailRecord } from '../rigs/freeradius.ts';
import { hasUml, runInGuest } from '../rigs/uml.ts';

const skip = hasUml() ? false : 'needs user-mode-linux and root';
test('MS-CHAP, versions 1 and 2: real callers are let in, or refused, by FreeRADIUS', { skip }, async (t) => {
  const guest = await runInGuest(t, join(import.meta.dirname, 'ms-chap-guest.ts'), 240);
  assert.equal(guest.status, 0, guest.output);
  // Only ms-chap-guest.ts writes it.
  const { detail }: { readonly detail: readonly DetailRecord[] } = JSON.parse(guest.read('result.json'));
  const records = detail.map(({ attributes }) => new Map(attributes));
  for (const port of ['1', '2']) {
    const of = records.filter((record) => record.get('NAS-Port') === port);
    const said = of.map((record) =>
      ['Acct-Status-Type', 'User-Name', 'Acct-Authentic', 'Acct-Terminate-Cause'].map((name) => record.get(name)),
    );
    assert.deepEqual(said[0], ['Start', 'username1', 'RADIUS', undefined]);
    assert.deepEqual(said.find((one) => one[3] === 'User-Request')?.slice(0, 3), ['Stop', 'username1', 'RADIUS']);
    // The caller's second request to terminate may reach the line when that waits again: a call without a user.
    const named = said.filter(([, user]) => user !== undefined);
    assert.deepEqual(named.at(-1), ['Stop', 'username1', undefined, 'User-Error'], 'a wrong password');
  }
});
