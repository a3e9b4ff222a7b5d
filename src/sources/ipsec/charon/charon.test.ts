import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../../../base/clock.ts';
import { silentLog } from '../../../base/event-log.ts';
import { ok } from '../../../base/result.ts';
import type { ViciClient, ViciClientOptions } from '../../../protocols/vici/index.ts';
import { type CryptoMapEntry, emptyIpsecConfig, type IpsecConfig } from '../config.ts';
import { Charon } from './charon.ts';

const entry: CryptoMapEntry = {
  kind: 'static',
  sequence: 10,
  transformSets: ['T'],
  lifetime: {},
  peers: [{ host: '192.0.2.2' }],
  matchAddress: '101',
};
const side = (address: string) => ({ address, wildcard: '0.0.0.255' });
const one: IpsecConfig = {
  ...emptyIpsecConfig,
  keys: [{ owner: { kind: 'address', address: '192.0.2.2' }, key: { type: 6, text: 'k' } }],
  transformSets: [{ name: 'T', cipher: 'esp-aes', hash: 'esp-sha-hmac' }],
  maps: [{ name: 'M', entries: [entry] }],
  interfaces: [
    {
      name: 'FastEthernet0/0',
      ipv6Addresses: [],
      cryptoMap: 'M',
      address: { address: '192.0.2.1', mask: '255.255.255.0' },
    },
  ],
  accessLists: [
    {
      name: '101',
      entries: [
        { kind: 'entry', action: 'permit', protocol: 0, source: side('10.1.0.0'), destination: side('10.2.0.0') },
      ],
    },
  ],
};

function setUp() {
  const clock = new FakeClock();
  const said: string[] = [];
  const asked: string[] = [];
  const links = new Map<string, Pick<ViciClientOptions, 'onLink'>>();
  const heard: string[] = [];
  let tunnels = false;
  const charon = new Charon({
    hasTunnels: () => tunnels,
    ...{ clock, open: () => 'secret', readFile: () => undefined, deviceAddresses: () => [] },
    ...{ tunnelDevice: () => undefined, serverGroup: () => undefined },
    log: { ...silentLog, message: (_facility, _severity, name, text) => said.push(`${name} ${text}`) },
    makeClient(options) {
      links.set(options.socket, options);
      const client: Pick<ViciClient, 'command' | 'close' | 'up' | 'charon'> = {
        ...{ up: true, charon: undefined },
        async command(name, message = {}) {
          asked.push(
            `${options.socket} ${name} ${String(message.name ?? message.id ?? Object.keys(message)[0] ?? '')}`,
          );
          return ok({});
        },
        close: () => asked.push(`${options.socket} closed`),
      };
      // Only what is above is used here.
      return client as ViciClient;
    },
    listener: {
      link: ({ kind }) => heard.push(kind),
      event: ({ type }) => heard.push(type),
      configured: () => heard.push('configured'),
    },
  });
  const surroundings = { hostname: 'gw', pools: [], standardLists: [] };
  const configure = (ipsec: IpsecConfig) => charon.configure({ ipsec, surroundings, aaa: { authorization: [] } });
  const connected = { kind: 'connected', charon: { key: 'x', since: 'now' } } as const;
  const news = (): string[] => asked.splice(0).filter((text) => !text.includes(' get-'));
  const carry = (some: boolean): void => {
    tunnels = some;
  };
  return { clock, charon, configure, links, connected, news, said, heard, carry };
}

const key = 'load-shared crypto/key/192.0.2.2';
const connection = 'load-conn crypto/M/10/192.0.2.2';

test('charon is looked for while a crypto map is on an interface, and left clean', async () => {
  const { charon, configure, links, connected, news, heard, clock } = setUp();
  await configure(emptyIpsecConfig);
  assert.deepEqual([links.size, charon.status().socket], [0, undefined]);
  await configure(one);
  assert.deepEqual([...charon.origins.keys()], ['crypto/M/10/192.0.2.2'], 'known before charon is');
  links.get('/var/run/charon.vici')?.onLink(connected);
  await clock.advance(1);
  assert.deepEqual(news(), [`/var/run/charon.vici ${key}`, `/var/run/charon.vici ${connection}`]);
  assert.deepEqual(heard, ['configured', 'configured', 'connected']);

  await configure({ ...one, viciSocket: '/run/other' });
  links.get('/var/run/charon.vici')?.onLink({ kind: 'lost', reason: 'closed' });
  links.get('/run/other')?.onLink(connected);
  await clock.advance(1);
  const all = news();
  assert.deepEqual(
    all.filter((text) => text.startsWith('/var')),
    [
      '/var/run/charon.vici unload-conn crypto/M/10/192.0.2.2',
      '/var/run/charon.vici unload-shared crypto/key/192.0.2.2',
      '/var/run/charon.vici closed',
    ],
  );
  assert.deepEqual(
    all.filter((text) => text.startsWith('/run')),
    [`/run/other ${key}`, `/run/other ${connection}`],
  );
  assert.deepEqual(heard.slice(3), ['configured', 'connected'], 'the one that is left is not listened to');

  charon.stop();
  assert.deepEqual(news(), ['/run/other closed'], 'what is loaded stays');
});

test('lines that cannot be carried out are told once, when no more is typed', async () => {
  const { configure, clock, said } = setUp();
  await configure({ ...one, transformSets: [] });
  await clock.advance(1000);
  await configure({ ...one, accessLists: [] });
  await clock.advance(3000);
  const text = 'NOT_LOADED crypto map M 10 ipsec-isakmp: access list 101 is not configured';
  assert.deepEqual(said, [text]);
  await configure({ ...one, accessLists: [], keyrings: [] });
  await clock.advance(3000);
  assert.deepEqual(said, [text]);
});

test('with tunnels on the books charon is kept when nothing is configured any more, and looked for at a start', async () => {
  const { charon, clock, configure, links, connected, news, carry } = setUp();
  await configure({ ...one, viciSocket: '/run/mine' });
  links.get('/run/mine')?.onLink(connected);
  await clock.advance(1);
  carry(true);
  await configure(emptyIpsecConfig);
  assert.equal(charon.socket, '/run/mine');
  assert.deepEqual(
    news().filter((text) => text.includes('unload-conn') || text.includes('closed')),
    ['/run/mine unload-conn crypto/M/10/192.0.2.2'],
  );
  carry(false);
  await configure({ ...emptyIpsecConfig });
  assert.equal(charon.socket, undefined);
  const again = setUp();
  again.carry(true);
  await again.configure(emptyIpsecConfig);
  assert.equal(again.charon.socket, '/var/run/charon.vici');
});
