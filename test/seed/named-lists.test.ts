/**
 * The configuration example of named method lists: callers on lines 1 to 16 come in by CHAP; RADIUS decides and accounts for
 * them, and while it is silent the local users and TACACS+ do. In a guest kernel that has PPP.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { DetailRecord } from '../rigs/freeradius.ts';
import type { JsonRecord } from '../rigs/records.ts';
import { hasUml, runInGuest } from '../rigs/uml.ts';
import { textOf } from './compare.ts';

/** What `named-lists-guest.ts` leaves behind. */
interface Result {
  readonly detail: readonly DetailRecord[];
  readonly tacacs: readonly JsonRecord[];
  readonly screens: Readonly<Record<string, string>>;
}

const skip = hasUml() ? false : 'needs user-mode-linux and root';
test('named method lists: RADIUS, and while it is silent local users and TACACS+', { skip }, async (t) => {
  const guest = await runInGuest(t, join(import.meta.dirname, 'named-lists-guest.ts'), 300);
  assert.equal(guest.status, 0, guest.output);
  // Only named-lists-guest.ts writes it.
  const { detail, tacacs, screens }: Result = JSON.parse(guest.read('result.json'));
  const masked = (screen = '') =>
    screen
      .trimEnd()
      .replace(/\d\d:\d\d:\d\d/, 'hh:mm:ss')
      .replaceAll(/(?<=Task ID |task_id=)\d+/g, 'N');
  const shown = (user: string) => `Active Accounted actions on Async1, User ${user} Priv 1
 Task ID N, Network Accounting record, hh:mm:ss Elapsed
 task_id=N service=ppp protocol=ip address=10.0.0.98`;

  await t.test('with RADIUS: decided and accounted for there, and nowhere else', () => {
    const said = (record: DetailRecord) =>
      ['Acct-Status-Type', 'User-Name', 'Acct-Authentic', 'Framed-Protocol'].map((name) => textOf(record, name)).join();
    assert.deepEqual(detail.map(said), ['Start,username2,RADIUS,PPP', 'Stop,username2,RADIUS,PPP']);
    assert.equal(screens.early, '0', 'TACACS+ has heard nothing');
  });
  await t.test('without RADIUS: a local user, accounted for by TACACS+', () => {
    assert.deepEqual(
      tacacs.map(({ kind, user, port, type }) => [kind, user, port, type]),
      [
        ['start', 'root', 'Async1', 'network'],
        ['stop', 'root', 'Async1', 'network'],
      ],
    );
  });
  await t.test('show accounting, as the documentation shows it for this configuration', () => {
    assert.equal(masked(screens.radius), shown('username2'));
    assert.equal(masked(screens.local), shown('root'));
  });
  await t.test('a login on the line by the local users, without an EXEC record', () => {
    assert.match(screens.login ?? '', /1 tty 1 +root /);
  });
});
