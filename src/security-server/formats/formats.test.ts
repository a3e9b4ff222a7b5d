import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { attribute } from '../../protocols/radius/index.ts';
import { bookedInMemory } from '../fixtures/books.ts';
import { network, noon, radiusEntry, tacacsEntry } from '../fixtures/records.ts';
import type { InboxEntry } from '../inbox/entry.ts';
import type { StoredRecord } from '../query.ts';
import { detail } from './detail.ts';
import { jsonRecord } from './json.ts';
import { recordTable } from './table.ts';
import { tacplus } from './tacplus.ts';

before(() => {
  process.env.TZ = 'UTC';
});

const stored = (entry: InboxEntry): StoredRecord => {
  const [row] = bookedInMemory([entry]).prepare('SELECT * FROM record').all();
  return { ...row } as unknown as StoredRecord;
};
const at = (hours: number, minutes: number, seconds: number): number => Date.UTC(2001, 5, 27, hours, minutes, seconds);

/** In the order that a router of that time sends them; the printed order must not depend on it. */
const connectionStop = radiusEntry(
  [
    attribute('Acct-Session-Id', '00000008'),
    attribute('Login-Service', 'Telnet'),
    attribute('Login-IP-Host', '10.68.202.158'),
    attribute('User-Name', 'username1'),
    attribute('Acct-Authentic', 'RADIUS'),
    attribute('Acct-Status-Type', 'Stop'),
    attribute('Acct-Session-Time', 39),
    attribute('Acct-Input-Octets', 10774),
    attribute('Acct-Output-Octets', 112),
    attribute('Acct-Input-Packets', 91),
    attribute('Acct-Output-Packets', 99),
    attribute('Calling-Station-Id', '5622329477'),
    attribute('Called-Station-Id', '4327528'),
    attribute('NAS-Port', 2),
    attribute('Service-Type', 'Login-User'),
    attribute('NAS-IP-Address', '172.16.25.15'),
    attribute('Acct-Delay-Time', 0),
  ],
  { received: at(4, 28, 39) },
);

describe('detail', () => {
  test('a connection Stop has the attributes of the old detail files, in their order, quoted as there', () => {
    assert.equal(
      detail(stored(connectionStop)),
      `Wed Jun 27 04:28:39 2001
  NAS-IP-Address = "172.16.25.15"
  NAS-Port = 2
  User-Name = "username1"
  Client-Port-DNIS = "4327528"
  Caller-ID = "5622329477"
  Acct-Status-Type = Stop
  Acct-Authentic = RADIUS
  Service-Type = Login
  Acct-Session-Id = "00000008"
  Login-Service = Telnet
  Login-IP-Host = "10.68.202.158"
  Acct-Input-Octets = 10774
  Acct-Output-Octets = 112
  Acct-Input-Packets = 91
  Acct-Output-Packets = 99
  Acct-Session-Time = 39
  Acct-Delay-Time = 0
  User-Id = "username1"
  NAS-Identifier = "172.16.25.15"

`,
    );
  });

  test('an EXEC Start names its service as there; newer attributes come before the delay', () => {
    const entry = radiusEntry(
      [
        attribute('NAS-IP-Address', '172.16.25.15'),
        attribute('NAS-Port', 26),
        attribute('User-Name', 'username1'),
        attribute('Calling-Station-Id', '10.68.202.158'),
        attribute('Acct-Status-Type', 'Start'),
        attribute('Acct-Authentic', 'RADIUS'),
        attribute('Service-Type', 'NAS-Prompt-User'),
        attribute('Acct-Session-Id', '00000010'),
        attribute('Event-Timestamp', at(4, 48, 32) / 1000),
        attribute('Cisco-AVPair', 'connect-progress=Call "Up"'),
        attribute('Class', Buffer.from('gold')),
        attribute('NAS-Identifier', 'gateway'),
        attribute('Acct-Delay-Time', 7200),
      ],
      { received: at(6, 48, 32) },
    );
    assert.equal(
      detail(stored(entry)),
      `Wed Jun 27 04:48:32 2001
  NAS-IP-Address = "172.16.25.15"
  NAS-Port = 26
  User-Name = "username1"
  Caller-ID = "10.68.202.158"
  Acct-Status-Type = Start
  Acct-Authentic = RADIUS
  Service-Type = Exec-User
  Acct-Session-Id = "00000010"
  Event-Timestamp = 993617312
  Cisco-AVPair = "connect-progress=Call \\"Up\\""
  Class = 0x676f6c64
  Acct-Delay-Time = 7200
  User-Id = "username1"
  NAS-Identifier = "gateway"

`,
    );
  });

  test('PPP over an EXEC session keeps the order of the packet for its addresses', () => {
    const text = detail(
      stored(
        network('Start', {
          time: noon,
          more: [attribute('Framed-IP-Address', '10.1.1.2'), attribute('Framed-Protocol', 'PPP')],
        }),
      ),
    );
    assert.match(
      text,
      / {2}Service-Type = Framed\n {2}Acct-Session-Id = "0000000B"\n {2}Framed-IP-Address = "10.1.1.2"\n {2}Framed-Protocol = PPP\n/,
    );
  });

  test('a TACACS+ record prints its fields and arguments the same way', () => {
    const entry = tacacsEntry('stop', ['task_id=3', 'service=shell', 'priv-lvl=1', 'cmd=show version <cr>']);
    assert.equal(
      detail(stored(entry)),
      `Wed Jun 27 04:26:23 2001
  NAS-IP-Address = "172.16.25.15"
  NAS-Port-Id = "tty3"
  User-Name = "username1"
  Caller-ID = "5622329430/4327528"
  Acct-Status-Type = Stop
  task_id = 3
  service = "shell"
  priv-lvl = 1
  cmd = "show version <cr>"

`,
    );
  });
});

