import assert from 'node:assert/strict';
import { test } from 'node:test';
import { showVici } from './crypto-vici.ts';

const nothing = { connections: [], pools: [], secrets: 0, refusals: [], problems: [], since: undefined } as const;

test('without a crypto map on an interface there is nothing to say', () => {
  const status = { ...nothing, socket: undefined, link: 'down', reason: undefined } as const;
  assert.equal(showVici(status), 'No crypto map is applied to an interface');
});

test('why there is no connection, what is loaded, what was refused, what was not offered', () => {
  const away = { ...nothing, socket: '/run/x', link: 'down', reason: 'ENOENT' } as const;
  assert.match(showVici(away), /^VICI socket \/run\/x, not connected: ENOENT\nLoaded: 0 of 0 connections/);
  const text = showVici({
    ...{ socket: '/run/x', link: 'up', since: 'Nov 22', reason: undefined, pools: ['crypto/pool/vpn/1'], secrets: 2 },
    connections: [
      {
        origin: {
          name: 'crypto/test/10/192.0.2.1',
          version: 1,
          interface: 'FastEthernet1/1',
          map: 'test',
          sequence: 10,
          flows: [],
        },
        loaded: true,
      },
      { origin: { name: 'crypto/test/20/192.0.2.2', version: 2, map: 'test', sequence: 20, flows: [] }, loaded: false },
    ],
    refusals: [{ name: 'crypto/test/20/192.0.2.2', line: 'crypto map test 20 ipsec-isakmp', reason: 'invalid value' }],
    problems: [{ line: 'crypto dynamic-map remotes 1', reason: 'it has no transform set' }],
  });
  assert.equal(
    text,
    `VICI socket /run/x, connected, charon up since Nov 22
Loaded: 1 of 2 connections, 1 pools, 2 keys and certificates
 crypto/test/10/192.0.2.1: IKEv1, crypto map test 10 on FastEthernet1/1
 crypto/test/20/192.0.2.2: IKEv2, crypto map test 20, not loaded
Refused by charon:
 crypto map test 20 ipsec-isakmp: invalid value
Not loaded:
 crypto dynamic-map remotes 1: it has no transform set`,
  );
});
