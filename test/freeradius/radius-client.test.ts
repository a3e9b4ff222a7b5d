import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import {
  type Attribute,
  attribute,
  builtinDictionary,
  type ClientEvent,
  chapPassword,
  codes,
  dictionaryErrorText,
  extended,
  find,
  findAll,
  loadDictionary,
  RadiusClient,
  type ServerEndpoint,
} from '../../src/protocols/radius/index.ts';
import { type FreeRadius, startFreeRadius } from '../rigs/freeradius.ts';

describe('against FreeRADIUS', () => {
  let peer: FreeRadius;
  let auth: ServerEndpoint;
  let acct: ServerEndpoint;
  const events: ClientEvent[] = [];
  const client = new RadiusClient({ observe: (event) => events.push(event) });

  before(async () => {
    peer = await startFreeRadius();
    const host = '127.0.0.1';
    auth = { host, port: peer.ports.auth, secret: peer.secret };
    acct = { host, port: peer.ports.acct, secret: peer.secret };
  });
  after(async () => {
    await client.close();
    await peer?.remove();
  });

  const access = (attributes: readonly Attribute[], server = auth) =>
    client.exchange({ server, code: codes['Access-Request'], attributes, timeoutMs: 3000, retransmit: 1 });

  it('accepts a hidden password and gives the privilege level', async () => {
    const password = 'builder';
    const result = await access([attribute('User-Name', 'bob'), attribute('User-Password', password)]);
    assert.ok(result.ok);
    assert.equal(result.value.packet.code, codes['Access-Accept']);
    assert.deepEqual(findAll(result.value.packet, 'Cisco-AVPair'), ['shell:priv-lvl=15']);
    assert.equal(find(result.value.packet, 'Service-Type'), 7);
    assert.deepEqual(Buffer.from(find(result.value.packet, 'Class') ?? []).toString(), 'gold');
  });

  it('rejects a wrong password, and one of two blocks', async () => {
    for (const password of ['wrong', 'a password that is longer than sixteen octets']) {
      const result = await access([attribute('User-Name', 'bob'), attribute('User-Password', password)]);
      assert.ok(result.ok);
      assert.equal(result.value.packet.code, codes['Access-Reject']);
    }
  });

  it('accepts CHAP', async () => {
    const challenge = randomBytes(16);
    const result = await access([
      attribute('User-Name', 'alice'),
      attribute('CHAP-Password', chapPassword(7, 'wonderland', challenge)),
      attribute('CHAP-Challenge', challenge),
    ]);
    assert.ok(result.ok);
    assert.equal(result.value.packet.code, codes['Access-Accept']);
    assert.equal(find(result.value.packet, 'Framed-IP-Address'), '10.99.0.2');
  });

  it('has every kind of attribute read as it was meant', async () => {
    const result = await client.exchange({
      server: acct,
      code: codes['Accounting-Request'],
      attributes: [
        attribute('Acct-Session-Id', '0000000D'),
        attribute('User-Name', 'jürgen "q" \\ x'),
        attribute('Acct-Status-Type', 'Interim-Update'),
        attribute('Cisco-AVPair', 'connect-progress=Call Up'),
        attribute('Cisco-NAS-Port', 'FastEthernet0/0.1'),
        attribute('Cisco-Pre-Input-Octets', 4_294_967_295),
        attribute('NAS-Port-Type', 'Virtual'),
        attribute('NAS-IP-Address', '10.1.1.147'),
        attribute('NAS-IPv6-Address', '2001:db8::147'),
        attribute('Framed-IPv6-Prefix', '2001:db8:1::/48'),
        attribute('Framed-Interface-Id', '0:0:0:1'),
        attribute('Tunnel-Type', 'L2TP', 1),
        attribute('Tunnel-Client-Endpoint', '192.0.2.1', 1),
        attribute('Event-Timestamp', 993_615_983),
        attribute('Class', Buffer.from('00ff', 'hex')),
        ...extended({ type: 245, extendedType: 77, value: Buffer.alloc(300, 0x41) }),
        attribute('Acct-Delay-Time', 3),
      ],
      messageAuthenticator: true,
    });
    assert.ok(result.ok);
    assert.equal(result.value.packet.code, codes['Accounting-Response']);
    const attributes = new Map(peer.readDetail().at(-1)?.attributes);
    const read = (name: string) => attributes.get(name);
    assert.equal(read('Acct-Session-Id'), '0000000D');
    assert.equal(read('User-Name'), 'jürgen "q" \\ x');
    assert.match(read('Acct-Status-Type') ?? '', /^(Alive|Interim-Update)$/);
    assert.equal(read('Cisco-AVPair'), 'connect-progress=Call Up');
    assert.equal(read('Cisco-NAS-Port'), 'FastEthernet0/0.1');
    assert.equal(read('Cisco-Pre-Input-Octets'), '4294967295');
    assert.equal(read('NAS-Port-Type'), 'Virtual');
    assert.equal(read('NAS-IP-Address'), '10.1.1.147');
    assert.equal(read('NAS-IPv6-Address'), '2001:db8::147');
    assert.equal(read('Framed-IPv6-Prefix'), '2001:db8:1::/48');
    assert.equal(read('Framed-Interface-Id'), '0:0:0:1');
    assert.equal(read('Tunnel-Type:1'), 'L2TP');
    assert.equal(read('Tunnel-Client-Endpoint:1'), '192.0.2.1');
    assert.match(read('Event-Timestamp') ?? '', /Jun 27 2001/);
    assert.equal(read('Class'), '0x00ff');
    assert.equal(read('Attr-245.77'), `0x${'41'.repeat(300)}`);
    assert.equal(read('Acct-Delay-Time'), '3');
  });

  it('answers Status-Server on both ports', async () => {
    const [onAuth, onAcct] = await Promise.all([client.probe(auth), client.probe(acct)]);
    assert.ok(onAuth.ok && onAcct.ok);
    assert.equal(onAuth.value.packet.code, codes['Access-Accept']);
    assert.equal(onAcct.value.packet.code, codes['Accounting-Response']);
  });

  it('takes no acknowledgement from a server with another secret', async () => {
    const wrong = { ...acct, secret: 'another secret' };
    const before = peer.readDetail().length;
    const result = await client.exchange({
      server: wrong,
      code: codes['Accounting-Request'],
      attributes: [attribute('Acct-Session-Id', '0000000E'), attribute('Acct-Status-Type', 'Start')],
      timeoutMs: 200,
      retransmit: 1,
    });
    assert.deepEqual(result, { ok: false, error: { kind: 'timeout', transmissions: 2 } });
    assert.equal(peer.readDetail().length, before);
  });

  it('delivers to a server that comes up again on the same ports', async () => {
    const before = peer.readDetail().length;
    await peer.stop();
    let restarted: Promise<void> | undefined;
    const result = await client.exchange({
      server: acct,
      code: codes['Accounting-Request'],
      attributes: (transmission) => {
        if (transmission === 2) restarted = peer.start();
        return [
          attribute('Acct-Session-Id', '0000000F'),
          attribute('Acct-Status-Type', 'Stop'),
          attribute('Acct-Delay-Time', transmission - 1),
        ];
      },
      timeoutMs: 200,
      retransmit: 100,
    });
    await restarted;
    assert.ok(result.ok);
    assert.ok(result.value.transmissions > 2);
    assert.ok(
      events.some(({ kind }) => kind === 'network-error'),
      'the refused first packet was noticed',
    );
    const written = peer.readDetail().slice(before);
    const delays = written.map(({ attributes }) => Number(new Map(attributes).get('Acct-Delay-Time')));
    assert.ok(delays.length >= 1);
    assert.ok(Math.max(...delays) <= result.value.transmissions - 1 && Math.min(...delays) >= 1);
  });

  it('keeps a window of many outstanding requests', async () => {
    const before = peer.readDetail().length;
    const results = await Promise.all(
      Array.from({ length: 600 }, (_, i) =>
        client.exchange({
          server: acct,
          code: codes['Accounting-Request'],
          attributes: [attribute('Acct-Session-Id', `window-${i}`), attribute('Acct-Status-Type', 'Start')],
          timeoutMs: 2000,
          retransmit: 4,
        }),
      ),
    );
    assert.ok(results.every(({ ok }) => ok));
    const ids = peer
      .readDetail()
      .slice(before)
      .map(({ attributes }) => new Map(attributes).get('Acct-Session-Id'));
    assert.equal(new Set(ids).size, 600);
  });
});

