import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { loadConfiguration, writeConfiguration } from '../../ios/index.ts';
import { configLanguage, emptyConfiguration, repeatableServices, testServices } from './testing.ts';

const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8');
const load = (text: string) => loadConfiguration(text, configLanguage, emptyConfiguration, repeatableServices);
const write = (config: typeof emptyConfiguration): string =>
  `${writeConfiguration(config, configLanguage).join('\n')}\n`;

/** The configuration with what has no order of its own sorted; servers and methods keep theirs. */
function inAnyOrder(config: typeof emptyConfiguration): unknown {
  const sorted = <T>(list: readonly T[]): readonly T[] =>
    list.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  const { kept, accounting, aaa, ...rest } = config;
  return {
    ...rest,
    kept: sorted(kept),
    accounting: { ...accounting, lists: sorted(accounting.lists) },
    aaa: { ...aaa, authentication: sorted(aaa.authentication), authorization: sorted(aaa.authorization) },
  };
}

/** Clear texts that each file contains. */
const files = {
  'named-method-lists': ['ALongPassword', 'goaway', 'myRaDiUSpassWoRd'],
  resource: [],
  broadcast: ['key2'],
  dnis: ['key_2'],
  'session-mib': [],
  'accounting-options': [],
  'isakmp-profile': ['cisco123', 'key cisco', 'key 6 cisco', 'key 0 cisco'],
  'crypto-map': ['cisco123', 'key cisco', 'key 6 cisco', 'key 0 cisco'],
  'dynamic-map': ['nsite', 'key cisco', 'key 6 cisco', 'key 0 cisco'],
  everything: ['Xclear', 'with blanks'],
  ipsec: ['Xclear', 'with blanks'],
} as const satisfies Record<string, readonly string[]>;

describe('configuration files load whole and are written in one form', () => {
  for (const [name, secrets] of Object.entries(files)) {
    test(name, () => {
      const first = load(fixture(`${name}.cfg`));
      assert.deepEqual(first.refused, []);
      const written = write(first.config);
      assert.equal(written, fixture(`${name}.expected.cfg`));

      const second = load(written);
      assert.deepEqual(second.refused, []);
      assert.deepEqual(inAnyOrder(second.config), inAnyOrder(first.config));
      assert.equal(write(second.config), written);

      for (const secret of secrets) {
        assert.ok(!written.includes(secret), `${secret} is readable`);
        assert.ok(!JSON.stringify(first.config).includes(secret), `${secret} is kept in clear`);
      }
      const sealed = write(
        loadConfiguration(fixture(`${name}.cfg`), configLanguage, emptyConfiguration, testServices).config,
      );
      for (const secret of secrets) assert.ok(!sealed.includes(secret), `${secret} is readable`);
    });
  }
});

test('the quick start configuration loads whole', () => {
  const text = readFileSync(new URL('../../../examples/quickstart.cfg', import.meta.url), 'utf8');
  const { refused, kept } = load(text);
  assert.deepEqual({ refused, kept }, { refused: [], kept: [] });
});

test('lines that nobody knows or that make no sense are refused by number and reason, the rest loads', () => {
  const { config, refused } = load(fixture('refused.cfg'));
  const report = refused.map(({ line, reason }) => `${line}: ${reason.replaceAll('\n', ' ')}\n`).join('');
  assert.equal(report, fixture('refused.expected'));
  assert.equal(config.terminal.hostname, 'gw1');
  assert.deepEqual(
    config.aaa.users.map(({ name, password }) => [name, password?.keyword]),
    [['bob', 'password']],
  );
});

test('lines without effect are listed', () => {
  const { config, kept } = load(`${fixture('session-mib.cfg')}ip cef\n`);
  assert.deepEqual(
    kept.map(({ text }) => text),
    ['ip cef'],
  );
  assert.equal(config.snmp.sessionDisconnect, true);
});

test('lines that keep somebody out of the web page have an effect or are refused; no form takes another list away', () => {
  const { config, refused, kept } = load(`ip http access-class 23
ip http access-class ipv6 GUESTS
no ip http access-class ipv6 GUESTS
ip http session-idle-timeout 600
ip http max-connections 5
ip http secure-trustpoint TP
ip http secure-client-auth
ip http tls-version TLSv1.1
ip http tls-version TLSv1.3
`);
  assert.deepEqual(
    refused.map(({ line, reason }) => `${line} ${reason}`),
    [
      '2 % There are no IPv6 access lists here; "ip http access-class LIST" keeps out every IPv6 address',
      '8 % TLS 1.0 and 1.1 are not spoken here; TLSv1.2 or TLSv1.3',
    ],
  );
  assert.equal(config.http.accessClass, '23');
  assert.deepEqual(kept, []);
  const { sessionIdleTimeout, maxConnections, secureTrustpoint, secureClientAuth, tlsVersion } = config.http;
  assert.deepEqual(
    [sessionIdleTimeout, maxConnections, secureTrustpoint, secureClientAuth, tlsVersion],
    [600, 5, 'TP', true, 'TLSv1.3'],
  );
});
