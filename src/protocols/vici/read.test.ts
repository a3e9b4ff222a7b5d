import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { readConnection, readLogLine, readPools, readStats, readVersion } from './read-daemon.ts';
import { readIkeSa, readSaEvent, saEvents } from './read-sas.ts';
import type { ViciSection, ViciValue } from './value.ts';

/** As strongSwan 5.9.8 says it of an IKEv1 client with XAUTH. */
const child: ViciSection = {
  name: 'lan',
  uniqueid: '9',
  reqid: '3',
  state: 'INSTALLED',
  mode: 'TUNNEL',
  protocol: 'ESP',
  encap: 'yes',
  'spi-in': 'c1d2e3f4',
  'spi-out': '01020304',
  'if-id-in': '0000002a',
  'encr-alg': 'AES_GCM_16',
  'encr-keysize': '256',
  esn: '1',
  'bytes-in': '18446744073709551615',
  'packets-in': '12297829382473034410',
  'use-in': '4',
  'bytes-out': '0',
  'packets-out': '0',
  'rekey-time': '3300',
  'life-time': '3960',
  'install-time': '12',
  'local-ts': ['10.1.0.0/24'],
  'remote-ts': ['10.99.0.1/32'],
};
const sa: ViciSection = {
  uniqueid: '4',
  version: '1',
  state: 'ESTABLISHED',
  'local-host': '10.9.0.1',
  'local-port': '4500',
  'local-id': 'gw.lab',
  'remote-host': '10.9.0.2',
  'remote-port': '4500',
  'remote-id': 'SALES',
  'remote-xauth-id': 'bob',
  initiator: 'yes',
  'initiator-spi': '1f0e2d3c4b5a6978',
  'responder-spi': '0011223344556677',
  'nat-fake': 'yes',
  'nat-any': 'yes',
  established: '12',
  'reauth-time': '9000',
  'remote-vips': ['10.99.0.1'],
  'tasks-queued': ['IKE_DPD'],
};

test('every field of an IKE SA and its children has its place', () => {
  const read = readIkeSa({ SALES: { ...sa, 'child-sas': { 'lan-9': child } } });
  assert.ok(read.ok, inspect(read));
  const { name, uniqueId, version, remote, remoteXauthId, remoteEapId, initiator, natFake, natLocal } = read.value;
  assert.deepEqual(
    { name, uniqueId, version, remote, remoteXauthId, remoteEapId, initiator, natFake, natLocal },
    {
      name: 'SALES',
      uniqueId: 4,
      version: 1,
      remote: { host: '10.9.0.2', port: 4500, id: 'SALES' },
      remoteXauthId: 'bob',
      remoteEapId: undefined,
      initiator: true,
      natFake: true,
      natLocal: false,
    },
  );
  assert.deepEqual([read.value.initiatorSpi, read.value.responderSpi], ['1f0e2d3c4b5a6978', '0011223344556677']);
  assert.deepEqual([read.value.established, read.value.rekeyTime, read.value.reauthTime], [12, undefined, 9000]);
  assert.deepEqual(
    [read.value.remoteVips, read.value.localVips, read.value.tasksQueued],
    [['10.99.0.1'], [], ['IKE_DPD']],
  );
  const [only] = read.value.children;
  assert.ok(only);
  assert.equal(only.name, 'lan');
  assert.equal(only.uniqueId, 9);
  assert.equal(only.reqId, 3);
  assert.equal(only.bytesIn, 18446744073709551615n);
  assert.equal(only.packetsIn, 12297829382473034410n);
  assert.deepEqual([only.bytesOut, only.useIn, only.useOut], [0n, 4, undefined]);
  assert.deepEqual([only.rekeyTime, only.lifeTime, only.installTime], [3300, 3960, 12]);
  assert.deepEqual(
    [only.spiIn, only.spiOut, only.ifIdIn, only.ifIdOut],
    ['c1d2e3f4', '01020304', '0000002a', undefined],
  );
  assert.deepEqual([only.esn, only.encap, only.encryptionKeySize, only.integrity], [true, true, 256, undefined]);
});

