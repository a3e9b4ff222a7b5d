/**
 * Runs in the guest: a daemon, FreeRADIUS, and callers on lines, who are real pppds and slattachs in a network namespace
 * of their own. Leaves what the server has, and what the interfaces had, in `result.json`.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { parseInterfaces } from '../../src/sources/ppp/interface-counters.ts';
import { radclient } from '../radius-proxy/radclient.ts';
import { type Daemon, runOnConsole, startDaemon } from '../rigs/daemon.ts';
import { callersHave, groupLines, makeCallersNetwork, radiusLines, send } from '../rigs/dial-in.ts';
import { startFreeRadius } from '../rigs/freeradius.ts';
import { type Counted, countedBy, pause, say, shell, until } from '../rigs/in-guest.ts';
import { Cable, callerPppd, logIn } from '../rigs/serial-caller.ts';

const [results = '/tmp'] = process.argv.slice(2);
const directory = '/tmp/ppp';
const addressOf = (address: string): Promise<boolean> => until(`address ${address}`, () => callersHave(address));
const interfaces = () => parseInterfaces(readFileSync('/proc/net/dev', 'utf8'));
const stops = (type: string): number =>
  radius.readDetail().filter(({ attributes }) => {
    const values = new Map(attributes);
    return values.get('Acct-Status-Type') === 'Stop' && values.get('Service-Type') === type;
  }).length;

let daemon: Daemon | undefined;
makeCallersNetwork();
const radius = await startFreeRadius({
  users: `username1 Cleartext-Password := "wonderland"
      Service-Type = Framed-User,
      Framed-Protocol = PPP,
      Class = "gold"
username2 Cleartext-Password := "wonderland"
      Service-Type = Framed-User,
      Framed-Protocol = PPP,
      Session-Timeout = 3600,
      Cisco-Account-Info = "AGOLD"
`,
});
say('FreeRADIUS answers');
const configuration = `aaa new-model
aaa session-id unique
aaa authentication login default group radius
aaa authentication login console none
aaa authentication ppp default group radius
aaa accounting exec unseen none
aaa accounting exec default start-stop group radius
aaa accounting network default start-stop group radius
aaa accounting update newinfo
${radiusLines(radius)}${groupLines(' ppp authentication chap pap\n')}line tty 1 3
 autoselect ppp
line tty 1
 device /run/line1
line tty 2
 device /run/line2
line tty 3
 device /run/line3
aaa server radius dynamic-author
 listen 127.0.0.1
 client 127.0.0.1 server-key dynamic
`;
const counted: Record<string, Counted> = {};
const screens: Record<string, string> = {};
try {
  const first = await Cable.lay('/run/line1');
  daemon = await startDaemon(directory, configuration);
  say('the daemon is ready');

  // A login, then PPP on the same line with PAP; the caller takes his leave.
  const leave = await logIn(first, [
    [/Username: $/, 'username1\r'],
    [/Password: $/, 'wonderland\r'],
    [/>$/, 'ppp\r'],
  ]);
  say('PPP on line 1');
  const pap = callerPppd(first, 'refuse-chap', 'user', 'username1', 'password', 'wonderland');
  await addressOf('10.99.0.2');
  send(5);
  counted.pap = countedBy('ppp0');
  screens.accounting = (await daemon.run('show accounting')).text;
  pap.kill('SIGTERM');
  await until('the end of line 1', () => stops('NAS-Prompt-User') === 1);
  leave();
  await first.cut();
  say('line 1 is over');

  // SLIP by command.
  const third = await Cable.lay('/run/line1');
  const away = await logIn(third, [
    [/Username: $/, 'username1\r'],
    [/Password: $/, 'wonderland\r'],
    [/>$/, 'slip\r'],
  ]);
  const links = (): string[] => [...interfaces().keys()].filter((one) => one.startsWith('sl'));
  const ours = await until('SLIP of the line', () => links()[0]);
  await until('its address', () => shell(`ip -brief address show dev ${ours}`).includes('10.99.0.2'));
  // SLIP interfaces begin in the first network namespace, whoever asks for them.
  const slattach = spawn('slattach', ['-L', '-p', 'slip', third.far]);
  const theirs = await until('SLIP of the caller', () => links().find((one) => one !== ours));
  shell(`ip link set ${theirs} netns cl; ip -n cl address add 10.99.0.2 peer 10.99.0.1 dev ${theirs}`);
  shell(`ip -n cl link set ${theirs} up`);
  send(3);
  await pause(1200);
  counted.slip = countedBy(ours);
  slattach.kill();
  await third.cut();
  await until('the end of SLIP', () => stops('Framed-User') === 2 && stops('NAS-Prompt-User') === 2);
  away();
  say('SLIP is over');

  // PPP at once, with CHAP; the daemon is killed and comes back in between; the line is cut.
  const second = await Cable.lay('/run/line2');
  // pppd's first request may come before the line listens.
  const chap = callerPppd(second, 'user', 'username1', 'password', 'wonderland');
  await addressOf('10.99.0.2');
  send(3);
  say('PPP on line 2');
  await pause(1500);
  await daemon.kill();
  send(4);
  daemon = await startDaemon(directory, configuration);
  say('the daemon is back');
  send(2);
  counted.chap = countedBy('ppp0');
  await second.cut();
  await until('the end of line 2', () => stops('Framed-User') === 3);
  await until('the end of the caller', () => chap.exitCode !== null);
  say('line 2 is over');

  // Calls on line 3: a server shortens the time of the first, the operator clears the interface of the second, and the line
  // of the third.
  let ended = 3;
  for (const way of ['coa', 'clear', 'line'] as const) {
    const cable = await Cable.lay('/run/line3');
    const caller = callerPppd(cable, 'user', 'username2', 'password', 'wonderland');
    await addressOf('10.99.0.2');
    send(2);
    const limit = [
      ['User-Name', 'username2'],
      ['Session-Timeout', 1],
    ] as const;
    if (way === 'coa') screens.coa = (await radclient('coa', { port: 1700, secret: 'dynamic' }, limit)).answer ?? '';
    else if (way === 'line') {
      screens.unanswered = (await daemon.run('clear line 3')).text;
      screens.line = (await runOnConsole(daemon.consoleSocket, ['clear line 3', 'show caller'], 'y\n')).text;
    } else {
      screens.caller = (await daemon.run('show caller user username2 detailed')).text;
      screens.clear = (await daemon.run('clear interface Async 3')).text;
    }
    ended += 2;
    await until('the end of the call', () => stops('Framed-User') === ended);
    await until('the end of the caller', () => caller.exitCode !== null);
    await cable.cut();
    say(`line 3 is over by ${way}`);
  }
} catch (error) {
  say(String(error instanceof Error ? error.stack : error));
  process.exitCode = 1;
} finally {
  for (const line of radius.readDetail()) say(JSON.stringify(line.attributes));
  console.log(daemon?.output());
  console.log(existsSync('/tmp/caller.log') ? readFileSync('/tmp/caller.log', 'utf8').slice(-3000) : '');
  writeFileSync(join(results, 'result.json'), JSON.stringify({ counted, screens, detail: radius.readDetail() }));
  await daemon?.stop();
  await radius.remove();
}
process.exit();
