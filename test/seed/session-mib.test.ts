/**
 * The configuration example of the session MIB, as far as AAA goes: PPP users whom RADIUS lets in, whose sessions are accounted
 * for, and listed by what the MIB knows them by.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '../e2e/waiting.ts';
import { textOf } from './compare.ts';
import { caller, console, example, makePlace, proxy } from './configured.ts';

const secret = 'radius-secret';

test('a PPP user is let in by RADIUS, listed by session id and user, and gone when the session is over', async (t) => {
  const place = makePlace(t);
  const users = 'alice Cleartext-Password := "wonderland"\n      Framed-IP-Address = 10.1.1.1\n';
  const freeradius = await place.radius('10.0.0.1', secret, users);
  const daemon = await place.daemon(`${example('session-mib')}
radius server one
 address ipv4 10.0.0.1 auth-port 1812 acct-port 1813
 key ${secret}
${proxy}${console}`);
  assert.match((await daemon.run('show running-config | include session-mib')).text, /^aaa session-mib disconnect$/m);
  const alice = caller(place, 'a', '4327528');
  assert.equal((await alice.logIn('looking-glass')).answer, 'Access-Reject');
  assert.equal((await alice.logIn('wonderland')).answer, 'Access-Accept');
  await alice.begin();
  const start = await eventually('the Start', () => freeradius.readDetail().at(0));
  assert.equal(textOf(start, 'Acct-Status-Type'), 'Start');
  const id = Number.parseInt(textOf(start, 'Acct-Session-Id'), 16);
  const { text } = await daemon.run('show aaa sessions');
  assert.match(text, new RegExp(`^Session Id: ${id}\n {3}Unique Id: \\d+\n {3}User Name: alice\n`, 'm'));
  await alice.end();
  const stop = await eventually('the Stop', () => freeradius.readDetail().at(1));
  assert.deepEqual(
    ['Acct-Status-Type', 'Acct-Session-Id', 'User-Name'].map((name) => textOf(stop, name)),
    ['Stop', textOf(start, 'Acct-Session-Id'), 'alice'],
  );
  assert.doesNotMatch((await daemon.run('show aaa sessions')).text, /alice/);
});
