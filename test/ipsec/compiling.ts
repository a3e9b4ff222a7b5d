/** What the compiler makes of IOS lines, for tests of single messages. */
import assert from 'node:assert/strict';
import type { AaaConfig } from '../../src/aaa/index.ts';
import { FakeClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/event-log.ts';
import { configLanguage, emptyConfiguration, testServices, testVault } from '../../src/commands/config/testing.ts';
import { ipsecSurroundings } from '../../src/commands/configuration.ts';
import { loadConfiguration } from '../../src/ios/index.ts';
import { Groups } from '../../src/sources/ipsec/charon/groups.ts';
import { type Compiled, type CompileInput, compile } from '../../src/sources/ipsec/compile/index.ts';

/** Groups of the lists are those of this box; no server is asked. */
function groupsOf(aaa: AaaConfig, names: readonly string[]): Pick<CompileInput, 'group' | 'hasLocal'> {
  const groups = new Groups({
    ...{ clock: new FakeClock(), log: silentLog, onChange() {}, serverGroup: () => undefined },
  });
  groups.configure(aaa, names);
  return groups;
}

export function compiled(text: string, more: Partial<CompileInput> = {}): Compiled {
  const { config, refused } = loadConfiguration(text, configLanguage, emptyConfiguration, testServices);
  assert.deepEqual(refused, []);
  const { ipsec, aaa } = config;
  return compile({
    ...{ config: ipsec, surroundings: ipsecSurroundings(config) },
    open(secret) {
      const opened = testVault.open(secret);
      return opened.ok ? opened.value : undefined;
    },
    readFile: () => undefined,
    deviceAddresses: () => [],
    tunnelDevice: () => undefined,
    ...groupsOf(
      aaa,
      [...ipsec.groups, ...ipsec.ikev2.authorizationPolicies].map(({ name }) => name),
    ),
    ...more,
  });
}

export const messageOf = ({ loads }: Compiled, command: string, part: string): unknown => {
  const found = loads.filter((load) => load.command === command && load.name.includes(part));
  assert.equal(found.length, 1, `${command} ${part}: ${JSON.stringify(loads.map(({ name }) => name))}`);
  return found[0]?.message;
};
/** The only section of the message about a connection or pool. */
export const sectionOf = (from: Compiled, command: string, part: string): Record<string, unknown> => {
  const [section] = Object.values(messageOf(from, command, part) ?? {});
  return { ...section };
};
export const problems = ({ problems: all }: Compiled): string[] => all.map(({ line, reason }) => `${line}: ${reason}`);
export const base = `hostname gw
aaa authorization network here local
ip local pool vpn 10.99.0.1 10.99.0.9
crypto isakmp policy 1
 authentication pre-share
 encryption 3des
crypto isakmp policy 2
 authentication rsa-sig
 encryption aes 256
 hash sha256
 group 19
crypto ipsec transform-set A esp-gcm 256
crypto ipsec transform-set B esp-aes esp-sha-hmac
 mode transport
access-list 101 deny tcp 10.1.0.0 0.0.255.255 any eq 22
access-list 101 permit ip 10.1.0.0 0.0.255.255 10.2.0.0 0.0.255.255
interface FastEthernet0/0
 ip address 192.0.2.1 255.255.255.0
 crypto map M
`;
