/** What happens to tunnels while the configuration changes, and to the configuration when charon goes. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { IkeSa } from '../../src/protocols/vici/index.ts';
import { eventually } from '../e2e/waiting.ts';
import type { Daemon } from '../rigs/daemon.ts';
import { inside, ipsecLab, type Lab, loaded, type Peer, trafficBetween } from './lab.ts';

const branches = `crypto logging session
crypto isakmp policy 1
 encryption aes
 authentication pre-share
 group 14
crypto isakmp key branch-key address 10.9.0.2
crypto isakmp key client-key address 10.9.0.3
crypto ipsec transform-set TS esp-aes esp-sha-hmac
crypto map LAB 10 ipsec-isakmp
 set peer 10.9.0.2
 set transform-set TS
 match address 101
crypto map LAB 20 ipsec-isakmp
 set peer 10.9.0.3
 set transform-set TS
 match address 102
access-list 101 permit ip 10.1.0.0 0.0.0.255 10.2.0.0 0.0.0.255
access-list 102 permit ip 10.1.0.0 0.0.0.255 10.3.0.0 0.0.0.255
interface FastEthernet0/0
 ip address 10.9.0.1 255.255.255.0
 crypto map LAB
`;

/** A peer with a pre-shared key, IKEv1 in main mode. */
async function gatewayOf(peer: Peer, key: string, net: string): Promise<void> {
  await peer.load('load-shared', { id: 'k', type: 'IKE', data: key, owners: ['10.9.0.1'] });
  await peer.load('load-conn', {
    gw: {
      ...{ version: '1', local_addrs: [peer.host.address], remote_addrs: ['10.9.0.1'] },
      ...{ proposals: ['aes128-sha1-modp2048'], local: { auth: 'psk' }, remote: { auth: 'psk' } },
      children: { net: { local_ts: [net], remote_ts: ['10.1.0.0/24'], esp_proposals: ['aes128-sha1'] } },
    },
  });
}

/** What is the same of an SA as long as nobody touches it. */
const sasOf = async ({ vici }: Peer): Promise<string[]> => {
  const sas = await vici.listSas();
  assert.equal(sas.ok, true);
  const text = ({ initiatorSpi, children }: IkeSa): string =>
    `${initiatorSpi} ${children.map(({ uniqueId, spiIn }) => `${uniqueId}/${spiIn}`).join(' ')}`;
  return sas.ok ? sas.value.map(text) : [];
};

/** Connections of the gateway's charon. */
async function names({ charon }: Lab): Promise<readonly string[]> {
  const loaded = await charon.vici.listConnections();
  return loaded.ok ? loaded.value.map(({ name }) => name).sort() : [];
}
const has = (lab: Lab, wanted: readonly string[]): Promise<true> =>
  eventually(wanted.join(), async () => ((await names(lab)).join() === wanted.join() ? true : undefined));

/** What was logged of sessions. */
const changesOf = async (daemon: Daemon): Promise<(string | undefined)[]> =>
  [...(await daemon.run('show logging')).text.matchAll(/%CRYPTO-5-SESSION_STATUS: .* is (\w+)\./g)].map(
    ([, change]) => change,
  );

async function bothUp(lab: Lab): Promise<void> {
  const { branch, client } = lab;
  client.host.network.ip('address', 'add', '10.3.0.1/24', 'dev', 'lo');
  await gatewayOf(branch, 'branch-key', '10.2.0.0/24');
  await gatewayOf(client, 'client-key', '10.3.0.0/24');
  assert.equal(await branch.up('net'), true, lab.gateway.log());
  assert.equal(await client.up('net'), true, lab.gateway.log());
}

