import assert from 'node:assert/strict';
import { test } from 'node:test';
import { replay } from '../../../ios/testing.ts';
import type { CryptoSessionView } from '../../../sources/ipsec/snapshot.ts';
import { gateway } from '../fixtures/gateway.ts';
import { type Asked, client, FakeCrypto, negotiating, silent, site } from './testing/views.ts';

const sessions = [site, client, { ...client, id: 5, username: 'eve', remote: { address: '172.31.100.3', port: 500 } }];

/** What commands print, one text each. */
async function run(lines: readonly string[], crypto: FakeCrypto, configuration = ''): Promise<string[]> {
  const box = gateway({ crypto, configuration });
  const texts: string[] = [];
  for (const line of lines) {
    const [, ...printed] = (await replay(`${box.shell.prompt}${line}\n`, box.shell)).split('\n');
    texts.push(printed.slice(0, -1).join('\n'));
  }
  return texts;
}

const peersIn = (text: string): string[] => [...text.matchAll(/^Peer: (\S+)/gm)].map(([, peer = '']) => peer);

const filters: readonly (readonly [line: string, peers: readonly string[]])[] = [
  ['', ['192.0.2.1', '172.31.100.2', '172.31.100.3']],
  ['remote 172.31.100.3', ['172.31.100.3']],
  ['remote 172.31.100.2 port 4500', ['172.31.100.2']],
  ['remote 172.31.100.2 port 500', []],
  ['local 172.28.100.1 detail', ['172.31.100.2', '172.31.100.3']],
  ['detail local 172.28.100.1 remote 172.31.100.3', ['172.31.100.3']],
  ['fvrf myf', ['192.0.2.1']],
  ['ivrf cisco', ['172.31.100.2', '172.31.100.3']],
  ['interface gi3', []],
  ['interface GigabitEthernet3 detail', ['192.0.2.1']],
  ['isakmp group cclient', ['172.31.100.2', '172.31.100.3']],
  ['isakmp profile groupA username eve', ['172.31.100.3']],
  ['ikev2 profile ASM-PROFILE', ['192.0.2.1']],
  ['ikev2 profile groupA', []],
  ['username joe@cclient', ['172.31.100.2']],
  ['username joe', []],
  ['active', ['192.0.2.1', '172.31.100.2', '172.31.100.3']],
  ['standby', []],
];
for (const [line, peers] of filters)
  test(`show crypto session ${line}`, async () => {
    const [text = ''] = await run(
      [`show crypto session ${line}`],
      new FakeCrypto(sessions),
      'crypto session layout current',
    );
    assert.deepEqual(peersIn(text), peers);
  });

test('every filter holds for brief, too', async () => {
  const [text = ''] = await run(['show crypto session remote 172.31.100.3 brief'], new FakeCrypto(sessions));
  assert.match(text, /^172\.31\.100\.3 +Fa1\/1 +eve +cclient/m);
  assert.doesNotMatch(text, /172\.31\.100\.2/);
});

test('the layout: classic where IKEv2 is not configured, current where it is, or as configured', async () => {
  const titleIn = async (configuration: string): Promise<string> => {
    const [text = ''] = await run(['show crypto session'], new FakeCrypto([client]), configuration);
    return /IKE\S* SA/.exec(text)?.[0] ?? text;
  };
  assert.equal(await titleIn(''), 'IKE SA');
  assert.equal(await titleIn('crypto ikev2 profile P'), 'IKEv1 SA');
  assert.equal(await titleIn('crypto ikev2 profile P\ncrypto session layout classic'), 'IKE SA');
  assert.equal(await titleIn('crypto session layout current'), 'IKEv1 SA');
});

test('volumes are those of the entry of the map, of its template, or of all', async () => {
  const lives = async (session: CryptoSessionView, configuration: string): Promise<string> => {
    const [text = ''] = await run(['show crypto session detail'], new FakeCrypto([session]), configuration);
    return /life \(KB\/Sec\) (.*)/.exec(text)?.[1] ?? text;
  };
  assert.equal(await lives(client, ''), 'KB Vol Rekey Disabled/2949');
  const global = 'crypto ipsec security-association lifetime kilobytes 5000\n';
  assert.equal(await lives(client, global), '5000/2949');
  const entry = `${global}crypto map test 10 ipsec-isakmp\n set security-association lifetime kilobytes 6000`;
  assert.equal(await lives(client, entry), '6000/2949');
  const template = `${global}crypto dynamic-map T 1\n set security-association lifetime kilobytes 7000
crypto map test 10 ipsec-isakmp dynamic T`;
  assert.equal(await lives(client, template), '7000/2949');
});

