/**
 * Two keepaliveds and two Tollgates, each pair in a network of its own. What happens to the virtual router is seen at
 * FreeRADIUS and at our TACACS+ server.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '../e2e/waiting.ts';
import { startPair } from './pair.ts';

const systemList = 'aaa accounting system default start-stop broadcast group radius group tacacs+\n';

test('a killed master, a broken link, a restart of Tollgate: only the names, once for each change', async (t) => {
  const { a, b, both, freeradius } = await startPair(
    t,
    `${systemList}no aaa accounting system guarantee-first\naaa accounting redundancy suppress system-records\n`,
  );
  const story = ['a on system', 'b on system'];
  await both(...story);
  await b.keepalived.start();
  await both(...story, 'b on gateway');
  await a.keepalived.start();
  story.push('b on gateway', 'b off gateway', 'a on gateway');
  await both(...story);

  // Every attribute of the last one, as FreeRADIUS read it.
  const on = freeradius
    .readDetail()
    .findLast(({ attributes }) => attributes.some(([, value]) => value === '10.78.1.1'));
  assert.ok(on !== undefined);
  const attributes = new Map(on.attributes);
  assert.match(attributes.get('Acct-Session-Id') ?? '', /^[0-9A-F]{8}$/);
  assert.equal(attributes.get('Acct-Status-Type'), 'Accounting-On');
  assert.equal(attributes.get('Cisco-AVPair'), 'vrrs=gateway');
  assert.deepEqual(
    [...attributes.keys()].filter((name) => !/^(Event-Timestamp|Tmp|Acct-Unique|Timestamp)/.test(name)).sort(),
    ['Acct-Delay-Time', 'Acct-Session-Id', 'Acct-Status-Type', 'Cisco-AVPair', 'NAS-IP-Address'],
  );

  // Killed: nobody tells, but the pipe's end at a, and the silence at b.
  await a.keepalived.kill();
  story.push('b on gateway', 'a off gateway');
  await both(...story);
  const { text } = await a.daemon.run('show vrrs group');
  assert.match(text, /^gateway\n Server VRRP, state INIT, old state ACTIVE, reason keepalived not running/m);

  await a.keepalived.start();
  story.push('b off gateway', 'a on gateway');
  await both(...story);

  // Out of the LAN: a is in fault, b takes over; back again, a takes over.
  a.lan(false);
  story.push('a off gateway', 'b on gateway');
  await both(...story);
  a.lan(true);
  story.push('b off gateway', 'a on gateway');
  await both(...story);

  // keepalived reads its configuration again, and Tollgate is killed and started: nothing happens to the router.
  a.keepalived.reload();
  await a.daemon.kill();
  await a.restart();
  story.push('a on system');
  await both(...story);
  assert.match((await a.daemon.run('show vrrs group')).text, /state ACTIVE.*\n.*keepalived instance VI_1/);

  // What happened while nobody listened waits in the pipe.
  await a.daemon.kill();
  a.lan(false);
  story.push('b on gateway');
  await both(...story);
  await a.restart();
  story.push('a on system', 'a off gateway');
  await both(...story);
  for (const { daemon } of [a, b])
    assert.doesNotMatch((await daemon.run('show logging')).text, /%VRRS-[0-5]-|ACCT_NOT_STORED/);
});

test('without suppression a switchover makes system records too; a clean stop of keepalived is one', async (t) => {
  const { a, b, radius, tacacs } = await startPair(t, `${systemList}no aaa accounting system guarantee-first\n`);
  const told = (...wanted: readonly string[]): Promise<true> =>
    eventually(wanted.join(', '), async () => {
      const all = [radius(), await tacacs()].map((story) => story.sort().join());
      return all.every((story) => story === [...wanted].sort().join()) ? true : undefined;
    });
  await a.keepalived.start();
  const story = ['a on system', 'b on system', 'a on system', 'a on gateway'];
  await told(...story);
  await b.keepalived.start();
  await eventually('b is the backup', async () =>
    /state BACKUP/.test((await b.daemon.run('show vrrs group')).text) ? true : undefined,
  );
  await a.keepalived.stop();
  story.push('a off gateway', 'a off system', 'b on system', 'b on gateway');
  await told(...story);
});
