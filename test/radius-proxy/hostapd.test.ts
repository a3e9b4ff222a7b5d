/**
 * A port with 802.1X: hostapd asks the box who may come in, by EAP, and tells it of the sessions; wpa_supplicant is who comes.
 * FreeRADIUS decides; it and our TACACS+ server keep the books. In networks of their own. Needs root.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { cable, makeNamespaces, type Namespace } from '../rigs/namespaces.ts';
import { textOf } from './radclient.ts';
import { proxy, softwareBox, startWithin } from './software-box.ts';

test('who comes through a port with 802.1X is let in by EAP and accounted for, by RADIUS and TACACS+', async (t) => {
  const { nas, guest } = makeNamespaces(t, ['nas', 'guest']);
  cable({ within: nas, name: 'port0' }, { within: guest, name: 'wire0' });
  const { directory, daemon, books } = await softwareBox(t, nas, {
    users: 'alice Cleartext-Password := "wonderland"\n      Class = "gold",\n      Acct-Interim-Interval = 600\n',
  });
  const hostapd = join(directory, 'hostapd.conf');
  const server = (kind: string, port: number): string =>
    `${kind}_server_addr=127.0.0.1\n${kind}_server_port=${port}\n${kind}_server_shared_secret=${proxy.secret}\n`;
  writeFileSync(
    hostapd,
    `interface=port0
driver=wired
ieee8021x=1
use_pae_group_addr=1
own_ip_addr=127.0.0.1
nas_identifier=switch
${server('auth', proxy.auth)}${server('acct', proxy.acct)}`,
  );
  await startWithin(t, nas, ['hostapd', hostapd]).says(/AP-ENABLED/);

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
  const supplicantWords = ['wpa_supplicant', '-D', 'wired', '-i', 'wire0', '-c', supplicant];
  await startWithin(t, guest, supplicantWords).says(/CTRL-EVENT-EAP-SUCCESS/);
  await books(1);
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
  const { radius, tacacs } = await books(2);
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
