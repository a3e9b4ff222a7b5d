import assert from 'node:assert/strict';
import { test } from 'node:test';
import { causeOf } from './exit-codes.ts';
import { lastCounters, parseEvents } from './hooks.ts';
import { later, parseInterfaces, unwrap } from './interface-counters.ts';
import { pppdArguments } from './options.ts';
import { dictionaryText } from './radiusclient.ts';

test('/proc/net/dev is read in 64 bit, whatever else is in it', () => {
  const text = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo:     100       1    0    0    0     0          0         0      100       1    0    0    0     0       0          0
  ppp0: 18446744073709551615 6 0 0 0 0 0 0 1770 7 0 0 0 0 0 0
 broken: 1 2 x
`;
  const found = parseInterfaces(text);
  assert.deepEqual([...found.keys()], ['lo', 'ppp0']);
  assert.deepEqual(found.get('ppp0'), {
    ...{ bytesIn: 18_446_744_073_709_551_615n, packetsIn: 6n, bytesOut: 1770n, packetsOut: 7n },
  });
});

test('a 32-bit counter is taken as the nearest value that did not go back', () => {
  assert.equal(unwrap(5n, 0n), 5n);
  assert.equal(unwrap(5n, 0xffff_fff0n), 0x1_0000_0005n);
  assert.equal(unwrap(0xffff_fff0n, 0x1_ffff_ffe0n), 0x1_ffff_fff0n);
  assert.equal(unwrap(90n, 100n), 90n);
  assert.equal(unwrap(0x5_0000_0000n, 7n), 0x5_0000_0000n);
});

test('of two readings each counter is the larger one', () => {
  const a = { bytesIn: 5n, bytesOut: 1n, packetsIn: 2n, packetsOut: 2n };
  const b = { bytesIn: 3n, bytesOut: 4n, packetsIn: 2n, packetsOut: 3n };
  assert.deepEqual(later(a, b), { bytesIn: 5n, bytesOut: 4n, packetsIn: 2n, packetsOut: 3n });
  assert.equal(later(undefined, b), b);
  assert.equal(later(a, undefined), a);
});

test('events are whole lines of the hooks; anything else is none', () => {
  const text =
    'ip-up ppp0 10.0.0.1 10.0.0.2\nnonsense\nip-up\nip-down ppp0 1 2 3 4 5 6\nip-down ppp0 - - - - 5 6\nip-up ppp1 10.0';
  const events = parseEvents(text);
  assert.deepEqual(
    events.map(({ event }) => event),
    ['ip-up', 'ip-down', 'ip-down'],
  );
  const [, seen, gone] = events;
  assert.ok(seen?.event === 'ip-down' && gone?.event === 'ip-down');
  assert.deepEqual(lastCounters(seen, undefined), { bytesIn: 1n, bytesOut: 2n, packetsIn: 3n, packetsOut: 4n });
  const known = { bytesIn: 0xffff_ffffn, bytesOut: 0n, packetsIn: 9n, packetsOut: 8n };
  assert.deepEqual(lastCounters(gone, known), {
    ...{ bytesIn: 0x1_0000_0005n, bytesOut: 6n, packetsIn: 9n, packetsOut: 8n },
  });
});

test('every exit code of pppd has its cause; who ended the call and how the peer left come first', () => {
  const causes = Array.from({ length: 20 }, (_, status) => causeOf({ status }).cause);
  assert.equal(causes.length, 20);
  assert.deepEqual(
    [0, 5, 7, 10, 11, 12, 13, 15, 16].map((status) => [causes[status], causeOf({ status }).disconnectCause]),
    [
      ['user-request', 1045],
      ['nas-request', 1046],
      ['port-error', 1002],
      ['user-error', 1047],
      ['user-error', 1101],
      ['idle-timeout', 1021],
      ['session-timeout', 1100],
      ['lost-service', 1040],
      ['lost-carrier', 1011],
    ],
  );
  assert.equal(causeOf({ status: 137 }).cause, 'nas-error');
  assert.equal(causeOf({ status: 5, ending: 'cleared' }).cause, 'admin-reset');
  assert.equal(causeOf({ status: 16, peerTerminated: true }).cause, 'user-request');
  assert.equal(causeOf({ status: 11, refusedBy: 'chap' }).disconnectCause, 1043);
  assert.equal(causeOf({ status: undefined }).cause, 'lost-carrier');
  assert.equal(causeOf({ status: undefined, rebooted: true }).cause, 'nas-reboot');
});

test('pppd is told what the interface says', () => {
  const files = { ipUp: '/s/ip-up', ipDown: '/s/ip-down', log: '/s/log', radius: '/s/radius.conf' };
  const words = pppdArguments(
    {
      ...{ encapsulation: 'ppp', modem: false, authorization: 'default', accounting: 'default' },
      place: { port: 1, portName: 'Async1', device: '/dev/ttyS1', speed: 115_200, arrived: 0 },
      authentication: { protocols: ['ms-chap-v2', 'ms-chap', 'chap', 'pap'], list: 'dialins' },
      peerAddress: '10.0.0.2',
    },
    'call-1',
    files,
  ).join(' ');
  assert.match(words, /^\/dev\/ttyS1 115200 :10\.0\.0\.2 nodetach local /);
  assert.match(
    words,
    / ipparam call-1 .* auth require-mschap-v2 require-mschap require-chap require-pap .* plugin radius\.so radius-config-file \/s\/radius\.conf$/,
  );
  assert.match(dictionaryText(), /^ATTRIBUTE User-Name 1 string$/m);
  assert.match(dictionaryText(), /^VENDOR Microsoft 311\n(.*\n)*ATTRIBUTE MS-CHAP2-Success 26 string Microsoft$/m);
  assert.match(dictionaryText(), /^ATTRIBUTE Framed-IP-Address 8 ipaddr$/m);
});
