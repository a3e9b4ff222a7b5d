import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AaaConfig, RadiusGroup, RadiusPacket } from '../../../aaa/index.ts';
import { FakeClock } from '../../../base/clock.ts';
import { silentLog } from '../../../base/event-log.ts';
import { attribute, codes, find } from '../../../protocols/radius/index.ts';
import { readGroup } from './group-attributes.ts';
import { Groups } from './groups.ts';

const pair = (text: string) => attribute('Cisco-AVPair', text);
const answer = (code: number, attributes: RadiusPacket['attributes']): RadiusPacket => ({
  ...{ code, identifier: 1, authenticator: new Uint8Array(16), attributes },
});
const accept = answer(codes['Access-Accept'], [
  pair('ipsec:key-exchange=ike'),
  pair('ipsec:tunnel-password=groupsecret'),
  pair('ipsec:addr-pool=vpn'),
  pair('ipsec:dns-servers=10.1.0.53 10.1.0.54'),
  pair('ipsec:default-domain=example.com'),
  pair('ipsec:inacl=101'),
  pair('ipsec:save-password=1'),
  pair('ipsec:include-local-lan=0'),
  pair('ipsec:max-users=20'),
]);

test('a group as a server describes it', () => {
  assert.deepEqual(readGroup('SALES', accept), {
    ...{ name: 'SALES', clearKey: 'groupsecret', pool: 'vpn', dns: ['10.1.0.53', '10.1.0.54'], domain: 'example.com' },
    ...{ acl: '101', savePassword: true, maxUsers: 20 },
  });
});

function setUp(methods: AaaConfig['authorization'][number]['methods']) {
  const clock = new FakeClock();
  const asked: string[] = [];
  let packet: RadiusPacket | undefined;
  let changes = 0;
  const server = { name: 'r', host: '192.0.2.1', port: 1812, acctPort: 1813, protocol: 'radius' } as const;
  const authenticate: RadiusGroup['authenticate'] = async (_id, build) => {
    const built = build({ server, nasAddress: '192.0.2.9', now: 0, attempt: 0 });
    const attributes = built instanceof Uint8Array ? [] : built;
    asked.push(`${find({ attributes }, 'User-Name')} ${find({ attributes }, 'Service-Type')}`);
    return packet === undefined
      ? { outcome: 'no-response', reason: 'timeout', tried: [] }
      : { outcome: 'answered', server, packet };
  };
  const groups = new Groups({
    ...{ clock, log: silentLog, onChange: () => changes++ },
    serverGroup: (name) => (name === 'radius' ? { protocol: 'radius', authenticate } : undefined),
  });
  groups.configure({ authorization: [{ service: 'network', name: 'L', methods }] }, ['LOCAL']);
  return { clock, groups, asked, say: (one: RadiusPacket | undefined) => (packet = one), changes: () => changes };
}
const radius = { method: 'group', group: 'radius' } as const;
const local = { method: 'local' } as const;

test('a list is asked in its order; an unknown list knows nobody', () => {
  const { groups, asked } = setUp([local, radius]);
  assert.deepEqual(groups.group('L', 'LOCAL'), { kind: 'local' });
  assert.deepEqual(asked, []);
  assert.deepEqual(groups.group('other', 'LOCAL'), { kind: 'none' });
  assert.equal(groups.hasLocal('L'), true);
  assert.equal(groups.hasLocal('other'), false);
});

test('a server is asked once, again while it is silent and when the configuration changes; its answer is told', async () => {
  const { groups, asked, clock, say, changes } = setUp([radius]);
  assert.deepEqual(groups.group('L', 'SALES'), { kind: 'unknown' });
  assert.deepEqual(groups.group('L', 'SALES'), { kind: 'unknown' });
  await clock.advance(1);
  assert.deepEqual(asked, ['SALES 5']);
  assert.equal(changes(), 0);
  say(accept);
  await clock.advance(60_000);
  assert.equal(asked.length, 2);
  assert.equal(changes(), 1);
  const known = groups.group('L', 'SALES');
  assert.equal(known.kind === 'group' && known.group.clearKey, 'groupsecret');
  await clock.advance(600_000);
  assert.equal(asked.length, 2);
  // The server is silent at the change: what it has said goes on to hold.
  say(undefined);
  groups.configure({ authorization: [{ service: 'network', name: 'L', methods: [radius] }] }, []);
  await clock.advance(1);
  assert.equal(asked.length, 3);
  assert.equal(groups.group('L', 'SALES').kind, 'group');
  say(answer(codes['Access-Reject'], []));
  groups.configure({ authorization: [{ service: 'network', name: 'L', methods: [radius] }] }, []);
  await clock.advance(1);
  assert.deepEqual(groups.group('L', 'SALES'), { kind: 'none' });
  assert.equal(changes(), 2);
});

test('without an answer of the server the configured group holds, if the list has local behind it', () => {
  assert.deepEqual(setUp([radius, local]).groups.group('L', 'LOCAL'), { kind: 'local' });
  assert.deepEqual(setUp([radius]).groups.group('L', 'LOCAL'), { kind: 'unknown' });
});
