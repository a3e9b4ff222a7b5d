import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { type DetailRecord, undelayed } from '../rigs/freeradius.ts';
import { type Counted, countersIn } from '../rigs/in-guest.ts';
import { hasUml, runInGuest } from '../rigs/uml.ts';

/** What `guest.ts` leaves behind. */
interface Result {
  readonly counted: { readonly pap: Counted; readonly chap: Counted; readonly slip: Counted };
  readonly screens: Readonly<Record<'accounting' | 'coa' | 'caller' | 'clear' | 'unanswered' | 'line', string>>;
  readonly detail: readonly DetailRecord[];
}

type Attributes = Readonly<Record<string, string>>;

/** The attributes that the examples of the source document print, under today's names. */
const inSeed = [
  ...['NAS-IP-Address', 'NAS-Port', 'User-Name', 'Acct-Status-Type', 'Acct-Authentic', 'Service-Type'],
  ...['Framed-Protocol', 'Framed-IP-Address', 'Acct-Delay-Time'],
];
const only = (record: Attributes | undefined, names: readonly string[]): Attributes =>
  Object.fromEntries(
    names.flatMap((name) => (record?.[name] === undefined ? [] : [[name, undelayed(name, record[name])]])),
  );

const skip = hasUml() ? false : 'needs user-mode-linux and root';
test('real callers in a guest kernel', { skip }, async (t) => {
  const guest = await runInGuest(t, join(import.meta.dirname, 'guest.ts'), 240);
  assert.equal(guest.status, 0, guest.output);
  // Only guest.ts writes it.
  const result: Result = JSON.parse(guest.read('result.json'));
  const records: readonly Attributes[] = result.detail.map(({ attributes }) => Object.fromEntries(attributes));
  const at = (port: string): readonly Attributes[] => records.filter((record) => record['NAS-Port'] === port);
  const kinds = (of: readonly Attributes[]): string[] =>
    of.map((record) => `${record['Service-Type']} ${record['Acct-Status-Type']}`);

  await t.test('a login, then PPP with PAP: records of both sessions, that say what the source document shows', () => {
    const five = at('1').slice(0, 5);
    // Records of two sessions may overtake each other on their way; what they say happened in order.
    const shell = five.filter((record) => record['Service-Type'] === 'NAS-Prompt-User');
    const network = five.filter((record) => record['Service-Type'] === 'Framed-User');
    assert.deepEqual(kinds(shell), ['NAS-Prompt-User Start', 'NAS-Prompt-User Stop']);
    assert.deepEqual(kinds(network), ['Framed-User Start', 'Framed-User Interim-Update', 'Framed-User Stop']);
    const [login, exit] = shell;
    const [start, , stop] = network;
    const times = [login, start, stop, exit].map((record) => Date.parse(record?.['Event-Timestamp'] ?? ''));
    assert.deepEqual(
      times,
      times.toSorted((a, b) => a - b),
    );
    const common = { 'NAS-IP-Address': '127.0.0.1', 'NAS-Port': '1', 'User-Name': 'username1' };
    const framed = { 'Service-Type': 'Framed-User', 'Framed-Protocol': 'PPP', 'Framed-IP-Address': '10.99.0.2' };
    const radius = { 'Acct-Authentic': 'RADIUS', 'Acct-Delay-Time': '0' };
    assert.deepEqual(only(start, inSeed), { ...common, ...framed, ...radius, 'Acct-Status-Type': 'Start' });
    assert.deepEqual(only(stop, inSeed), { ...common, ...framed, ...radius, 'Acct-Status-Type': 'Stop' });
    assert.notEqual(login?.['Acct-Session-Id'], start?.['Acct-Session-Id']);
    assert.equal(login?.['Acct-Session-Id'], exit?.['Acct-Session-Id']);
    assert.equal(start?.['NAS-Port-Id'], 'tty1');
    assert.equal(start?.Class, `0x${Buffer.from('gold').toString('hex')}`);
    assert.equal(stop?.['Acct-Terminate-Cause'], 'User-Request');
    assert.deepEqual(countersIn(stop), result.counted.pap);
    assert.ok(result.counted.pap.packetsIn >= 5);
  });

  await t.test('show accounting has the session while it lasts', () => {
    assert.match(result.screens.accounting, /Active Accounted actions on tty1, User username1 Priv 1/);
    assert.match(
      result.screens.accounting,
      /Network Accounting record, .* Elapsed\s+task_id=\d+ service=ppp protocol=ip address=10\.99\.0\.2/,
    );
  });

  await t.test(
    'autoselect with CHAP: PPP lives through a kill of the daemon, and nothing of it is lost or counted twice',
    () => {
      const of = at('2');
      assert.deepEqual(kinds(of), ['Framed-User Start', 'Framed-User Interim-Update', 'Framed-User Stop']);
      const [start, news, stop] = of;
      assert.equal(start?.['Framed-IP-Address'], undefined);
      assert.equal(news?.['Framed-IP-Address'], '10.99.0.2');
      assert.equal(start?.['NAS-Port-Id'], 'Async2');
      assert.equal(start?.['Acct-Session-Id'], stop?.['Acct-Session-Id']);
      assert.equal(stop?.['Acct-Terminate-Cause'], 'Lost-Carrier');
      assert.deepEqual(countersIn(stop), result.counted.chap);
      assert.ok(result.counted.chap.packetsIn >= 9);
    },
  );

  await t.test(
    'a server changes how long a call may last, an operator clears its interface, or its line; its service ends before',
    () => {
      const of = at('3');
      const said = of.map((record) =>
        [record['Acct-Status-Type'], record['Cisco-Service-Info'] ?? '-', record['Acct-Terminate-Cause']]
          .join(' ')
          .trim(),
      );
      const ofSession = (cause: string) => [
        ...['Start -', 'Start NGOLD', 'Interim-Update -'],
        ...[`Stop NGOLD ${cause}`, `Stop - ${cause}`],
      ];
      assert.deepEqual(said, [
        ...ofSession('Session-Timeout'),
        ...ofSession('Admin-Reset'),
        ...ofSession('Admin-Reset'),
      ]);
      const [start, , , service, stop] = of;
      assert.deepEqual(countersIn(service), countersIn(stop), 'the service began with the session');
      assert.ok(countersIn(stop).packetsIn >= 2);
      assert.notEqual(service?.['Acct-Session-Id'], start?.['Acct-Session-Id']);
      assert.equal(service?.['Framed-IP-Address'], '10.99.0.2');
      assert.equal(result.screens.coa, 'CoA-ACK');
      assert.match(result.screens.caller, /User: username2, line As3, service PPP/);
      assert.match(result.screens.caller, /Service: GOLD, Session Id/);
      assert.doesNotMatch(result.screens.clear, /%/);
      assert.match(result.screens.unanswered, /^tollgate: nobody answered/);
      assert.match(result.screens.line, /^ \[OK\]$/m);
      assert.doesNotMatch(result.screens.line, /username2/, 'the call is over when the command is');
    },
  );

  await t.test('SLIP by command, until the line is cut', () => {
    const of = at('1').slice(5);
    assert.deepEqual(kinds(of).sort(), [
      ...['Framed-User Start', 'Framed-User Stop', 'NAS-Prompt-User Start', 'NAS-Prompt-User Stop'],
    ]);
    const one = (kind: string) => of[kinds(of).indexOf(kind)];
    const [start, stop, exit] = [one('Framed-User Start'), one('Framed-User Stop'), one('NAS-Prompt-User Stop')];
    assert.equal(start?.['Framed-Protocol'], 'SLIP');
    assert.equal(start?.['Framed-IP-Address'], '10.99.0.2');
    assert.equal(start?.['User-Name'], 'username1');
    assert.equal(stop?.['Acct-Terminate-Cause'], 'Lost-Carrier');
    assert.equal(exit?.['Acct-Terminate-Cause'], 'Lost-Carrier');
    assert.deepEqual(countersIn(stop), result.counted.slip);
  });
});
