import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CryptoSessionView } from '../../../sources/ipsec/snapshot.ts';
import { cryptoPage } from './crypto-page.ts';

const charon = { socket: '/run/charon.vici', connected: true, version: '5.9.8', since: 0 };
const down: CryptoSessionView = {
  ...{ id: 0, accountingId: undefined, status: 'DOWN', interface: 'eth0', version: 1, username: undefined },
  ...{ local: { address: '192.0.2.1', port: 500 }, remote: { address: '192.0.2.9', port: 4500 } },
  ...{ profile: undefined, ikev2Profile: false, group: undefined, map: 'BRANCH', sequence: 10 },
  ...{ assignedAddress: undefined, phase1Id: undefined, description: 'branch office', frontVrf: undefined },
  ...{ insideVrf: undefined, up: undefined, accountingList: undefined, ikeSas: [], flows: [] },
  counters: { bytesIn: 5n, bytesOut: 7n, packetsIn: 1n, packetsOut: 1n },
};

test('a configured peer that is down is a row with its description and place', () => {
  const page = cryptoPage({ sessions: () => [down], charon: () => charon }, 17);
  assert.equal(page.trouble, undefined);
  const [row] = page.sessions;
  assert.deepEqual(
    [row?.status, row?.peer, row?.description, row?.place, row?.bytesIn, row?.bytesOut],
    ['DOWN', '192.0.2.9 port 4500', 'branch office', 'eth0, BRANCH 10', 5, 7],
  );
});

test('a charon that is away, and tunnels that nobody configured, are told apart', () => {
  const page = (view: Partial<typeof charon>) =>
    cryptoPage({ sessions: () => [], charon: () => ({ ...charon, ...view }) }, 0).trouble;
  assert.match(page({ connected: false }) ?? '', /charon doesn't answer at \/run\/charon\.vici/);
  const none = cryptoPage({ sessions: () => [], charon: () => ({ ...charon, socket: undefined }) }, 0);
  assert.match(none.trouble ?? '', /No tunnel is configured/);
});
