import { transcript } from './fixtures/transcript.ts';

transcript(
  'show aaa sessions: the total is that of all sessions since the start',
  {},
  `tollgate#sh aaa sess
Total sessions since last reload: 42
Session Id: 4003
   Unique Id: 13
   User Name: alice
   IP Address: 0.0.0.0
   Idle Time: 3
   CT Call Handle: 0
Session Id: 14
   Unique Id: 14
   User Name: *not available*
   IP Address: 10.0.0.98
   Idle Time: 0
   CT Call Handle: 0
`,
);

// A tilde marks the end of a line that ends with blanks.
const alice = `--------------------------------------------------
Unique id 13 is currently in use.
  No data for type 0
  EXEC: Username=alice
    Session Id=00000FA3 Unique Id=0000000D
    Start Sent=1 Stop Only=N
    stop_has_been_sent=N
    Method List=0
    Attribute list:
      000000000000 0 00000001 session-id(408) 4 4003(FA3)
--------
  No data for type CONN
  No data for type NET
  No data for type CMD
  No data for type SYSTEM
  No data for type VRRS
  No data for type RM CALL
  No data for type RM VPDN
  No data for type AUTH PROXY
  No data for type DOT1X
  No data for type CALL
  No data for type VPDN-TUNNEL
  No data for type VPDN-TUNNEL-LINK
  No data for type IPSEC-TUNNEL
  No data for type MCAST
  No data for type RESOURCE
  No data for type SSG
  No data for type IDENTITY
  No data for type ConnectedApps
Accounting:
  log=0x1
  Events recorded :
    CALL START
  update method(s) :
    NONE
  update interval = 0
  Outstanding Stop Records : 1
  Dynamic attribute list:
    000000000000 0 00000001 connect-progress(75) 4 Call Up
    000000000000 0 00000001 pre-session-time(334) 4 7(7)
    000000000000 0 00000001 elapsed_time(414) 4 75(4B)
    000000000000 0 00000001 pre-bytes-in(330) 4 0(0)
    000000000000 0 00000001 pre-bytes-out(331) 4 0(0)
    000000000000 0 00000001 pre-paks-in(332) 4 0(0)
    000000000000 0 00000001 pre-paks-out(333) 4 0(0)
Debg: No data available
Radi: No data available
Interface:
  TTY Num = 2
  Stop Received = 0
  Byte/Packet Counts till Call Start:
    Start Bytes In = 0             Start Bytes Out = 0         ~
    Start Paks  In = 0             Start Paks  Out = 0         ~
  Byte/Packet Counts till Service Up:
    Pre Bytes In = 0             Pre Bytes Out = 0         ~
    Pre Paks  In = 0             Pre Paks  Out = 0         ~
  Cumulative Byte/Packet Counts :
    Bytes In = 0             Bytes Out = 0         ~
    Paks  In = 0             Paks  Out = 0         ~
  StartTime = 04:25:08 UTC Jun 27 2001
  Component = Exec
Authen: service=LOGIN type=ASCII method=LOCAL
Kerb: No data available
Meth: No data available
Preauth: No Preauth data.
General:
  Unique Id = 0000000D
  Session Id = 00000FA3
  Attribute List:
    000000000000 0 00000081 interface(221) 4 tty2
    000000000000 0 00000001 port-type(225) 4 Virtual Terminal
    000000000000 0 00000081 clid(36) 11 203.0.113.5
PerU: No data available
Service Profile: No Service Profile data.
Unkn: No data available
`.replaceAll('~', '');

transcript('show aaa user of one user', {}, `tollgate#sh aaa us 13\n${alice}`);

transcript(
  'a call with counters, a Stop alone, and interims that its list does not want',
  { configuration: 'aaa accounting update newinfo periodic 5\n' },
  `tollgate#show aaa user 14 | include NET:|Start Sent|log=|interval|Outstanding|Bytes In|Component|method=
  NET: Username=(n/a)
    Start Sent=0 Stop Only=Y
  log=0x1
  update interval = 0
  Outstanding Stop Records : 0
    Start Bytes In = 0             Start Bytes Out = 0         ~
    Pre Bytes In = 0             Pre Bytes Out = 0         ~
    Bytes In = 1234          Bytes Out = 5000000000~
  Component = PPP
Authen: service=LOGIN type=ASCII method=RADIUS
tollgate#show aaa user 13 | begin log=
`.replaceAll('~', '') +
    `  log=0x18001
  Events recorded :
    CALL START
    INTERIM START
    INTERIM STOP
  update method(s) :
    NEWINFO
    PERIODIC
  update interval = 300
${alice.slice(alice.indexOf('  Outstanding'))}`,
);

transcript(
  'all users, and one who is not there',
  {},
  `tollgate#show aaa user all | include ^Unique|^----------
--------------------------------------------------
Unique id 13 is currently in use.
--------------------------------------------------
Unique id 14 is currently in use.
tollgate#show aaa user 99
% Unique id 99 is not in use.
`,
);
