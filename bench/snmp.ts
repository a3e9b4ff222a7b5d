/**
 * snmpbulkwalk of CISCO-AAA-SESSION-MIB with 100,000 open sessions, while 1,000 others come and go each second; beside it
 * Debian's snmpd with its own table of TCP connections, walked by the same tool in the same run.
 * Then the same table through that snmpd, of which Tollgate is a sub-agent.
 * `BENCH_SESSIONS`: another number of sessions.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AaaSnapshot } from '../src/aaa/index.ts';
import { FakeTransport } from '../src/accounting/fixtures/fake-transport.ts';
import { type OpenSession, openAccounting } from '../src/accounting/index.ts';
import { systemClock } from '../src/base/clock.ts';
import { silentLog } from '../src/base/event-log.ts';
import { systemRandom } from '../src/base/random.ts';
import type { CryptoControl, CryptoReader } from '../src/sources/ipsec/snapshot.ts';
import { emptySnmpConfig, openEndpoint, openLink, Snmp } from '../src/watch/snmp/index.ts';
import { freeUdpPort } from '../test/rigs/snmp.ts';

const sessions = Number(process.env.BENCH_SESSIONS ?? 100_000);
/** Rows of Debian's agent: listening sockets of this process. */
const sockets = 5000;
const table = '1.3.6.1.4.1.9.9.150.1.1.3';
const tcpTable = '1.3.6.1.2.1.6.13';

interface Walk {
  readonly seconds: number;
  readonly objects: number;
  /** Session ids of the first column. */
  readonly ids: ReadonlySet<number>;
}

