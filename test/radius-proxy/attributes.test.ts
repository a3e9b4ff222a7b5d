/** `radius-server attribute …` and `vsa send accounting`: what FreeRADIUS hears of a login and a session of access software. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configurationWith } from '../e2e/configuration.ts';
import { logIn } from '../e2e/person.ts';
import { eventually, freeTcpPort } from '../e2e/waiting.ts';
import { daemonFor, temporaryDirectory } from '../rigs/daemon.ts';
import { freePorts, startFreeRadius } from '../rigs/freeradius.ts';
import { radclient, textOf } from './radclient.ts';

test('attributes 4, 31 and 32 as their lines say, and no vendor attributes', async (t) => {
  // The caller is let in only if the server is asked in the format that the line says.
  const users = `alice Cleartext-Password := "wonderland", Calling-Station-Id == "00-11-22-AA-BB-CC", NAS-Identifier == "nas at 192.0.2.77"\n`;
  const freeradius = await startFreeRadius({ users });
  t.after(() => freeradius.remove());
  const ports = await freePorts();
  const secret = 'software-secret';
  await daemonFor(
    t,
    temporaryDirectory(t),
    configurationWith(
      await freeTcpPort(),
      `hostname nas
ip domain name example.net
radius server main
 address ipv4 127.0.0.1 auth-port ${freeradius.ports.auth} acct-port ${freeradius.ports.acct}
 key ${freeradius.secret}
aaa authentication ppp default group radius
aaa accounting network default start-stop group radius
radius-server attribute 4 192.0.2.77
radius-server attribute 31 mac format ietf upper-case
radius-server attribute 32 include-in-access-req format %h at %i
radius-server attribute 32 include-in-accounting-req format %h.%d
no radius-server vsa send accounting
aaa server radius proxy
 listen 127.0.0.1
 authentication port ${ports.auth}
 accounting port ${ports.acct}
 client 127.0.0.1
  key ${secret}
`,
    ),
  );
  const caller = [
    ['User-Name', 'alice'],
    ['NAS-IP-Address', '192.0.2.9'],
    ['NAS-Port', 3],
    ['NAS-Port-Type', 'Async'],
    ['Service-Type', 'Framed-User'],
    ['Framed-Protocol', 'PPP'],
    ['Calling-Station-Id', '00:11:22:aa:bb:cc'],
  ] as const;
  const told = await radclient('auth', { port: ports.auth, secret }, [...caller, ['User-Password', 'wonderland']]);
  assert.equal(told.answer, 'Access-Accept', told.output);
  const session = [...caller, ['Acct-Session-Id', 'one'], ['Acct-Status-Type', 'Start']] as const;
  await radclient('acct', { port: ports.acct, secret }, session);
  const record = await eventually('the Start', () =>
    freeradius.readDetail().find((one) => textOf(one, 'User-Name') === 'alice'),
  );
  assert.deepEqual(
    ['NAS-IP-Address', 'Calling-Station-Id', 'NAS-Identifier', 'NAS-Port-Id'].map((name) => textOf(record, name)),
    ['192.0.2.77', '00-11-22-AA-BB-CC', 'nas.example.net', 'Async3'],
  );
  assert.deepEqual(
    record.attributes.filter(([name]) => name.startsWith('Cisco')),
    [],
  );
  assert.notEqual(textOf(record, 'Event-Timestamp'), undefined);
});

test('attribute 6 in the request of a login; a port that software knows by its number alone has a name on the screen', async (t) => {
  // alice is let in only if the request says what kind of service she wants.
  const freeradius = await startFreeRadius({
    users: 'alice Cleartext-Password := "wonderland", Service-Type == Login-User\n',
  });
  t.after(() => freeradius.remove());
  const ports = await freePorts();
  const ssh = await freeTcpPort();
  const directory = temporaryDirectory(t);
  const secret = 'software-secret';
  const daemon = await daemonFor(
    t,
    directory,
    configurationWith(
      ssh,
      `radius server main
 address ipv4 127.0.0.1 auth-port ${freeradius.ports.auth} acct-port ${freeradius.ports.acct}
 key ${freeradius.secret}
aaa authentication login default group radius
aaa accounting network default start-stop group radius
aaa server radius proxy
 listen 127.0.0.1
 authentication port ${ports.auth}
 accounting port ${ports.acct}
 client 127.0.0.1
  key ${secret}
`,
    ),
  );
  const login = { port: ssh, user: 'alice', password: 'wonderland', directory };
  await assert.rejects(logIn(t, login), /ssh ended before/);
  await daemon.run('configure terminal', 'radius-server attribute 6 on-for-login-auth', 'end');
  const { text } = await daemon.run('show running-config | include attribute 6');
  assert.match(text, /^radius-server attribute 6 on-for-login-auth$/m);
  const alice = await logIn(t, login);
  await alice.leaves();

  const start = [
    ['User-Name', 'bob'],
    ['NAS-IP-Address', '192.0.2.9'],
    ['NAS-Port', 7],
    ['Acct-Session-Id', 'one'],
    ['Acct-Status-Type', 'Start'],
  ] as const;
  const told = await radclient('acct', { port: ports.acct, secret }, start);
  assert.equal(told.answer, 'Accounting-Response', told.output);
  assert.match((await daemon.run('show accounting')).text, /^Active Accounted actions on Port7, User bob Priv \d+$/m);
});
