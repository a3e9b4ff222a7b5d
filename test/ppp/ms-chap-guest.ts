/** Runs in the guest: callers who authenticate themselves by MS-CHAP, versions 1 and 2, against FreeRADIUS. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { type Daemon, startDaemon } from '../rigs/daemon.ts';
import { startFreeRadius } from '../rigs/freeradius.ts';
import { say, shell, until } from '../rigs/in-guest.ts';
import { Cable, callerPppd } from '../rigs/serial-caller.ts';

const [results = '/tmp'] = process.argv.slice(2);
shell('ip netns add cl; ip -n cl link set lo up');
const radius = await startFreeRadius({
  users: 'username1 Cleartext-Password := "wonderland"\n  Service-Type = Framed-User, Framed-Protocol = PPP\n',
});
const protocols = { 1: 'ms-chap', 2: 'ms-chap-v2' } as const;
const line = (number: keyof typeof protocols): string => `interface Async${number}
 encapsulation ppp
 ip address 10.99.0.1 255.255.255.0
 peer default ip address 10.99.0.2
 async mode dedicated
 ppp authentication ${protocols[number]}
line tty ${number}
 device /run/line${number}
`;
const configuration = `aaa new-model
aaa authentication login console none
aaa authentication ppp default group radius
aaa accounting network default start-stop group radius
aaa accounting send stop-record authentication failure
radius server one
 address ipv4 127.0.0.1 auth-port ${radius.ports.auth} acct-port ${radius.ports.acct}
 key ${radius.secret}
line con 0
 login authentication console
 privilege level 15
${line(1)}${line(2)}`;
const stops = (): number =>
  radius.readDetail().filter(({ attributes }) => {
    const values = new Map(attributes);
    return values.get('Acct-Status-Type') === 'Stop' && values.has('User-Name');
  }).length;

let daemon: Daemon | undefined;
try {
  let expected = 0;
  const cables = { 1: await Cable.lay('/run/line1'), 2: await Cable.lay('/run/line2') };
  daemon = await startDaemon('/tmp/ppp', configuration);
  for (const number of [1, 2] as const)
    for (const password of ['wonderland', 'looking-glass']) {
      const caller = callerPppd(cables[number], 'user', 'username1', 'password', password);
      if (password === 'wonderland') {
        await until('the address', () => shell('ip -n cl address').includes(' 10.99.0.2 '));
        caller.kill('SIGTERM');
      }
      expected += 1;
      await until('the Stop', () => stops() === expected);
      await until('the end of the caller', () => caller.exitCode !== null);
      await cables[number].cut();
      if (password === 'wonderland') cables[number] = await Cable.lay(`/run/line${number}`);
      say(`${protocols[number]} with ${password} is over`);
    }
} catch (error) {
  say(String(error instanceof Error ? error.stack : error));
  process.exitCode = 1;
} finally {
  console.log(daemon?.output());
  console.log(existsSync('/tmp/caller.log') ? readFileSync('/tmp/caller.log', 'utf8').slice(-3000) : '');
  writeFileSync(join(results, 'result.json'), JSON.stringify({ detail: radius.readDetail() }));
  await daemon?.stop();
  await radius.remove();
}
process.exit();
