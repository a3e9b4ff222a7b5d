import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../../base/clock.ts';
import { emptyLoggingConfig } from '../config.ts';
import { Logging } from './logging.ts';
import { type LogOptions, logLine, parseLogLevel } from './standard-error.ts';

function linesOf(options: LogOptions, act: (logging: Logging) => void): string[] {
  const logging = new Logging({
    clock: new FakeClock(Date.UTC(2026, 10, 2, 9, 8, 7, 6)),
    clockSynchronised: () => true,
    zone: () => ({ name: 'UTC', offset: 0 }),
    send: () => {},
  });
  const lines: string[] = [];
  logging.listen((event) => {
    const line = logLine(event, options, 'gate');
    if (line !== undefined) lines.push(line);
  });
  act(logging);
  return lines;
}
const speak = (logging: Logging): void => {
  logging.message('RADIUS', 4, 'RADIUS_DEAD', 'Server "isp"\nis dead');
  logging.message('SYS', 5, 'CONFIG_I', 'Configured');
  logging.setDebug(['radius'], true);
  logging.debug('radius', () => 'RADIUS: one\nRADIUS: two');
};

test('JSON has one object a line with what can be filtered by', () => {
  const lines = linesOf({ format: 'json' }, speak).map((line) => JSON.parse(line));
  const time = '2026-11-02T09:08:07.006Z';
  const common = { time, host: 'gate', pid: process.pid };
  assert.deepEqual(lines.slice(0, 3), [
    {
      ...common,
      level: 'warnings',
      severity: 4,
      facility: 'RADIUS',
      mnemonic: 'RADIUS_DEAD',
      message: 'Server "isp"\nis dead',
      sequence: 1,
    },
    {
      ...common,
      level: 'notifications',
      severity: 5,
      facility: 'SYS',
      mnemonic: 'CONFIG_I',
      message: 'Configured',
      sequence: 2,
    },
    { ...common, level: 'debugging', severity: 7, topic: 'radius', message: 'RADIUS: one', sequence: 3 },
  ]);
  assert.equal(lines.length, 4);
});

test('syslog is RFC 5424, one line a message', () => {
  const [first] = linesOf({ format: 'syslog' }, speak);
  assert.match(
    first ?? '',
    /^<28>1 2026-11-02T09:08:07\.006Z gate tollgate \d+ RADIUS-4-RADIUS_DEAD - .*%RADIUS-4-RADIUS_DEAD: Server "isp" is dead$/,
  );
});

test('without a level the console decides, with one the level does', () => {
  const quiet = (logging: Logging): void => {
    logging.configure({ ...emptyLoggingConfig, console: 3 });
    speak(logging);
  };
  assert.equal(linesOf({ format: 'text' }, quiet).length, 0);
  assert.equal(linesOf({ format: 'text', level: 5 }, quiet).length, 2);
  assert.equal(linesOf({ format: 'text', level: 7 }, quiet).length, 4);
});

test('a level has a name, the beginning of one, or a number', () => {
  assert.deepEqual(['warnings', 'Warn', '4', 'debug', 'err', '8', 'e', 'loud', ''].map(parseLogLevel), [
    4,
    4,
    4,
    7,
    3,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
