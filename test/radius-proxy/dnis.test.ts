/** `aaa dnis map` for authentication, authorization and accounting: two FreeRADIUS of which each knows one user. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configurationWith } from '../e2e/configuration.ts';
import { eventually, freeTcpPort } from '../e2e/waiting.ts';
import { daemonFor, temporaryDirectory } from '../rigs/daemon.ts';
import { type FreeRadius, freePorts, startFreeRadius } from '../rigs/freeradius.ts';
import { radclient, textOf } from './radclient.ts';

const server = (name: string, { ports, secret }: FreeRadius): string => `radius server ${name}
 address ipv4 127.0.0.1 auth-port ${ports.auth} acct-port ${ports.acct}
 key ${secret}
aaa group server radius ${name}
 server name ${name}`;

test('the server of the called number decides and accounts, and not that of the lists', async (t) => {
  const main = await startFreeRadius({ users: 'alice Cleartext-Password := "wonderland"\n' });
  t.after(() => main.remove());
  const customer = await startFreeRadius({
    users: 'bob Cleartext-Password := "builder"\n\tFramed-IP-Address := 10.7.7.7\n',
  });
  t.after(() => customer.remove());
  const ports = await freePorts();
  const secret = 'software-secret';
  const daemon = await daemonFor(
    t,
    temporaryDirectory(t),
    configurationWith(
      await freeTcpPort(),
      `${server('MAIN', main)}
${server('CUSTOMER', customer)}
aaa authentication ppp default group MAIN
aaa authorization network default group MAIN
aaa accounting network default start-stop group MAIN
aaa dnis map enable
aaa dnis map 7777 authentication ppp group CUSTOMER
aaa dnis map 7777 authorization network group CUSTOMER
aaa dnis map 7777 accounting network start-stop group CUSTOMER
aaa server radius proxy
 listen 127.0.0.1
 authentication port ${ports.auth}
 accounting port ${ports.acct}
 client 127.0.0.1
  key ${secret}
`,
    ),
  );
  const call = (user: string, called: string) =>
    [
      ['User-Name', user],
      ['NAS-IP-Address', '192.0.2.9'],
      ['NAS-Port', 3],
      ['NAS-Port-Type', 'Async'],
      ['Service-Type', 'Framed-User'],
      ['Framed-Protocol', 'PPP'],
      ['Called-Station-Id', called],
    ] as const;
  const asks = (user: string, password: string, called: string) =>
    radclient('auth', { port: ports.auth, secret }, [...call(user, called), ['User-Password', password]]);
  const bob = await asks('bob', 'builder', '7777');
  assert.equal(bob.answer, 'Access-Accept', bob.output);
  assert.equal(textOf(bob, 'Framed-IP-Address'), '10.7.7.7');
  assert.equal((await asks('bob', 'builder', '8888')).answer, 'Access-Reject');
  assert.equal((await asks('alice', 'wonderland', '7777')).answer, 'Access-Reject');
  assert.equal((await asks('alice', 'wonderland', '8888')).answer, 'Access-Accept');
  for (const [user, called] of [
    ['bob', '7777'],
    ['alice', '8888'],
  ] as const) {
    const start = [...call(user, called), ['Acct-Session-Id', user], ['Acct-Status-Type', 'Start']] as const;
    const told = await radclient('acct', { port: ports.acct, secret }, start);
    assert.equal(told.answer, 'Accounting-Response', told.output);
  }
  const users = (where: FreeRadius) => where.readDetail().map((one) => textOf(one, 'User-Name'));
  await eventually('a Start at each', () => (users(main).length > 0 && users(customer).length > 0 ? true : undefined));
  assert.deepEqual([users(main), users(customer)], [['alice'], ['bob']]);

  await daemon.run('configure terminal', 'no aaa dnis map enable', 'end');
  assert.equal((await asks('bob', 'builder', '7777')).answer, 'Access-Reject', 'maps are switched off');
  assert.equal((await asks('alice', 'wonderland', '7777')).answer, 'Access-Accept');
});
