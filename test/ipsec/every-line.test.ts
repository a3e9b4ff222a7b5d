/**
 * The configuration of tunnels typed on the console line by line, each line with its `no` and its `default`, while tunnels
 * are up: charon is told of what the line concerns and of nothing else, and no tunnel notices.
 */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { eventually } from '../e2e/waiting.ts';
import { before, steps, type Typed, table, typedOf } from './every-line.ts';
import { inside, ipsecLab, type Lab, type Peer, trafficBetween } from './lab.ts';
import { loadSalesClient } from './sales-client.ts';

const charons = {
  async client({ branch: peer, gateway }: Lab) {
    await loadSalesClient(peer, { ike: 'aes128-sha256-modp2048' });
    assert.equal(await peer.up('net'), true, gateway.log());
    return { host: peer.host, address: (await peer.address()) ?? '' };
  },
  async site({ client: peer, gateway }: Lab) {
    peer.host.network.ip('address', 'add', '10.3.0.1/24', 'dev', 'lo');
    await peer.load('load-shared', { id: 'k', type: 'IKE', data: 'site-key', owners: ['gw.lab'] });
    await peer.load('load-conn', {
      gw: {
        ...{ version: '2', local_addrs: ['10.9.0.3'], remote_addrs: ['10.9.0.1'] },
        ...{ proposals: ['aes256-sha512-ecp256'], local: { auth: 'psk', id: 'site.lab' } },
        remote: { auth: 'psk', id: 'gw.lab' },
        children: { net: { local_ts: ['10.3.0.0/24'], remote_ts: ['10.1.0.0/24'], esp_proposals: ['aes256-sha256'] } },
      },
    });
    assert.equal(await peer.up('net'), true, gateway.log());
    return { host: peer.host, address: '10.3.0.1' };
  },
};

/** What is the same of a peer's SAs as long as nobody touches them. */
async function sasOf({ vici }: Peer): Promise<string> {
  const sas = await vici.listSas();
  assert.ok(sas.ok);
  const text = sas.value.map(({ initiatorSpi, children }) => `${initiatorSpi} ${children.map(({ spiIn }) => spiIn)}`);
  return text.join();
}

const nameOf = (connection: string): string =>
  ({ 10: 'site', 20: 'spare', 40: 'clients' })[/LAB\/(\d+)/.exec(connection)?.[1] ?? ''] ?? connection;

/** What charon was told of, by its log; it says nothing of connections that go. */
function toldOf(log: string, gone: readonly string[]): string {
  const heard = [...log.matchAll(/vici (connection|pool):? (\S+)|shared key with id/g)].map(([, kind, name = '']) =>
    kind === undefined ? 'key' : kind === 'pool' ? 'pool' : nameOf(name),
  );
  const told = new Set([...heard, ...gone.map(nameOf)].filter((one) => !one.includes('LAB/60000')));
  return [...told].sort().join(' ');
}

const undone = (line: string): string => (line.startsWith('no ') ? line.slice(3) : `no ${line}`);
const reset = (line: string): string => `default ${line.replace(/^no /, '')}`;

