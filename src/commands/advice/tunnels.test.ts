import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { loadConfiguration } from '../../ios/index.ts';
import { configLanguage, emptyConfiguration, repeatableServices } from '../config/testing.ts';
import type { Configuration } from '../configuration.ts';
import { listRules } from './lists.ts';
import { tunnelRules } from './tunnels.ts';

const load = (text: string): Configuration => {
  const { config, refused } = loadConfiguration(text, configLanguage, emptyConfiguration, repeatableServices);
  assert.deepEqual(refused, []);
  return config;
};
const findings = (config: Configuration) => tunnelRules.flatMap((rule) => rule(config));
const texts = (text: string): readonly string[] => findings(load(text)).map((finding) => finding.text);
const fixture = (name: string): string =>
  readFileSync(new URL(`../config/fixtures/${name}.cfg`, import.meta.url), 'utf8');

test('the example with a profile: its accounting list and the lists of its clients are not there', () => {
  assert.deepEqual(texts(fixture('isakmp-profile')), [
    'There is no network accounting list acc: these sessions are not accounted for.',
    'There is no login list cisco-client: no user gets in.',
    'There is no network authorization list cisco-client: no group is known.',
    'Routing table cisco is not configured: its name is in records and messages, nothing more.',
  ]);
});

test('the example with a crypto map: nothing is missing; what another map names is, where there is one', () => {
  assert.deepEqual(texts(fixture('crypto-map')), []);
  assert.deepEqual(texts(fixture('dynamic-map')), [
    'There is no transform set aswan: it is not proposed.',
    'There is no crypto isakmp profile cisco.',
  ]);
});

test('maps that can make no tunnel', () => {
  assert.deepEqual(
    texts(`crypto map A 10 ipsec-isakmp
 set peer 192.0.2.1
crypto map A 20 ipsec-isakmp
 match address 101
crypto map A 30 ipsec-isakmp
crypto map A 40 ipsec-isakmp dynamic D
access-list 101 permit ip any any
interface eth0
 crypto map B
`),
    [
      'There is no crypto dynamic-map D: no client gets in.',
      'There is no crypto map B: the interface has no tunnels.',
      'Crypto map A is on no interface: it makes no tunnel.',
      'The entry has no access list: it makes no tunnel.',
      'The entry has no peer: it makes no tunnel.',
      'The entry has no peer and no access list: it makes no tunnel.',
    ],
  );
});

test('proposals and profiles of IKEv2 that lack something', () => {
  const profile = 'crypto ikev2 profile P\n match identity remote any\n authentication remote pre-share\n';
  const lacks = 'The profile has no keyring and no key: nobody gets in by a shared secret.';
  assert.deepEqual(texts(profile), [lacks]);
  assert.deepEqual(texts(profile.replace('pre-share', 'pre-share key word')), []);
  assert.deepEqual(texts(`crypto ikev2 keyring K\n${profile} keyring local K\n`), []);
  assert.deepEqual(texts(profile.replace('pre-share', 'rsa-sig')), []);
  const proposal = 'crypto ikev2 proposal X\n encryption aes-cbc-128\n';
  assert.deepEqual(texts(proposal), ['The proposal has no integrity and no group: it is not used.']);
  assert.deepEqual(texts(`${proposal} integrity sha256\n group 19\n`), []);
});

test('a finding is present exactly while the line that it is about is there', () => {
  const lines = ['crypto isakmp profile P', ' description text', ' accounting NONE'];
  const [finding, ...others] = findings(load(lines.join('\n')));
  assert.deepEqual(others, []);
  assert.ok(finding !== undefined);
  assert.deepEqual(
    [1, 2, 3].map((count) => finding.present(load(lines.slice(0, count).join('\n')))),
    [false, false, true],
  );
});

test('a login list that only tunnels apply is in use', () => {
  const unused = (text: string): number =>
    listRules.flatMap((rule) => rule(load(text))).filter((finding) => finding.text.includes('is not applied')).length;
  const list = 'aaa new-model\naaa authentication login VPN local\n';
  assert.equal(unused(list), 1);
  assert.equal(unused(`${list}crypto isakmp profile P\n client authentication list VPN\n`), 0);
  assert.equal(unused(`${list}crypto map M client authentication list VPN\n`), 0);
  assert.equal(unused(`${list}crypto ikev2 profile P\n aaa authentication eap VPN\n`), 0);
});
