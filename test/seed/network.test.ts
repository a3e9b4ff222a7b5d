/**
 * The examples of network accounting: a PPP user who comes in through an EXEC session, and one who comes in by autoselect;
 * real pppds in a guest kernel.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { DetailRecord } from '../rigs/freeradius.ts';
import type { TsharkAccounting } from '../rigs/tshark.ts';
import { hasUml, runInGuest } from '../rigs/uml.ts';
import { sameRadius, sameTacacs, textOf } from './compare.ts';
import { radiusExamples, tacacsExamples } from './examples.ts';

/** What `network-guest.ts` leaves behind. */
interface Result {
  readonly detail: readonly DetailRecord[];
  readonly requests: readonly TsharkAccounting[];
  readonly screens: Readonly<Record<string, string>>;
}

const skip = hasUml() ? false : 'needs user-mode-linux and root';
test('PPP through an EXEC session and by autoselect, in RADIUS and TACACS+', { skip }, async (t) => {
  const guest = await runInGuest(t, join(import.meta.dirname, 'network-guest.ts'), 300);
  assert.equal(guest.status, 0, guest.output);
  // Only network-guest.ts writes it.
  const result: Result = JSON.parse(guest.read('result.json'));
  // An update of new facts is shown in TACACS+ only; in RADIUS it is an Interim-Update.
  const radius = (port: string) =>
    result.detail.filter(
      (record) => textOf(record, 'NAS-Port') === port && textOf(record, 'Acct-Status-Type') !== 'Interim-Update',
    );
  const of = (port: string) => result.requests.filter((request) => request.port === port);

  await t.test('through an EXEC session, at FreeRADIUS', () => {
    const records = radius('5').slice(0, 4);
    for (const [at, record] of records.entries()) sameRadius(record, radiusExamples.networkThroughExec[at]);
    const ids = records.map((record) => textOf(record, 'Acct-Session-Id'));
    assert.ok(ids[0] === ids[3] && ids[1] === ids[2] && ids[0] !== ids[1], ids.join());
  });
  await t.test('through an EXEC session, at the TACACS+ server', () => {
    const requests = of('tty4');
    assert.equal(requests.length, tacacsExamples.networkThroughExec.length);
    for (const [at, request] of requests.entries()) sameTacacs(request, tacacsExamples.networkThroughExec[at]);
    const [login, start, update, stop, exit] = requests.map(({ args }) => args[0]);
    assert.ok(login === exit && start === update && update === stop && login !== start);
  });
  await t.test('by autoselect, at FreeRADIUS', () => {
    const records = radius('3');
    assert.equal(records.length, 2);
    for (const [at, record] of records.entries()) sameRadius(record, radiusExamples.networkAutoselect[at]);
  });
  await t.test('by autoselect, at the TACACS+ server', () => {
    const requests = of('Async5');
    assert.equal(requests.length, tacacsExamples.networkAutoselect.length);
    for (const [at, request] of requests.entries()) sameTacacs(request, tacacsExamples.networkAutoselect[at]);
    assert.equal(new Set(requests.map(({ args }) => args[0])).size, 1);
  });
  await t.test('show accounting, as the documentation shows it', () => {
    const masked = (result.screens.autoselect5 ?? '')
      .replace(/\d\d:\d\d:\d\d/, 'hh:mm:ss')
      .replaceAll(/\b\d+(?=,| service)/g, 'N');
    assert.equal(
      masked.trimEnd(),
      `Active Accounted actions on Async5, User username1 Priv 1
 Task ID N, Network Accounting record, hh:mm:ss Elapsed
 task_id=N service=ppp protocol=ip address=10.1.1.2`,
    );
    const both = (result.screens.exec5 ?? '')
      .replaceAll(/\d\d:\d\d:\d\d/g, 'hh:mm:ss')
      .replaceAll(/(?<=Task ID |task_id=)\d+/g, 'N');
    assert.equal(
      both.trimEnd(),
      `Active Accounted actions on tty5, User username1 Priv 1
 Task ID N, EXEC Accounting record, hh:mm:ss Elapsed
 task_id=N service=shell
 Task ID N, Network Accounting record, hh:mm:ss Elapsed
 task_id=N service=ppp protocol=ip address=10.1.1.2`,
    );
  });
});