describe('tacplus', () => {
  test('a command is one line with tabs', () => {
    const entry = tacacsEntry(
      'stop',
      ['task_id=6', 'service=shell', 'priv-lvl=15', 'cmd=configure terminal <cr>'],
      {},
      { received: at(3, 47, 17) },
    );
    assert.equal(
      tacplus(stored(entry)),
      'Wed Jun 27 03:47:17 2001\t172.16.25.15\tusername1\ttty3\t5622329430/4327528\tstop\ttask_id=6\tservice=shell\tpriv-lvl=15\tcmd=configure terminal <cr>\n',
    );
  });

  test('empty fields are unknown, an interim is an update', () => {
    const sys = tacacsEntry(
      'start',
      ['task_id=25', 'service=system', 'event=sys_acct', 'reason=reconfigure'],
      { user: '', port: '', remAddr: '' },
      { received: at(3, 55, 32) },
    );
    assert.equal(
      tacplus(stored(sys)),
      'Wed Jun 27 03:55:32 2001\t172.16.25.15\tunknown\tunknown\tunknown\tstart\ttask_id=25\tservice=system\tevent=sys_acct\treason=reconfigure\n',
    );
    const update = tacacsEntry('watchdog-update', ['task_id=35', 'service=ppp', 'protocol=ip', 'addr=10.1.1.2']);
    assert.equal(tacplus(stored(update)).split('\t')[5], 'update');
  });

  test('a RADIUS record gets the arguments that say the same', () => {
    assert.equal(
      tacplus(stored(connectionStop)),
      'Wed Jun 27 04:28:39 2001\t172.16.25.15\tusername1\t2\t5622329477/4327528\tstop\ttask_id=00000008\tservice=connection\tprotocol=telnet\taddr=10.68.202.158\tbytes_in=10774\tbytes_out=112\tpaks_in=91\tpaks_out=99\telapsed_time=39\n',
    );
  });

  test('a tab in a value cannot tear the line', () => {
    const entry = tacacsEntry('stop', ['task_id=6', 'service=shell', 'cmd=show\tversion\n']);
    assert.equal(tacplus(stored(entry)).split('\t').at(-1), 'cmd=show\\011version\\012\n');
  });
});

test('json has one object a line, in plain words, with every attribute', () => {
  const text = jsonRecord(stored(connectionStop));
  assert.equal(text.indexOf('\n'), text.length - 1);
  const { attributes, ...rest } = JSON.parse(text);
  assert.deepEqual(rest, {
    id: 1,
    time: '2001-06-27T04:28:39.000Z',
    received: '2001-06-27T04:28:39.000Z',
    copies: 1,
    protocol: 'radius',
    nas: '172.16.25.15',
    source: '192.0.2.1',
    user: 'username1',
    port: '2',
    caller: '5622329477',
    type: 'connection',
    kind: 'stop',
    session: '00000008',
    address: '10.68.202.158',
    duration: 39,
    bytesIn: 10774,
    bytesOut: 112,
    packetsIn: 91,
    packetsOut: 99,
  });
  assert.equal(Object.keys(attributes).length, 17);
  assert.equal(attributes['Login-Service'], 'Telnet');
});

test('the table is aligned, and no control character of a record reaches the terminal', () => {
  const table = recordTable();
  const command = tacacsEntry('stop', ['task_id=3', 'service=shell', 'cmd=show \x1b[31mversion <cr>']);
  const first = table.print([stored(connectionStop), stored(command)]);
  assert.equal(
    first,
    `TIME                 NAS           USER       PORT   FROM                TYPE        RECORD   SESSION   DETAILS
2001-06-27 04:28:39  172.16.25.15  username1  2      5622329477          connection  stop     00000008  10.68.202.158  0:00:39  in 10774 out 112 octets
2001-06-27 04:26:23  172.16.25.15  username1  tty3   5622329430/4327528  commands    stop     3         show ?[31mversion <cr>
`,
  );
  assert.doesNotMatch(table.print([stored(command)]), /TIME/);
});
