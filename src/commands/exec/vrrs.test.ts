import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VrrsServerView, VrrsView } from '../../sources/vrrp/index.ts';
import { showVrrsGroups } from './vrrs.ts';

const now = 1_000_000;
const idle: VrrsView = {
  name: 'idle',
  state: 'INIT',
  before: 'INIT',
  since: undefined,
  unit: undefined,
  said: undefined,
  method: 'default',
  sessionId: undefined,
  leaving: false,
};
const gateway: VrrsView = {
  ...idle,
  name: 'gateway',
  state: 'ACTIVE',
  before: 'BACKUP',
  since: now - 65_000,
  unit: { kind: 'instance', name: 'VI_1' },
  said: { state: 'MASTER', priority: 150 },
  method: 'L',
  sessionId: 0x1a,
};
const server: VrrsServerView = { path: '/run/vrrp.fifo', open: true, connected: true };

test('a name that is active, one that left, one that keepalived has not spoken of, one tied to nothing', () => {
  const left: VrrsView = {
    ...gateway,
    state: 'INIT',
    before: 'ACTIVE',
    said: { state: 'FAULT', priority: 150 },
    leaving: true,
  };
  const silent: VrrsView = { ...idle, name: 'wan', unit: { kind: 'group', name: 'G1' } };
  assert.equal(
    showVrrsGroups([gateway, left, silent, idle], server, now),
    `gateway
 Server VRRP, state ACTIVE, old state BACKUP, reason keepalived MASTER, for 00:01:05
 keepalived instance VI_1, priority 150
 Notify FIFO /run/vrrp.fifo, keepalived connected
 Client 1 VRRS-Accounting, method list L, session 0000001A

gateway
 Server VRRP, state INIT, old state ACTIVE, reason keepalived FAULT, for 00:01:05
 keepalived instance VI_1, priority 150
 Notify FIFO /run/vrrp.fifo, keepalived connected
 Client 1 VRRS-Accounting, method list L, session 0000001A, off message waits

wan
 Server VRRP, state INIT, old state INIT, reason Startup
 keepalived group G1, priority -
 Notify FIFO /run/vrrp.fifo, keepalived connected
 Client 1 VRRS-Accounting, method list default, not accounted for

idle
 Server Not configured, state INIT, old state INIT, reason Not configured
 Notify FIFO /run/vrrp.fifo, keepalived connected
 Client 1 VRRS-Accounting, method list default, not accounted for`,
  );
});

test('without keepalived, without a pipe that can be read, without a pipe', () => {
  const silent: VrrsView = { ...gateway, state: 'INIT', since: undefined, said: undefined, sessionId: undefined };
  assert.match(
    showVrrsGroups([silent], { ...server, connected: false }, now),
    /reason keepalived not running\n.*\n Notify FIFO \/run\/vrrp.fifo, no writer\n/,
  );
  assert.match(showVrrsGroups([silent], { ...server, open: false, connected: false }, now), /vrrp.fifo, not open\n/);
  assert.doesNotMatch(showVrrsGroups([silent], undefined, now), /FIFO/);
});
