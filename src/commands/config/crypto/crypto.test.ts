import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { loadConfiguration, writeConfiguration } from '../../../ios/index.ts';
import { emptyIpsecConfig, type IpsecConfig } from '../../../sources/ipsec/config.ts';
import { tunnelRules } from '../../advice/tunnels.ts';
import { ipsecSurroundings } from '../../configuration.ts';
import { configLanguage, emptyConfiguration, repeatableServices, testServices, testVault } from '../testing.ts';

const load = (text: string) => loadConfiguration(text, configLanguage, emptyConfiguration, repeatableServices);
const fixture = (name: string): string => readFileSync(new URL(`../fixtures/${name}.cfg`, import.meta.url), 'utf8');
/** Loads lines that must all be accepted; gives the slice and its lines. */
function accepted(text: string): { readonly ipsec: IpsecConfig; readonly lines: readonly string[] } {
  const { config, refused } = load(text);
  assert.deepEqual(refused, []);
  return { ipsec: config.ipsec, lines: writeConfiguration(config, configLanguage) };
}

const key = { type: 6, text: '5zt5oLEPjNtqx9vk' } as const;
const common = {
  policies: [{ priority: 1, encryption: 'aes-128', authentication: 'pre-share', group: '14' }],
  keys: [{ owner: { kind: 'address', address: '172.31.100.2' }, key }],
  transformSets: [{ name: 'my_transform_set', cipher: 'esp-aes', hash: 'esp-sha-hmac' }],
} satisfies Partial<IpsecConfig>;
const list101 = {
  name: '101',
  entries: [
    {
      kind: 'entry',
      action: 'permit',
      protocol: 0,
      source: { address: '10.20.20.20', wildcard: '0.0.0.0' },
      destination: { address: '10.10.10.10', wildcard: '0.0.0.0' },
    },
  ],
} as const;
const mask = '255.255.255.0';
const at = (name: string, address: string, cryptoMap?: string) => ({
  name,
  address: { address, mask },
  ipv6Addresses: [],
  ...(cryptoMap === undefined ? {} : { cryptoMap }),
});

describe('full configurations give the slice that they describe', () => {
  test('remote clients with an ISAKMP profile', () => {
    const { config, refused } = load(fixture('isakmp-profile'));
    assert.deepEqual(refused, []);
    assert.deepEqual(config.ipsec, {
      ...emptyIpsecConfig,
      ...common,
      profiles: [
        {
          name: 'groupA',
          vrf: 'cisco',
          keyrings: [],
          matches: [{ kind: 'group', group: 'cclient' }],
          matchCertificates: [],
          trustpoints: [],
          localAddresses: [],
          authenticationList: 'cisco-client',
          authorizationList: 'cisco-client',
          configurationAddress: { respond: true },
          accounting: 'acc',
        },
      ],
      dynamicMaps: [
        {
          map: 'remotes',
          sequence: 1,
          peers: [{ host: '172.31.100.2' }],
          transformSets: ['my_transform_set'],
          lifetime: { seconds: 120 },
          reverseRoute: {},
        },
      ],
      maps: [{ name: 'test', entries: [{ kind: 'dynamic', sequence: 10, dynamicMap: 'remotes' }] }],
      interfaces: [
        at('Loopback0', '10.20.20.20'),
        at('FastEthernet0/0', '10.2.80.203'),
        at('FastEthernet1/0', '192.168.219.2'),
        at('FastEthernet1/1', '172.28.100.1', 'test'),
      ],
      accessLists: [
        list101,
        {
          name: 'encrypt',
          entries: [
            {
              kind: 'entry',
              sequence: 10,
              action: 'permit',
              protocol: 0,
              source: { address: '10.0.0.1', wildcard: '0.0.0.0' },
              destination: { address: '10.5.0.1', wildcard: '0.0.0.0' },
            },
          ],
        },
      ],
    } satisfies IpsecConfig);
    assert.deepEqual(ipsecSurroundings(config), {
      hostname: 'sheep',
      domainName: 'cisco.com',
      pools: [{ name: 'addressA', low: '192.168.1.1', high: '192.168.1.253' }],
      standardLists: [],
    });
  });

  test('a crypto map with an accounting list, and no profile', () => {
    const { config, refused } = load(fixture('dynamic-map'));
    assert.deepEqual(refused, []);
    assert.deepEqual(config.ipsec, {
      ...emptyIpsecConfig,
      ...common,
      peers: [{ kind: 'address', peer: '10.2.2.9', description: 'connection from site A' }],
      dynamicMaps: [
        {
          map: 'mymap',
          sequence: 10,
          peers: [],
          transformSets: ['aswan'],
          lifetime: {},
          isakmpProfile: 'cisco',
          reverseRoute: { remotePeer: {} },
        },
      ],
      maps: [
        {
          name: 'test',
          accountingList: 'ipsecaaa',
          entries: [
            {
              kind: 'static',
              sequence: 10,
              peers: [{ host: '172.31.100.2' }],
              transformSets: ['my_transform_set'],
              lifetime: { seconds: 120 },
              matchAddress: '101',
            },
          ],
        },
      ],
      interfaces: [at('FastEthernet1/0', '172.28.100.1', 'test')],
      accessLists: [list101],
    } satisfies IpsecConfig);
  });
});

