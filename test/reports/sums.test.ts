/** Every report in every format, of records that a RADIUS and a TACACS+ client sent, against sums made by hand. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { type TestContext, test } from 'node:test';
import { TacacsClient } from '../../src/protocols/tacacs/index.ts';
import { freeTcpPort } from '../e2e/waiting.ts';
import { temporaryDirectory } from '../rigs/daemon.ts';
import { freePorts } from '../rigs/freeradius.ts';
import { serverFor } from '../rigs/server.ts';

const program = resolve(import.meta.dirname, '..', '..', 'bin', 'tollgate.mjs');
const secret = 'of-the-sums';
const at = (text: string): number => Date.parse(`2026-01-${text}:00Z`) / 1000;

/** A name that CSV must quote, one that a spreadsheet would take for a formula. */
const [bob, joe] = ['bob, "the" builder', '=joe()'];

async function books(t: TestContext) {
  const directory = temporaryDirectory(t);
  const [ports, tacacs] = [await freePorts(), await freeTcpPort()];
  const file = join(directory, 'server.json');
  const config = {
    radius: { authPort: ports.auth, acctPort: ports.acct },
    tacacs: { port: tacacs },
    store: 'books',
    clients: [{ address: '127.0.0.1', radiusSecret: secret, tacacsKey: secret }],
    users: [],
  };
  writeFileSync(file, JSON.stringify(config));
  await serverFor(t, file);
  const record = (
    user: string,
    id: string,
    status: string,
    time: number,
    more: readonly (readonly [string, string | number])[] = [],
  ): void => {
    const attributes = [
      ['Acct-Status-Type', status],
      ['Acct-Session-Id', JSON.stringify(id)],
      ['User-Name', JSON.stringify(user)],
      ['Event-Timestamp', time],
      ...more,
    ];
    const input = `${attributes.map(([name, value]) => `${name} = ${value}`).join('\n')}\n`;
    execFileSync('radclient', ['-r', '3', `127.0.0.1:${ports.acct}`, 'acct', secret], { input });
  };
  const [west, east] = [
    ['NAS-IP-Address', '192.0.2.1'],
    ['NAS-IP-Address', '192.0.2.2'],
  ] as const;
  const framed = ['Service-Type', 'Framed-User'] as const;
  const used = (time: number, octetsIn: number, octetsOut: number) =>
    [
      ['Acct-Session-Time', time],
      ['Acct-Input-Octets', octetsIn],
      ['Acct-Output-Octets', octetsOut],
      ['Acct-Input-Packets', 3],
      ['Acct-Output-Packets', 2],
    ] as const;
  // Over midnight, with an interim record before it.
  const caller = ['Calling-Station-Id', '"555-0100"'] as const;
  record('alice', 'S1', 'Start', at('10T22:00'), [west, framed, caller]);
  record('alice', 'S1', 'Interim-Update', at('10T23:30'), [west, framed, caller, ...used(5400, 1000, 10)]);
  record('alice', 'S1', 'Stop', at('11T00:30'), [
    ...[west, framed, caller, ...used(9000, 4000, 40)],
    ['Acct-Terminate-Cause', 'Idle-Timeout'],
  ]);
  record(bob, 'S2', 'Start', at('11T10:00'), [east, framed]);
  record(bob, 'S2', 'Stop', at('11T10:00') + 100, [east, framed, ...used(100, 5, 7), ['Acct-Input-Gigawords', 1]]);
  const tunnel = [
    west,
    framed,
    ['Cisco-AVPair', '"isakmp-group-id=cclient"'],
    ['Cisco-AVPair', '"isakmp-initator-ip=198.51.100.7"'],
  ] as const;
  record(joe, 'S3', 'Start', at('12T08:00'), tunnel);
  record(joe, 'S3', 'Stop', at('12T08:01'), [...tunnel, ...used(60, 1, 2)]);
  const login = ['Service-Type', 'NAS-Prompt-User'] as const;
  // Its Start never came.
  record('ops', 'S4', 'Stop', at('12T09:00'), [west, login, ['Acct-Session-Time', 30]]);
  record('erin', 'S5', 'Start', at('12T10:00'), [east, framed]);

  const client = new TacacsClient({ host: '127.0.0.1', port: tacacs, key: secret, timeout: 5000 });
  t.after(() => client.close());
  for (const [task, user, level, time, command] of [
    [1, 'ops', 1, '12T09:00', 'show version'],
    [2, 'ops', 15, '12T09:01', 'clear line 3, "now"'],
    [3, 'erin', 15, '13T00:00', 'reload'],
  ] as const) {
    const args = [`task_id=${task}`, `start_time=${at(time)}`, 'service=shell', `priv-lvl=${level}`];
    const fields = {
      authenMethod: 6,
      privLvl: level,
      authenType: 1,
      authenService: 1,
      port: 'tty3',
      remAddr: '10.0.0.9',
    };
    const answer = await client.account({ ...fields, user, flags: 4, args: [...args, `cmd=${command} <cr>`] });
    assert.equal(answer.outcome, 'pass');
  }
  const run = (words: string, zone = 'UTC') =>
    spawnSync(process.execPath, [program, 'report', ...words.split(' '), '--store', join(directory, 'books')], {
      encoding: 'utf8',
      env: { ...process.env, TZ: zone },
    });
  return {
    run,
    report(words: string, zone?: string): string {
      const { status, stdout, stderr } = run(words, zone);
      // No bar either: standard error is no terminal.
      assert.deepEqual([status, stderr], [0, ''], words);
      return stdout;
    },
  };
}

