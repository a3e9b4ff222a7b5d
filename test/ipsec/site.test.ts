/** Site to site with IKEv2 and a shared secret: configured from IOS lines alone, records at a real FreeRADIUS. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Site } from './site.ts';

test('a tunnel comes and goes: records attribute by attribute, and a message each', async (t) => {
  const site = await Site.start(t);
  await site.connect();
  await site.got(1);
  const shown = await site.daemon.run('enable', 'show accounting', 'show aaa sessions');
  assert.match(shown.text, /Network Accounting record/i);
  assert.match(shown.text, /vrf-id=cisco/);
  assert.match(shown.text, /Session Id: 1\n/);
  await site.traffic();
  await site.client.vici.terminate({ ike: 'gw' });
  await site.got(2);
  const [start, stop] = site.radius
    .readDetail()
    .map(({ attributes }) =>
      attributes
        .filter(([name]) => !/^(Acct-Unique-Session-Id|Event-Timestamp|Acct-Delay-Time|Acct-Session-Time)$/.test(name))
        .map((pair) => pair.join('=')),
    );
  const who = [
    'Cisco-AVPair=vrf-id=cisco',
    'Cisco-AVPair=isakmp-initator-ip=10.9.0.2',
    'Cisco-AVPair=isakmp-phase1-id=site.lab',
    'Cisco-AVPair=connect-progress=No Progress',
  ];
  const where = [
    'NAS-Port-Type=Virtual',
    'Cisco-NAS-Port=FastEthernet1/1',
    'NAS-Port=0',
    'NAS-Port-Id=FastEthernet1/1',
    'NAS-IP-Address=127.0.0.1',
  ];
  assert.deepEqual(start, ['Acct-Session-Id=00000001', ...who, 'Acct-Status-Type=Start', ...where]);
  assert.deepEqual(stop, [
    'Acct-Session-Id=00000001',
    ...who,
    `Acct-Input-Octets=${site.sent.in}`,
    `Acct-Output-Octets=${site.sent.out}`,
    `Acct-Input-Packets=${site.sent.packetsIn}`,
    `Acct-Output-Packets=${site.sent.packetsOut}`,
    'Acct-Input-Gigawords=0',
    'Acct-Output-Gigawords=0',
    'Acct-Terminate-Cause=User-Request',
    'Cisco-AVPair=disc-cause-ext=No Reason',
    'Acct-Status-Type=Stop',
    ...where,
  ]);
  const peer = 'Peer 10.9.0.2:4500 ivrf=cisco Description: the site Id: site.lab';
  const said = site.daemon.output().match(/%CRYPTO-5-SESSION_STATUS: .*/g);
  assert.deepEqual(said, [
    `%CRYPTO-5-SESSION_STATUS: Crypto session is UP. ${peer}`,
    `%CRYPTO-5-SESSION_STATUS: Crypto session is DOWN. ${peer}`,
  ]);
});

function assertEveryByte(site: Site): void {
  assert.deepEqual(site.kinds(), ['Start', 'Stop']);
  const stop = site.last();
  assert.deepEqual(
    ['Input-Octets', 'Output-Octets', 'Input-Packets', 'Output-Packets'].map((name) => stop.get(`Acct-${name}`)),
    [site.sent.in, site.sent.out, site.sent.packetsIn, site.sent.packetsOut].map(String),
  );
}

test('three rekeys that the gateway begins: one session, every byte once', async (t) => {
  const site = await Site.start(t);
  const gateway = await site.gateway();
  // charon would rekey after some eight seconds; Tollgate begins it before.
  await site.lives(gateway, '8s');
  await site.connect();
  for (let count = 1; count <= 3; count++) {
    await site.traffic();
    await gateway.until(({ type }) => type === 'child-rekey', count);
    await site.traffic(2);
  }
  await site.client.vici.terminate({ ike: 'gw' });
  await site.got(2);
  assertEveryByte(site);
  assert.equal(site.daemon.output().match(/SESSION_STATUS/g)?.length, 2);
});

