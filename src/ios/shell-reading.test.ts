import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toyShell, transcript } from '../../test/ios/toy-shell.ts';

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

test('an unknown word may be a host', async () => {
  const tried: string[] = [];
  const { shell, io, printed } = toyShell({
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
