import assert from 'node:assert/strict';
import { test } from 'node:test';
import { transcript } from './fixtures/transcript.ts';
import { showLineDetails, showLines, showUsers } from './line-screens.ts';

// The trailing blank behind an idle time without location is written as ${blank}, so that no editor takes it away.
const blank = ' ';

transcript(
  'show users, show users all and who',
  { snapshot: { sessions: [] } },
  `tollgate#sh us
    Line       User       Host(s)              Idle       Location
   0 con 0     operator   idle                 00:01:58${blank}
*  2 vty 0     alice      idle                 00:00:03 203.0.113.5

  Interface    User               Mode         Idle     Peer Address
tollgate#who
    Line       User       Host(s)              Idle       Location
   0 con 0     operator   idle                 00:01:58${blank}
*  2 vty 0     alice      idle                 00:00:03 203.0.113.5

  Interface    User               Mode         Idle     Peer Address
tollgate#sh us all
    Line       User       Host(s)              Idle       Location
   0 con 0     operator   idle                 00:01:58${blank}
*  2 vty 0     alice      idle                 00:00:03 203.0.113.5
   3 vty 1                                     00:00:00${blank}

  Interface    User               Mode         Idle     Peer Address
tollgate#sh us | include vty
*  2 vty 0     alice      idle                 00:00:03 203.0.113.5
`,
);

test('the columns of show users hold long line numbers and names', () => {
  const who = { user: 'a-very-long-name', location: '2001:DB8::1', transport: 'ssh', since: 0, privilege: 1 } as const;
  const [, row] = showUsers([{ ...who, line: 130, kind: 'vty', relative: 100, idle: 360_000, key: 1 }], 0).split('\n');
  assert.equal(row, ' 130 vty 100   a-very-long-name idle                 100:00:00 2001:DB8::1');
});

transcript(
  'show line, all of them and one',
  { configuration: 'line vty 1\n access-class 10 in\n exec-timeout 0 0\n transport input all\n length 0\n' },
  `tollgate#sh lin
   Tty Typ     Tx/Rx    A Modem  Roty AccO AccI   Uses   Noise  Overruns   Int
*    0 CTY              -    -      -    -    -      1       0     0/0       -
*    2 VTY              -    -      -    -    -     17       0     0/0       -
     3 VTY              -    -      -    -   10      0       0     0/0       -
tollgate#show line vty 1
   Tty Typ     Tx/Rx    A Modem  Roty AccO AccI   Uses   Noise  Overruns   Int
     3 VTY              -    -      -    -   10      0       0     0/0       -

Line 3, Location: "", Type: ""
Length: 0 lines, Width: 80 columns
Status: Ready, No Connection
Timeouts:      Idle EXEC       Idle Session    Login
               never           never           00:00:30
Allowed input transports are telnet ssh.
tollgate#show line 2 | include Line|transports
Line 2, Location: "203.0.113.5", Type: "ssh"
Allowed input transports are ssh.
tollgate#show line vty 9
% Invalid line number
tollgate#show line con 0 | include transports
Allowed input transports are none.
`,
);

test('types of lines and what they take', () => {
  const kinds = ['con', 'aux', 'tty', 'vty'] as const;
  const lines = kinds.map((kind, line) => ({ line, kind, relative: 0, users: [], uses: 0 }));
  const shown = showLines(lines, []).split('\n').slice(1);
  assert.deepEqual(
    shown.map((row) => row.split(/\s+/).slice(1, 3)),
    [
      ['0', 'CTY'],
      ['1', 'AUX'],
      ['2', 'TTY'],
      ['3', 'VTY'],
    ],
  );
  const state = { line: 5, kind: 'tty', relative: 5, users: [], uses: 0 } as const;
  assert.deepEqual(
    [9600, 115_200].map((speed) =>
      showLines([state], [{ kind: 'tty', number: 5, modemDialin: true, speed }])
        .split('\n')
        .at(-1),
    ),
    [
      '     5 TTY   9600/9600  - DialIn    -    -    -      0       0     0/0       -',
      '     5 TTY 115200/115200- DialIn    -    -    -      0       0     0/0       -',
    ],
  );
  const details = { line: 3, location: undefined, type: '', length: 24, width: 80 };
  const taken = (transportInput: 'all' | 'none' | readonly 'telnet'[]) =>
    showLineDetails({ ...details, config: { kind: 'vty', number: 0, transportInput } })
      .split('\n')
      .at(-1);
  assert.deepEqual(
    [taken('all'), taken('none'), taken(['telnet'])],
    ['telnet ssh', 'none', 'telnet'].map((words) => `Allowed input transports are ${words}.`),
  );
});

transcript(
  'clear line asks first, by absolute number or by kind',
  {},
  `tollgate#cle line 2
[confirm]
 [OK]
tollgate#clear line vty 1
[confirm]y
 [OK]
tollgate#clear line con 0
[confirm]no
tollgate#clear line 7
% Invalid line number
tollgate#clear line vty 99
% Invalid line number
tollgate#clear line ?
  <0-9999>  Line number
  aux       Auxiliary line
  console   Primary terminal line
  tty       Terminal controller
  vty       Virtual terminal

`,
  ({ done }) => assert.deepEqual(done, ['clear line 2', 'clear line 3']),
);
