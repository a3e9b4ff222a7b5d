import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Live, ProxyClientState } from '../../sources/radius-proxy/index.ts';
import { showProxyClient, showProxySession } from './radius-proxy.ts';

const now = Date.UTC(2001, 5, 27, 4, 30, 0);
const live: Live = {
  session: {
    ...{ key: 11, sessionId: 0xb, taskId: 11, type: 'network', source: 'radius-proxy', sourceKey: '' },
    startTime: now - 357_000,
    facts: { user: 'username1', address: '10.1.1.1', callingStation: '562', calledStation: '4327528' },
    counters: { bytesIn: 8630n, bytesOut: 5722n, packetsIn: 94n, packetsOut: 64n },
  },
  identity: {
    ...{ client: '127.0.0.1', nas: { address: '192.0.2.9', identifier: 'l2tpns' }, id: '0001', port: '3' },
    ...{ start: now - 357_000, stamped: true },
  },
  heard: 0,
  heardAt: now - 5000,
  durable: Promise.resolve(),
};
const client: ProxyClientState = {
  settings: { address: '127.0.0.0/8', accountingPort: 1813, accountingList: 'NET' },
  ...{ accessRequests: 3, accepts: 1, rejects: 1, challenges: 0 },
  ...{ accountingRequests: 7, responses: 7, dropped: 2 },
};

test('show radius-proxy client: configuration without the secret, counters, sessions', () => {
  assert.equal(
    showProxyClient(client, [live]),
    `Configuration details for client 127.0.0.0/8

   Shared secret: *                      Msg Auth Ignore: No
   Local auth port: 1645                 Local acct port: 1813
   Auth method list: default
   Acct method list: NET
   Access requests: 3, accepts 1, rejects 1, challenges 0
   Accounting requests: 7, responses 7
   Dropped requests: 2

Session Summary:

        RP ID        IP Address        User
     1. 11           10.1.1.1          username1`,
  );
});

test('show radius-proxy session: ours and theirs', () => {
  assert.equal(
    showProxySession(live, now),
    `Session Keys:
   Session ID: 0001
   Caller ID: 562
   NAS port: 3
Other Attributes:
   Username: username1
   User IP: 10.1.1.1
   Called ID: 4327528
   Octets in 8630, out 5722; packets in 94, out 64
Client Information:
   Client IP: 127.0.0.1
   NAS IP: 192.0.2.9
   NAS ID: l2tpns
State Details:
   RP ID: 11
   Accounting session ID: 0000000B
   Up: 00:05:57, last heard 00:00:05 ago`,
  );
});
