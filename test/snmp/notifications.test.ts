/** Debian's snmptrapd hears of a RADIUS server that dies, in every version, and acknowledges informs of versions 2c and 3. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { configurationWith } from '../e2e/configuration.ts';
import { openSsh } from '../e2e/person.ts';
import { eventually, freeTcpPort } from '../e2e/waiting.ts';
import { daemonFor, temporaryDirectory } from '../rigs/daemon.ts';
import { freePorts } from '../rigs/freeradius.ts';
import { freeUdpPort, snmp, trapReceiver } from '../rigs/snmp.ts';

const statistics = '.1.3.6.1.4.1.9.10.56.1.2.1.1';

test('a server that does not answer is told of: version 1, 2c, 3 with authentication and encryption, and an inform', async (t) => {
  const directory = temporaryDirectory(t);
  const engine = '8000000005a1a2a3a4a5';
  const user = `createUser -e 0x${engine} teller SHA-256 tellerpass1 AES tellerpass2\nauthUser log teller priv`;
  const community = 'authCommunity log told';
  const receivers = {
    v1: await trapReceiver(t, join(directory, 'v1'), community),
    v2c: await trapReceiver(t, join(directory, 'v2c'), community),
    v3: await trapReceiver(t, join(directory, 'v3'), user),
    inform: await trapReceiver(t, join(directory, 'inform'), community),
    informV3: await trapReceiver(
      t,
      join(directory, 'inform-v3'),
      'createUser teller SHA-256 tellerpass1 AES tellerpass2\nauthUser log teller priv',
    ),
    tunnels: await trapReceiver(t, join(directory, 'tunnels'), community),
  };
  const silent = await freePorts();
  const sshPort = await freeTcpPort();
  const port = await freeUdpPort();
  const daemon = await daemonFor(
    t,
    directory,
    configurationWith(
      sshPort,
      `radius server gone
 address ipv4 127.0.0.1 auth-port ${silent.auth} acct-port ${silent.acct}
 key k
 timeout 1
 retransmit 1
radius-server dead-criteria time 1 tries 1
radius-server deadtime 5
aaa authentication login default group radius
snmp-server engineID local ${engine}
snmp-server listen 127.0.0.1
snmp-server port ${port}
snmp-server community look ro
snmp-server group tellers v3 priv
snmp-server user teller tellers v3 auth sha-2 256 tellerpass1 priv aes 128 tellerpass2
snmp-server enable traps aaa_server
snmp-server host 127.0.0.1 told udp-port ${receivers.v1.port}
snmp-server host 127.0.0.1 version 2c told udp-port ${receivers.v2c.port} aaa_server
snmp-server host 127.0.0.1 version 3 priv teller udp-port ${receivers.v3.port}
snmp-server host 127.0.0.1 informs version 2c told udp-port ${receivers.inform.port}
snmp-server host 127.0.0.1 informs version 3 priv teller udp-port ${receivers.informV3.port}
snmp-server host 127.0.0.1 version 2c told udp-port ${receivers.tunnels.port} ipsec`,
    ),
  );
  openSsh(t, { port: sshPort, user: 'bob', password: 'builder', directory });
  for (const name of ['v1', 'v2c', 'v3', 'inform', 'informV3'] as const) {
    const heard = await eventually(`the notification by ${name}`, () => receivers[name].heard()[0]);
    assert.ok(heard.includes(`${statistics}.25.2.1 = INTEGER: 2`), `${name}: ${heard}`);
    assert.match(heard, /\.28\.2\.1 = INTEGER: 0/);
    if (name === 'v1') assert.match(heard, /\.1\.3\.6\.1\.4\.1\.9\.10\.56\.2\.6\.\.1 /);
    else assert.match(heard, /\.1\.3\.6\.1\.6\.3\.1\.1\.4\.1\.0 = OID: \.1\.3\.6\.1\.4\.1\.9\.10\.56\.2\.0\.1\b/);
  }
  assert.deepEqual(receivers.tunnels.heard(), [], 'it wants to hear of tunnels only');
  const state = await snmp(directory, 'snmpget', '-v2c', '-c', 'look', `127.0.0.1:${port}`, `${statistics}.25.2.1`);
  assert.match(state.text, /INTEGER: 2/);
  const acknowledged = await eventually('the acknowledgement', async () => {
    const { text } = await daemon.run('show snmp');
    return /Informs: 2 sent, 2 acknowledged, 0 failed/.test(text) ? text : undefined;
  });
  assert.match(acknowledged, /3 Trap PDUs/);
});