const lines = (text: string): readonly string[] => text.trimEnd().split('\n');
const objects = (text: string): readonly Record<string, unknown>[] =>
  text === '' ? [] : lines(text).map((line) => JSON.parse(line));

const counters = 'sessions,seconds,bytes_in,bytes_out,packets_in,packets_out';
const gigabytes = 2 ** 32 + 5;
const sums = {
  user: [
    '"bob, ""the"" builder"',
    `1,100,${gigabytes},7,3,2`,
    'alice',
    '1,9000,4000,40,3,2',
    "'=joe()",
    '1,60,1,2,3,2',
    'ops',
    '1,30,0,0,0,0',
    'erin',
    '1,0,0,0,0,0',
  ],
  group: ['', `4,9130,${4000 + gigabytes},47,6,4`, 'cclient', '1,60,1,2,3,2'],
  peer: ['', `3,130,${gigabytes},7,3,2`, '555-0100', '1,9000,4000,40,3,2', '198.51.100.7', '1,60,1,2,3,2'],
  nas: ['192.0.2.2', `2,100,${gigabytes},7,3,2`, '192.0.2.1', '3,9090,4001,42,6,4'],
  day: [
    '2026-01-10',
    '1,5400,1000,10,3,2',
    '2026-01-11',
    `1,3700,${3000 + gigabytes},37,3,2`,
    '2026-01-12',
    '3,90,1,2,3,2',
  ],
  type: ['network', `4,9160,${4001 + gigabytes},49,9,6`, 'exec', '1,30,0,0,0,0'],
} as const;

