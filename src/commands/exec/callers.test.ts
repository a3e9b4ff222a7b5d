import assert from 'node:assert/strict';
import type { OpenSession } from '../../accounting/accounting.ts';
import { now, sessions } from './fixtures/snapshots.ts';
import { transcript } from './fixtures/transcript.ts';

const session = (more: Partial<OpenSession> & Pick<OpenSession, 'key' | 'type' | 'source' | 'facts'>): OpenSession => ({
  sessionId: more.key,
  taskId: more.key,
  sourceKey: '',
  startTime: now - 3_661_000,
  counters: undefined,
  ...more,
});
const counters = { bytesIn: 2642n, bytesOut: 9672n, packetsIn: 85n, packetsOut: 93n };
const all: readonly OpenSession[] = [
  ...sessions.slice(0, 1),
  session({
    ...{ key: 20, type: 'network', source: 'ppp', counters },
    facts: {
      ...{ user: 'bob', portNumber: 5, portName: 'tty5', service: 'ppp', address: '10.1.1.5', authentic: 'radius' },
      ...{ callingStation: '562', calledStation: '4327528' },
    },
  }),
  session({
    ...{ key: 21, type: 'network', source: 'service', owner: 20, startTime: now - 61_000 },
    ...{ counters: { ...counters, bytesIn: 7n, bytesOut: 8n }, facts: { user: 'bob', serviceName: 'GOLD' } },
  }),
  session({ key: 22, type: 'network', source: 'radius-proxy', facts: { user: 'carol', portName: 'port-9' } }),
  session({
    ...{ key: 23, type: 'connection', source: 'connection', startTime: now - 5000 },
    facts: { user: 'alice', portNumber: 2, portName: 'tty2', loginService: 'telnet', host: '192.0.2.7' },
  }),
  session({ key: 24, type: 'vrrs', source: 'vrrp', facts: { vrrs: 'name' } }),
  session({ key: 25, type: 'resource', source: 'call', facts: { portNumber: 5 } }),
];
const snapshot = { sessions: all };

transcript(
  'show caller: lines, then sessions of every kind; services, calls and redundancy names are no callers',
  { snapshot },
  `tollgate#show caller
                                                  Active    Idle
  Line           User               Service       Time      Time
  con 0          operator           TTY           00:01:15  00:01:58
  vty 0          alice              VTY           00:01:15  00:00:03
  As5            bob                PPP           01:01:01  00:01:05
  port-9         carol              NET           01:01:01  -
  vty 0          alice              Telnet        00:00:05  -
tollgate#show caller summary
  Service         Callers
  NET                   1
  PPP                   1
  TTY                   1
  Telnet                1
  VTY                   1
  5 callers now, 42 sessions since last reload
`,
);

transcript(
  'show caller user: limits, address and counters; in detail ids and services',
  { snapshot, configuration: 'line vty 0 4\n exec-timeout 0 30\n' },
  `tollgate#show caller user bob

  User: bob, line As5, service PPP
        Active time 01:01:01, Idle time 00:01:05
  Timeouts:            Absolute  Idle      Idle
                                 Session   Exec
      Limits:          -         -         -
      Disconnect in:   -         -         -
  IP: Remote 10.1.1.5
  Counts: 85 packets input, 2642 bytes
          93 packets output, 9672 bytes
tollgate#show caller user bob detailed | begin Counts
  Counts: 85 packets input, 2642 bytes
          93 packets output, 9672 bytes
  AAA: Session Id 00000014, Unique Id 20
       Authenticated by RADIUS
  Caller: 562
  Called: 4327528
  Service: GOLD, Session Id 00000015, active 00:01:01
          7 bytes input, 8 bytes output
tollgate#show caller user alice

  User: alice, line vty 0, service VTY
        Active time 00:01:15, Idle time 00:00:03
  Timeouts:            Absolute  Idle      Idle
                                 Session   Exec
      Limits:          -         -         00:00:30
      Disconnect in:   -         -         00:00:27

  User: alice, line vty 0, service Telnet
        Active time 00:00:05, Idle time -
  Timeouts:            Absolute  Idle      Idle
                                 Session   Exec
      Limits:          -         -         -
      Disconnect in:   -         -         -
  Host: 192.0.2.7
tollgate#show caller user nobody
% No caller has the name nobody
`,
);

transcript(
  'clear interface ends PPP of that line; clear line does, too',
  { snapshot },
  `tollgate#clear interface Async 5
tollgate#clear interface Async 6
`,
  ({ done }) => assert.deepEqual(done, ['disconnect 20 clear']),
);

transcript(
  'show aaa sessions: a redundancy name is no session',
  { snapshot },
  `tollgate#show aaa sessions | count Session Id
Number of lines which match regexp = 6
`,
);

transcript(
  'show users: the host that somebody on a line is connected to, and who comes by an interface',
  { snapshot },
  `tollgate#show users
    Line       User       Host(s)              Idle       Location
   0 con 0     operator   idle                 00:01:58${' '}
*  2 vty 0     alice      192.0.2.7            00:00:03 203.0.113.5

  Interface    User               Mode         Idle     Peer Address
  As5          bob                Async PPP    00:01:05 10.1.1.5
  port-9       carol              NET          -
`,
);
