import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { emptyToy, type Toy, toy, vault } from '../../test/ios/toy-language.ts';
import { type Loaded, loadConfiguration, writeConfiguration } from './index.ts';

const load = (text: string): Loaded<Toy> => loadConfiguration(text, toy, emptyToy, vault);
const write = (config: Toy): string => writeConfiguration(config, toy).join('\n');

test('a whole configuration is loaded as on a router, and written in its order', () => {
  const { config, refused, kept } = load(`Building configuration...

Current configuration : 1234 bytes
!
ip cef
clock timezone MET 1 
hostname gate
aaa new-model
aaa accounting commands 15 default start-stop group tacacs+
no aaa accounting gigawords
!
interface Ethernet0
 description to  the ! world
 ip address 10.0.0.1 255.255.255.0
 fair-queue
! still the interface
 shutdown
line vty 0 1
   exec-timeout 5 30
username bob privilege 15
radius server one
! the mode is not left here
 timeout 5
 exit
logging host 10.0.0.9
voice-port 1/0/0
 timeouts initial 60
 no shutdown
 hostname ignored
ip route 10.0.0.0 255.0.0.0 Null0
banner motd #
 Keep  out
!
#
end
`);
  assert.deepEqual(refused, []);
  assert.deepEqual(
    kept.map(({ line, text }) => [line, text.trim()]),
    [
      [5, 'ip cef'],
      [6, 'clock timezone MET 1'],
      [15, 'fair-queue'],
      [26, 'voice-port 1/0/0'],
      [27, 'timeouts initial 60'],
      [28, 'no shutdown'],
      [29, 'hostname ignored'],
      [30, 'ip route 10.0.0.0 255.0.0.0 Null0'],
    ],
  );
  assert.equal(config.motd, '\n Keep  out\n!\n');
  assert.equal(
    write(config),
    `hostname gate
!
aaa new-model
aaa accounting commands 15 default start-stop group tacacs+
no aaa accounting gigawords
!
ip cef
!
clock timezone MET 1
!
username bob privilege 15
!
interface Ethernet0
 description to  the ! world
 ip address 10.0.0.1 255.255.255.0
 shutdown
 fair-queue
!
ip route 10.0.0.0 255.0.0.0 Null0
!
logging host 10.0.0.9
!
radius server one
 timeout 5
!
voice-port 1/0/0
 timeouts initial 60
 no shutdown
 hostname ignored
!
banner motd ^C
 Keep  out
!
^C
!
line console 0
!
line vty 0
 exec-timeout 5 30
!
line vty 1
 exec-timeout 5 30
!
end`,
  );
  assert.equal(write(load(write(config)).config), write(config));
});

test('what is refused is reported with its line, and the rest goes on', () => {
  const { config, refused } = load(`hostname a
frobnicate
 all of it
  deeper
username nobody
hostname
interface nothing
 shutdown
line vty 0
 speed 9600
 exec-timeout 1
aaa a
  banner motd #never closed
username last
`);
  assert.deepEqual(
    refused.map(({ line, text, reason }) => [line, text.trim(), reason]),
    [
      [2, 'frobnicate', "% Invalid input detected at '^' marker."],
      [3, 'all of it', '% The section that it belongs to (line 2) was refused'],
      [4, 'deeper', '% The section that it belongs to (line 2) was refused'],
      [5, 'username nobody', '% This name is reserved'],
      [6, 'hostname', '% Incomplete command.'],
      [7, 'interface nothing', "% Invalid input detected at '^' marker."],
      [8, 'shutdown', '% The section that it belongs to (line 7) was refused'],
      [10, 'speed 9600', "% Invalid input detected at '^' marker."],
      [12, 'aaa a', '% Ambiguous command:  "aaa a"'],
      [13, 'banner motd #never closed', '% The section that it belongs to (line 12) was refused'],
    ],
  );
  assert.equal(config.hostname, 'a');
  assert.deepEqual(config.users, [{ name: 'last' }]);
  assert.deepEqual(config.lines[1]?.timeout, [1, 0]);
});

test('a banner without end is refused and swallows nothing', () => {
  const { config, refused } = load('banner motd #never\nhostname b');
  assert.deepEqual(refused, [{ line: 1, text: 'banner motd #never', reason: '% The text has no closing #' }]);
  assert.equal(config.hostname, 'b');
});

