import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { emptyIpsecConfig } from '../../../sources/ipsec/config.ts';
import { accepted, fixture, load } from './testing.ts';

describe('no forms', () => {
  test('of every section take it away whole', () => {
    const { ipsec } = accepted(`${fixture('ipsec')}
no ip vrf red
no vrf definition front
no interface Loopback0
no interface gi0/1
no interface FastEthernet0/0.1
no access-list 101
no ip access-list extended SPLIT
no crypto pki trustpoint CORP
no crypto keyring RING
no crypto isakmp policy 10
no crypto isakmp policy 20
no crypto isakmp key whatever address 203.0.113.9
no crypto isakmp key whatever address 0.0.0.0 0.0.0.0
no crypto isakmp key whatever hostname b2.example.net
no crypto isakmp identity
no crypto isakmp keepalive
no crypto isakmp nat keepalive
no crypto isakmp aggressive-mode disable
no crypto isakmp xauth timeout
no crypto isakmp fragmentation
no crypto isakmp client configuration address-pool local
no crypto isakmp peer address 203.0.113.9 vrf front
no crypto isakmp peer hostname b2.example.net
no crypto isakmp client configuration group SALES
no crypto isakmp profile REMOTE
no crypto ipsec security-association lifetime seconds
no crypto ipsec security-association lifetime kilobytes
no crypto ipsec security-association idle-time
no crypto ipsec security-association replay window-size
no crypto ipsec transform-set STRONG
no crypto ipsec transform-set GCM
no crypto ipsec transform-set AH
no crypto ipsec profile BASE
no crypto dynamic-map DYN
no crypto map OUTSIDE
no crypto ikev2 name-mangler MAIL
no crypto ikev2 authorization policy GIVEN
no crypto ikev2 proposal NEW
no crypto ikev2 policy HERE
no crypto ikev2 keyring K2
no crypto ikev2 profile SITES
no crypto ikev2 profile SIMPLE
no crypto ikev2 dpd
no crypto ikev2 nat keepalive
no crypto ikev2 cookie-challenge
no crypto ikev2 fragmentation
no crypto logging session
no crypto logging ikev2
no crypto session stats history
`);
    assert.deepEqual(ipsec, emptyIpsecConfig);
  });

  test('of one entry, of one line of a map, of one peer', () => {
    const { ipsec } = accepted(`${fixture('ipsec')}
no crypto dynamic-map DYN 20
no crypto map OUTSIDE 30
no crypto map OUTSIDE client accounting list
no crypto map OUTSIDE client configuration address initiate
no crypto map OUTSIDE 65000 ipsec-isakmp dynamic DYN
crypto map OUTSIDE 10
 no set peer 203.0.113.9
 no set transform-set
 no set pfs
 no match address
 no reverse-route
crypto isakmp profile REMOTE
 no match identity group SALES
 no accounting
crypto ikev2 profile SITES
 no authentication remote eap
 no aaa accounting eap
crypto ikev2 keyring K2
 no peer TWO
ip access-list extended SPLIT
 no 5
interface GigabitEthernet0/1
 no crypto map
`);
    assert.deepEqual(
      ipsec.dynamicMaps.map(({ sequence }) => sequence),
      [10],
    );
    const [map] = ipsec.maps;
    assert.equal(map?.accountingList, undefined);
    assert.deepEqual(map?.configurationAddress, { respond: true });
    const [entry, ...others] = map?.entries ?? [];
    assert.deepEqual(others, []);
    assert.ok(entry?.kind === 'static');
    assert.deepEqual(entry.peers, [{ host: 'b2.example.net', dynamic: true, default: true }]);
    assert.deepEqual(
      [entry.transformSets, entry.pfs, entry.matchAddress, entry.reverseRoute],
      [[], undefined, undefined, undefined],
    );
    assert.equal(ipsec.profiles[0]?.accounting, undefined);
    assert.ok(!ipsec.profiles[0]?.matches.some(({ kind }) => kind === 'group'));
    const [sites] = ipsec.ikev2.profiles;
    assert.deepEqual(sites?.remoteAuthentication, ['pre-share', 'rsa-sig']);
    assert.deepEqual(sites?.accounting, { any: 'SITE' });
    assert.deepEqual(
      ipsec.ikev2.keyrings[0]?.peers.map(({ name }) => name),
      ['ONE'],
    );
    assert.deepEqual(
      ipsec.accessLists.find(({ name }) => name === 'SPLIT')?.entries.map(({ sequence }) => sequence),
      [10],
    );
    assert.equal(ipsec.interfaces.find(({ name }) => name === 'GigabitEthernet0/1')?.cryptoMap, undefined);
  });

  test('of the words of an IKEv2 proposal need no words; a bare no match takes nothing away', () => {
    const proposal = 'crypto ikev2 proposal P\n encryption aes-gcm-256\n prf sha384\n group 19\n';
    const [emptied] = accepted(`${proposal} no encryption\n no prf\n no group\n`).ipsec.ikev2.proposals;
    assert.deepEqual([emptied?.encryption, emptied?.prf, emptied?.group], [[], [], []]);
    const { refused, config } = load('crypto ikev2 profile P\n match fvrf any\n no match\n');
    assert.deepEqual(
      [refused.map(({ reason }) => reason), config.ipsec.ikev2.profiles[0]?.frontVrf],
      [['% Incomplete command.'], { any: true }],
    );
  });
});