test('without `up` an event is of something that went down', () => {
  const up = readSaEvent('child-updown', { up: 'yes', SALES: { ...sa, 'child-sas': { 'lan-9': child } } });
  assert.ok(up.ok && up.value.type === 'child-updown');
  assert.deepEqual([up.value.up, up.value.children.length], [true, 1]);
  const down = readSaEvent('ike-updown', { '(unnamed)': { ...sa, state: 'CONNECTING' } });
  assert.ok(down.ok && down.value.type === 'ike-updown');
  assert.deepEqual([down.value.up, down.value.sa.name, down.value.sa.state], [false, '(unnamed)', 'CONNECTING']);
});

test('a rekey has both, of IKE SAs and of children', () => {
  const ike = readSaEvent('ike-rekey', { SALES: { old: sa, new: { ...sa, uniqueid: '5' } } });
  assert.ok(ike.ok && ike.value.type === 'ike-rekey');
  assert.deepEqual([ike.value.old.uniqueId, ike.value.new.uniqueId], [4, 5]);
  const message = { SALES: { ...sa, 'child-sas': { lan: { old: child, new: { ...child, uniqueid: '10' } } } } };
  const rekey = readSaEvent('child-rekey', message);
  assert.ok(rekey.ok && rekey.value.type === 'child-rekey', inspect(rekey));
  assert.deepEqual(
    rekey.value.rekeys.map(({ name, old, new: fresh }) => [name, old.uniqueId, fresh.uniqueId]),
    [['lan', 9, 10]],
  );
});

test('what is missing or malformed is named with its path', () => {
  const failure = (message: ViciSection): unknown => {
    const read = readIkeSa(message);
    return read.ok ? undefined : read.error;
  };
  const { uniqueid: _, ...without } = sa;
  assert.deepEqual(failure({}), { kind: 'missing', path: ['*'] });
  assert.deepEqual(failure({ SALES: without }), { kind: 'missing', path: ['SALES', 'uniqueid'] });
  assert.deepEqual(failure({ SALES: { ...sa, established: 'long' } }), {
    kind: 'malformed',
    path: ['SALES', 'established'],
  });
  const bad = { ...child, 'bytes-in': '-1' };
  assert.deepEqual(failure({ SALES: { ...sa, 'child-sas': { 'lan-9': bad } } }), {
    kind: 'malformed',
    path: ['SALES', 'child-sas', 'lan-9', 'bytes-in'],
  });
  assert.deepEqual(failure({ SALES: { ...sa, 'remote-vips': '10.99.0.1' } }), {
    kind: 'malformed',
    path: ['SALES', 'remote-vips'],
  });
  assert.deepEqual(readSaEvent('log', {}), { ok: false, error: { kind: 'missing', path: [] } });
});

test('leases and log lines', () => {
  const lease = { address: '10.99.0.1', identity: 'bob', status: 'online' };
  const pools = readPools({
    vpn: { base: '10.99.0.0', size: '62', online: '1', offline: '0', leases: { '0': lease } },
  });
  assert.deepEqual(pools.ok && pools.value[0]?.leases, [{ address: '10.99.0.1', identity: 'bob', online: true }]);
  const line = readLogLine({
    group: 'IKE',
    level: '1',
    'ikesa-name': 'SALES',
    'ikesa-uniqueid': '4',
    msg: 'peer gone',
  });
  assert.deepEqual(line.ok && { ...line.value }, {
    group: 'IKE',
    level: 1,
    thread: undefined,
    ikeName: 'SALES',
    ikeUniqueId: 4,
    message: 'peer gone',
  });
});

test('no message makes a reader throw', () => {
  const names = [
    ...Object.keys(sa),
    ...Object.keys(child),
    'child-sas',
    'old',
    'new',
    'up',
    'local-1',
    'uptime',
    'leases',
  ];
  const { section } = fc.letrec<{ section: ViciSection; value: ViciValue }>((tie) => ({
    value: fc.oneof({ depthSize: 'small' }, fc.constantFrom('yes', '7', '-', ''), fc.constant(['x']), tie('section')),
    section: fc
      .array(fc.tuple(fc.constantFrom(...names), tie('value')), { maxLength: 8 })
      .map((entries): ViciSection => Object.fromEntries(entries)),
  }));
  fc.assert(
    fc.property(section, (message) => {
      for (const event of saEvents) readSaEvent(event, message);
      for (const read of [readIkeSa, readConnection, readLogLine, readPools, readStats, readVersion]) read(message);
    }),
  );
});
