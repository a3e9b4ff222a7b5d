import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Accounting, OpenSession, SessionClosing, SessionOpening } from '../../accounting/accounting.ts';
import type { Facts } from '../../accounting/record.ts';
import { FakeClock } from '../../base/clock.ts';
import { type ExecEnd, type ExecLogin, ExecSource } from './index.ts';

type Books = Pick<Accounting, 'open' | 'close' | 'command' | 'failedLogin' | 'sessions' | 'adopt' | 'storedOrHeld'>;

function setUp(bootId = 'b2', failing = false) {
  const clock = new FakeClock();
  const openings: SessionOpening[] = [];
  const closings: [number, SessionClosing][] = [];
  const commands: [string, number, Facts, number | undefined][] = [];
  const failures: [string, Facts][] = [];
  const adopted: number[] = [];
  const open = new Map<number, OpenSession>();
  const disk = (): Promise<void> => (failing ? new Promise(() => {}) : Promise.resolve());
  const accounting: Books = {
    open(opening) {
      openings.push(opening);
      const { type, source, sourceKey, facts, startTime = 0 } = opening;
      const key = openings.length;
      const session = {
        key,
        sessionId: key,
        taskId: key,
        type,
        source,
        sourceKey,
        startTime,
        facts,
        counters: undefined,
      };
      open.set(key, session);
      return { session, durable: disk() };
    },
    close: (key, closing) => {
      closings.push([key, closing]);
      open.delete(key);
      return disk();
    },
    command: (...event) => {
      commands.push(event);
      return disk();
    },
    failedLogin: (list, facts) => {
      failures.push([list, facts]);
      return disk();
    },
    sessions: () => [...open.values()],
    adopt: (key) => void adopted.push(key),
    storedOrHeld: (stored) => (failing ? Promise.resolve() : stored),
  };
  const source = (id = bootId) => new ExecSource({ clock, accounting, bootId: id });
  return { clock, source, open, openings, closings, commands, failures, adopted };
}

const login: ExecLogin = {
  list: 'default',
  port: 3,
  portType: 'virtual',
  caller: '192.0.2.5',
  user: 'ann',
  privilege: 1,
  authentic: 'radius',
  classes: [],
  arrived: 0,
};

test('a login becomes a session with the facts of line and user, a command belongs to it', async () => {
  const { clock, source, openings, commands } = setUp();
  const arrived = clock.now();
  await clock.advance(7_900);
  const exec = source().open({ ...login, arrived });
  assert.deepEqual(openings, [
    {
      type: 'exec',
      list: 'default',
      source: 'exec',
      sourceKey: 'b2/3/1',
      startTime: clock.now(),
      facts: {
        portNumber: 3,
        portName: 'tty3',
        portType: 'virtual',
        callingStation: '192.0.2.5',
        service: 'shell',
        user: 'ann',
        authentic: 'radius',
        privilege: 1,
        connectProgress: 'Term Serv Auth',
        preSessionTime: 7,
      },
    },
  ]);
  await exec.command({ list: 'L15', level: 15, command: 'write memory', privilege: 15 });
  assert.deepEqual(commands, [
    [
      'L15',
      15,
      {
        portNumber: 3,
        portName: 'tty3',
        portType: 'virtual',
        callingStation: '192.0.2.5',
        service: 'shell',
        user: 'ann',
        authentic: 'radius',
        command: 'write memory',
        commandPrivilege: 15,
        privilege: 15,
      },
      1,
    ],
  ]);
});

test('two sessions on one line have different keys; without a user there is no user fact', () => {
  const { source, openings } = setUp();
  const exec = source();
  exec.open({ ...login, user: undefined });
  exec.open({ ...login, user: '' });
  assert.deepEqual(
    openings.map((o) => [o.sourceKey, 'user' in o.facts]),
    [
      ['b2/3/1', false],
      ['b2/3/2', false],
    ],
  );
});

test('the interval of interim records that the server ordered goes with the session', () => {
  const { source, openings } = setUp();
  source().open({ ...login, interimInterval: 300 });
  assert.equal(openings[0]?.interimInterval, 300);
});

