/**
 * Public readers of IOS screens take ours. For each screen of the current layout: expressions that do what those of the
 * readers do. A reader that fails on a line that it does not know makes its test fail on one.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { showIkev2Sas, showIkev2Sessions } from './ikev2-screens.ts';
import { showIpsecSas } from './ipsec-sa-screen.ts';
import { showIsakmpSaDetail, showIsakmpSas } from './isakmp-screens.ts';
import { showSessions } from './session-screen.ts';
import { client, negotiating, now, sessionView, silent, site } from './testing/views.ts';

type Fields = Readonly<Record<string, string>>;

/** Fields of every line, of the first expression that fits. @param strict whether each line must fit one */
function read(text: string, expressions: readonly RegExp[], strict: boolean): Fields {
  let fields: Fields = {};
  for (const line of text.split('\n')) {
    const found = expressions.map((one) => one.exec(strict ? line : line.trim())).find((one) => one !== null);
    if (strict && line.trim() !== '') assert.ok(found, `a line that the reader does not know: "${line}"`);
    fields = { ...fields, ...found?.groups };
  }
  return fields;
}

const siteToSite = { ...site, profile: undefined };
const sessions = (detail: boolean, ...those: (typeof site)[]): string =>
  showSessions(those, { layout: 'current', detail, now, volume: () => 4_608_000 });

test('ntc-templates: show crypto session detail', () => {
  const lines = [
    /^Crypto\s+.*/,
    /^Code:|^K\s+-|^X\s+-|^R\s+-|^S\s+-/,
    /^Interface:\s+(?<interface>\S+)/,
    /^Profile:\s+(?<profile>\S+)/,
    /^Session\s+status:\s+(?<status>\S+)/,
    /^Uptime:\s+(?<uptime>\S+)/,
    /^Peer:\s+(?<peer>\S+)\s+port\s+(?<port>\d+)\s+fvrf:\s+(?<fvrf>\S+)\s+ivrf:\s+(?<ivrf>\S+)/,
    /^\s+Desc:\s+(?<description>\S+)/,
    /^\s+Phase1_id:\s+(?<phase1>\S+)/,
    /^\s+Session\s+ID:\s+(?<session>\d+)/,
    /^\s+IKEv[12]\s+SA:\s+local\s+(?<local>\S+)\/(?<localPort>\d+)\s+remote\s+(?<remote>\S+)\/(?<remotePort>\S+)\s+(?<ike>\S+)/,
    /^\s+Capabilities:(?<capabilities>\S+)\s+connid:(?<connId>\d+)\s+lifetime:(?<lifetime>\S+)/,
    /^\s+IPSEC\s+FLOW:\s+permit\s+(?<permit>\S+)\s+host\s+(?<source>\S+)\s+host\s+(?<destination>\S+)/,
    /^\s+IPSEC\s+FLOW:\s+permit\s+(?<permit>\S+)\s+(?<source>\S+)\/(?<sourceMask>\S+)\s+(?<destination>\S+)\/(?<mask>\S+)/,
    /^\s+Active\s+SAs:\s+(?<active>\d+),\s+origin:\s+(?<origin>.+)/,
    /^\s+Inbound:\s+#.*/,
    /^\s+Outbound:\s+#.*/,
  ];
  assert.deepEqual(
    { ...read(sessions(true, { ...siteToSite, flows: site.flows.slice(0, 1) }), lines, true) },
    {
      ...{ interface: 'GigabitEthernet3', status: 'UP-ACTIVE', uptime: '00:27:42', peer: '192.0.2.1', port: '500' },
      ...{ fvrf: 'myf', ivrf: 'myi', description: 'SJC24-2-VPN-Gateway', phase1: 'host.example', session: '1' },
      ...{ local: '192.0.2.2', localPort: '500', remote: '192.0.2.1', remotePort: '500', ike: 'Active' },
      ...{ capabilities: '(none)', connId: '1', lifetime: '13:24:03', permit: 'ip', source: '20.20.20.0' },
      ...{
        sourceMask: '255.255.255.0',
        destination: '10.10.10.0',
        mask: '255.255.255.0',
        active: '2',
        origin: 'crypto map',
      },
    },
  );
  read(sessions(true, negotiating, silent, sessionView(), siteToSite), lines, true);
});

