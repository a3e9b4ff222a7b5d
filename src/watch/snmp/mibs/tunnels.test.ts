import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../../../base/clock.ts';
import { integer, oid, oidText, type SnmpValue } from '../../../protocols/snmp/index.ts';
import type { CryptoControl, CryptoReader, CryptoSessionView, IkeSaView } from '../../../sources/ipsec/snapshot.ts';
import { everything, nothing } from '../access.ts';
import { MibTree } from '../objects.ts';
import { respond } from '../respond.ts';
import { newCounters } from '../statistics.ts';
import { addressOctets } from './addresses.ts';
import { TunnelHistory } from './tunnel-history.ts';
import { tunnelChange, tunnelMib } from './tunnels.ts';

const clock = new FakeClock();
const counters = { bytesIn: 2n ** 32n * 3n + 5n, bytesOut: 77n, packetsIn: 12n, packetsOut: 13n };
const ike: IkeSaView = {
  ...{ connId: 9, version: 2, status: 'active', aggressive: false, initiator: true, capabilities: [] },
  ...{ local: { address: '192.0.2.1', port: 500 }, remote: { address: '2001:db8::7', port: 500 } },
  ...{ localId: '192.0.2.1', remoteId: 'site.example', initiatorSpi: '0'.repeat(16), responderSpi: '1'.repeat(16) },
  ...{ encryption: 'AES_CBC', keySize: 256, integrity: 'HMAC_SHA2_256_128', prf: 'PRF_HMAC_SHA2_256' },
  ...{ dhGroup: 'MODP_2048', authentication: 'psk', established: clock.now() - 60_000, lifetime: 3000 },
  ...{ frontVrf: undefined, insideVrf: undefined },
};
const session: CryptoSessionView = {
  ...{
    id: 4,
    accountingId: 17,
    status: 'UP-ACTIVE',
    interface: 'Tunnel0',
    local: ike.local,
    remote: ike.remote,
    version: 2,
  },
  ...{ username: undefined, profile: 'p', ikev2Profile: true, group: undefined, map: undefined, sequence: undefined },
  ...{ assignedAddress: undefined, phase1Id: 'site.example', description: undefined, frontVrf: undefined },
  ...{ insideVrf: undefined, up: clock.now() - 30_000, accountingList: 'default', counters, ikeSas: [ike] },
  flows: [
    {
      ...{ protocol: 0, local: '10.1.0.0/24', remote: '10.2.0.0/24', localPort: undefined, remotePort: undefined },
      ...{ origin: 'ikev2 profile', activeSas: 2, counters },
      sas: [
        {
          ...{
            id: 1,
            status: 'active',
            protocol: 'ESP',
            mode: 'tunnel',
            spiIn: 'c0000001',
            spiOut: '0000002a',
            udp: false,
          },
          ...{ encryption: 'AES_GCM_16', keySize: 128, integrity: '', dhGroup: undefined, counters },
          ...{ installed: clock.now() - 30_000, rekey: 3000, lifetime: 3570 },
        },
      ],
    },
  ],
};
const ended = { since: clock.now() - 30_000, at: clock.now(), cause: 'dead-peer', counters } as const;
const down = { ...session, id: 0, up: undefined, flows: [], ikeSas: [], status: 'DOWN' } as const;

function box() {
  const cleared: unknown[] = [];
  const done = { sessions: 1, ikeSas: 1, ipsecSas: 1 };
  const crypto: Pick<CryptoReader, 'sessions' | 'ikeSas' | 'totals'> & Pick<CryptoControl, 'clear' | 'clearIke'> = {
    sessions: () => [session, down],
    ikeSas: () => [ike, { ...ike, connId: 10, status: 'negotiating' }],
    totals: () => ({
      byStatus: { 'UP-ACTIVE': 1, 'UP-IDLE': 0, 'UP-NO-IKE': 0, 'DOWN-NEGOTIATING': 0, DOWN: 1 },
      ...{ started: 3, ended: 2 },
    }),
    clear: async (selector) => {
      cleared.push(selector);
      return done;
    },
    clearIke: async (connId) => {
      cleared.push(connId);
      return done;
    },
  };
  // The MIB uses no more of it.
  const tree = new MibTree(
    tunnelMib(clock, crypto as CryptoReader & CryptoControl, () => ({
      ...{ aaaServer: false, tunnelStart: true, tunnelStop: false },
    })),
  );
  return { tree, cleared };
}

