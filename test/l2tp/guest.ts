/**
 * Runs in the guest: l2tpns terminates L2TP and asks a daemon, who asks FreeRADIUS and accounts to it and to a TACACS+
 * server at once; xl2tpd with pppd in a network namespace of its own dials in. Leaves what both servers have, what was
 * captured on the way to TACACS+, and what the caller's interface had, in `result.json`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { embeddedServer } from '../e2e/embedded-server.ts';
import { radclient } from '../radius-proxy/radclient.ts';
import { type Daemon, startDaemon } from '../rigs/daemon.ts';
import { type DetailRecord, freePorts, startFreeRadius } from '../rigs/freeradius.ts';
import { type Counted, countedBy, say, shell, until } from '../rigs/in-guest.ts';
import type { JsonRecord } from '../rigs/records.ts';
import { startCapture, type TsharkAccounting } from '../rigs/tshark.ts';

/** What is left behind. */
export interface Result {
  /** What went over the caller's interface since the network was up; before that it counts the negotiation, too. */
  readonly caller: readonly Counted[];
  readonly detail: readonly DetailRecord[];
  readonly books: readonly JsonRecord[];
  readonly captured: readonly TsharkAccounting[];
  readonly complaints: readonly string[];
  readonly answers: readonly (string | undefined)[];
  readonly screens: Readonly<Record<string, string>>;
}

const [results = '/tmp'] = process.argv.slice(2);
const directory = '/tmp/l2tp';
mkdirSync(directory, { recursive: true });
const lns = '10.88.0.1';

shell(`ip netns add cl; ip -n cl link set lo up
  ip link add lns type veth peer name lac netns cl
  ip address add ${lns}/24 dev lns; ip link set lns up
  ip -n cl address add 10.88.0.2/24 dev lac; ip -n cl link set lac up
  mkdir -p /dev/net; [ -e /dev/net/tun ] || mknod /dev/net/tun c 10 200`);

const server = await embeddedServer({ after: () => {} }, directory);
const radius = await startFreeRadius({
  users: `username1 Cleartext-Password := "wonderland"
      Service-Type = Framed-User,
      Framed-Protocol = PPP,
      Framed-IP-Address = 10.97.0.2,
      Class = "gold"
`,
});
say('both servers answer');
const proxy = await freePorts();
const { auth: dae } = await freePorts();
const { auth: author } = await freePorts();
const configuration = `aaa new-model
aaa authentication login console none
aaa authentication ppp default group radius
aaa accounting exec unseen none
aaa accounting network default start-stop broadcast group radius group tacacs+
aaa accounting update newinfo
radius server one
 address ipv4 127.0.0.1 auth-port ${radius.ports.auth} acct-port ${radius.ports.acct}
 key ${radius.secret}
tacacs server one
 address ipv4 127.0.0.1
 port ${server.ports.tacacs}
 key ${server.key}
aaa server radius proxy
 listen 127.0.0.1
 authentication port ${proxy.auth}
 accounting port ${proxy.acct}
 client 127.0.0.1
  key software
  disconnect port ${dae}
aaa server radius dynamic-author
 listen 127.0.0.1
 port ${author}
 client 127.0.0.1 server-key dynamic
line con 0
 login authentication console
 privilege level 15
 accounting exec unseen
`;
writeFileSync(
  join(directory, 'l2tpns'),
  `set debug 4
set log_file "${directory}/l2tpns.log"
set pid_file "${directory}/l2tpns.pid"
set l2tp_secret "tunnel"
set primary_radius 127.0.0.1
set primary_radius_port ${proxy.auth}
set radius_secret "software"
set radius_authtypes "pap"
set radius_accounting yes
set radius_interim 3
set radius_dae_port ${dae}
set bind_address ${lns}
set peer_address 10.97.0.1
set cli_bind_address 127.0.0.1
set cluster_interface "lo"
set send_garp no
`,
);
writeFileSync(join(directory, 'secrets'), '* * tunnel *\n', { mode: 0o600 });
writeFileSync(
  join(directory, 'xl2tpd'),
  `[global]
auth file = ${directory}/secrets
force userspace = yes
[lac lns]
lns = ${lns}
require authentication = no
refuse chap = yes
ppp debug = yes
length bit = yes
pppoptfile = ${directory}/options
`,
);
writeFileSync(
  join(directory, 'options'),
  'noauth\nnoipv6\nnodefaultroute\nnovj\nnoccp\nnodeflate\nnobsdcomp\nuser username1\npassword wonderland\ndebug\nlogfile /tmp/l2tp/ppp.log\nipcp-accept-local\nipcp-accept-remote\nlcp-echo-interval 0\n',
);

