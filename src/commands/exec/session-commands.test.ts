import assert from 'node:assert/strict';
import { transcript } from './fixtures/transcript.ts';

transcript(
  'enable asks for the password, disable goes back, exit ends the session',
  { level: 1 },
  `tollgate>sh priv
Current privilege level is 1
tollgate>en
Password: 
tollgate#sh privilege
Current privilege level is 15
tollgate#disa
tollgate>sh privilege
Current privilege level is 1
tollgate>ex
`,
  ({ shell }) => assert.ok(shell.closed),
);

transcript(
  'a level can be given; a lower one needs no password, and disable never raises',
  { level: 1 },
  `tollgate>enable 7
Password: 
tollgate#show privilege
Current privilege level is 7
tollgate#enable 3
tollgate#show privilege
Current privilege level is 3
tollgate#disable 9
% New privilege level must be less than current privilege level
tollgate#disable 2
tollgate#show privilege
Current privilege level is 2
tollgate#enable 16
                ^
% Invalid input detected at '^' marker.

`,
);

transcript(
  'a refused enable says why and changes nothing',
  { level: 1, enable: { outcome: 'rejected', message: '% Access denied' } },
  `tollgate>enable
Password: 
% Access denied
tollgate>show privilege
Current privilege level is 1
`,
);

transcript('quit ends the session', {}, 'tollgate#qu\n', ({ shell }) => assert.ok(shell.closed));
transcript('logout ends the session', {}, 'tollgate#logo\n', ({ shell }) => assert.ok(shell.closed));
transcript(
  'and so does exit by do, from configuration mode',
  {},
  `tollgate#conf t
Enter configuration commands, one per line.  End with CNTL/Z.
tollgate(config)#do logout
`,
  ({ shell }) => assert.ok(shell.closed),
);

transcript(
  'at level 0 one can raise the level, leave, and ask for help',
  { level: 0 },
  `tollgate>?
Exec commands:
  disable  Turn off privileged commands
  enable   Turn on privileged commands
  exit     Exit from the EXEC
  help     Description of the interactive help system
  logout   Exit from the EXEC
  quit     Exit from the EXEC

tollgate>show version
         ^
% Invalid input detected at '^' marker.

tollgate>he
A question mark shows at any point of a line what may come next. When nothing fits,
the list is empty: go back until something is shown.
Two kinds of help:
  show ?    the words and values that may follow, each with what it means
  show c?   the words that begin with what you have typed (no blank before the '?')
Words can be cut short as long as they stay unambiguous; Tab completes them.
`,
);
