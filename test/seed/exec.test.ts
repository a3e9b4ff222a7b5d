/** The examples of EXEC and command accounting: a dial-in user, a Telnet user, commands of levels 1 and 15. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { argument, sameRadiusRecords, sameTacacsRecords, textOf } from './compare.ts';
import { radiusExamples, tacacsExamples } from './examples.ts';
import { startStage } from './stage.ts';

test('EXEC sessions of a dial-in and a Telnet user, and commands, in RADIUS and TACACS+', async (t) => {
  const stage = await startStage(t, [1, 3]);
  await t.test('a dial-in user at FreeRADIUS', async () => {
    const began = Date.now();
    const person = await stage.call(1, '5622329483');
    await stage.radius(1, 1);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    person.types('exit\r');
    const records = await stage.radius(1, 2);
    sameRadiusRecords(records, radiusExamples.execDialIn);
    const seconds = Number(records[1] && textOf(records[1], 'Acct-Session-Time'));
    assert.ok(seconds >= 1 && seconds <= (Date.now() - began) / 1000, `${seconds} s`);
  });
  await t.test('a Telnet user at FreeRADIUS', async () => {
    const person = await stage.telnet();
    person.types('exit\r');
    sameRadiusRecords(await stage.radius(26, 2), radiusExamples.execTelnet);
  });
  const person = await stage.call(3, '5622329430');
  for (const line of ['show version', 'show users', 'show clock']) await person.says(line);
  person.types('enable\r');
  await person.sees(/Password: $/);
  person.types('open-sesame\r');
  await person.sees(/nas#$/);
  for (const line of ['configure terminal', 'interface Async 5', 'ip address 10.1.1.1 255.255.255.0', 'end'])
    assert.doesNotMatch(await person.says(line), /%/);
  await person.says('disable');
  person.types('exit\r');
  await stage.radius(3, 2);
  await stage.tacacs(2, ({ type, kind, port }) => type === 'exec' && kind === 'stop' && port !== 'tty1');
  const requests = await stage.captured();
  const of = (port: string, command: boolean) =>
    requests.filter((one) => one.port === port && (argument(one, 'cmd') !== undefined) === command);
  await t.test('both at the TACACS+ server', () => {
    sameTacacsRecords(of('tty3', false), tacacsExamples.execDialIn);
    sameTacacsRecords(of('tty26', false), tacacsExamples.execTelnet);
  });
  await t.test('commands of level 1 and 15, each a stop with a task of its own', () => {
    const level = (number: string) => of('tty3', true).filter((one) => argument(one, 'priv-lvl') === number);
    const [first, second] = [level('1'), level('15')];
    sameTacacsRecords(first.slice(0, 3), tacacsExamples.commands1, { task: false });
    sameTacacsRecords(second.slice(0, 3), tacacsExamples.commands15, { task: false });
  });
});
