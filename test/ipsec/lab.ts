/**
 * A gateway that Tollgate drives from IOS lines alone, a branch office and a remote client: each with a charon of its
 * own, in a network namespace of its own. The gateway's RADIUS server (FreeRADIUS) is in its namespace, too.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { systemClock } from '../../src/base/clock.ts';
import { systemRandom } from '../../src/base/random.ts';
import { type ViciClient, type ViciSection, viciClient } from '../../src/protocols/vici/index.ts';
import { eventually } from '../e2e/waiting.ts';
import { type CharonHost, charonLab, type End, innerHeaders, sendUdp } from '../rigs/charon.ts';
import { type Daemon, daemonFor, temporaryDirectory } from '../rigs/daemon.ts';
import { type FreeRadius, freePorts, startFreeRadius } from '../rigs/freeradius.ts';

export interface Lab {
  readonly gateway: CharonHost;
  /** The gateway's charon, for what a test does behind Tollgate's back. */
  readonly charon: Peer;
  readonly branch: Peer;
  readonly client: Peer;
  readonly freeradius: FreeRadius;
  readonly directory: string;
  /** Lines that every gateway here has: console, RADIUS server, proxy for charon, socket of charon. */
  readonly base: string;
  /** Starts Tollgate on the gateway with {@link base} and more lines; resolves when charon has been told. */
  tollgate(lines: string): Promise<Daemon>;
}

/** The other end of tunnels: a charon that the test drives itself. */
export interface Peer {
  readonly host: CharonHost;
  readonly vici: ViciClient;
  /** Loads things, and fails with charon's words when it does not take them. */
  load(command: string, message: ViciSection): Promise<void>;
  /** Begins a tunnel: whether it came up. */
  up(child: string): Promise<boolean>;
  /** Ends all tunnels of a connection; resolves when the other end knows. */
  down(ike: string): Promise<void>;
  /** The address that it was given, if any. */
  address(): Promise<string | undefined>;
}

/** Secret between charon and the proxy; it stands in the gateway's strongswan.conf. */
const proxySecret = 'between-charon-and-tollgate';
const proxyPort = 1812;

/** Networks behind the ends: the gateway's, and the branch's. */
export const inside = { gateway: '10.1.0.1', branch: '10.2.0.1' };

export interface LabOptions {
  /** FreeRADIUS's users file. */
  readonly users?: string;
  /** More lines of the gateway's strongswan.conf. */
  readonly settings?: string;
  /** All of them encrypt in the kernel, which must have ESP. Default: in charon itself. */
  readonly kernelEsp?: true;
}

/** Makes the laboratory; everything in it ends with the test. */
export async function ipsecLab(t: TestContext, options: LabOptions = {}): Promise<Lab> {
  const { users = '', settings = '' } = options;
  const esp = options.kernelEsp === true ? { kernelEsp: true as const } : {};
  const hosts = await charonLab(t, {
    gateway: {
      ...{ address: '10.9.0.1/24', inner: [`${inside.gateway}/24`] },
      radius: [{ address: '127.0.0.1', secret: proxySecret, authPort: proxyPort }],
      ...{ settings, ...esp },
    },
    branch: { address: '10.9.0.2/24', inner: [`${inside.branch}/24`], ...esp },
    client: { address: '10.9.0.3/24', ...esp },
  });
  const { gateway } = hosts;
  const ports = await freePorts();
  const command = gateway.network.command;
  const elsewhere = { command, address: '127.0.0.1', clients: '127.0.0.0/8' };
  const freeradius = await startFreeRadius({ users, ports, elsewhere });
  t.after(() => freeradius.remove());
  const directory = temporaryDirectory(t);
  const base = `hostname gw
ip domain name lab
no logging console
logging buffered 65536 debugging
aaa new-model
aaa authentication login CONSOLE none
radius server main
 address ipv4 127.0.0.1 auth-port ${ports.auth} acct-port ${ports.acct}
 key ${freeradius.secret}
aaa server radius proxy
 listen 127.0.0.1
 authentication port ${proxyPort}
 client 127.0.0.1
  key 0 ${proxySecret}
line con 0
 login authentication CONSOLE
 privilege level 15
crypto vici socket ${gateway.socket}
`;
  return {
    ...{ gateway, freeradius, directory, base },
    charon: peer(t, gateway),
    branch: peer(t, hosts.branch),
    client: peer(t, hosts.client),
    async tollgate(lines) {
      const daemon = await daemonFor(t, directory, `${base}${lines}`, command);
      await loaded(daemon);
      return daemon;
    },
  };
}

/** Resolves with `show crypto vici` when charon has been told everything, or has refused it. */
export const loaded = (daemon: Daemon): Promise<string> =>
  eventually('charon is loaded', async () => {
    const { text } = await daemon.run('show crypto vici');
    const [, is, of] = /Loaded: (\d+) of (\d+) connections/.exec(text) ?? [];
    const told = is === of || text.includes('Refused by charon');
    return text.includes(', connected') && told ? text : undefined;
  });

/** A charon that the test drives itself. */
export function peer(t: TestContext, host: CharonHost): Peer {
  const vici = viciClient({
    ...{ socket: host.socket, clock: systemClock, random: systemRandom },
    ...{ onLink: () => {}, onEvent: () => {} },
  });
  t.after(() => vici.close());
  return {
    ...{ host, vici },
    async load(command, message) {
      const answer = await vici.command(command, message);
      if (!answer.ok) throw new Error(`${command}: ${JSON.stringify(answer.error)}\n${host.log()}`);
    },
    up: async (child) => (await vici.initiate({ child }, { timeout: 20_000 })).ok,
    async down(ike) {
      await vici.terminate({ ike }, { timeout: 20_000 });
    },
    async address() {
      const sas = await vici.listSas();
      return sas.ok ? sas.value.flatMap(({ localVips }) => localVips)[0] : undefined;
    },
  };
}

/**
 * Sends packets both ways between two inner addresses, and says how many octets charon will have counted for each
 * direction.
 */
export async function trafficBetween(one: End, other: End, packets = 5): Promise<number> {
  const payload = 100;
  await sendUdp({ from: one, to: other, packets, payload });
  await sendUdp({ from: other, to: one, packets, payload });
  return packets * (payload + innerHeaders);
}

/** A certificate authority with a certificate for each of the names, as PEM files. @param subject of a name's certificate */
export function certificates(
  directory: string,
  names: readonly string[],
  subject = (name: string): string => `CN=${name}`,
): { path(file: string): string; read(file: string): string } {
  mkdirSync(directory, { recursive: true });
  const shell = (script: string): void => {
    execFileSync('bash', ['-ec', script], { cwd: directory, stdio: ['ignore', 'ignore', 'pipe'] });
  };
  shell(`pki --gen --type ecdsa --size 256 --outform pem > ca.key
pki --self --ca --in ca.key --type ecdsa --dn "CN=Lab CA" --outform pem > ca.pem`);
  for (const name of names)
    shell(`pki --gen --type ecdsa --size 256 --outform pem > ${name}.key
pki --pub --in ${name}.key --type ecdsa --outform pem > ${name}.pub
pki --issue --in ${name}.pub --cacert ca.pem --cakey ca.key --dn "${subject(name)}" --san ${name} --outform pem > ${name}.pem`);
  return { path: (file) => join(directory, file), read: (file) => readFileSync(join(directory, file), 'utf8') };
}
