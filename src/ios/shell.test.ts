import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toyShell, transcript } from '../../test/ios/toy-shell.ts';

transcript(
  'modes, fallback to the parent, no, default, do, exit, end and Ctrl-Z',
  `router#configure terminal
Enter configuration commands, one per line.  End with CNTL/Z.
router(config)#hostname gate
gate(config)#radius server one
gate(config-radius-server)#address ipv4 1.2.3.4
gate(config-radius-server)#timeout 7
gate(config-radius-server)#retransmit 3
gate(config-radius-server)#no retransmit
gate(config-radius-server)#default timeout
gate(config-radius-server)#aaa accounting exec default start-stop broadcast group radius group mine
gate(config)#no aaa accounting gigawords
gate(config)#interface Ethernet0
gate(config-if)#exit
gate(config)#do show running-config | begin interface
interface Ethernet0
!
radius server one
 address ipv4 1.2.3.4 auth-port 1812 acct-port 1813
!
line console 0
!
line vty 0
!
line vty 1
!
end
gate(config)#do show running-config | include aaa
aaa accounting exec default start-stop broadcast group radius group mine
no aaa accounting gigawords
gate(config)#default aaa accounting gigawords
gate(config)#no aaa accounting exec default
gate(config)#do show running-config | count aaa
Number of lines which match regexp = 0
gate(config)#no hostname
router(config)#line vty 0 1
router(config-line)#^Z
router#disable
router>show running-config
             ^
% Invalid input detected at '^' marker.

router>configure terminal
        ^
% Invalid input detected at '^' marker.

router>enable 7
router#exit
`,
);

transcript(
  'a banner and a public key are typed over several lines',
  `router#configure terminal
Enter configuration commands, one per line.  End with CNTL/Z.
router(config)#banner motd #
Enter TEXT message.  End with the character '#'.
 Keep out?

! really
#
router(config)#ip ssh pubkey-chain
router(conf-ssh-pubkey)#username bob
router(conf-ssh-pubkey-user)#key-string
router(conf-ssh-pubkey-data)#AAAAB3Nza exit?
router(conf-ssh-pubkey-data)#e
router(conf-ssh-pubkey-data)#exit
router(conf-ssh-pubkey-user)#end
router#show running-config | section ip ssh
ip ssh pubkey-chain
 username bob
  key-string
   AAAAB3Nza exit?
   e
   exit
router#show running-config | section banner
banner motd ^C
 Keep out?
`,
);

transcript(
  'output filters',
  `router#show version | include V|u
Toy IOS, Version 1.0
uptime is 1 minute
router#show version |exclude V|one|two
uptime is 1 minute
End of version
router#show version | section ^uptime
uptime is 1 minute
  one
  two
router#show version | include (
% Failed to compile regular expression.
router#disable | include x
               ^
% Invalid input detected at '^' marker.

`,
);

transcript(
  'questions of a command',
  `router#clear counters
Clear "show interface" counters on all interfaces [confirm]n
% Not cleared
router#clear counters
Clear "show interface" counters on all interfaces [confirm]
router#show parser dump config-if
description LINE
no description
no description LINE
ip address A.B.C.D A.B.C.D
no ip address
no ip address A.B.C.D A.B.C.D
ipv6 address X:X:X:X::X
no ipv6 address X:X:X:X::X
shutdown
no shutdown
fair-queue
no fair-queue
`,
);

test('several lines pasted at once run one after the other', async () => {
  const { shell, io, config, printed } = toyShell({ level: 15 });
  const outcome = await shell.execute('configure terminal\nhostname a\nbanner motd #one\ntwo#\n!\nfoo bar\nend', io);
  assert.deepEqual(outcome, { kind: 'refused', text: "% Invalid input detected at '^' marker." });
  assert.equal(config().hostname, 'a');
  assert.equal(config().motd, 'one\ntwo');
  assert.equal(shell.prompt, 'a#');
  assert.equal(printed.length, 4);
});

test('Ctrl-Z drops a text that is being typed', async () => {
  const { shell, io, config } = toyShell({ level: 15 });
  for (const line of ['configure terminal', 'banner motd #', 'half']) await shell.execute(line, io);
  assert.equal(shell.freeText, true);
  assert.equal(shell.prompt, '');
  shell.end();
  assert.equal(shell.prompt, 'router#');
  assert.equal(config().motd, undefined);
});
