/**
 * Two boxes for the same access software, as keepalived has them: when one dies the software goes on at the other, which takes
 * over what it hears of and ends nothing else. One FreeRADIUS keeps the books of both.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { configurationWith } from '../e2e/configuration.ts';
import { eventually, freeTcpPort } from '../e2e/waiting.ts';
import { daemonFor, temporaryDirectory } from '../rigs/daemon.ts';
import { freePorts, startFreeRadius } from '../rigs/freeradius.ts';
import { radclient, textOf } from './radclient.ts';

const secret = 'software-secret';

test('a session that goes on at the standby is taken over there; one that does not stays with its box', async (t) => {
  const directory = temporaryDirectory(t);
  const freeradius = await startFreeRadius();
  t.after(() => freeradius.remove());
  const box = async (name: string) => {
    const ports = await freePorts();
    const configuration = configurationWith(
      await freeTcpPort(),
      `radius server main
 address ipv4 127.0.0.1 auth-port ${freeradius.ports.auth} acct-port ${freeradius.ports.acct}
 key ${freeradius.secret}
radius-server attribute 32 include-in-accounting-req format ${name}
aaa accounting network default start-stop group radius
aaa server radius proxy
 listen 127.0.0.1
 authentication port ${ports.auth}
 accounting port ${ports.acct}
 client 127.0.0.1
  key ${secret}
`,
    );
    const start = () => daemonFor(t, join(directory, name), configuration);
    return {
      start,
      daemon: await start(),
      async say(user: string, status: string, time: number, octets: number) {
        const about = [
          ['User-Name', user],
          ['Acct-Session-Id', user],
          ['NAS-Port', user === 'alice' ? 9 : 8],
          ['Framed-Protocol', 'PPP'],
          ['Acct-Status-Type', status],
          ['Acct-Session-Time', time],
          ['Acct-Input-Octets', octets],
        ] as const;
        const told = await radclient('acct', { port: ports.acct, secret }, about);
        assert.equal(told.answer, 'Accounting-Response', told.output);
      },
    };
  };
  const [master, standby] = [await box('master'), await box('standby')];
  for (const user of ['alice', 'bob']) await master.say(user, 'Start', 0, 0);
  const told = () =>
    freeradius
      .readDetail()
      .map((one) =>
        ['NAS-Identifier', 'User-Name', 'Acct-Status-Type', 'Acct-Input-Octets']
          .map((name) => textOf(one, name) ?? '')
          .join(' '),
      );
  const records = (count: number) =>
    eventually(`${count} records`, () => (told().length >= count ? told() : undefined));
  await records(2);
  // What is acknowledged on disk is not sent again after the kill.
  await eventually(
    'both acknowledged',
    async () => /group radius +2 +2 +0/.test((await master.daemon.run('show accounting ledger')).text) || undefined,
  );
  await master.daemon.kill();

  await standby.say('alice', 'Interim-Update', 20, 1500);
  assert.deepEqual((await records(3)).slice(2), ['standby alice Start ']);
  const shown = (await standby.daemon.run('show accounting')).text;
  assert.match(shown, /User alice/);
  assert.doesNotMatch(shown, /bob/);
  await standby.say('alice', 'Stop', 30, 2000);
  assert.deepEqual((await records(4)).slice(3), ['standby alice Stop 2000']);

  // The other one comes back: what it had is still its own, and ends when the software says so.
  const again = await master.start();
  assert.match((await again.run('show accounting')).text, /User alice[\s\S]*User bob|User bob[\s\S]*User alice/);
  await master.say('bob', 'Stop', 40, 700);
  assert.deepEqual((await records(5)).slice(4), ['master bob Stop 700']);
});
