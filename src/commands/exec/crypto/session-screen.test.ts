import assert from 'node:assert/strict';
import { test } from 'node:test';
import { showBrief, showGroups, showSummary } from './session-lists.ts';
import { type SessionLayout, type SessionScreen, showSessions } from './session-screen.ts';
import {
  client,
  counters,
  FakeCrypto,
  flowView,
  ikeView,
  negotiating,
  now,
  saView,
  sessionView,
  silent,
  site,
} from './testing/views.ts';

const screen = (layout: SessionLayout, detail: boolean, volume?: number): SessionScreen => ({
  ...{ layout, detail, now, volume: () => volume },
});

test('the classic layout is that of the guide, to the character', () => {
  const [local, remote] = [
    { address: '172.0.0.1', port: 500 },
    { address: '172.0.0.2', port: 500 },
  ];
  const session = sessionView({ local, remote, ikeSas: [ikeView({ local, remote })] });
  assert.equal(
    showSessions([session], screen('classic', false)),
    `Crypto session current status
Interface: FastEthernet0/1
Session status: UP-ACTIVE
Peer: 172.0.0.2/500
  IKE SA: local 172.0.0.1/500 remote 172.0.0.2/500 Active
  IPSEC FLOW: permit ip 10.10.10.0/255.255.255.0 10.30.30.0/255.255.255.0
    Active SAs: 2, origin: crypto map`,
  );
});

test('so is its detail, but for packets that were dropped: charon does not count them', () => {
  // 2335 of 4608000 kB are used up.
  const used = { ...counters(4), bytesIn: 2335n * 1024n, bytesOut: 2335n * 1024n };
  const hosts = { local: '10.1.1.4/32', remote: '10.1.1.3/32' };
  const session = sessionView({
    interface: 'Tunnel0',
    description: 'this is my peer at 10.1.1.3:500 Green',
    flows: [
      flowView({ ...hosts, protocol: 47, activeSas: 0, counters: counters(0), sas: [] }),
      flowView({ ...hosts, activeSas: 4, sas: [saView(), saView({ id: 2, counters: used })] }),
    ],
  });
  assert.equal(
    showSessions([session], screen('classic', true, 4_608_000)),
    `Interface: Tunnel0
Session status: UP-ACTIVE
Peer: 10.1.1.3 port 500 fvrf: (none) ivrf: (none)
  Desc: this is my peer at 10.1.1.3:500 Green
  Phase1_id: 10.1.1.3
  IKE SA: local 10.1.1.4/500 remote 10.1.1.3/500 Active
    Capabilities:(none) connid:3 lifetime:22:03:24
  IPSEC FLOW: permit 47 host 10.1.1.4 host 10.1.1.3
    Active SAs: 0, origin: crypto map
    Inbound:  #pkts dec'ed 0 drop 0 life (KB/Sec) 0/0
    Outbound: #pkts enc'ed 0 drop 0 life (KB/Sec) 0/0
  IPSEC FLOW: permit ip host 10.1.1.4 host 10.1.1.3
    Active SAs: 4, origin: crypto map
    Inbound:  #pkts dec'ed 4 drop 0 life (KB/Sec) 4605665/2949
    Outbound: #pkts enc'ed 4 drop 0 life (KB/Sec) 4605665/2949`,
  );
});

test('the current layout is that of IOS with IKEv2, blanks at line ends included', () => {
  assert.equal(
    showSessions([site], screen('current', false)),
    `Crypto session current status

Interface: GigabitEthernet3
Profile: ASM-PROFILE
Session status: UP-ACTIVE     
Peer: 192.0.2.1 port 500 
  Session ID: 1  
  IKEv2 SA: local 192.0.2.2/500 remote 192.0.2.1/500 Active 
  IPSEC FLOW: permit ip 20.20.20.0/255.255.255.0 10.10.10.0/255.255.255.0 
        Active SAs: 2, origin: crypto map
  IPSEC FLOW: permit ip 40.40.40.0/255.255.255.0 30.30.30.0/255.255.255.0 
        Active SAs: 0, origin: crypto map`,
  );
});

