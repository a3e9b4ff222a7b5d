import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { attribute } from '../../protocols/radius/index.ts';
import { bookedInMemory, rows } from '../fixtures/books.ts';
import { network, noon, radiusEntry, system, tacacsEntry } from '../fixtures/records.ts';
import type { InboxEntry } from '../inbox/entry.ts';

const minute = 60_000;
const sessions = (entries: readonly InboxEntry[], columns: string): Record<string, unknown>[] =>
  rows(bookedInMemory(entries), 'session', columns);
const copies = (entries: readonly InboxEntry[]): unknown[] =>
  rows(bookedInMemory(entries), 'record', 'copies').map((row) => row.copies);

describe('one record, once', () => {
  test('a record sent again with another Acct-Delay-Time and identifier is the same record', () => {
    const first = network('Stop', { time: noon, delay: 0, received: noon });
    const again = network('Stop', { time: noon, delay: 3600, received: noon + 3600_000 });
    assert.notDeepEqual(first.data, again.data);
    assert.deepEqual(copies([first, again, again]), [3]);
  });

  test('records that differ in anything else are different records', () => {
    const base = { time: noon, elapsed: 60, octetsIn: 100 };
    const others = [
      network('Stop', base),
      network('Interim-Update', base),
      network('Stop', { ...base, time: noon + 1000 }),
      network('Stop', { ...base, id: '0000000C' }),
      network('Stop', { ...base, user: 'username2' }),
      network('Stop', { ...base, nas: '172.16.25.16' }),
      network('Stop', { ...base, octetsIn: 101 }),
    ];
    assert.deepEqual(
      copies(others),
      others.map(() => 1),
    );
  });

  test('without a NAS attribute, the same packet from two addresses is from two NASes', () => {
    const attributes = [attribute('Acct-Status-Type', 'Start'), attribute('Acct-Session-Id', '1')];
    const from = (address: string) => radiusEntry(attributes, { address });
    assert.deepEqual(copies([from('192.0.2.1'), from('192.0.2.2'), from('192.0.2.1')]), [2, 1]);
  });

  test('without Event-Timestamp the delay tells a copy from a later record that reads the same', () => {
    const interim = (received: number, delay: number) => network('Interim-Update', { received, delay });
    assert.deepEqual(copies([interim(noon, 0), interim(noon + 5000, 5), interim(noon + 3600_000, 3600)]), [3]);
    assert.deepEqual(copies([interim(noon, 0), interim(noon + 600_000, 0), interim(noon + 605_000, 5)]), [1, 2]);
  });

  test('without any time, a Start that comes again while the session is open is a copy; after its Stop it is a new session', () => {
    const start = (received: number) => network('Start', { received });
    const stop = (received: number) => network('Stop', { received });
    assert.deepEqual(copies([start(noon), start(noon + 10 * minute)]), [2]);
    const twice = [start(noon), stop(noon + minute), start(noon + 10 * minute), stop(noon + 11 * minute)];
    assert.deepEqual(copies(twice), [1, 1, 1, 1]);
    assert.deepEqual(sessions(twice, 'starts, stops, state'), [
      { starts: 1, stops: 1, state: 'stopped' },
      { starts: 1, stops: 1, state: 'stopped' },
    ]);
  });

  test('a TACACS+ record is known by its content too', () => {
    const command = (task: number, start: number) =>
      tacacsEntry('stop', [`task_id=${task}`, `start_time=${start}`, 'service=shell', 'cmd=show version <cr>']);
    assert.deepEqual(copies([command(3, 993614807), command(4, 993614807), command(3, 993614807)]), [2, 1]);
  });
});

