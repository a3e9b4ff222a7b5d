/**
 * Runs in the guest kernel: the configuration example of named method lists, with a RADIUS and a TACACS+ server, and callers
 * who are real pppds and speak CHAP. Leaves in `result.json` what each server was told.
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
import { readRecords } from '../rigs/records.ts';
import { modemLine } from './caller.ts';
import { callerPppd } from './caller-pppd.ts';
import { console as consoleLines, example } from './configured.ts';
import { dnis } from './examples.ts';

const [results = '/tmp'] = process.argv.slice(2);
const directory = '/tmp/named';
mkdirSync(directory);
const began = Date.now();
const say = (text: string): void => console.log(`[${((Date.now() - began) / 1000).toFixed(1)}] ${text}`);
const shell = (text: string): string => execFileSync('bash', ['-c', text], { encoding: 'utf8' });

shell('ip netns add cl; ip -n cl link set lo up; ip address add 172.31.255.0/32 dev lo');
const freeradius = await startFreeRadius({
  secret: 'myRaDiUSpassWoRd',
  users:
    'username2 Cleartext-Password := "wonderland"\n      Service-Type = Framed-User,\n      Framed-Protocol = PPP\n',
});
const store = join(directory, 'store');
const server = await runSecurityServer(
  {
    ...{ listen: '172.31.255.0', radius: { authPort: 0, acctPort: 0 }, tacacs: { port: 49 }, users: [], enable: [] },
    store,
    clients: [{ address: '0.0.0.0/0', tacacsKey: 'goaway' }],
  },
  { log: silentLog },
);
// What the example leaves out: where the RADIUS server is, and the addresses of the calls; and how long to wait for it.
const configuration = `${example('named-method-lists')}
${consoleLines}no logging console
logging buffered 100000 debugging
radius server isp
 address ipv4 127.0.0.1 auth-port ${freeradius.ports.auth} acct-port ${freeradius.ports.acct}
 timeout 1
 retransmit 1
interface group-async 1
 ip address 10.0.0.1 255.255.255.0
 peer default ip address 10.0.0.98
line tty 1
 device ${directory}/modem
`;

let daemon: Daemon | undefined;
const screens: Record<string, string> = {};
const run = async (command: string): Promise<string> => (await daemon?.run(command))?.text ?? '';
const written = async () => {
  await server.assembled();
  return readRecords(store);
};

/** One call from start to end. */
async function call(user: string, password: string, screen: string): Promise<void> {
  const line = await modemLine(`${directory}/modem`);
  await line.dial('562', dnis);
  const ppp = await callerPppd(line, '10.0.0.98', user, password, 'refuse-pap');
  ppp.send('10.0.0.1');
  screens[screen] = await run('show accounting');
  await ppp.leave();
  await line.cut();
  say(`${user} is gone`);
}

try {
  daemon = await startDaemon(directory, configuration);
  say('the daemon is ready');
  await call('username2', 'wonderland', 'radius');
  await eventually('the Stop at FreeRADIUS', () => freeradius.readDetail().length === 2 || undefined, 60);
  screens.early = String((await written()).length);

  await freeradius.stop();
  await call('root', 'ALongPassword', 'local');
  await eventually('the Stop at TACACS+', async () => (await written()).length === 2 || undefined, 90);

  const line = await modemLine(`${directory}/modem`);
  const person = await line.dial('562', dnis);
  await person.sees(/Username: $/);
  person.types('root\r');
  await person.sees(/Password: $/);
  person.types('ALongPassword\r');
  await person.sees(/>$/);
  screens.login = await run('show users');
  person.types('exit\r');
  await line.cut();
} catch (error) {
  say(String(error instanceof Error ? error.stack : error));
  process.exitCode = 1;
  console.log(shell('tail -c 3000 /tmp/caller.log 2>&1 || true'));
  console.log((await run('show logging')).slice(-3000));
} finally {
  const tacacs = await written();
  writeFileSync(join(results, 'result.json'), JSON.stringify({ detail: freeradius.readDetail(), tacacs, screens }));
  await daemon?.stop();
  await server.stop();
  await freeradius.remove();
}
process.exit();
