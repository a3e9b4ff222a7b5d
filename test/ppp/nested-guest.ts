/**
 * Runs in the guest: people log in on a line and start PPP there, with and without `aaa accounting nested`; a TACACS+
 * server decides about them, by PAP and CHAP, and FreeRADIUS hears of them, too. Leaves in `result.json` what both servers
 * have in the order of arrival, what was captured on the way to TACACS+, and what the interfaces had.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { embeddedServer } from '../e2e/embedded-server.ts';
import { type Daemon, startDaemon } from '../rigs/daemon.ts';
import { callersHave, groupLines, makeCallersNetwork, radiusLines, send, tacacsLines } from '../rigs/dial-in.ts';
import { type DetailRecord, startFreeRadius } from '../rigs/freeradius.ts';
import { type Counted, countedBy, say, shell, until } from '../rigs/in-guest.ts';
import { Cable, callerPppd, logIn } from '../rigs/serial-caller.ts';
import { startCapture, type TsharkTacacs } from '../rigs/tshark.ts';

/** A packet of TACACS+ in words that survive JSON. */
export interface Packet {
  readonly type: number;
  readonly request: boolean;
  readonly flags: number;
  readonly fields: Readonly<Record<string, readonly string[]>>;
  readonly complaints: readonly string[];
}

export interface Result {
  /** Our side's interface before each call's end, by name of the call. */
  readonly counted: Readonly<Record<string, Counted>>;
  readonly detail: readonly DetailRecord[];
  readonly packets: readonly Packet[];
}

const [results = '/tmp'] = process.argv.slice(2);
const directory = '/tmp/ppp';
shell('mkdir -p /tmp/ppp');
makeCallersNetwork();
const server = await embeddedServer({ after: () => {} }, directory);
const radius = await startFreeRadius();
const capture = await startCapture(server.ports.tacacs);
say('the servers answer');
const configuration = `aaa new-model
aaa session-id common
aaa authentication login default group tacacs+
aaa authentication login console none
aaa authentication ppp default group tacacs+
aaa authorization network default group tacacs+
aaa accounting nested
aaa accounting exec unseen none
aaa accounting exec default start-stop broadcast group radius group tacacs+
aaa accounting network default start-stop broadcast group radius group tacacs+
${tacacsLines(server)}${radiusLines(radius)}${groupLines(' ppp authentication chap pap\n ppp authorization default\n')}line tty 1
 device /run/line1
`;
const counted: Record<string, Counted> = {};
const stops = (): number =>
  radius.readDetail().filter(({ attributes }) => new Map(attributes).get('Acct-Status-Type') === 'Stop').length;
let daemon: Daemon | undefined;

/** A login, PPP, traffic, and the end: by the caller's farewell, or the cable's cut. */
async function call(name: string, user: string, how: 'farewell' | 'cut', ...words: string[]): Promise<void> {
  const before = stops();
  const cable = await Cable.lay('/run/line1');
  const leave = await logIn(cable, [
    [/Username: $/, `${user}\r`],
    [/Password: $/, `${user}spassword\r`],
    [/[>#]$/, 'ppp\r'],
  ]);
  const pppd = callerPppd(cable, 'user', user, 'password', `${user}spassword`, ...words);
  await until('the address', () => callersHave('10.99.0.2'));
  say(`${name} is up`);
  send(4, 1.5);
  counted[name] = countedBy('ppp0');
  if (how === 'farewell') {
    pppd.kill('SIGTERM');
    await until('both Stops', () => stops() === before + 2);
    leave();
    await cable.cut();
  } else {
    await cable.cut();
    await until('both Stops', () => stops() === before + 2);
    leave();
  }
  await until("the caller's end", () => pppd.exitCode !== null || pppd.signalCode !== null);
  say(`${name} is over`);
}

try {
  daemon = await startDaemon(directory, configuration);
  say('the daemon is ready');
  await call('pap', 'ann', 'farewell', 'refuse-chap');
  await call('chap', 'guest', 'cut', 'refuse-pap');
  await daemon.run('configure terminal', 'no aaa accounting nested', 'end');
  await call('apart', 'ann', 'farewell', 'refuse-pap');
  await until('the books of both', async () => {
    const { text } = (await daemon?.run('show accounting ledger')) ?? { text: '' };
    return [...text.matchAll(/^group \S+ +12 +12 +0 /gm)].length === 2;
  });
} catch (error) {
  say(String(error instanceof Error ? error.stack : error));
  process.exitCode = 1;
  console.log(shell('tail -c 3000 /tmp/caller.log || true'));
} finally {
  console.log(daemon?.output());
  await daemon?.stop();
  await capture.stop();
  const packets = (await capture.decodeTacacs(server.key)).map(plain);
  for (const { attributes } of radius.readDetail()) say(JSON.stringify(attributes));
  for (const { type, request, fields } of packets)
    say(JSON.stringify([type, request, fields['tacplus.user'], fields['tacplus.arg_value']]));
  const left: Result = { counted, detail: radius.readDetail(), packets };
  writeFileSync(join(results, 'result.json'), JSON.stringify(left));
  await radius.remove();
  await server.stop();
}
process.exit();

function plain({ type, request, flags, fields, complaints }: TsharkTacacs): Packet {
  return { type, request, flags, fields: Object.fromEntries(fields), complaints };
}
