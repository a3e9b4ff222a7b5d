import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attributeText } from '../protocols/radius/index.ts';
import { encodeRadius, toRadius, toTacacs } from './attributes/encode.ts';
import type { AccountingRecord, Facts } from './record.ts';
import { decodeRecord, encodeRecord } from './record-codec.ts';

const names = (record: AccountingRecord, context: Parameters<typeof toRadius>[1]) =>
  toRadius(record, context).map((one) => {
    const { name, text } = attributeText(one);
    return `${name}=${text}`;
  });
const octets = (record: AccountingRecord) => 20 + encodeRadius(record, classic).length;

const classic = { nasAddress: '100.1.1.147', delay: 0, eventTimestamp: false } as const;
const at = Date.UTC(2004, 7, 23, 4, 6, 20);
const client: Facts = {
  service: 'ike',
  protocol: 'ipsec',
  isakmpInitiator: '11.1.2.2',
  vrf: 'cisco',
  connectProgress: 'No Progress',
  portType: 'virtual',
  portName: 'FastEthernet0/0.1',
  portNumber: 0,
};
const start: AccountingRecord = {
  type: 'network',
  kind: 'start',
  sessionId: 1,
  taskId: 1,
  time: at,
  startTime: at,
  facts: { ...client, isakmpGroup: 'cclient', address: '10.13.13.1', user: 'joe@cclient' },
};
const running: AccountingRecord = {
  ...start,
  kind: 'interim',
  sessionId: 3,
  elapsed: 109,
  counters: { bytesIn: 608n, bytesOut: 608n, packetsIn: 4n, packetsOut: 4n },
  facts: { ...client, isakmpInitiator: '11.1.1.2' },
};

test('the Start of an IPsec session has the attributes, the order and the length of the printed one', () => {
  assert.deepEqual(names(start, classic), [
    'Acct-Session-Id=00000001',
    'Cisco-AVPair=isakmp-group-id=cclient',
    'Framed-IP-Address=10.13.13.1',
    'Cisco-AVPair=vrf-id=cisco',
    'Cisco-AVPair=isakmp-initator-ip=11.1.2.2',
    'Cisco-AVPair=connect-progress=No Progress',
    'User-Name=joe@cclient',
    'Acct-Status-Type=Start',
    'Cisco-NAS-Port=FastEthernet0/0.1',
    'NAS-Port=0',
    'NAS-IP-Address=100.1.1.147',
    'Acct-Delay-Time=0',
  ]);
  assert.equal(octets(start), 220);
});

test('so has the update', () => {
  assert.deepEqual(names(running, classic), [
    'Acct-Session-Id=00000003',
    'Cisco-AVPair=vrf-id=cisco',
    'Cisco-AVPair=isakmp-initator-ip=11.1.1.2',
    'Cisco-AVPair=connect-progress=No Progress',
    'Acct-Session-Time=109',
    'Acct-Input-Octets=608',
    'Acct-Output-Octets=608',
    'Acct-Input-Packets=4',
    'Acct-Output-Packets=4',
    'Acct-Status-Type=Interim-Update',
    'Cisco-NAS-Port=FastEthernet0/0.1',
    'NAS-Port=0',
    'NAS-IP-Address=100.1.1.147',
    'Acct-Delay-Time=0',
  ]);
  assert.equal(octets(running), 200);
});

test('so has the Stop, which counts wraps where there are any', () => {
  const facts: Facts = { ...running.facts, terminateCause: 'user-request', disconnectCause: 1000 };
  const counters = { bytesIn: 152608n, bytesOut: 152608n, packetsIn: 1004n, packetsOut: 1004n };
  const stop: AccountingRecord = { ...running, kind: 'stop', sessionId: 2, elapsed: 709, counters, facts };
  const ends = (of: AccountingRecord) => names(of, classic).slice(4, 14);
  assert.equal(octets(stop), 238);
  assert.deepEqual(ends(stop), [
    'Acct-Session-Time=709',
    'Acct-Input-Octets=152608',
    'Acct-Output-Octets=152608',
    'Acct-Input-Packets=1004',
    'Acct-Output-Packets=1004',
    'Acct-Terminate-Cause=User-Request',
    'Cisco-AVPair=disc-cause-ext=No Reason',
    'Acct-Status-Type=Stop',
    'Cisco-NAS-Port=FastEthernet0/0.1',
    'NAS-Port=0',
  ]);
  const large = { ...stop, counters: { ...counters, bytesIn: (3n << 32n) + 5n, bytesOut: (1n << 32n) + 6n } };
  assert.deepEqual(ends(large).slice(1, 7), [
    'Acct-Input-Octets=5',
    'Acct-Output-Octets=6',
    'Acct-Input-Packets=1004',
    'Acct-Output-Packets=1004',
    'Acct-Input-Gigawords=3',
    'Acct-Output-Gigawords=1',
  ]);
});

test('TACACS+ says the same, and the disk gives it back', () => {
  const facts = { ...start.facts, isakmpPhase1: 'cclient' };
  const { args, user, port, remAddr } = toTacacs({ ...start, facts }, { timezone: 'UTC' });
  assert.deepEqual([user, port, remAddr], ['joe@cclient', 'FastEthernet0/0.1', '11.1.2.2']);
  assert.deepEqual(args.slice(3), [
    'addr=10.13.13.1',
    'service=ike',
    'isakmp-group-id=cclient',
    'vrf-id=cisco',
    'isakmp-initator-ip=11.1.2.2',
    'isakmp-phase1-id=cclient',
  ]);
  assert.deepEqual(decodeRecord(encodeRecord({ ...start, facts })), { ...start, facts });
});
