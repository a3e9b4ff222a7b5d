import assert from 'node:assert/strict';
import { test } from 'node:test';
import { usage } from '../../ios/index.ts';
import { checkRoundTrip } from '../../ios/testing.ts';
import { repeatableServices } from '../config/testing.ts';
import { emptyConfiguration } from '../configuration.ts';
import { tollgateLanguage } from '../language.ts';
import { transcript } from './fixtures/transcript.ts';
import { execDeclarations } from './index.ts';

/** The first words of the commands of each level, as IOS has them. What isn't listed fails the test. */
const levels: Readonly<Record<number, readonly string[]>> = {
  0: ['disable', 'enable', 'exit', 'help', 'logout', 'quit'],
  1: [
    'ppp',
    'slip',
    'connect',
    'disconnect',
    'lat',
    'pad',
    'resume',
    'rlogin',
    'show aaa servers',
    'show caller',
    'show clock',
    'show crypto',
    'show history',
    'show ip',
    'show lat',
    'show line',
    'show privilege',
    'show radius',
    'show sessions',
    'show snmp',
    'show tacacs',
    'show terminal',
    'show users',
    'show version',
    'show vrrs',
    'ssh',
    'telnet',
    'terminal',
    'tn3270',
    'where',
    'who',
  ],
  15: [
    'clear',
    'configure',
    'copy',
    'debug',
    'no debug',
    'show aaa dead-criteria',
    'show aaa method-lists',
    'show aaa sessions',
    'show aaa user',
    'show access-lists',
    'show accounting',
    'show crypto isakmp key',
    'show debugging',
    'show ip ssh known-hosts',
    'show logging',
    'show parser',
    'show radius-proxy',
    'show running-config',
    'show snmp community',
    'show snmp group',
    'show snmp host',
    'show snmp user',
    'show snmp view',
    'show startup-config',
    'test aaa',
    'undebug',
    'write',
  ],
};

test('every command has the level that it has in IOS', () => {
  const used = new Set<string>();
  for (const { privilege = 1, syntax } of execDeclarations) {
    const text = usage(syntax.node);
    const known = levels[privilege]?.find((beginning) => text === beginning || text.startsWith(`${beginning} `));
    assert.ok(known !== undefined, `level ${privilege} of "${text}" is not in the table`);
    used.add(`${privilege} ${known}`);
  }
  const listed = Object.entries(levels).flatMap(([level, all]) => all.map((beginning) => `${level} ${beginning}`));
  assert.deepEqual([...used].sort(), listed.sort());
});

test('every command is read back from its own text', () => {
  for (const declaration of execDeclarations)
    checkRoundTrip(tollgateLanguage, declaration, { initial: emptyConfiguration, env: repeatableServices, runs: 10 });
});

transcript(
  'what a level 1 user may not do is not there for him',
  { level: 1 },
  `tollgate>show running-config
               ^
% Invalid input detected at '^' marker.

tollgate>show accounting
               ^
% Invalid input detected at '^' marker.

tollgate>conf t
            ^
% Invalid input detected at '^' marker.

tollgate>show aaa ?
  servers  Show all AAA servers

tollgate>cl?
% Unrecognized command

tollgate>sh cl<TAB>
tollgate>sh clock
tollgate>show r?
radius

tollgate>show aaa servers ?
  |     Output modifiers
  <cr>

tollgate>debug all
          ^
% Invalid input detected at '^' marker.

`,
);

transcript(
  'a level 15 user sees all of it',
  {},
  `tollgate#show aaa ?
  dead-criteria  Show server dead criteria
  method-lists   Show method lists
  servers        Show all AAA servers
  sessions       Show AAA sessions
  user           Show users active in AAA

tollgate#show r?
radius          radius-proxy    running-config

tollgate#clear aaa counters servers radius ?
  <1-2147483647>  Server id
  all             All RADIUS servers

tollgate#debug radius ?
  accounting  Radius protocol (accounting)
  <cr>

tollgate#sh r
% Ambiguous command:  "sh r"
tollgate#show
% Incomplete command.

`,
);

transcript(
  'a command that authorization refuses is neither accounted nor run',
  { authorize: async ({ text }) => !text.startsWith('clear') },
  `tollgate#clear line 2
Command authorization failed.

tollgate#show privilege
Current privilege level is 15
`,
  ({ accepted, done }) => {
    assert.deepEqual(done, []);
    assert.deepEqual(
      accepted.map(({ text, level }) => [text, level]),
      [['show privilege', 1]],
    );
  },
);

transcript(
  'commands are accounted in full, with their filter and their level',
  {},
  `tollgate#sh run | i ^nothing
tollgate#u all
All possible debugging has been turned off
tollgate#no deb rad acc | count
                        ^
% Invalid input detected at '^' marker.

tollgate#disa
`,
  ({ accepted }) =>
    assert.deepEqual(
      accepted.map(({ kind, mode, text, level }) => [kind, mode, text, level]),
      [
        ['exec', 'exec', 'show running-config | include ^nothing', 15],
        ['exec', 'exec', 'undebug all', 15],
        ['exec', 'exec', 'disable', 0],
      ],
    ),
);
