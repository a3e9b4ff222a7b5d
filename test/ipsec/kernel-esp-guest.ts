/**
 * Runs in a guest kernel that has ESP (kernel-esp.test.ts): the tests of site.test.ts that matter to a kernel, once
 * without libipsec, and what libipsec cannot do: a tunnel that begins when a packet needs it.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sendUdp } from '../rigs/charon.ts';
import { shell } from '../rigs/in-guest.ts';
import { loadModulesByName } from './guest-kernel.ts';
import { Site, until } from './site.ts';

loadModulesByName();

const everyByte = (site: Site): void => {
  const stop = site.last();
  assert.deepEqual(
    ['Input-Octets', 'Output-Octets', 'Input-Packets', 'Output-Packets'].map((name) => stop.get(`Acct-${name}`)),
    [site.sent.in, site.sent.out, site.sent.packetsIn, site.sent.packetsOut].map(String),
  );
};
const esp = (site: Site): string => shell(`ip -n ${site.gw.network.name} xfrm state`);

test('the kernel encrypts; rekeys of both sides: one session, every byte once', async (t) => {
  const site = await Site.start(t, { kernelEsp: true });
  const gateway = await site.gateway();
  await site.lives(gateway, '20s');
  await site.connect();
  await site.got(1);
  assert.match(esp(site), /src 10\.9\.0\.1 dst 10\.9\.0\.2\s+proto esp /);
  for (let count = 1; count <= 2; count++) {
    await site.traffic();
    await gateway.until(({ type }) => type === 'child-rekey', count);
    await site.traffic(2);
  }
  await site.client.vici.rekey({ child: 'lan' });
  await gateway.until(({ type }) => type === 'child-rekey', 3);
  await site.traffic(3);
  await site.client.vici.rekey({ ike: 'gw' });
  await gateway.until(({ type }) => type === 'ike-rekey', 1);
  await site.traffic(4);
  const shown = (await site.daemon.run('enable', 'show crypto session detail')).text;
  assert.match(shown, /Session status: UP-ACTIVE/);
  assert.match(shown, new RegExp(`#pkts dec'ed ${site.sent.packetsIn} `));
  await site.daemon.run('enable', 'clear crypto session remote 10.9.0.2');
  await site.got(2);
  assert.deepEqual(site.kinds(), ['Start', 'Stop']);
  assert.equal(site.last().get('Acct-Terminate-Cause'), 'Admin-Reset');
  everyByte(site);
  assert.equal(esp(site), '', 'the kernel has no SA any more');
  assert.equal(site.daemon.output().match(/SESSION_STATUS/g)?.length, 2);
});

test('charon is killed: nothing is left of its session but the right Stop', async (t) => {
  const site = await Site.start(t, { kernelEsp: true });
  await site.connect();
  await site.traffic();
  await site.read();
  await site.gw.kill('SIGKILL');
  await site.got(2);
  assert.equal(site.last().get('Acct-Terminate-Cause'), 'NAS-Error');
  everyByte(site);
});

test('a packet that needs a tunnel begins it', async (t) => {
  const site = await Site.start(t, { kernelEsp: true });
  await until(
    () => /dir out/.test(shell(`ip -n ${site.gw.network.name} xfrm policy`)),
    () => site.gw.log(),
  );
  assert.deepEqual(site.kinds(), []);
  // Its first packet waits in the kernel or is dropped; those after the Start pass.
  shell(`ip netns exec ${site.gw.network.name} bash -c 'echo >/dev/udp/10.2.0.1/9' || true`);
  await site.got(1);
  const { client } = site;
  await until(
    async () => {
      const sas = await client.vici.listSas();
      return sas.ok && sas.value.length === 1;
    },
    () => site.cl.log(),
  );
  await sendUdp({
    from: { host: site.gw, address: '10.1.0.1' },
    to: { host: site.cl, address: '10.2.0.1' },
    ...{ packets: 3, payload: 100 },
  });
  const shown = (await site.daemon.run('enable', 'show crypto session')).text;
  assert.match(shown, /Session status: UP-ACTIVE/);
  await client.vici.terminate({ ike: 'gw' });
  await site.got(2);
  const last = site.last();
  assert.equal(last.get('Cisco-AVPair'), 'disc-cause-ext=No Reason');
  assert.ok(Number(last.get('Acct-Output-Packets')) >= 3);
});
