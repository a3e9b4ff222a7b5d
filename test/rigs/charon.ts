/**
 * strongSwan's charon, several at a time: each in a network namespace of its own, all on one LAN. Encryption is done by
 * charon itself (kernel-libipsec, device `ipsec0`), so that a kernel without ESP will do; VICI is the only configuration
 * beside the plug-in list. All of it ends with the test: processes, namespaces, and with them mounts and devices.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { temporaryDirectory } from './daemon.ts';
import { cable, makeNamespaces, type Namespace, type Scope } from './namespaces.ts';

export interface CharonOptions {
  /** Of the outer network, by which the charons reach each other: with prefix length, `10.9.0.1/24`. */
  readonly address: string;
  /** Networks behind it, on `lo`: with prefix length, `10.1.0.1/24`. */
  readonly inner?: readonly string[];
  /** Plug-ins beside those that each has. */
  readonly plugins?: readonly string[];
  /** Encrypts in the kernel, which must have ESP. Default: in charon itself. */
  readonly kernelEsp?: true;
  /** RADIUS servers of eap-radius (and xauth-radius, which is one of its back ends), as seen from inside. */
  readonly radius?: readonly RadiusServerOfCharon[];
  /** What eap-radius accounts for by itself. Default `no`. */
  readonly accounting?: 'no' | 'yes';
  /** More lines of strongswan.conf's section `charon`. */
  readonly settings?: string;
  /** More sections of `charon.plugins`. */
  readonly pluginSettings?: string;
}

export interface RadiusServerOfCharon {
  readonly address: string;
  readonly secret: string;
  readonly authPort: number;
  readonly acctPort?: number;
}

