import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyToy, type Session, type Toy, toy, type Vault, vault } from '../../test/ios/toy-language.ts';
import { type AcceptedCommand, Shell, type ShellOptions, type TerminalIo, writeConfiguration } from './index.ts';
import { assertTranscript } from './testing.ts';

interface Bench {
  readonly shell: Shell<Toy, Vault, Session>;
  readonly printed: string[];
  readonly io: TerminalIo;
  readonly log: string[];
  config(): Toy;
}

function bench(options: Partial<ShellOptions<Toy, Vault, Session>> = {}, answers: string[] = []): Bench {
  let config = emptyToy;
  const printed: string[] = [];
  const log: string[] = [];
  const shell = new Shell<Toy, Vault, Session>({
    language: toy,
    session: { user: 'alice', log, running: () => writeConfiguration(config, toy).join('\n') },
    env: vault,
    store: {
      current: () => config,
      replace: (next) => {
        config = next;
      },
    },
    hostname: () => config.hostname,
    ...options,
  });
  const io: TerminalIo = {
    print: (text) => void printed.push(text),
    ask: async () => answers.shift(),
    width: 80,
    length: 24,
    signal: new AbortController().signal,
  };
  return { shell, printed, io, log, config: () => config };
}

const transcript = (name: string, text: string, options: Partial<ShellOptions<Toy, Vault, Session>> = {}): void =>
  void test(name, () => assertTranscript(text, bench({ level: 15, ...options }).shell));

transcript(
  'look-ahead settles what a prefix can not',
  `router#s i b 4.3.2.1
bgp 4.3.2.1
router#s i b ::e0
bgp6 ::E0
router#sh ip int br
brief
router#s i b
% Ambiguous command:  "s i b"
router#sh r
% Ambiguous command:  "sh r"
router#sh ra st
statistics
router#s i zzz
% Ambiguous command:  "s i zzz"
router#show ip bgp
bgp all
`,
);

transcript(
  'a keyword written out beats one that it begins',
  `router#show ip ?
  bgp        BGP information
  interface  IP interface status and configuration

router#show ip bgp ::1
                   ^
% Invalid input detected at '^' marker.

`,
);

transcript(
  'errors point at the first wrong character',
  `router#show verxion
               ^
% Invalid input detected at '^' marker.

router#show version please
                    ^
% Invalid input detected at '^' marker.

router#  show  users   now
                       ^
% Invalid input detected at '^' marker.

router#sho wrong thing
           ^
% Invalid input detected at '^' marker.

router#clock set 1:2:3
                 ^
% Invalid input detected at '^' marker.

router#configure terminal
Enter configuration commands, one per line.  End with CNTL/Z.
router(config)#interface Ethernet0
router(config-if)#ip address 10.0.0.256 255.0.0.0
                                    ^
% Invalid input detected at '^' marker.

router(config-if)#ip address 10.0.0.1 255.0.255.0
                                      ^
% Invalid input detected at '^' marker.

router(config-if)#do show nothing
                          ^
% Invalid input detected at '^' marker.

router(config-if)#frobnicate
                   ^
% Invalid input detected at '^' marker.

router(config-if)#aaa accounting exec default sometimes
                                               ^
% Invalid input detected at '^' marker.

router(config-if)#end
router#clock
% Incomplete command.

router#show ip
% Incomplete command.

router#foo
% Unknown command or computer name, or unable to find computer address
router#foo bar
       ^
% Invalid input detected at '^' marker.

router#! a comment
router#show users
alice
`,
);

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

test('hooks are told the whole command, masked too, once, and in order: authorise, account, run', async () => {
  const events: string[] = [];
  const seen: AcceptedCommand[] = [];
  const { shell, io, printed } = bench({
    level: 15,
    authorize: async (command) => {
      events.push(`authorize ${command.text}`);
      return command.words[0] !== 'clear';
    },
    accepted: async (command) => {
      events.push(`account ${command.maskedText}`);
      seen.push(command);
    },
  });
  await shell.execute('sh us', { ...io, print: () => void events.push('run') });
  await shell.execute('cle cou', io);
  await shell.execute('tes aaa bob sesame le', io);
  await shell.execute('exi', io);
  assert.deepEqual(events, [
    'authorize show users',
    'account show users',
    'run',
    'authorize clear counters',
    'authorize test aaa bob sesame legacy',
    'account test aaa bob * legacy',
    'authorize exit',
    'account exit',
  ]);
  assert.ok(printed.includes('Command authorization failed.\n\n'));
  assert.equal(shell.closed, true);
  assert.deepEqual(
    seen.map(({ kind, mode, level, words }) => [kind, mode, level, words.length]),
    [
      ['exec', 'exec', 1, 2],
      ['exec', 'exec', 15, 5],
      ['exec', 'exec', 0, 1],
    ],
  );
  assert.deepEqual(seen[1]?.maskedWords, ['test', 'aaa', 'bob', '*', 'legacy']);
});

