/**
 * Runs in the guest kernel: callers with modems, who are real pppds in a network namespace of their own, come in through
 * an EXEC session and by autoselect. Leaves in `result.json` what FreeRADIUS has, and what tshark makes of the TACACS+.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { silentLog } from '../../src/base/event-log.ts';
import { runSecurityServer } from '../../src/security-server/index.ts';
import { eventually } from '../e2e/waiting.ts';
import { type Daemon, startDaemon } from '../rigs/daemon.ts';
import { startFreeRadius } from '../rigs/freeradius.ts';
import { startCapture } from '../rigs/tshark.ts';
import { type ModemLine, modemLine, type Talk } from './caller.ts';
import { callerPppd } from './caller-pppd.ts';
import { address, dnis, user } from './examples.ts';
import { box, key } from './stage.ts';

const [results = '/tmp'] = process.argv.slice(2);
const directory = '/tmp/seed';
mkdirSync(directory);
const began = Date.now();
const say = (text: string): void => console.log(`[${((Date.now() - began) / 1000).toFixed(1)}] ${text}`);
const shell = (text: string): string => execFileSync('bash', ['-c', text], { encoding: 'utf8' });

shell(`ip netns add cl; ip -n cl link set lo up; ip address add ${address}/32 dev lo`);
const freeradius = await startFreeRadius({
  secret: key,
  users: `${user} Cleartext-Password := "wonderland"\n      Service-Type = Framed-User,\n      Framed-Protocol = PPP\n`,
});
const server = await runSecurityServer(
  {
    ...{ listen: '127.0.0.1', radius: { authPort: 0, acctPort: 0 }, tacacs: { port: 49 }, users: [], enable: [] },
    store: join(directory, 'store'),
    clients: [{ address: '127.0.0.0/8', radiusSecret: key, tacacsKey: key }],
  },
  { log: silentLog },
);
const capture = await startCapture(49);
say('the servers answer');

const peers = { 3: '10.1.1.1', 4: '10.1.1.1', 5: '10.1.1.2' } as const;
const lines = Object.keys(peers).map(Number);
const configuration = `${box(`radius server one
 address ipv4 127.0.0.1 auth-port ${freeradius.ports.auth} acct-port ${freeradius.ports.acct}
 key ${key}
tacacs server two
 address ipv4 127.0.0.1
 key ${key}
aaa authentication ppp default group radius
aaa accounting exec default start-stop broadcast group radius group tacacs+
aaa accounting network default start-stop broadcast group radius group tacacs+
aaa accounting nested
aaa accounting update newinfo
interface Group-Async1
 encapsulation ppp
 ip address 10.1.1.254 255.255.255.0
 ppp authentication pap
 group-range 3 5
${Object.entries(peers)
  .map(([line, peer]) => `interface Async${line}\n peer default ip address ${peer}\n`)
  .join('')}`)}line tty 3 5
 autoselect ppp
${lines.map((line) => `line tty ${line}\n device ${directory}/modem${line}\n`).join('')}`;

let daemon: Daemon | undefined;
const screens: Record<string, string> = {};
const stops = (service: string): number =>
  freeradius.readDetail().filter(({ attributes }) => {
    const values = new Map(attributes);
    return values.get('Acct-Status-Type') === 'Stop' && values.get('Service-Type') === service;
  }).length;

/** The caller's pppd brings the line up, and traffic; it leaves, and the line is cut. */
async function ppp(line: ModemLine, peer: string, meanwhile: () => Promise<void>): Promise<void> {
  const call = await callerPppd(line, peer, user, 'wonderland', 'refuse-chap');
  call.send('10.1.1.254');
  await meanwhile();
  const before = stops('Framed-User');
  await call.leave();
  await eventually('the Stop of PPP', () => (stops('Framed-User') > before ? true : undefined), 60);
  await line.cut();
}

const cable = (line: number): Promise<ModemLine> => modemLine(`${directory}/modem${line}`);

async function throughExec(number: 4 | 5): Promise<void> {
  const line = await cable(number);
  const person: Talk = await line.dial('562', dnis);
  // The line waits for PPP or a Return.
  person.types('\r');
  await person.sees(/Username: $/);
  person.types(`${user}\r`);
  await person.sees(/Password: $/);
  person.types('wonderland\r');
  await person.sees(/nas>$/);
  person.types('ppp\r');
  await person.sees(/Entering PPP/);
  const before = stops('NAS-Prompt-User');
  await ppp(line, peers[number], async () => {
    screens[`exec${number}`] = (await daemon?.run('show accounting'))?.text ?? '';
  });
  await eventually('the Stop of EXEC', () => (stops('NAS-Prompt-User') > before ? true : undefined), 60);
  say(`line ${number} is over`);
}

async function autoselect(number: 3 | 5): Promise<void> {
  const line = await cable(number);
  await line.dial('562', dnis);
  await ppp(line, peers[number], async () => {
    screens[`autoselect${number}`] = (await daemon?.run('show accounting'))?.text ?? '';
  });
  say(`autoselect on line ${number} is over`);
}

try {
  daemon = await startDaemon(directory, configuration);
  say('the daemon is ready');
  await throughExec(5);
  await throughExec(4);
  await autoselect(3);
  await autoselect(5);
} catch (error) {
  say(String(error instanceof Error ? error.stack : error));
  process.exitCode = 1;
  console.log(shell('tail -c 3000 /tmp/caller.log 2>&1 || true'));
  console.log((await daemon?.run('show logging'))?.text.slice(-3000));
} finally {
  await daemon?.stop();
  await capture.stop();
  say('decoding');
  const requests = await capture.accountingRequests(key);
  for (const { args } of requests) say(args.join(' '));
  writeFileSync(join(results, 'result.json'), JSON.stringify({ detail: freeradius.readDetail(), requests, screens }));
  await capture.dispose();
  await server.stop();
  await freeradius.remove();
}
process.exit();