/** One host of the laboratory with its charon, which runs when the laboratory is there. */
export interface CharonHost {
  readonly network: Namespace;
  /** charon's VICI socket. */
  readonly socket: string;
  /** Temporary, of this host alone. */
  readonly directory: string;
  /** The outer address, without prefix length. */
  readonly address: string;
  /** The process, while it runs. */
  readonly pid: number | undefined;
  /** Starts it, or starts it again; resolves when it answers. Rejects with its log when it ends instead. */
  start(): Promise<void>;
  /** Resolves when it is gone. With SIGTERM it tells its peers. */
  kill(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** SIGSTOP and SIGCONT: it is there and does not answer. */
  freeze(): void;
  thaw(): void;
  /** What all of its lives have written. */
  log(): string;
  /** Resolves when the log has a match from `after` (an earlier length of the log) on. */
  logged(pattern: RegExp, after?: number): Promise<void>;
  /** Runs a program in the host's network: what it printed. Rejects with that when it fails. */
  run(program: string, ...words: string[]): Promise<string>;
  /** Takes the host off the LAN, or puts it back. */
  lan(up: boolean): void;
}

/** An address, and the network that it is in. */
export interface End {
  readonly host: Pick<CharonHost, 'network'>;
  readonly address: string;
}

/** What {@link sendUdp} does: `packets` of `payload` bytes each, from and to these addresses. */
export interface Traffic {
  readonly from: End;
  readonly to: End;
  readonly packets: number;
  /** Bytes of UDP payload of each, 1–1372. charon counts {@link innerHeaders} more. */
  readonly payload: number;
}

/** IPv4 and UDP headers: what charon's counters say beside the payload, for each packet. */
export const innerHeaders = 28;

/** eap-radius before vici: an address that a server gives a user comes before one of a pool. */
const plugins =
  'aes sha1 sha2 md5 random nonce x509 constraints pubkey pkcs1 pkcs8 pem openssl gmp xcbc hmac kdf gcm drbg curve25519 ' +
  'attr kernel-libipsec kernel-netlink resolve socket-default eap-radius vici updown eap-identity eap-md5 ' +
  'eap-mschapv2 xauth-generic xauth-eap unity counters error-notify';

/**
 * A minute, as docs/strongswan.md has it: charon's own 14 seconds are fewer than lists of servers may take. One that
 * accounts by itself is left as it comes.
 */
const patience = { yes: '', no: 'retransmit_timeout = 2\nretransmit_base = 1\nretransmit_tries = 30' };

const radiusSection = ({ radius: servers = [], accounting = 'no' }: CharonOptions): string => {
  const server = ({ address, secret, authPort, acctPort = 1813 }: RadiusServerOfCharon, index: number): string =>
    `server${index} { address = ${address}\nsecret = "${secret}"\nauth_port = ${authPort}\nacct_port = ${acctPort} }`;
  return servers.length === 0
    ? ''
    : `eap-radius { accounting = ${accounting}\n${patience[accounting]}\nservers {\n${servers.map(server).join('\n')}\n} }`;
};

/** `resolver`: where it writes the name servers that it is given, instead of into this machine's resolv.conf. */
const configuration = (options: CharonOptions, socket: string, resolver: string): string => `charon {
  load = ${options.kernelEsp === true ? plugins.replace('kernel-libipsec ', '') : plugins} ${options.plugins?.join(' ') ?? ''}
  retransmit_tries = 2
  retransmit_timeout = 1.0
  retransmit_base = 1.3
  i_dont_care_about_security_and_use_aggressive_mode_psk = yes
  cisco_unity = yes
  dos_protection = no
  filelog {
    stderr {
      default = 1
    }
  }
  ${options.settings ?? ''}
  plugins {
    vici {
      socket = unix://${socket}
    }
    kernel-libipsec {
      allow_peer_ts = no
    }
    resolve {
      file = ${resolver}
      resolvconf {
        path = /nonexistent
      }
    }
    ${radiusSection(options)}
    ${options.pluginSettings ?? ''}
  }
}
`;

/** Makes the hosts, joins them, and starts a charon in each. */
export async function charonLab<N extends string>(
  t: Scope,
  hosts: Readonly<Record<N, CharonOptions>>,
): Promise<Record<N, CharonHost>> {
  const directory = temporaryDirectory(t);
  // The keys of the record are its type's.
  const names = Object.keys(hosts) as N[];
  const wire = 'charonlan';
  const networks = makeNamespaces<N | typeof wire>(t, [wire, ...names]);
  const lan = networks[wire];
  lan.ip('link', 'add', 'lan', 'type', 'bridge');
  lan.ip('link', 'set', 'lan', 'up');
  const made = names.map((name, index): [N, CharonHost] => {
    const port = `port${index}`;
    const network: Namespace = networks[name];
    const options = hosts[name];
    cable({ within: network, name: 'eth0', address: options.address }, { within: lan, name: port, bridge: 'lan' });
    for (const address of options.inner ?? []) network.ip('address', 'add', address, 'dev', 'lo');
    return [
      name,
      makeHost(network, join(directory, name), options, (up) => void lan.ip('link', 'set', port, up ? 'up' : 'down')),
    ];
  });
  t.after(() => Promise.all(made.map(([, host]) => host.kill('SIGKILL'))));
  await Promise.all(made.map(([, host]) => host.start()));
  return Object.fromEntries(made) as Record<N, CharonHost>;
}

function makeHost(
  network: Namespace,
  directory: string,
  options: CharonOptions,
  lan: (up: boolean) => void,
): CharonHost {
  mkdirSync(directory, { recursive: true });
  const socket = join(directory, 'charon.vici');
  const file = join(directory, 'strongswan.conf');
  writeFileSync(file, configuration(options, socket, join(directory, 'resolv.conf')));
  let child: ChildProcess | undefined;
  let log = '';
  // charon logs to standard error, which it does not buffer.
  const heard = new Set<() => void>();
  const hear = (chunk: Buffer): void => {
    log += chunk.toString();
    for (const look of [...heard]) look();
  };
  const logged = (pattern: RegExp, after = 0): Promise<void> =>
    new Promise((found) => {
      const look = (): void => {
        if (!pattern.test(log.slice(after))) return;
        heard.delete(look);
        found();
      };
      heard.add(look);
      look();
    });
  const running = (): ChildProcess | undefined =>
    child !== undefined && child.exitCode === null && child.signalCode === null ? child : undefined;
  return {
    network,
    socket,
    directory,
    address: options.address.replace(/\/.*/, ''),
    get pid() {
      return running()?.pid;
    },
    async start() {
      rmSync(socket, { force: true });
      const before = log.length;
      // Its process id file is always /var/run/charon.pid: each has a /run of its own. All of these words become charon.
      const script = `mount -t tmpfs none /run && mkdir /run/lock && exec /usr/lib/ipsec/charon`;
      const [program = '', ...words] = [...network.command, 'unshare', '--mount', '--propagation', 'private'];
      const started = spawn(program, [...words, 'bash', '-c', script], {
        cwd: directory,
        env: { ...process.env, STRONGSWAN_CONF: file, SWANCTL_DIR: join(directory, 'swanctl') },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      child = started;
      started.stdout.on('data', hear);
      started.stderr.on('data', hear);
      const ended = new AbortController();
      await Promise.race([
        logged(/spawning \d+ worker threads/, before),
        once(started, 'exit', { signal: ended.signal }).then(([code]) => {
          throw new Error(`charon ended with ${code}:\n${log.slice(before)}`);
        }),
      ]);
      ended.abort();
    },
    async kill(signal) {
      const one = running();
      if (one === undefined) return;
      const exited = once(one, 'exit');
      one.kill(signal);
      if (signal === 'SIGKILL') one.kill('SIGCONT');
      await exited;
    },
    freeze: () => void running()?.kill('SIGSTOP'),
    thaw: () => void running()?.kill('SIGCONT'),
    log: () => log,
    logged,
    run: (program, ...words) => run(network, program, words),
    lan,
  };
}

async function run(network: Namespace, program: string, words: readonly string[]): Promise<string> {
  const [file = '', ...rest] = [...network.command, program, ...words];
  const child = spawn(file, rest, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const hear = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${program} ${words.join(' ')}: ended with ${code}\n${output}`);
  return output;
}

/** Counts what it gets; prints `ready`, then, at the last packet, how many bytes of payload all had. */
const receiver = `
const [address, packets] = process.argv.slice(1);
let count = 0, bytes = 0;
const socket = require('node:dgram').createSocket('udp4', (message) => {
  bytes += message.length;
  if (++count === Number(packets)) { console.log(bytes); socket.close(); }
});
socket.bind(4099, address, () => console.log('ready'));
`;

/** Sends one after the other, a little apart, so that no queue on the way runs over. */
const sender = `
const [from, to, packets, payload] = process.argv.slice(1);
const socket = require('node:dgram').createSocket('udp4');
let left = Number(packets);
const next = () => left-- === 0 ? socket.close() : socket.send(Buffer.alloc(Number(payload), 0x61), 4099, to, () => setTimeout(next, 1));
socket.bind(0, from, next);
`;

/**
 * Sends UDP one way, to port 4099, and resolves with the bytes of payload that arrived when all packets did; nothing
 * comes back. Rejects when they did not arrive within 30 s.
 */
export async function sendUdp({ from, to, packets, payload }: Traffic): Promise<number> {
  const node = (host: End['host'], script: string, ...words: (string | number)[]): ChildProcess => {
    const [file = '', ...rest] = [...host.network.command, process.execPath, '-e', script, '--', ...words.map(String)];
    return spawn(file, rest, { stdio: ['ignore', 'pipe', 'inherit'], timeout: 30_000 });
  };
  const receiving = node(to.host, receiver, to.address, packets);
  let output = '';
  const closed = once(receiving, 'close');
  await new Promise<void>((ready, fail) => {
    receiving.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.startsWith('ready')) ready();
    });
    receiving.once('exit', () => fail(new Error('the receiver ended early')));
  });
  await once(node(from.host, sender, from.address, to.address, packets, payload), 'exit');
  await closed;
  const [, bytes] = /ready\n(\d+)/.exec(output) ?? [];
  if (bytes === undefined) throw new Error(`not all of ${packets} packets arrived at ${to.address}`);
  return Number(bytes);
}
