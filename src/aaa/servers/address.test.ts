import assert from 'node:assert/strict';
import { test } from 'node:test';
import { interfaceAddress, type Lookup, ServerAddress } from './address.ts';

test('an address needs no look-up', async () => {
  const lookup: Lookup = () => Promise.reject(new Error('asked'));
  const address = new ServerAddress({ family: 'ipv4', host: '192.0.2.10' }, lookup);
  assert.equal(address.current, '192.0.2.10');
  address.suspect();
  assert.equal(await address.resolve(), '192.0.2.10');
});

test('a name is looked up once, and again only after silence', async () => {
  const asked: [string, number][] = [];
  const answers = ['192.0.2.1', '192.0.2.2'];
  const address = new ServerAddress({ family: 'fqdn', host: 'aaa.example' }, (host, family) => {
    asked.push([host, family]);
    return Promise.resolve(answers[asked.length - 1] ?? '');
  });
  assert.equal(address.current, undefined);
  assert.deepEqual(await Promise.all([address.resolve(), address.resolve()]), ['192.0.2.1', '192.0.2.1']);
  assert.deepEqual(asked, [['aaa.example', 0]]);
  assert.equal(address.current, '192.0.2.1');
  address.suspect();
  assert.equal(address.current, '192.0.2.1', 'the old one serves until the new one is known');
  await address.resolve();
  assert.equal(address.current, '192.0.2.2');
  assert.equal(asked.length, 2);
});

test('a name server that is down leaves the last address in place', async () => {
  let up = true;
  const address = new ServerAddress({ family: 'ipv6', host: 'aaa.example' }, (_, family) =>
    up ? Promise.resolve(`::${family}`) : Promise.reject(new Error('down')),
  );
  assert.equal(await address.resolve(), '::6');
  up = false;
  address.suspect();
  assert.equal(await address.resolve(), '::6');
  assert.equal(
    await new ServerAddress({ family: 'fqdn', host: 'x' }, () => Promise.reject(new Error())).resolve(),
    undefined,
  );
});

test('interfaces have addresses, addresses are themselves', () => {
  assert.equal(interfaceAddress('lo'), '127.0.0.1');
  assert.equal(interfaceAddress('192.0.2.1'), '192.0.2.1');
  assert.equal(interfaceAddress('no-such-interface'), undefined);
});
