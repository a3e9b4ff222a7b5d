/** Our TACACS+ client and server as tshark sees them: every field of every packet type against what was meant. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import {
  type AccountingRequest,
  acctFlags,
  authenMethods,
  authenServices,
  authenTypes,
  TacacsClient,
  type TacacsClientOptions,
  TacacsServer,
} from '../../src/protocols/tacacs/index.ts';
import { startCapture, type TsharkTacacs } from '../rigs/tshark.ts';

const key = 'the key that tshark knows';
const who = { user: 'admin', port: 'tty4', remAddr: '192.0.2.92' };
const request = {
  ...who,
  authenMethod: authenMethods['tacacs+'],
  privLvl: 15,
  authenType: authenTypes.ascii,
  authenService: authenServices.login,
};

async function exchange(
  t: TestContext,
  options: Partial<TacacsClientOptions>,
  talk: (client: TacacsClient) => Promise<void>,
) {
  const server = new TacacsServer({
    clients: [{ address: '127.0.0.1', key: 'key' in options ? options.key : key }],
    handlers: {
      async authenticate({ start, askUser, askPassword, askData }) {
        if (start.authenType !== authenTypes.ascii) return { status: 'fail', message: 'No <&> "way"' };
        await askUser();
        await askPassword();
        await askData('Token: ');
        return { status: 'pass', message: 'Welcome', data: Buffer.from('00ff', 'hex') };
      },
      authorize: async () => ({ status: 'pass-replace', args: ['priv-lvl=15', 'idletime*5'], message: 'go on' }),
      account: async (batch) => batch.map(() => ({ status: 'success', message: 'kept' })),
    },
  });
  const { port } = await server.listen({ host: '127.0.0.1', port: 0 });
  t.after(() => server.close());
  const capture = await startCapture(port);
  t.after(() => capture.dispose());
  const client = new TacacsClient({ host: '127.0.0.1', port, key, ...options });
  await talk(client);
  await client.close();
  await capture.stop();
  return capture;
}

/** The fields of a packet that are named, as one row. */
const row = (packet: TsharkTacacs | undefined, ...names: string[]): string[] =>
  names.map((name) => packet?.fields.get(`tacplus.${name}`)?.join('|') ?? 'absent');

test('authentication: ASCII, PAP, CHAP, enable', async (t) => {
  const challenge = Buffer.from('0123456789');
  const response = createHash('md5').update('any').digest();
  const capture = await exchange(t, {}, async (client) => {
    const ascii = await client.authenticateAscii({ ...who, user: '' }, ({ kind }) => `my ${kind}`);
    assert.equal(ascii.outcome, 'pass');
    const given = await client.authenticateAscii(
      { ...who, privLvl: 15, authenService: authenServices.enable },
      () => undefined,
    );
    assert.equal(given.outcome, 'abort');
    assert.equal((await client.authenticatePap(who, 'open sesame')).outcome, 'fail');
    assert.equal((await client.authenticateChap(who, { id: 7, challenge, response })).outcome, 'fail');
  });
  const packets = await capture.decodeTacacs(key);
  assert.deepEqual(
    packets.flatMap(({ complaints }) => complaints),
    [],
  );
  assert.ok(packets.every(({ type }) => type === 1));
  assert.deepEqual(
    packets.map(({ request: asked, minorVersion, seqNo, flags }) => [asked, minorVersion, seqNo, flags]),
    [
      ...[1, 2, 3, 4, 5, 6, 7, 8].map((seqNo) => [seqNo % 2 === 1, 0, seqNo, 0]),
      ...[1, 2, 3].map((seqNo) => [seqNo % 2 === 1, 0, seqNo, 0]),
      [true, 1, 1, 0],
      [false, 1, 2, 0],
      [true, 1, 1, 0],
      [false, 1, 2, 0],
    ],
  );
  const start = [
    'authen_action',
    'privilege_level',
    'authentication_type',
    'service',
    'user',
    'port',
    'remote_address',
  ];
  assert.deepEqual(row(packets[0], ...start), ['1', '1', '1', '1', 'absent', 'tty4', '192.0.2.92']);
  assert.deepEqual(row(packets[8], ...start), ['1', '15', '1', '2', 'admin', 'tty4', '192.0.2.92']);
  assert.deepEqual(row(packets[11], ...start, 'auth_password'), [
    ...['1', '1', '2', '1', 'admin', 'tty4', '192.0.2.92'],
    'open sesame',
  ]);
  assert.deepEqual(row(packets[13], ...start, 'chap.id', 'chap.challenge'), [
    ...['1', '1', '3', '1', 'admin', 'tty4', '192.0.2.92'],
    ...['7', '0123456789'],
  ]);
  assert.ok(packets[13]?.body.endsWith(`${challenge.toString('hex')}${response.toString('hex')}`));
  const reply = ['body_authen_rep.status', 'body_authen_rep.flags', 'body_authen_rep.server_msg', 'data'];
  assert.deepEqual(
    [1, 3, 5, 7, 12, 14].map((i) => row(packets[i], ...reply)),
    [
      ['0x04', '0x00', 'Username: ', 'absent'],
      ['0x05', '0x01', 'Password: ', 'absent'],
      ['0x03', '0x00', 'Token: ', 'absent'],
      ['0x01', '0x00', 'Welcome', '00:ff'],
      ['0x02', '0x00', 'No <&> "way"', 'absent'],
      ['0x02', '0x00', 'No <&> "way"', 'absent'],
    ],
  );
  const goOn = ['body_authen_req_cont.user', 'body_authen_req_cont.flags'];
  assert.deepEqual(
    [2, 4, 6, 10].map((i) => row(packets[i], ...goOn)),
    [
      ['my user', '0x00'],
      ['my password', '0x00'],
      ['my data', '0x00'],
      ['absent', '0x01'],
    ],
  );
});

