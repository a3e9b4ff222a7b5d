/** Sessions of remote clients as they are shown, filtered and cleared: users, groups, given addresses; a charon that hangs. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { eventually } from '../e2e/waiting.ts';
import { radclient } from '../radius-proxy/radclient.ts';
import type { Daemon } from '../rigs/daemon.ts';
import { freePorts } from '../rigs/freeradius.ts';
import { inside, ipsecLab, type Lab, type Peer, trafficBetween } from './lab.ts';
import { loadSalesClient } from './sales-client.ts';

/** One group, two users. */
const lines = `aaa accounting network VPN start-stop group radius
aaa authentication login by-box local
aaa authorization network here local
username joe@sales password joe-word
username eve password eve-word
ip local pool vpn 10.99.0.1 10.99.0.50
crypto isakmp policy 1
 encryption aes
 authentication pre-share
 group 14
crypto isakmp keepalive 30
crypto isakmp client configuration group SALES
 key sales-secret
 pool vpn
crypto isakmp profile sales
 vrf cisco
 match identity group SALES
 client authentication list by-box
 isakmp authorization list here
 client configuration address respond
 accounting VPN
crypto ipsec transform-set TS esp-aes esp-sha-hmac
crypto ipsec security-association lifetime kilobytes 4608000
crypto dynamic-map remotes 1
 set transform-set TS
 set isakmp-profile sales
crypto map LAB 10 ipsec-isakmp dynamic remotes
interface FastEthernet1/1
 ip address 10.9.0.1 255.255.255.0
 crypto map LAB
`;

async function dial(peer: Peer, lab: Lab, user: string, word: string): Promise<string> {
  await loadSalesClient(peer, { user, word });
  assert.equal(await peer.up('net'), true, lab.gateway.log());
  return (await peer.address()) ?? '';
}

async function clients(t: TestContext): Promise<{ readonly lab: Lab; readonly daemon: Daemon; readonly joe: string }> {
  const lab = await ipsecLab(t);
  const daemon = await lab.tollgate(lines);
  await eventually('the group is loaded', async () =>
    (await daemon.run('show crypto vici')).text.match(/SALES|group/) === null ? undefined : true,
  );
  const joe = await dial(lab.branch, lab, 'joe@sales', 'joe-word');
  await dial(lab.client, lab, 'eve', 'eve-word');
  return { lab, daemon, joe };
}

const text = async (daemon: Daemon, command: string): Promise<string> => (await daemon.run(command)).text;
const count = async ({ vici }: Peer): Promise<number> => {
  const sas = await vici.listSas();
  return sas.ok ? sas.value.length : -1;
};