const ask = async (
  tree: MibTree,
  type: 'get' | 'set' | 'get-bulk',
  at: string,
  value: SnmpValue = { type: 'null' },
  write = true,
) => {
  const pdu = { type, requestId: 1, status: 0, index: 1000, varbinds: [{ oid: oid(at), value }] };
  const access = { read: everything, write: write ? everything : nothing };
  const answer = await respond(pdu, { version: 2, access, room: 60_000 }, tree, newCounters());
  assert.ok(answer);
  return answer;
};

test('tunnels, their IKE tunnels and their SPIs are rows; what is down is none', async () => {
  const { tree } = box();
  const { varbinds } = await ask(tree, 'get-bulk', '1.3.6.1.4.1.9.9.171');
  // The last answer, that there are no more, repeats the identifier before.
  const values = new Map(
    varbinds.slice(0, -1).map(({ oid, value }) => [oidText(oid).replace('1.3.6.1.4.1.9.9.171.1.', ''), value]),
  );
  const number = (at: string): unknown => {
    const value = values.get(at);
    return value !== undefined && 'value' in value ? value.value : undefined;
  };
  assert.deepEqual(['2.1.1.0', '3.1.1.0', '3.1.2.0', '3.1.3.0', '3.1.4.0', '3.1.5.0', '3.1.9.0'].map(number), [
    1,
    1,
    2,
    5,
    counters.bytesIn,
    3,
    12,
  ]);
  // IKE: mode, group 14, AES-256, SHA, pre-shared key, lifetime, age in hundredths, active.
  assert.deepEqual(
    [10, 11, 12, 13, 14, 15, 16, 35].map((column) => number(`2.3.1.${column}.9`)),
    [1, 14, 6, 3, 2, 3000, 6000, 1],
  );
  assert.equal(values.has('2.3.1.10.10'), false, 'one that is being negotiated is no tunnel yet');
  assert.deepEqual(number('2.3.1.8.9'), addressOctets('2001:db8::7'));
  // IPsec: IKE tunnel, alive, encapsulation, lifetime, age, SAs.
  assert.deepEqual(
    [2, 3, 7, 9, 10, 15].map((column) => number(`3.2.1.${column}.4`)),
    [9, 1, 1, 3570, 3000, 2],
  );
  assert.deepEqual(
    [26, 27, 28, 32, 39, 40, 41, 45, 51].map((column) => number(`3.2.1.${column}.4`)),
    [5, counters.bytesIn, 3, 12, 77, 77n, 0, 13, 1],
  );
  assert.deepEqual(
    [2, 3, 4, 5].map((column) => [number(`3.4.1.${column}.4.1`), number(`3.4.1.${column}.4.2`)]),
    [
      [1, 2],
      [0xc0000001, 42],
      [2, 2],
      [1, 1],
    ],
  );
});