test('screens of SAs: versions apart, and filters', async () => {
  const crypto = new FakeCrypto([...sessions, negotiating, silent]);
  const [isakmp = '', vrf = '', standby = '', count = '', ikev2 = '', other = '', sas = '', map = '', counted = ''] =
    await run(
      [
        'show crypto isakmp sa',
        'show crypto isakmp sa vrf cisco',
        'show crypto isakmp sa standby',
        'show crypto isakmp sa count',
        'show crypto ikev2 sa remote 192.0.2.1 detailed',
        'show crypto ikev2 sa local 192.0.2.9',
        'show crypto ipsec sa peer 192.0.2.1',
        'show crypto ipsec sa map other',
        'show crypto ipsec sa count',
      ],
      crypto,
    );
  assert.equal(isakmp.match(/ QM_IDLE /g)?.length, 2);
  assert.doesNotMatch(isakmp, /192\.0\.2\.1/);
  assert.doesNotMatch(vrf, /MM_NO_STATE/);
  assert.doesNotMatch(standby, /QM_IDLE/);
  assert.match(count, /Active ISAKMP SA's: 2\n/);
  assert.match(ikev2, /Session-id: 1\n/);
  assert.doesNotMatch(other, /READY/);
  assert.deepEqual(
    [...sas.matchAll(/^interface: (.*)/gm)].map(([, name]) => name),
    ['GigabitEthernet3'],
  );
  assert.equal(map, '');
  assert.equal(counted, 'IPsec SA total: 6, active: 4, rekeying: 2, unused: 0, invalid: 0');
});

test('IKEv2: lifetimes and times of dead peer detection are those of the profile, else those of all', async () => {
  const shown = async (configuration: string): Promise<readonly (string | undefined)[]> => {
    const [text = ''] = await run(['show crypto ikev2 sa detailed'], new FakeCrypto([site]), configuration);
    return [/Active Time: (\d+)/.exec(text)?.[1], /DPD configured for (.*)/.exec(text)?.[1]];
  };
  assert.equal((await shown(''))[1], '0 seconds, retry 0');
  assert.deepEqual(await shown('crypto ikev2 dpd 30 5 periodic\ncrypto ikev2 profile ASM-PROFILE'), [
    '86400',
    '30 seconds, retry 5',
  ]);
  const own = 'crypto ikev2 profile ASM-PROFILE\n lifetime 7200\n dpd 10 2 on-demand';
  assert.deepEqual(await shown(own), ['7200', '10 seconds, retry 2']);
});

const clears: readonly (readonly [line: string, ...asked: readonly Asked[]])[] = [
  ['clear crypto session', ['clear', {}, false]],
  ['clear crypto session remote 172.31.100.2', ['clear', { remote: { address: '172.31.100.2' } }, false]],
  [
    'clear crypto session local 172.28.100.1 port 4500 remote 172.31.100.2 port 500',
    [
      'clear',
      { local: { address: '172.28.100.1', port: 4500 }, remote: { address: '172.31.100.2', port: 500 } },
      false,
    ],
  ],
  ['clear crypto session fvrf a ivrf b', ['clear', { frontVrf: 'a', insideVrf: 'b' }, false]],
  ['clear crypto session isakmp group cclient', ['clear', { group: 'cclient' }, false]],
  ['clear crypto session isakmp profile groupA', ['clear', { profile: { name: 'groupA', ikev2: false } }, false]],
  ['clear crypto session ikev2 profile P', ['clear', { profile: { name: 'P', ikev2: true } }, false]],
  ['clear crypto session username joe', ['clear', { username: 'joe' }, false]],
  ['clear crypto session interface fa1/1', ['clear', { interface: 'FastEthernet1/1' }, false]],
  ['clear crypto session ivrf cisco dry-run', ['clear', { insideVrf: 'cisco' }, true]],
  ['clear crypto isakmp', ['clearIke', 17], ['clearIke', 18]],
  ['clear crypto isakmp 18', ['clearIke', 18]],
  // That of IKEv2 is none of its.
  ['clear crypto isakmp 1'],
  ['clear crypto isakmp standby'],
  ['clear crypto ikev2 sa', ['clearIke', 1]],
  ['clear crypto ikev2 sa remote 192.0.2.1 fvrf myf', ['clearIke', 1]],
  ['clear crypto ikev2 sa remote 172.31.100.2'],
  ['clear crypto sa', ['clearSa', {}]],
  ['clear crypto sa peer 192.0.2.1', ['clearSa', { peer: '192.0.2.1' }]],
  ['clear crypto sa map test', ['clearSa', { map: 'test' }]],
  ['clear crypto sa vrf cisco', ['clearSa', { vrf: 'cisco' }]],
  [
    'clear crypto sa entry 192.0.2.1 esp 0x658F7C11',
    ['clearSa', { entry: { address: '192.0.2.1', protocol: 'esp', spi: 0x658f7c11 } }],
  ],
  ['clear crypto sa counters', ['clearCounters', {}]],
  ['clear crypto sa counters peer 192.0.2.1', ['clearCounters', { peer: '192.0.2.1' }]],
];
for (const [line, ...asked] of clears)
  test(line, async () => {
    const crypto = new FakeCrypto([site, client, negotiating]);
    const [text] = await run([line], crypto);
    assert.deepEqual(crypto.asked, asked);
    if (!line.endsWith('dry-run')) assert.equal(text, '');
  });

test('a dry run tells what would go; what charon did not take is told', async () => {
  const [one, all, none] = await run(
    [
      'clear crypto session remote 192.0.2.1 dry-run',
      'clear crypto session dry-run',
      'clear crypto session remote 192.0.2.77 dry-run',
    ],
    new FakeCrypto([site, client]),
  );
  assert.equal(one, 'Would clear 1 session: 1 IKE SA, 1 pair of IPsec SAs');
  assert.equal(all, 'Would clear 2 sessions: 2 IKE SAs, 2 pairs of IPsec SAs');
  assert.equal(none, 'Would clear 0 sessions: 0 IKE SAs, 0 pairs of IPsec SAs');
  const failing = new FakeCrypto([site, client], { failed: 'charon is not there' });
  for (const line of ['clear crypto session', 'clear crypto isakmp', 'clear crypto ikev2 sa', 'clear crypto sa'])
    assert.deepEqual(await run([line], failing), ['% Not everything is cleared: charon is not there']);
});
