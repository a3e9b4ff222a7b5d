import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../../../base/clock.ts';
import { callerAddress, GroupLimits, type Member } from './group-limits.ts';

const [rita, ritaElsewhere, bob, eve]: [Member, Member, Member, Member] = [
  { user: 'rita', address: '10.9.0.3' },
  { user: 'rita', address: '10.9.0.4' },
  { user: 'bob', address: '10.9.0.5' },
  { user: 'eve', address: '10.9.0.6' },
];

test('the group is full: a further client is refused, one who is up is not', () => {
  const limits = new GroupLimits(new FakeClock());
  const group = { name: 'SALES', maxUsers: 2 };
  assert.equal(limits.admit(group, [rita], bob), undefined);
  assert.equal(limits.admit(group, [rita, bob], eve), 'group SALES has 2 clients (max-users 2)');
  assert.equal(limits.admit(group, [rita, bob], rita), undefined);
  assert.equal(limits.admit({ ...group, maxUsers: 1 }, [rita, bob], bob), undefined, 'a limit that came later');
  assert.equal(limits.admit({ name: 'HOME', maxUsers: 2 }, [], eve), undefined, 'another group');
  assert.equal(limits.admit({ name: 'SALES' }, [rita, bob], eve), undefined, 'no limit');
});

test('a user has so many logins: one from elsewhere is refused, other users are not', () => {
  const limits = new GroupLimits(new FakeClock());
  const group = { name: 'SALES', maxLogins: 1 };
  assert.equal(limits.admit(group, [rita], ritaElsewhere), 'the user has 1 logins in group SALES (max-logins 1)');
  assert.equal(limits.admit(group, [rita], rita), undefined);
  assert.equal(limits.admit(group, [rita], bob), undefined);
});

test('who was let in counts until he is seen, or does not come; asking again is not another', async () => {
  const clock = new FakeClock();
  const limits = new GroupLimits(clock);
  const group = { name: 'SALES', maxUsers: 1 };
  assert.equal(limits.admit(group, [], rita), undefined);
  assert.match(limits.admit(group, [], bob) ?? '', /max-users 1/);
  assert.equal(limits.admit(group, [], rita), undefined);
  // Up, and down again at once.
  limits.seen('SALES', rita);
  assert.equal(limits.admit(group, [], bob), undefined);
  await clock.advance(15_001);
  assert.equal(limits.admit(group, [], eve), undefined, 'he did not come');
});

test('addresses of callers', () => {
  assert.equal(callerAddress('10.9.0.2[4500]'), '10.9.0.2');
  assert.equal(callerAddress('2001:db8::2[500]'), '2001:db8::2');
  assert.equal(callerAddress('10.9.0.2'), '10.9.0.2');
});