const started: ChildProcess[] = [];
/** Starts a program that stays; what it prints is kept. */
function start(name: string, ...words: string[]): ChildProcess {
  const child = spawn('bash', ['-c', `exec "$@" >>${directory}/${name}.out 2>&1`, name, ...words], { stdio: 'ignore' });
  started.push(child);
  return child;
}

const caller: Counted[] = [];
const answers: (string | undefined)[] = [];
const screens: Record<string, string> = {};
const stops = (): number =>
  radius.readDetail().filter(({ attributes }) => new Map(attributes).get('Acct-Status-Type') === 'Stop').length;
const inCl = (): string => shell('ip netns exec cl cat /proc/net/dev');
const up = (): boolean => shell('ip -n cl -brief address').includes('10.97.0.2');
const send = (count: number): string =>
  shell(
    `for i in $(seq ${count}); do ip netns exec cl bash -c 'head -c 700 /dev/zero >/dev/udp/10.97.0.1/9'; done; sleep 0.3`,
  );

const capture = await startCapture(server.ports.tacacs);
let daemon: Daemon | undefined;
try {
  daemon = await startDaemon(directory, configuration);
  say('the daemon is ready');
  start('lns', 'l2tpns', '-c', join(directory, 'l2tpns'), '-h', 'lns1');
  await until('l2tpns', () => shell('ip -brief link').includes('tun') && shell('ss -lun').includes(':1701'));
  start(
    'lac',
    'ip',
    'netns',
    'exec',
    'cl',
    'xl2tpd',
    '-D',
    '-c',
    join(directory, 'xl2tpd'),
    '-p',
    join(directory, 'lac.pid'),
    '-C',
    join(directory, 'lac.control'),
  );
  await until('xl2tpd', () => existsSync(join(directory, 'lac.control')));
  const dial = (word: 'c' | 'd'): void => writeFileSync(join(directory, 'lac.control'), `${word} lns\n`);
  const session = () => countedBy('ppp0', inCl());
  const since = (before: Counted): Counted => {
    const now = session();
    return {
      bytesIn: now.bytesIn - before.bytesIn,
      bytesOut: now.bytesOut - before.bytesOut,
      packetsIn: now.packetsIn - before.packetsIn,
      packetsOut: now.packetsOut - before.packetsOut,
    };
  };

  // The caller takes his leave.
  dial('c');
  await until('the call', up);
  say('the caller is in');
  await until('the first records', () => radius.readDetail().length > 0);
  let before = session();
  send(5);
  // Its interim comes from l2tpns.
  screens.accounting = (await daemon.run('show accounting')).text;
  screens.sessions = (await daemon.run('show radius-proxy session')).text;
  caller.push(since(before));
  dial('d');
  await until('the first Stop', () => stops() === 1);
  await until('the end of the call', () => !up());
  say('the first call is over');

  // The second call is ended from outside.
  await until('the second call', () => {
    if (!up()) dial('c');
    return up();
  });
  before = session();
  send(3);
  await until(
    'the Start',
    () =>
      radius.readDetail().filter(({ attributes }) => new Map(attributes).get('Acct-Status-Type') === 'Start').length ===
      2,
  );
  caller.push(since(before));
  const told = await radclient('disconnect', { port: author, secret: 'dynamic' }, [['User-Name', 'username1']], {
    timeout: 15,
  });
  answers.push(told.answer);
  say(told.output);
  await until('the second Stop', () => stops() === 2);
  screens.ledger = (
    await until('an empty outbox', async () => {
      const shown = await daemon?.run('show accounting ledger');
      return shown !== undefined && /^group tacacs\+ +(\d+) +\1 +0 /m.test(shown.text) && shown;
    })
  ).text;
} catch (error) {
  say(String(error instanceof Error ? error.stack : error));
  process.exitCode = 1;
} finally {
  for (const child of started) child.kill('SIGTERM');
  for (const name of ['lns.out', 'lac.out', 'l2tpns.log', 'ppp.log']) {
    const path = join(directory, name);
    if (process.exitCode !== undefined && existsSync(path))
      console.log(`== ${name}\n${readFileSync(path, 'utf8').slice(-6000)}`);
  }
  for (const line of radius.readDetail()) say(JSON.stringify(line.attributes));
  console.log(daemon?.output());
  await daemon?.stop();
  await capture.stop();
  const captured = await capture.accountingRequests(server.key);
  const complaints = (await capture.decodeTacacs(server.key)).flatMap((packet) => packet.complaints);
  const books = await server.records();
  for (const record of books) say(JSON.stringify(record.arguments));
  const left: Result = { caller, detail: radius.readDetail(), books, captured, complaints, answers, screens };
  writeFileSync(join(results, 'result.json'), JSON.stringify(left));
  await radius.remove();
  await server.stop();
}
process.exit();