test('a change touches only the connections that it concerns, and no living SA', async (t) => {
  const lab = await ipsecLab(t);
  const daemon = await lab.tollgate(branches);
  await bothUp(lab);
  const before = { branch: await sasOf(lab.branch), client: await sasOf(lab.client) };
  const after = lab.gateway.log().length;

  await daemon.run('configure terminal', 'crypto map LAB 20 ipsec-isakmp', 'set pfs group14', 'end');
  await lab.gateway.logged(/vici connection: crypto\/LAB\/20/, after);
  const entry = 'crypto map LAB 20 ipsec-isakmp';
  const key = 'crypto isakmp key other-key address 10.9.0.4';
  await daemon.run('configure terminal', key, entry, 'set peer 10.9.0.4', 'no set peer 10.9.0.3', 'end');
  await has(lab, ['crypto/LAB/10/10.9.0.2', 'crypto/LAB/20/10.9.0.4']);
  await daemon.run('configure terminal', 'no crypto isakmp key client-key address 10.9.0.3', 'end');
  await lab.gateway.logged(/unloaded shared key with id 'crypto\/key\/10\.9\.0\.3'/, after);
  await daemon.run('configure terminal', 'no crypto map LAB 20', 'end');
  await has(lab, ['crypto/LAB/10/10.9.0.2']);
  await eventually('the connection is gone', async () =>
    (await daemon.run('show crypto vici')).text.includes('LAB/20') ? undefined : true,
  );
  const log = lab.gateway.log().slice(after);
  assert.doesNotMatch(log, /vici connection: crypto\/LAB\/10/);
  assert.doesNotMatch(log, /deleting IKE_SA|closing CHILD_SA/);
  assert.deepEqual({ branch: await sasOf(lab.branch), client: await sasOf(lab.client) }, before);
  assert.deepEqual(await changesOf(daemon), ['UP', 'UP']);
  const gateway = { host: lab.gateway, address: inside.gateway };
  await trafficBetween({ host: lab.branch.host, address: inside.branch }, gateway);
  await trafficBetween({ host: lab.client.host, address: '10.3.0.1' }, gateway);

  // Another life of Tollgate finds charon as it is and leaves its tunnels alone, too.
  await daemon.run('write memory');
  await daemon.stop();
  const again = await lab.tollgate(branches);
  await loaded(again);
  assert.deepEqual({ branch: await sasOf(lab.branch), client: await sasOf(lab.client) }, before);
});

test('what is configured no more while Tollgate is away goes from charon at the next start; other people’s stays', async (t) => {
  const lab = await ipsecLab(t);
  const daemon = await lab.tollgate(branches);
  await daemon.stop();
  await lab.charon.load('load-conn', {
    mine: { remote_addrs: ['192.0.2.1'], local: { auth: 'psk' }, remote: { auth: 'psk' } },
  });
  assert.deepEqual(await names(lab), ['crypto/LAB/10/10.9.0.2', 'crypto/LAB/20/10.9.0.3', 'mine']);
  const [before] = branches.split('crypto map LAB 20');
  await lab.tollgate(`${before}${branches.slice(branches.indexOf('access-list 101'))}`);
  await eventually('one connection less', async () => (await names(lab)).length < 3 || undefined);
  assert.deepEqual(await names(lab), ['crypto/LAB/10/10.9.0.2', 'mine']);
});

test('charon killed and started again has everything as before', async (t) => {
  const lab = await ipsecLab(t);
  const daemon = await lab.tollgate(branches);
  await bothUp(lab);
  await lab.gateway.kill('SIGKILL');
  await eventually('the loss is noticed', async () =>
    (await daemon.run('show crypto vici')).text.includes('not connected') ? true : undefined,
  );
  await lab.gateway.start();
  await loaded(daemon);
  assert.match((await daemon.run('show logging')).text, /%CRYPTO-5-VICI_UP: charon at \S+ is restarted/);
  await lab.branch.down('gw');
  assert.equal(await lab.branch.up('net'), true, lab.gateway.log());
  await trafficBetween(
    { host: lab.branch.host, address: inside.branch },
    { host: lab.gateway, address: inside.gateway },
  );
});

