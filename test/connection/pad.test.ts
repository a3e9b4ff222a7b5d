/**
 * A person calls a host by X.25 over TCP: what the host gets, and the records at FreeRADIUS and at a
 * TACACS+ server. Needs the port 1998 of addresses of 127/8 of its own.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { xotHost } from '../../src/sources/connection/testing/xot-host.ts';
import { configurationWith } from '../e2e/configuration.ts';
import { logIn } from '../e2e/person.ts';
import { eventually, freeTcpPort } from '../e2e/waiting.ts';
import { daemonFor, temporaryDirectory } from '../rigs/daemon.ts';
import { startFreeRadius } from '../rigs/freeradius.ts';
import { gateway, suspend, valuesOf } from './set-up.ts';

const port = 1998;

test('pad: a call by a route, suspended, resumed, cleared by the host; TACACS+ records count its data', async (t) => {
  const address = '127.0.19.98';
  const host = await xotHost(t, { address, port });
  const { connections, bob } = await gateway(
    t,
    `x25 route ^408 xot 127.0.19.99 ${address}
x25 route ^99 xot ${address}
x25 host sun 4085552 cud BOB`,
  );
  const person = await bob();
  person.types('pad sun\r');
  await person.sees('Trying 4085552 ... Open');
  await person.sees('who are you\n');
  await suspend(person);
  assert.match(await person.says('show sessions'), /^\* {2}1 4085552 +4085552 /m);
  person.types('1\r');
  await person.sees('[Resuming connection 1 to 4085552 ... ]');
  person.types('bob\r');
  await person.sees('hello bob\n');
  person.types('\x1eb');
  person.types('bye\r');
  await person.sees('[Connection to 4085552 closed by foreign host]');
  assert.match(await person.says('pad 777'), /^% No route to 777$/m);
  assert.match(await person.says('pad moon'), /^% Invalid X\.121 address$/m);
  await person.leaves();

  assert.deepEqual(host.calls, [{ called: '4085552', data: '01000000424f42', facilities: '420707430202' }]);
  assert.equal(host.interrupts, 1);
  const [start, stop, ...more] = await connections(2);
  assert.deepEqual(more, []);
  const about = { service: 'connection', protocol: 'pad', addr: '4085552', cmd: 'pad sun' };
  const { task_id, start_time, timezone, ...facts } = valuesOf(start);
  assert.deepEqual(facts, about);
  const { elapsed_time, ...rest } = valuesOf(stop);
  const { counts } = host;
  assert.deepEqual(rest, {
    ...{ task_id, start_time, timezone, ...about },
    ...{ bytes_in: String(counts.bytesOut), bytes_out: String(counts.bytesIn) },
    ...{ paks_in: String(counts.packetsOut), paks_out: String(counts.packetsIn) },
    ...{ 'disc-cause': '18', 'disc-cause-ext': '1063' },
  });
  assert.match(elapsed_time ?? '', /^\d+$/);
});

test('pad: the records at FreeRADIUS, and a call that the network clears', async (t) => {
  const directory = temporaryDirectory(t);
  const address = '127.0.19.100';
  const busy = '127.0.19.101';
  const host = await xotHost(t, { address, port });
  await xotHost(t, { address: busy, port, refuse: [1, 0] });
  const freeradius = await startFreeRadius({
    users: 'bob Cleartext-Password := "builder"\n      Cisco-AVPair = "shell:priv-lvl=15"\n',
  });
  t.after(() => freeradius.remove());
  const ssh = await freeTcpPort();
  await daemonFor(
    t,
    directory,
    configurationWith(
      ssh,
      `radius server main
 address ipv4 127.0.0.1 auth-port ${freeradius.ports.auth} acct-port ${freeradius.ports.acct}
 key ${freeradius.secret}
aaa authentication login default group radius
aaa authorization exec default group radius
aaa accounting connection default start-stop group radius
x25 route ^1 xot ${address}
x25 route ^2 xot ${busy}`,
    ),
  );
  const person = await logIn(t, { port: ssh, user: 'bob', password: 'builder', directory });
  assert.match(await person.says('pad 2000'), /% Call to 2000 cleared: number busy \(cause 1, diagnostic 0\)$/);
  person.types('pad 1000 /cud X /reverse\r');
  await person.sees('who are you\n');
  await suspend(person);
  person.types('disconnect\r');
  await person.sees('Closing connection to 1000 [confirm]');
  person.types('\r');
  await person.sees(/[>#]$/);
  await person.leaves();
  assert.equal(host.calls[0]?.facilities, '4207074302020101');
  const detail = await eventually('two records', () => {
    const records = freeradius.readDetail();
    return records.length >= 2 ? records : undefined;
  });
  assert.equal(detail.length, 2);
  const [start, stop] = detail.map(({ attributes }) => Object.fromEntries(attributes));
  for (const record of [start, stop]) {
    assert.equal(record?.['Login-Service'], 'X25-PAD');
    assert.equal(record?.['Service-Type'], 'Login-User');
    assert.equal(record?.['Login-IP-Host'], undefined);
  }
  const { counts } = host;
  assert.deepEqual(
    [
      stop?.['Acct-Input-Octets'],
      stop?.['Acct-Output-Octets'],
      stop?.['Acct-Input-Packets'],
      stop?.['Acct-Output-Packets'],
    ],
    [counts.bytesOut, counts.bytesIn, counts.packetsOut, counts.packetsIn].map(String),
  );
  assert.equal(stop?.['Acct-Terminate-Cause'], 'User-Request');
});
