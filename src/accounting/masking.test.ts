import assert from 'node:assert/strict';
import { test } from 'node:test';
import { maskCommand } from './masking.ts';

const cases: readonly (readonly [typed: string, recorded: string])[] = [
  ['username bob password 0 hush hush', 'username bob password 0 *'],
  ['username bob privilege 15 secret hush', 'username bob privilege 15 secret *'],
  ['username bob algorithm-type scrypt secret hush', 'username bob algorithm-type scrypt secret *'],
  ['enable secret 9 $9$abc', 'enable secret 9 *'],
  ['enable password level 7 hush', 'enable password *'],
  ['radius-server key 7 0822455D0A16', 'radius-server key 7 *'],
  ['radius-server host 192.0.2.1 auth-port 1812 key hush', 'radius-server host 192.0.2.1 auth-port 1812 key *'],
  ['key hush', 'key *'],
  ['key 1', 'key *'],
  ['server-key 0 hush', 'server-key 0 *'],
  ['server-private 192.0.2.1 key 6 hush', 'server-private 192.0.2.1 key 6 *'],
  ['snmp-server community hush RO 7', 'snmp-server community * RO 7'],
  ['snmp-server user u g v3 auth sha hush priv aes 128 hush2', 'snmp-server user u g v3 auth sha * priv aes 128 *'],
  ['snmp-server user u g v3 auth md5 hush', 'snmp-server user u g v3 auth md5 *'],
  ['ip ospf message-digest-key 1 md5 7 hush', 'ip ospf message-digest-key 1 md5 7 *'],
  ['crypto isakmp key 6 hush address 192.0.2.1', 'crypto isakmp key 6 * address 192.0.2.1'],
  ['crypto isakmp key hush hostname b.example.net no-xauth', 'crypto isakmp key * hostname b.example.net no-xauth'],
  [
    'pre-shared-key address 192.0.2.1 255.255.255.0 key 0 hush',
    'pre-shared-key address 192.0.2.1 255.255.255.0 key 0 *',
  ],
  ['pre-shared-key hostname b.example.net key hush hush', 'pre-shared-key hostname b.example.net key *'],
  ['pre-shared-key hush', 'pre-shared-key *'],
  ['pre-shared-key local 6 hush', 'pre-shared-key local 6 *'],
  ['authentication remote pre-share key hush', 'authentication remote pre-share key *'],
  ['set aggressive-mode password hush', 'set aggressive-mode password *'],
  ['client authentication username gw password 0 hush', 'client authentication username gw password 0 *'],
  [
    'aaa authorization group psk list NET peers password 6 hush',
    'aaa authorization group psk list NET peers password 6 *',
  ],
  ['neighbor 192.0.2.1 password 7 hush', 'neighbor 192.0.2.1 password 7 *'],
  ['ppp pap sent-username u password 0 hush', 'ppp pap sent-username u password 0 *'],
  ['wpa-psk ascii 0 hush', 'wpa-psk ascii 0 *'],
  ['key config-key password-encrypt hush', 'key config-key password-encrypt *'],
  ['test aaa group radius bob hush new-code', 'test aaa group radius bob * new-code'],
  ['do test aaa group tacacs+ bob hush legacy', 'do test aaa group tacacs+ bob * legacy'],
  ['usern bob passw hush', 'usern bob passw *'],
];

const untouched = [
  'show key chain',
  'show running-config | include secret 5',
  'key chain KEYS',
  'crypto key generate rsa',
  'service password-encryption',
  'aaa authentication password-prompt Code:',
  'password',
  'interface Serial 0',
  'match identity remote key-id SALES',
  'crypto keyring RING',
  'configure terminal',
  '',
];

for (const [typed, recorded] of cases)
  test(`masked: ${recorded}`, () => {
    assert.equal(maskCommand(typed), recorded);
    assert.equal(maskCommand(recorded), recorded);
  });

test('lines without a secret stay as they are', () => {
  for (const line of untouched) assert.equal(maskCommand(line), line);
});
