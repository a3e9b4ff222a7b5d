import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashPasswordSync } from '../aaa/index.ts';
import { seededRandom } from '../base/random.ts';
import type { SecurityServerConfig } from './config.ts';
import { parseServerConfig, printServerConfig } from './config-file.ts';

const hash = hashPasswordSync('admin', seededRandom(1)).text;
const config: SecurityServerConfig = {
  listen: '127.0.0.1',
  radius: { authPort: 11812, acctPort: 11813 },
  tacacs: { port: 10049 },
  store: 'records',
  retention: { records: 400, daily: 90 },
  http: { listen: '::1', port: 9100, tls: { certificate: 'c.pem', key: 'k.pem' } },
  clients: [
    { address: '127.0.0.0/8', radiusSecret: 'rs', tacacsKey: 'tk' },
    { address: '2001:db8::1', radiusSecret: 'other', requireMessageAuthenticator: false },
  ],
  users: [
    { name: 'admin', password: { kind: 'hash', type: 9, text: hash }, privilege: 15 },
    {
      name: 'guest',
      password: { kind: 'clear', text: 'guest' },
      privilege: 1,
      serviceType: 'NAS-Prompt',
      radiusClass: 'visitors',
      ciscoAvPairs: ['shell:idletime=5'],
      tacacsArguments: ['idletime=5'],
      services: { ppp: [], 'ppp ip': ['addr=10.0.0.7', 'idletime*5'] },
      commands: [
        { action: 'deny', command: 'show running-config*' },
        { action: 'permit', command: 'show *' },
      ],
    },
  ],
  enable: [{ level: 15, password: { kind: 'clear', text: 'enable' } }],
};

test('what is printed is read back to the same value', () => {
  const read = parseServerConfig(printServerConfig(config));
  assert.ok(read.ok);
  assert.deepEqual(read.value, config);
});

test('the smallest file listens on loopback', () => {
  assert.deepEqual(parseServerConfig('{"store": "x"}'), {
    ok: true,
    value: { listen: '127.0.0.1', store: 'x', clients: [], users: [], enable: [] },
  });
});

const errors = (value: unknown): string[] => {
  const read = parseServerConfig(typeof value === 'string' ? value : JSON.stringify(value));
  assert.ok(!read.ok);
  return read.error.map(({ field, reason }) => `${field}: ${reason}`);
};

test('every mistake is told with its place', () => {
  assert.deepEqual(
    errors({
      listen: 'localhost',
      radius: { authPort: 70000 },
      clients: [{ address: '10.0.0.0/33', radiusSecret: '' }, { address: '10.0.0.1' }, 5],
      users: [
        { name: 'a', password: 'x', privilege: 16, serviceType: 'Slip' },
        { name: 'a', secret: 'plain' },
        { name: 'b', password: 'x', secret: '$9$x', comands: [] },
        { name: 'c', password: 'x', commands: [{ action: 'allow', command: 'x' }] },
        { name: 'd', password: 'x', services: { shell: [], 'a b c': [], ppp: ['addr'], slip: 'addr=10.0.0.7' } },
        { name: 'e', password: 'x', services: ['ppp'] },
      ],
      enable: [{ level: 0, password: 'x' }],
    }),
    [
      'listen: must be an IP address',
      'radius.authPort: must be a whole number from 0 to 65535',
      'radius.acctPort: is missing',
      'store: is missing',
      'clients[0].address: must be an IP address or a prefix as 10.0.0.0/8',
      'clients[0].radiusSecret: must be a text of 1 to 253 octets',
      'clients[1]: needs a radiusSecret, a tacacsKey or both',
      'clients[2].address: is missing',
      'clients[2]: needs a radiusSecret, a tacacsKey or both',
      'clients[2]: must be an object',
      'users[0].privilege: must be a whole number from 0 to 15',
      'users[0].serviceType: must be one of Login, Framed, Administrative, NAS-Prompt',
      'users[1].secret: must be a hash that begins with $1$, $8$ or $9$',
      'users[2]: needs either a password or a secret',
      'users[2].comands: is not known',
      'users[3].commands[0].action: must be one of permit, deny',
      'users[4].services.shell: has its arguments in tacacsArguments',
      'users[4].services.a b c: is not named as "ppp" or "ppp ip" are',
      'users[4].services.ppp[0]: must be an argument as addr=10.0.0.7',
      'users[4].services.slip: must be a list',
      'users[5].services: must be an object',
      'enable[0].level: must be a whole number from 1 to 15',
      'users[1].name: a is there twice',
    ],
  );
  assert.match(errors('{')[0] ?? '', /JSON/);
  assert.deepEqual(errors([]), ['store: is missing', ': must be an object']);
});
