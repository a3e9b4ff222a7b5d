import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toyShell, transcript } from '../../test/ios/toy-shell.ts';

transcript(
  'help at every position',
  `router#sh?
show

router#c?
clear      clock      configure

router#show ?
  ip              IP information
  ipv6            IPv6 information
  parser          Show parser commands
  radius          Shows radius information
  running-config  Current operating configuration
  users           Display information about terminal lines
  version         System hardware and software status

router#show ip bgp ?
  A.B.C.D  Network in the BGP routing table
  |        Output modifiers
  <cr>

router#show ip bgp 1?
  A.B.C.D  Network in the BGP routing table

router#show version | ?
  begin    Begin with the line that matches
  count    Count number of lines which match regexp
  exclude  Exclude lines that match
  include  Include lines that match
  section  Filter a section of output

router#show version | include ?
  LINE  Regular Expression

router#disable ?
  <cr>

router#s i ?
% Ambiguous command:  "s i "

router#frob ?
% Unrecognized command

router#show version nonsense ?
% Unrecognized command

router#configure terminal
Enter configuration commands, one per line.  End with CNTL/Z.
router(config)#aaa accounting exec ?
  WORD     Named Accounting list.
  default  The default accounting list.

router(config)#aaa accounting exec default start-stop ?
  broadcast  Use Broadcast for Accounting
  group      Use Server-group
  <cr>

router(config)#no radius server ?
  WORD  Name for the radius server configuration

router(config)#no hostname ?
  WORD  This system's network name
  <cr>

router(config)#do show u?
users

router(config)#radius server one
router(config-radius-server)#address ipv4 1.2.3.4 ?
  acct-port  UDP port for RADIUS accounting server (default is 1813)
  auth-port  UDP port for RADIUS authentication server (default is 1812)
  <cr>

router(config-radius-server)#address ipv4 1.2.3.4 acct-port 5 ?
  auth-port  UDP port for RADIUS authentication server (default is 1812)
  <cr>

router(config-radius-server)#aaa n?
new-model

router(config-radius-server)#?
RADIUS server commands:
  address          Specify the radius server address
  automate-tester  Configure server automated testing.
  default          Set a command to its defaults
  do               To run exec commands in config mode
  end              Exit from configure mode
  exit             Exit from the current mode
  key              Per-server encryption key
  no               Negate a command or set its defaults
  retransmit       Number of retries to active server
  timeout          Time to wait for a RADIUS server to reply

router(config-radius-server)#d?
default  do

router(config-radius-server)#username bob secret 9 a b ?
  LINE  The secret
  <cr>

`,
);

transcript(
  'Tab completes the last word',
  `router#sh<TAB>
router#show
router#show ver<TAB>
router#show version
router#show r<TAB>
router#show r
router#show ip<TAB>
router#show ip
router#show version | inc<TAB>
router#show version | include
router#configure terminal
Enter configuration commands, one per line.  End with CNTL/Z.
router(config)#no aaa new<TAB>
router(config)#no aaa new-model
router(config)#do show us<TAB>
router(config)#do show users
`,
);

test('commands above the level do not exist', async () => {
  const { shell } = toyShell();
  assert.equal(shell.help('show r'), 'radius\n');
  assert.match(shell.help(''), /^Exec commands:\n {2}clear /);
  assert.doesNotMatch(shell.help(''), /configure/);
  assert.deepEqual(shell.complete('conf'), { line: 'conf', candidates: [] });
  assert.deepEqual(shell.complete('e'), { line: 'e', candidates: ['enable', 'exit'] });
});
