import { transcript } from './testing.ts';

transcript(
  'abbreviations, and a submode that is left by a global line',
  `tollgate(config)#aaa new
tollgate(config)#aaa g s r isp
tollgate(config-sg-radius)#server 10.0.0.1 auth 1812 ac 1813
tollgate(config-sg-radius)#ip rad sou lo0
tollgate(config-sg-radius)#aaa acc net def start-s b g isp g tac
tollgate(config)#aaa acc ex d stop g t
tollgate(config)#line v 0 4
tollgate(config-line)#exec-t 5
tollgate(config-line)#acc com 15 d
tollgate(config-line)#ho gw1
gw1(config)#
`,
  `hostname gw1
aaa new-model
aaa session-id common
aaa group server radius isp
 server 10.0.0.1 auth-port 1812 acct-port 1813
 ip radius source-interface lo0
aaa accounting exec default stop-only group tacacs+
aaa accounting network default start-stop broadcast group isp group tacacs+
 exec-timeout 5 0
 accounting commands 15 default
`,
);

transcript(
  'no and default: toggles, values, lists',
  `tollgate(config)#no service timestamps log
tollgate(config)#default service timestamps log
tollgate(config)#logging console 4
tollgate(config)#no logging console
tollgate(config)#default logging console
tollgate(config)#no logging buffered 4096
tollgate(config)#logging buffered
tollgate(config)#no logging on
tollgate(config)#logging on
tollgate(config)#clock timezone CET 1
tollgate(config)#no clock timezone
tollgate(config)#aaa session-id unique
tollgate(config)#no aaa session-id
tollgate(config)#no aaa accounting system guarantee-first
tollgate(config)#default aaa accounting system guarantee-first
tollgate(config)#aaa accounting update newinfo
tollgate(config)#no aaa accounting update
tollgate(config)#aaa authentication login default group radius local
tollgate(config)#no aaa authentication login default
tollgate(config)#aaa authorization commands 15 default group tacacs+
tollgate(config)#no aaa authorization commands 15 default
tollgate(config)#aaa accounting exec default start-stop group radius
tollgate(config)#no aaa accounting exec default
tollgate(config)#aaa accounting commands 1 default start-stop group tacacs+
tollgate(config)#no aaa accounting commands 1 default start-stop group tacacs+
tollgate(config)#username bob privilege 15 password 7 0822455D0A16
tollgate(config)#no username bob
tollgate(config)#enable password 7 0822455D0A16
tollgate(config)#no enable password
tollgate(config)#no ip domain lookup
tollgate(config)#default ip domain lookup
tollgate(config)#ip cef
tollgate(config)#no ip cef
tollgate(config)#default ip cef
`,
);

transcript(
  'no and default: servers and groups',
  `tollgate(config)#radius server r1
tollgate(config-radius-server)#address ipv4 10.0.0.1 acct-port 3813
tollgate(config-radius-server)#no address
tollgate(config-radius-server)#timeout 3
tollgate(config-radius-server)#no timeout
tollgate(config-radius-server)#key sesame
tollgate(config-radius-server)#no key
tollgate(config-radius-server)#no send-ma
tollgate(config-radius-server)#send-ma
tollgate(config-radius-server)#dscp auth 8
tollgate(config-radius-server)#no dscp auth
tollgate(config-radius-server)#exit
tollgate(config)#no radius server r1
tollgate(config)#tacacs server t1
tollgate(config-server-tacacs)#port 4949
tollgate(config-server-tacacs)#default port
tollgate(config-server-tacacs)#exit
tollgate(config)#radius-server host 10.0.0.6 auth-port 1812
tollgate(config)#radius-server host 10.0.0.6 auth-port 1912
tollgate(config)#no radius-server host 10.0.0.6 auth-port 1812
tollgate(config)#no radius-server attribute 55 include-in-acct-req
tollgate(config)#default radius-server attribute 55 include-in-acct-req
tollgate(config)#no radius-server vsa send
tollgate(config)#radius-server vsa send accounting
tollgate(config)#aaa group server radius isp
tollgate(config-sg-radius)#server 10.0.0.1
tollgate(config-sg-radius)#server-private 10.0.0.2 auth-port 1645 key 7 0822455D0A16
tollgate(config-sg-radius)#server name r1
tollgate(config-sg-radius)#no server-private 10.0.0.2
tollgate(config-sg-radius)#no server 10.0.0.1
tollgate(config-sg-radius)#deadtime 3
tollgate(config-sg-radius)#no deadtime
`,
  `aaa group server radius isp
 server name r1
radius-server host 10.0.0.6 auth-port 1912 acct-port 1646
no radius-server vsa send authentication
tacacs server t1
`,
);

