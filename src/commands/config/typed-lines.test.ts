import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadConfiguration, writeConfiguration } from '../../ios/index.ts';
import { assertTranscript } from '../../ios/testing.ts';
import { configLanguage, emptyConfiguration, shellOn, testServices, testVault, transcript } from './testing.ts';

transcript(
  'help and errors',
  `tollgate(config)#aaa accounting exec default start-stop ?
  broadcast  To every group at once
  group      A group of servers
  logger     System messages
  radius     The same as group radius
  tacacs+    The same as group tacacs+
  <cr>

tollgate(config)#radius server r1
tollgate(config-radius-server)#key ?
  0     A clear text follows
  6     A text sealed by this box follows
  7     An encoded (reversible) text follows
  LINE  The clear text

tollgate(config-radius-server)#key 5 x
                                   ^
% Invalid input detected at '^' marker.

tollgate(config-radius-server)#timeout 1001
                                       ^
% Invalid input detected at '^' marker.

tollgate(config-radius-server)#no radius server r1
tollgate(config)#aaa authentication enable OTHER none
                                           ^
% Invalid input detected at '^' marker.

tollgate(config)#aaa accounting exec default none broadcast
                                                  ^
% Invalid input detected at '^' marker.

tollgate(config)#line vty
% Incomplete command.

`,
);

test('a key of type 6 is the one that was typed, and can be opened', () => {
  const load = (text: string) => loadConfiguration(text, configLanguage, emptyConfiguration, testServices);
  const { config, refused } = load('radius server r1\n key a secret with blanks\nusername bob password pass word');
  assert.deepEqual(refused, []);
  const key = config.aaa.radiusServers[0]?.key;
  assert.deepEqual(key && testVault.open(key), { ok: true, value: 'a secret with blanks' });
  const password = config.aaa.users[0]?.password;
  assert.equal(password && testVault.reveal(password), 'pass word');
  const again = load(writeConfiguration(config, configLanguage).join('\n'));
  assert.deepEqual(again.config, config);
});

test('accounting and logs see no secret of a configuration line', async () => {
  const seen: string[] = [];
  const { shell } = shellOn(async ({ maskedText }) => void seen.push(maskedText));
  await assertTranscript(
    `tollgate(config)#username bob privilege 15 password 0 sesame
tollgate(config)#username eve secret open sesame
tollgate(config)#enable secret sesame
tollgate(config)#radius-server host 10.0.0.1 key sesame
tollgate(config)#tacacs-server key 7 0822455D0A16
tollgate(config)#crypto isakmp key sesame address 10.0.0.1
tollgate(config)#snmp-server community sesame RO
tollgate(config)#aaa group server radius isp
tollgate(config-sg-radius)#server-private 10.0.0.1 timeout 3 key sesame
tollgate(config-sg-radius)#line con 0
tollgate(config-line)#password sesame
`,
    shell,
  );
  assert.deepEqual(seen, [
    'username bob privilege 15 password 0 *',
    'username eve secret *',
    'enable secret *',
    'radius-server host 10.0.0.1 key *',
    'tacacs-server key 7 *',
    'crypto isakmp key * address 10.0.0.1',
    'snmp-server community * ro',
    'aaa group server radius isp',
    'server-private 10.0.0.1 timeout 3 key *',
    'line con 0',
    'password *',
  ]);
});
