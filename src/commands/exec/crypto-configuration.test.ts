import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { screen, transcript } from './fixtures/transcript.ts';

const read = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8');
const configuration = read('../config/fixtures/ipsec.cfg').replace('hostname gw\n', 'hostname tollgate\n');

transcript('what the configuration tells about tunnels', { configuration }, read('fixtures/crypto-configuration.txt'));

/** What public readers of IOS screens look for: a command, and an expression for each kind of line. */
const wanted: readonly (readonly [command: string, lines: readonly RegExp[]])[] = [
  [
    'show crypto isakmp policy',
    [
      /^Protection suite of priority (\d+)$/,
      /^\s+encryption algorithm:\s+(.+?)\.?$/,
      /^\s+hash algorithm:\s+(.+)$/,
      /^\s+authentication method:\s+(.+)$/,
      /^\s+Diffie-Hellman group:\s+#(\d+) \((.+)\)$/,
      /^\s+lifetime:\s+(\d+) seconds, no volume limit$/,
    ],
  ],
  [
    'show crypto map',
    [
      /^Crypto Map IPv4 "(\S+)" (\d+) ipsec-isakmp$/,
      /^\s+Peer = ([\d.]+)$/,
      /^\s+Extended IP access list (\S+)$/,
      /^\s+access-list (\S+) (permit .+)$/,
      /^\s+Current peer: (\S+)$/,
      /^\s+Security association lifetime: (\d+) kilobytes\/(\d+) seconds$/,
      /^\s+PFS \(Y\/N\): ([YN])$/,
      /^\s+DH group:\s+(\S+)$/,
      /^\s+(\S+):\s+\{ (.+?)\s+\} ,\s*$/,
      /^\s+Interfaces using crypto map (\S+):$/,
      /^\s+GigabitEthernet0\/1$/,
    ],
  ],
  [
    'show crypto ikev2 proposal',
    [
      /^\s*IKEv2 proposal:\s+(\S+)\s*$/,
      /^\s*Encryption\s+:\s+(.+)$/,
      /^\s*Integrity\s+:\s+(.+)$/,
      /^\s*PRF\s+:\s+(.+)$/,
      /^\s*DH Group\s+:\s+(.+)$/,
    ],
  ],
  [
    'show crypto ikev2 policy',
    [
      /^\s*IKEv2 policy\s*:\s*(\S+)$/,
      /^\s*Match fvrf\s*:\s*(\S+)$/,
      /^\s*Match address local\s*:\s*(\S+)\s*$/,
      /^\s*Proposal\s*:\s*(\S+)\s*$/,
    ],
  ],
  [
    'show crypto ikev2 profile',
    [
      /^\s*IKEv2 profile:\s+(\S+)$/,
      /^\s*Ref Count:\s+(\d+)$/,
      /^\s*Fvrf:\s+(\S+)$/,
      /^\s*address ([\d.]+) ([\d.]+)$/,
      /^\s*Local authentication method:\s+(\S+)$/,
      /^\s*Remote authentication method\(s\):\s+(.+)$/,
      /^\s*Keyring:\s+(\S+)$/,
      /^\s*Lifetime:\s+(\d+) seconds$/,
      /^\s*DPD:\s+interval (\d+), retry-interval (\d+), (\S+)$/,
    ],
  ],
];
for (const [command, lines] of wanted)
  test(`${command} has the lines that readers look for`, async () => {
    const printed = await screen(command, { configuration });
    for (const line of lines)
      assert.ok(
        printed.some((text) => line.test(text)),
        String(line),
      );
  });

test('no screen about keys or profiles shows a secret, sealed or not', async () => {
  for (const command of ['show crypto isakmp key', 'show crypto isakmp profile', 'show crypto ikev2 profile']) {
    const printed = (await screen(command, { configuration })).join('\n');
    assert.ok(!/Xclear|key 6/.test(printed));
    assert.ok(!printed.includes('fNKJV_j4byVqg_2l'));
  }
});
