/**
 * A port with 802.1X: hostapd asks the box who may come in, by EAP, and tells it of the sessions; wpa_supplicant is who comes.
 * FreeRADIUS decides; it and our TACACS+ server keep the books. In networks of their own. Needs root.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { configurationWith } from '../e2e/configuration.ts';
import { eventually } from '../e2e/waiting.ts';
import { daemonFor, end, temporaryDirectory } from '../rigs/daemon.ts';
import { startFreeRadius } from '../rigs/freeradius.ts';
import { cable, makeNamespaces, type Namespace } from '../rigs/namespaces.ts';
import { readRecords } from '../rigs/records.ts';
import { serverFor } from '../rigs/server.ts';
import { textOf } from './radclient.ts';

const key = 'a-secret';

/** Starts a program in a network; it has printed `wanted` when this resolves. */
async function run(t: TestContext, { command }: Namespace, words: readonly string[], wanted: RegExp) {
  const [file = '', ...rest] = [...command, ...words];
  const child = spawn(file, rest, { stdio: ['ignore', 'pipe', 'pipe'] });
  t.after(() => end(child));
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  await eventually(`${wanted} of ${words[0]}`, () => (wanted.test(said) ? true : undefined)).catch((error: unknown) => {
    throw new Error(`${String(error)}:\n${said}`);
  });
  return child;
}

test('who comes through a port with 802.1X is let in by EAP and accounted for, by RADIUS and TACACS+', async (t) => {
  const directory = temporaryDirectory(t);
  const { nas, guest } = makeNamespaces(t, ['nas', 'guest']);
  cable({ within: nas, name: 'port0' }, { within: guest, name: 'wire0' });
  const freeradius = await startFreeRadius({
    secret: key,
    users: 'alice Cleartext-Password := "wonderland"\n      Class = "gold",\n      Acct-Interim-Interval = 600\n',
    ports: { auth: 1812, acct: 1813 },
    elsewhere: { command: nas.command, address: '127.0.0.1', clients: '127.0.0.0/8' },
  });
  t.after(() => freeradius.remove());
  const store = join(directory, 'store');
  const serverFile = join(directory, 'server.json');
  const clients = [{ address: '127.0.0.0/8', tacacsKey: key }];
  writeFileSync(serverFile, JSON.stringify({ listen: '127.0.0.1', tacacs: { port: 49 }, store, clients, users: [] }));
  await serverFor(t, serverFile, nas.command);
  const daemon = await daemonFor(
    t,
    directory,
    configurationWith(
      2222,
      `radius server main
 address ipv4 127.0.0.1 auth-port 1812 acct-port 1813
 key ${key}
tacacs server books
 address ipv4 127.0.0.1
 key ${key}
aaa authentication ppp default group radius
aaa accounting network default start-stop broadcast group radius group tacacs+
aaa server radius proxy
 listen 127.0.0.1
 authentication port 18120
 accounting port 18130
 client 127.0.0.1
  key of-hostapd
`,
    ),
    nas.command,
  );
  const hostapd = join(directory, 'hostapd.conf');
  const server = (kind: string, port: number): string =>
    `${kind}_server_addr=127.0.0.1\n${kind}_server_port=${port}\n${kind}_server_shared_secret=of-hostapd\n`;
  writeFileSync(
    hostapd,
    `interface=port0
driver=wired
ieee8021x=1
use_pae_group_addr=1
own_ip_addr=127.0.0.1
nas_identifier=switch
${server('auth', 18_120)}${server('acct', 18_130)}`,
  );
  await run(t, nas, ['hostapd', hostapd], /AP-ENABLED/);

  const supplicant = join(directory, 'wpa.conf');
  writeFileSync(
    supplicant,
    `ap_scan=0
ctrl_interface=${directory}/wpa
network={
  key_mgmt=IEEE8021X
  eap=MSCHAPV2
  identity="alice"
  password="wonderland"
  eapol_flags=0
}
`,
  );
  await run(t, guest, ['wpa_supplicant', '-D', 'wired', '-i', 'wire0', '-c', supplicant], /CTRL-EVENT-EAP-SUCCESS/);
  const records = (count: number) =>
    eventually(`${count} records`, async () => {
      const both = { radius: freeradius.readDetail(), tacacs: await readRecords(store) };
      return both.radius.length >= count && both.tacacs.length >= count ? both : undefined;
    });
  await records(1);
  const mac = (where: Namespace, name: string): string =>
    (/link\/ether (\S+)/.exec(where.ip('link', 'show', 'dev', name))?.[1] ?? '').replaceAll(':', '-').toUpperCase();
  const [caller, called] = [mac(guest, 'wire0'), `${mac(nas, 'port0')}:`];
  const { text } = await daemon.run('show accounting', 'show radius-proxy client 127.0.0.1');
  assert.match(
    text,
    new RegExp(`^Active Accounted actions on ${caller}, User alice Priv 1\n.* Network Accounting record`),
  );
  assert.match(text, /Access requests: 3, accepts 1, rejects 0, challenges 2/);

  const [cli = '', ...words] = [...guest.command, 'wpa_cli', '-p', join(directory, 'wpa'), '-i', 'wire0', 'logoff'];
  execFileSync(cli, words);
  const { radius, tacacs } = await records(2);
  const said = (name: string) => radius.map((one) => textOf(one, name));
  assert.deepEqual(said('Acct-Status-Type'), ['Start', 'Stop']);
  assert.equal(new Set(said('Acct-Session-Id')).size, 1);
  for (const [name, value] of [
    ['User-Name', 'alice'],
    ['Acct-Authentic', 'RADIUS'],
    ['Calling-Station-Id', caller],
    ['Called-Station-Id', called],
    ['Class', `0x${Buffer.from('gold').toString('hex')}`],
  ] as const)
    assert.deepEqual(said(name), [value, value], name);
  assert.equal(said('Acct-Terminate-Cause')[1], 'User-Request');
  assert.deepEqual(
    tacacs.map(({ kind, user, caller: who, cause }) => [kind, user, who, cause]),
    [
      ['start', 'alice', `${caller}/${called}`, undefined],
      ['stop', 'alice', `${caller}/${called}`, 'User-Request'],
    ],
  );
});
