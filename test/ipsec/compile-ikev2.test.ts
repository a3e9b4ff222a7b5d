/** What charon is told for IOS lines about IKEv2, message by message. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Compiled } from '../../src/sources/ipsec/compile/index.ts';
import { base, compiled, messageOf, problems, sectionOf } from './compiling.ts';

test('IKEv2: each way to prove who one is, its own accounting, its pool; the SAs of a VRF', () => {
  const made = compiled(
    `${base}vrf definition red
 linux vrf red0
crypto ikev2 proposal P
 encryption aes-gcm-256 aes-cbc-128
 integrity sha256
 group 19
crypto ikev2 policy P
 proposal P
crypto ikev2 authorization policy CLIENTS
 pool vpn
 dns 10.1.0.1
crypto ikev2 keyring K
 peer one
  address 0.0.0.0 0.0.0.0
  pre-shared-key all
crypto ikev2 profile V2
 match identity remote email domain example.com
 identity local email gw@example.com
 authentication remote pre-share
 authentication remote eap
 authentication local pre-share
 keyring local K
 aaa authentication eap users
 aaa accounting psk sites
 aaa accounting eap people
 aaa authorization group eap list here CLIENTS
 dpd 30 5 on-demand
 lifetime 1000
 ivrf red
crypto dynamic-map D 5
 set transform-set B
 set ikev2-profile V2
crypto map M 10 ipsec-isakmp dynamic D
`,
    {
      tunnelDevice: ({ kind, name }) => (kind === 'vrf' && name === 'red0' ? { kind: 'interface', id: 42 } : undefined),
    },
  );
  assert.deepEqual(problems(made), []);
  const section = (name: string) =>
    sectionOf({ ...made, loads: made.loads.filter((one) => one.name === name) }, 'load-conn', name);
  const name = 'crypto/M/10/D/5/email:*%40example.com';
  const local = { auth: 'psk', id: 'email:gw@example.com' };
  const child = {
    ...{ esp_proposals: ['aes128-sha1'], life_time: '3600s', rekey_time: '3240s', rand_time: '180s' },
    ...{ dpd_action: 'clear', if_id_in: '42', if_id_out: '42', mode: 'transport' },
  };
  assert.deepEqual(section(name), {
    ...{ version: '2', local_addrs: ['192.0.2.1'], remote_addrs: ['%any'], unique: 'no' },
    proposals: ['aes256gcm16-prfsha256-ecp256', 'aes128-sha256-ecp256'],
    ...{ rekey_time: '900s', over_time: '100s', rand_time: '50s', dpd_delay: '30s', dpd_timeout: '55s' },
    ...{ local, remote: { auth: 'psk', id: 'email:*@example.com' } },
    children: { [`${name}/any`]: { ...child, local_ts: ['0.0.0.0/0'], remote_ts: ['0.0.0.0/0'] } },
  });
  const users = section(`${name}/eap`);
  assert.deepEqual(users.remote, { auth: 'eap-radius', id: 'email:*@example.com' });
  assert.deepEqual(users.pools, ['radius', 'crypto/pool/vpn/1']);
  assert.deepEqual(messageOf(made, 'load-shared', 'key'), {
    ...{ id: 'crypto/key/%25any', type: 'IKE', data: 'all', owners: ['%any'] },
  });
  assert.deepEqual(
    [...made.origins.values()].map((one) => [
      one.authentication,
      one.accountingList,
      one.authenticationList,
      one.insideVrf,
    ]),
    [
      ['psk', 'sites', undefined, 'red'],
      ['eap', 'people', 'users', 'red'],
    ],
  );
});

test('who comes by name to a dynamic entry has the key of the only peer of the keyring; among several, identity decides', () => {
  const text = (more: string): string => `${base}crypto ikev2 keyring RING
 peer one
  address 198.51.100.1
  pre-shared-key first
${more}crypto ikev2 profile P
 match identity remote fqdn one.example
 authentication remote pre-share
 authentication local pre-share
 keyring local RING
crypto dynamic-map D 1
 set transform-set A
 set ikev2-profile P
crypto map M 10 ipsec-isakmp dynamic D
`;
  const alone = compiled(text(''));
  assert.deepEqual(messageOf(alone, 'load-shared', 'one.example'), {
    ...{ id: 'crypto/key/fqdn:one.example', type: 'IKE', data: 'first', owners: ['fqdn:one.example'] },
  });
  const several = compiled(text(' peer two\n  address 198.51.100.2\n  pre-shared-key second\n'));
  assert.equal(several.loads.filter(({ name }) => name.includes('one.example') && name.includes('key')).length, 0);
  assert.match(problems(several).join('\n'), /RING \/ peer one: its key is that of an address, .*identity is needed/);
});

const profile = (more = '', keyring = ' keyring local K\n'): string => `${base}crypto ikev2 keyring K
 peer one
  address 198.51.100.1
  pre-shared-key word
crypto ikev2 profile P
 match identity remote address 198.51.100.1
 authentication remote pre-share
 authentication local pre-share
${keyring}${more}crypto map M 10 ipsec-isakmp
 set peer 198.51.100.1
 set transform-set A
 set ikev2-profile P
 match address 101
`;

test('a proposal that lacks a part is not used, and that is said; with AES-GCM no integrity is lacking', () => {
  const proposal = (lines: string): Compiled =>
    compiled(
      profile(`crypto ikev2 proposal X\n${lines}crypto ikev2 policy X\n proposal X\n proposal Y
crypto ikev2 proposal Y\n encryption aes-gcm-128\n group 20\n`),
    );
  const of = (lines: string) => [sectionOf(proposal(lines), 'load-conn', 'M/10').proposals, problems(proposal(lines))];
  const gcm = 'aes128gcm16-prfsha256-ecp384';
  const encryption = ' encryption aes-cbc-128\n';
  const says = (what: string) => [[gcm], [`crypto ikev2 proposal X: it is not used: it has no ${what}`]];
  assert.deepEqual(of(`${encryption} integrity sha256\n group 14\n`), [['aes128-sha256-modp2048', gcm], []]);
  assert.deepEqual(of(`${encryption} integrity sha256\n`), says('group'));
  assert.deepEqual(of(`${encryption} group 14\n`), says('integrity'));
  assert.deepEqual(of(''), says('encryption and no group'));
});

test('match fvrf and match address local say on which interfaces a profile holds; initial-contact force ends older tunnels', () => {
  const places = (more: string, vrf = ''): unknown[] => {
    const text = profile(more).replace('crypto map M\n', `crypto map M\n${vrf}`);
    const made = compiled(text);
    return [made.loads.filter(({ command }) => command === 'load-conn').length, ...problems(made)];
  };
  const inFront = ' vrf forwarding front\n';
  const refused = (what: string) => [0, `crypto ikev2 profile P: it is not for FastEthernet0/0: match ${what}`];
  assert.deepEqual(places(''), [1]);
  assert.deepEqual(places('', inFront), [1]);
  assert.deepEqual(places(' match fvrf other\n', inFront), refused('fvrf'));
  assert.deepEqual(places(' match fvrf front\n', inFront), [1]);
  assert.deepEqual(places(' match fvrf front\n'), refused('fvrf'));
  assert.deepEqual(places(' match fvrf any\n', inFront), [1]);
  assert.deepEqual(places(' match fvrf any\n'), [1]);
  assert.deepEqual(places(' match address local 192.0.2.1\n'), [1]);
  assert.deepEqual(places(' match address local interface FastEthernet0/0\n'), [1]);
  assert.deepEqual(places(' match address local 192.0.2.2\n'), refused('address local'));
  const unique = (more: string) => sectionOf(compiled(profile(more)), 'load-conn', 'M/10').unique;
  assert.deepEqual([unique(''), unique(' initial-contact force\n')], ['no', 'replace']);
});

test('a profile that wants a shared secret and has none is told', () => {
  assert.deepEqual(problems(compiled(profile('', ''))), ['crypto ikev2 profile P: it has no keyring']);
});
