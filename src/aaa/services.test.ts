import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { attribute } from '../protocols/radius/index.ts';
import { grantedServices, routingTable } from './services.ts';

const of = (...attributes: ReturnType<typeof attribute>[]) => grantedServices({ attributes });

test('services of a profile: by Account-Info, Service-Info and AV pairs, each once, with list and interval', () => {
  assert.deepEqual(of(), []);
  assert.deepEqual(
    of(
      attribute('Cisco-Account-Info', 'AGOLD;user;password'),
      attribute('Cisco-Account-Info', 'NSUBSCRIBED'),
      attribute('Cisco-Service-Info', 'NVIDEO'),
      attribute('Cisco-Service-Info', 'QU;1000'),
      attribute('Cisco-AVPair', 'subscriber:service-name=GOLD'),
      attribute('Cisco-AVPair', 'subscriber:sa=SHAPE(in=10,out=20)'),
      attribute('Cisco-AVPair', 'shell:priv-lvl=15'),
    ),
    [{ name: 'GOLD' }, { name: 'VIDEO' }, { name: 'SHAPE' }],
  );
  assert.deepEqual(
    of(
      attribute('Acct-Interim-Interval', 300),
      attribute('Cisco-AVPair', 'subscriber:accounting-list=ISG'),
      attribute('Cisco-Service-Info', 'NVIDEO'),
    ),
    [{ name: 'VIDEO', list: 'ISG', interimInterval: 300 }],
  );
  assert.deepEqual(of(attribute('Cisco-Service-Info', 'N'), attribute('Cisco-Service-Info', 'NA\nB')), []);
});

test('whatever a server says, it is read', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 1, maxLength: 100 })), (texts) => {
      const found = of(...texts.map((text) => attribute('Cisco-AVPair', text)));
      assert.ok(found.every(({ name }) => name !== ''));
    }),
  );
});

test('the routing table of a user, with and without the protocol before it', () => {
  const of = (...pairs: string[]) => routingTable({ attributes: pairs.map((pair) => attribute('Cisco-AVPair', pair)) });
  assert.equal(of('ip:addr-pool=dial', 'ip:vrf-id=red'), 'red');
  assert.equal(of('vrf-id=blue'), 'blue');
  assert.equal(of('ip:vrf-id=', 'subscriber:vrf-id=red', 'ip:vrf-id=a\nb'), undefined);
});
