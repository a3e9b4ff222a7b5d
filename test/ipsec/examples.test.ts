/**
 * The guide's two full examples of accounting, as they are printed, with the addresses that they print: each serves a
 * real client, and what a real FreeRADIUS gets is the guide's dumps, attribute by attribute. Added is only what the
 * examples leave out: the lists that the first one names, and where charon is.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { eventually } from '../e2e/waiting.ts';
import { type CharonHost, charonLab } from '../rigs/charon.ts';
import { type Daemon, daemonFor, temporaryDirectory } from '../rigs/daemon.ts';
import { type DetailRecord, type FreeRadius, startFreeRadius } from '../rigs/freeradius.ts';
import { loaded, type Peer, peer, trafficBetween } from './lab.ts';

const fixture = (name: string): string =>
  readFileSync(new URL(`../../src/commands/config/fixtures/${name}.cfg`, import.meta.url), 'utf8');

/** Of the examples. */
const addresses = { gateway: '172.28.100.1', client: '172.31.100.2', radius: '172.27.162.206' };
const inside = { gateway: '10.20.20.20', client: '10.10.10.10' };
/** Of the dumps. */
const nas = '10.1.1.147';
const given = '10.13.13.1';
const proxySecret = 'between-charon-and-tollgate';

const users = `cclient Cleartext-Password := "cisco"
      Cisco-AVPair = "ipsec:tunnel-password=cisco",
      Cisco-AVPair += "ipsec:addr-pool=addressA"
joe@cclient Cleartext-Password := "joe-word"
      Framed-IP-Address = ${given}
`;

interface Scene {
  readonly gateway: CharonHost;
  readonly client: Peer;
  readonly freeradius: FreeRadius;
  readonly daemon: Daemon;
  /** The records, once there are so many. */
  records(count: number, seconds?: number): Promise<readonly DetailRecord[]>;
}

async function scene(t: TestContext, example: string, more: string): Promise<Scene> {
  const { gateway, client } = await charonLab(t, {
    gateway: {
      ...{ address: `${addresses.gateway}/24`, inner: [`${inside.gateway}/32`, `${addresses.radius}/32`] },
      radius: [{ address: '127.0.0.1', secret: proxySecret, authPort: 1812 }],
    },
    client: { address: `${addresses.client}/24`, inner: [`${inside.client}/32`] },
  });
  gateway.network.ip('route', 'add', '172.31.100.0/24', 'dev', 'eth0');
  client.network.ip('route', 'add', '172.28.100.0/24', 'dev', 'eth0');
  const freeradius = await startFreeRadius({
    ...{ users, secret: 'cisco123', ports: { auth: 1645, acct: 1646 } },
    elsewhere: { command: gateway.network.command, address: addresses.radius, clients: '0.0.0.0/0' },
  });
  t.after(() => freeradius.remove());
  const text = `${fixture(example).replace(/^end\n/m, '')}!
aaa authentication login CONSOLE none
line con 0
 login authentication CONSOLE
 privilege level 15
radius-server attribute 4 ${nas}
aaa accounting jitter maximum 0
crypto vici socket ${gateway.socket}
${more}end
`;
  const daemon = await daemonFor(t, join(temporaryDirectory(t), 'gateway'), text, gateway.network.command);
  assert.doesNotMatch(await loaded(daemon), /Refused|Not loaded/);
  const records = (count: number, seconds = 20): Promise<readonly DetailRecord[]> =>
    eventually(
      `${count} records`,
      () => {
        const there = freeradius.readDetail();
        return there.length >= count ? there : undefined;
      },
      seconds,
    );
  return { gateway, client: peer(t, client), freeradius, daemon, records };
}

/** What newer releases say beside what the dumps have (`docs/records.md`); FreeRADIUS adds the first one itself. */
const newer =
  /^(Acct-Unique-Session-Id|Event-Timestamp|Acct-Authentic|NAS-Port-Type|NAS-Port-Id)$|^Cisco-AVPair=isakmp-phase1-id=/;

/** Every attribute of the dump, in its order, and no other. */
function same(record: DetailRecord | undefined, dump: readonly (readonly [string, string | RegExp])[]): void {
  const got = (record?.attributes ?? []).filter(
    ([name, value]) => !newer.test(name) && !newer.test(`${name}=${value}`),
  );
  const text = got.map((pair) => pair.join(' = ')).join('\n');
  assert.deepEqual(
    got.map(([name]) => name),
    dump.map(([name]) => name),
    text,
  );
  for (const [at, [name, value]] of got.entries()) {
    const wanted = dump[at]?.[1] ?? '';
    assert.ok(typeof wanted === 'string' ? wanted === value : wanted.test(value), `${name}: ${wanted} in\n${text}`);
  }
}

const where = [
  ['Cisco-NAS-Port', 'FastEthernet1/1'],
  ['NAS-Port', '0'],
  ['NAS-IP-Address', nas],
  ['Acct-Delay-Time', /^\d+$/],
] as const;
const counters = (octets: number, packets: number) =>
  [
    ['Acct-Session-Time', /^\d+$/],
    ['Acct-Input-Octets', `${octets}`],
    ['Acct-Output-Octets', `${octets}`],
    ['Acct-Input-Packets', `${packets}`],
    ['Acct-Output-Packets', `${packets}`],
    ['Acct-Input-Gigawords', '0'],
    ['Acct-Output-Gigawords', '0'],
  ] as const;
