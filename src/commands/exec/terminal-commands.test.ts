import assert from 'node:assert/strict';
import { transcript } from './fixtures/transcript.ts';

transcript(
  'what automation sets first works at level 1 and prints nothing',
  { level: 1 },
  `tollgate>terminal length 0
tollgate>terminal width 511
tollgate>term len 513
                  ^
% Invalid input detected at '^' marker.

`,
  ({ settings }) => assert.deepEqual([settings.length, settings.width], [0, 511]),
);

transcript(
  'show terminal',
  {},
  `tollgate#sh ter
Line 2, Location: "203.0.113.5", Type: "ssh"
Length: 24 lines, Width: 80 columns
Status: Ready, Active
Timeouts:      Idle EXEC       Idle Session    Login
               00:10:00        never           00:00:30
History is enabled, history size is 20.
Log messages are not shown here.
Allowed input transports are ssh.
tollgate#ter mon
tollgate#ter hi size 0
tollgate#ter wid 132
tollgate#sh ter | include Width|History|messages
Length: 24 lines, Width: 132 columns
History is disabled, history size is 0.
Log messages are shown here.
tollgate#ter history
tollgate#sh ter | include History
History is enabled, history size is 20.
`,
);

transcript(
  'no forms go back to the defaults',
  {},
  `tollgate#terminal length 0
tollgate#terminal width 0
tollgate#terminal monitor
tollgate#terminal no length
tollgate#terminal no width
tollgate#ter no mon
tollgate#terminal no history
tollgate#terminal no ?
  history  Keep no history
  length   Back to 24 lines
  monitor  Copy debug output to the current terminal line
  width    Back to 80 columns

`,
  ({ settings }) => assert.deepEqual(settings, { length: 24, width: 80, historySize: 0, monitor: false }),
);

transcript(
  'a size of history is kept by terminal history',
  {},
  `tollgate#terminal history size 50
tollgate#terminal history
`,
  ({ settings }) => assert.equal(settings.historySize, 50),
);

transcript(
  'the console sees messages anyway',
  { transport: 'console' },
  `tollgate#terminal monitor
% Console already monitors
`,
  ({ settings }) => assert.equal(settings.monitor, false),
);

transcript(
  'show history',
  { level: 1, history: ['enable', 'show history'] },
  `tollgate>sh hist
  enable
  show history
`,
);
