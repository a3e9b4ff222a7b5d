import { transcript } from './fixtures/transcript.ts';

transcript(
  'show accounting: by port and user',
  {},
  `tollgate#sh acco
Active Accounted actions on tty1, User username2 Priv 1
 Task ID 5, Network Accounting record, 00:00:52 Elapsed
 task_id=5 service=ppp protocol=ip address=10.0.0.98

Active Accounted actions on tty2, User alice Priv 15
 Task ID 13, EXEC Accounting record, 100:01:01 Elapsed
 task_id=13 service=shell
 Task ID 15, Connection Accounting record, 00:00:00 Elapsed
 task_id=15

Active Accounted actions on system, User (not logged in) Priv 0
 Task ID 16, System Accounting record, 00:00:03 Elapsed
 task_id=16
tollgate#show accounting | section alice
Active Accounted actions on tty2, User alice Priv 15
 Task ID 13, EXEC Accounting record, 100:01:01 Elapsed
 task_id=13 service=shell
 Task ID 15, Connection Accounting record, 00:00:00 Elapsed
 task_id=15
`,
);

transcript(
  'nothing going on',
  { snapshot: { actions: [], outbox: [] } },
  `tollgate#show accounting
tollgate#show accounting outbox
Destination  Type  Record  Session  User  Age  Tries  Last error
`,
);

const book = { destination: 'group radius', made: 12, acknowledged: 9, waiting: 2, superseded: 1 };

transcript(
  'show accounting ledger: the books balance, or they say so',
  {
    books: [
      { ...book, oldest: Date.UTC(2001, 5, 27, 4, 20) },
      { ...book, destination: 'group tacacs+', made: 1300, oldest: undefined },
    ],
  },
  `tollgate#sh acco led
Destination    Made  Acknowledged  Waiting  Superseded    Oldest  Balanced
group radius     12             9        2           1  00:06:23  yes
group tacacs+  1300             9        2           1         -  NO

Storage: working
`,
);

transcript(
  'a disk that fails is told',
  { storage: { state: 'failing', reason: 'disk full', held: 3, droppedInterims: 1 } },
  `tollgate#show accounting ledger
Destination  Made  Acknowledged  Waiting  Superseded  Oldest  Balanced

Storage: FAILING (disk full); 3 events kept in memory, 1 interim records dropped
`,
);

transcript(
  'show accounting outbox: what waits, why, and how long',
  {},
  `tollgate#sh acco out
Destination    Type     Record  Session   User        Age  Tries  Last error
group radius   EXEC     stop    00000FA3  alice  01:01:01     12  no answer
group tacacs+  Command  stop    00000ABC         00:00:00      0
tollgate#show accounting outbox 1 | exclude Destination
group radius  EXEC  stop    00000FA3  alice  01:01:01     12  no answer
tollgate#show accounting outbox 0
                                ^
% Invalid input detected at '^' marker.

`,
);
