/**
 * The configuration examples of broadcast accounting, of broadcast accounting by called number, and of a server group, with
 * servers at the addresses that they name. What the examples leave out is added: `aaa new-model`, and the RADIUS servers.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '../e2e/waiting.ts';
import { caller, console, example, heard, makePlace, type Place, proxy, written } from './configured.ts';

const secret = 'radius-secret';
const server = (name: string, address: string): string =>
  `radius server ${name}\n address ipv4 ${address} auth-port 1812 acct-port 1813\n key ${secret}\n timeout 1\n retransmit 0\n`;

async function sayHello(place: Place, id: string, called: string): Promise<void> {
  const call = caller(place, id, called);
  await call.begin();
  await call.end();
}

const both = (number: string) => [`Start ${number}`, `Stop ${number}`];

test('broadcast: the first server of each group; a backup where there is one; no failover where there is none', async (t) => {
  const place = makePlace(t);
  const first = await place.radius('10.0.0.1', secret);
  const second = await place.radius('10.0.0.2', secret);
  const customer = await place.tacacs('172.0.0.1', 'key2');
  const daemon = await place.daemon(
    `aaa new-model\n${example('broadcast')}${server('one', '10.0.0.1')}${server('two', '10.0.0.2')}${proxy}${console}`,
  );
  await sayHello(place, 'a', '4327528');
  await eventually('the first session', async () =>
    heard(first).length === 2 && (await written(customer)).length === 2 ? true : undefined,
  );
  assert.deepEqual(heard(first), both('4327528'));
  assert.deepEqual(await written(customer), both('4327528'));
  assert.deepEqual(heard(second), []);

  await first.stop();
  await sayHello(place, 'b', '1');
  await eventually('the second session', async () =>
    heard(second).length === 2 && (await written(customer)).length === 4 ? true : undefined,
  );
  assert.deepEqual(heard(second), both('1'));
  assert.deepEqual((await written(customer)).slice(2), both('1'));

  await customer.stop();
  await sayHello(place, 'c', '2');
  await eventually('the third session', () => (heard(second).length === 4 ? true : undefined));
  assert.deepEqual(heard(second).slice(2), both('2'));
  const outbox = await eventually('the reason', async () => {
    const { text } = await daemon.run('show accounting outbox');
    return /connection refused/.test(text) ? text : undefined;
  });
  assert.match(outbox, /^group isp_customer +Network +start .* alice .* isp_customer: connection refused$/m);
  assert.match(
    (await daemon.run('show accounting ledger')).text,
    /^group isp +6 +6 +0 .*\n.*\bisp_customer +6 +4 +2 /m,
  );
});

test('by called number: only calls to 7777, to both groups at once', async (t) => {
  const place = makePlace(t);
  const first = await place.radius('10.0.0.1', secret);
  const customer = await place.tacacs('172.0.0.1', 'key_2');
  await place.daemon(
    `aaa new-model\n${example('dnis')}${server('one', '10.0.0.1')}${server('two', '10.0.0.2')}${proxy}${console}`,
  );
  await sayHello(place, 'a', '8888');
  await sayHello(place, 'b', '7777');
  await eventually('the session', async () =>
    heard(first).length >= 2 && (await written(customer)).length >= 2 ? true : undefined,
  );
  assert.deepEqual(heard(first), both('7777'));
  assert.deepEqual(await written(customer), both('7777'));
});

test('a server group: its servers in their order, the next one when nobody answers', async (t) => {
  const place = makePlace(t);
  const addresses = ['172.16.2.3', '172.16.2.17', '172.16.2.32'] as const;
  const last = await place.radius(addresses[2], secret);
  const middle = await place.radius(addresses[1], secret);
  await place.daemon(`aaa new-model
aaa group server radius loginrad
server 172.16.2.3
server 172.16.2.17
server 172.16.2.32
aaa accounting network default start-stop group loginrad
${addresses.map((address, at) => server(`r${at}`, address)).join('')}${proxy}${console}`);
  await sayHello(place, 'a', '1');
  await eventually('the first session', () => (heard(middle).length === 2 ? true : undefined));
  assert.deepEqual([heard(middle), heard(last)], [both('1'), []]);
  await middle.stop();
  await sayHello(place, 'b', '2');
  await eventually('the second session', () => (heard(last).length === 2 ? true : undefined));
  assert.deepEqual(heard(last), both('2'));
});