test('reauthentication, three rekeys that the site begins, IKE rekeys of both: one session, every byte once', async (t) => {
  const site = await Site.start(t);
  const gateway = await site.gateway();
  await site.connect();
  await site.traffic(6);
  await site.client.vici.rekey({ ike: 'gw' }, { reauth: true });
  await gateway.until((one) => one.type === 'child-updown' && one.up, 2);
  for (let count = 1; count <= 3; count++) {
    await site.traffic(3);
    await site.client.vici.rekey({ child: 'lan' });
    await gateway.until(({ type }) => type === 'child-rekey', count);
    await site.traffic(1);
  }
  await site.client.vici.rekey({ ike: 'gw' });
  await gateway.until(({ type }) => type === 'ike-rekey', 1);
  await site.traffic(4);
  const answer = await gateway.vici.listSas();
  const ike = answer.ok ? answer.value.find(({ state }) => state === 'ESTABLISHED') : undefined;
  await gateway.vici.rekey({ ikeId: ike?.uniqueId ?? 0 });
  await gateway.until(({ type }) => type === 'ike-rekey', 2);
  await site.traffic(4);
  await site.client.vici.terminate({ ike: 'gw' });
  await site.got(2);
  assertEveryByte(site);
  assert.equal(site.daemon.output().match(/SESSION_STATUS/g)?.length, 2);
});

test('charon is killed: its session ends with what was read last; the next one begins anew', async (t) => {
  const site = await Site.start(t);
  await site.connect();
  await site.traffic();
  await site.read();
  await site.gw.kill('SIGKILL');
  await site.got(2);
  const stop = site.last();
  assert.equal(stop.get('Acct-Terminate-Cause'), 'NAS-Error');
  assert.equal(stop.get('Acct-Output-Octets'), String(site.sent.out));
  await site.gw.start();
  await site.client.vici.terminate({ ike: 'gw' }, { force: true });
  await site.connect();
  await site.got(3);
  assert.deepEqual(site.kinds(), ['Start', 'Stop', 'Start']);
});

test('Tollgate is killed: the tunnel carries on, its session goes on, and has one Stop with every byte', async (t) => {
  const site = await Site.start(t);
  await site.connect();
  await site.got(1);
  await site.traffic();
  await site.daemon.kill();
  await site.traffic(7);
  await site.restartDaemon();
  await site.read();
  await site.traffic(2);
  await site.client.vici.terminate({ ike: 'gw' });
  await site.got(2);
  assert.deepEqual(site.kinds(), ['Start', 'Stop']);
  assert.equal(site.last().get('Acct-Input-Octets'), String(site.sent.in));
  assert.equal(site.last().get('Acct-Output-Octets'), String(site.sent.out));
  assert.deepEqual(new Set(site.values('Acct-Session-Id')), new Set(['00000001']));
});

test('the client is killed: one that comes back goes on; of one that does not, dead peer detection tells', async (t) => {
  const site = await Site.start(t, { lines: 'crypto ikev2 dpd 10 2 periodic\n' });
  await site.connect();
  await site.got(1);
  await site.traffic();
  await site.cl.kill('SIGKILL');
  await site.cl.start();
  await site.controlClient();
  await site.connect();
  await site.traffic(3);
  await site.read();
  assert.deepEqual(site.kinds(), ['Start']);
  await site.cl.kill('SIGKILL');
  await site.got(2);
  assert.deepEqual(site.kinds(), ['Start', 'Stop']);
  const stop = site.last();
  assert.equal(stop.get('Acct-Terminate-Cause'), 'Lost-Carrier');
  assert.equal(stop.get('Acct-Input-Octets'), String(site.sent.in));
  assert.equal(stop.get('Acct-Output-Octets'), String(site.sent.out));
});

test('the server is down the whole time: the tunnel knows nothing of it, and everything arrives afterwards', async (t) => {
  const site = await Site.start(t);
  await site.radius.stop();
  const began = Date.now();
  await site.connect();
  await site.traffic(20);
  await site.client.vici.rekey({ child: 'lan' });
  await site.traffic(20);
  await site.client.vici.terminate({ ike: 'gw' });
  const took = Date.now() - began;
  await site.said(/Crypto session is DOWN/);
  await site.radius.start();
  await site.got(2);
  assert.deepEqual(site.kinds(), ['Start', 'Stop']);
  assert.equal(site.last().get('Acct-Input-Octets'), String(site.sent.in));
  assert.equal(site.last().get('Acct-Output-Octets'), String(site.sent.out));
  const [start = 0, stop = 0] = site.values('Event-Timestamp').map((text) => Date.parse(text));
  assert.ok(start >= began - 1000 && stop <= began + took + 1000, 'the times are those of the tunnel');
  assert.ok(Number(site.last().get('Acct-Delay-Time')) >= 2);
});
