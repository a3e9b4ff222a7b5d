/**
 * Runs in the guest: `kill -9` of the daemon while real pppds carry calls, and `kill -9` of both. Leaves in `result.json`
 * what two servers have, and what the interfaces had.
 */
import { type ChildProcess, execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { embeddedServer } from '../e2e/embedded-server.ts';
import { type Daemon, startDaemon } from '../rigs/daemon.ts';
import { callersHave, groupLines, makeCallersNetwork, radiusLines, send, tacacsLines } from '../rigs/dial-in.ts';
import { type DetailRecord, startFreeRadius } from '../rigs/freeradius.ts';
import { type Counted, countedBy, pause, say, shell, until } from '../rigs/in-guest.ts';
import type { JsonRecord, JsonSession } from '../rigs/records.ts';
import { readSessions } from '../rigs/records.ts';
import { Cable, callerPppd, logIn } from '../rigs/serial-caller.ts';

export interface Result {
  /** Our side's interface at the end of each call. */
  readonly counted: Readonly<Record<string, Counted>>;
  readonly detail: readonly DetailRecord[];
  readonly books: readonly JsonRecord[];
  readonly sessions: readonly JsonSession[];
  readonly ledger: string;
}

const [results = '/tmp'] = process.argv.slice(2);
const directory = '/tmp/ppp';
shell('mkdir -p /tmp/ppp');
makeCallersNetwork();
const server = await embeddedServer({ after: () => {} }, directory);
const radius = await startFreeRadius();
say('the servers answer');
const configuration = `aaa new-model
aaa session-id unique
aaa authentication login default local
aaa authentication login console none
aaa authentication ppp default local
aaa accounting nested
aaa accounting exec unseen none
aaa accounting exec default start-stop broadcast group radius group tacacs+
aaa accounting network default start-stop broadcast group radius group tacacs+
username ann password 0 annspassword
${tacacsLines(server)}${radiusLines(radius)}${groupLines(' ppp authentication chap\n')}line tty 1 2
 autoselect ppp
line tty 1
 device /run/line1
line tty 2
 device /run/line2
`;
const counted: Record<string, Counted> = {};
let daemon: Daemon | undefined;
const stops = (): number =>
  radius.readDetail().filter(({ attributes }) => new Map(attributes).get('Acct-Status-Type') === 'Stop').length;
const isUp = (): boolean => callersHave('10.99.0.2');
/** Processes of the daemon's calls: pppd itself, or the shell that keeps an eye on it. */
function callsProcesses(which: 'pppd' | 'keeper'): number[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const words = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0');
      const kept = words.includes('tollgate-call');
      const pppd = !kept && words[0]?.endsWith('pppd') === true && words.some((word) => word.startsWith('call-'));
      return (which === 'keeper' ? kept : pppd) ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}
const gone = (child: ChildProcess) =>
  until("the caller's end", () => child.exitCode !== null || child.signalCode !== null);
async function killDaemon(): Promise<void> {
  await daemon?.kill();
  daemon = undefined;
}

try {
  daemon = await startDaemon(directory, configuration);
  say('the daemon is ready');

  // A login with PPP in it lives through three kills; traffic flows with a daemon and without.
  const first = await Cable.lay('/run/line1');
  const leave = await logIn(first, [
    [/Username: $/, 'ann\r'],
    [/Password: $/, 'annspassword\r'],
    [/>$/, 'ppp\r'],
  ]);
  const caller = callerPppd(first, 'user', 'ann', 'password', 'annspassword');
  await until('the address', isUp);
  say('the first call is up');
  for (let kill = 1; kill <= 3; kill++) {
    send(2);
    if (kill === 2) await pause(1500);
    await killDaemon();
    send(3);
    daemon = await startDaemon(directory, configuration);
    say(`back after kill ${kill}`);
  }
  send(1);
  await pause(1500);
  counted.lives = countedBy('ppp0');
  caller.kill('SIGTERM');
  await until('both Stops', () => stops() === 2);
  leave();
  await first.cut();
  await gone(caller);
  say('the first call is over');

  // The daemon is killed, and PPP ends before it is back.
  const second = await Cable.lay('/run/line2');
  const leaver = callerPppd(second, 'user', 'ann', 'password', 'annspassword');
  await until('the address', isUp);
  send(2);
  await pause(1500);
  await killDaemon();
  send(4);
  counted.leaves = countedBy('ppp0');
  leaver.kill('SIGTERM');
  // pppd asks a daemon in vain for a while before it goes.
  await until('the end of pppd', () => callsProcesses('keeper').length === 0, 120);
  await gone(leaver);
  await pause(2500);
  daemon = await startDaemon(directory, configuration);
  await until('the Stop of the one who left', () => stops() === 3);
  await second.cut();
  say('the second call is over');

  // All are killed at once: nobody is left to say how it ended.
  const third = await Cable.lay('/run/line2');
  const dies = callerPppd(third, 'user', 'ann', 'password', 'annspassword');
  await until('the address', isUp);
  send(6);
  // Counters are on disk ten seconds later at the latest.
  await pause(12_000);
  counted.dies = countedBy('ppp0');
  const all = [...callsProcesses('keeper'), ...callsProcesses('pppd')];
  say(`killing ${all.join()}`);
  const dead = killDaemon();
  execFileSync('kill', ['-9', ...all.map(String)]);
  await dead;
  await pause(1000);
  daemon = await startDaemon(directory, configuration);
  await until('the Stop of the dead', () => stops() === 4);
  await third.cut();
  await gone(dies);
  await until('the books of both', async () => {
    const { text } = (await daemon?.run('show accounting ledger')) ?? { text: '' };
    return [...text.matchAll(/^group \S+ +(\d+) +\1 +0 /gm)].length === 2;
  });
} catch (error) {
  say(String(error instanceof Error ? error.stack : error));
  process.exitCode = 1;
  console.log(shell('tail -c 2000 /tmp/caller.log || true'));
  console.log((await daemon?.run('show accounting', 'show accounting outbox', 'show users'))?.text);
} finally {
  console.log(daemon?.output());
  const ledger = (await daemon?.run('show accounting ledger'))?.text ?? '';
  await daemon?.stop();
  const books = await server.records();
  const sessions = await readSessions(join(directory, 'store'));
  for (const { attributes } of radius.readDetail()) say(JSON.stringify(attributes));
  const left: Result = { counted, detail: radius.readDetail(), books, sessions, ledger };
  say(JSON.stringify(counted));
  writeFileSync(join(results, 'result.json'), JSON.stringify(left));
  await radius.remove();
  await server.stop();
}
process.exit();
