/** Access software (played by radclient) whose users a TACACS+ server decides about and keeps the books of: ours. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { SecurityServerConfig } from '../../src/security-server/index.ts';
import { configurationWith } from '../e2e/configuration.ts';
import { embeddedServer } from '../e2e/embedded-server.ts';
import { eventually, freeTcpPort } from '../e2e/waiting.ts';
import { daemonFor, temporaryDirectory } from '../rigs/daemon.ts';
import { freePorts } from '../rigs/freeradius.ts';
import { radclient, textOf } from './radclient.ts';

const secret = 'software';
const password = { kind: 'clear', text: 'wonderland' } as const;
const users: SecurityServerConfig['users'] = [
  { name: 'alice', password, services: { 'ppp ip': ['addr=10.1.1.7', 'timeout=30', 'idletime=5', 'unknown*x'] } },
  { name: 'mac', password, services: { arap: [] } },
  { name: 'odd', password, services: { ppp: ['unknown=x'] } },
];

async function box(t: TestContext) {
  const directory = temporaryDirectory(t);
  const tacacs = await embeddedServer(t, directory, 'store', users);
  const proxy = await freePorts();
  await daemonFor(
    t,
    directory,
    configurationWith(
      await freeTcpPort(),
      `tacacs server other
 address ipv4 127.0.0.1
 port ${tacacs.ports.tacacs}
 key ${tacacs.key}
aaa authentication ppp default group tacacs+
aaa authentication arap default group tacacs+
aaa authorization network default group tacacs+
aaa accounting network default start-stop group tacacs+
aaa server radius proxy
 listen 127.0.0.1
 authentication port ${proxy.auth}
 accounting port ${proxy.acct}
 client 127.0.0.1
  key ${secret}`,
    ),
  );
  const place = (user: string, protocol: string) =>
    [
      ['User-Name', user],
      ['NAS-Port', 7],
      ['NAS-Port-Type', 'Async'],
      ['Framed-Protocol', protocol],
    ] as const;
  return {
    tacacs,
    logIn: (user: string, protocol: string, typed = 'wonderland') =>
      radclient('auth', { port: proxy.auth, secret }, [...place(user, protocol), ['User-Password', typed]]),
    async say(
      user: string,
      protocol: string,
      status: string,
      more: readonly (readonly [string, string | number])[] = [],
    ) {
      const said = [
        ['Acct-Status-Type', status],
        ...place(user, protocol),
        ['Acct-Session-Id', 's7'],
        ...more,
      ] as const;
      const told = await radclient('acct', { port: proxy.acct, secret }, said);
      assert.equal(told.answer, 'Accounting-Response', told.output);
    },
  };
}

test("PPP: the answer has the user's address and limits; a mandatory argument that nobody knows refuses", async (t) => {
  const { logIn } = await box(t);
  const told = await logIn('alice', 'PPP');
  assert.equal(told.answer, 'Access-Accept', told.output);
  assert.deepEqual(
    ['Framed-IP-Address', 'Session-Timeout', 'Idle-Timeout'].map((name) => textOf(told, name)),
    ['10.1.1.7', '1800', '300'],
  );
  assert.equal((await logIn('alice', 'PPP', 'wrong')).answer, 'Access-Reject');
  assert.equal((await logIn('odd', 'PPP')).answer, 'Access-Reject');
});

test('ARAP: authenticated, authorized as service=arap and accounted for by TACACS+', async (t) => {
  const { logIn, say, tacacs } = await box(t);
  assert.equal((await logIn('alice', 'ARAP')).answer, 'Access-Reject', 'alice may have PPP only');
  assert.equal((await logIn('mac', 'PPP')).answer, 'Access-Reject', 'mac may have ARAP only');
  assert.equal((await logIn('mac', 'ARAP', 'wrong')).answer, 'Access-Reject');
  const told = await logIn('mac', 'ARAP');
  assert.equal(told.answer, 'Access-Accept', told.output);
  await say('mac', 'ARAP', 'Start');
  await say('mac', 'ARAP', 'Stop', [
    ['Acct-Session-Time', 0],
    ['Acct-Input-Octets', 3075],
    ['Acct-Output-Octets', 167],
    ['Acct-Terminate-Cause', 'User-Request'],
  ]);
  const records = await eventually('both records', async () => {
    const all = await tacacs.records();
    return all.length >= 2 ? all : undefined;
  });
  assert.deepEqual(
    records.map(({ kind, user, port }) => [kind, user, port]),
    [
      ['start', 'mac', 'Async7'],
      ['stop', 'mac', 'Async7'],
    ],
  );
  for (const record of records) assert.ok(record.arguments?.includes('service=arap'), record.arguments?.join(' '));
  for (const counted of ['bytes_in=3075', 'bytes_out=167'])
    assert.ok(records[1]?.arguments?.includes(counted), records[1]?.arguments?.join(' '));
});
