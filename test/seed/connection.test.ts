/** The examples of connection accounting: Telnet and rlogin to a host, from lines with a modem. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { amongAccounts, program } from '../connection/hosts.ts';
import { argument, sameRadiusRecords, sameTacacsRecords, textOf } from './compare.ts';
import { address, host, radiusExamples, tacacsExamples, user } from './examples.ts';
import { listenAtHost, startStage } from './stage.ts';

test('outbound Telnet and rlogin connections, in RADIUS and TACACS+', async (t) => {
  const stage = await startStage(t, [2, 3]);
  const { directory } = stage;
  const greeting = 'echo "this is sun"; read line; echo "got $line"; sleep 1.1';
  const telnet = program(directory, 'telnet-login', greeting);
  await listenAtHost(t, stage, 23, `/usr/sbin/telnetd -h -E ${telnet}`);
  const shell = program(directory, 'rlogin-shell', greeting);
  const account = { name: user, password: 'x', shell };
  // rlogind takes nobody whose address has no name.
  const hosts = join(directory, 'hosts');
  writeFileSync(hosts, `${address} nas\n${host} username1-sun\n`);
  const named = program(directory, 'named', `mount --bind ${hosts} /etc/hosts && exec "$@"`);
  const words = [...amongAccounts(directory, account), named, '/usr/sbin/in.rlogind'];
  const within = program(directory, 'rlogind', `exec ${words.map(quoted).join(' ')}`);
  await listenAtHost(t, stage, 513, within);

  const goOn = async (line: number, caller: string): Promise<void> => {
    const person = await stage.call(line, caller);
    for (const command of ['telnet username1-sun', 'rlogin username1-sun /user username1']) {
      person.types(`${command}\r`);
      await person.sees(/ Open/);
      await person.sees(/this is sun/);
      person.types('hello\r');
      await person.sees(/got hello/);
      await person.sees(/\[Connection to username1-sun closed by foreign host\]/);
      await person.sees(/nas>$/);
    }
    person.types('exit\r');
  };
  await goOn(2, '5622329477');
  // The Start and Stop of the login are among them.
  const records = await stage.radius(2, 6);
  const service = (name: string) => records.filter((record) => textOf(record, 'Login-Service') === name);
  await t.test('Telnet at FreeRADIUS', () => sameRadiusRecords(service('Telnet'), radiusExamples.telnet));
  await t.test('rlogin at FreeRADIUS', () => sameRadiusRecords(service('Rlogin'), radiusExamples.rlogin));
  for (const stop of [service('Telnet')[1], service('Rlogin')[1]]) {
    assert.ok(stop);
    const value = (name: string): number => Number(textOf(stop, name));
    assert.ok(value('Acct-Input-Octets') >= 'this is sun\r\ngot hello\r\n'.length);
    assert.ok(value('Acct-Output-Octets') >= 'hello\r'.length);
    assert.ok(value('Acct-Input-Packets') >= 2 && value('Acct-Output-Packets') >= 1);
    assert.ok(value('Acct-Session-Time') >= 1);
  }

  await goOn(3, '5622329430');
  await stage.radius(3, 6);
  await stage.tacacs(1, ({ type, kind, port }) => type === 'exec' && kind === 'stop' && port === 'tty3');
  const requests = (await stage.captured()).filter(({ port }) => port === 'tty3');
  const protocol = (name: string) => requests.filter((one) => argument(one, 'protocol') === name);
  await t.test('Telnet at the TACACS+ server', () => sameTacacsRecords(protocol('telnet'), tacacsExamples.telnet));
  await t.test('rlogin at the TACACS+ server', () => sameTacacsRecords(protocol('rlogin'), tacacsExamples.rlogin));
});

/** For a shell; `$0` and `$@` of the words stand for what comes after them. */
const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;
