/**
 * A gateway and many clients, two charons that encrypt by themselves (kernel-libipsec), each in a network namespace, one
 * client per address; FreeRADIUS on this machine's loopback and in the gateway's namespace. Needs root.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { systemClock } from '../../src/base/clock.ts';
import { systemRandom } from '../../src/base/random.ts';
import { type ViciClient, type ViciSection, viciClient } from '../../src/protocols/vici/index.ts';
import { eventually } from '../../test/e2e/waiting.ts';
import { type CharonHost, charonLab, innerHeaders, sendUdp } from '../../test/rigs/charon.ts';
import { type Daemon, startDaemon, temporaryDirectory } from '../../test/rigs/daemon.ts';
import { type FreeRadius, freePorts, startFreeRadius } from '../../test/rigs/freeradius.ts';
import type { Scope } from '../../test/rigs/namespaces.ts';

/** Who keeps the books of the tunnels. */
export type Keeper = 'tollgate' | 'charon';

/** Everything that a benchmark made, ended in the opposite order of its making. */
export async function scoped<T>(run: (scope: Scope) => Promise<T>): Promise<T> {
  const ends: (() => unknown)[] = [];
  const scope: Scope = {
    after(end) {
      if (end !== undefined) ends.push(() => Reflect.apply(end, undefined, []));
    },
  };
  try {
    return await run(scope);
  } finally {
    for (const end of ends.reverse()) await end();
  }
}

/** Addresses of a client, counted from 0. */
export const outer = (client: number): string => `10.9.${1 + Math.floor(client / 250)}.${1 + (client % 250)}`;
export const inner = (client: number): string => `10.64.${Math.floor(client / 250)}.${1 + (client % 250)}`;
const gatewayInside = '10.1.0.1';

const configuration = (socket: string, { ports, secret }: FreeRadius): string => `hostname gw
no logging console
aaa new-model
aaa authentication login CONSOLE none
radius server main
 address ipv4 127.0.0.1 auth-port ${ports.auth} acct-port ${ports.acct}
 key ${secret}
 timeout 2
aaa accounting network VPN start-stop group radius
crypto vici socket ${socket}
crypto ikev2 proposal P
 encryption aes-cbc-128
 integrity sha256
 group 19
crypto ikev2 policy P
 proposal P
crypto ikev2 keyring K
 peer any
  address 0.0.0.0 0.0.0.0
  pre-shared-key the-key
crypto ikev2 profile CLIENTS
 match identity remote fqdn domain lab
 identity local fqdn gw.example
 authentication remote pre-share
 authentication local pre-share
 keyring local K
 aaa accounting psk VPN
crypto ipsec transform-set T esp-aes esp-sha256-hmac
crypto dynamic-map D 10
 set transform-set T
 set ikev2-profile CLIENTS
 match address 101
crypto map M 10 ipsec-isakmp dynamic D
access-list 101 permit ip 10.1.0.0 0.0.0.255 10.64.0.0 0.0.255.255
interface FastEthernet0/0
 ip address 10.9.0.1 255.255.0.0
 crypto map M
line con 0
 login authentication CONSOLE
 privilege level 15
`;

/** What charon is told where Tollgate does not run; the same as above. @param rekey seconds, if it is to rekey often */
const connection = (rekey?: number): ViciSection => ({
  ...{ version: '2', local_addrs: ['10.9.0.1'], remote_addrs: ['%any'], proposals: ['aes128-sha256-ecp256'] },
  ...{ unique: 'no', local: { auth: 'psk', id: 'gw.example' }, remote: { auth: 'psk', id: '*.lab' } },
  children: {
    net: {
      ...{ local_ts: ['10.1.0.0/24'], remote_ts: ['10.64.0.0/16'], esp_proposals: ['aes128-sha256'] },
      ...(rekey === undefined ? {} : { rekey_time: `${rekey}s`, life_time: `${rekey * 4}s`, rand_time: '0s' }),
    },
  },
});

export interface Lab {
  readonly gateway: CharonHost;
  readonly clients: CharonHost;
  /** The gateway's charon and the clients'. */
  readonly vici: { readonly gateway: ViciClient; readonly clients: ViciClient };
  readonly radius: FreeRadius;
  /** Where Tollgate keeps the books. */
  readonly daemon: Daemon | undefined;
  /** Begins a client's tunnel; whether it came up. */
  up(client: number): Promise<boolean>;
  /** How many IKE SAs the gateway has. */
  count(): Promise<number>;
  /** Records of a kind at FreeRADIUS: the attributes of each. */
  records(kind: string): ReadonlyMap<string, string>[];
  /** Sends packets both ways; octets that each direction has more. */
  traffic(client: number, packets: number): Promise<number>;
}

