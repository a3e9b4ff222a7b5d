/** What charon is told for IOS lines, message by message. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import type { Compiled, CompileInput } from '../../src/sources/ipsec/compile/index.ts';
import { base, compiled, messageOf, problems, sectionOf } from './compiling.ts';

const fixture = (name: string): string =>
  readFileSync(new URL(`../../src/commands/config/fixtures/${name}.cfg`, import.meta.url), 'utf8');

const shared = {
  ...{ version: '1', local_addrs: ['172.28.100.1'], remote_addrs: ['172.31.100.2'] },
  ...{ proposals: ['aes128-sha1-modp2048'], rekey_time: '77760s', over_time: '8640s', rand_time: '4320s' },
  unique: 'no',
};
const psk = { local: { auth: 'psk', id: '172.28.100.1' }, remote: { auth: 'psk' } };
const child = {
  ...{ esp_proposals: ['aes128-sha1'], life_time: '120s', rekey_time: '108s', rand_time: '6s', dpd_action: 'clear' },
};

describe('the full examples of the documentation', () => {
  test('without ISAKMP profiles: one connection, accounted for by the map', () => {
    const made = compiled(fixture('crypto-map'));
    assert.deepEqual(problems(made), []);
    assert.deepEqual(made.loads, [
      {
        ...{ command: 'load-shared', name: 'crypto/key/172.31.100.2' },
        message: { id: 'crypto/key/172.31.100.2', type: 'IKE', data: 'cisco', owners: ['172.31.100.2'] },
        line: 'crypto isakmp key address 172.31.100.2',
      },
      {
        ...{ command: 'load-conn', name: 'crypto/test/10/172.31.100.2', line: 'crypto map test 10 ipsec-isakmp' },
        message: {
          'crypto/test/10/172.31.100.2': {
            ...{ ...shared, ...psk },
            children: {
              'crypto/test/10/172.31.100.2/101.1': {
                ...{ ...child, local_ts: ['10.20.20.20/32'], remote_ts: ['10.10.10.10/32'], start_action: 'trap' },
              },
            },
          },
        },
      },
    ]);
    assert.deepEqual(
      [...made.origins.values()],
      [
        {
          ...{
            name: 'crypto/test/10/172.31.100.2',
            version: 1,
            interface: 'FastEthernet1/1',
            map: 'test',
            sequence: 10,
          },
          ...{ localAddress: '172.28.100.1', peer: '172.31.100.2', authentication: 'psk', accountingList: 'ipsecaaa' },
          flows: [
            {
              ...{ child: 'crypto/test/10/172.31.100.2/101.1', protocol: 0 },
              ...{ local: '10.20.20.20/32', remote: '10.10.10.10/32' },
            },
          ],
        },
      ],
    );
  });

  test('with an ISAKMP profile: the peer by its key, and the group when somebody describes it', () => {
    const bare = compiled(fixture('isakmp-profile'));
    assert.deepEqual(problems(bare), [
      'crypto isakmp profile groupA: group cclient by list cisco-client: nobody describes it',
    ]);
    assert.deepEqual([...bare.origins.keys()], ['crypto/test/10/remotes/1/any']);
    const made = compiled(`${fixture('isakmp-profile')}
aaa authorization network cisco-client local
crypto isakmp client configuration group cclient
 key group-key
 pool addressA
`);
    assert.deepEqual(problems(made), []);
    const name = 'crypto/test/10/remotes/1/groupA/group/cclient';
    assert.deepEqual(messageOf(made, 'load-conn', 'cclient'), {
      [name]: {
        ...{ ...shared, aggressive: 'yes', pools: ['radius', 'crypto/pool/addressA/1'] },
        ...{ ...psk, remote: { auth: 'psk', id: 'keyid:cclient' }, 'remote-xauth': { auth: 'xauth-radius' } },
        children: { [`${name}/any`]: { ...child, local_ts: ['0.0.0.0/0'], remote_ts: ['dynamic'] } },
      },
    });
    assert.deepEqual(messageOf(made, 'load-pool', 'addressA'), {
      'crypto/pool/addressA/1': { addrs: '192.168.1.1-192.168.1.253' },
    });
    assert.deepEqual(messageOf(made, 'load-shared', 'keyid'), {
      ...{ id: 'crypto/key/keyid:cclient', type: 'IKE', data: 'group-key', owners: ['keyid:cclient'] },
    });
    const origin = made.origins.get(name);
    assert.deepEqual(
      [origin?.accountingList, origin?.authenticationList, origin?.group, origin?.insideVrf, origin?.profile],
      ['acc', 'cisco-client', 'cclient', 'cisco', 'groupA'],
    );
  });
});

test('lives, groups of secrecy, idle time, replay window, several transform sets; keepalive', () => {
  const made = compiled(`${base}crypto isakmp key k address 198.51.100.1
crypto isakmp keepalive 20 3
crypto map M 10 ipsec-isakmp
 set peer 198.51.100.1
 set transform-set A B
 set pfs group14
 set security-association lifetime seconds 1000
 set security-association lifetime kilobytes 10000
 set security-association idle-time 600
 set security-association replay window-size disable
 match address 101
`);
  assert.deepEqual(problems(made), []);
  const { children, ...connection } = sectionOf(made, 'load-conn', '/M/10');
  assert.deepEqual(connection.proposals, ['3des-sha1-modp768']);
  assert.deepEqual([connection.dpd_delay, connection.dpd_timeout], ['20s', '35s']);
  assert.deepEqual(children, {
    // What is not to be tunnelled, though a later line would.
    'crypto/M/10/198.51.100.1/101.1': {
      ...{ local_ts: ['10.1.0.0/16[6]'], remote_ts: ['0.0.0.0/0[6/22]'], mode: 'pass', start_action: 'trap' },
    },
    'crypto/M/10/198.51.100.1/101.2': {
      esp_proposals: ['aes256gcm16-modp2048', 'aes128-sha1-modp2048'],
      ...{ life_time: '1000s', rekey_time: '900s', rand_time: '50s' },
      ...{ life_bytes: '10240000', rekey_bytes: '9216000', rand_bytes: '512000' },
      ...{ mode: 'transport', inactivity: '600s', replay_window: '0', dpd_action: 'clear' },
      ...{ local_ts: ['10.1.0.0/16'], remote_ts: ['10.2.0.0/16'], start_action: 'trap' },
    },
  });
});

test('peers in order, by name, in aggressive mode; when this box begins', () => {
  const made = compiled(`${base}crypto isakmp key k hostname hub.example
crypto isakmp peer address 198.51.100.2
 set aggressive-mode client-endpoint fqdn spoke.example
 set aggressive-mode password secret
crypto map M 10 ipsec-isakmp
 set peer hub.example
 set peer 198.51.100.2 default
 set transform-set B
 set initiate always
 match address 101
`);
  const first = JSON.stringify(sectionOf(made, 'load-conn', '198.51.100.2'));
  assert.match(first, /"aggressive":"yes".*"id":"fqdn:spoke.example".*"start_action":"start"/);
  assert.doesNotMatch(JSON.stringify(sectionOf(made, 'load-conn', 'hub.example')), /"start_action":"start"|aggressive/);
  assert.deepEqual(sectionOf(made, 'load-conn', 'hub.example').remote_addrs, ['hub.example']);
});

test('a map without profiles: its own lists for groups and users; gateways are not asked for a user', () => {
  const made = compiled(`${base}crypto isakmp client configuration group G1
 key one
 pool vpn
 dns 10.1.0.1
 save-password
crypto isakmp client configuration group G2
 key two
 pool vpn
 acl 101
 banner ^Hello^
crypto isakmp key k address 198.51.100.9 no-xauth
crypto isakmp key any address 203.0.113.0 255.255.255.0
crypto dynamic-map D 5
 set transform-set B
crypto map M client authentication list users
crypto map M client accounting list books
crypto map M isakmp authorization list here
crypto map M client configuration address initiate
crypto map M 10 ipsec-isakmp dynamic D
`);
  assert.deepEqual(problems(made), []);
  assert.deepEqual(
    [...made.origins.keys()],
    ['crypto/M/10/D/5/group/G1', 'crypto/M/10/D/5/group/G2', 'crypto/M/10/D/5/no-xauth', 'crypto/M/10/D/5/any'],
  );
  const group = sectionOf(made, 'load-conn', 'G1');
  assert.deepEqual([group.pull, group.pools], ['no', ['radius', 'crypto/pool/vpn/group%20G1/1']]);
  const gateway = sectionOf(made, 'load-conn', 'no-xauth');
  assert.deepEqual(
    [gateway.remote_addrs, gateway['remote-xauth'], gateway.pools],
    [['198.51.100.9'], undefined, undefined],
  );
  assert.deepEqual(sectionOf(made, 'load-conn', 'D/5/any')['remote-xauth'], { auth: 'xauth-radius' });
  // They tell different things, so each has its part of the pool.
  assert.deepEqual(sectionOf(made, 'load-pool', 'G1'), {
    ...{ addrs: '10.99.0.1-10.99.0.4', dns: ['10.1.0.1'], 28673: ['\u0000\u0001'] },
  });
  assert.deepEqual(sectionOf(made, 'load-pool', 'G2'), {
    ...{ addrs: '10.99.0.5-10.99.0.9', split_include: ['10.1.0.0/16'], subnet: ['10.1.0.0/16'], 28672: ['Hello'] },
  });
  for (const { accountingList, authenticationList, name } of made.origins.values())
    assert.deepEqual([accountingList, authenticationList], ['books', name.includes('no-xauth') ? undefined : 'users']);
});

test('a certificate: of this box to peers, of the authority from them; what is missing is named', () => {
  const pem = (what: string) => `-----BEGIN ${what}-----\nAAAA\n-----END ${what}-----\n`;
  const files: Record<string, string> = {
    '/own': pem('CERTIFICATE') + pem('CERTIFICATE'),
    '/key': pem('PRIVATE KEY'),
    '/ca': pem('CERTIFICATE'),
  };
  const lines = `${base}crypto pki trustpoint T
 certificate file /own
 private-key file /key
 ca-certificate file /ca
 revocation-check none
crypto isakmp profile P
 match identity host domain example.com
 ca trust-point T
crypto dynamic-map D 5
 set transform-set B
 set isakmp-profile P
crypto map M 10 ipsec-isakmp dynamic D
`;
  const made = compiled(lines, { readFile: (path) => files[path] });
  assert.deepEqual(problems(made), []);
  const connection = sectionOf(made, 'load-conn', 'rsa-sig');
  assert.deepEqual(connection.proposals, ['aes256-sha256-ecp256']);
  assert.deepEqual(connection.local, { auth: 'pubkey', certs: [pem('CERTIFICATE')] });
  assert.deepEqual(connection.remote, {
    ...{ auth: 'pubkey', cacerts: [pem('CERTIFICATE')], revocation: 'relaxed', id: 'fqdn:*.example.com' },
  });
  assert.deepEqual(
    made.loads.map(({ command, name }) => `${command} ${name}`),
    [
      'load-key crypto/key-of/T',
      'load-cert crypto/ca/T/1',
      'load-cert crypto/chain/T/1',
      'load-conn crypto/M/10/D/5/P/fqdn:*.example.com/rsa-sig',
    ],
  );
  assert.deepEqual(problems(compiled(lines)), [
    'crypto pki trustpoint T: /ca cannot be read',
    'crypto pki trustpoint T: it has no certificate of an authority',
    'crypto isakmp profile P: there is neither a key nor a trustpoint for it',
  ]);
});

test('keys that charon cannot tell apart, or that hide others, are reported', () => {
  const made = compiled(`${base}crypto isakmp key one address 198.51.100.1
crypto keyring R
 pre-shared-key address 198.51.100.1 key two
crypto isakmp key all address 0.0.0.0 0.0.0.0
crypto isakmp client configuration group G
 key three
crypto dynamic-map D 5
 set transform-set B
crypto map M isakmp authorization list here
crypto map M 10 ipsec-isakmp dynamic D
`);
  assert.deepEqual(problems(made), [
    'crypto isakmp key address 198.51.100.1: crypto keyring R / pre-shared-key address 198.51.100.1 gives the same peer another key; charon knows one for a peer',
    'crypto isakmp key address 0.0.0.0 0.0.0.0: charon takes this key for every IKEv1 peer, before that of its group',
  ]);
});

test('the SAs of a VRF have the number of its XFRM interface, or the marks of its VTI; without either the line is told', () => {
  const made = (device: ReturnType<CompileInput['tunnelDevice']>) =>
    compiled(
      `${base}vrf definition red
 linux namespace inside
crypto isakmp key secret address 192.0.2.9
crypto isakmp profile P
 vrf red
 match identity address 192.0.2.9
crypto map M 10 ipsec-isakmp
 set peer 192.0.2.9
 set transform-set A
 set isakmp-profile P
 match address 150
access-list 150 permit ip 10.1.0.0 0.0.0.255 10.2.0.0 0.0.0.255
`,
      {
        tunnelDevice: ({ kind, name }) => (`${kind} ${name}` === 'namespace inside' ? device : undefined),
      },
    );
  const belongs = (from: Compiled): string[] =>
    JSON.stringify(sectionOf(from, 'load-conn', 'M/10')).match(/(?:mark|if_id)_\w+":"\d+/g) ?? [];
  assert.deepEqual(belongs(made({ kind: 'marks', markIn: 7, markOut: 8 })), ['mark_in":"7', 'mark_out":"8']);
  assert.deepEqual(belongs(made({ kind: 'interface', id: 5 })), ['if_id_in":"5', 'if_id_out":"5']);
  assert.deepEqual(belongs(made(undefined)), []);
  assert.deepEqual(problems(made(undefined)), [
    'crypto map M 10 ipsec-isakmp: there is no XFRM interface, and no VTI with keys, in the namespace inside of vrf red',
  ]);
});

test('local-address: of a map it is the address of the tunnels; of a profile or keyring, where they hold', () => {
  const made = (map: string, profile: string, ring: string): unknown[] => {
    const from = compiled(`${base}interface Loopback0
 ip address 192.0.2.99 255.255.255.255
crypto keyring RING
 pre-shared-key address 198.51.100.1 key word
${ring}crypto isakmp profile P
 keyring RING
 match identity address 198.51.100.1
${profile}${map}crypto map M 10 ipsec-isakmp
 set peer 198.51.100.1
 set transform-set B
 set isakmp-profile P
 match address 101
`);
    const sent = from.loads
      .filter(({ command }) => command === 'load-conn')
      .map(({ message }) => JSON.stringify(message));
    const addresses = sent.map((text) => /"local_addrs":\["([^"]*)/.exec(text)?.[1]);
    return [
      ...addresses,
      ...from.loads.filter(({ command }) => command === 'load-shared').map(({ name }) => name),
      ...problems(from),
    ];
  };
  const key = 'crypto/key/198.51.100.1';
  const here = ['192.0.2.1', key];
  assert.deepEqual(made('', '', ''), here);
  assert.deepEqual(made('crypto map M local-address Loopback0\n', '', ''), ['192.0.2.99', key]);
  for (const place of ['192.0.2.1', 'FastEthernet0/0']) {
    assert.deepEqual(made('', ` local-address ${place}\n`, ''), here);
    assert.deepEqual(made('', '', ` local-address ${place}\n`), here);
  }
  assert.deepEqual(made('', ' local-address 192.0.2.99\n', ''), [
    key,
    'crypto map M 10 ipsec-isakmp: crypto isakmp profile P is not for FastEthernet0/0: local-address',
  ]);
  assert.deepEqual(made('', '', ' local-address 192.0.2.99\n'), [
    '192.0.2.1',
    'crypto keyring RING: no crypto map is on an interface that it is for',
  ]);
});