async function walk(directory: string, port: number, root: string, words: readonly string[]): Promise<Walk> {
  const tool = words.includes('-Cr0') ? 'snmpwalk' : 'snmpbulkwalk';
  const more = words.filter((word) => word !== '-Cr0');
  const began = performance.now();
  const child = spawn(tool, ['-On', '-t', '3', ...more, `127.0.0.1:${port}`, root], {
    env: { PATH: process.env.PATH, MIBS: '', SNMPCONFPATH: directory, SNMP_PERSISTENT_DIR: join(directory, 'snmp') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let objects = 0;
  let rest = '';
  const ids = new Set<number>();
  child.stdout.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    objects += lines.length;
    for (const line of lines) {
      const id = /\.1\.3\.1\.2\.(\d+) = /.exec(line)?.[1];
      if (id !== undefined) ids.add(Number(id));
    }
  });
  await once(child, 'close');
  return { seconds: (performance.now() - began) / 1000, objects, ids };
}

const say = (what: string, { seconds, objects }: Walk): void =>
  console.log(
    `${what.padEnd(58)} ${String(objects).padStart(8)} objects in ${seconds.toFixed(2).padStart(6)} s: ${Math.round(objects / seconds)} objects/s`,
  );

const socketIn = (directory: string): string => join(directory, 'agentx');

/** Debian's agent with a community and nothing else. */
async function debianAgent(directory: string): Promise<{ readonly child: ChildProcess; readonly port: number }> {
  const port = await freeUdpPort();
  const file = join(directory, 'snmpd.conf');
  const master = `master agentx\nagentXSocket ${socketIn(directory)}\n`;
  writeFileSync(file, `agentAddress udp:127.0.0.1:${port}\nrocommunity public 127.0.0.1\n${master}`);
  const words = ['-f', '-C', '-c', file, '-Lo', '-r', '-I', '-smux'];
  const child = spawn('/usr/sbin/snmpd', words, {
    env: { PATH: process.env.PATH, SNMPCONFPATH: directory, SNMP_PERSISTENT_DIR: join(directory, 'snmp') },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  for await (const chunk of child.stdout) if (String(chunk).includes('NET-SNMP version')) break;
  return { child, port };
}

async function listeners(): Promise<readonly Server[]> {
  const all: Server[] = [];
  for (let made = 0; made < sockets; made++) {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    all.push(server);
  }
  return all;
}

export async function run(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'tollgate-snmp-'));
  mkdirSync(join(directory, 'snmp', 'cert_indexes'), { recursive: true });
  const basis = { clock: systemClock, random: systemRandom, log: silentLog };
  const accounting = await openAccounting({ ...basis, stateDir: directory, transport: new FakeTransport() });
  const open = (n: number): OpenSession =>
    accounting.open({
      ...{ type: 'network', list: 'default', source: 'bench', sourceKey: String(n) },
      facts: { user: `user${n}`, address: `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}` },
    }).session;
  // No tunnels, no servers: only what the walk is about.
  const crypto = { sessions: () => [], ikeSas: () => [], totals: () => ({ ended: 0 }), watch: () => () => {} };
  const none = { unknown: 0 };
  const noServers = { radius: [], tacacs: [], groups: [], statistics: { access: none, accounting: none } };
  const snmp = new Snmp({
    ...{ ...basis, accounting, openEndpoint, hostname: () => 'bench', description: 'bench' },
    openLink,
    control: { idle: () => undefined, disconnect: async () => ({ outcome: 'unsupported' }) },
    aaa: { snapshot: () => noServers as unknown as AaaSnapshot, onState: () => () => {} },
    crypto: crypto as unknown as CryptoReader & CryptoControl & { watch(): () => void },
    file: { read: () => undefined, write: () => {} },
    openSecret: ({ text }) => text,
    permits: () => true,
    interfaceIndex: () => 0,
  });
  const port = await freeUdpPort();
  const community = (packetSize: number) => ({
    ...emptySnmpConfig,
    ...({
      communities: [{ community: { type: 6, text: 'public' }, access: 'ro' }],
      listen: ['127.0.0.1'],
      port,
      packetSize,
    } as const),
  });
  let churn: NodeJS.Timeout | undefined;
  try {
    const before = process.memoryUsage().heapUsed;
    const lasting = new Set<number>();
    for (let n = 0; n < sessions; n++) lasting.add(open(n).sessionId);
    console.log(
      `${sessions} sessions, ${Math.round((process.memoryUsage().heapUsed - before) / 2 ** 20)} MiB with the ledger's own`,
    );

    let coming: OpenSession[] = [];
    let made = sessions;
    churn = setInterval(() => {
      for (const { key } of coming.splice(0, 50)) void accounting.close(key, { cause: 'user-request' });
      for (let n = 0; n < 50; n++) coming.push(open(made++));
      coming = coming.slice(-500);
    }, 50);
    const v2c = ['-v2c', '-c', 'public'];
    for (const [what, packetSize, words] of [
      ['Tollgate, 1500 octets, 10 repetitions (the defaults)', 1500, v2c],
      ['Tollgate, 1500 octets, 100 repetitions', 1500, [...v2c, '-Cr100']],
      ['Tollgate, 17940 octets, 1000 repetitions', 17_940, [...v2c, '-Cr1000']],
    ] as const) {
      await snmp.configure(community(packetSize));
      const done = await walk(directory, port, table, words);
      say(what, done);
      const missing = [...lasting].filter((id) => !done.ids.has(id)).length;
      console.log(`    ${missing} of ${sessions} lasting sessions missing`);
      if (missing > 0) process.exitCode = 1;
    }
    clearInterval(churn);

    const held = await listeners();
    const debian = await debianAgent(directory);
    say("Debian's snmpd, TCP connections, 10 repetitions", await walk(directory, debian.port, tcpTable, v2c));
    say(
      "Debian's snmpd, TCP connections, 100 repetitions",
      await walk(directory, debian.port, tcpTable, [...v2c, '-Cr100']),
    );
    await snmp.configure({ ...emptySnmpConfig, agentx: { kind: 'socket', path: socketIn(directory) } });
    while ((snmp.status().agentx?.registered.length ?? 0) < 5) await sleep(50);
    const through = await walk(directory, debian.port, table, [...v2c, '-Cr100']);
    say('Tollgate as sub-agent of that snmpd, 100 repetitions', through);
    const missing = [...lasting].filter((id) => !through.ids.has(id)).length;
    console.log(`    ${missing} of ${sessions} lasting sessions missing`);
    if (missing > 0) process.exitCode = 1;
    debian.child.kill();
    for (const server of held) server.close();
  } finally {
    clearInterval(churn);
    await snmp.stop();
    await accounting.abandon();
    rmSync(directory, { recursive: true, force: true });
  }
}
