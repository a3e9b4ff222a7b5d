/**
 * The configuration example of resource accounting: calls on a line with a modem, with a record at the set-up and one at the
 * disconnect; and its line for failures alone, which the next line of the example replaces.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { eventually } from '../e2e/waiting.ts';
import type { DetailRecord } from '../rigs/freeradius.ts';
import { modemLine } from './caller.ts';
import { textOf } from './compare.ts';
import { console, example, makePlace } from './configured.ts';
import { dnis } from './examples.ts';

const secret = 'radius-secret';

async function setUp(t: TestContext, change: (configuration: string) => string = (same) => same) {
  const place = makePlace(t);
  const freeradius = await place.radius(
    '10.0.0.1',
    secret,
    'alice Cleartext-Password := "wonderland"\n      Service-Type = NAS-Prompt-User\n',
  );
  const device = join(place.directory, 'modem');
  const line = await modemLine(device);
  t.after(() => line.cut());
  await place.daemon(`${change(example('resource'))}
no radius-server attribute 55 include-in-acct-req
radius server one
 address ipv4 10.0.0.1 auth-port 1812 acct-port 1813
 key ${secret}
${console}line tty 1
 login authentication AOL
 authorization exec AOL
 modem dialin
 device ${device}
`);
  return {
    line,
    /** What FreeRADIUS heard: `Start call`, `Start exec`, with the session. */
    records: (count: number) =>
      eventually(`${count} records`, () => {
        const all = freeradius.readDetail();
        return all.length >= count ? all : undefined;
      }),
    async logIn() {
      const person = await line.dial('5622329483', dnis);
      await person.sees(/Username: $/);
      person.types('alice\r');
      await person.sees(/Password: $/);
      person.types('wonderland\r');
      await person.sees(/>$/);
      return person;
    },
  };
}

const kind = (record: DetailRecord): string =>
  `${textOf(record, 'Service-Type') === 'NAS-Prompt-User' ? 'exec' : 'call'} ${textOf(record, 'Acct-Status-Type')}`;

test('a record at the set-up and one at the disconnect, tied to those of the user by the session id', async (t) => {
  const { logIn, records } = await setUp(t);
  const person = await logIn();
  await records(2);
  person.types('exit\r');
  const all = await records(4);
  assert.deepEqual(all.map(kind).sort(), ['call Start', 'call Stop', 'exec Start', 'exec Stop']);
  assert.equal(kind(all[0]!), 'call Start', 'the call is there before its user');
  assert.equal(new Set(all.map((record) => textOf(record, 'Acct-Session-Id'))).size, 1);
  for (const record of all) {
    assert.equal(textOf(record, 'Calling-Station-Id'), '5622329483');
    assert.equal(textOf(record, 'Called-Station-Id'), dnis);
    assert.equal(textOf(record, 'NAS-Port'), '1');
  }
  assert.deepEqual(
    all.filter((record) => kind(record) === 'call Start').map((record) => textOf(record, 'User-Name')),
    [''],
    'nobody is known yet',
  );
});

test('failures alone: nothing of a call that finds its user, a Stop of one that does not', async (t) => {
  const { line, logIn, records } = await setUp(t, (text) =>
    text.replace('aaa accounting resource default start-stop group radius', ''),
  );
  const person = await logIn();
  person.types('exit\r');
  assert.deepEqual((await records(2)).map(kind), ['exec Start', 'exec Stop']);
  const other = await line.dial('408', dnis);
  await other.sees(/Username: $/);
  await line.cut();
  const all = await records(3);
  assert.deepEqual(all.slice(2).map(kind), ['call Stop']);
  assert.deepEqual(
    ['Calling-Station-Id', 'Called-Station-Id', 'User-Name'].map((name) => textOf(all[2]!, name)),
    ['408', dnis, ''],
  );
});
