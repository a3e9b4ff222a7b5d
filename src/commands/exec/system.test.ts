import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clockText, restartText, startText } from './clock-text.ts';
import { transcript } from './fixtures/transcript.ts';
import { age, columns, hms, longUptime } from './layout.ts';

transcript(
  'show version says what this is, honestly',
  { level: 1 },
  `tollgate>sh ver
Tollgate Software (linux-x64), Version 0.1.0, RELEASE SOFTWARE (node-v24.21.0)
Keeps the books of an access gateway. MIT licence.

tollgate uptime is 1 week, 1 day, 1 hour, 5 minutes
System restarted at 03:21:23 UTC Tue Jun 19 2001
System image file is "tollgate:0.1.0"

Runs on Node.js v24.21.0, linux x64
State is kept in /var/lib/tollgate
tollgate>show version | include isco
`,
);

transcript(
  'show clock is in the zone of the configuration',
  { configuration: 'clock timezone CET 1\n' },
  `tollgate#sh clo
05:26:23.000 CET Wed Jun 27 2001
tollgate#show version | include restarted
System restarted at 04:21:23 CET Tue Jun 19 2001
`,
);

transcript(
  'show ip ssh',
  {
    configuration: 'ip ssh time-out 60\nip ssh authentication-retries 2\n',
    listening: { ssh: { address: '0.0.0.0', port: 2222 } },
  },
  `tollgate#sh ip ssh
SSH Enabled - version 2.0
Authentication methods:keyboard-interactive,password
Authentication timeout: 60 secs; Authentication retries: 2
Listening on 0.0.0.0 port 2222
`,
);

transcript(
  'show ip ssh when nobody can come in',
  {},
  `tollgate#show ip ssh
SSH Disabled - version 2.0
%No line takes SSH (transport input ssh), or its port is in use
Authentication methods:keyboard-interactive,password
Authentication timeout: 120 secs; Authentication retries: 3
`,
);

transcript(
  'show access-lists, all and one',
  {
    configuration: `access-list 10 remark only the office
access-list 10 permit 10.1.1.0 0.0.0.255
access-list 10 deny any
ip access-list standard admins
 permit 192.0.2.1
 deny 192.0.2.2
`,
  },
  `tollgate#sh acce
Standard IP access list 10
    10 permit 10.1.1.0, wildcard bits 0.0.0.255
    20 deny   any
Standard IP access list admins
    10 permit 192.0.2.1
    20 deny   192.0.2.2
tollgate#sh ip access-list admins
Standard IP access list admins
    10 permit 192.0.2.1
    20 deny   192.0.2.2
tollgate#show access-lists nothing
`,
);

test('times', () => {
  const at = Date.UTC(2026, 10, 2, 9, 8, 7, 6);
  const utc = { name: 'UTC', offset: 0 };
  assert.equal(clockText(at, utc), '09:08:07.006 UTC Mon Nov 2 2026');
  assert.equal(restartText(at, { name: 'CET', offset: 60 }), '10:08:07 CET Mon Nov 2 2026');
  assert.equal(startText(at, utc), '09:08:07 UTC Nov 2 2026');
  assert.equal(clockText(at, { name: 'NST', offset: -570 }), '23:38:07.006 NST Sun Nov 1 2026');
});

test('durations', () => {
  const minute = 60_000;
  assert.deepEqual([age(0), age(59_999), age(129 * minute), age(2115 * minute)], ['0m', '0m', '2h9m', '1d11h15m']);
  assert.deepEqual(
    [hms(0), hms(775_000), hms(100 * 60 * minute), hms(-5)],
    ['00:00:00', '00:12:55', '100:00:00', '00:00:00'],
  );
  assert.equal(longUptime(30_000), '0 minutes');
  assert.equal(longUptime(61 * minute), '1 hour, 1 minute');
  assert.equal(longUptime((525_600 + 10_080 + 1440) * minute), '1 year, 1 week, 1 day, 0 minutes');
});

test('columns are as wide as their widest cell', () => {
  assert.equal(
    columns(
      [
        ['a', 'bb', ''],
        ['ccc', 'd', 'e'],
      ],
      [1],
    ),
    'a    bb\nccc   d  e',
  );
});
