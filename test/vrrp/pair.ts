/**
 * Two boxes, each a keepalived and a Tollgate in a network of its own, on one LAN; and servers for both in a third
 * network, that each box reaches by a cable of its own, so that the LAN can break without cutting them off.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { eventually } from '../e2e/waiting.ts';
import { type Daemon, daemonFor, temporaryDirectory } from '../rigs/daemon.ts';
import { type FreeRadius, startFreeRadius } from '../rigs/freeradius.ts';
import { type Keepalived, keepalived } from '../rigs/keepalived.ts';
import { cable, makeNamespaces, type Namespace } from '../rigs/namespaces.ts';
import { readRecords } from '../rigs/records.ts';
import { serverFor } from '../rigs/server.ts';

export interface Box {
  readonly network: Namespace;
  readonly keepalived: Keepalived;
  readonly directory: string;
  readonly address: string;
  daemon: Daemon;
  /** Starts its Tollgate anew, with the same state and configuration. */
  restart(): Promise<void>;
  /** Pulls the box's cable out of the LAN, or puts it back. */
  lan(up: boolean): void;
}

export interface Pair {
  /** Priority 150. */
  readonly a: Box;
  /** Priority 100. */
  readonly b: Box;
  /** What FreeRADIUS and our TACACS+ server were told, by box, in the order of arrival: `a on gateway`, `b off shutdown`. */
  radius(): string[];
  tacacs(): Promise<string[]>;
  readonly freeradius: FreeRadius;
  /** Waits until both servers have been told this, in this order for each box. */
  both(...story: readonly string[]): Promise<void>;
}

const key = 'pair-secret';
const ports = { auth: 1812, acct: 1813 };

/** @param lines of both configurations, beside servers, lists and the name `gateway` */
export async function startPair(t: TestContext, lines: string): Promise<Pair> {
  const directory = temporaryDirectory(t);
  const networks = makeNamespaces(t, ['a', 'b', 'servers']);
  const { servers } = networks;
  servers.ip('link', 'add', 'lan', 'type', 'bridge');
  servers.ip('link', 'set', 'lan', 'up');
  const freeradius = await startFreeRadius({
    secret: key,
    ports,
    elsewhere: { command: servers.command, address: '*', clients: '10.78.0.0/16' },
  });
  t.after(() => freeradius.remove());
  const store = join(directory, 'store');
  const serverFile = join(directory, 'server.json');
  const clients = [{ address: '10.78.0.0/16', tacacsKey: key }];
  writeFileSync(serverFile, JSON.stringify({ listen: '0.0.0.0', tacacs: { port: 49 }, store, clients, users: [] }));
  await serverFor(t, serverFile, servers.command);

  const start = async (name: 'a' | 'b', number: number, priority: number): Promise<Box> => {
    const network = networks[name];
    const own = join(directory, name);
    mkdirSync(own);
    const lan = { within: network, name: 'lan0', address: `10.77.0.${number}/24` };
    cable(lan, { within: servers, name: `lan${number}`, bridge: 'lan' });
    const address = `10.78.${number}.1`;
    cable(
      { within: network, name: 'aaa0', address: `${address}/24` },
      { within: servers, name: `aaa${number}`, address: `10.78.${number}.2/24` },
    );
    const fifo = join(own, 'vrrp.fifo');
    const configuration = `hostname ${name}
no logging console
logging buffered 65536 debugging
aaa new-model
aaa authentication login default none
radius server main
 address ipv4 10.78.${number}.2 auth-port ${ports.auth} acct-port ${ports.acct}
 key ${key}
 timeout 1
tacacs server main
 address ipv4 10.78.${number}.2
 key ${key}
 timeout 1
aaa accounting vrrs default start-stop broadcast group radius group tacacs+
vrrp notify-fifo ${fifo}
vrrs gateway
 vrrp-instance VI_1
${lines}line con 0
 privilege level 15
end
`;
    const rig = { within: network, directory: own, fifo, interface: 'lan0', virtualAddress: '10.77.0.100/24' };
    const box: Box = {
      network,
      keepalived: keepalived({ ...rig, priority }),
      directory: own,
      address,
      daemon: await daemonFor(t, own, configuration, network.command),
      async restart() {
        box.daemon = await daemonFor(t, own, configuration, network.command);
      },
      lan: (up) => void servers.ip('link', 'set', `lan${number}`, up ? 'up' : 'down'),
    };
    return box;
  };
  const a = await start('a', 1, 150);
  const b = await start('b', 2, 100);

  const nameOf = (address: string): string => (address === a.address ? 'a' : address === b.address ? 'b' : address);
  const radius = (): string[] =>
    freeradius.readDetail().map(({ attributes }) => {
      const value = (name: string): string => attributes.find(([one]) => one === name)?.[1] ?? '';
      const kind = value('Acct-Status-Type').replace('Accounting-', '').toLowerCase();
      return `${nameOf(value('NAS-IP-Address'))} ${kind} ${value('Cisco-AVPair').replace('vrrs=', '') || 'system'}`;
    });
  const tacacs = async (): Promise<string[]> =>
    (await readRecords(store)).map(({ source, kind, arguments: words = [] }) => {
      const name = words.find((word) => word.startsWith('vrrs='))?.slice(5) ?? 'system';
      return `${nameOf(source)} ${kind} ${name}`;
    });
  return {
    a,
    b,
    radius,
    tacacs,
    freeradius,
    async both(...story) {
      // A box's records of a name keep their order, and those of the system theirs; guarantee-first alone would order both.
      const of = (box: string, what: string, all: readonly string[]): string =>
        all.filter((one) => one.startsWith(box) && one.endsWith(what)).join();
      const told = (all: readonly string[]): boolean =>
        ['a', 'b'].every((box) => ['system', 'gateway'].every((what) => of(box, what, all) === of(box, what, story)));
      let now = '';
      try {
        await eventually('story', async () => {
          const [one, other] = [radius(), await tacacs()];
          now = `RADIUS: ${one.join(', ')}\nTACACS+: ${other.join(', ')}`;
          return told(one) && told(other) ? true : undefined;
        });
      } catch {
        throw new Error(`never told: ${story.join(', ')}, but\n${now}`);
      }
    },
  };
}
