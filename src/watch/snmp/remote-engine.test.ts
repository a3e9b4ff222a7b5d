import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../../base/clock.ts';
import { seededRandom } from '../../base/random.ts';
import { decodeMessage, localizedKey, oid, type Pdu } from '../../protocols/snmp/index.ts';
import { RemoteEngine } from './remote-engine.ts';
import { newCounters } from './statistics.ts';
import { type KnownUser, UserSecurity } from './user-security.ts';

const inform: Pdu = {
  ...{ type: 'inform', requestId: 5, status: 0, index: 0 },
  varbinds: [{ oid: oid('1.3.1'), value: { type: 'null' } }],
};

function box() {
  const clock = new FakeClock();
  const random = seededRandom(2);
  const userAt = (id: Uint8Array): KnownUser => {
    const key = (word: string) => localizedKey('sha-256', word, id);
    const keys = { protocol: 'sha-256', authentication: key('password1'), privacy: key('password2') } as const;
    return { name: 'teller', group: 'g', keys };
  };
  /** A manager with this engine, up for so many seconds. */
  const manager = (id: string, boots: number, up: number): UserSecurity => {
    const engine = Buffer.from(id, 'hex');
    const since = clock.monotonic() - up * 1000;
    return new UserSecurity(clock, random, newCounters(), { id: engine, boots }, since, [userAt(engine)]);
  };
  const remote = new RemoteEngine({ clock, random, userAt, level: 'priv' });
  const hear = (octets: Buffer) => {
    const message = decodeMessage(octets);
    assert.ok(message.ok && message.value.version === 3);
    return remote.hear(message.value, octets);
  };
  /** What the manager makes of the next message, and what its answer means here. */
  const exchange = (at: UserSecurity): string => {
    const octets = remote.message(5, inform);
    const message = decodeMessage(octets);
    assert.ok(message.ok && message.value.version === 3);
    const verdict = at.receive(message.value, octets);
    if (verdict.verdict === 'report') return String(hear(verdict.octets));
    assert.ok(verdict.verdict === 'request' && verdict.level === 'priv' && verdict.scoped.pdu.type === 'inform');
    const told = hear(at.reply(message.value, verdict.user, 'priv', at.scope({ ...inform, type: 'response' })));
    return told === undefined || told === 'again' ? String(told) : told.type;
  };
  return { clock, manager, remote, exchange, hear };
}

test('an inform learns who the engine is, is sent to its time, and follows it over a restart', async () => {
  const { clock, manager, exchange } = box();
  const first = manager('8000000005a1', 7, 1000);
  assert.equal(exchange(first), 'again');
  assert.equal(exchange(first), 'response');
  await clock.advance(1_000_000);
  assert.equal(exchange(first), 'response', 'its time goes on');
  const restarted = manager('8000000005a1', 8, 0);
  assert.equal(exchange(restarted), 'again', 'of another boot');
  assert.equal(exchange(restarted), 'response');
});

test('reports that anybody could have made change nothing once the engine is known; another engine is found after it was forgotten', () => {
  const { manager, remote, exchange, hear } = box();
  const first = manager('8000000005a1', 7, 1000);
  assert.equal(exchange(first), 'again');
  const forger = manager('8000000005ff', 1, 0);
  const nobody = { name: 'teller', group: '' };
  const report: Pdu = { type: 'report', requestId: 5, status: 0, index: 0, varbinds: [] };
  assert.equal(hear(forger.protect(5, nobody, 'noauth', forger.scope(report))), undefined);
  assert.equal(hear(first.protect(5, nobody, 'noauth', first.scope({ ...inform, type: 'response' }))), undefined);
  assert.equal(exchange(first), 'response');
  const other = manager('8000000005b2', 1, 5);
  assert.equal(exchange(other), 'undefined');
  remote.forget();
  assert.equal(exchange(other), 'again');
  assert.equal(exchange(other), 'response');
});
