import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { silentLog } from '../../src/base/event-log.ts';
import {
  printRecords,
  type RecordFormat,
  runSecurityServer,
  type SecurityServer,
} from '../../src/security-server/index.ts';

/** Runs radclient with one request (or several, separated by empty lines) on its standard input. */
async function radclient(port: number, kind: 'auth' | 'acct', request: string, secret = 'testing123'): Promise<string> {
  const child = spawn('radclient', ['-x', '-r', '1', '-t', '5', `127.0.0.1:${port}`, kind, secret]);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  child.stdin.end(`${request}\n`);
  await once(child, 'close');
  return output;
}

test('radclient logs in and keeps its books with the security server', async (t) => {
  const store = mkdtempSync(join(tmpdir(), 'tollgate-radclient-'));
  t.after(() => rmSync(store, { recursive: true, force: true }));
  const server: SecurityServer = await runSecurityServer(
    {
      listen: '127.0.0.1',
      radius: { authPort: 0, acctPort: 0 },
      store,
      clients: [{ address: '127.0.0.0/8', radiusSecret: 'testing123' }],
      users: [{ name: 'bob', password: { kind: 'clear', text: 'builder' }, privilege: 15, radiusClass: 'gold' }],
      enable: [],
    },
    { log: silentLog },
  );
  t.after(() => server.stop());
  const { radiusAuth = 0, radiusAcct = 0 } = server.ports;
  const print = async (format: RecordFormat): Promise<string> => {
    let text = '';
    const out = {
      write(part: string) {
        text += part;
      },
    };
    await printRecords({ store, format, filter: {}, follow: false }, out);
    return text;
  };

  await t.test('PAP and CHAP', async () => {
    const pap = await radclient(
      radiusAuth,
      'auth',
      'User-Name = bob, User-Password = builder, Message-Authenticator = 0x00',
    );
    assert.match(pap, /Received Access-Accept/);
    assert.match(pap, /Service-Type = Administrative-User/);
    assert.match(pap, /Cisco-AVPair = "shell:priv-lvl=15"/);
    assert.match(pap, /Class = 0x676f6c64/);
    const chap = await radclient(
      radiusAuth,
      'auth',
      'User-Name = bob, CHAP-Password = builder, Message-Authenticator = 0x00',
    );
    assert.match(chap, /Received Access-Accept/);
    const wrong = await radclient(
      radiusAuth,
      'auth',
      'User-Name = bob, User-Password = wrong, Message-Authenticator = 0x00',
    );
    assert.match(wrong, /Received Access-Reject/);
  });

  await t.test('Status-Server', async () => {
    const status = await radclient(radiusAcct, 'auth', 'Packet-Type = Status-Server, Message-Authenticator = 0x00');
    assert.match(status, /Received Accounting-Response/);
  });

  await t.test('a session of Start, Interim and Stop; the Stop comes twice', async () => {
    const common = `NAS-IP-Address = 172.16.25.15, NAS-Port = 3, User-Name = username1, Called-Station-Id = 4327528, Calling-Station-Id = 562, Acct-Session-Id = 0000000B, Service-Type = Framed-User, Framed-Protocol = PPP`;
    const stop = `${common}, Acct-Status-Type = Stop, Framed-IP-Address = 10.1.1.1, Acct-Input-Octets = 8630, Acct-Output-Octets = 5722, Acct-Session-Time = 357, Event-Timestamp = 993616609`;
    for (const request of [
      `${common}, Acct-Status-Type = Start, Event-Timestamp = 993616252`,
      `${common}, Acct-Status-Type = Interim-Update, Acct-Input-Octets = 100, Acct-Session-Time = 60, Event-Timestamp = 993616312`,
      `${stop}, Acct-Delay-Time = 0`,
      `${stop}, Acct-Delay-Time = 5`,
    ])
      assert.match(await radclient(radiusAcct, 'acct', request), /Received Accounting-Response/);
    const records = (await print('json'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      records.map(({ kind, copies, time }) => [kind, copies, time]),
      [
        ['start', 1, '2001-06-27T04:30:52.000Z'],
        ['interim', 1, '2001-06-27T04:31:52.000Z'],
        ['stop', 2, '2001-06-27T04:36:49.000Z'],
      ],
    );
    const detail = await print('detail');
    assert.match(detail, / {2}Client-Port-DNIS = "4327528"\n {2}Caller-ID = "562"\n {2}Acct-Status-Type = Stop\n/);
  });

  await t.test('a wrong secret gets no answer and no record', async () => {
    const before = await print('json');
    const request = 'Acct-Status-Type = Start, Acct-Session-Id = 1';
    const child = spawn('radclient', ['-r', '1', '-t', '0.3', `127.0.0.1:${radiusAcct}`, 'acct', 'wrong']);
    child.stdin.end(`${request}\n`);
    const [status] = await once(child, 'close');
    assert.notEqual(status, 0);
    assert.equal(await print('json'), before);
  });
});