test('each report, by each key and in each format, has the sums of its records', async (t) => {
  const { report, run } = await books(t);
  for (const [by, rows] of Object.entries(sums)) {
    const wanted = rows.flatMap((key, i) => (i % 2 === 0 ? [`${key},${rows[i + 1]}`] : []));
    assert.deepEqual(lines(report(`usage --by ${by} --format csv`)), [`${by},${counters}`, ...wanted], by);
    const found = objects(report(`usage --by ${by} --format json`));
    const numbers = wanted.map((row) => row.split(',').slice(-6).map(Number));
    assert.deepEqual(
      found.map((row) => counters.split(',').map((name) => row[name])),
      numbers,
    );
    assert.ok(found.every((row) => Object.keys(row).join() === `${by},${counters}`));
    assert.equal(lines(report(`usage --by ${by}`)).length, wanted.length + 1);
  }
  assert.equal(report('usage --format json'), report('usage --by user --format json'));
  assert.deepEqual(
    objects(report('usage --format json')).map(({ user }) => user),
    [bob, 'alice', joe, 'ops', 'erin'],
  );
  assert.match(report('usage'), /^alice +1 +02:30:00 +3.91 KiB +40 B +3 +2$/m);
  assert.match(report('usage'), /^bob, "the" builder +1 +00:01:40 +4.00 GiB +7 B/m);

  const sessions = objects(report('sessions --sort oldest --format json'));
  assert.deepEqual(sessions[0], {
    ...{ started: '2026-01-10T22:00:00Z', user: 'alice', type: 'network', nas: '192.0.2.1', port: '' },
    ...{ peer: '555-0100', session: 'S1', state: 'stopped', seconds: 9000, bytes_in: 4000, bytes_out: 40 },
    ...{ cause: 'Idle-Timeout', group: '', address: '', ended: '2026-01-11T00:30:00Z', id: 1 },
  });
  // What is not known is null, and there.
  assert.deepEqual(
    sessions.map(({ session, seconds, ended }) => [session, seconds, ended !== '']),
    [
      ['S1', 9000, true],
      ['S2', 100, true],
      ['S3', 60, true],
      ['S4', 30, true],
      ['S5', null, false],
    ],
  );
  const order = (words: string) => objects(report(`sessions ${words} --format json`)).map(({ session }) => session);
  assert.deepEqual(order('--sort newest'), ['S5', 'S4', 'S3', 'S2', 'S1']);
  assert.deepEqual(order('--sort duration'), ['S1', 'S2', 'S3', 'S4', 'S5']);
  assert.deepEqual(order('--sort octets --limit 2'), ['S2', 'S1']);
  assert.deepEqual([order('--state open'), order('--state ended --type exec')], [['S5'], ['S4']]);
  assert.deepEqual(
    [order('--group cclient'), order('--peer 555-0100'), order('--match BUILD')],
    [['S3'], ['S1'], ['S2']],
  );
  assert.match(report('sessions --format csv'), /^2026-01-11T10:00:00Z,"bob, ""the"" builder",network,192\.0\.2\.2,/m);
  assert.match(report('sessions'), /^2026-01-12T10:00:00Z +erin +network +192\.0\.2\.2 .* S5 +open$/m);

  assert.deepEqual(lines(report('commands --format csv')), [
    'time,user,nas,port,peer,privilege,command',
    '2026-01-13T00:00:00Z,erin,127.0.0.1,tty3,10.0.0.9,15,reload',
    '2026-01-12T09:01:00Z,ops,127.0.0.1,tty3,10.0.0.9,15,"clear line 3, ""now"""',
    '2026-01-12T09:00:00Z,ops,127.0.0.1,tty3,10.0.0.9,1,show version',
  ]);
  assert.deepEqual(
    objects(report('commands --match show* --format json')).map(({ privilege, command }) => [privilege, command]),
    [[1, 'show version']],
  );
  assert.match(report('commands --user erin'), /erin +127\.0\.0\.1 +tty3 +10\.0\.0\.9 +15 +reload$/m);
  assert.deepEqual(objects(report('gaps --format json')), [
    {
      ...{ kind: 'no-start', started: '2026-01-12T08:59:30Z', last: '2026-01-12T09:00:00Z', user: 'ops' },
      ...{ nas: '192.0.2.1', session: 'S4', text: 'No Start record came.' },
    },
  ]);
  assert.match(report('gaps'), /^no-start .* S4 +No Start record came\.$/m);

  // From when until when: a date is a day of UTC where days are added up, and local elsewhere.
  const users = (words: string, zone?: string) =>
    objects(report(`usage ${words} --format json`, zone)).map(({ user, bytes_out: out }) => `${user} ${out}`);
  for (const zone of ['UTC', 'Pacific/Auckland', 'America/Los_Angeles']) {
    assert.deepEqual(users('--since 2026-01-11 --until 2026-01-12', zone), [`${bob} 7`, 'alice 30'], zone);
    assert.deepEqual(users('--until 2026-01-11', zone), ['alice 10'], zone);
  }
  assert.deepEqual(users('--since 2026-01-12T00:00Z'), [`${joe} 2`, 'ops 0', 'erin 0']);
  assert.deepEqual(users('--since 1h'), []);
  assert.deepEqual(order('--since 2026-01-12T09:30:00Z'), ['S5']);
  assert.deepEqual(order('--until 2026-01-11T12:00+02:00'), ['S1']);
  const typed = (words: string, zone?: string) =>
    objects(report(`commands ${words} --format json`, zone)).map(({ command }) => command);
  assert.deepEqual(typed('--since 2026-01-13'), ['reload']);
  assert.deepEqual(typed('--since 2026-01-13', 'America/Los_Angeles'), []);

  // Nothing found: a head, or nothing.
  for (const kind of ['usage', 'sessions', 'commands', 'gaps']) {
    assert.equal(report(`${kind} --user nobody --format json`), '', kind);
    for (const format of ['csv', 'table'])
      assert.equal(lines(report(`${kind} --user nobody --format ${format}`)).length, 1, `${kind} ${format}`);
  }

  // A wrong word is named.
  for (const [words, reason] of [
    ['usage --by moon', '--by is one of user, group, peer, nas, day, type, not "moon"'],
    ['usage --format xml', '--format is one of table, csv, json, not "xml"'],
    ['sessions --sort size', '--sort is one of newest, oldest, duration, octets, not "size"'],
    ['sessions --state gone', '--state is one of open, stopped, lost, ended, not "gone"'],
    ['gaps --kind hole', '--kind is one of no-start, no-stop, silent, interim-gap, counter-back, not "hole"'],
    ['usage --limit 0', '--limit is a number from 1, not "0"'],
    ['usage --since 2026-02-30', '--since: "2026-02-30" is no time: '],
    ['usage --until soon', '--until: "soon" is no time: '],
    ['usage --since 2026-01-12 --until 2026-01-11', 'nothing lies between --since 2026-01-12 and --until 2026-01-11'],
    ['usage --group cclient', '--group is for sessions, not for usage'],
    ['usage --match x', '--match is for sessions and commands, not for usage'],
    ['gaps --type exec', '--type is for usage and sessions, not for gaps'],
    ['sessions --by user', '--by is for usage, not for sessions'],
  ] as const) {
    const { status, stdout, stderr } = run(words);
    assert.deepEqual([status, stdout], [1, ''], words);
    assert.ok(stderr.startsWith(`tollgate: ${reason}`), `${words}: ${stderr}`);
  }
  const { status, stderr } = run('usage --colour red');
  assert.equal(status, 2);
  assert.match(stderr, /--colour/);
});