export async function makeLab(
  t: Scope,
  { clients: many, keeper, rekey }: { readonly clients: number; readonly keeper: Keeper; readonly rekey?: number },
): Promise<Lab> {
  const ports = await freePorts();
  const settings = 'ikesa_table_size = 4096\nikesa_table_segments = 64\nthreads = 32\n';
  const secret = 'testing123';
  const { gateway, clients } = await charonLab(t, {
    gateway: {
      ...{ address: '10.9.0.1/16', inner: [`${gatewayInside}/24`], settings },
      ...(keeper === 'charon'
        ? {
            accounting: 'yes' as const,
            radius: [{ address: '127.0.0.1', secret, authPort: ports.auth, acctPort: ports.acct }],
          }
        : {}),
    },
    clients: { address: '10.9.255.1/16', settings },
  });
  // libipsec needs an address of its own in each flow.
  const lines = Array.from({ length: many }, (_, client) => [
    `address add ${outer(client)}/16 dev eth0`,
    `address add ${inner(client)}/32 dev lo`,
  ]);
  execFileSync('ip', ['-n', clients.network.name, '-batch', '-'], { input: `${lines.flat().join('\n')}\n` });
  // charon misses some of so many news; it reads all addresses when it starts.
  await clients.kill('SIGKILL');
  await clients.start();
  const command = gateway.network.command;
  const radius = await startFreeRadius({
    ...{ ports, secret, elsewhere: { command, address: '127.0.0.1', clients: '127.0.0.0/8' } },
  });
  t.after(() => radius.remove());
  const viciOf = (socket: string): ViciClient => {
    const random = systemRandom;
    const client = viciClient({ socket, clock: systemClock, random, onLink: () => {}, onEvent: () => {} });
    t.after(() => client.close());
    return client;
  };
  const vici = { gateway: viciOf(gateway.socket), clients: viciOf(clients.socket) };
  let daemon: Daemon | undefined;
  if (keeper === 'tollgate') {
    const started = await startDaemon(
      join(temporaryDirectory(t), 'gateway'),
      configuration(gateway.socket, radius),
      command,
    );
    daemon = started;
    t.after(() => started.kill());
    await eventually('charon is told', async () =>
      /Loaded: 1 of 1/.test((await started.run('show crypto vici')).text) ? true : undefined,
    );
  } else {
    await vici.gateway.loadShared({ id: 'k', type: 'IKE', data: 'the-key', owners: ['gw.example', '*.lab', '%any'] });
    await vici.gateway.loadConnection('vpn', connection(rekey));
  }
  if (keeper === 'tollgate' && rekey !== undefined) {
    const [loaded] = await connections(vici.gateway);
    // More often than IOS lets a configuration say.
    await vici.gateway.loadConnection(loaded ?? '', connection(rekey));
  }
  await vici.clients.loadShared({ id: 'k', type: 'IKE', data: 'the-key', owners: ['gw.example'] });
  for (let client = 0; client < many; client++)
    await vici.clients.loadConnection(`c${client}`, {
      ...{
        version: '2',
        local_addrs: [outer(client)],
        remote_addrs: ['10.9.0.1'],
        proposals: ['aes128-sha256-ecp256'],
      },
      ...{ local: { auth: 'psk', id: `c${client}.lab` }, remote: { auth: 'psk', id: 'gw.example' }, mobike: 'no' },
      children: {
        [`n${client}`]: {
          ...{ local_ts: [`${inner(client)}/32`], remote_ts: ['10.1.0.0/24'], esp_proposals: ['aes128-sha256'] },
          ...{ rekey_time: '0s' },
        },
      },
    });
  const records = (kind: string): ReadonlyMap<string, string>[] =>
    radius
      .readDetail()
      .map(({ attributes }) => new Map(attributes))
      .filter((one) => one.get('Acct-Status-Type') === kind);
  return {
    ...{ gateway, clients, vici, radius, daemon, records },
    up: async (client) => (await vici.clients.initiate({ child: `n${client}` }, { timeout: 60_000 })).ok,
    async count() {
      const stats = await vici.gateway.command('stats');
      const ikes = stats.ok ? stats.value.ikesas : undefined;
      return typeof ikes === 'object' && !Array.isArray(ikes) && 'total' in ikes ? Number(ikes.total) : -1;
    },
    async traffic(client, packets) {
      const ends = [
        { host: clients, address: inner(client) },
        { host: gateway, address: gatewayInside },
      ] as const;
      await sendUdp({ from: ends[0], to: ends[1], packets, payload: 100 });
      await sendUdp({ from: ends[1], to: ends[0], packets, payload: 100 });
      return packets * (100 + innerHeaders);
    },
  };
}

async function connections(vici: ViciClient): Promise<string[]> {
  const answer = await vici.listConnections();
  return answer.ok ? answer.value.map(({ name }) => name) : [];
}
