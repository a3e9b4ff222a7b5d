import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../../base/clock.ts';
import { emptyLoggingConfig, type LoggingHost } from '../config.ts';
import { type HostMessage, Logging } from './logging.ts';
import { timestamp, uptime } from './timestamp.ts';

function setUp(synchronised = true, zone = { name: 'UTC', offset: 0 }) {
  const clock = new FakeClock(Date.UTC(2026, 10, 2, 9, 8, 7, 6));
  const sent: [LoggingHost, HostMessage][] = [];
  const logging = new Logging({
    clock,
    clockSynchronised: () => synchronised,
    zone: () => zone,
    send: (host, message) => sent.push([host, message]),
  });
  return { clock, sent, logging };
}

test('a system message is buffered as IOS prints it', () => {
  const { logging } = setUp();
  logging.message('RADIUS', 4, 'RADIUS_DEAD', 'RADIUS server 192.0.2.10:1812,1813 is not responding.');
  assert.deepEqual(logging.buffer.lines(), [
    'Nov  2 09:08:07.006: %RADIUS-4-RADIUS_DEAD: RADIUS server 192.0.2.10:1812,1813 is not responding.',
  ]);
});

test('a clock that is not known to be right is marked with an asterisk', () => {
  const { logging } = setUp(false);
  logging.message('SYS', 5, 'CONFIG_I', 'Configured');
  assert.match(logging.buffer.lines()[0] ?? '', /^\*Nov {2}2 09:08:07\.006: %SYS-5-CONFIG_I: Configured$/);
});

test('debug lines appear only while their topic is on, and their text is not made otherwise', () => {
  const { logging } = setUp();
  logging.debug('radius', () => assert.fail('the text of a topic that is off was made'));
  logging.setDebug(['radius'], true);
  logging.debug('radius', () => 'RADIUS: one\nRADIUS: two');
  assert.deepEqual(
    logging.buffer.lines().map((line) => line.slice(21)),
    ['RADIUS: one', 'RADIUS: two'],
  );
  assert.deepEqual(logging.setDebug(['radius'], false), []);
  logging.debug('radius', () => 'late');
  assert.equal(logging.buffer.lines().length, 2);
});

test('each destination has its own level, and a sink that is gone gets nothing', () => {
  const { logging, sent } = setUp();
  const seen: string[] = [];
  const host = { host: '127.0.0.1', port: 5514, format: 'rfc5424' } as const;
  logging.configure({ ...emptyLoggingConfig, buffered: { size: 4096, level: 3 }, monitor: 7, trap: 4, hosts: [host] });
  const leave = logging.monitor((line) => seen.push(line));
  logging.message('SYS', 5, 'NOTICE', 'only the terminals');
  logging.message('SYS', 4, 'WARN', 'terminals and host');
  logging.message('SYS', 3, 'ERR', 'all');
  leave();
  logging.message('SYS', 6, 'LATE', 'nobody');
  assert.equal(seen.length, 3);
  assert.deepEqual(
    sent.map(([to, message]) => [to.port, message.severity, message.id]),
    [
      [5514, 4, 'SYS-4-WARN'],
      [5514, 3, 'SYS-3-ERR'],
    ],
  );
  assert.equal(logging.buffer.lines().length, 1);
  assert.deepEqual(logging.counts, { console: 0, monitor: 3, buffered: 1, trap: 2 });
  assert.equal(logging.sentTo(host), 2);
  assert.equal(logging.sentTo({ ...host, port: 514 }), 0);
});

test('the buffer forgets the oldest lines when its size is reached', () => {
  const { logging } = setUp();
  logging.configure({ ...emptyLoggingConfig, buffered: { size: 100, level: 7 } });
  for (let n = 0; n < 10; n++) logging.message('T', 6, 'N', `line ${n}`);
  const lines = logging.buffer.lines();
  assert.ok(lines.length >= 2 && lines.length < 10);
  assert.match(lines.at(-1) ?? '', /line 9$/);
  assert.ok(lines.reduce((sum, line) => sum + line.length + 1, 0) <= 100);
});

test('uptime and the forms of service timestamps', () => {
  assert.equal(uptime(775_000), '00:12:55');
  assert.equal(uptime(93_600_000), '1d02h');
  assert.equal(uptime(23 * 86_400_000), '3w2d');
  const zone = { name: 'CET', offset: 60 };
  const moment = { now: Date.UTC(2026, 0, 31, 23, 0, 1, 9), uptime: 1000, synchronised: true, zone };
  assert.equal(timestamp({ form: 'none' }, moment), '');
  assert.equal(timestamp({ form: 'uptime' }, moment), '00:00:01: ');
  const date = { form: 'datetime', msec: false, localtime: false, showTimezone: false, year: false } as const;
  assert.equal(timestamp(date, moment), 'Feb  1 00:00:01: ');
  const whole = { ...date, msec: true, localtime: true, showTimezone: true, year: true };
  assert.equal(timestamp(whole, { ...moment, synchronised: false }), '*Feb  1 2026 00:00:01.009 CET: ');
});
