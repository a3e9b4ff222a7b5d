/**
 * Runs in the guest: a daemon, FreeRADIUS, Debian's SNMP tools, and a caller who logs in and starts PPP with a real pppd.
 * Leaves what the tools printed, and what the server has, in `result.json`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { type Daemon, startDaemon } from '../rigs/daemon.ts';
import { type DetailRecord, startFreeRadius } from '../rigs/freeradius.ts';
import { pause, say, shell, until } from '../rigs/in-guest.ts';
import { Cable, callerPppd, logIn } from '../rigs/serial-caller.ts';
import { snmp, variables } from '../rigs/snmp.ts';
import { operator, sessionMib, activeRow as table } from './sessions.ts';

const [results = '/tmp'] = process.argv.slice(2);
const directory = '/tmp/snmp-ppp';
const at = '127.0.0.1:1161';
const named = ['-M', resolve(import.meta.dirname, '../../examples/snmp'), '-m', 'TOLLGATE-SESSIONS'];
const tool = async (name: string, ...words: string[]): Promise<string> =>
  (await snmp(directory, name, ...operator, ...words)).text;
const of = (record: DetailRecord, name: string): string | undefined => new Map(record.attributes).get(name);

let daemon: Daemon | undefined;
shell('ip netns add cl; ip -n cl link set lo up');
const radius = await startFreeRadius({
  users: `username1 Cleartext-Password := "wonderland"
      Service-Type = Framed-User,
      Framed-Protocol = PPP
`,
});
const screens: Record<string, string> = {};
const figures: Record<string, number> = {};
const wireId = (type: string): Promise<number> =>
  until(`the Start of ${type}`, () => {
    const start = radius
      .readDetail()
      .find((one) => of(one, 'Acct-Status-Type') === 'Start' && of(one, 'Service-Type') === type);
    return start && Number.parseInt(of(start, 'Acct-Session-Id') ?? '', 16);
  });
try {
  const cable = await Cable.lay('/run/line1');
  daemon = await startDaemon(
    directory,
    `aaa new-model
aaa session-id unique
aaa session-mib disconnect
aaa authentication login default group radius
aaa authentication login console none
aaa authentication ppp default group radius
aaa accounting exec unseen none
aaa accounting exec default start-stop group radius
aaa accounting network default start-stop group radius
radius server one
 address ipv4 127.0.0.1 auth-port ${radius.ports.auth} acct-port ${radius.ports.acct}
 key ${radius.secret}
ip local pool dial 10.99.0.2 10.99.0.9
interface Group-Async1
 encapsulation ppp
 ip address 10.99.0.1 255.255.255.0
 peer default ip address pool dial
 ppp authentication chap pap
 group-range 1 16
line con 0
 login authentication console
 privilege level 15
 accounting exec unseen
line tty 1
 device /run/line1
snmp-server listen 127.0.0.1
snmp-server port 1161
snmp-server view all iso included
snmp-server group ops v3 priv write all
snmp-server user operator ops v3 auth sha-2 256 authpass123 priv aes 128 privpass123
`,
  );
  say('the daemon is ready');
  const leave = await logIn(cable, [
    [/Username: $/, 'username1\r'],
    [/Password: $/, 'wonderland\r'],
    [/>$/, 'ppp\r'],
  ]);
  const caller = callerPppd(cable, 'user', 'username1', 'password', 'wonderland');
  await until('the address', () => shell('ip -n cl address').includes(' 10.99.0.2 '));
  figures.exec = await wireId('NAS-Prompt-User');
  figures.ppp = await wireId('Framed-User');
  figures.ifindex = Number(readFileSync('/sys/class/net/ppp0/ifindex', 'utf8'));
  const idle = async (): Promise<number> =>
    Number(/(\d+)$/.exec((await tool('snmpget', '-Oqv', at, `${table}.4.${figures.ppp}`)).trim())?.[1]);
  figures.idle = await until('four seconds without traffic', async () => {
    const now = await idle();
    return now >= 4 && now;
  });
  shell(`ip netns exec cl bash -c 'head -c 700 /dev/zero >/dev/udp/10.99.0.1/9'`);
  await pause(1500);
  figures.busy = await idle();
  screens.table = await tool('snmptable', ...named, '-Ci', at, 'TOLLGATE-SESSIONS::casnActiveTable');
  screens.walk = await tool('snmpwalk', at, table);
  screens.set = await tool('snmpset', at, `${table}.5.${figures.ppp}`, 'i', '1');
  await until('the end of the caller', () => caller.exitCode !== null);
  await until(
    'the Stops',
    () => radius.readDetail().filter((one) => of(one, 'Acct-Status-Type') === 'Stop').length === 2,
  );
  leave();
  await until('the row is gone', async () => {
    const rows = variables(await snmp(directory, 'snmpwalk', ...operator, at, sessionMib));
    return !rows.has(`${table}.2.${figures.ppp}`);
  });
  screens.after = await tool('snmpwalk', at, sessionMib);
} catch (error) {
  say(String(error instanceof Error ? error.stack : error));
  process.exitCode = 1;
} finally {
  console.log(daemon?.output());
  for (const screen of Object.values(screens)) console.log(screen);
  writeFileSync(join(results, 'result.json'), JSON.stringify({ screens, figures, detail: radius.readDetail() }));
  await daemon?.stop();
  await radius.remove();
}
process.exit();