test('each line of the guide’s steps, then each line with its no and its default, while tunnels are up', async (t) => {
  const lab = await ipsecLab(t);
  const { gateway, charon } = lab;
  const daemon = await lab.tollgate(before);
  const names = async (): Promise<readonly string[]> => {
    const loaded = await charon.vici.listConnections();
    return loaded.ok ? loaded.value.map(({ name }) => name) : [];
  };
  let there = await names();
  let pfs = true;
  /** Types lines: what charon was told of, and the lines of the running configuration. */
  async function type(mode: readonly string[], ...lines: string[]): Promise<{ told: string; running: string }> {
    const after = gateway.log().length;
    // charon is told in order: when it has this, it has all before it.
    const last = ['crypto map LAB 60000 ipsec-isakmp', pfs ? 'set pfs group20' : 'no set pfs'];
    pfs = !pfs;
    const { text, status } = await daemon.run('configure terminal', ...mode, ...lines, ...last, 'end');
    const what = [...mode, ...lines].join(' / ');
    assert.deepEqual([text, status], ['Enter configuration commands, one per line.  End with CNTL/Z.\n', 0], what);
    await gateway.logged(/vici connection: crypto\/LAB\/60000/, after);
    const now = await names();
    const gone = there.filter((one) => !now.includes(one));
    there = now;
    const running = (await daemon.run('show running-config')).text.replace(/ set pfs group20\n| 6 \S+/g, '');
    return { told: toldOf(gateway.log().slice(after), gone), running: running.split('\n').sort().join('\n') };
  }

  const ends = [await charons.site(lab)];
  const untouched = await sasOf(lab.client);
  const told = new Map<string, string>();
  for (const { mode, line } of typedOf(steps)) told.set(line, (await type(mode, line)).told);
  const loud = [...told].filter(([, what]) => what !== '');
  assert.deepEqual(loud, [['crypto map LAB 40 ipsec-isakmp dynamic REMOTES', 'clients key pool']]);
  ends.push(await charons.client(lab));
  const all = [await sasOf(lab.branch), untouched];
  const gatewayEnd = { host: gateway, address: inside.gateway };
  const octets = [0, 0];
  const send = async (): Promise<void> => {
    for (const [index, end] of ends.entries())
      octets[index] = (octets[index] ?? 0) + (await trafficBetween(end, gatewayEnd, 2 + index));
  };
  await send();
  const begin = gateway.log().length;

  const configured: readonly Typed[] = typedOf(before + steps);
  const inMode = (mode: readonly string[]): readonly Typed[] =>
    configured.filter((one) => one.mode.slice(0, mode.length).join() === mode.join());
  const wrong: string[] = [];
  for (const { mode, line, told: wanted } of table) {
    const whole = [line, ...inMode([...mode, line]).map((one) => one.line)];
    const extra = !configured.some((one) => one.line === line && one.mode.join() === mode.join());
    const on = extra ? await type(mode, line) : await type([]);
    const off = await type(mode, undone(line));
    const again = await type(mode, ...whole);
    const byDefault = await type(mode, reset(line));
    if (!extra) await type(mode, ...whole);
    const is = [off.told, byDefault.told, on.running === again.running, off.running === byDefault.running];
    const should = [wanted, wanted, true, true];
    if (is.join() !== should.join() || on.running === off.running)
      wrong.push(`${mode.join()} | ${line}: ${is.join(' | ')}`);
  }
  assert.deepEqual(wrong, []);

  const bad = join(lab.directory, 'bad.pem');
  writeFileSync(bad, '-----BEGIN CERTIFICATE-----\nbm90IGEgY2VydGlmaWNhdGU=\n-----END CERTIFICATE-----\n');
  await type(['crypto pki trustpoint BAD'], `ca-certificate file ${bad}`);
  await type(['crypto ikev2 profile LAST'], 'authentication remote rsa-sig', 'pki trustpoint BAD verify');
  const refused = 'Refused by charon:\n crypto pki trustpoint BAD: parsing X509 certificate failed';
  assert.ok((await daemon.run('show crypto vici')).text.includes(refused));
  await type(['crypto ikev2 profile LAST'], 'no authentication remote rsa-sig', 'no pki trustpoint BAD');
  assert.doesNotMatch((await daemon.run('show crypto vici')).text, /Refused by charon/);

  assert.deepEqual([await sasOf(lab.branch), await sasOf(lab.client)], all);
  assert.doesNotMatch(gateway.log().slice(begin), /deleting IKE_SA|closing CHILD_SA/);
  await send();
  await daemon.run('clear crypto session');
  const records = await eventually('two Starts, two Stops', () => {
    const found = lab.freeradius.readDetail().map(({ attributes }) => new Map(attributes));
    return found.length >= 4 ? found : undefined;
  });
  assert.deepEqual(records.map((one) => one.get('Acct-Status-Type')).sort(), ['Start', 'Start', 'Stop', 'Stop']);
  const counted = records.flatMap((one) => one.get('Acct-Input-Octets') ?? []).map(Number);
  assert.deepEqual(counted.sort(), octets.sort());
});
