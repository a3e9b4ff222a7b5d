import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../../../base/clock.ts';
import { TunnelLogins } from './logins.ts';

test('the newest login of a user on a connection, for two minutes', async () => {
  const clock = new FakeClock();
  const logins = new TunnelLogins(clock);
  const login = { user: 'rita', authentic: 'radius', classes: ['676f'] } as const;
  logins.add('crypto/test/10', login);
  logins.add('crypto/test/10', { ...login, classes: ['01'] });
  assert.deepEqual(logins.of('crypto/test/10', 'rita')?.classes, ['01']);
  assert.equal(logins.of('crypto/test/10', 'bob'), undefined);
  assert.equal(logins.of('crypto/test/20', 'rita'), undefined);
  await clock.advance(120_001);
  assert.equal(logins.of('crypto/test/10', 'rita'), undefined);
});
