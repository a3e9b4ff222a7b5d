import assert from 'node:assert/strict';
import { test } from 'node:test';
import { debugLines, debugTopic } from './debug.ts';
import { countEvent, type TacacsEvent, zeroCounters } from './events.ts';
import { acctFlags, acctStatuses, authenMethods, authenStatuses, authenTypes } from './tables.ts';

const context = { server: '192.0.2.20/49', group: 'tacacs+' };
const nothing = new Uint8Array(0);
const who = {
  user: 'admin',
  port: 'tty4',
  remAddr: '192.0.2.5',
  privLvl: 1,
  authenType: authenTypes.pap,
  authenService: 1,
};

const sent: TacacsEvent = {
  event: 'sent',
  connection: 1,
  session: 0x1a2b,
  packet: {
    kind: 'accounting',
    body: { ...who, flags: acctFlags.start, authenMethod: authenMethods.local, args: ['task_id=28', 'service=shell'] },
  },
};
const reply: TacacsEvent = {
  event: 'reply',
  session: 0x1a2b,
  packet: { kind: 'accounting', body: { status: acctStatuses.success, serverMsg: '', data: nothing } },
};

test('an accounting exchange', () => {
  const connecting: TacacsEvent = { event: 'connecting', connection: 1, timeout: 5000 };
  const open: TacacsEvent = { event: 'socket-open', connection: 1 };
  assert.deepEqual(
    [connecting, open, sent, reply].flatMap((event) => debugLines(event, context)),
    [
      'TPLUS: using previously set server 192.0.2.20 from group tacacs+',
      'TAC+: Opening TCP/IP to 192.0.2.20/49 timeout=5',
      'TAC+: Opened TCP/IP handle 0x00000001 to 192.0.2.20/49',
      'TPLUS: Queuing AAA Accounting request 00001A2B for processing',
      'TPLUS: processing accounting request id 00001A2B',
      'TPLUS: Sending AV task_id=28',
      'TPLUS: Sending AV service=shell',
      'TPLUS: Accounting request created for 00001A2B(admin)',
      'TPLUS: Received accounting response with status PASS',
    ],
  );
  assert.deepEqual([connecting, sent, reply].map(debugTopic), ['tacacs', 'tacacs accounting', 'tacacs accounting']);
});

test('no password, prompt answer or challenge is ever shown', () => {
  const start: TacacsEvent = {
    event: 'sent',
    connection: 1,
    session: 1,
    packet: { kind: 'authentication-start', body: { ...who, action: 1, data: Buffer.from('hunter2') } },
  };
  const goOn: TacacsEvent = {
    event: 'sent',
    connection: 1,
    session: 1,
    packet: { kind: 'authentication-continue', abort: false },
  };
  const asked: TacacsEvent = {
    event: 'reply',
    session: 1,
    packet: {
      kind: 'authentication',
      body: { status: authenStatuses.getpass, flags: 1, serverMsg: 'Token 1234: ', data: Buffer.from('hunter2') },
    },
  };
  const lines = [start, goOn, asked].flatMap((event) => debugLines(event, context));
  assert.ok(lines.includes('TPLUS: action=login type=pap service=login port=tty4 data=<hidden>'));
  assert.ok(lines.includes('TPLUS: Received authen response status GETPASS'));
  assert.doesNotMatch(lines.join('\n'), /hunter2|1234/);
});

test('events add up to the counters of show tacacs', () => {
  const counters = zeroCounters();
  const events: TacacsEvent[] = [
    { event: 'connecting', connection: 1, timeout: 5000 },
    { event: 'connect-failed', connection: 1, detail: 'refused' },
    { event: 'socket-open', connection: 2 },
    sent,
    { event: 'received', connection: 2, session: 1, length: 5 },
    reply,
    sent,
    { event: 'socket-timeout', connection: 2, session: 1 },
    { event: 'socket-abort', connection: 2, detail: 'silent' },
    { event: 'socket-error', connection: 3, detail: 'reset' },
    { event: 'socket-close', connection: 4 },
    { event: 'no-response', session: 1, reason: 'timeout', detail: 'silent' },
  ];
  for (const event of events) countEvent(counters, event);
  assert.deepEqual(counters, {
    socketOpens: 1,
    socketCloses: 1,
    socketAborts: 1,
    socketErrors: 1,
    socketTimeouts: 1,
    failedConnects: 1,
    packetsSent: 2,
    packetsReceived: 1,
    expectedReplies: 0,
  });
});
