import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as snapshots from './fixtures/snapshots.ts';
import { transcript } from './fixtures/transcript.ts';
import { showRadiusStatistics } from './radius.ts';

transcript(
  'show radius statistics',
  { level: 1 },
  `tollgate>sh rad st
                                 Auth.      Acct.       Both
         Maximum inQ length:         NA         NA          0
       Maximum waitQ length:         NA         NA          7
       Maximum doneQ length:         NA         NA          0
       Total responses seen:          1          3          4
     Packets with responses:          1          3          4
  Packets without responses:          2          6          8
  Access Rejects           :          2
  Access Accepts           :          1
 Average response delay(ms):         10         30         25
 Maximum response delay(ms):         20         60         60
  Number of Radius timeouts:          1          3          4
       Duplicate ID detects:          0          0          0
 Buffer Allocation Failures:          0          0          0
Maximum Buffer Size (bytes):        100        300        300
Malformed Responses        :          0          0          0
Bad Authenticators         :          1          1          2
Unknown Responses          :          0          0          0
 Source Port Range: (200 ports only)
 21645 - 21844
 Last used Source Port/Identifier:
 21645/4
 21646/9

  Elapsed time since counters last cleared: 1d11h15m
Radius Latency Distribution:
<= 2ms :          1          3
3-5ms  :          0          0
5-10ms :          0          0
10-20ms:          0          0
20-50ms:          0          0
50-100m:          0          0
>100ms :          1          1

Current inQ length  : 0
Current doneQ length: 0
`,
);

test('before anything was sent nothing is divided by zero, and the system chooses the ports', () => {
  const { statistics } = snapshots.aaa;
  const silent = { ...statistics.access, responses: 0, averageDelay: 0 };
  const lines = showRadiusStatistics({
    ...statistics,
    ...{ access: silent, accounting: silent, sourcePorts: { first: 0, last: 0 }, lastUsed: [] },
  }).split('\n');
  assert.ok(lines.includes(' Average response delay(ms):          0          0          0'));
  const range = lines.indexOf(' Source Port Range: (ephemeral ports only)');
  assert.equal(lines[range + 1], ' 1024 - 65535');
});

transcript(
  'show radius server-group',
  { level: 1 },
  `tollgate>sh rad ser all
Server group radius
    Sharecount = 1  sg_unconfigured = FALSE
    Type = standard  Memlocks = 1
    Server(192.0.2.10:1812,1813,isp) Transactions:
    Authen: 0   Author: 0       Acct: 4
    Server_auto_test_enabled: TRUE
     Keywrap enabled: FALSE
tollgate>show radius server-group radius | include ^Server
Server group radius
tollgate>show radius server-group mine
% No such server group mine
`,
);

const criteria = `RADIUS: No server group specified. Using radius
RADIUS Server Dead Criteria:
=============================
Server Details:
    Address   : 192.0.2.10
    Auth Port : 1812
    Acct Port : 1813
Server Group  : radius
Dead Criteria Details:
    Configured Retransmits   : 3
    Configured Timeout       : 5
    Estimated Outstanding Access Transactions: 0
    Estimated Outstanding Accounting Transactions: 1
    Dead Detect Time         : 10s
    Computed Retransmit Tries: 10
Statistics Gathered Since Last Successful Transaction
=====================================================
    Max Computed Outstanding Transactions: 2
    Max Computed Dead Detect Time: 10s
    Max Computed Retransmits : 10`;

transcript(
  'show aaa dead-criteria, by address, ports or name',
  {},
  `tollgate#sh aaa dead rad 192.0.2.10
${criteria}
tollgate#show aaa dead-criteria radius 192.0.2.10 auth-port 1812 acct-port 1813
${criteria}
tollgate#show aaa dead-criteria radius server-name isp
${criteria}
tollgate#show aaa dead-criteria radius 192.0.2.10 auth-port 1645 acct-port 1646
% No such server
tollgate#show aaa dead-criteria radius 192.0.2.77
% No such server
tollgate#show aaa dead-criteria radius server-name nobody
% No such server
tollgate#show aaa dead-criteria radius 192.0.2.10 auth-port 1812
% Incomplete command.

`,
);
