/**
 * A VPN gateway with ocserv: it asks the box who may come in and tells it of the sessions; openconnect is who comes. In
 * networks of their own. Needs root.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeCertificate } from '../rigs/certificate.ts';
import { end } from '../rigs/daemon.ts';
import { cable, makeNamespaces } from '../rigs/namespaces.ts';
import { textOf } from './radclient.ts';
import { proxy, softwareBox, startWithin } from './software-box.ts';

const users = `alice Cleartext-Password := "wonderland"
      Class = "gold",
      Framed-IP-Address = 10.98.0.77,
      Framed-IP-Netmask = 255.255.255.0
`;
/** What openconnect calls to set up its interface. */
const script = `#!/bin/sh
[ "$reason" = connect ] || exit 0
ip link set dev "$TUNDEV" up
ip address replace "$INTERNAL_IP4_ADDRESS/24" dev "$TUNDEV"
`;

test('who comes in by ocserv is let in by the lists and accounted for, through a crash, by RADIUS and TACACS+', async (t) => {
  const { nas, guest } = makeNamespaces(t, ['nas', 'guest']);
  cable(
    { within: nas, name: 'out0', address: '192.0.2.1/24' },
    { within: guest, name: 'wire0', address: '192.0.2.2/24' },
  );
  const box = await softwareBox(t, nas, {
    users,
    lines: 'aaa accounting update newinfo\n',
    section: ' disconnect port 0\n',
  });
  const { directory, daemon, books } = box;
  const { certificate, key } = makeCertificate(directory);
  const write = (name: string, text: string, mode = 0o600): string => {
    writeFileSync(join(directory, name), text, { mode });
    return join(directory, name);
  };
  const servers = write('servers', `127.0.0.1 ${proxy.secret}\n`);
  const radius = write(
    'radcli.conf',
    `nas-identifier vpn
authserver 127.0.0.1:${proxy.auth}
acctserver 127.0.0.1:${proxy.acct}
servers ${servers}
dictionary /etc/radcli/dictionary
default_realm
radius_timeout 5
radius_retries 2
bindaddr 127.0.0.1
`,
  );
  const gateway = startWithin(t, nas, [
    ...['ocserv', '-f', '-d', '2', '-c'],
    write(
      'ocserv.conf',
      `auth = "radius[config=${radius},groupconfig=true]"
acct = "radius[config=${radius}]"
listen-host = 192.0.2.1
tcp-port = 4443
run-as-user = root
run-as-group = root
socket-file = ${directory}/ocserv.sock
use-occtl = false
server-cert = ${certificate}
server-key = ${key}
isolate-workers = false
device = vpns
ipv4-network = 10.98.0.0/24
pid-file = ${directory}/ocserv.pid
`,
    ),
  ]);
  await gateway.says(/sec-mod initialized/);
  const spki = new X509Certificate(readFileSync(certificate)).publicKey.export({ type: 'spki', format: 'der' });
  const words = [
    ...['openconnect', '--user=alice', '--passwd-on-stdin', '--no-dtls', '--script', write('script', script, 0o700)],
    ...['--servercert', `pin-sha256:${createHash('sha256').update(spki).digest('base64')}`, '192.0.2.1:4443'],
  ];

  await startWithin(t, guest, words, 'wrong\n').says(/Login failed/);
  assert.equal((await daemon.run('show radius-proxy session')).text.trim(), '');
  const { text: refused } = await daemon.run('show radius-proxy client 127.0.0.1');
  assert.match(refused, /Access requests: 1, accepts 0, rejects 1,/);

  const client = startWithin(t, guest, words, 'wonderland\n');
  await client.says(/Configured as 10\.98\.0\.77/);
  await books(1);
  const [ping = '', ...pings] = [
    ...guest.command,
    'ping',
    '-c',
    '5',
    '-i',
    '0.2',
    '-s',
    '1000',
    '-w',
    '20',
    '10.98.0.1',
  ];
  assert.match(execFileSync(ping, pings, { encoding: 'utf8' }), / 5 received/);
  const { text } = await daemon.run('show accounting', 'show radius-proxy session');
  assert.match(text, /^Active Accounted actions on 192\.0\.2\.2, User alice Priv 1\n.* Network Accounting record/);
  assert.match(text, /NAS ID: vpn/);

  // The tunnel lives on, and its session; ocserv ends none for anybody.
  const next = await box.killAndRestart();
  const kept = (await next.run('show radius-proxy session', 'clear radius-proxy client all')).text;
  assert.match(kept, /Username: alice[\s\S]*Accounting session ID: [\dA-F]{8}\n/);
  assert.match(kept, /% 1 of 1 sessions were not ended/);
  assert.equal(client.child.exitCode, null);

  await end(client.child, 'SIGINT');
  await gateway.says(/user disconnected/);
  const { radius: records, tacacs } = await books(3);
  const said = (name: string) => records.map((one) => textOf(one, name));
  assert.deepEqual(said('Acct-Status-Type'), ['Start', 'Interim-Update', 'Stop']);
  assert.equal(new Set(said('Acct-Session-Id')).size, 1);
  assert.deepEqual(said('Framed-IP-Address'), [undefined, '10.98.0.77', '10.98.0.77'], 'ocserv tells it at the end');
  for (const [name, value] of [
    ['User-Name', 'alice'],
    ['Acct-Authentic', 'RADIUS'],
    ['Calling-Station-Id', '192.0.2.2'],
    ['Class', `0x${Buffer.from('gold').toString('hex')}`],
  ] as const)
    assert.deepEqual(said(name), [value, value, value], name);
  assert.equal(said('Acct-Terminate-Cause')[2], 'User-Request');
  const [, rx, tx] = /user disconnected \(reason: [^,]*, rx: (\d+), tx: (\d+)\)/.exec(gateway.said()) ?? [];
  assert.ok(Number(rx) >= 5 * 1028 && Number(tx) >= 5 * 1028);
  assert.deepEqual([said('Acct-Input-Octets')[2], said('Acct-Output-Octets')[2]], [rx, tx]);
  assert.deepEqual(
    tacacs.map(({ kind, user, caller, cause }) => [kind, user, caller, cause]),
    [
      ['start', 'alice', '192.0.2.2', undefined],
      ['interim', 'alice', '192.0.2.2', undefined],
      ['stop', 'alice', '192.0.2.2', 'User-Request'],
    ],
  );
  assert.equal((await next.run('show radius-proxy session')).text.trim(), '');
});