const ended = [
  // The dump has none, "for future use".
  ['Acct-Terminate-Cause', 'User-Request'],
  ['Cisco-AVPair', 'disc-cause-ext=No Reason'],
  ['Acct-Status-Type', 'Stop'],
] as const;

test('with an ISAKMP profile: a client of group cclient, joe, as in the dump of the Start', async (t) => {
  // Steps 4 to 6 of the guide; the example names these lists and does not have them.
  const { gateway, client, daemon, records } = await scene(
    t,
    'isakmp-profile',
    `aaa authentication login cisco-client group radius
aaa authorization network cisco-client group radius
aaa accounting network acc start-stop broadcast group radius
aaa server radius proxy
 listen 127.0.0.1
 authentication port 1812
 client 127.0.0.1
  key 0 ${proxySecret}
`,
  );
  await eventually(
    'the group is known',
    async () => (await daemon.run('show crypto vici')).text.match(/group\/cclient/) ?? undefined,
  );
  await client.load('load-shared', { id: 'group', type: 'IKE', data: 'cisco', owners: [addresses.gateway] });
  await client.load('load-shared', { id: 'joe', type: 'XAUTH', data: 'joe-word', owners: ['joe@cclient'] });
  await client.load('load-conn', {
    gw: {
      ...{ version: '1', aggressive: 'yes', local_addrs: [addresses.client], remote_addrs: [addresses.gateway] },
      ...{ proposals: ['aes128-sha1-modp2048'], vips: ['0.0.0.0'], remote: { auth: 'psk', id: '%any' } },
      ...{ local: { auth: 'psk', id: 'keyid:cclient' }, 'local-xauth': { auth: 'xauth', xauth_id: 'joe@cclient' } },
      children: { net: { remote_ts: ['0.0.0.0/0'], esp_proposals: ['aes128-sha1'] } },
    },
  });
  assert.equal(await client.up('net'), true, gateway.log());
  assert.equal(await client.address(), given);
  const ends = [
    { host: client.host, address: given },
    { host: gateway, address: inside.gateway },
  ] as const;
  const octets = await trafficBetween(...ends, 4);
  assert.match(
    (await daemon.run('show crypto session detail')).text,
    /Username: joe@cclient\n[\s\S]*Group: cclient\n[\s\S]*ivrf: cisco\n[\s\S]*Phase1_id: cclient\n/,
  );
  await client.down('gw');
  const [start, stop] = await records(2);
  const group = [
    ['Acct-Session-Id', /^[\dA-F]{8}$/],
    ['Cisco-AVPair', 'isakmp-group-id=cclient'],
    ['Framed-IP-Address', given],
    ['Cisco-AVPair', 'vrf-id=cisco'],
    ['Cisco-AVPair', `isakmp-initator-ip=${addresses.client}`],
    ['Cisco-AVPair', 'connect-progress=No Progress'],
  ] as const;
  same(start, [...group, ['User-Name', 'joe@cclient'], ['Acct-Status-Type', 'Start'], ...where]);
  const sent = counters(octets, 4);
  same(stop, [...group, ['User-Name', 'joe@cclient'], ...sent, ...ended, ...where]);
});

test('without profiles: the peer of the crypto map, with an update each minute', async (t) => {
  const { gateway, client, records } = await scene(t, 'crypto-map', '');
  await client.load('load-shared', { id: 'k', type: 'IKE', data: 'cisco', owners: [addresses.gateway] });
  await client.load('load-conn', {
    gw: {
      ...{ version: '1', local_addrs: [addresses.client], remote_addrs: [addresses.gateway] },
      ...{ proposals: ['aes128-sha1-modp2048'], local: { auth: 'psk' }, remote: { auth: 'psk' } },
      children: {
        net: {
          ...{ local_ts: [`${inside.client}/32`], remote_ts: [`${inside.gateway}/32`] },
          ...{ esp_proposals: ['aes128-sha1'], rekey_time: '0s' },
        },
      },
    },
  });
  assert.equal(await client.up('net'), true, gateway.log());
  const ends = [
    { host: client.host, address: inside.client },
    { host: gateway, address: inside.gateway },
  ] as const;
  const first = await trafficBetween(...ends, 4);
  await records(2, 80);
  const then = await trafficBetween(...ends, 3);
  await client.down('gw');
  const [start, update, stop] = await records(3);
  const who = [
    ['Acct-Session-Id', /^[\dA-F]{8}$/],
    ['Cisco-AVPair', `isakmp-initator-ip=${addresses.client}`],
    ['Cisco-AVPair', 'connect-progress=No Progress'],
  ] as const;
  same(start, [...who, ['Acct-Status-Type', 'Start'], ...where]);
  // Watchdog is what routers call it; its dump has no gigawords, that of the Stop has.
  same(update, [...who, ...counters(first, 4), ['Acct-Status-Type', 'Interim-Update'], ...where]);
  same(stop, [...who, ...counters(first + then, 7), ...ended, ...where]);
});
