/**
 * What people see of live sessions: `show accounting` in the layout of the documentation, for every type of session; `debug aaa
 * accounting` with every step; and the clock of the configured time zone.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { program } from '../connection/hosts.ts';
import { eventually } from '../e2e/waiting.ts';
import { host } from './examples.ts';
import { listenAtHost, startStage } from './stage.ts';

const masked = (text: string): string =>
  text
    .trimEnd()
    .replaceAll(/\d\d:\d\d:\d\d(?= Elapsed)/g, 'hh:mm:ss')
    .replaceAll(/(?<=Task ID |task_id=)\d+/g, 'N');

test('show accounting, debug aaa accounting and the time zone, on live sessions', async (t) => {
  const stage = await startStage(
    t,
    [3],
    `aaa accounting resource default start-stop group radius
service timestamps log datetime msec show-timezone
service timestamps debug datetime
`,
  );
  const { daemon, directory } = stage;
  const waiter = program(directory, 'telnet-login', 'echo "this is sun"; read line');
  await listenAtHost(t, stage, 23, `/usr/sbin/telnetd -h -E ${waiter}`);
  await daemon.run('debug aaa accounting');
  const person = await stage.call(3, '5622329430');
  person.types('telnet username1-sun\r');
  await person.sees(/this is sun/);

  await t.test('show accounting: a call, its user, and a connection of his', async () => {
    assert.equal(
      masked((await daemon.run('show accounting')).text),
      `Active Accounted actions on Async3, User (not logged in) Priv 1
 Task ID N, Resource Accounting record, hh:mm:ss Elapsed
 task_id=N service=resource

Active Accounted actions on tty3, User username1 Priv 1
 Task ID N, EXEC Accounting record, hh:mm:ss Elapsed
 task_id=N service=shell
 Task ID N, Connection Accounting record, hh:mm:ss Elapsed
 task_id=N service=connection protocol=telnet address=${host} cmd=telnet username1-sun`,
    );
  });
  person.types('bye\r');
  await person.sees(/nas>$/);
  await person.says('show clock');
  person.types('exit\r');
  await stage.tacacs(1, ({ type, kind }) => type === 'exec' && kind === 'stop');
  const log = await eventually('the last answer', async () => {
    const { text } = await daemon.run('show logging');
    return /EXEC\(\w+\): STOP protocol reply PASS[\s\S]*EXEC\(\w+\): STOP protocol reply PASS/.test(text)
      ? text
      : undefined;
  });

  await t.test('debug aaa accounting: list, event, record, method and answer, for each session and command', () => {
    const lines = log
      .split('\n')
      .flatMap((line) => /^\*?[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d: (AAA\/ACCT.*)$/.exec(line)?.[1] ?? []);
    const of = (type: string): readonly string[] => {
      const [, id = ''] =
        lines.map((line) => new RegExp(`^AAA/ACCT/${type}\\((\\w{8})\\)`).exec(line)).find(Boolean) ?? [];
      return lines
        .filter((line) => line.includes(id))
        .map((line) => line.replace(`(${id})`, '(id)').replace(/^AAA\/ACCT/, ''));
    };
    const begin = (type: string) => [`/${type}(id): Pick method list "default"`, `/EVENT/(id): ${type} UP`];
    const sent = (type: string, kind: string, ...methods: readonly string[]) => [
      `/${type}(id): Queueing record is ${kind}`,
      ...methods.map((method) => `(id): Accounting method=${method}`),
      ...methods.map(() => `/${type}(id): ${kind} protocol reply PASS`),
    ];
    const both = ['radius (RADIUS)', 'tacacs+ (TACACS+)'];
    for (const type of ['EXEC', 'CONN'])
      assert.deepEqual(
        of(type).toSorted(),
        [
          ...begin(type),
          ...sent(type, 'START', ...both),
          `/EVENT/(id): ${type} DOWN`,
          ...sent(type, 'STOP', ...both),
        ].toSorted(),
      );
    assert.deepEqual(
      of('CMD').toSorted(),
      [
        ...['/CMD(id): Pick method list "default"', '/EVENT/(id): COMMAND'],
        ...sent('CMD', 'STOP', 'tacacs+ (TACACS+)'),
      ].toSorted(),
    );
    assert.deepEqual(of('EXEC').slice(0, 3), [...begin('EXEC'), '/EXEC(id): Queueing record is START']);
  });

  await t.test('the clock and the log are in the zone of the configuration', async () => {
    const shown = (await daemon.run('show clock')).text;
    const [, hour, zone] = /^(\d\d):\d\d:\d\d\.\d{3} (\w+) /.exec(shown) ?? [];
    const hours = [0, 1].map((minutes) => new Date(Date.now() + 3_600_000 - minutes * 60_000).getUTCHours());
    assert.ok(hours.includes(Number(hour)) && zone === 'CET', shown);
    await daemon.run('configure terminal', 'end');
    const [, stamp = ''] = / (\d\d):\d\d:\d\d\.\d{3} CET: %SYS-5-/.exec((await daemon.run('show logging')).text) ?? [];
    assert.ok(hours.includes(Number(stamp)), stamp);
  });
});
