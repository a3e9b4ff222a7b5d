/** What crash tests look at in the end: books that balance, and doubles that are the same record. */
import assert from 'node:assert/strict';
import type { Daemon } from '../rigs/daemon.ts';
import type { DetailRecord } from '../rigs/freeradius.ts';

/**
 * Waits until nothing waits for a server any more; the lines of the ledger, each of which must balance.
 * @param destinations that there must be at least
 */
export async function drained(daemon: Daemon, destinations: number): Promise<readonly string[]> {
  for (;;) {
    const { text } = await daemon.run('show accounting ledger');
    const rows = [...text.matchAll(/^(group .+?) +(\d+) +(\d+) +(\d+) +(\d+) +(\S+) +(yes|NO)$/gm)];
    assert.ok(rows.length >= destinations, `the ledger lacks destinations:\n${text}`);
    for (const [line, , made, acknowledged, waiting, superseded, , balanced] of rows) {
      assert.equal(balanced, 'yes', line);
      assert.equal(Number(made), Number(acknowledged) + Number(waiting) + Number(superseded), line);
    }
    // This session's own Start and command may still be on their way.
    if (rows.every(([, , , , waiting]) => Number(waiting) <= 1)) return rows.map(([line]) => line);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** FreeRADIUS writes what it gets: every session is there, and a double is the same record sent again. */
export function compareWithFreeRadius(detail: readonly DetailRecord[], sessions: ReadonlySet<string>): void {
  const value = ({ attributes }: DetailRecord, name: string): string =>
    attributes.find(([known]) => known === name)?.[1] ?? '';
  const kinds = new Map<string, Set<string>>();
  for (const record of detail) {
    const id = value(record, 'Acct-Session-Id');
    const key = `${id} ${value(record, 'Acct-Status-Type')}`;
    kinds.set(key, (kinds.get(key) ?? new Set()).add(value(record, 'Event-Timestamp')));
  }
  for (const id of sessions)
    for (const kind of ['Start', 'Stop']) assert.ok(kinds.has(`${id} ${kind}`), `FreeRADIUS has no ${kind} of ${id}`);
  const changed = [...kinds].filter(([, times]) => times.size > 1);
  assert.deepEqual(changed, [], 'doubles that differ in Event-Timestamp');
  const strangers = [...kinds.keys()].filter((key) => !sessions.has(key.split(' ')[0] ?? ''));
  assert.deepEqual(strangers, [], 'sessions that only FreeRADIUS knows');
}
