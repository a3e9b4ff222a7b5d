/** People who log in and start PPP: what a TACACS+ server is asked, and in which order two servers get their records. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { countersIn } from '../rigs/in-guest.ts';
import { hasUml, runInGuest } from '../rigs/uml.ts';
import type { Packet, Result } from './nested-guest.ts';

type Attributes = Readonly<Record<string, string>>;

const field = (packet: Packet | undefined, name: string): string => packet?.fields[`tacplus.${name}`]?.[0] ?? '';
const args = (packet: Packet | undefined): Attributes =>
  Object.fromEntries(
    (packet?.fields['tacplus.arg_value'] ?? []).map((text) => {
      const at = text.search(/[=*]/);
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );

const skip = hasUml() ? false : 'needs user-mode-linux and root';
test('PPP within EXEC sessions, decided and accounted for by TACACS+', { skip }, async (t) => {
  const guest = await runInGuest(t, join(import.meta.dirname, 'nested-guest.ts'), 300);
  assert.equal(guest.status, 0, guest.output);
  // Only nested-guest.ts writes it.
  const { counted, detail, packets }: Result = JSON.parse(guest.read('result.json'));
  assert.deepEqual(
    packets.flatMap(({ complaints }) => complaints),
    [],
  );
  const records: readonly Attributes[] = detail.map(({ attributes }) => Object.fromEntries(attributes));
  const requests = packets.filter(({ type, request }) => type === 3 && request);
  assert.deepEqual([records.length, requests.length], [12, 12], guest.output);
  const calls = ['pap', 'chap', 'apart'] as const;
  const inRadius = (call: number) => records.slice(call * 4, call * 4 + 4);
  const inTacacs = (call: number) => requests.slice(call * 4, call * 4 + 4);
  const nested = ['exec Start', 'network Start', 'network Stop', 'exec Stop'];
  // Made in this order; on their way they may overtake each other.
  const apart = ['exec Start', 'network Start', 'exec Stop', 'network Stop'];
  const arrived = (call: string, kinds: readonly string[]) =>
    call === 'apart' ? [...kinds.slice(0, 2), ...kinds.slice(2).sort()] : kinds;

  for (const [at, call] of calls.entries())
    await t.test(`${call}: the order of arrival, at both servers`, () => {
      const expected = call === 'apart' ? apart : nested;
      assert.deepEqual(
        arrived(
          call,
          inRadius(at).map((record) => {
            const type = record['Service-Type'] === 'Framed-User' ? 'network' : 'exec';
            return `${type} ${record['Acct-Status-Type']}`;
          }),
        ),
        expected,
      );
      assert.deepEqual(
        arrived(
          call,
          inTacacs(at).map((request) => {
            const type = args(request).service === 'ppp' ? 'network' : 'exec';
            // Flags of TACACS+: 2 Start, 4 Stop (RFC 8907 §7.1).
            return `${type} ${Number(field(request, 'acct.flags')) === 2 ? 'Start' : 'Stop'}`;
          }),
        ),
        expected,
      );
      assert.equal(new Set(inRadius(at).map((record) => record['Acct-Session-Id'])).size, 1, 'session-id common');
      assert.equal(new Set(inTacacs(at).map((request) => args(request).task_id)).size, 2, 'a task for each');
    });

  await t.test("counters are the interface's, in both protocols", () => {
    for (const [at, call] of calls.entries()) {
      const interface_ = counted[call];
      const stop = inRadius(at).find((record) => 'Acct-Input-Octets' in record);
      assert.ok(interface_ !== undefined && interface_.packetsIn >= 4);
      assert.deepEqual(countersIn(stop), interface_);
      const { bytes_in, bytes_out, paks_in, paks_out } = args(inTacacs(at).find((one) => 'bytes_in' in args(one)));
      assert.deepEqual(
        {
          bytesIn: Number(bytes_in),
          bytesOut: Number(bytes_out),
          packetsIn: Number(paks_in),
          packetsOut: Number(paks_out),
        },
        interface_,
      );
    }
  });

  await t.test('TACACS+ decides: the login, PAP and CHAP, and what the network may be used for', () => {
    const starts = packets.filter(
      ({ type, request, fields }) => type === 1 && request && 'tacplus.authentication_type' in fields,
    );
    // authen_type 1 ASCII, 2 PAP, 3 CHAP; service 1 login, 3 PPP (RFC 8907 §5.1).
    assert.deepEqual(
      starts.map((one) => [Number(field(one, 'authentication_type')), Number(field(one, 'service'))]),
      [
        [1, 1],
        [2, 3],
        [1, 1],
        [3, 3],
        [1, 1],
        [3, 3],
      ],
    );
    const authorizations = packets.filter(({ type, request }) => type === 2 && request);
    assert.deepEqual(
      authorizations.map((one) => [field(one, 'user'), one.fields['tacplus.arg_value']]),
      ['ann', 'guest', 'ann'].map((user) => [user, ['service=ppp', 'protocol=ip', 'addr*']]),
    );
    for (const [at, record] of records.entries()) {
      assert.equal(record['Acct-Authentic'], 'Remote');
      assert.equal(record['User-Name'], Math.floor(at / 4) === 1 ? 'guest' : 'ann');
    }
  });

  await t.test('why each call ended', () => {
    const causes = calls.map((_, at) => inRadius(at).flatMap((record) => record['Acct-Terminate-Cause'] ?? []));
    assert.deepEqual(causes, [
      ['User-Request', 'User-Request'],
      ['Lost-Carrier', 'Lost-Carrier'],
      ['User-Request', 'User-Request'],
    ]);
  });
});
