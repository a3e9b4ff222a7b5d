import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { loadConfiguration, writeConfiguration } from '../../../ios/index.ts';
import { tunnelRules } from '../../advice/tunnels.ts';
import { configLanguage, emptyConfiguration, testServices, testVault } from '../testing.ts';
import { accepted, load } from './testing.ts';

test('interfaces of IOS have one spelling, those of Linux keep theirs', () => {
  const { ipsec } = accepted(
    'interface fa1/1\ninterface FASTETHERNET 1/1\ninterface Fast1/1.5\ninterface eth0\ninterface lo\ninterface wg0\ninterface loopback 7\n',
  );
  assert.deepEqual(
    ipsec.interfaces.map(({ name }) => name),
    ['FastEthernet1/1', 'FastEthernet1/1.5', 'eth0', 'lo', 'wg0', 'Loopback7'],
  );
});

test('of several peers one is tried first; naming another changes that', () => {
  const { ipsec } = accepted(
    'crypto map M 1 ipsec-isakmp\n set peer 192.0.2.1 default\n set peer 192.0.2.2\n set peer 192.0.2.2 default\n',
  );
  const [entry] = ipsec.maps[0]?.entries ?? [];
  assert.ok(entry?.kind === 'static');
  assert.deepEqual(entry.peers, [{ host: '192.0.2.1' }, { host: '192.0.2.2', default: true }]);
});

test('keys are sealed under the master key and can be opened; one of type 6 is kept as it is', () => {
  const { config } = loadConfiguration(
    `crypto isakmp key sesame address 192.0.2.1
crypto isakmp client configuration group G
 key open sesame
crypto keyring K
 pre-shared-key address 192.0.2.2 key 0 sesame
crypto ikev2 keyring K2
 peer P
  pre-shared-key sesame
`,
    configLanguage,
    emptyConfiguration,
    testServices,
  );
  const { keys, groups, keyrings, ikev2 } = config.ipsec;
  const sealed = [keys[0]?.key, groups[0]?.key, keyrings[0]?.keys[0]?.key, ikev2.keyrings[0]?.peers[0]?.keys.both];
  assert.deepEqual(
    sealed.map((one) => {
      assert.ok(one !== undefined);
      assert.equal(one.type, 6);
      const opened = testVault.open(one);
      return opened.ok ? opened.value : opened.error;
    }),
    ['sesame', 'open sesame', 'sesame', 'sesame'],
  );
  const text = writeConfiguration(config, configLanguage).join('\n');
  assert.ok(!text.includes('sesame'));
  const again = loadConfiguration(text, configLanguage, emptyConfiguration, testServices);
  assert.deepEqual(again.config.ipsec, config.ipsec);
});

test('what stands behind a trustpoint, not indented, is not kept as a line of it', () => {
  const { config, refused, kept } = load(`crypto pki trustpoint WEB
 certificate file /etc/cert.pem
ip http secure-trustpoint WEB
no ip http metrics
crypto pki trustpoint WEB
 ip-add none
 enrol selfsigned
ip http access-class 10
`);
  assert.deepEqual(refused, []);
  assert.deepEqual([config.http.secureTrustpoint, config.http.metrics, config.http.accessClass], ['WEB', false, '10']);
  assert.deepEqual(
    kept.map(({ text }) => text),
    [' ip-add none', ' enrol selfsigned'],
  );
});

test('the examples of docs/ipsec.md load whole and name only what is there', () => {
  const manual = readFileSync(new URL('../../../../docs/ipsec.md', import.meta.url), 'utf8');
  const section = manual.slice(manual.indexOf('## Configuration'), manual.indexOf('What is not IOS'));
  const text = section.match(/(?<=^```text\n)[^`]*/gm)?.join('\n') ?? '';
  assert.ok(text.includes('crypto ikev2 profile'));
  const { config, refused, kept, notes } = load(text);
  assert.deepEqual({ refused, kept, notes }, { refused: [], kept: [], notes: [] });
  assert.deepEqual(
    tunnelRules.flatMap((rule) => rule(config)).map((finding) => finding.text),
    [],
  );
});