test('genie: show crypto session, with and without detail', () => {
  const lines = [
    /^Interface:\s+(?<interface>.+)$/,
    /^Uptime:\s+(?<uptime>\S+)$/,
    /^Username:\s+(?<user>.+)$/,
    /^Profile:\s+(?<profile>.+)$/,
    /^Group:\s+(?<group>.+)$/,
    /^Assigned\s+address:\s+(?<address>[\d.]+)$/,
    /^Session\s+status:\s+(?<status>[\w-]+)/,
    /^Peer:\s+(?<peer>[\d.:]+)\s+port\s+(?<port>\d+)(\s+fvrf:\s+\(*(?<fvrf>none|[^(]\S+)\)*\s+ivrf:\s+\(*(?<ivrf>none|[^(]\S+)\)*)?/,
    /^Phase1_id:\s+(?<phase1>\S+)$/,
    /^Desc:\s+\(?(?<description>none|.*)\)?$/,
    /^Session\s+ID:\s+(?<session>\d+)$/,
    /^(?<version>IKE(v\d)*)*\s+SA:\s+local\s+(?<local>[\d.:]+)\/(?<localPort>\d+)\s+remote\s+(?<remote>[\d.:]+)\/(?<remotePort>\d+)\s+(?<ike>\w+)/,
    /^Capabilities:\(*(?<capabilities>\w+)\)*\s+connid:(?<connId>\d+)\s+lifetime:(?<lifetime>[\d:]+)$/,
    /^IPSEC\s+FLOW:\s+(?<flow>.+)$/,
    /^Active\s+SAs:\s+(?<active>\d+),\s+origin:\s+(?<origin>[\w\s]+)$/,
    /^Inbound:\s+#pkts\s+dec'ed\s+(?<inbound>\d+)\s+drop\s+\d+\s+life\s+\(KB\/Sec\)\s+(?<inKb>[\w\s]+)\/(?<inSeconds>\d+)$/,
    /^Outbound:\s+#pkts\s+enc'ed\s+(?<outbound>\d+)\s+drop\s+\d+\s+life\s+\(KB\/Sec\)\s+(?<outKb>[\w\s]+)\/(?<outSeconds>\d+)$/,
  ];
  const short = {
    ...{
      interface: 'FastEthernet1/1',
      user: 'joe@cclient',
      profile: 'groupA',
      group: 'cclient',
      address: '10.13.13.1',
    },
    ...{ status: 'UP-ACTIVE', peer: '172.31.100.2', port: '4500', session: '4', version: 'IKEv1', ike: 'Active' },
    ...{ local: '172.28.100.1', localPort: '4500', remote: '172.31.100.2', remotePort: '4500', active: '2' },
    ...{ flow: 'permit ip 0.0.0.0/0.0.0.0 host 10.13.13.1', origin: 'dynamic crypto map' },
  };
  const { fvrf, ivrf, ...without } = read(sessions(false, client), lines, false);
  assert.deepEqual([{ ...without }, fvrf, ivrf], [short, undefined, undefined]);
  assert.deepEqual(
    { ...read(sessions(true, client), lines, false) },
    {
      ...{ ...short, uptime: '3d16h', fvrf: 'none', ivrf: 'cisco', phase1: 'cclient', description: 'none' },
      ...{ capabilities: 'CDNX', connId: '17', lifetime: '22:03:24', inbound: '4', outbound: '4' },
      ...{ inKb: '4608000', inSeconds: '2949', outKb: '4608000', outSeconds: '2949' },
    },
  );
});

test('ntc-templates: show crypto ipsec sa detail', () => {
  const pair = (first: string, second: string): RegExp =>
    new RegExp(`^\\s*#+pkts ${first}:? (\\d+), #pkts ${second}:? (\\d+)\\s*$`);
  const lines = [
    /^\s*interface:\s+(?<interface>\S+)\s*$/,
    /^\s*Crypto\s+map\s+tag:\s+(?<map>[\S-]+),\s+local\s+addr\s+(?<local>\S+)\s*$/,
    /^\s*protected\s+vrf:\s+(?<vrf>\S+)\s*$/,
    /^\s*local\s+ident\s+\(addr\/mask\/prot\/port\):\s+\((?<ident>\S+\/\S+\/\d+\/\d+)\)\s*$/,
    /^\s*remote\s+ident\s+\(addr\/mask\/prot\/port\):\s+\((?<remoteIdent>\S+\/\S+\/\d+\/\d+)\)\s*$/,
    /^\s*current_peer\s+(?<peer>\S+)\s+port\s+(?<port>\d+)\s*$/,
    /^\s*\S+,\s+flags=\{[\S\s]*\}\s*$/,
    /^\s*#pkts\s+encaps:\s+(?<encaps>\d+),\s+#pkts\s+encrypt:\s+\d+,\s+#pkts\s+digest:\s+\d+\s*$/,
    /^\s*#pkts\s+decaps:\s+(?<decaps>\d+),\s+#pkts\s+decrypt:\s+\d+,\s+#pkts\s+verify:\s+\d+\s*$/,
    pair('compressed', 'decompressed'),
    pair('not compressed', 'compr\\. failed'),
    pair('not decompressed', 'decompress failed'),
    pair('no sa \\(send\\)', 'invalid sa \\(rcv\\)'),
    pair('encaps failed \\(send\\)', 'decaps failed \\(rcv\\)'),
    pair('invalid prot \\(recv\\)', 'verify failed'),
    pair('invalid identity \\(recv\\)', 'invalid len \\(rcv\\)'),
    pair('replay rollover \\(send\\)', 'replay rollover \\(rcv\\)'),
    /^\s*##pkts\s+replay\s+failed\s+\(rcv\):\s+\d+\s*$/,
    pair('tagged \\(send\\)', 'untagged \\(rcv\\)'),
    pair('not tagged \\(send\\)', 'not untagged \\(rcv\\)'),
    pair('internal err \\(send\\)', 'internal err \\(recv\\)'),
    /^\s*local\s+crypto\s+endpt.:\s+\S+,\s+remote\s+crypto\s+endpt.:\s+\S+\s*$/,
    /^\s*plaintext\s+mtu\s+(?<mtu>\d+),\s+path\s+mtu\s+\d+,\s+ip\s+mtu\s+\d+,\s+ip\s+mtu\s+idb\s+\S+\s*$/,
    /^\s*current\s+outbound\s+spi:\s+(?<spi>\S+)\(\d+\)\s*$/,
    /^\s*PFS\s+\(Y\/N\):\s+(?<pfs>\S+),\s+DH\s+group:\s+(?<group>\S+)\s*$/,
    /^\s*\S+\s+\S+\s+sas:\s*$/,
    /^\s*spi:\s+(?<last>\S+)\((\d+)\)\s*$/,
    /^\s*transform:\s+(?<transform>[\S\s]+)\s+,\s*$/,
    /^\s*in\s+use\s+settings\s+=\{(?<settings>[\S\s]+?),*\s+\}\s*$/,
    /^\s*conn\s+id:\s+(\d+),\s+flow_id:\s+([\S\s]+),\s+sibling_flags\s+([\d\w]+),\s+crypto\s+map:\s+(\S+)\s*$/,
    /^\s*sa\s+timing:\s+remaining\s+key\s+lifetime\s+\(k\/sec\):\s+\((?<kb>\d+)\/(?<seconds>\d+)\)\s*$/,
    /^\s*IV\s+size:\s+(?<iv>\d+)\s+bytes\s*$/,
    /^\s*replay\s+detection\s+support:\s+\S+\s+replay\s+window\s+size:\s+(?<window>\d+)\s*$/,
    /^\s*Status:\s+(?<status>\S+)\s*$/,
  ];
  const text = showIpsecSas([{ ...site, flows: site.flows.slice(0, 1) }], {
    detail: true,
    volume: () => undefined,
    window: 64,
  });
  assert.deepEqual(
    { ...read(text, lines, true) },
    {
      ...{ interface: 'GigabitEthernet3', map: 'vpn', local: '192.0.2.2', vrf: 'myi', peer: '192.0.2.1', port: '500' },
      ...{ ident: '20.20.20.0/255.255.255.0/0/0', remoteIdent: '10.10.10.0/255.255.255.0/0/0' },
      ...{ encaps: '9', decaps: '12', mtu: '1438', spi: '0x397C36EE', pfs: 'Y', group: 'group19' },
      ...{ last: '0x397C36EE', transform: 'esp-256-aes esp-sha256-hmac', settings: 'Tunnel', kb: '0', seconds: '1937' },
      ...{ iv: '16', window: '64', status: 'ACTIVE(ACTIVE)' },
    },
  );
});

test('genie: show crypto session remote, which reads nothing of a line that it does not know whole', () => {
  const lines = [
    /^Session status:\s+(?<status>\S+)$/,
    /^Peer:\s+(?<peer>\S+)\s+port\s+(?<port>\d+)(\s+fvrf:\s+\(?(?<fvrf>\w+)\)?\s+ivrf:\s+\(?(?<ivrf>\w+)\)?)?$/,
    /^(?<version>\w+)\s+SA:\s+local\s+(?<local>\S+)\/(?<localPort>\d+)\s+remote\s+(?<remote>\S+)\/(?<remotePort>\d+)\s+\S+$/,
    /^Inbound:\s+#pkts\s+dec'ed\s+(?<inbound>\d+)\s+drop\s+\d+\s+life\s+\(KB\/Sec\)\s+(?<kb>\d+)\/(?<seconds>\d+)$/,
  ];
  assert.deepEqual(
    { ...read(sessions(true, client), lines, false) },
    {
      ...{ status: 'UP-ACTIVE', peer: '172.31.100.2', port: '4500', fvrf: 'none', ivrf: 'cisco' },
      ...{ version: 'IKEv1', local: '172.28.100.1', localPort: '4500', remote: '172.31.100.2', remotePort: '4500' },
      ...{ inbound: '4', kb: '4608000', seconds: '2949' },
    },
  );
});

test('genie: show crypto ikev2 sa detail, ikev2 session, isakmp sa', () => {
  const screen = { detail: true, now, deadPeers: () => ({ seconds: 60, retry: 3 }), lifetime: () => undefined };
  const lines = [
    /^(?<id>\d+) +(?<local>[0-9.\S]+) +(?<remote>[0-9.\S]+) +(?<fvrf>\w+)\/(?<ivrf>\w+) +(?<status>\w+)$/,
    /^Encr: +(?<cipher>[\w-]+), keysize: +(?<size>\d+), PRF: +(?<prf>\w+), +Hash: +(?<hash>\w+), +DH Grp:+(?<group>\w+), +Auth sign: +(?<sign>\w+), +Auth verify: +(?<verify>\w+)$/,
    /^Life\S+Active Time: +(?<life>\d+)\/(?<age>\d+) +sec$/,
    /^CE id:+ (?<ce>\d+), +Session-id: +(?<session>\d+)$/,
    /^Status Description:+ (?<description>[\w\s]+)$/,
    /^Local spi: +(?<localSpi>\w+) +Remote spi: +(?<remoteSpi>\w+)$/,
    /^Local id: +(?<localId>\S+)$/,
    /^Remote id: +(?<remoteId>\S+)$/,
    /^DPD configured for +(?<dpd>\d+) +seconds, retry +(?<retry>\d+)$/,
    /^NAT-T is +(?<nat>.+)$/,
    /^Initiator of SA :+(?<initiator>.+)$/,
  ];
  const fields = {
    ...{ id: '1', local: '192.0.2.2/500', remote: '192.0.2.1/500', fvrf: 'myf', ivrf: 'myi', status: 'READY' },
    ...{ cipher: 'AES-CBC', size: '256', prf: 'SHA256', hash: 'SHA256', group: '14', sign: 'PSK', verify: 'PSK' },
    ...{ life: '86400', age: '38157', ce: '0', session: '1', description: 'Negotiation done' },
    ...{ localSpi: '6F86196AB2C574E3', remoteSpi: '74AD695CF23C4805', localId: 'gw.example', remoteId: 'host.example' },
    ...{ dpd: '60', retry: '3', nat: 'not detected', initiator: ' Yes' },
  };
  assert.deepEqual({ ...read(showIkev2Sas(site.ikeSas, [site], screen), lines, false) }, fields);
  const sessionLines = [
    ...lines,
    /^Session-id:(?<number>\d+),\s+Status:(?<state>[\w-]+),\s+IKE\s+count:(?<ikes>\d+),\s+CHILD\s+count:(?<children>\d+)$/,
    /^Child sa:\s+local selector\s+(?<from>\S+\s+-\s+\S+)$/,
    /^remote selector\s+(?<to>\S+\s+-\s+\S+)$/,
    /^ESP spi in\/out:\s+(?<espIn>\w+)\/(?<espOut>\w+)$/,
    /^Encr:\s+\S+,\s+keysize:\s+\d+,\s+esp_hmac:\s+(?<hmac>\w+)$/,
  ];
  assert.deepEqual(
    { ...read(showIkev2Sessions([site], screen), sessionLines, false) },
    {
      ...{ ...fields, number: '1', state: 'UP-ACTIVE', ikes: '1', children: '1', hmac: 'SHA256' },
      ...{ from: '20.20.20.0/0 - 20.20.20.255/65535', to: '10.10.10.0/0 - 10.10.10.255/65535' },
      ...{ espIn: '0x658F7C11', espOut: '0x397C36EE' },
    },
  );
  const row = [/^(?<dst>[\d.]+)\s+(?<src>[\d.]+)\s+(?<state>\w+)\s+(?<id>\d+)\s+(?<status>\w+)/];
  assert.deepEqual(
    { ...read(showIsakmpSas(client.ikeSas), row, false) },
    {
      ...{ dst: '172.28.100.1', src: '172.31.100.2', state: 'QM_IDLE', id: '17', status: 'ACTIVE' },
    },
  );
  const detail = [
    /^(?<id>\d+)\s+(?<local>[\d.]+)\s+(?<remote>[\d.]+)\s+(?<vrf>\w*)\s*ACTIVE\s+(?<cipher>\w+)\s+(?<hash>\w+)\s+(?<auth>\w+)\s+(?<group>\d+)\s+(?<life>[\d:]+)\s*(?<letters>\w*)$/,
    /^Engine-id:Conn-id\s+=\s+(?<engine>\S+)$/,
  ];
  assert.deepEqual(
    { ...read(showIsakmpSaDetail(client.ikeSas), detail, false) },
    {
      ...{
        id: '17',
        local: '172.28.100.1',
        remote: '172.31.100.2',
        vrf: 'cisco',
        cipher: 'aes',
        hash: 'sha',
        auth: 'psk',
      },
      ...{ group: '14', life: '22:03:24', letters: 'CDNX', engine: 'SW:17' },
    },
  );
});
