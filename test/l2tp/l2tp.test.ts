/** A real L2TP caller at a real LNS: who gets in, and what two kinds of servers hear of it at once. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { countersIn } from '../rigs/in-guest.ts';
import { hasUml, runInGuest } from '../rigs/uml.ts';
import type { Result } from './guest.ts';

type Attributes = Readonly<Record<string, string>>;

/** The attributes of the source document's network records, under today's names, as far as an LNS has them. */
const inSeed = [
  ...['NAS-IP-Address', 'NAS-Port', 'User-Name', 'Acct-Status-Type', 'Acct-Authentic', 'Service-Type'],
  ...['Framed-Protocol', 'Framed-IP-Address'],
];
const only = (record: Attributes | undefined, names: readonly string[]): Attributes =>
  Object.fromEntries(names.flatMap((name) => (record?.[name] === undefined ? [] : [[name, record[name]]])));
const pairs = (args: readonly string[]): Attributes =>
  Object.fromEntries(args.map((arg) => [arg.slice(0, arg.search(/[=*]/)), arg.slice(arg.search(/[=*]/) + 1)]));

const programs = ['/usr/sbin/l2tpns', '/usr/sbin/xl2tpd'].every((path) => existsSync(path));
const skip = hasUml() && programs ? false : 'needs user-mode-linux, l2tpns, xl2tpd and root';
test('callers of l2tpns, broadcast to RADIUS and TACACS+', { skip }, async (t) => {
  const guest = await runInGuest(t, join(import.meta.dirname, 'guest.ts'), 300);
  assert.equal(guest.status, 0, guest.output);
  // Only guest.ts writes it.
  const result: Result = JSON.parse(guest.read('result.json'));
  const records: readonly Attributes[] = result.detail.map(({ attributes }) => Object.fromEntries(attributes));
  const tacacs = result.captured.map(({ args }) => pairs(args));
  assert.deepEqual(
    records.map((record) => record['Acct-Status-Type']),
    ['Start', 'Stop', 'Start', 'Stop'],
    guest.output,
  );
  // Flags of TACACS+: 2 Start, 4 Stop (RFC 8907 §7.1).
  assert.deepEqual(
    result.captured.map(({ flags }) => flags),
    [2, 4, 2, 4],
  );
  assert.deepEqual(result.complaints, []);

  await t.test('RADIUS says what the source document shows', () => {
    const [start, stop] = records;
    const common = {
      'NAS-IP-Address': '127.0.0.1',
      'NAS-Port': '1',
      'User-Name': 'username1',
      'Acct-Authentic': 'RADIUS',
    };
    const framed = { 'Service-Type': 'Framed-User', 'Framed-Protocol': 'PPP', 'Framed-IP-Address': '10.97.0.2' };
    assert.deepEqual(only(start, inSeed), { ...common, ...framed, 'Acct-Status-Type': 'Start' });
    assert.deepEqual(only(stop, inSeed), { ...common, ...framed, 'Acct-Status-Type': 'Stop' });
    assert.equal(start?.['Acct-Session-Id'], stop?.['Acct-Session-Id']);
    assert.notEqual(start?.['Acct-Session-Id'], records[2]?.['Acct-Session-Id']);
    assert.equal(start?.Class, `0x${Buffer.from('gold').toString('hex')}`);
    assert.ok(Number(stop?.['Acct-Session-Time']) >= 1);
  });

  await t.test('TACACS+ says the same, to the octet', () => {
    const [start, stop] = tacacs;
    assert.equal(start?.service, 'ppp');
    assert.equal(stop?.protocol, 'ip');
    assert.equal(stop?.addr, '10.97.0.2');
    assert.equal(start?.task_id, stop?.task_id);
    assert.notEqual(start?.task_id, tacacs[2]?.task_id);
    for (const [record, args] of [
      [records[1], tacacs[1]],
      [records[3], tacacs[3]],
    ]) {
      const { bytesIn, bytesOut, packetsIn, packetsOut } = countersIn(record);
      assert.deepEqual([args?.bytes_in, args?.bytes_out, args?.paks_in, args?.paks_out].map(Number), [
        bytesIn,
        bytesOut,
        packetsIn,
        packetsOut,
      ]);
      assert.equal(args?.elapsed_time, record?.['Acct-Session-Time']);
    }
    // authen_method 0x10: RADIUS; service 3: PPP.
    for (const { user, authenMethod, authenService } of result.captured)
      assert.deepEqual(
        { user, authenMethod, authenService },
        { user: 'username1', authenMethod: 0x10, authenService: 3 },
      );
    assert.deepEqual(
      result.books.map(({ kind, arguments: args }) => [kind, args]),
      result.captured.map(({ flags, args }) => [flags === 2 ? 'start' : 'stop', args]),
      'the server has on its books what was on the wire',
    );
  });

  await t.test("octets and packets are what went over the caller's interface", () => {
    for (const [at, caller] of result.caller.entries()) {
      const { bytesIn, bytesOut, packetsIn, packetsOut } = countersIn(records[at * 2 + 1]);
      assert.deepEqual([bytesIn, packetsIn], [caller.bytesOut, caller.packetsOut]);
      assert.deepEqual([bytesOut, packetsOut], [caller.bytesIn, caller.packetsIn]);
    }
    assert.ok((result.caller[0]?.packetsOut ?? 0) >= 5);
  });

  await t.test('a Disconnect-Request is passed on to l2tpns, which ends the call', () => {
    assert.deepEqual(result.answers, ['Disconnect-ACK']);
    assert.equal(records[3]?.['Acct-Terminate-Cause'], 'Admin-Reset');
    const told = result.detail[3]?.attributes.filter(([name]) => name === 'Cisco-AVPair').map(([, value]) => value);
    assert.ok(told?.includes('disc-cause-ext=RADIUS Disconnect'), String(told));
  });

  await t.test('what is seen while the call lasts, and books that balance', () => {
    assert.match(result.screens.accounting ?? '', /Network Accounting record, .* Elapsed\s+task_id=\d+ .*service=ppp/);
    assert.match(result.screens.sessions ?? '', /username1/);
    assert.match(result.screens.ledger ?? '', /^group radius +4 +4 +0 +0 +\S+ +yes$/m);
    assert.match(result.screens.ledger ?? '', /^group tacacs\+ +4 +4 +0 +0 +\S+ +yes$/m);
  });
});