test('peers have the identities in their index, flows their subnets, and what is told of is on', async () => {
  const { tree } = box();
  const get = async (at: string) => (await ask(tree, 'get', `1.3.6.1.4.1.9.9.171.1.${at}`)).varbinds[0]?.value;
  const name = (type: number, text: string) => [type, text.length, ...Buffer.from(text)].join('.');
  const index = `${name(1, '192.0.2.1')}.${name(2, 'site.example')}.1`;
  assert.deepEqual(await get(`2.2.1.7.${index}`), { type: 'octets', value: addressOctets('2001:db8::7') });
  assert.deepEqual(await get(`2.2.1.9.${index}`), integer(9));
  const flow = await Promise.all([3, 4, 5, 6, 9, 10, 11].map((column) => get(`3.3.1.${column}.4.1`)));
  const shown = flow.map(
    (value) => value && 'value' in value && (value.type === 'octets' ? [...value.value] : value.value),
  );
  assert.deepEqual(shown, [3, [10, 1, 0, 0], [255, 255, 255, 0], 0, 3, [10, 2, 0, 0], [255, 255, 255, 0]]);
  assert.deepEqual(await Promise.all(['6.7.0', '6.8.0', '6.1.0', '6.13.0'].map(get)), [1, 2, 2, 2].map(integer));
});

test('the last 200 tunnels that ended are rows, with their reason, times and counters', async () => {
  const history = new TunnelHistory(clock, clock.monotonic() - 100_000);
  for (let id = 1; id <= 201; id++) history.add({ ...session, id }, ended);
  const tree = new MibTree(history.leaves());
  const entry = '1.3.6.1.4.1.9.9.171.1.4.3.1.1';
  const { varbinds } = await ask(tree, 'get-bulk', `${entry}.2`);
  const first = varbinds[0] ?? assert.fail();
  assert.equal(oidText(first.oid), `${entry}.2.2`, 'the oldest is gone');
  const numbers = [2, 3, 7, 11, 12, 25, 26, 27, 31, 38, 39, 44];
  const row = await Promise.all(numbers.map((column) => ask(tree, 'get', `${entry}.${column}.201`)));
  assert.deepEqual(
    row.map(({ varbinds: [one] }) => one && 'value' in one.value && one.value.value),
    [5, 201, 1, 7000, 3000, 5, counters.bytesIn, 3, 12, 77, 77n, 13],
  );
});

test('writing destroy takes a tunnel down, with write access', async () => {
  const { tree, cleared } = box();
  const status = '1.3.6.1.4.1.9.9.171.1.3.2.1.51.4';
  assert.equal((await ask(tree, 'set', status, integer(2), false)).status, 6);
  assert.equal((await ask(tree, 'set', status, integer(3))).status, 10);
  assert.equal((await ask(tree, 'set', status, integer(1))).status, 0);
  assert.deepEqual(cleared, []);
  assert.equal((await ask(tree, 'set', status, integer(2))).status, 0);
  assert.equal((await ask(tree, 'set', '1.3.6.1.4.1.9.9.171.1.2.3.1.35.9', integer(2))).status, 0);
  assert.deepEqual(cleared, [{ id: 4 }, 9]);
});

test('notifications of tunnels name the tunnel, its lifetime or age, and the peer', () => {
  const start = tunnelChange('up', session, { lifetime: 3570 });
  const stop = tunnelChange('down', down, { end: ended });
  const told = ({ trap, varbinds }: typeof start) => [
    oidText(trap),
    ...varbinds.map(({ oid }) => oidText(oid.slice(-2))),
  ];
  assert.deepEqual(told(start), ['1.3.6.1.4.1.9.9.171.2.0.7', '9.4', '8.4', '5.4']);
  assert.deepEqual(told(stop), ['1.3.6.1.4.1.9.9.171.2.0.8', '10.0', '5.0']);
  assert.deepEqual(stop.varbinds[0]?.value, integer(3000));
});

test('addresses as octets', () => {
  const hex = (address: string | undefined) => Buffer.from(addressOctets(address)).toString('hex');
  assert.equal(hex('192.0.2.255'), 'c00002ff');
  assert.equal(hex('2001:db8::7'), '20010db8000000000000000000000007');
  assert.equal(hex('::'), '0'.repeat(32));
  assert.equal(hex('::ffff:192.0.2.1'), `${'0'.repeat(20)}ffffc0000201`);
  assert.equal(hex('1:2:3:4:5:6:7:8'), '00010002000300040005000600070008');
  assert.equal(hex('host.example'), '');
  assert.equal(hex(undefined), '');
});
