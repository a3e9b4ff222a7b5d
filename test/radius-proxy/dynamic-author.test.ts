/** Disconnect and CoA requests of radclient: for a user on a line, and for a session of software behind the proxy. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import {
  attribute,
  ClientTable,
  codes,
  find,
  RadiusServer,
  type ServerRequest,
} from '../../src/protocols/radius/index.ts';
import { configurationWith } from '../e2e/configuration.ts';
import { logIn } from '../e2e/person.ts';
import { eventually, freeTcpPort } from '../e2e/waiting.ts';
import { daemonFor, temporaryDirectory } from '../rigs/daemon.ts';
import { type DetailRecord, freePorts, startFreeRadius } from '../rigs/freeradius.ts';
import { radclient, textOf } from './radclient.ts';

const users = `bob   Cleartext-Password := "builder"
      Service-Type = NAS-Prompt-User
`;
const detail = (record: DetailRecord | undefined, name: string): string | undefined =>
  record?.attributes.find(([known]) => known === name)?.[1];

/** A box with SSH, a proxy client on loopback and dynamic authorization. */
async function box(t: TestContext, disconnectPort = 0, extra = '') {
  const directory = temporaryDirectory(t);
  const freeradius = await startFreeRadius({ users });
  t.after(() => freeradius.remove());
  const sshPort = await freeTcpPort();
  const proxy = await freePorts();
  const { auth: port } = await freePorts();
  const daemon = await daemonFor(
    t,
    directory,
    configurationWith(
      sshPort,
      `radius server main
 address ipv4 127.0.0.1 auth-port ${freeradius.ports.auth} acct-port ${freeradius.ports.acct}
 key ${freeradius.secret}
 timeout 2
aaa authentication login default group radius
aaa authorization exec default group radius
aaa accounting exec default start-stop group radius
aaa accounting network default start-stop group radius
aaa server radius dynamic-author
 listen 127.0.0.1
 port ${port}
 client 127.0.0.1 server-key dynamic
 ${extra}
aaa server radius proxy
 listen 127.0.0.1
 authentication port ${proxy.auth}
 accounting port ${proxy.acct}
 client 127.0.0.1
  key software
  disconnect port ${disconnectPort}`,
    ),
  );
  const stop = (user: string) =>
    eventually(`the Stop of ${user}`, () =>
      freeradius
        .readDetail()
        .find((one) => detail(one, 'User-Name') === user && detail(one, 'Acct-Status-Type') === 'Stop'),
    );
  const start = (user: string) =>
    eventually(`the Start of ${user}`, () => freeradius.readDetail().find((one) => detail(one, 'User-Name') === user));
  return {
    ...{ directory, daemon, sshPort, start, stop },
    author: { port, secret: 'dynamic' },
    acct: { port: proxy.acct, secret: 'software' },
  };
}

test('a user on a line: sent away with Admin-Reset, by session id; what fits nobody is refused with its cause', async (t) => {
  const { directory, sshPort, author, start, stop } = await box(t);
  const bob = await logIn(t, { port: sshPort, user: 'bob', password: 'builder', directory });
  const id = detail(await start('bob'), 'Acct-Session-Id') ?? '';
  const refused = async (purpose: 'disconnect' | 'coa', cause: string, ...said: [string, string | number][]) => {
    const told = await radclient(purpose, author, said);
    assert.equal(told.answer, purpose === 'disconnect' ? 'Disconnect-NAK' : 'CoA-NAK', told.output);
    assert.equal(textOf(told, 'Error-Cause'), cause, told.output);
  };
  await refused('disconnect', 'Session-Context-Not-Found', ['User-Name', 'alice']);
  await refused('disconnect', 'Session-Context-Not-Found', ['User-Name', 'bob'], ['NAS-Port', 77]);
  await refused('disconnect', 'Missing-Attribute', ['NAS-IP-Address', '127.0.0.1']);
  await refused('disconnect', 'NAS-Identification-Mismatch', ['User-Name', 'bob'], ['NAS-IP-Address', '192.0.2.77']);
  // A shell carries nothing that a service could be of.
  await refused('coa', 'Unsupported-Service', ['User-Name', 'bob'], ['Cisco-AVPair', 'subscriber:sa=GOLD']);
  await refused('coa', 'Unsupported-Attribute', ['User-Name', 'bob'], ['Filter-Id', 'x']);
  const old = await radclient(
    'disconnect',
    author,
    [
      ['User-Name', 'bob'],
      ['Event-Timestamp', 1_000_000_000],
    ],
    {
      timeout: 1,
    },
  );
  assert.equal(old.answer, undefined, 'an old request is not answered');
  const stranger = await radclient('disconnect', { ...author, secret: 'wrong' }, [['User-Name', 'bob']], {
    timeout: 1,
  });
  assert.equal(stranger.answer, undefined);
  assert.match(await bob.says('show privilege'), /privilege level is 1/, 'bob is still there');

  const told = await radclient('disconnect', author, [['Acct-Session-Id', id]]);
  assert.equal(told.answer, 'Disconnect-ACK', told.output);
  await bob.gone;
  const last = await stop('bob');
  assert.equal(detail(last, 'Acct-Terminate-Cause'), 'Admin-Reset');
  assert.ok(last.attributes.some(([, value]) => value === 'disc-cause-ext=RADIUS Disconnect'));
});

