import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { emptyIpsecConfig, type IpsecConfig } from '../../../sources/ipsec/config.ts';
import { ipsecSurroundings } from '../../configuration.ts';
import { fixture, load } from './testing.ts';

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