test('each end has its cause, and only the first end counts', async () => {
  const causes: Record<ExecEnd, [string, number]> = {
    logout: ['user-request', 1020],
    idle: ['idle-timeout', 1021],
    'session-time': ['session-timeout', 1100],
    'line-lost': ['lost-carrier', 1022],
    cleared: ['admin-reset', 1151],
    'radius-disconnect': ['admin-reset', 1150],
    'snmp-disconnect': ['admin-reset', 1152],
    shutdown: ['admin-reboot', 1151],
    fault: ['nas-error', 1002],
  };
  const ends: ExecEnd[] = [
    ...(['logout', 'idle', 'session-time', 'line-lost', 'cleared', 'shutdown', 'fault'] as const),
    ...(['radius-disconnect', 'snmp-disconnect'] as const),
  ];
  for (const end of ends) {
    const { clock, source, closings } = setUp();
    const exec = source().open(login);
    await clock.advance(5_000);
    await Promise.all([exec.close(end), exec.close('logout')]);
    const [cause, disconnectCause] = causes[end];
    assert.deepEqual(closings, [[1, { cause, disconnectCause, time: clock.now() }]]);
  }
});

test('a failing disk holds nobody up: not at login, not at a command, not at logout, not at the start', async () => {
  const { source, commands, closings, failures } = setUp('b2', true);
  source('b1').open(login);
  assert.equal(await source().recover(), 1);
  const exec = source().open(login);
  await exec.durable;
  await exec.command({ list: 'L15', level: 15, command: 'write memory', privilege: 15 });
  await exec.close('logout');
  await source().failedLogin(login);
  assert.deepEqual([commands.length, closings.length, failures.length], [1, 2, 1]);
});

test('a failed login is told with its caller', async () => {
  const { source, failures } = setUp();
  await source().failedLogin({ ...login, user: 'eve' });
  assert.equal(failures[0]?.[0], 'default');
  assert.deepEqual(
    [failures[0]?.[1].user, failures[0]?.[1].portName, failures[0]?.[1].terminateCause],
    ['eve', 'tty3', 'user-error'],
  );
});

test('sessions of an earlier life are closed at the start, those of this life are not', async () => {
  const { source, closings } = setUp();
  source('b1').open(login);
  source('b1').open(login);
  const now = source('b2');
  const alive = now.open(login);
  assert.equal(now.isAlive(alive.session.sourceKey), true);
  assert.equal(await now.recover(), 2);
  assert.deepEqual(
    closings.map(([key, { cause }]) => [key, cause]),
    [
      [1, 'nas-reboot'],
      [2, 'nas-reboot'],
    ],
  );
  assert.equal(await now.recover(), 0);
});

test('under nested, an EXEC session of a former life ends after the network session that goes on within it', async () => {
  const { source, open, openings, closings, adopted } = setUp();
  const former = source('b1');
  for (const port of [3, 4, 5]) former.open({ ...login, port });
  const network = (key: number, nestedIn: number) => {
    const [opening] = openings;
    assert.ok(opening !== undefined);
    const of = { key, sessionId: key, taskId: key, type: 'network', source: 'ppp', startTime: 0 } as const;
    open.set(key, { ...of, sourceKey: '', facts: opening.facts, counters: undefined, nestedIn });
  };
  network(11, 1);
  network(12, 2);
  const exec = source();
  assert.equal(await exec.recover(), 1);
  assert.deepEqual(closings.splice(0), [[3, { cause: 'nas-reboot', disconnectCause: 1011 }]]);

  // The network session of the second is over; the first one's goes on.
  const ended = Promise.withResolvers<void>();
  assert.equal(await exec.recoverOuter((key) => (key === 1 ? ended.promise : undefined)), 1);
  assert.deepEqual(closings.splice(0), [[2, { cause: 'nas-reboot', disconnectCause: 1011 }]]);
  assert.deepEqual(adopted, [1]);
  ended.resolve();
  await new Promise(setImmediate);
  assert.deepEqual(closings, [[1, { cause: 'lost-carrier', disconnectCause: 1022 }]]);
});
