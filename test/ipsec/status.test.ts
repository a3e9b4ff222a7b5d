/** Each status of a session, as a real charon brings it about; and a client of IKEv1 that crashes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '../e2e/waiting.ts';
import { type Daemon, daemonFor } from '../rigs/daemon.ts';
import { inside, ipsecLab, type Peer, trafficBetween } from './lab.ts';

const lines = `aaa accounting network VPN start-stop group radius
crypto logging session
crypto isakmp policy 1
 encryption aes
 authentication pre-share
 group 14
crypto isakmp key branch-key address 10.9.0.2
crypto isakmp key silent-key address 10.9.0.3
crypto ipsec transform-set TS esp-aes esp-sha-hmac
crypto map LAB client accounting list VPN
crypto map LAB 10 ipsec-isakmp
 set peer 10.9.0.2
 set transform-set TS
 match address 101
 set initiate never
access-list 101 permit ip 10.1.0.0 0.0.0.255 10.2.0.0 0.0.0.255
access-list 102 permit ip 10.1.0.0 0.0.0.255 10.3.0.0 0.0.0.255
interface FastEthernet0/0
 ip address 10.9.0.1 255.255.255.0
 crypto map LAB
`;

/** A peer that is begun with from here. */
const begun = [
  ...['configure terminal', 'crypto map LAB 20 ipsec-isakmp', 'set peer 10.9.0.3', 'set transform-set TS'],
  ...['match address 102', 'set initiate always', 'end'],
];

async function load(peer: Peer): Promise<void> {
  await peer.load('load-shared', { id: 'k', type: 'IKE', data: 'branch-key', owners: ['10.9.0.1'] });
  await peer.load('load-conn', {
    gw: {
      ...{ version: '1', local_addrs: ['10.9.0.2'], remote_addrs: ['10.9.0.1'], proposals: ['aes128-sha1-modp2048'] },
      ...{ local: { auth: 'psk' }, remote: { auth: 'psk' } },
      children: {
        net: { local_ts: ['10.2.0.0/24'], remote_ts: ['10.1.0.0/24'], esp_proposals: ['aes128-sha1'] },
      },
    },
  });
}

const show = async (daemon: Daemon, words: string): Promise<string> =>
  (await daemon.run(`show crypto session ${words}`)).text;
const status = async (daemon: Daemon, peer: string): Promise<string | undefined> =>
  /^Session status: (\S+)/m.exec(await show(daemon, `remote ${peer}`))?.[1];

test('DOWN, UP-ACTIVE, UP-IDLE, UP-NO-IKE and DOWN-NEGOTIATING', async (t) => {
  const lab = await ipsecLab(t);
  const { branch, client, gateway } = lab;
  const daemon = await lab.tollgate(lines);
  await load(branch);
  assert.equal(await status(daemon, '10.9.0.2'), 'DOWN');
  assert.equal(await branch.up('net'), true, gateway.log());
  assert.equal(await status(daemon, '10.9.0.2'), 'UP-ACTIVE');
  await daemon.run('clear crypto sa peer 10.9.0.2');
  assert.equal(await status(daemon, '10.9.0.2'), 'UP-IDLE');
  assert.equal(await branch.up('net'), true, gateway.log());
  assert.equal(await status(daemon, '10.9.0.2'), 'UP-ACTIVE');

  // A peer that says nothing to what is begun from here.
  client.host.freeze();
  t.after(() => client.host.thaw());
  await daemon.run(...begun);
  await eventually('it is asked', async () =>
    (await status(daemon, '10.9.0.3')) === 'DOWN-NEGOTIATING' ? true : undefined,
  );
  assert.match(
    await show(daemon, 'remote 10.9.0.3 detail'),
    /Session status: DOWN-NEGOTIATING\nPeer: 10\.9\.0\.3 port 500 fvrf: \(none\) ivrf: \(none\)\n {2}Desc: \(none\)\n {2}Phase1_id: \(none\)\n {2}IKE SA: local 10\.9\.0\.1\/500 remote 10\.9\.0\.3\/500 Inactive\n {4}Capabilities:\(none\) connid:0 lifetime:0\n/,
  );
  assert.match(await show(daemon, 'remote 10.9.0.3 brief'), /^10\.9\.0\.3 +Fa0\/0 .* DN$/m);
  assert.match((await daemon.run('show crypto isakmp sa')).text, /^10\.9\.0\.3 +10\.9\.0\.1 +MM_NO_STATE +0 ACTIVE$/m);

  // What Tollgate knows of its former life while charon does not answer: IPsec SAs, and no IKE SA.
  await daemon.kill();
  gateway.freeze();
  t.after(() => gateway.thaw());
  const again = await daemonFor(t, lab.directory, `${lab.base}${lines}`, gateway.network.command);
  assert.equal(await status(again, '10.9.0.2'), 'UP-NO-IKE');
  gateway.thaw();
  await eventually('charon answers', async () =>
    (await status(again, '10.9.0.2')) === 'UP-ACTIVE' ? true : undefined,
  );
  const kinds = lab.freeradius
    .readDetail()
    .flatMap(({ attributes }) => attributes.filter(([name]) => name === 'Acct-Status-Type').map(([, value]) => value));
  assert.deepEqual(kinds, ['Start', 'Stop', 'Start']);
});

test('a client of IKEv1 that is killed and comes back at once goes on with its session', async (t) => {
  const lab = await ipsecLab(t);
  const { branch, gateway } = lab;
  const daemon = await lab.tollgate(lines);
  await load(branch);
  assert.equal(await branch.up('net'), true, gateway.log());
  const ends = [
    { host: branch.host, address: inside.branch },
    { host: gateway, address: inside.gateway },
  ] as const;
  let sent = await trafficBetween(...ends, 4);
  for (let count = 1; count <= 2; count++) {
    await branch.host.kill('SIGKILL');
    await branch.host.start();
    await eventually('its charon is there', async () => ((await branch.vici.version()).ok ? true : undefined));
    await load(branch);
    assert.equal(await branch.up('net'), true, gateway.log());
    sent += await trafficBetween(...ends, 3);
  }
  const records = () => lab.freeradius.readDetail().map(({ attributes }) => new Map(attributes));
  // The SAs of the crash go some ten seconds later.
  await eventually(
    'one IKE SA',
    async () => {
      const sas = await lab.charon.vici.listSas();
      return sas.ok && sas.value.length === 1 ? true : undefined;
    },
    40,
  );
  assert.equal(await status(daemon, '10.9.0.2'), 'UP-ACTIVE');
  assert.deepEqual(
    records().map((one) => one.get('Acct-Status-Type')),
    ['Start'],
  );
  assert.equal((await daemon.run('show logging')).text.match(/SESSION_STATUS/g)?.length, 1);
  await branch.down('gw');
  const stop = await eventually('the Stop', () => records()[1]);
  assert.equal(stop.get('Acct-Input-Octets'), String(sent));
  assert.equal(stop.get('Acct-Output-Octets'), String(sent));
});