test('kept lines: single ones replace each other, no removes or is kept', () => {
  const kept = (text: string): readonly string[] => load(text).config.kept.map((line) => line.text);
  assert.deepEqual(kept('clock timezone A 1\nclock timezone B 2'), ['clock timezone B 2']);
  assert.deepEqual(kept('ip cef\nip cef'), ['ip cef']);
  assert.deepEqual(kept('no ip cef'), ['no ip cef']);
  assert.deepEqual(kept('ip cef\nno ip cef'), []);
  assert.deepEqual(kept('no ip cef\nip cef'), ['ip cef']);
  assert.deepEqual(kept('no ip cef\ndefault ip cef'), []);
  assert.deepEqual(kept('ip route a b c\nip route d\nno ip route a b c'), ['ip route d']);
  assert.deepEqual(kept('no ip route a b c'), []);
  assert.deepEqual(kept('clock timezone A 1\nno clock timezone'), []);
});

test('kept lines of a section go with it', () => {
  const text =
    'interface Ethernet0\n fair-queue\ninterface Ethernet1\n fair-queue\nvoice-port 1\n a\nvoice-port 2\n b\n';
  const { config } = load(`${text}no interface Ethernet0\nno voice-port 1\n`);
  assert.deepEqual(
    config.kept.map(({ path, text: line }) => [...path, line].join(' / ')),
    ['interface Ethernet1 / fair-queue', 'voice-port 2', 'voice-port 2 / b'],
  );
});

test('a line that the mode above would take for its own is set off by exit', () => {
  // `username` is a command of the key chain too.
  const text = 'ip ssh pubkey-chain\n username bob\n  key-string\n   AAAA\n   exit\n exit\nexit\nusername carol\n';
  const { config, refused } = load(text);
  assert.deepEqual(refused, []);
  assert.deepEqual(config.users, [{ name: 'carol' }]);
  const { config: again } = load(write(config));
  assert.deepEqual(again, config);
  // In the other order of declarations the chain comes first, and needs the exit.
  const table = toy.modes.get('config');
  assert.ok(table);
  const turned = { ...table, declarations: table.declarations.toReversed() };
  const written = writeConfiguration(config, { ...toy, modes: new Map(toy.modes).set('config', turned) });
  assert.ok(written.includes(' exit'), written.join('\n'));
  assert.deepEqual(load(written.join('\n')).config, config);
});

test('a mode that takes text gives nothing to the modes above it', () => {
  const { config, refused } = load(
    'ip ssh pubkey-chain\n username bob\n  key-string\n   e\n   exit now\n   username mallory privilege 15\n   EXIT\n',
  );
  assert.deepEqual(
    refused.map(({ line }) => line),
    [6],
  );
  assert.deepEqual(config.users, []);
  assert.deepEqual(config.keys, [{ user: 'bob', lines: ['e', 'exit now'] }]);
});

test('Windows line ends and a missing last one are nothing special', () => {
  assert.equal(load('hostname a\r\naaa new-model').config.newModel, true);
});

test('loading merges into what is there', () => {
  const first = load('hostname a\nusername x').config;
  const second = loadConfiguration('username y\nno hostname', toy, first, vault).config;
  assert.deepEqual(
    second.users.map(({ name }) => name),
    ['x', 'y'],
  );
  assert.equal(second.hostname, 'router');
});

test('any text loads without an exception, and what came of it can be written and loaded', () => {
  const words = [
    'aaa',
    'accounting',
    'exec',
    'no',
    'default',
    'banner',
    'motd',
    '#',
    '#x#',
    'radius',
    'server',
    'exit',
    'end',
    'do',
    '!',
    ' ',
    '"',
    '1.2.3.4',
    'line',
    'vty',
    '0',
    'interface',
    'Ethernet0',
    'ip',
    'key-string',
    'username',
    'pubkey-chain',
    'ssh',
    '\t',
    'voice-port',
  ];
  const line = fc.oneof(
    fc
      .array(fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 6 })), { maxLength: 7 })
      .map((some) => some.join(' ')),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
      const { config } = load(lines.join('\n'));
      const again = load(write(config));
      assert.deepEqual(again.refused, []);
      assert.equal(write(again.config), write(config));
    }),
    { numRuns: 300 },
  );
});