test('a user on a line: CoA sets how long the session may last', async (t) => {
  const { directory, sshPort, author, stop } = await box(t, 0, 'auth-type any');
  const bob = await logIn(t, { port: sshPort, user: 'bob', password: 'builder', directory });
  const told = await radclient('coa', author, [
    ['User-Name', 'bob'],
    ['NAS-Port', 77],
    ['Session-Timeout', 1],
  ]);
  assert.equal(told.answer, 'CoA-ACK', told.output);
  await bob.gone;
  assert.equal(detail(await stop('bob'), 'Acct-Terminate-Cause'), 'Session-Timeout');
});

test('a session of software: passed on to its own port; its Stop is the one that counts; a NAK comes back', async (t) => {
  const asked: ServerRequest[] = [];
  let willing = false;
  let ended = (): void => {};
  const software = new RadiusServer({
    listen: [{ role: 'dynamic-author', port: 0 }],
    clients: new ClientTable([{ address: '127.0.0.1', secret: 'software' }]),
    handle(request) {
      asked.push(request);
      const coa = request.packet.code === codes['CoA-Request'];
      if (coa) return { code: codes['CoA-ACK'], attributes: [] };
      if (!willing) return { code: codes['Disconnect-NAK'], attributes: [attribute('Error-Cause', 504)] };
      setImmediate(() => ended());
      return { code: codes['Disconnect-ACK'], attributes: [] };
    },
  });
  const listening = await software.start();
  assert.ok(listening.ok);
  t.after(() => software.close());
  const { acct, author, start, stop, daemon } = await box(t, listening.value[0]?.port);
  const session = [
    ['User-Name', 'carol'],
    ['Acct-Session-Id', 'theirs'],
    ['NAS-Identifier', 'accel'],
    ['NAS-Port', 9],
    ['Framed-IP-Address', '10.1.1.9'],
  ] as const;
  const say = (more: readonly (readonly [string, string | number])[]) => radclient('acct', acct, [...session, ...more]);
  assert.equal((await say([['Acct-Status-Type', 'Start']])).answer, 'Accounting-Response');
  const id = detail(await start('carol'), 'Acct-Session-Id') ?? '';
  ended = () =>
    void say([
      ['Acct-Status-Type', 'Stop'],
      ['Acct-Session-Time', 0],
      ['Acct-Input-Octets', 4711],
      ['Acct-Terminate-Cause', 'Admin-Reset'],
    ]);

  const changed = await radclient('coa', author, [
    ['Acct-Session-Id', id],
    ['Idle-Timeout', 300],
    ['Acct-Interim-Interval', 600],
  ]);
  assert.equal(changed.answer, 'CoA-ACK', changed.output);
  const coa = asked.at(-1)?.packet ?? { attributes: [] };
  assert.deepEqual(
    [find(coa, 'Acct-Session-Id'), find(coa, 'Idle-Timeout'), find(coa, 'NAS-Identifier'), find(coa, 'User-Name')],
    ['theirs', 300, 'accel', 'carol'],
  );
  const refused = await radclient('disconnect', author, [['Framed-IP-Address', '10.1.1.9']]);
  assert.equal(refused.answer, 'Disconnect-NAK');
  assert.equal(textOf(refused, 'Error-Cause'), 'Session-Context-Not-Removable');
  assert.match((await daemon.run('show radius-proxy client 127.0.0.1')).text, /10\.1\.1\.9 +carol/);
  assert.deepEqual(await daemon.run('clear radius-proxy session ip 10.1.1.9'), {
    text: '% 1 of 1 sessions were not ended: their software refused or did not answer\n',
    status: 1,
  });

  willing = true;
  const done = await radclient('disconnect', author, [['Framed-IP-Address', '10.1.1.9']]);
  assert.equal(done.answer, 'Disconnect-ACK', done.output);
  const last = await stop('carol');
  assert.deepEqual(
    [detail(last, 'Acct-Input-Octets'), detail(last, 'Acct-Terminate-Cause'), detail(last, 'Acct-Session-Id')],
    ['4711', 'Admin-Reset', id],
  );
  assert.ok(last.attributes.some(([, value]) => value === 'disc-cause-ext=RADIUS Disconnect'));
});
