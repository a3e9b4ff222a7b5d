import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatIos, formatRfc3164, formatRfc5424, iosTime, priority, type SyslogMessage } from './format.ts';

const time = Date.UTC(2026, 10, 2, 13, 5, 9, 42);
const message: SyslogMessage = { severity: 5, time, text: '%SYS-5-CONFIG_I: Configured from console by admin on vty0' };

test('IOS: sequence number, star while the clock is not synchronised, milliseconds', () => {
  assert.equal(
    formatIos(message, { sequence: 12 }),
    '<189>12: *Nov  2 13:05:09.042: %SYS-5-CONFIG_I: Configured from console by admin on vty0',
  );
  assert.equal(
    formatIos({ ...message, hostname: 'gw1' }, { synchronised: true, milliseconds: false, year: true, zone: 'UTC' }),
    '<189>gw1: Nov  2 2026 13:05:09 UTC: %SYS-5-CONFIG_I: Configured from console by admin on vty0',
  );
  assert.equal(iosTime(time, { offset: 90, synchronised: true }), 'Nov  2 14:35:09.042');
});

test('RFC 3164', () => {
  assert.equal(
    formatRfc3164({ ...message, hostname: 'gw1', appName: 'tollgate', procId: '77' }),
    '<189>Nov  2 13:05:09 gw1 tollgate[77]: %SYS-5-CONFIG_I: Configured from console by admin on vty0',
  );
  assert.equal(formatRfc3164({ facility: 'kern', severity: 0, time, text: 'x' }), '<0>Nov  2 13:05:09 - x');
});

test('RFC 5424', () => {
  assert.equal(
    formatRfc5424({ ...message, hostname: 'gw1', appName: 'tollgate', procId: '77', msgId: 'SYS-5-CONFIG_I' }),
    '<189>1 2026-11-02T13:05:09.042Z gw1 tollgate 77 SYS-5-CONFIG_I - %SYS-5-CONFIG_I: Configured from console by admin on vty0',
  );
  assert.equal(
    formatRfc5424({ severity: 3, facility: 'auth', time, text: 'ä', hostname: 'a b\n', msgId: 'x'.repeat(40) }),
    `<35>1 2026-11-02T13:05:09.042Z ab - - ${'x'.repeat(32)} - ä`,
  );
});

test('priorities', () => {
  assert.equal(priority({ severity: 7 }), 191);
  assert.equal(priority({ facility: 'kern', severity: 0 }), 0);
});

test('no text can forge a line, and every header has its fields', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (text, name) => {
      const odd: SyslogMessage = { severity: 6, time, text, hostname: name, appName: name, procId: name, msgId: name };
      for (const line of [formatIos(odd), formatRfc3164(odd), formatRfc5424(odd)])
        assert.match(line, /^<190>[^\n\r\0]*$/);
      assert.match(
        formatRfc5424(odd),
        /^<190>1 \S+ [\x21-\x7e]+ [\x21-\x7e]{1,48} [\x21-\x7e]{1,128} [\x21-\x7e]{1,32} - /,
      );
    }),
  );
});
