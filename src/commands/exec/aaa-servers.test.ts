import assert from 'node:assert/strict';
import { test } from 'node:test';
import { showRadiusServer } from './aaa-servers.ts';
import * as snapshots from './fixtures/snapshots.ts';
import { transcript } from './fixtures/transcript.ts';

const { aaa, isp, legacy } = snapshots;

transcript(
  'show aaa servers',
  { level: 1, snapshot: { aaa: { ...aaa, radius: [isp] } } },
  `tollgate>sh aaa ser
RADIUS: id 1, priority 1, host 192.0.2.10, auth-port 1812, acct-port 1813, hostname isp
     State: current UP, duration 8s, previous duration 0s
     Dead: total time 0s, count 3
     Quarantined: No
     Authen: request 3, timeouts 3, failover 0, retransmission 3
             Response: accept 0, reject 0, challenge 0
             Response: unexpected 0, server error 0, incorrect 0, time 0ms
             Transaction: success 0, failure 0
             Throttled: transaction 0, timeout 0, failure 0
             Malformed responses: 0
             Bad authenticators: 0
     Author: request 0, timeouts 0, failover 0, retransmission 0
             Response: accept 0, reject 0, challenge 0
             Response: unexpected 0, server error 0, incorrect 0, time 0ms
             Transaction: success 0, failure 0
             Throttled: transaction 0, timeout 0, failure 0
             Malformed responses: 0
             Bad authenticators: 0
     Account: request 21, timeouts 8, failover 0, retransmission 6
             Request: start 8, interim 0, stop 7
             Response: start 8, interim 0, stop 5
             Response: unexpected 0, server error 0, incorrect 0, time 3ms
             Transaction: success 13, failure 2
             Throttled: transaction 0, timeout 0, failure 0
             Malformed responses: 0
             Bad authenticators: 0
     Elapsed time since counters last cleared: 2h9m
     Estimated Outstanding Access Transactions: 0
     Estimated Outstanding Accounting Transactions: 1
     Estimated Throttled Access Transactions: 0
     Estimated Throttled Accounting Transactions: 0
     Maximum Throttled Transactions: access 0, accounting 0
     Consecutive Response Failures: total 0
             AAA Platform : max 0, current 0 total 0
     Consecutive Timeouts: total 11
             AAA Platform : max 4, current 0 total 11
     Requests per minute past 24 hours:
             high - 1 hours, 37 minutes ago: 4
             low  - 2 hours, 9 minutes ago: 0
             average: 0
`,
);

test('a legacy server has no name; one that is not resolved shows its host', () => {
  const lines = showRadiusServer(legacy).split('\n');
  assert.deepEqual(lines.slice(0, 3), [
    'RADIUS: id 2, priority 2, host old.example, auth-port 1645, acct-port 1646',
    '     State: current DEAD, duration 120s, previous duration 0s',
    '     Dead: total time 120s, count 3',
  ]);
  assert.ok(lines.includes('             AAA Platform : max 10, current 10 total 11'));
});

transcript(
  'several servers stand apart; without any there is nothing',
  {},
  `tollgate#show aaa servers | count ^RADIUS: id|^$
Number of lines which match regexp = 3
`,
);
transcript(
  'no servers at all',
  { snapshot: { aaa: { ...aaa, radius: [], tacacs: [] } } },
  `tollgate#show aaa servers
tollgate#show tacacs
tollgate#show tacacs private
`,
);

transcript(
  'show tacacs, all or those of one kind',
  { level: 1 },
  `tollgate>sh tac pu
Tacacs+ Server -  public  :
               Server name: data-tac
            Server address: 192.0.2.20
               Server port: 49
              Socket opens:         23
             Socket closes:         22
             Socket aborts:          1
             Socket errors:          2
           Socket Timeouts:          3
   Failed Connect Attempts:          4
        Total Packets Sent:         46
        Total Packets Recv:         45
          Expected Replies:          1
             Server Status: Alive
Continous Authc fail count:          5
Continous Authz fail count:          0
tollgate>show tacacs private | include Server
Tacacs+ Server -  private  :
               Server name: own
            Server address: UNKNOWN
               Server port: 49
             Server Status: Dead
tollgate>show tacacs | include ^Tacacs|^$
Tacacs+ Server -  public  :

Tacacs+ Server -  private  :
`,
);

transcript(
  'counters are cleared for all servers, for RADIUS, or for one',
  {},
  `tollgate#cle aaa cou ser all
tollgate#clear aaa counters servers radius all
tollgate#clear aaa counters servers radius 2
tollgate#cle rad stat
tollgate#clear aaa counters servers
% Incomplete command.

`,
  ({ cleared }) =>
    assert.deepEqual(cleared, [{ scope: 'all' }, { scope: 'radius' }, { scope: 'radius', id: 2 }, { scope: 'radius' }]),
);
