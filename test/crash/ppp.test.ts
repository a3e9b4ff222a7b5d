/** `kill -9` of the daemon while real PPP lives on, and of both: what two servers have on their books in the end. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { countersIn } from '../rigs/in-guest.ts';
import { hasUml, runInGuest } from '../rigs/uml.ts';
import type { Result } from './ppp-guest.ts';

type Attributes = Readonly<Record<string, string>>;

const skip = hasUml() ? false : 'needs user-mode-linux and root';
test('kills of the daemon beside PPP', { skip }, async (t) => {
  const guest = await runInGuest(t, join(import.meta.dirname, 'ppp-guest.ts'), 420);
  assert.equal(guest.status, 0, guest.output);
  // Only ppp-guest.ts writes it.
  const { counted, detail, books, sessions, ledger }: Result = JSON.parse(guest.read('result.json'));
  const records: readonly Attributes[] = detail.map(({ attributes }) => Object.fromEntries(attributes));
  const framed = records.filter((record) => record['Service-Type'] === 'Framed-User');
  const ids = [...new Set(framed.map((record) => record['Acct-Session-Id'] ?? ''))];
  assert.equal(ids.length, 3, guest.output);
  /** The Stop of the call that came as number `at`. */
  const stop = (at: number): Attributes | undefined =>
    framed.find((record) => record['Acct-Session-Id'] === ids[at] && record['Acct-Status-Type'] === 'Stop');

  await t.test(
    'one Start and one Stop of each session at our server; doubles at FreeRADIUS are the same record',
    () => {
      assert.deepEqual(
        sessions.map(({ type, starts, stops, state }) => [type, starts, stops, state]).sort(),
        [['exec', 1, 1, 'stopped'], ...Array.from({ length: 3 }, () => ['network', 1, 1, 'stopped'])],
        JSON.stringify(books),
      );
      const kinds = new Map<string, Set<string>>();
      for (const { 'Acct-Delay-Time': _delay, ...record } of records) {
        const kind = `${record['Acct-Session-Id']} ${record['Acct-Status-Type']}`;
        kinds.set(kind, (kinds.get(kind) ?? new Set()).add(JSON.stringify(record)));
      }
      assert.equal(kinds.size, 8);
      assert.deepEqual(
        [...kinds].filter(([, different]) => different.size > 1),
        [],
      );
      assert.equal([...ledger.matchAll(/^group .* yes$/gm)].length, 2, ledger);
    },
  );

  await t.test('PPP goes on over three kills, counted as if nothing had happened, within its EXEC session', () => {
    assert.deepEqual(countersIn(stop(0)), counted.lives);
    assert.ok((counted.lives?.packetsIn ?? 0) >= 16);
    assert.equal(stop(0)?.['Acct-Terminate-Cause'], 'User-Request');
    const mine = records.filter((record) => record['NAS-Port'] === '1');
    const ends = mine.flatMap((record, at) =>
      record['Acct-Status-Type'] === 'Stop' ? [[record['Service-Type'], at]] : [],
    );
    assert.equal(ends[0]?.[0], 'Framed-User', 'the Stop of the network session comes first');
    assert.equal(ends.at(-1)?.[0], 'NAS-Prompt-User');
  });

  await t.test('PPP that ends while no daemon runs has the cause, the counters and the time of its end', () => {
    assert.deepEqual(countersIn(stop(1)), counted.leaves);
    assert.equal(stop(1)?.['Acct-Terminate-Cause'], 'User-Request');
  });

  await t.test('PPP that dies with the daemon: the last durable counters, NAS-Reboot', () => {
    assert.deepEqual(countersIn(stop(2)), counted.dies);
    assert.ok((counted.dies?.packetsIn ?? 0) >= 6);
    assert.equal(stop(2)?.['Acct-Terminate-Cause'], 'NAS-Reboot');
    const elapsed = Number(stop(2)?.['Acct-Session-Time']);
    // To the last sign of life on disk, which is ten seconds old at most; it was up for more than twelve.
    assert.ok(elapsed >= 2 && elapsed < 60, `it lasted ${elapsed} s`);
  });
});
