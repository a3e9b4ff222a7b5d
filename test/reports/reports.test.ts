import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { temporaryDirectory } from '../rigs/daemon.ts';
import { serverFor } from '../rigs/server.ts';

const program = resolve(import.meta.dirname, '..', '..', 'bin', 'tollgate.mjs');

async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}

test('reports and sqlite3 read the books while the server takes records', async (t) => {
  const directory = temporaryDirectory(t);
  const [authPort, acctPort] = [await freePort(), await freePort()];
  const file = join(directory, 'server.json');
  writeFileSync(
    file,
    JSON.stringify({
      radius: { authPort, acctPort },
      store: 'books',
      retention: { records: '400 days', daily: '90 days' },
      clients: [{ address: '127.0.0.1', radiusSecret: 'rs' }],
      users: [],
    }),
  );
  await serverFor(t, file);
  const now = Math.floor(Date.now() / 1000);
  const send = (status: string, user: string, id: string, more: string) =>
    execFileSync('radclient', ['-r', '3', `127.0.0.1:${acctPort}`, 'acct', 'rs'], {
      input: `User-Name=${user},NAS-IP-Address=192.0.2.7,Acct-Status-Type=${status},Service-Type=Framed-User,Acct-Session-Id=${id},Event-Timestamp=${status === 'Start' ? now - 60 : now},${more}\n`,
    });
  send('Start', 'alice', '0000000A', 'NAS-Port=1');
  send('Stop', 'alice', '0000000A', 'Acct-Session-Time=60,Acct-Input-Octets=1000,Acct-Output-Octets=2345678');
  send('Stop', 'bob', '0000000B', 'Acct-Session-Time=5,Acct-Input-Octets=1');
  const report = (...words: string[]) => {
    const done = spawnSync(process.execPath, [program, 'report', ...words, '--store', join(directory, 'books')], {
      encoding: 'utf8',
    });
    assert.equal(done.stderr, '');
    assert.equal(done.status, 0);
    return done.stdout;
  };
  assert.equal(
    report('usage', '--format', 'csv'),
    'user,sessions,seconds,bytes_in,bytes_out,packets_in,packets_out\nalice,1,60,1000,2345678,0,0\nbob,1,5,1,0,0,0\n',
  );
  assert.match(report('usage', '--by', 'nas'), /^192\.0\.2\.7 +2 +00:01:05 +0.98 KiB +2.24 MiB/m);
  const [session] = report('sessions', '--user', 'alice', '--format', 'json').trim().split('\n');
  assert.equal(JSON.parse(session ?? '').bytes_out, 2345678);
  assert.match(report('gaps'), /^no-start .* bob .* No Start record came\.$/m);
  const sqlite = (question: string) =>
    execFileSync('sqlite3', ['-readonly', join(directory, 'books', 'records.db'), question], {
      encoding: 'utf8',
    }).trim();
  assert.equal(sqlite('SELECT user, seconds, bytes_out FROM usage_by_user ORDER BY user'), 'alice|60|2345678\nbob|5|0');
  assert.equal(
    sqlite('SELECT session, user, state FROM sessions ORDER BY id'),
    '0000000A|alice|stopped\n0000000B|bob|stopped',
  );
  assert.equal(sqlite('SELECT session, no_start, no_stop FROM suspicious_sessions'), '0000000B|1|0');
  for (const view of ['records', 'open_sessions', 'commands', 'usage_by_day', 'usage_details'])
    assert.match(sqlite(`SELECT count(*) FROM ${view}`), /^\d+$/);
  send('Start', 'carol', '0000000C', 'NAS-Port=3');
  assert.match(report('sessions', '--state', 'open'), /carol/);
});

test('a report that cannot be is explained', () => {
  const run = (...words: string[]) => {
    const { status, stderr } = spawnSync(process.execPath, [program, 'report', ...words], { encoding: 'utf8' });
    return `${status} ${stderr.trim()}`;
  };
  assert.match(run(), /^2 tollgate: a report \(usage, sessions, commands or gaps\) is needed/);
  assert.match(run('sales'), /^1 tollgate: report is one of usage, sessions, commands, gaps, not "sales"/);
  assert.match(run('usage', '--by', 'moon'), /^1 tollgate: --by is one of user, group, peer/);
  assert.match(run('usage', '--since', 'lately'), /^1 tollgate: --since: "lately" is no time/);
  assert.match(run('usage', '--store', '/nowhere'), /^1 tollgate: There are no records at \/nowhere/);
});
