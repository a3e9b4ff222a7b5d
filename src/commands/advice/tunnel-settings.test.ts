import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadConfiguration } from '../../ios/index.ts';
import { configLanguage, emptyConfiguration, repeatableServices } from '../config/testing.ts';
import { adviseOn, type Step } from './index.ts';

/** Advice by the line that it is about. */
function advice(text: string): Readonly<Record<string, string>> {
  const steps: Step[] = [];
  const { refused } = loadConfiguration(text, configLanguage, emptyConfiguration, repeatableServices, (line, config) =>
    steps.push({ ...line, config }),
  );
  assert.deepEqual(refused, []);
  const settings = /^(?:No effect|charon|A peer that asks|Nobody gets in by this)/;
  const found = adviseOn(emptyConfiguration, steps).filter((one) => settings.test(one.advice));
  return Object.fromEntries(found.map((one) => [one.text.trim(), one.advice]));
}

test('settings that charon cannot be told are named at their lines, and nothing else is', () => {
  const found = advice(`crypto isakmp nat keepalive 20
crypto isakmp xauth timeout 10
crypto isakmp fragmentation
crypto isakmp keepalive 20 3
crypto ikev2 nat keepalive 30
crypto ikev2 cookie-challenge 100
crypto ikev2 fragmentation mtu 1300
crypto ikev2 profile P
 nat keepalive 40
 aaa authorization group eap list L A
 aaa authorization user eap list L B
 aaa authorization user psk list L C
crypto isakmp profile OLD
 client pki authorization list L
crypto pki certificate map M 10
 subject-name co ou = Sales
 serial-number eq 1
crypto ipsec transform-set T esp-aes esp-sha-hmac comp-lzs
 mode transport require
crypto map A 10 ipsec-isakmp
 reverse-route remote-peer
crypto map A 20 ipsec-isakmp
 reverse-route
`);
  assert.deepEqual(Object.keys(found), [
    'crypto isakmp nat keepalive 20',
    'crypto isakmp xauth timeout 10',
    'crypto isakmp fragmentation',
    'crypto ikev2 nat keepalive 30',
    'crypto ikev2 cookie-challenge 100',
    'crypto ikev2 fragmentation mtu 1300',
    'nat keepalive 40',
    'aaa authorization user eap list L B',
    'client pki authorization list L',
    'serial-number eq 1',
    'crypto ipsec transform-set T esp-aes esp-sha-hmac comp-lzs',
    'mode transport require',
    'reverse-route remote-peer',
  ]);
  assert.match(found['crypto ikev2 cookie-challenge 100'] ?? '', /charon\.cookie_threshold in strongswan\.conf/);
  assert.match(found['serial-number eq 1'] ?? '', /Nobody gets in .* does not compare the serial-number/);
});
