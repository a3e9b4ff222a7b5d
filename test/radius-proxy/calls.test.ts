/** Calls of access software (played by radclient): resource accounting, and AppleTalk remote access by its own lists. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { configurationWith } from '../e2e/configuration.ts';
import { eventually, freeTcpPort } from '../e2e/waiting.ts';
import { daemonFor, temporaryDirectory } from '../rigs/daemon.ts';
import { freePorts, startFreeRadius } from '../rigs/freeradius.ts';
import { radclient } from './radclient.ts';

type Attributes = Readonly<Record<string, string>>;

const users = 'alice Cleartext-Password := "wonderland"\n      Service-Type = Framed-User\n';

async function box(t: TestContext, lines: string) {
  const freeradius = await startFreeRadius({ users });
  t.after(() => freeradius.remove());
  const proxy = await freePorts();
  const daemon = await daemonFor(
    t,
    temporaryDirectory(t),
    configurationWith(
      await freeTcpPort(),
      `radius server main
 address ipv4 127.0.0.1 auth-port ${freeradius.ports.auth} acct-port ${freeradius.ports.acct}
 key ${freeradius.secret}
 timeout 2
aaa authentication ppp default group radius
aaa accounting network default start-stop group radius
aaa server radius proxy
 listen 127.0.0.1
 authentication port ${proxy.auth}
 accounting port ${proxy.acct}
 client 127.0.0.1
  key software
${lines}`,
    ),
  );
  const secret = 'software';
  const place = (port: number, protocol: string) =>
    [
      ['User-Name', 'alice'],
      ['NAS-Port', port],
      ['NAS-Port-Type', 'Async'],
      ['Framed-Protocol', protocol],
      ['Calling-Station-Id', '562'],
      ['Called-Station-Id', '4327528'],
    ] as const;
  return {
    daemon,
    logIn: async (port: number, password = 'wonderland', protocol = 'PPP') =>
      (await radclient('auth', { port: proxy.auth, secret }, [...place(port, protocol), ['User-Password', password]]))
        .answer,
    async session(port: number, protocol = 'PPP', meanwhile?: () => Promise<void>): Promise<void> {
      const to = { port: proxy.acct, secret };
      const said = [...place(port, protocol), ['Acct-Session-Id', `s${port}`]] as const;
      const start = await radclient('acct', to, [['Acct-Status-Type', 'Start'], ...said]);
      assert.equal(start.answer, 'Accounting-Response', start.output);
      await meanwhile?.();
      const used = [
        ['Acct-Session-Time', 0],
        ['Acct-Input-Octets', 3075],
        ['Acct-Output-Octets', 167],
        ['Acct-Terminate-Cause', 'User-Request'],
      ] as const;
      const stop = await radclient('acct', to, [['Acct-Status-Type', 'Stop'], ...said, ...used]);
      assert.equal(stop.answer, 'Accounting-Response', stop.output);
    },
    /** Records of FreeRADIUS, once all that were made have arrived. */
    async records(count: number): Promise<readonly Attributes[]> {
      const read = () => freeradius.readDetail().map(({ attributes }) => Object.fromEntries(attributes));
      await eventually(`${count} records`, () => (read().length >= count ? true : undefined));
      await daemon.stop();
      return read();
    },
  };
}

/** Resource records have no user; FreeRADIUS may get those of a call and of its session in either order. */
const short = (record: Attributes): string =>
  `${record['User-Name'] === undefined ? 'call' : 'user'} ${record['Acct-Status-Type']}`;

test('start-stop: a call around the session, with its id; one around a refusal', async (t) => {
  const { logIn, session, records } = await box(t, 'aaa accounting resource default start-stop group radius');
  assert.equal(await logIn(5), 'Access-Accept');
  await session(5);
  assert.equal(await logIn(6, 'wrong'), 'Access-Reject');
  const all = await records(6);
  const five = all.filter((record) => record['NAS-Port'] === '5');
  assert.deepEqual(five.map(short).sort(), ['call Start', 'call Stop', 'user Start', 'user Stop']);
  assert.equal(short(five[0] ?? {}), 'call Start');
  assert.equal(new Set(five.map((record) => record['Acct-Session-Id'])).size, 1);
  for (const record of five) {
    assert.equal(record['Calling-Station-Id'], '562');
    assert.equal(record['Called-Station-Id'], '4327528');
  }
  const six = all.filter((record) => record['NAS-Port'] === '6');
  assert.deepEqual(six.map(short).sort(), ['call Start', 'call Stop']);
});

test('who is on is authenticated anew: no second call', async (t) => {
  const { logIn, session, records } = await box(t, 'aaa accounting resource default start-stop group radius');
  assert.equal(await logIn(5), 'Access-Accept');
  await session(5, 'PPP', async () => assert.equal(await logIn(5), 'Access-Accept'));
  const all = await records(4);
  assert.deepEqual(all.map(short).sort(), ['call Start', 'call Stop', 'user Start', 'user Stop']);
});

test('stop-failure: only the call whose user was refused', async (t) => {
  const { logIn, session, records } = await box(t, 'aaa accounting resource default stop-failure group radius');
  assert.equal(await logIn(6, 'wrong'), 'Access-Reject');
  assert.equal(await logIn(5), 'Access-Accept');
  await session(5);
  const all = await records(3);
  assert.deepEqual(all.map((record) => `${record['NAS-Port']} ${short(record)}`).sort(), [
    '5 user Start',
    '5 user Stop',
    '6 call Stop',
  ]);
});

test('ARAP: its own lists decide, and the list of the line accounts for it', async (t) => {
  const { logIn, session, records } = await box(
    t,
    `aaa authentication arap default local
aaa accounting network TALK stop-only group radius
username alice password 0 looking-glass
line tty 7
 accounting arap TALK`,
  );
  assert.equal(await logIn(7, 'wonderland', 'ARAP'), 'Access-Reject');
  assert.equal(await logIn(7, 'looking-glass', 'ARAP'), 'Access-Accept');
  await session(7, 'ARAP');
  await session(8, 'ARAP');
  const all = await records(3);
  assert.deepEqual(all.map((record) => `${record['NAS-Port']} ${record['Acct-Status-Type']}`).sort(), [
    '7 Stop',
    '8 Start',
    '8 Stop',
  ]);
  const [stop] = all.filter((record) => record['NAS-Port'] === '7');
  assert.equal(stop?.['Framed-Protocol'], 'ARAP');
  assert.equal(stop?.['Acct-Authentic'], 'Local');
  assert.equal(stop?.['Acct-Input-Octets'], '3075');
});
