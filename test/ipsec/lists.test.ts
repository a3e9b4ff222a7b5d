/**
 * Which list accounts for a tunnel and where its records go; who may end it; what becomes of it when the peer moves,
 * is silent, or charon is stopped.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '../e2e/waiting.ts';
import { radclient } from '../radius-proxy/radclient.ts';
import { inside, trafficBetween } from './lab.ts';
import { argument, gatewayEnd, kinds, messages, ofRadius, sasOf, stage, text } from './two-sites.ts';

test('broadcast to RADIUS and TACACS+ by the list of the map; stop-only by that of the profile; a peer that moves', async (t) => {
  const { lab, daemon, tacacs } = await stage(t, 'aaa accounting update newinfo\n');
  const { branch, client } = lab;
  await eventually('the Start is at both', async () =>
    ofRadius(lab).length > 0 && (await tacacs()).length > 0 ? true : undefined,
  );
  const sent = await trafficBetween({ host: branch.host, address: inside.branch }, gatewayEnd(lab));
  const before = await trafficBetween({ host: client.host, address: '10.3.0.1' }, gatewayEnd(lab));

  // MOBIKE (RFC 4555): the client's address is another one; its session is the same. Of one network the second would go
  // with the first.
  client.host.network.ip('address', 'add', '10.9.0.4/16', 'dev', 'eth0');
  client.host.network.ip('address', 'del', '10.9.0.3/24', 'dev', 'eth0');
  await eventually('the client has moved', async () =>
    /Peer: 10\.9\.0\.4/.test(await text(daemon, 'show crypto session')) ? true : undefined,
  );
  const after = await trafficBetween({ host: client.host, address: '10.3.0.1' }, gatewayEnd(lab));
  const shown = await text(daemon, 'show crypto session detail');
  assert.equal(shown.match(/Session status: UP-ACTIVE/g)?.length, 2, shown);
  assert.equal((await messages(daemon)).length, 2);

  await branch.down('gw');
  await client.down('gw');
  const records = await eventually('all records', async () => {
    const there = await tacacs();
    return there.filter(({ kind }) => kind === 'stop').length >= 2 && ofRadius(lab).length >= 2 ? there : undefined;
  });
  assert.deepEqual(kinds(lab), ['Start', 'Stop']);
  const ofBranch = records.filter((one) => argument(one, 'isakmp-phase1-id') === '10.9.0.2');
  const ofClient = records.filter((one) => argument(one, 'isakmp-phase1-id') === 'client.lab');
  assert.deepEqual([ofBranch.map(({ kind }) => kind), ofClient.map(({ kind }) => kind)], [['start', 'stop'], ['stop']]);
  const [, radiusStop] = ofRadius(lab);
  const [, branchStop] = ofBranch;
  assert.equal(Number.parseInt(radiusStop?.get('Acct-Session-Id') ?? '', 16), Number(branchStop?.session));
  const wanted = { bytes_in: String(sent), bytes_out: String(sent), paks_in: '5', paks_out: '5', service: 'ike' };
  for (const [name, value] of Object.entries(wanted)) assert.equal(argument(branchStop, name), value, name);
  assert.equal(argument(branchStop, 'isakmp-initator-ip'), '10.9.0.2');
  assert.equal(radiusStop?.get('Acct-Input-Octets'), String(sent));
  const [clientStop] = ofClient;
  assert.equal(argument(clientStop, 'bytes_in'), String(before + after));
  assert.equal(argument(clientStop, 'vrf-id'), 'red');
  assert.equal(argument(clientStop, 'isakmp-initator-ip'), '10.9.0.3', 'where IKE began');
  assert.match((await messages(daemon)).at(-1) ?? '', /is DOWN\. Peer 10\.9\.0\.4:4500 ivrf=red Id: client\.lab$/);
});

test('a management system ends tunnels: Disconnect-Request by session id, by address; what callers and books show', async (t) => {
  const { lab, daemon, author } = await stage(t);
  const start = await eventually('the Start', () => ofRadius(lab)[0]);
  const id = start.get('Acct-Session-Id') ?? '';
  assert.match(await text(daemon, 'show accounting'), /isakmp-phase1-id=10\.9\.0\.2/);
  assert.match(await text(daemon, 'show caller'), /^ {2}Fa0\/0 +- +IKE /m);
  assert.match(await text(daemon, 'show aaa user all'), /Component = IPSEC/);
  assert.match(await text(daemon, 'show aaa sessions'), /^Session Id: /m);
  const to = { port: author, secret: 'dynamic' };
  const within = lab.gateway.network.command;
  const nobody = await radclient('disconnect', to, [['Acct-Session-Id', 'FFFFFFF0']], { within });
  assert.equal(nobody.answer, 'Disconnect-NAK', nobody.output);
  const told = await radclient('disconnect', to, [['Acct-Session-Id', id]], { within });
  assert.equal(told.answer, 'Disconnect-ACK', told.output);
  assert.equal(await sasOf(lab.branch), 0);
  assert.equal(await sasOf(lab.client), 1);
  const stop = await eventually('the Stop', () => ofRadius(lab)[1]);
  assert.equal(stop.get('Acct-Session-Id'), id);
  assert.equal(stop.get('Acct-Terminate-Cause'), 'Admin-Reset');
  const causes = lab.freeradius.readDetail()[1]?.attributes.filter(([, value]) => value.startsWith('disc-cause-ext'));
  assert.deepEqual(causes, [['Cisco-AVPair', 'disc-cause-ext=RADIUS Disconnect']]);
});

test('charon is stopped while the RADIUS server is silent: one Stop for each tunnel, with its cause', async (t) => {
  const { lab, daemon, tacacs } = await stage(t);
  await eventually('the Start', () => ofRadius(lab)[0]);
  const sent = await trafficBetween({ host: lab.branch.host, address: inside.branch }, gatewayEnd(lab));
  lab.freeradius.pause();
  await lab.gateway.kill('SIGTERM');
  const stops = await eventually('both are at TACACS+', async () => {
    const there = (await tacacs()).filter(({ kind }) => kind === 'stop');
    return there.length >= 2 ? there : undefined;
  });
  assert.equal(stops.length, 2);
  lab.freeradius.resume();
  const stop = await eventually('the Stop', () => ofRadius(lab).find((one) => one.get('Acct-Status-Type') === 'Stop'));
  assert.equal(stop.get('Acct-Terminate-Cause'), 'Admin-Reboot');
  assert.equal(stop.get('Acct-Input-Octets'), String(sent));
  assert.equal((await messages(daemon)).filter((one) => one.includes('is DOWN')).length, 2);
  // Another charon: nothing of the former one comes back, and new tunnels are new sessions.
  await lab.gateway.start();
  await lab.branch.vici.terminate({ ike: 'gw' }, { force: true });
  await eventually('a new tunnel', async () => ((await lab.branch.up('net')) ? true : undefined));
  await eventually('its Start', () => (kinds(lab).length >= 3 ? true : undefined));
  assert.deepEqual(kinds(lab), ['Start', 'Stop', 'Start']);
  assert.equal(new Set(ofRadius(lab).map((one) => one.get('Acct-Session-Id'))).size, 2);
});

test('the configuration is taken away from under tunnels: they and their records go on', async (t) => {
  const { lab, daemon } = await stage(t);
  await eventually('the Start', () => ofRadius(lab)[0]);
  await daemon.run('configure terminal', 'no crypto map LAB 10', 'end');
  await eventually('its connection is gone', async () =>
    (await text(daemon, 'show crypto vici')).includes('LAB/10') ? undefined : true,
  );
  const sent = await trafficBetween({ host: lab.branch.host, address: inside.branch }, gatewayEnd(lab));
  assert.match(
    await text(daemon, 'show crypto session remote 10.9.0.2 detail'),
    /Session status: UP-ACTIVE[\s\S]*Desc: the branch office/,
  );
  // The list goes, too: what has begun by it is finished by it.
  await daemon.run('configure terminal', 'no aaa accounting network BOTH', 'end');
  assert.equal(await text(daemon, 'clear crypto session remote 10.9.0.2'), '');
  const stop = await eventually('the Stop', () => ofRadius(lab)[1]);
  assert.equal(stop.get('Acct-Input-Octets'), String(sent));
  assert.equal(stop.get('Acct-Terminate-Cause'), 'Admin-Reset');
});

test('nothing of tunnels is configured any more: those that are up are followed to their end', async (t) => {
  const { lab, daemon } = await stage(t);
  await eventually('the Start', () => ofRadius(lab)[0]);
  const inMode = ['interface FastEthernet0/0', 'no crypto map'];
  await daemon.run('configure terminal', ...inMode, 'no crypto vici socket', 'end');
  await eventually('charon has no connection left', async () => {
    const left = await lab.charon.vici.listConnections();
    return left.ok && left.value.length === 0 ? true : undefined;
  });
  assert.deepEqual([await sasOf(lab.branch), await sasOf(lab.client)], [1, 1]);
  const sent = await trafficBetween({ host: lab.branch.host, address: inside.branch }, gatewayEnd(lab));
  assert.deepEqual(kinds(lab), ['Start']);
  await lab.branch.down('gw');
  const stop = await eventually('the Stop', () => ofRadius(lab)[1]);
  assert.equal(stop.get('Acct-Input-Octets'), String(sent));
  assert.equal(stop.get('Acct-Terminate-Cause'), 'User-Request');
  assert.equal(await text(daemon, 'clear crypto session'), '');
  assert.equal(await sasOf(lab.client), 0);
});
