import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Facts, OpenSession } from '../../accounting/index.ts';
import { type Attribute, attribute } from '../../protocols/radius/index.ts';
import { disconnectError, isForThisBox, namedSessions, wantedChange } from './request.ts';

const session = (key: number, facts: Facts): OpenSession => ({
  ...{ key, sessionId: key, taskId: key, type: 'network', source: 'test', sourceKey: '', startTime: 0 },
  facts,
  counters: undefined,
});
const sessions = [
  session(0xa1, { user: 'alice', portNumber: 1, address: '10.1.1.1', callingStation: '562' }),
  session(0xa2, { user: 'alice', portNumber: 2, address: '10.1.1.2', portName: 'Async2' }),
  session(0xb1, { user: 'bob', portNumber: 2 }),
];
const named = (how: Parameters<typeof namedSessions>[2], ...attributes: readonly Attribute[]) =>
  namedSessions({ attributes }, sessions, how)?.map(({ key }) => key);
const alice = attribute('User-Name', 'alice');
const port2 = attribute('NAS-Port', 2);

test('all attributes must fit, or any, or the session id alone', () => {
  assert.deepEqual(named({}, alice), [0xa1, 0xa2]);
  assert.deepEqual(named({ authType: 'all' }, alice, port2), [0xa2]);
  assert.deepEqual(named({ authType: 'any' }, alice, port2), [0xa1, 0xa2, 0xb1]);
  const id = attribute('Acct-Session-Id', '000000a2');
  assert.deepEqual(named({}, id), [0xa2]);
  assert.deepEqual(named({ authType: 'session-key' }, id, attribute('User-Name', 'eve')), [0xa2]);
  assert.equal(named({ authType: 'session-key' }, alice), undefined);
  assert.deepEqual(named({ ignoreSessionKey: true }, id, port2), [0xa2, 0xb1]);
  assert.deepEqual(named({}, attribute('Framed-IP-Address', '10.1.1.1')), [0xa1]);
  assert.deepEqual(named({}, attribute('Calling-Station-Id', '562')), [0xa1]);
  assert.deepEqual(named({}, attribute('NAS-Port-Id', 'Async2')), [0xa2]);
  assert.deepEqual(named({}, alice, attribute('NAS-Port', 9)), []);
  assert.equal(named({}, attribute('NAS-Identifier', 'gate')), undefined, 'that names no session');
  assert.deepEqual(named({}, attribute('Cisco-Account-Info', 'S10.1.1.1')), [0xa1]);
});

test('services are named by their own id; what names their session, too, is about the session', () => {
  const service = { ...session(0xc1, { user: 'alice' }), owner: 0xa1, source: 'service' };
  const among = (...attributes: readonly Attribute[]) =>
    namedSessions({ attributes }, [...sessions, service], {})?.map(({ key }) => key);
  assert.deepEqual(among(alice), [0xa1, 0xa2]);
  assert.deepEqual(among(attribute('Acct-Session-Id', '000000C1')), [0xc1]);
  // Under `session-id common` a call has the id of the session on it.
  const call: OpenSession = { ...session(0xd1, { portNumber: 1 }), sessionId: 0xa1, type: 'resource' };
  const id = attribute('Acct-Session-Id', '000000A1');
  const keys = (those: readonly OpenSession[]) => namedSessions({ attributes: [id] }, those, {})?.map(({ key }) => key);
  assert.deepEqual(keys([call, ...sessions]), [0xa1]);
  assert.deepEqual(keys([call]), [0xd1]);
});

test('a request for another box', () => {
  const box = { addresses: ['192.0.2.1', '2001:db8::1'], name: 'gate' };
  const is = (...attributes: readonly Attribute[]) => isForThisBox({ attributes }, box);
  assert.ok(is());
  assert.ok(is(attribute('NAS-IP-Address', '192.0.2.1'), attribute('NAS-Identifier', 'gate')));
  assert.ok(is(attribute('NAS-IPv6-Address', '2001:db8::1')));
  assert.ok(!is(attribute('NAS-IP-Address', '192.0.2.2')));
  assert.ok(!is(attribute('NAS-Identifier', 'other')));
});

test('what can be changed, and the Error-Cause of what can not', () => {
  const wanted = (...attributes: readonly Attribute[]) => wantedChange({ attributes: [alice, ...attributes] });
  assert.deepEqual(
    wanted(
      attribute('Session-Timeout', 600),
      attribute('Idle-Timeout', 60),
      attribute('Acct-Interim-Interval', 300),
      attribute('Event-Timestamp', 1),
      attribute('Proxy-State', new Uint8Array(2)),
    ),
    { ok: true, change: { sessionTimeout: 600, idleTimeout: 60, interimInterval: 300 } },
  );
  assert.deepEqual(wanted(), { ok: false, errorCause: 402 });
  assert.deepEqual(wanted(attribute('Filter-Id', 'x')), { ok: false, errorCause: 401 });
  assert.deepEqual(wanted(attribute('Service-Type', 'Authorize-Only')), { ok: false, errorCause: 405 });
  const pair = (text: string) => attribute('Cisco-AVPair', text);
  assert.deepEqual(wanted(pair('subscriber:command=account-logon')), { ok: false, errorCause: 405 });
  assert.deepEqual(wanted(pair('subscriber:command=activate-service')), { ok: false, errorCause: 402 });
  assert.deepEqual(wanted(pair('subscriber:sa=GOLD'), attribute('Acct-Interim-Interval', 120)), {
    ok: true,
    change: { interimInterval: 120 },
    command: { command: 'activate', services: ['GOLD'] },
  });
  assert.deepEqual(wanted(pair('subscriber:sd=GOLD'), attribute('Session-Timeout', 1)), { ok: false, errorCause: 404 });
  assert.deepEqual(wanted(attribute('Class', Buffer.from('a')), attribute('Class', Buffer.from('b'))), {
    ok: true,
    change: { classes: ['61', '62'] },
  });
  assert.deepEqual(wanted(attribute('Acct-Interim-Interval', 10)), { ok: false, errorCause: 407 });
});

test('a Disconnect-Request only names sessions', () => {
  const error = (...attributes: readonly Attribute[]) => disconnectError({ attributes });
  assert.equal(error(alice, port2), undefined);
  assert.equal(error(alice, attribute('Session-Timeout', 1)), 404);
  assert.equal(error(alice, attribute('Service-Type', 'Authorize-Only')), 405);
});