transcript(
  'an accounting list in its own mode',
  `tollgate(config)#aaa accounting exec default start-stop group radius
tollgate(config)#aaa accounting exec default
tollgate(cfg-acct-mlist)#action-type start-stop periodic interval 5
tollgate(cfg-acct-mlist)#group tacacs+
tollgate(cfg-acct-mlist)#group a
tollgate(cfg-acct-mlist)#logger
tollgate(cfg-acct-mlist)#group b
% A list has at most 4 methods
tollgate(cfg-acct-mlist)#no group a
tollgate(cfg-acct-mlist)#broadcast
tollgate(cfg-acct-mlist)#no broadcast
`,
  `aaa accounting exec default
 action-type start-stop periodic interval 5
 group radius
 group tacacs+
 logger
`,
);

transcript(
  'lines: the range that is typed is changed, others stay',
  `tollgate(config)#line vty 5 6
tollgate(config-line)#transport input ssh
tollgate(config-line)#line vty 6
tollgate(config-line)#no exec-timeout
tollgate(config-line)#accounting commands 15 CMD
tollgate(config-line)#accounting commands 1 CMD
tollgate(config-line)#no accounting commands 15
tollgate(config-line)#no login
tollgate(config-line)#default login
tollgate(config-line)#line con 0
tollgate(config-line)#exec-timeout 1 30
tollgate(config-line)#default exec-timeout
tollgate(config-line)#no line vty 4
% Can't delete last 5 VTY lines
tollgate(config-line)#line 1 2
tollgate(config-line)#modem InOut
tollgate(config-line)#no modem
`,
  `line 1 2
line vty 5
 transport input ssh
line vty 6
 exec-timeout 0 0
 accounting commands 1 CMD
 transport input ssh
`,
);

transcript(
  'access lists: entries in order, by sequence number in named ones',
  `tollgate(config)#access-list 10 permit 10.1.2.3 0.0.0.255
tollgate(config)#access-list 10 permit any
tollgate(config)#access-list 11 permit any
tollgate(config)#no access-list 11
tollgate(config)#ip access-list standard MGMT
tollgate(config-std-nacl)#permit 192.0.2.0 0.0.0.255
tollgate(config-std-nacl)#permit host 198.51.100.1
tollgate(config-std-nacl)#15 deny any
tollgate(config-std-nacl)#no permit 198.51.100.1
tollgate(config-std-nacl)#remark end
tollgate(config-std-nacl)#no 25
`,
  `access-list 10 permit 10.1.2.0 0.0.0.255
access-list 10 permit any
ip access-list standard MGMT
 10 permit 192.0.2.0 0.0.0.255
 15 deny any
`,
);

transcript(
  'the shortest no form of every line that holds one value',
  `tollgate(config)#line con 0
tollgate(config-line)#timeout login response 10
tollgate(config-line)#no timeout login response
tollgate(config-line)#privilege level 15
tollgate(config-line)#no privilege level
tollgate(config-line)#length 0
tollgate(config-line)#no length
tollgate(config-line)#login authentication VTY
tollgate(config-line)#no login authentication
tollgate(config-line)#accounting exec VTY
tollgate(config-line)#no accounting exec
tollgate(config-line)#transport input all
tollgate(config-line)#no transport input
tollgate(config-line)#access-class 10 in
tollgate(config-line)#no access-class
tollgate(config-line)#radius-server timeout 3
tollgate(config)#no radius-server timeout
tollgate(config)#tacacs-server timeout 3
tollgate(config)#no tacacs-server timeout
tollgate(config)#radius-server dead-criteria time 3
tollgate(config)#no radius-server dead-criteria
tollgate(config)#ip ssh port 2222
tollgate(config)#no ip ssh port
tollgate(config)#banner motd #two words#
tollgate(config)#no banner motd
`,
);

transcript(
  'names of hosts and where the users of a line may connect to',
  `tollgate(config)#ip host sun 10.68.202.158 10.68.202.159
tollgate(config)#ip host moon 10.1.1.1
tollgate(config)#no ip host moon
tollgate(config)#no ip domain-lookup
tollgate(config)#line vty 0 4
tollgate(config-line)#access-class 10 in
tollgate(config-line)#access-class 20 out
tollgate(config-line)#transport preferred none
tollgate(config-line)#transport output ssh telnet
tollgate(config-line)#access-class 30 out
tollgate(config-line)#no access-class 10 in
`,
  `no ip domain lookup
ip host sun 10.68.202.158 10.68.202.159
 access-class 30 out
 transport preferred none
 transport output ssh telnet
`,
);

transcript(
  'the outbound lines of a line are taken back one by one',
  `tollgate(config)#line vty 0 4
tollgate(config-line)#access-class 10 in
tollgate(config-line)#access-class 20 out
tollgate(config-line)#transport preferred rlogin
tollgate(config-line)#transport output none
tollgate(config-line)#no access-class 20 out
tollgate(config-line)#no transport preferred
tollgate(config-line)#no transport output
tollgate(config-line)#exit
tollgate(config)#ip domain lookup
`,
  ` access-class 10 in
`,
);