describe('FreeRADIUS with SQLite, and one that wants Message-Authenticator', () => {
  it('stores a session, and asks for what the client sends by default', async (t) => {
    const peer = await startFreeRadius({ mode: 'sqlite', requireMessageAuthenticator: true, threads: 1 });
    t.after(() => peer.remove());
    const client = new RadiusClient();
    t.after(() => client.close());
    const secret = peer.secret;
    const acct = { host: '127.0.0.1', port: peer.ports.acct, secret };
    for (const status of ['Start', 'Stop'] as const) {
      const result = await client.exchange({
        server: acct,
        code: codes['Accounting-Request'],
        attributes: [
          attribute('Acct-Session-Id', '00000010'),
          attribute('User-Name', 'bob'),
          attribute('Acct-Status-Type', status),
          attribute('Acct-Session-Time', 12),
          attribute('NAS-IP-Address', '10.0.0.1'),
        ],
      });
      assert.ok(result.ok);
    }
    assert.deepEqual(
      peer.readSql().map(({ acctsessionid, username, acctsessiontime }) => [acctsessionid, username, acctsessiontime]),
      [['00000010', 'bob', 12]],
    );
    const auth = { host: '127.0.0.1', port: peer.ports.auth, secret };
    const login = { server: auth, code: codes['Access-Request'], timeoutMs: 300, retransmit: 0 };
    const attributes = [attribute('User-Name', 'bob'), attribute('User-Password', 'builder')];
    assert.ok((await client.exchange({ ...login, attributes })).ok);
    const without = await client.exchange({ ...login, attributes, messageAuthenticator: false });
    assert.deepEqual(without, { ok: false, error: { kind: 'timeout', transmissions: 1 } });
  });

  it('refuses an answer without Message-Authenticator unless told to take it', async (t) => {
    const peer = await startFreeRadius({ mode: 'null', sendMessageAuthenticator: false, threads: 1 });
    t.after(() => peer.remove());
    const events: ClientEvent[] = [];
    const client = new RadiusClient({ observe: (event) => events.push(event) });
    t.after(() => client.close());
    const request = {
      server: { host: '127.0.0.1', port: peer.ports.auth, secret: peer.secret },
      code: codes['Access-Request'],
      attributes: [attribute('User-Name', 'bob'), attribute('User-Password', 'builder')],
      timeoutMs: 300,
      retransmit: 0,
    };
    const refused = await client.exchange(request);
    assert.deepEqual(refused, { ok: false, error: { kind: 'timeout', transmissions: 1 } });
    assert.deepEqual(
      events.flatMap((event) => (event.kind === 'bad-authenticator' ? [event.verdict] : [])),
      ['missing-message-authenticator'],
    );
    assert.ok((await client.exchange({ ...request, requireMessageAuthenticator: false })).ok);
  });
});

describe("FreeRADIUS' dictionary files", () => {
  it('load whole, and agree with the built-in tables', () => {
    const loaded = loadDictionary('/usr/share/freeradius/dictionary');
    assert.ok(loaded.ok, loaded.ok ? '' : dictionaryErrorText(loaded.error));
    const dictionary = loaded.value;
    assert.ok(dictionary.entries.length > 5000);
    assert.equal(dictionary.byName('Ascend-Disconnect-Cause')?.vendor, 529);
    assert.deepEqual(dictionary.vendor(429)?.format, { typeOctets: 4, lengthOctets: 0 });
    for (const own of builtinDictionary.entries) {
      const theirs = dictionary.byName(own.name);
      if (theirs === undefined) continue;
      const { type, vendor, kind, tagged, encrypted } = theirs;
      assert.deepEqual(
        { type, vendor, kind, tagged, encrypted },
        { type: own.type, vendor: own.vendor, kind: own.kind, tagged: own.tagged, encrypted: own.encrypted },
        own.name,
      );
      for (const [name, value] of Object.entries(own.values ?? {}))
        assert.equal(theirs.values?.[name] ?? value, value, `${own.name} ${name}`);
    }
  });
});
