/**
 * `aaa dnis map` for authentication, authorization and accounting: two FreeRADIUS of which each knows one user, and a TACACS+
 * server that decides for users of the called number whom RADIUS has let in.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configurationWith } from '../e2e/configuration.ts';
import { embeddedServer } from '../e2e/embedded-server.ts';
import { eventually, freeTcpPort } from '../e2e/waiting.ts';
import { daemonFor, temporaryDirectory } from '../rigs/daemon.ts';
import { type FreeRadius, freePorts, startFreeRadius } from '../rigs/freeradius.ts';
import { radclient, textOf } from './radclient.ts';

const server = (name: string, { ports, secret }: FreeRadius): string => `radius server ${name}
 address ipv4 127.0.0.1 auth-port ${ports.auth} acct-port ${ports.acct}
 key ${secret}
aaa group server radius ${name}
 server name ${name}`;

const secret = 'software-secret';
type Ports = Awaited<ReturnType<typeof freePorts>>;

const proxy = (ports: Ports): string => `aaa server radius proxy
 listen 127.0.0.1
 authentication port ${ports.auth}
 accounting port ${ports.acct}
 client 127.0.0.1
  key ${secret}
`;

/** Software that tells of calls from users to numbers. */
function callers(ports: Ports) {
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
  return {
    asks: (user: string, password: string, called: string) =>
      radclient('auth', { port: ports.auth, secret }, [...call(user, called), ['User-Password', password]]),
    async say(user: string, called: string, status: 'Start' | 'Stop') {
      const said = [
        ...call(user, called),
        ['Acct-Session-Id', `${user} ${called}`],
        ['Acct-Status-Type', status],
      ] as const;
      const told = await radclient('acct', { port: ports.acct, secret }, said);
      assert.equal(told.answer, 'Accounting-Response', told.output);
    },
  };
}

test('the server of the called number decides and accounts, and not that of the lists', async (t) => {
  const main = await startFreeRadius({ users: 'alice Cleartext-Password := "wonderland"\n' });
  t.after(() => main.remove());
  const customer = await startFreeRadius({
    users: 'bob Cleartext-Password := "builder"\n\tFramed-IP-Address := 10.7.7.7\n',
  });
  t.after(() => customer.remove());
  const ports = await freePorts();
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
${proxy(ports)}`,
    ),
  );
  const { asks, say } = callers(ports);
  const bob = await asks('bob', 'builder', '7777');
  assert.equal(bob.answer, 'Access-Accept', bob.output);
  assert.equal(textOf(bob, 'Framed-IP-Address'), '10.7.7.7');
  assert.equal((await asks('bob', 'builder', '8888')).answer, 'Access-Reject');
  assert.equal((await asks('alice', 'wonderland', '7777')).answer, 'Access-Reject');
  assert.equal((await asks('alice', 'wonderland', '8888')).answer, 'Access-Accept');
  for (const [user, called] of [
    ['bob', '7777'],
    ['alice', '8888'],
  ] as const)
    await say(user, called, 'Start');
  const users = (where: FreeRadius) => where.readDetail().map((one) => textOf(one, 'User-Name'));
  await eventually('a Start at each', () => (users(main).length > 0 && users(customer).length > 0 ? true : undefined));
  assert.deepEqual([users(main), users(customer)], [['alice'], ['bob']]);

  await daemon.run('configure terminal', 'no aaa dnis map enable', 'end');
  assert.equal((await asks('bob', 'builder', '7777')).answer, 'Access-Reject', 'maps are switched off');
  assert.equal((await asks('alice', 'wonderland', '7777')).answer, 'Access-Accept');
});

test('one group authenticates, another one authorizes: RADIUS and TACACS+; or TACACS+ does all for a number', async (t) => {
  const directory = temporaryDirectory(t);
  const main = await startFreeRadius({
    users: ['alice', 'carol'].map((name) => `${name} Cleartext-Password := "wonderland"\n`).join(''),
  });
  t.after(() => main.remove());
  const password = { kind: 'clear', text: 'looking-glass' } as const;
  const tacacs = await embeddedServer(t, directory, 'store', [
    { name: 'alice', password, services: { 'ppp ip': ['addr=10.7.7.7'] } },
    { name: 'carol', password, services: { shell: [] } },
  ]);
  const ports = await freePorts();
  await daemonFor(
    t,
    directory,
    configurationWith(
      await freeTcpPort(),
      `${server('MAIN', main)}
tacacs server other
 address ipv4 127.0.0.1
 port ${tacacs.ports.tacacs}
 key ${tacacs.key}
aaa group server tacacs+ OTHER
 server name other
aaa authentication ppp default group MAIN
aaa authorization network default group MAIN
aaa accounting network default start-stop group MAIN
aaa dnis map enable
aaa dnis map 7777 authorization network group OTHER
aaa dnis map 7777 accounting network start-stop broadcast group MAIN group OTHER
aaa dnis map 8888 authentication ppp group OTHER
aaa dnis map 8888 authorization network group OTHER
aaa dnis map 8888 accounting network stop-only group OTHER
aaa dnis map 9999 authentication ppp group OTHER
${proxy(ports)}`,
    ),
  );
  const { asks, say } = callers(ports);
  const toNobody = await asks('alice', 'wonderland', '1');
  assert.equal(toNobody.answer, 'Access-Accept', toNobody.output);
  assert.equal(textOf(toNobody, 'Framed-IP-Address'), undefined, 'TACACS+ was not asked');

  const alice = await asks('alice', 'wonderland', '7777');
  assert.equal(alice.answer, 'Access-Accept', alice.output);
  assert.equal(textOf(alice, 'Framed-IP-Address'), '10.7.7.7');
  assert.equal(
    (await asks('alice', 'looking-glass', '7777')).answer,
    'Access-Reject',
    "TACACS+'s password is not asked",
  );
  const carol = await asks('carol', 'wonderland', '7777');
  assert.equal(carol.answer, 'Access-Reject', 'RADIUS lets carol in, TACACS+ gives no PPP');
  assert.equal(textOf(carol, 'Reply-Message'), 'Authorization failed');

  assert.equal((await asks('alice', 'looking-glass', '8888')).answer, 'Access-Accept');
  assert.equal((await asks('alice', 'wonderland', '8888')).answer, 'Access-Reject');
  assert.equal(
    (await asks('alice', 'looking-glass', '9999')).answer,
    'Access-Reject',
    'RADIUS knows nothing of whom TACACS+ has let in',
  );

  for (const called of ['7777', '8888'])
    for (const status of ['Start', 'Stop'] as const) await say('alice', called, status);
  const records = await eventually('the records of both numbers', async () => {
    const all = await tacacs.records();
    return all.length >= 3 ? all : undefined;
  });
  const said = ({ kind, user, port, caller }: (typeof records)[number]) => `${kind} ${user} ${port} ${caller}`;
  assert.deepEqual(records.map(said).sort(), [
    'start alice Async3 /7777',
    'stop alice Async3 /7777',
    'stop alice Async3 /8888',
  ]);
  await eventually('both at RADIUS', () => (main.readDetail().length >= 2 ? true : undefined));
  assert.deepEqual(
    main.readDetail().map((one) => `${textOf(one, 'Acct-Status-Type')} ${textOf(one, 'Called-Station-Id')}`),
    ['Start 7777', 'Stop 7777'],
  );
});
