/** Services of a proxy session: from the profile at FreeRADIUS, by CoA of radclient, over a crash, to the parent's end. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { configurationWith } from '../e2e/configuration.ts';
import { eventually, freeTcpPort } from '../e2e/waiting.ts';
import { daemonFor, temporaryDirectory } from '../rigs/daemon.ts';
import { type DetailRecord, freePorts, startFreeRadius } from '../rigs/freeradius.ts';
import { radclient, textOf } from './radclient.ts';

const users = `alice Cleartext-Password := "wonderland"
      Service-Type = Framed-User,
      Framed-Protocol = PPP,
      Framed-IP-Address = 10.99.0.2,
      Cisco-Account-Info += "AGOLD",
      Cisco-AVPair += "subscriber:service-name=BASE"
bob Cleartext-Password := "wonderland"
      Service-Type = Framed-User,
      Cisco-Account-Info += "AGOLD",
      Cisco-Account-Info += "AUNHEARDOF",
      Cisco-Account-Info += "ANOTHING"
GOLD Cleartext-Password := "of-services", Service-Type == Outbound-User
      Acct-Interim-Interval = 120,
      Cisco-AVPair += "subscriber:accounting-list=OFF"
VIDEO Cleartext-Password := "of-services", Service-Type == Outbound-User
      Acct-Interim-Interval = 180
`;

const all = (record: DetailRecord, name: string): readonly string[] =>
  record.attributes.filter(([known]) => known === name).map(([, value]) => value);
const one = (record: DetailRecord | undefined, name: string): string | undefined =>
  record === undefined ? undefined : all(record, name)[0];

/** `Start GOLD of 00000001`, `Stop 700`… */
function short(record: DetailRecord): string {
  const service = one(record, 'Cisco-Service-Info')?.slice(1) ?? '-';
  return [one(record, 'Acct-Status-Type'), service, one(record, 'Acct-Input-Octets')]
    .filter((word) => word !== undefined)
    .join(' ');
}

async function box(t: TestContext) {
  const directory = temporaryDirectory(t);
  const freeradius = await startFreeRadius({ users });
  t.after(() => freeradius.remove());
  const proxy = await freePorts();
  const { auth: port } = await freePorts();
  const configuration = configurationWith(
    await freeTcpPort(),
    `radius server main
 address ipv4 127.0.0.1 auth-port ${freeradius.ports.auth} acct-port ${freeradius.ports.acct}
 key ${freeradius.secret}
 timeout 2
aaa authentication ppp default group radius
aaa accounting network default start-stop group radius
subscriber service accounting interim-interval 10
policy-map type service NOTHING
 class type traffic ALL
  accounting aaa list OFF
aaa accounting network OFF none
aaa server radius dynamic-author
 listen 127.0.0.1
 port ${port}
 client 127.0.0.1 server-key dynamic
aaa server radius proxy
 listen 127.0.0.1
 authentication port ${proxy.auth}
 accounting port ${proxy.acct}
 client 127.0.0.1
  key software`,
  );
  const session = [
    ['User-Name', 'alice'],
    ['Acct-Session-Id', 'theirs'],
    ['NAS-Identifier', 'accel'],
    ['NAS-Port', 9],
    ['Framed-IP-Address', '10.99.0.2'],
  ] as const;
  const software = { port: proxy.acct, secret: 'software' };
  const say = async (...more: readonly (readonly [string, string | number])[]) => {
    const own = session.filter(([name]) => !more.some(([other]) => other === name));
    const told = await radclient('acct', software, [...own, ...more]);
    assert.equal(told.answer, 'Accounting-Response', told.output);
  };
  const login = (user = 'alice') =>
    radclient('auth', { port: proxy.auth, secret: 'software' }, [
      ['User-Name', user],
      ['User-Password', 'wonderland'],
      ['NAS-Port', 9],
      ['Message-Authenticator', '0x00'],
    ]);
  const coa = (...more: readonly (readonly [string, string | number])[]) =>
    radclient('coa', { port, secret: 'dynamic' }, [
      ...(more.some(([name]) => name === 'User-Name') ? [] : ([['User-Name', 'alice']] as const)),
      ...more,
    ]);
  /** All records, once there are that many. */
  const records = (count: number) =>
    eventually(`${count} records`, () => {
      const there = freeradius.readDetail();
      return there.length >= count ? there : undefined;
    });
  return { directory, configuration, say, login, coa, records };
}