test('what charon refuses is reported at its line, and the rest is loaded', async (t) => {
  const lab = await ipsecLab(t);
  const file = join(lab.directory, 'bad.pem');
  writeFileSync(file, '-----BEGIN CERTIFICATE-----\nbm90IGEgY2VydGlmaWNhdGU=\n-----END CERTIFICATE-----\n');
  const daemon = await lab.tollgate(`${branches}crypto pki trustpoint BAD
 ca-certificate file ${file}
crypto ikev2 profile P
 match identity remote any
 authentication remote rsa-sig
 authentication local rsa-sig
 pki trustpoint BAD
crypto map LAB 30 ipsec-isakmp
 set peer 10.9.0.9
 set transform-set TS MISSING
 set ikev2-profile P
 match address 101
`);
  const text = await eventually('the refusal is shown', async () => {
    const shown = (await daemon.run('show crypto vici')).text;
    return shown.includes('Refused by charon') && /Loaded: 2 of 3/.test(shown) ? shown : undefined;
  });
  assert.match(text, /Refused by charon:\n crypto pki trustpoint BAD: parsing X509 certificate failed/);
  assert.match(text, /Not loaded:\n crypto map LAB 30 ipsec-isakmp: transform set MISSING is not configured/);
  const log = await eventually('both are logged', async () => {
    const logged = (await daemon.run('show logging')).text;
    return logged.includes('NOT_LOADED') ? logged : undefined;
  });
  assert.match(log, /%CRYPTO-4-VICI_REFUSED: crypto pki trustpoint BAD: parsing X509 certificate failed/);
  assert.match(log, /%CRYPTO-4-NOT_LOADED: crypto map LAB 30 ipsec-isakmp: transform set MISSING is not configured/);
});

const seed = (name: string): string =>
  readFileSync(new URL(`../../src/commands/config/fixtures/${name}.cfg`, import.meta.url), 'utf8')
    .replaceAll('172.31.100.2', '10.9.0.2')
    .replaceAll('172.28.100.1 ', '10.9.0.1 ');

test('the documentation’s examples, addresses adapted, serve a peer each', async (t) => {
  for (const [name, more] of [
    ['crypto-map', ''],
    [
      'isakmp-profile',
      `aaa authentication login cisco-client local
aaa authorization network cisco-client local
username joe password joe-word
crypto isakmp client configuration group cclient
 key cisco
 pool addressA
`,
    ],
  ] as const)
    await t.test(name, async (t) => {
      const lab = await ipsecLab(t);
      const text = seed(name).replace(/^radius-server host.*$/m, '');
      await lab.tollgate(`${text}\n${more}crypto vici socket ${lab.gateway.socket}\n${lab.base}`);
      const { branch, gateway } = lab;
      gateway.network.ip('address', 'add', '10.20.20.20/32', 'dev', 'lo');
      await branch.load('load-shared', { id: 'k', type: 'IKE', data: 'cisco', owners: ['10.9.0.1'] });
      const shared = {
        ...{ version: '1', local_addrs: ['10.9.0.2'], remote_addrs: ['10.9.0.1'] },
        proposals: ['aes128-sha1-modp2048'],
      };
      if (name === 'crypto-map') {
        branch.host.network.ip('address', 'add', '10.10.10.10/32', 'dev', 'lo');
        const child = { local_ts: ['10.10.10.10/32'], remote_ts: ['10.20.20.20/32'], esp_proposals: ['aes128-sha1'] };
        await branch.load('load-conn', {
          gw: { ...shared, local: { auth: 'psk' }, remote: { auth: 'psk' }, children: { net: child } },
        });
      } else {
        await branch.load('load-shared', { id: 'joe', type: 'XAUTH', data: 'joe-word', owners: ['joe'] });
        const child = { remote_ts: ['10.20.20.20/32'], esp_proposals: ['aes128-sha1'] };
        await branch.load('load-conn', {
          gw: {
            ...{ ...shared, aggressive: 'yes', vips: ['0.0.0.0'], local: { auth: 'psk', id: 'keyid:cclient' } },
            ...{ 'local-xauth': { auth: 'xauth', xauth_id: 'joe' }, remote: { auth: 'psk' }, children: { net: child } },
          },
        });
      }
      assert.equal(await branch.up('net'), true, gateway.log());
      const address = name === 'crypto-map' ? '10.10.10.10' : ((await branch.address()) ?? '');
      if (name !== 'crypto-map') assert.equal(address, '192.168.1.1');
      await trafficBetween({ host: branch.host, address }, { host: gateway, address: '10.20.20.20' });
    });
});
