import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { load } from './testing.ts';

/** Lines, and what is refused of them: number and reason. */
const invalid = "% Invalid input detected at '^' marker.";
const wrong: readonly (readonly [title: string, text: string, refused: readonly (readonly [number, string])[]])[] = [
  [
    'policies: numbers out of range, ciphers that nobody knows',
    'crypto isakmp policy 10001\ncrypto isakmp policy 1\n encr rot13\n group 3\n lifetime 59\n',
    [
      [1, invalid],
      [3, invalid],
      [4, invalid],
      [5, invalid],
    ],
  ],
  ['a key for nobody', 'crypto isakmp key secret\n', [[1, '% Incomplete command.']]],
  [
    'a description of 81 characters',
    `crypto isakmp peer address 192.0.2.1\n description ${'x'.repeat(81)}\n description ${'x'.repeat(80)}\n`,
    [[2, '% A description has at most 80 characters, not 81']],
  ],
  [
    'transforms that contradict each other or protect nothing',
    'crypto ipsec transform-set A esp-aes esp-3des\n mode tunnel\ncrypto ipsec transform-set B comp-lzs\ncrypto ipsec transform-set C esp-null\n',
    [
      [1, '% Only one transform of each kind may be given'],
      [2, '% The section that it belongs to (line 1) was refused'],
      [3, '% Compression alone protects nothing'],
      [4, '% esp-null needs a hash, such as esp-sha256-hmac'],
    ],
  ],
  [
    'an entry without a kind, and one that is of the other kind',
    'crypto map M 10\ncrypto map M 20 ipsec-isakmp dynamic D\ncrypto map M 20 ipsec-isakmp\ncrypto map M 30 ipsec-isakmp\ncrypto map M 30 ipsec-isakmp dynamic D\n',
    [
      [1, '% There is no entry 10 of crypto map M; a new one says ipsec-isakmp'],
      [3, '% Entry 20 refers to dynamic map D'],
      [5, '% Entry 30 is one with known peers'],
    ],
  ],
  [
    'values of an entry out of range',
    'crypto dynamic-map D 1\n set security-association lifetime seconds 119\n set security-association idle-time 86401\n set pfs group3\n match address 99\n frobnicate\n',
    [
      [2, invalid],
      [3, invalid],
      [4, invalid],
      [5, invalid],
      [6, invalid],
    ],
  ],
  [
    'access lists: a name of the other kind, ports without a protocol that has some, a mask of blanks',
    'ip access-list standard A\nip access-list extended A\naccess-list 101 permit ip any eq 80 any\naccess-list 101 permit ip 10.1.0.0 any\nip access-list extended B\nip access-list standard B\naccess-list 101 permit ip any any bogus\n',
    [
      [2, '% A standard access list A is there already'],
      [3, invalid],
      [4, invalid],
      [6, '% An extended access list B is there already'],
      [7, invalid],
    ],
  ],
  [
    'a routing table and a keyring made in two ways',
    'vrf definition red\nip vrf red\ncrypto keyring K vrf red\ncrypto keyring K vrf blue\n',
    [
      [2, '% Routing table red was made by vrf definition'],
      [4, '% Keyring K is of vrf red'],
    ],
  ],
  [
    'groups, profiles and IKEv2 out of range',
    'crypto isakmp client configuration group G\n max-users 5001\n max-logins 11\n dns 1.2.3.4 1.2.3.5 1.2.3.6\ncrypto isakmp profile P\n keepalive 9 retry 2\n client configuration address\ncrypto ikev2 profile Q\n lifetime 119\n authentication remote magic\ncrypto ikev2 dpd 30 5\n',
    [
      [2, invalid],
      [3, invalid],
      [4, invalid],
      [6, invalid],
      [7, '% Incomplete command.'],
      [9, invalid],
      [10, invalid],
      [11, '% Incomplete command.'],
    ],
  ],
];
describe('what makes no sense is refused by line and reason, the rest loads', () => {
  for (const [title, text, refused] of wrong)
    test(title, () => {
      assert.deepEqual(
        load(text).refused.map(({ line, reason }) => [line, reason]),
        refused,
      );
    });
});
