/**
 * A person goes on to a host by rlogin, and FreeRADIUS gets the records: every attribute is compared with the example of IOS
 * ("Configuring Accounting", Connection Accounting). Needs root: rlogin has the port 513.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configurationWith } from '../e2e/configuration.ts';
import { logIn } from '../e2e/person.ts';
import { eventually, freeTcpPort } from '../e2e/waiting.ts';
import { daemonFor, temporaryDirectory } from '../rigs/daemon.ts';
import { startFreeRadius, undelayed } from '../rigs/freeradius.ts';
import { amongAccounts, inetd, program } from './hosts.ts';

/** Of its own, so that a server of this machine's is not in the way. */
const address = '127.0.13.13';

test('rlogind, and the records of the connection at FreeRADIUS, attribute by attribute', async (t) => {
  const directory = temporaryDirectory(t);
  const freeradius = await startFreeRadius({
    users: 'bob Cleartext-Password := "builder"\n      Cisco-AVPair = "shell:priv-lvl=15"\n',
  });
  t.after(() => freeradius.remove());
  const port = await freeTcpPort();
  await daemonFor(
    t,
    directory,
    configurationWith(
      port,
      `radius server main
 address ipv4 127.0.0.1 auth-port ${freeradius.ports.auth} acct-port ${freeradius.ports.acct}
 key ${freeradius.secret}
no radius-server attribute 55 include-in-acct-req
aaa session-id unique
ip host sun ${address}
aaa authentication login default group radius
aaa authorization exec default group radius
aaa accounting connection default none
aaa accounting connection OUT start-stop group radius`,
    ).replace(/^line vty 0 15\n/m, 'line vty 0 15\n accounting connection OUT\n'),
  );
  const script =
    'until [ "$(stty size)" != "0 0" ]; do sleep 0.05; done; echo "this is zoe on $TERM"; stty size; read line; echo "got $line"; sleep 1.1';
  const account = { name: 'zoe', password: 'x', shell: program(directory, 'zoe-shell', script) };
  await inetd(t, [...amongAccounts(directory, account), '/usr/sbin/in.rlogind'], 513, address);

  const person = await logIn(t, { port, user: 'bob', password: 'builder', directory });
  await person.says('terminal length 24');
  person.types('rlogin sun /user zoe\r');
  await person.sees(`Trying sun (${address})... Open`);
  await person.sees('this is zoe on vt100\n');
  await person.sees('24 500\n');
  person.types('hello\r');
  await person.sees('got hello');
  await person.sees('[Connection to sun closed by foreign host]');
  await person.leaves();

  const detail = await eventually('two records', () => {
    const records = freeradius.readDetail();
    return records.length >= 2 ? records : undefined;
  });
  const [start, stop] = detail.map(({ attributes }) =>
    attributes.flatMap(([name, value]) =>
      name === 'Acct-Unique-Session-Id' ? [] : [[name, undelayed(name, value)] as const],
    ),
  );
  const both = [
    ['Acct-Session-Id', start?.find(([name]) => name === 'Acct-Session-Id')?.[1] ?? ''],
    ['Login-Service', 'Rlogin'],
    ['Login-IP-Host', address],
    ['User-Name', 'bob'],
    ['Acct-Authentic', 'RADIUS'],
    ['NAS-Port', '2'],
    ['Calling-Station-Id', '127.0.0.1'],
    ['Service-Type', 'Login-User'],
    ['NAS-IP-Address', '127.0.0.1'],
    ['Acct-Delay-Time', '0'],
  ];
  const sorted = (pairs: readonly (readonly string[])[]): string[] => pairs.map((pair) => pair.join(' = ')).sort();
  assert.deepEqual(sorted(start ?? []), sorted([...both, ['Acct-Status-Type', 'Start']]));
  const value = (name: string): number => Number(stop?.find(([known]) => known === name)?.[1] ?? Number.NaN);
  const counted = [
    'Acct-Input-Octets',
    'Acct-Output-Octets',
    'Acct-Input-Packets',
    'Acct-Output-Packets',
    'Acct-Session-Time',
  ];
  assert.deepEqual(
    sorted(stop?.filter(([name]) => !counted.includes(name)) ?? []),
    sorted([...both, ['Acct-Status-Type', 'Stop']]),
  );
  // The opening of the protocol, two window sizes at most, and what was typed.
  const typed = '\0bob\0zoe\0vt100/9600\0'.length + 'hello\r'.length;
  assert.ok(value('Acct-Output-Octets') >= typed && value('Acct-Output-Octets') <= typed + 2 * 12);
  assert.ok(value('Acct-Input-Octets') > 'this is zoe on vt100 24 500 got hello'.length);
  assert.ok(value('Acct-Input-Packets') >= 2 && value('Acct-Output-Packets') >= 2);
  assert.ok(value('Acct-Session-Time') >= 1);
});