test('users, groups and given addresses: shown as in the guide, selected, cleared', async (t) => {
  const { lab, daemon, joe } = await clients(t);
  await trafficBetween({ host: lab.branch.host, address: joe }, { host: lab.gateway, address: inside.gateway }, 4);
  // No IKEv2 here: the layout is the guide's.
  assert.equal(
    await text(daemon, 'show crypto session username joe@sales'),
    `Crypto session current status
Interface: FastEthernet1/1
Username: joe@sales
Profile: sales
Group: SALES
Assigned address: ${joe}
Session status: UP-ACTIVE
Peer: 10.9.0.2/4500
  IKE SA: local 10.9.0.1/4500 remote 10.9.0.2/4500 Active
  IPSEC FLOW: permit ip 10.1.0.0/255.255.255.0 host ${joe}
    Active SAs: 2, origin: dynamic crypto map
`,
  );
  const detail = await text(daemon, 'show crypto session remote 10.9.0.2 detail');
  assert.match(
    detail,
    /^Interface: FastEthernet1\/1\nUsername: joe@sales\n[\s\S]*\nPeer: 10\.9\.0\.2 port 4500 fvrf: \(none\) ivrf: cisco\n {2}Desc: \(none\)\n {2}Phase1_id: SALES\n/,
  );
  assert.match(detail, /\n {4}Capabilities:CDNX connid:\d+ lifetime:\d\d:\d\d:\d\d\n/);
  assert.match(
    detail,
    /#pkts dec'ed 4 drop 0 life \(KB\/Sec\) 4608000\/3\d\d\d\n {4}Outbound: #pkts enc'ed 4 drop 0 life/,
  );
  assert.match(await text(daemon, 'show crypto session brief'), /^10\.9\.0\.3 +Fa1\/1 +eve +SALES +00:00:\d\d UA$/m);
  assert.match(
    await text(daemon, 'show crypto session summary'),
    /^Group SALES has 2 connections\n {4}User \(Logins\)\n {4}joe@sales \(1\)\n {4}eve \(1\)$/m,
  );
  assert.match(
    await text(daemon, 'show crypto isakmp peers config'),
    new RegExp(`Client-Assigned-Addr=${joe}; Client-Group=SALES; Client-User=joe@sales;`),
  );
  for (const [words, sessions] of [
    ['isakmp group SALES', 2],
    ['isakmp profile sales ivrf cisco', 2],
    ['isakmp group OTHER', 0],
    ['local 10.9.0.1 port 4500 username eve', 1],
    ['interface fa1/1 remote 10.9.0.3', 1],
    ['fvrf red', 0],
  ] as const)
    assert.match(
      await text(daemon, `clear crypto session ${words} dry-run`),
      new RegExp(`^Would clear ${sessions} session`),
    );

  await text(daemon, 'clear crypto session username joe@sales');
  assert.deepEqual([await count(lab.branch), await count(lab.client), await count(lab.charon)], [0, 1, 1]);
  await text(daemon, 'clear crypto session');
  assert.deepEqual([await count(lab.client), await count(lab.charon)], [0, 0]);
  const users = await eventually('both Stops', () => {
    const stops = lab.freeradius.readDetail().map(({ attributes }) => new Map(attributes));
    const names = stops.filter((one) => one.get('Acct-Status-Type') === 'Stop').map((one) => one.get('User-Name'));
    return names.length >= 2 ? names : undefined;
  });
  assert.deepEqual(users, ['joe@sales', 'eve']);
});

test('a charon that hangs: screens show what was known, clearing says that it did not work', async (t) => {
  const { lab, daemon } = await clients(t);
  lab.gateway.freeze();
  t.after(() => lab.gateway.thaw());
  const began = Date.now();
  assert.match(await text(daemon, 'show crypto session brief'), /10\.9\.0\.3 +Fa1\/1 +eve/);
  assert.ok(Date.now() - began < 4000, `${Date.now() - began} ms`);
  assert.match(
    await text(daemon, 'clear crypto session username eve'),
    /^% Not everything is cleared: charon does not answer$/m,
  );
  assert.ok(Date.now() - began < 9000, `${Date.now() - began} ms`);
  lab.gateway.thaw();
  // What it was told meanwhile it does as soon as it can.
  await eventually('eve is gone', async () => ((await count(lab.client)) === 0 ? true : undefined));
  assert.equal(await count(lab.branch), 1);
});

const records = (lab: Lab): ReadonlyMap<string, string>[] =>
  lab.freeradius.readDetail().map(({ attributes }) => new Map(attributes));

test('a management system ends the tunnel of a user: Disconnect-Request by User-Name', async (t) => {
  const { lab, daemon } = await clients(t);
  const { acct: port } = await freePorts();
  const author = ['aaa server radius dynamic-author', 'listen 127.0.0.1', `port ${port}`];
  await daemon.run('configure terminal', ...author, 'client 127.0.0.1 server-key dynamic', 'end');
  await eventually('both Starts', () => (records(lab).length === 2 ? true : undefined));
  const ask = (user: string) =>
    radclient('disconnect', { port, secret: 'dynamic' }, [['User-Name', user]], {
      within: lab.gateway.network.command,
    });
  const nobody = await ask('mallory');
  assert.equal(nobody.answer, 'Disconnect-NAK', nobody.output);
  const told = await ask('joe@sales');
  assert.equal(told.answer, 'Disconnect-ACK', told.output);
  assert.deepEqual([await count(lab.branch), await count(lab.client)], [0, 1]);
  const stop = await eventually('the Stop', () => records(lab)[2]);
  assert.deepEqual(
    [stop.get('User-Name'), stop.get('Acct-Status-Type'), stop.get('Acct-Terminate-Cause')],
    ['joe@sales', 'Stop', 'Admin-Reset'],
  );
});
