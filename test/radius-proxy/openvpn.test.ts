/**
 * A VPN gateway with OpenVPN and its RADIUS plugin: it asks the box who may come in and tells it of the sessions. In networks
 * of their own. Needs root.
 */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { eventually } from '../e2e/waiting.ts';
import { issueCertificate, makeCertificate } from '../rigs/certificate.ts';
import { sendUdp } from '../rigs/charon.ts';
import { end } from '../rigs/daemon.ts';
import { cable, makeNamespaces } from '../rigs/namespaces.ts';
import { textOf } from './radclient.ts';
import { proxy, softwareBox, startWithin } from './software-box.ts';

const users = `alice Cleartext-Password := "wonderland"
      Class = "gold",
      Framed-IP-Address = 10.97.0.77,
      Acct-Interim-Interval = 60
`;

test('who comes in by OpenVPN is let in by the lists and accounted for, through a crash, by RADIUS and TACACS+', async (t) => {
  const { nas, guest } = makeNamespaces(t, ['nas', 'guest']);
  cable(
    { within: nas, name: 'out0', address: '192.0.2.1/24' },
    { within: guest, name: 'wire0', address: '192.0.2.2/24' },
  );
  const box = await softwareBox(t, nas, { users, section: ' disconnect port 0\n' });
  const { directory, daemon, books } = box;
  const authority = makeCertificate(directory);
  const own = issueCertificate(authority, 'vpn.example');
  const write = (name: string, text: string): string => {
    writeFileSync(join(directory, name), text, { mode: 0o600 });
    return join(directory, name);
  };
  mkdirSync(join(directory, 'ccd'));
  const gatewayFile = join(directory, 'openvpn.conf');
  const plugin = write(
    'radiusplugin.cnf',
    `NAS-Identifier=vpn
Service-Type=2
Framed-Protocol=1
NAS-Port-Type=5
NAS-IP-Address=127.0.0.1
OpenVPNConfig=${gatewayFile}
subnet=255.255.255.0
overwriteccfiles=true
server
{
	acctport=${proxy.acct}
	authport=${proxy.auth}
	name=127.0.0.1
	retry=2
	wait=3
	sharedsecret=${proxy.secret}
}
`,
  );
  const tls = `ca ${authority.certificate}\n`;
  write(
    'openvpn.conf',
    `local 192.0.2.1
port 1194
proto udp4
dev tun
topology subnet
server 10.97.0.0 255.255.255.0
${tls}cert ${own.certificate}
key ${own.key}
dh none
verify-client-cert none
username-as-common-name
client-config-dir ${directory}/ccd
status ${directory}/status 1
status-version 1
keepalive 5 20
plugin /usr/lib/openvpn/radiusplugin.so ${plugin}
verb 3
`,
  );
  const gateway = startWithin(t, nas, ['openvpn', '--config', gatewayFile]);
  await gateway.says(/Initialization Sequence Completed/);
  const come = (password: string) =>
    startWithin(t, guest, [
      'openvpn',
      '--config',
      write(
        `client-${password}.conf`,
        `client
remote 192.0.2.1 1194 udp4
dev tun
nobind
${tls}verify-x509-name vpn.example name
auth-user-pass ${write(`user-${password}`, `alice\n${password}\n`)}
auth-retry none
explicit-exit-notify 2
reneg-sec 4
verb 3
`,
      ),
    ]);

  await come('wrong').says(/AUTH_FAILED/);
  assert.equal((await daemon.run('show radius-proxy session')).text.trim(), '');
  const { text: refused } = await daemon.run('show radius-proxy client 127.0.0.1');
  assert.match(refused, /Access requests: 1, accepts 0, rejects 1,/);

  const client = come('wonderland');
  await client.says(/Initialization Sequence Completed/);
  await books(1);
  const toGateway = {
    from: { host: { network: guest }, address: '10.97.0.77' },
    to: { host: { network: nas }, address: '10.97.0.1' },
  };
  const payload = 20 * 1000;
  assert.equal(await sendUdp({ ...toGateway, packets: 20, payload: 1000 }), payload);
  const { text } = await daemon.run('show accounting');
  assert.match(text, /^Active Accounted actions on Port1, User alice Priv 1\n.* Network Accounting record/);
  assert.match(text, /protocol=ip address=10\.97\.0\.77/);

  // New keys: the user is asked about once more, and it is the same session.
  await eventually('a renegotiation', async () =>
    /accepts [2-9]/.test((await daemon.run('show radius-proxy client 127.0.0.1')).text) ? true : undefined,
  );

  // The tunnel lives on, and its session; OpenVPN ends none for anybody.
  const next = await box.killAndRestart();
  const kept = (await next.run('show radius-proxy session', 'clear radius-proxy client all')).text;
  assert.match(kept, /Username: alice[\s\S]*Accounting session ID: [\dA-F]{8}\n/);
  assert.match(kept, /% 1 of 1 sessions were not ended/);
  assert.equal(client.child.exitCode, null);

  await end(client.child, 'SIGINT');
  const { radius: records, tacacs } = await books(2);
  const said = (name: string) => records.map((one) => textOf(one, name));
  assert.deepEqual(said('Acct-Status-Type'), ['Start', 'Stop']);
  assert.equal(new Set(said('Acct-Session-Id')).size, 1);
  for (const [name, value] of [
    ['User-Name', 'alice'],
    ['Acct-Authentic', 'RADIUS'],
    ['NAS-Port', '1'],
    ['Calling-Station-Id', '192.0.2.2'],
    ['Framed-IP-Address', '10.97.0.77'],
    ['Class', `0x${Buffer.from('gold').toString('hex')}`],
  ] as const)
    assert.deepEqual(said(name), [value, value], name);
  assert.equal(said('Acct-Terminate-Cause')[1], 'User-Request');
  // What OpenVPN counts is outside: with its own headers, and the packets that set the tunnel up.
  const [input = 0, output = 0] = ['Input', 'Output'].map((way) => Number(said(`Acct-${way}-Octets`)[1]));
  assert.ok(input > payload && input < 2 * payload, String(input));
  assert.ok(output > 0 && output < payload, String(output));
  assert.deepEqual(
    tacacs.map(({ kind, user, caller, cause }) => [kind, user, caller, cause]),
    [
      ['start', 'alice', '192.0.2.2', undefined],
      ['stop', 'alice', '192.0.2.2', 'User-Request'],
    ],
  );
  assert.equal((await next.run('show radius-proxy session')).text.trim(), '');
});