test('configuration commands are accounted in their own mode, with no and do', async () => {
  const seen: AcceptedCommand[] = [];
  const { shell, io, config } = bench({ level: 15, accepted: async (command) => void seen.push(command) });
  for (const line of [
    'conf t',
    'rad ser one',
    'key open sesame',
    'no aaa new',
    'do sh us',
    'usern x sec 0 top secret',
    'end',
  ])
    await shell.execute(line, io);
  assert.deepEqual(
    seen.map(({ mode, maskedText, level, negated, viaDo }) => [mode, maskedText, level, negated, viaDo]),
    [
      ['exec', 'configure terminal', 15, undefined, false],
      ['config', 'radius server one', 15, undefined, false],
      ['config-radius-server', 'key *', 15, undefined, false],
      ['config', 'no aaa new-model', 15, 'no', false],
      ['exec', 'show users', 1, undefined, true],
      ['config', 'username x secret 0 *', 15, undefined, false],
      ['config', 'end', 0, undefined, false],
    ],
  );
  assert.equal(config().servers[0]?.key, 'emases_nepo');
});

test('a command that is refused or not understood is not accounted, and nothing changes', async () => {
  const seen: string[] = [];
  const { shell, io, config, printed } = bench({ level: 15, accepted: async ({ text }) => void seen.push(text) });
  await shell.execute('configure terminal', io);
  const before = config();
  assert.deepEqual(await shell.execute('hostname', io), { kind: 'refused', text: '% Incomplete command.' });
  assert.deepEqual(await shell.execute('username nobody', io), { kind: 'refused', text: '% This name is reserved' });
  assert.deepEqual(await shell.execute('no line vty 0', io), {
    kind: 'refused',
    text: "% Invalid input detected at '^' marker.",
  });
  assert.deepEqual(await shell.execute('   ', io), { kind: 'empty' });
  assert.equal(config(), before);
  assert.deepEqual(seen, ['configure terminal', 'username nobody']);
  assert.ok(printed.includes('% This name is reserved'));
});

test('when the accounting hook fails the command is not run', async () => {
  const { shell, io, log } = bench({ level: 15, accepted: async () => Promise.reject(new Error('disk full')) }, ['']);
  await assert.rejects(shell.execute('clear counters', io), /disk full/);
  assert.deepEqual(log, []);
});

test('an unknown word may be a host', async () => {
  const tried: string[] = [];
  const { shell, io, printed } = bench({
    unknownWord: async (word) => {
      tried.push(word);
      return word === 'gateway';
    },
  });
  assert.deepEqual(await shell.execute('gateway', io), { kind: 'done' });
  assert.deepEqual(printed, []);
  assert.equal((await shell.execute('nowhere', io)).kind, 'refused');
  assert.deepEqual(tried, ['gateway', 'nowhere']);
});

test('commands above the level do not exist', async () => {
  const { shell } = bench();
  assert.equal(shell.help('show r'), 'radius\n');
  assert.match(shell.help(''), /^Exec commands:\n {2}clear /);
  assert.doesNotMatch(shell.help(''), /configure/);
  assert.deepEqual(shell.complete('conf'), { line: 'conf', candidates: [] });
  assert.deepEqual(shell.complete('e'), { line: 'e', candidates: ['enable', 'exit'] });
});

test('several lines pasted at once run one after the other', async () => {
  const { shell, io, config, printed } = bench({ level: 15 });
  const outcome = await shell.execute('configure terminal\nhostname a\nbanner motd #one\ntwo#\n!\nfoo bar\nend', io);
  assert.deepEqual(outcome, { kind: 'refused', text: "% Invalid input detected at '^' marker." });
  assert.equal(config().hostname, 'a');
  assert.equal(config().motd, 'one\ntwo');
  assert.equal(shell.prompt, 'a#');
  assert.equal(printed.length, 4);
});

test('Ctrl-Z drops a text that is being typed', async () => {
  const { shell, io, config } = bench({ level: 15 });
  for (const line of ['configure terminal', 'banner motd #', 'half']) await shell.execute(line, io);
  assert.equal(shell.freeText, true);
  assert.equal(shell.prompt, '');
  shell.end();
  assert.equal(shell.prompt, 'router#');
  assert.equal(config().motd, undefined);
});