describe('sessions', () => {
  const start = network('Start', { time: noon });
  const interim = network('Interim-Update', { time: noon + 5 * minute, elapsed: 300, octetsIn: 1000 });
  const interim2 = network('Interim-Update', { time: noon + 10 * minute, elapsed: 600, octetsIn: 2000 });
  const stop = network('Stop', {
    time: noon + 11 * minute,
    elapsed: 660,
    octetsIn: 2500,
    more: [attribute('Acct-Terminate-Cause', 'Idle-Timeout'), attribute('Acct-Input-Gigawords', 1)],
  });
  const whole = {
    user: 'username1',
    state: 'stopped',
    starts: 1,
    stops: 1,
    interims: 2,
    start_time: noon,
    stop_time: noon + 11 * minute,
    duration: 660,
    bytes_in: 2 ** 32 + 2500,
    cause: 'Idle-Timeout',
  };
  const columns = Object.keys(whole).join(', ');

  test('whatever order its records come in, and however often, the session is the same', () => {
    const orders = fc.shuffledSubarray([start, interim, interim2, stop, start, interim, stop], {
      minLength: 7,
      maxLength: 7,
    });
    fc.assert(
      fc.property(orders, (order) => {
        assert.deepEqual(sessions(order, `${columns}, copies`), [{ ...whole, copies: 3 }]);
      }),
      { numRuns: 60 },
    );
  });

  test('a lost Start and a lost Stop can be seen', () => {
    assert.deepEqual(sessions([interim, stop], 'starts, stops, state, start_time'), [
      { starts: 0, stops: 1, state: 'stopped', start_time: noon },
    ]);
    assert.deepEqual(sessions([start, interim], 'starts, stops, state, stop_time, bytes_in'), [
      { starts: 1, stops: 0, state: 'open', stop_time: null, bytes_in: 1000 },
    ]);
  });

  test('a NAS that restarts loses its open sessions, and no others', () => {
    const other = network('Start', { time: noon, nas: '172.16.25.16' });
    const on = system('Accounting-On', noon + 7 * minute);
    const later = network('Start', { time: noon + 8 * minute, id: '0000000C' });
    const expected = [
      { nas: '172.16.25.15', session: '0000000B', state: 'lost', stop_time: noon + 7 * minute },
      { nas: '172.16.25.15', session: '0000000C', state: 'open', stop_time: null },
      { nas: '172.16.25.16', session: '0000000B', state: 'open', stop_time: null },
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray([start, interim, other, on, later], { minLength: 5 }), (order) => {
        const found = sessions(order, 'nas, session, state, stop_time');
        found.sort((a, b) => `${a.nas}${a.session}`.localeCompare(`${b.nas}${b.session}`));
        assert.deepEqual(found, expected);
      }),
      { numRuns: 60 },
    );
  });

  test('a redundancy name that changes hands ends no session of its NAS', () => {
    const switched = (kind: 'Accounting-On' | 'Accounting-Off', pair: string): InboxEntry =>
      radiusEntry([
        attribute('NAS-IP-Address', '172.16.25.15'),
        attribute('Acct-Status-Type', kind),
        attribute('Acct-Session-Id', '00000001'),
        attribute('Cisco-AVPair', pair),
        attribute('Event-Timestamp', Math.floor((noon + 7 * minute) / 1000)),
      ]);
    for (const kind of ['Accounting-On', 'Accounting-Off'] as const) {
      assert.deepEqual(sessions([start, switched(kind, 'vrrs=gateway')], 'state'), [{ state: 'open' }]);
      assert.deepEqual(sessions([start, switched(kind, 'vrrp=gateway')], 'state'), [{ state: 'lost' }]);
    }
  });

  test('a session that turns out to have survived the restart is open again, and its Stop closes it', () => {
    const on = system('Accounting-On', noon + 7 * minute);
    assert.deepEqual(sessions([start, on, interim2], 'state, stop_time'), [{ state: 'open', stop_time: null }]);
    assert.deepEqual(sessions([start, on, stop], columns), [{ ...whole, interims: 0 }]);
  });

  test('a session id that a NAS uses again after its boot is another session', () => {
    const again = network('Start', { time: noon + 60 * minute });
    const stopAgain = network('Stop', { time: noon + 61 * minute, elapsed: 60, octetsIn: 7 });
    fc.assert(
      fc.property(fc.shuffledSubarray([start, stop, again, stopAgain], { minLength: 4 }), (order) => {
        const found = sessions(order, 'starts, stops, duration').sort(
          (a, b) => Number(a.duration) - Number(b.duration),
        );
        assert.deepEqual(found, [
          { starts: 1, stops: 1, duration: 60 },
          { starts: 1, stops: 1, duration: 660 },
        ]);
      }),
    );
  });

  test('a clock set right in the middle of a session does not tear it apart', () => {
    const before = network('Start', { time: Date.UTC(1993, 2, 1) });
    assert.equal(sessions([before, stop], 'starts, stops').length, 1);
  });

  test('nor does one that is put forward or back a little, whatever order the records come in', () => {
    const steps = fc.integer({ min: -290, max: 290 });
    const orders = fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 });
    fc.assert(
      fc.property(steps, orders, (step, order) => {
        const late = { time: noon + 10 * minute + 1000 * step, elapsed: 600 };
        const end = { time: noon + 11 * minute + 1000 * step, elapsed: 660 };
        const records = [start, interim, network('Interim-Update', late), network('Stop', end)];
        assert.deepEqual(
          sessions(
            order.flatMap((at) => records[at] ?? []),
            'state, starts, interims, stops, start_time, duration',
          ),
          [{ state: 'stopped', starts: 1, interims: 2, stops: 1, start_time: noon, duration: 660 }],
        );
      }),
    );
  });

  test('put forward by an hour, it cannot be told from an id used again; put back so far that both overlap, it can', () => {
    const ended = (time: number) => network('Stop', { time, elapsed: 660 });
    assert.equal(sessions([start, ended(noon + 71 * minute)], 'starts').length, 2);
    assert.equal(sessions([start, interim2, ended(noon + 2 * minute)], 'starts').length, 1);
  });

  test('an id that is used again soon after the NAS said that it lost its sessions is another session', () => {
    const on = system('Accounting-On', noon + 2 * minute);
    const stopAgain = network('Stop', { time: noon + 4 * minute, elapsed: 60 });
    assert.deepEqual(sessions([start, on, stopAgain], 'state, starts, stops'), [
      { state: 'lost', starts: 1, stops: 0 },
      { state: 'stopped', starts: 0, stops: 1 },
    ]);
  });

  test('two Starts with times of their own, and two Stops, are two sessions, however close', () => {
    const again = network('Start', { time: noon + minute });
    assert.equal(sessions([start, again], 'starts').length, 2);
    const stopAgain = network('Stop', { time: noon + 13 * minute, elapsed: 720 });
    assert.equal(sessions([start, stop, stopAgain], 'stops').length, 2);
  });

  test('an id that another user has soon after is another session', () => {
    const other = network('Stop', { time: noon + 4 * minute, elapsed: 60, user: 'username2' });
    assert.equal(sessions([start, other], 'user').length, 2);
  });

  test('records of different types under one session id are different sessions', () => {
    const exec = radiusEntry([
      attribute('NAS-IP-Address', '172.16.25.15'),
      attribute('User-Name', 'username1'),
      attribute('Acct-Status-Type', 'Start'),
      attribute('Service-Type', 'NAS-Prompt-User'),
      attribute('Acct-Session-Id', '0000000B'),
      attribute('Event-Timestamp', noon / 1000),
    ]);
    assert.deepEqual(sessions([exec, start, stop], 'type, state'), [
      { type: 'exec', state: 'open' },
      { type: 'network', state: 'stopped' },
    ]);
  });

  test('counters beyond 2^53 are kept exactly', () => {
    const huge = network('Stop', {
      time: noon,
      octetsIn: 4_294_967_295,
      more: [attribute('Acct-Input-Gigawords', 2 ** 31 - 1)],
    });
    assert.deepEqual(sessions([huge, interim], 'CAST(bytes_in AS TEXT) AS octets'), [
      { octets: '9223372036854775807' },
    ]);
  });

  test('a TACACS+ session has task_id, start_time and disc-cause; commands and system records make none', () => {
    const began = noon / 1000;
    const shell = ['task_id=41', `start_time=${began}`, 'timezone=UTC', 'service=shell'];
    const found = sessions(
      [
        tacacsEntry('start', shell),
        tacacsEntry('stop', [...shell, 'priv-lvl=1', 'cmd=show version <cr>'], {}, { received: noon + 3000 }),
        tacacsEntry('stop', [...shell, 'disc-cause=4', 'elapsed_time=9'], {}, { received: noon + 9000 }),
        tacacsEntry('start', ['task_id=1', 'service=system', 'event=sys_acct', 'reason=reconfigure'], { user: '' }),
      ],
      'type, session, user, port, caller, state, duration, cause',
    );
    assert.deepEqual(found, [
      {
        type: 'exec',
        session: '41',
        user: 'username1',
        port: 'tty3',
        caller: '5622329430/4327528',
        state: 'stopped',
        duration: 9,
        cause: 'Idle-Timeout',
      },
    ]);
  });

  test('a TACACS+ reload loses open sessions, a reconfiguration does not', () => {
    const shell = tacacsEntry('start', ['task_id=41', `start_time=${noon / 1000}`, 'service=shell']);
    const sys = (reason: string) =>
      tacacsEntry('start', [
        'task_id=1',
        `start_time=${noon / 1000 + 60}`,
        'service=system',
        'event=sys_acct',
        `reason=${reason}`,
      ]);
    assert.deepEqual(sessions([shell, sys('reconfigure')], 'state'), [{ state: 'open' }]);
    assert.deepEqual(sessions([shell, sys('reload')], 'state'), [{ state: 'lost' }]);
  });
});
