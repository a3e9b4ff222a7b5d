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
    assert.deepEqual(said.at(-1)?.slice(0, 2), ['Stop', 'username1']);
    assert.equal(said.at(-1)?.[3], 'User-Error', 'a wrong password');
  }
});
