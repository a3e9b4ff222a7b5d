import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccountingRecord, Facts } from '../record.ts';
import { radiusCarries, shownPairs, toTacacs } from './encode.ts';
import { at, dialIn, execStart, execStop } from './testing.ts';

test('TACACS+ names a port that is known by its number alone', () => {
  const port = (facts: Facts) => toTacacs({ ...execStart, facts }, { timezone: 'UTC' }).port;
  assert.equal(port({ user: 'ann', portNumber: 7 }), 'Port7');
  assert.equal(port({ user: 'ann', portNumber: 7, portName: 'Async7' }), 'Async7');
  assert.equal(port({ user: 'ann' }), '');
});

test('TACACS+ EXEC records as real logs have them', () => {
  const facts: Facts = { ...dialIn, portName: 'tty3', callingStation: '192.0.2.92', privilege: 15 };
  const { calledStation: _, ...direct } = facts;
  const start = { ...execStart, facts: direct };
  assert.deepEqual(toTacacs(start, { timezone: 'BST' }), {
    flags: 0x02,
    authenMethod: 0x10,
    privLvl: 15,
    authenType: 1,
    authenService: 1,
    user: 'username1',
    port: 'tty3',
    remAddr: '192.0.2.92',
    args: ['task_id=2', `start_time=${at / 1000}`, 'timezone=BST', 'service=shell'],
  });
  const over = {
    ...direct,
    terminateCause: 'idle-timeout',
    disconnectCause: 1021,
    nasRxSpeed: 0,
    nasTxSpeed: 0,
  } as const;
  const stop = toTacacs({ ...execStop, elapsed: 3908, facts: over }, { timezone: 'BST' });
  assert.equal(stop.flags, 0x04);
  assert.deepEqual(stop.args, [
    'task_id=2',
    `start_time=${at / 1000}`,
    'timezone=BST',
    'service=shell',
    'disc-cause=4',
    'disc-cause-ext=1021',
    'pre-session-time=10',
    'elapsed_time=3908',
    'nas-rx-speed=0',
    'nas-tx-speed=0',
  ]);
  assert.equal(toTacacs(execStart, { timezone: 'UTC' }).remAddr, '5622329483/4327528');
});

test('TACACS+ command record; RADIUS carries none', () => {
  const record: AccountingRecord = {
    ...execStart,
    type: 'commands',
    kind: 'stop',
    taskId: 6,
    facts: { ...dialIn, command: 'configure terminal', commandPrivilege: 15 },
  };
  const { flags, args } = toTacacs(record, { timezone: 'UTC', clockKnown: false });
  assert.equal(flags, 0x04);
  assert.deepEqual(args, ['task_id=6', 'timezone=UTC', 'service=shell', 'priv-lvl=15', 'cmd=configure terminal <cr>']);
  assert.equal(radiusCarries(record), false);
});

test('show accounting spells the pairs without times and counters', () => {
  const facts: Facts = { service: 'ppp', protocol: 'ip', address: '10.0.0.98' };
  const record: AccountingRecord = { ...execStart, type: 'network', taskId: 5, facts };
  assert.equal(shownPairs(record).join(' '), 'task_id=5 service=ppp protocol=ip address=10.0.0.98');
});
