/** charon's VICI socket goes away while charon lives: its tunnels, their sessions and what is loaded carry on. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { eventually } from '../e2e/waiting.ts';
import { temporaryDirectory } from '../rigs/daemon.ts';
import { inside, ipsecLab, trafficBetween } from './lab.ts';

/** A socket in front of charon's that can go away and come back; it is another file then. */
class Relay {
  readonly path: string;
  #target = '';
  #server: Server | undefined;
  readonly #sockets = new Set<Socket>();

  constructor(t: TestContext) {
    this.path = join(temporaryDirectory(t), 'relay.vici');
    t.after(() => this.cut());
  }

  async listen(target = this.#target): Promise<void> {
    this.#target = target;
    this.#server = createServer((near) => {
      const far = createConnection(target);
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(one);
        one.on('error', () => {}).on('close', () => other.destroy());
        one.pipe(other);
      }
    });
    this.#server.listen(this.path);
    await once(this.#server, 'listening');
  }

  cut(): void {
    this.#server?.close();
    this.#server = undefined;
    for (const one of this.#sockets) one.destroy();
    this.#sockets.clear();
  }
}

const lines = `aaa accounting network books start-stop group radius
crypto logging session
access-list 101 permit ip 10.1.0.0 0.0.0.255 10.2.0.0 0.0.0.255
crypto isakmp policy 1
 encryption aes
 authentication pre-share
 group 14
crypto isakmp key branch-key address 10.9.0.2
crypto ipsec transform-set TS esp-aes 256 esp-sha256-hmac
crypto map LAB client accounting list books
crypto map LAB 10 ipsec-isakmp
 set peer 10.9.0.2
 set transform-set TS
 match address 101
interface FastEthernet0/0
 ip address 10.9.0.1 255.255.255.0
 crypto map LAB
`;

test('the socket is lost for longer than sessions wait: tunnels carry on, and have one Start and one Stop each', async (t) => {
  const relay = new Relay(t);
  const lab = await ipsecLab(t);
  const { branch, gateway } = lab;
  await relay.listen(gateway.socket);
  const daemon = await lab.tollgate(`${lines}crypto vici socket ${relay.path}\n`);
  const values = (name: string): string[] =>
    lab.freeradius
      .readDetail()
      .flatMap(({ attributes }) => attributes.filter(([one]) => one === name).map(([, text]) => text));
  const kinds = (): string[] => values('Acct-Status-Type');
  const records = (count: number) => eventually(`${count} records`, async () => kinds().length >= count || undefined);
  const said = (text: string, count = 1) =>
    eventually(text, async () => (await daemon.run('show logging')).text.split(text).length > count || undefined);
  let octets = 0;
  const traffic = async (packets: number): Promise<void> => {
    octets += await trafficBetween(
      { host: branch.host, address: inside.branch },
      { host: gateway, address: inside.gateway },
      packets,
    );
  };
  // Again, while the end of the tunnel before is on its way.
  const up = () => eventually('the tunnel', async () => (await branch.up('net')) || undefined);
  await branch.load('load-shared', { id: 'k', type: 'IKE', data: 'branch-key', owners: ['10.9.0.1'] });
  await branch.load('load-conn', {
    gw: {
      ...{ version: '1', local_addrs: ['10.9.0.2'], remote_addrs: ['10.9.0.1'], proposals: ['aes128-sha1-modp2048'] },
      ...{ local: { auth: 'psk', id: '10.9.0.2' }, remote: { auth: 'psk', id: '10.9.0.1' } },
      children: { net: { local_ts: ['10.2.0.0/24'], remote_ts: ['10.1.0.0/24'], esp_proposals: ['aes256-sha256'] } },
    },
  });
  await up();
  await records(1);
  await traffic(3);

  relay.cut();
  await said('VICI_DOWN');
  const cut = Date.now();
  await traffic(4);
  // Sessions of a charon that is gone end after five seconds; and by now this one's age tells it from a new one.
  await eventually('eleven seconds', async () => Date.now() - cut > 11_000 || undefined);
  assert.deepEqual(kinds(), ['Start']);
  assert.match((await daemon.run('show crypto session')).text, /Session status: UP-ACTIVE/);
  const loaded = gateway.log().match(/added vici connection/g)?.length;
  await relay.listen();
  await said('is reconnected');
  await traffic(5);
  assert.equal(gateway.log().match(/added vici connection/g)?.length, loaded, 'nothing is loaded again');
  await daemon.run('clear crypto session');
  await records(2);
  assert.deepEqual(kinds(), ['Start', 'Stop']);
  assert.deepEqual(values('Acct-Input-Octets'), [String(octets)]);
  assert.deepEqual(values('Acct-Output-Octets'), [String(octets)]);

  // A tunnel that ends while nobody listens is closed when charon can be asked again.
  await up();
  await records(3);
  relay.cut();
  await said('VICI_DOWN', 2);
  await branch.down('gw');
  await relay.listen();
  await records(4);
  assert.deepEqual(kinds(), ['Start', 'Stop', 'Start', 'Stop']);

  // charon is killed while the socket is away: it is another one afterwards, and is told everything.
  await up();
  await records(5);
  relay.cut();
  await said('VICI_DOWN', 3);
  await gateway.kill('SIGKILL');
  await gateway.start();
  await relay.listen();
  await said('is restarted');
  await records(6);
  assert.equal(values('Acct-Terminate-Cause').at(-1), 'NAS-Error');
  await branch.vici.terminate({ ike: 'gw' }, { force: true, wait: false });
  await up();
  await records(7);
});