test('authorization: request and response with arguments', async (t) => {
  const args = ['service=shell', 'cmd=show', 'cmd-arg=version', 'cmd-arg=<cr>'];
  const capture = await exchange(t, {}, async (client) => {
    assert.equal((await client.authorize({ ...request, args })).outcome, 'pass');
  });
  const [asked, answered, ...more] = await capture.decodeTacacs(key);
  assert.deepEqual(more, []);
  assert.deepEqual([asked?.type, answered?.type, asked?.complaints, answered?.complaints], [2, 2, [], []]);
  assert.equal(asked?.sessionId, answered?.sessionId);
  assert.deepEqual(
    row(
      asked,
      ...['body_author_req.auth_method', 'privilege_level', 'authentication_type', 'service'],
      ...['user', 'port', 'remote_address', 'body_author_req.arg_count', 'arg_value'],
    ),
    ['0x06', '15', '1', '1', 'admin', 'tty4', '192.0.2.92', '4', args.join('|')],
  );
  assert.deepEqual(row(answered, 'body_author_rep.auth_status', 'body_author_rep.arg_count', 'arg_value'), [
    ...['0x02', '2', 'priv-lvl=15|idletime*5'],
  ]);
  assert.ok(answered?.body.includes(Buffer.from('go on').toString('hex')));
});

/** The record kinds of the accounting documents: flags, empty fields, long and foreign text. */
const records: readonly AccountingRequest[] = [
  {
    ...request,
    flags: acctFlags.start,
    args: ['task_id=28', 'start_time=1296199019', 'timezone=UTC', 'service=shell'],
  },
  { ...request, flags: acctFlags.stop, args: ['task_id=28', 'service=shell', 'priv-lvl=15', 'cmd=write memory <cr>'] },
  {
    ...request,
    flags: acctFlags['watchdog-update'],
    args: ['task_id=29', 'service=ppp', 'protocol=ip', 'addr*10.0.0.1'],
  },
  { ...request, flags: acctFlags.watchdog, args: [] },
  {
    ...request,
    ...{ user: '', port: '', remAddr: '', privLvl: 0, authenMethod: authenMethods['not-set'], authenType: 0 },
    ...{ authenService: authenServices.none, flags: acctFlags.start },
    args: ['task_id=1', 'timezone=UTC', 'service=system', 'event=sys_acct', 'reason=reload'],
  },
  {
    ...request,
    flags: acctFlags.stop,
    args: [`cmd=${'x'.repeat(251)}`, ...Array.from({ length: 254 }, (_, i) => `a=${i}`)],
  },
];

for (const singleConnection of [false, true])
  test(`accounting, ${singleConnection ? 'all on a single connection' : 'a connection each'}`, async (t) => {
    const capture = await exchange(t, { singleConnection }, async (client) => {
      for (const record of records) assert.equal((await client.account(record)).outcome, 'pass');
    });
    const packets = await capture.decodeTacacs(key);
    assert.deepEqual(
      packets.flatMap(({ complaints }) => complaints),
      [],
    );
    const requests = await capture.accountingRequests(key);
    assert.deepEqual(
      requests.map(({ sessionId: _, ...fields }) => fields),
      records,
    );
    assert.equal(new Set(requests.map(({ sessionId }) => sessionId)).size, records.length);
    assert.deepEqual(
      packets.filter((packet) => packet.request).map(({ flags, seqNo }) => [flags, seqNo]),
      records.map((_, i) => [singleConnection && i === 0 ? 4 : 0, 1]),
    );
    assert.deepEqual(
      packets
        .filter((packet) => !packet.request)
        .map((packet) => [packet.flags, packet.seqNo, ...row(packet, 'body_acct.status', 'body_acct.server_msg')]),
      records.map((_, i) => [singleConnection && i === 0 ? 4 : 0, 2, '0x01', 'kept']),
    );
  });

test('hundreds of sessions multiplexed on one connection, many packets to a segment', async (t) => {
  const capture = await exchange(t, { singleConnection: true }, async (client) => {
    const outcomes = await Promise.all(
      Array.from({ length: 300 }, (_, i) =>
        client.account({ ...request, flags: acctFlags.stop, args: [`task_id=${i}`] }),
      ),
    );
    assert.ok(outcomes.every(({ outcome }) => outcome === 'pass'));
  });
  const requests = await capture.accountingRequests(key);
  assert.deepEqual(
    requests.map(({ args }) => args[0]),
    Array.from({ length: 300 }, (_, i) => `task_id=${i}`),
  );
});

test('without a key packets are in clear and say so', async (t) => {
  const [record] = records;
  assert.ok(record !== undefined);
  const capture = await exchange(t, { key: undefined }, async (client) => {
    assert.equal((await client.account(record)).outcome, 'pass');
  });
  const packets = await capture.decodeTacacs(undefined);
  assert.deepEqual(
    packets.map(({ flags, complaints }) => [flags, complaints.length]),
    [
      [1, 0],
      [1, 0],
    ],
  );
  const [seen] = await capture.accountingRequests(undefined);
  assert.deepEqual(seen?.args, record.args);
});

test('with another key tshark makes nothing of it: the obfuscation is real', async (t) => {
  const [record] = records;
  assert.ok(record !== undefined);
  const capture = await exchange(t, {}, async (client) => {
    await client.account(record);
  });
  const requests = await capture.accountingRequests('not the key at all');
  assert.ok(requests.every(({ args }) => !args.includes('service=shell')));
});