test('services begin with the session or by CoA, have their own records, and end before it, also after a crash', async (t) => {
  const { directory, configuration, say, login, coa, records } = await box(t);
  const daemon = await daemonFor(t, directory, configuration);
  const accepted = await login();
  assert.equal(accepted.answer, 'Access-Accept', accepted.output);
  await say(['Acct-Status-Type', 'Start']);
  const [session, gold] = await records(3);
  assert.ok(session !== undefined && gold !== undefined);
  assert.deepEqual((await records(3)).map(short), ['Start -', 'Start GOLD', 'Start BASE']);
  const id = one(session, 'Acct-Session-Id') ?? '';
  assert.notEqual(one(gold, 'Acct-Session-Id'), id);
  assert.ok(all(gold, 'Cisco-AVPair').includes(`parent-session-id=${id}`));
  assert.deepEqual([one(gold, 'User-Name'), one(gold, 'Framed-IP-Address')], ['alice', '10.99.0.2']);

  await say(['Acct-Status-Type', 'Interim-Update'], ['Acct-Session-Time', 1], ['Acct-Input-Octets', 1000]);
  const on = await coa(
    ['Cisco-AVPair', 'subscriber:command=activate-service'],
    ['Cisco-AVPair', 'subscriber:service-name=VIDEO'],
  );
  assert.equal(on.answer, 'CoA-ACK', on.output);
  const silent = await coa(['Cisco-AVPair', 'subscriber:sa=NOTHING']);
  assert.equal(silent.answer, 'CoA-ACK', silent.output);
  const asked = await coa(['Cisco-AVPair', 'subscriber:command=session-query']);
  assert.equal(textOf(asked, 'Acct-Session-Id'), id, asked.output);
  assert.deepEqual(
    asked.attributes.filter(([name]) => name === 'Cisco-Service-Info').map(([, value]) => value),
    ['NGOLD', 'NBASE', 'NVIDEO', 'NNOTHING'],
  );
  const off = await coa(['Cisco-Command-Code', '\\014BASE']);
  assert.equal(off.answer, 'CoA-ACK', off.output);
  const gone = await coa(['Cisco-AVPair', 'subscriber:sd=BASE']);
  assert.equal(textOf(gone, 'Error-Cause'), 'Session-Context-Not-Found', gone.output);
  const logon = await coa(['Cisco-AVPair', 'subscriber:command=account-logon']);
  assert.equal(textOf(logon, 'Error-Cause'), 'Unsupported-Service', logon.output);
  assert.deepEqual((await records(5)).slice(3).map(short), ['Start VIDEO', 'Stop BASE 1000']);
  const screen = await daemon.run('show caller user alice detailed', 'show accounting');
  assert.match(screen.text, /Service: GOLD, Session Id [0-9A-F]{8}/);
  assert.match(screen.text, /service-name=VIDEO/);

  await daemon.kill();
  const again = await daemonFor(t, directory, configuration);
  assert.match((await again.run('show caller user alice detailed')).text, /Service: VIDEO/);
  await say(
    ['Acct-Status-Type', 'Stop'],
    ['Acct-Session-Time', 5],
    ['Acct-Input-Octets', 1700],
    ['Acct-Terminate-Cause', 'Lost-Carrier'],
  );
  await eventually('the Stop of the session', async () =>
    (await records(8)).find((record) => short(record) === 'Stop - 1700'),
  );
  const stops = (await records(8)).map(short).filter((text) => text.startsWith('Stop'));
  // What was acknowledged in the moment before the crash may come once more.
  assert.deepEqual([...new Set(stops)], ['Stop BASE 1000', 'Stop GOLD 1700', 'Stop VIDEO 700', 'Stop - 1700']);
});

test('account-logoff is passed on to the software; a new Class goes into the records', async (t) => {
  const { directory, configuration, say, coa, records } = await box(t);
  await daemonFor(t, directory, configuration.replace('  key software', '  key software\n  disconnect port 0'));
  await say(['Acct-Status-Type', 'Start']);
  await records(1);
  const changed = await coa(['Class', '0x676f6c64']);
  assert.equal(changed.answer, 'CoA-ACK', changed.output);
  const refused = await coa(['Cisco-AVPair', 'subscriber:command=account-logoff']);
  assert.equal(textOf(refused, 'Error-Cause'), 'Proxy-Request-Not-Routable', refused.output);
  await say(['Acct-Status-Type', 'Stop'], ['Acct-Session-Time', 1]);
  const [start, stop] = await records(2);
  assert.deepEqual([one(start, 'Class'), one(stop, 'Class')], [undefined, '0x676f6c64']);
});

test('profiles of services come from the server, by name and password; what it does not know does not begin', async (t) => {
  const { directory, configuration, say, login, coa, records } = await box(t);
  const asking = 'aaa authorization network default group radius\nsubscriber service password of-services\n';
  const daemon = await daemonFor(t, directory, `${asking}${configuration}`);
  const running = (await daemon.run('show running-config')).text;
  assert.match(running, /^subscriber service password [67] /m);
  assert.equal((await login('bob')).answer, 'Access-Accept');
  await say(['User-Name', 'bob'], ['Acct-Status-Type', 'Start']);
  await records(1);
  const services = async () =>
    [...(await daemon.run('show caller user bob detailed')).text.matchAll(/Service: (\w+)/g)].map(([, name]) => name);
  // GOLD has a list without records, by its own profile; NOTHING is a policy map of the box: nobody is asked.
  assert.deepEqual(await services(), ['GOLD', 'NOTHING']);

  const named = [['User-Name', 'bob']] as const;
  const video = await coa(...named, ['Cisco-AVPair', 'subscriber:sa=VIDEO']);
  assert.equal(video.answer, 'CoA-ACK', video.output);
  assert.deepEqual((await records(2)).map(short), ['Start -', 'Start VIDEO']);
  const unknown = await coa(...named, ['Cisco-AVPair', 'subscriber:sa=UNHEARDOF']);
  assert.equal(textOf(unknown, 'Error-Cause'), 'Unsupported-Service', unknown.output);
  assert.deepEqual(await services(), ['GOLD', 'NOTHING', 'VIDEO']);
  assert.match((await daemon.run('show logging')).text, /%AAA-4-SERVICE_NOT_STARTED: Service UNHEARDOF/);
});