test('the misprints of the guide are taken for what they mean', () => {
  const { config, refused, notes } = load(`crypto-isakmp profile groupA
  vrf cisco
crypto dynamic-map mymap 10 ipsec-isakmp
crypto isakmp peer ip-address 10.2.2.9
crypto map mymap ipsec-isakmp dynamic dmap
crypto map mymap ipsec-isakmp dynamic dmap
`);
  assert.deepEqual(refused, []);
  assert.deepEqual(
    config.ipsec.profiles.map(({ name, vrf }) => [name, vrf]),
    [['groupA', 'cisco']],
  );
  assert.deepEqual(
    config.ipsec.peers.map(({ kind, peer }) => [kind, peer]),
    [['address', '10.2.2.9']],
  );
  assert.deepEqual(config.ipsec.maps, [
    { name: 'mymap', entries: [{ kind: 'dynamic', sequence: 65_535, dynamicMap: 'dmap' }] },
  ]);
  assert.deepEqual(
    notes.map(({ line, note }) => [line, note]),
    [
      [5, '% No sequence number: taken as entry 65535'],
      [6, '% No sequence number: taken as entry 65535'],
    ],
  );
});

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
});

test('interfaces of IOS have one spelling, those of Linux keep theirs', () => {
  const { ipsec } = accepted(
    'interface fa1/1\ninterface FASTETHERNET 1/1\ninterface Fast1/1.5\ninterface eth0\ninterface lo\ninterface wg0\ninterface loopback 7\n',
  );
  assert.deepEqual(
    ipsec.interfaces.map(({ name }) => name),
    ['FastEthernet1/1', 'FastEthernet1/1.5', 'eth0', 'lo', 'wg0', 'Loopback7'],
  );
});

test('of several peers one is tried first; naming another changes that', () => {
  const { ipsec } = accepted(
    'crypto map M 1 ipsec-isakmp\n set peer 192.0.2.1 default\n set peer 192.0.2.2\n set peer 192.0.2.2 default\n',
  );
  const [entry] = ipsec.maps[0]?.entries ?? [];
  assert.ok(entry?.kind === 'static');
  assert.deepEqual(entry.peers, [{ host: '192.0.2.1' }, { host: '192.0.2.2', default: true }]);
});

test('keys are sealed under the master key and can be opened; one of type 6 is kept as it is', () => {
  const { config } = loadConfiguration(
    `crypto isakmp key sesame address 192.0.2.1
crypto isakmp client configuration group G
 key open sesame
crypto keyring K
 pre-shared-key address 192.0.2.2 key 0 sesame
crypto ikev2 keyring K2
 peer P
  pre-shared-key sesame
`,
    configLanguage,
    emptyConfiguration,
    testServices,
  );
  const { keys, groups, keyrings, ikev2 } = config.ipsec;
  const sealed = [keys[0]?.key, groups[0]?.key, keyrings[0]?.keys[0]?.key, ikev2.keyrings[0]?.peers[0]?.keys.both];
  assert.deepEqual(
    sealed.map((one) => {
      assert.ok(one !== undefined);
      assert.equal(one.type, 6);
      const opened = testVault.open(one);
      return opened.ok ? opened.value : opened.error;
    }),
    ['sesame', 'open sesame', 'sesame', 'sesame'],
  );
  const text = writeConfiguration(config, configLanguage).join('\n');
  assert.ok(!text.includes('sesame'));
  const again = loadConfiguration(text, configLanguage, emptyConfiguration, testServices);
  assert.deepEqual(again.config.ipsec, config.ipsec);
});

test('the examples of docs/ipsec.md load whole and name only what is there', () => {
  const manual = readFileSync(new URL('../../../../docs/ipsec.md', import.meta.url), 'utf8');
  const section = manual.slice(manual.indexOf('## Configuration'), manual.indexOf('What is not IOS'));
  const text = section.match(/(?<=^```text\n)[^`]*/gm)?.join('\n') ?? '';
  assert.ok(text.includes('crypto ikev2 profile'));
  const { config, refused, kept, notes } = load(text);
  assert.deepEqual({ refused, kept, notes }, { refused: [], kept: [], notes: [] });
  assert.deepEqual(
    tunnelRules.flatMap((rule) => rule(config)).map((finding) => finding.text),
    [],
  );
});