test('its detail has uptime, routing tables, identities, capabilities, lifetimes', () => {
  assert.equal(
    showSessions([site, client, negotiating], screen('current', true)),
    `Crypto session current status

Code: C - IKE Configuration mode, D - Dead Peer Detection     
K - Keepalives, N - NAT-traversal, T - cTCP encapsulation     
X - IKE Extended Authentication, F - IKE Fragmentation
R - IKE Auto Reconnect, U - IKE Dynamic Route Update
S - SIP VPN

Interface: GigabitEthernet3
Profile: ASM-PROFILE
Uptime: 00:27:42
Session status: UP-ACTIVE     
Peer: 192.0.2.1 port 500 fvrf: myf ivrf: myi
      Phase1_id: host.example
      Desc: SJC24-2-VPN-Gateway
  Session ID: 1  
  IKEv2 SA: local 192.0.2.2/500 remote 192.0.2.1/500 Active 
          Capabilities:(none) connid:1 lifetime:13:24:03
  IPSEC FLOW: permit ip 20.20.20.0/255.255.255.0 10.10.10.0/255.255.255.0 
        Active SAs: 2, origin: crypto map
        Inbound:  #pkts dec'ed 12 drop 0 life (KB/Sec) KB Vol Rekey Disabled/1937
        Outbound: #pkts enc'ed 9 drop 0 life (KB/Sec) KB Vol Rekey Disabled/1937
  IPSEC FLOW: permit ip 40.40.40.0/255.255.255.0 30.30.30.0/255.255.255.0 
        Active SAs: 0, origin: crypto map
        Inbound:  #pkts dec'ed 0 drop 0 life (KB/Sec) 0/0
        Outbound: #pkts enc'ed 0 drop 0 life (KB/Sec) 0/0

Interface: FastEthernet1/1
Username: joe@cclient
Profile: groupA
Group: cclient
Assigned address: 10.13.13.1
Uptime: 3d16h
Session status: UP-ACTIVE     
Peer: 172.31.100.2 port 4500 fvrf: (none) ivrf: cisco
      Phase1_id: cclient
      Desc: (none)
  Session ID: 4  
  IKEv1 SA: local 172.28.100.1/4500 remote 172.31.100.2/4500 Active 
          Capabilities:CDNX connid:17 lifetime:22:03:24
  IPSEC FLOW: permit ip 0.0.0.0/0.0.0.0 host 10.13.13.1 
        Active SAs: 2, origin: dynamic crypto map
        Inbound:  #pkts dec'ed 4 drop 0 life (KB/Sec) KB Vol Rekey Disabled/2949
        Outbound: #pkts enc'ed 4 drop 0 life (KB/Sec) KB Vol Rekey Disabled/2949

Interface: FastEthernet0/1
Session status: DOWN-NEGOTIATING
Peer: 10.1.1.8 port 500 fvrf: (none) ivrf: (none)
      Phase1_id: (none)
      Desc: (none)
  Session ID: 0  
  IKEv1 SA: local 10.1.1.4/500 remote 10.1.1.8/500 Inactive 
          Capabilities:(none) connid:0 lifetime:0
  IPSEC FLOW: permit ip 10.10.10.0/255.255.255.0 10.30.30.0/255.255.255.0 
        Active SAs: 0, origin: crypto map
        Inbound:  #pkts dec'ed 0 drop 0 life (KB/Sec) 0/0
        Outbound: #pkts enc'ed 0 drop 0 life (KB/Sec) 0/0`,
  );
});

test('ends of IPv6 have a line each; nothing configured is a heading alone', () => {
  const [local, remote] = [
    { address: '2001:db8::1', port: 500 },
    { address: '2001:db8::2', port: 500 },
  ];
  const session = sessionView({
    ...{ ...site, local, remote, ikeSas: [ikeView({ version: 2, local, remote })] },
    flows: [flowView({ local: '::/0', remote: '2001:db8:7::/64', remotePort: '80', localPort: undefined })],
  });
  const text = showSessions([session], screen('current', false));
  assert.match(
    text,
    /^ {2}IKEv2 SA: local 2001:DB8::1\/500\n {10}remote 2001:DB8::2\/500 Active \n {2}IPSEC FLOW: permit ipv6 ::\/0 2001:DB8:7::\/64 port 80 $/m,
  );
  for (const layout of ['classic', 'current'] as const)
    for (const detail of [false, true])
      assert.equal(showSessions([], screen(layout, detail)).split('\n')[0], 'Crypto session current status');
});

test('brief: columns where readers expect them, sessions of a routing table together', () => {
  const idle = sessionView({
    status: 'UP-IDLE',
    interface: 'Tunnel0',
    phase1Id: 'R14',
    remote: { address: '192.0.2.46', port: 500 },
  });
  assert.equal(
    showBrief([idle, client, { ...client, status: 'UP-NO-IKE' }, negotiating, silent], now),
    `Status: A- Active, U - Up, D - Down, I - Idle, S - Standby, N - Negotiating 
        K - No IKE
ivrf = (none)
Peer            I/F          Username        Group/Phase1_id          Uptime   Status
192.0.2.46      Tu0                          R14                      00:27:42 UI
10.1.1.8        Fa0/1                                                          DN
10.1.1.9        Fa0/1                                                          D
ivrf = cisco
Peer            I/F          Username        Group/Phase1_id          Uptime   Status
172.31.100.2    Fa1/1        joe@cclient     cclient                  3d16h    UA
172.31.100.2    Fa1/1        joe@cclient     cclient                  3d16h    UK`,
  );
});

test('summary and groups', () => {
  const sessions = [client, { ...client, username: 'eve' }, client, site, silent];
  assert.equal(
    showSummary(sessions, new FakeCrypto(sessions).totals()),
    `Crypto sessions: 4 up, 1 down; 17 came up, 15 ended since start
  UP-ACTIVE        4
  UP-IDLE          0
  UP-NO-IKE        0
  DOWN-NEGOTIATING 0
  DOWN             1
Group cclient has 3 connections
    User (Logins)
    joe@cclient (2)
    eve (1)`,
  );
  assert.equal(showGroups(sessions), 'Group    Connections\ncclient  3');
});
