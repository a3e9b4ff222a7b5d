/** Debian's SNMP tools on a live PPP session over a real pppd, in a guest kernel; it is ended by casnDisconnect. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { DetailRecord } from '../rigs/freeradius.ts';
import { variables } from '../rigs/snmp.ts';
import { hasUml, runInGuest } from '../rigs/uml.ts';
import { sessionMib, activeRow as table } from './sessions.ts';

/** What `ppp-guest.ts` leaves behind. */
interface Result {
  readonly screens: Readonly<Record<'table' | 'walk' | 'set' | 'after', string>>;
  readonly figures: Readonly<Record<'exec' | 'ppp' | 'ifindex' | 'idle' | 'busy', number>>;
  readonly detail: readonly DetailRecord[];
}
const general = `${sessionMib}.1`;

const skip = hasUml() ? false : 'needs user-mode-linux and root';
test('a PPP session and the EXEC session under it have rows; casnDisconnect ends PPP, and its Stop says why', {
  skip,
}, async (t) => {
  const guest = await runInGuest(t, join(import.meta.dirname, 'ppp-guest.ts'), 240);
  assert.equal(guest.status, 0, guest.output);
  // Only ppp-guest.ts writes it.
  const { screens, figures, detail }: Result = JSON.parse(guest.read('result.json'));
  const rows = variables({ text: screens.walk, status: 0 });
  const row = (id: number) => [2, 3, 5, 6, 7, 8].map((column) => rows.get(`${table}.${column}.${id}`));
  const about = (address: string, index: number) => [
    ...['STRING: "username1"', `IpAddress: ${address}`, 'INTEGER: 2', 'Gauge32: 0', 'OID: .0.0', `INTEGER: ${index}`],
  ];
  assert.deepEqual(row(figures.ppp), about('10.99.0.2', figures.ifindex), 'with its address and its interface');
  assert.deepEqual(row(figures.exec), about('0.0.0.0', 0));
  assert.equal(rows.size, 14, 'two rows of seven columns');
  assert.ok(figures.ifindex > 0);
  assert.ok(figures.idle >= 4 && figures.busy <= 3, `idle ${figures.idle}, then ${figures.busy} after a packet`);
  assert.match(
    screens.table,
    new RegExp(`^ +${figures.ppp} +"username1" +10\\.99\\.0\\.2 .* ${figures.ifindex}$`, 'm'),
  );
  assert.equal(screens.set, `.${table}.5.${figures.ppp} = INTEGER: 1\n`);

  const stops = detail
    .map(({ attributes }) => attributes)
    .filter((all) => new Map(all).get('Acct-Status-Type') === 'Stop');
  const stop = stops.find((all) => new Map(all).get('Service-Type') === 'Framed-User');
  const said = new Map(stop);
  assert.equal(Number.parseInt(said.get('Acct-Session-Id') ?? '', 16), figures.ppp);
  assert.equal(said.get('Framed-IP-Address'), '10.99.0.2');
  assert.equal(said.get('Acct-Terminate-Cause'), 'Admin-Reset');
  assert.ok(
    stop?.some(([, value]) => /^disc-cause-ext=.*SNMP/i.test(value)),
    JSON.stringify(stop),
  );
  const after = variables({ text: screens.after, status: 0 });
  assert.deepEqual(
    ['1.1', '1.2', '2.1', '2.2'].map((figure) => after.get(`${general}.${figure}.0`)),
    ['Gauge32: 0', 'Gauge32: 2', 'Counter32: 2', 'Counter32: 1'],
  );
  t.diagnostic(
    [
      screens.table,
      screens.set,
      screens.after,
      ...stops.map((all) => all.map((pair) => pair.join(' = ')).join('\n')),
    ].join('\n'),
  );
});
