import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { seededRandom } from '../../base/random.ts';
import {
  type Attribute,
  attribute,
  checkChap,
  codes,
  decodePacket,
  encodePacket,
  encodeReply,
  encodeRequest,
  find,
  findAll,
  type Packet,
  userPassword,
  verifyReply,
  verifyRequest,
} from './index.ts';

const hex = (text: string): Buffer => Buffer.from(text.replace(/\s+/g, ''), 'hex');

/** The packets of RFC 2865 §7; the shared secret is `xyzzy5461`. */
const secret = 'xyzzy5461';
const secretOctets = Buffer.from(secret);
const examples = {
  'telnet request': `01 00 00 38 0f 40 3f 94 73 97 80 57 bd 83 d5 cb 98 f4 22 7a 01 06 6e 65 6d 6f 02 12 0d be 70 8d
    93 d4 13 ce 31 96 e4 3f 78 2a 0a ee 04 06 c0 a8 01 10 05 06 00 00 00 03`,
  'telnet accept': `02 00 00 26 86 fe 22 0e 76 24 ba 2a 10 05 f6 bf 9b 55 e0 b2 06 06 00 00 00 01 0f 06 00 00 00 00
    0e 06 c0 a8 01 03`,
  'chap request': `01 01 00 47 2a ee 86 f0 8d 0d 55 96 9c a5 97 8e 0d 33 67 a2 01 08 66 6c 6f 70 73 79 03 13 16 e9
    75 57 c3 16 18 58 95 f2 93 ff 63 44 07 72 75 04 06 c0 a8 01 10 05 06 00 00 00 14 06 06 00 00 00 02 07 06 00 00 00 01`,
  'chap accept': `02 01 00 38 15 ef bc 7d ab 26 cf a3 dc 34 d9 c0 3c 86 01 a4 06 06 00 00 00 02 07 06 00 00 00 01
    08 06 ff ff ff fe 0a 06 00 00 00 02 0d 06 00 00 00 01 0c 06 00 00 05 dc`,
  'challenge request': `01 02 00 39 f3 a4 7a 1f 6a 6d 76 71 0b 94 7a b9 30 41 a0 39 01 07 6d 6f 70 73 79 02 12 33 65 75
    73 77 82 89 b5 70 88 5e 15 08 48 25 c5 04 06 c0 a8 01 10 05 06 00 00 00 07`,
  challenge: `0b 02 00 4e 36 f3 c8 76 4a e8 c7 11 57 40 3c 0c 71 ff 9c 45 12 30 43 68 61 6c 6c 65 6e 67 65 20
    33 32 37 36 39 34 33 30 2e 20 20 45 6e 74 65 72 20 72 65 73 70 6f 6e 73 65 20 61 74 20 70 72 6f
    6d 70 74 2e 18 0a 33 32 37 36 39 34 33 30`,
  'challenge response': `01 03 00 43 b1 22 55 6d 42 8a 13 d0 d6 25 38 07 c4 57 ec f0 01 07 6d 6f 70 73 79 02 12 69 2c 1f
    20 5f c0 81 b9 19 b9 51 95 f5 61 a5 81 04 06 c0 a8 01 10 05 06 00 00 00 07 18 0a 33 32 37 36 39 34 33 30`,
  reject: '03 03 00 14 a4 2f 4f ca 45 91 6c 4e 09 c8 34 0f 9e 74 6a a0',
} as const;

const decoded = (octets: Uint8Array): Packet => {
  const result = decodePacket(octets);
  assert.ok(result.ok);
  return result.value;
};
const packets = Object.fromEntries(Object.entries(examples).map(([name, text]) => [name, hex(text)]));
const example = (name: keyof typeof examples): Buffer => packets[name] ?? Buffer.alloc(0);

/** The same packets as they are read, with what their authenticators answer. */
const meanings: Record<keyof typeof examples, { code: number; identifier: number; attributes: readonly Attribute[] }> =
  {
    'telnet request': {
      code: codes['Access-Request'],
      identifier: 0,
      attributes: [
        attribute('User-Name', 'nemo'),
        { type: 2, value: hex('0dbe708d93d413ce3196e43f782a0aee') },
        attribute('NAS-IP-Address', '192.168.1.16'),
        attribute('NAS-Port', 3),
      ],
    },
    'telnet accept': {
      code: codes['Access-Accept'],
      identifier: 0,
      attributes: [
        attribute('Service-Type', 'Login-User'),
        attribute('Login-Service', 'Telnet'),
        attribute('Login-IP-Host', '192.168.1.3'),
      ],
    },
    'chap request': {
      code: codes['Access-Request'],
      identifier: 1,
      attributes: [
        attribute('User-Name', 'flopsy'),
        attribute('CHAP-Password', hex('16e97557c316185895f293ff6344077275')),
        attribute('NAS-IP-Address', '192.168.1.16'),
        attribute('NAS-Port', 20),
        attribute('Service-Type', 'Framed-User'),
        attribute('Framed-Protocol', 'PPP'),
      ],
    },
    'chap accept': {
      code: codes['Access-Accept'],
      identifier: 1,
      attributes: [
        attribute('Service-Type', 'Framed-User'),
        attribute('Framed-Protocol', 'PPP'),
        attribute('Framed-IP-Address', '255.255.255.254'),
        attribute('Framed-Routing', 'Listen'),
        attribute('Framed-Compression', 'Van-Jacobson-TCP-IP'),
        attribute('Framed-MTU', 1500),
      ],
    },
    'challenge request': {
      code: codes['Access-Request'],
      identifier: 2,
      attributes: [
        attribute('User-Name', 'mopsy'),
        { type: 2, value: hex('33657573778289b570885e15084825c5') },
        attribute('NAS-IP-Address', '192.168.1.16'),
        attribute('NAS-Port', 7),
      ],
    },
    challenge: {
      code: codes['Access-Challenge'],
      identifier: 2,
      attributes: [
        attribute('Reply-Message', 'Challenge 32769430.  Enter response at prompt.'),
        attribute('State', Buffer.from('32769430')),
      ],
    },
    'challenge response': {
      code: codes['Access-Request'],
      identifier: 3,
      attributes: [
        attribute('User-Name', 'mopsy'),
        { type: 2, value: hex('692c1f205fc081b919b95195f561a581') },
        attribute('NAS-IP-Address', '192.168.1.16'),
        attribute('NAS-Port', 7),
        attribute('State', Buffer.from('32769430')),
      ],
    },
    reject: { code: codes['Access-Reject'], identifier: 3, attributes: [] },
  };

/** Attributes with plain octets, so that a Buffer and a Uint8Array compare equal. */
const plain = (attributes: readonly Attribute[]) =>
  attributes.map((one) => ({ ...one, value: Uint8Array.from(one.value) }));

const replies = [
  ['telnet request', 'telnet accept'],
  ['chap request', 'chap accept'],
  ['challenge request', 'challenge'],
  ['challenge response', 'reject'],
] as const;

describe('the packets of RFC 2865 §7', () => {
  for (const name of Object.keys(meanings) as (keyof typeof meanings)[]) {
    it(`${name}, both ways`, () => {
      const octets = example(name);
      const packet = decoded(octets);
      const { code, identifier, attributes } = meanings[name];
      assert.deepEqual([packet.code, packet.identifier], [code, identifier]);
      assert.deepEqual(plain(packet.attributes), plain(attributes));
      const encoded = encodePacket({ code, identifier, authenticator: octets.subarray(4, 20), attributes });
      assert.ok(encoded.ok);
      assert.equal(Buffer.from(encoded.value).toString('hex'), octets.toString('hex'));
    });
  }

  for (const [request, reply] of replies) {
    it(`${reply} has the right authenticator`, () => {
      assert.equal(verifyReply(example(reply), example(request), secretOctets), 'ok');
      const { code, identifier, attributes } = meanings[reply];
      const requestAuthenticator = example(request).subarray(4, 20);
      const made = encodeReply({
        code,
        identifier,
        requestAuthenticator,
        attributes,
        secret,
        messageAuthenticator: false,
      });
      assert.ok(made.ok);
      assert.equal(Buffer.from(made.value).toString('hex'), example(reply).toString('hex'));
    });
  }

  it('hides the passwords as written there', () => {
    for (const [name, password] of [
      ['telnet request', 'arctangent'],
      ['challenge request', 'challenge'],
      ['challenge response', '99101462'],
    ] as const) {
      const packet = decoded(example(name));
      assert.equal(userPassword(packet, secret), password);
      const random = { bytes: () => packet.authenticator, fraction: () => 0 };
      const attributes = meanings[name].attributes.map((one) =>
        one.type === 2 ? attribute('User-Password', password) : one,
      );
      const { code, identifier } = packet;
      const made = encodeRequest({ code, identifier, attributes, secret, messageAuthenticator: false }, random);
      assert.ok(made.ok);
      assert.equal(Buffer.from(made.value).toString('hex'), example(name).toString('hex'));
    }
  });

  it('has a CHAP-Password that checks', () => {
    const packet = decoded(example('chap request'));
    const value = find(packet, 'CHAP-Password');
    assert.ok(value);
    assert.equal(checkChap(value, 'arctangent', packet.authenticator), true);
    assert.equal(checkChap(value, 'arctangents', packet.authenticator), false);
  });
});

describe('an accounting packet', () => {
  // RFC 2866 has no example; this one's digest was computed with another program over the octets below, the authenticator
  // zeroed, and the secret.
  const attributesInHex = '2c0a 3030303030303044 0107 62696c6c79 2806 00000001 0406 0a010193 2906 00000000'.replace(
    / /g,
    '',
  );
  const zeroed = `04070037${'00'.repeat(16)}${attributesInHex}`;
  const attributes = [
    attribute('Acct-Session-Id', '0000000D'),
    attribute('User-Name', 'billy'),
    attribute('Acct-Status-Type', 'Start'),
    attribute('NAS-IP-Address', '10.1.1.147'),
    attribute('Acct-Delay-Time', 0),
  ];

  it('has the digest of RFC 2866 §3', () => {
    const made = encodeRequest({ code: codes['Accounting-Request'], identifier: 7, attributes, secret });
    assert.ok(made.ok);
    const octets = Buffer.from(made.value);
    assert.equal(octets.subarray(4, 20).toString('hex'), '117c9c3a94d9fd27b217f9a9c66af256');
    octets.fill(0, 4, 20);
    assert.equal(octets.toString('hex'), zeroed);
    assert.equal(verifyRequest(made.value, secretOctets), 'ok');
    assert.equal(verifyRequest(made.value, Buffer.from('xyzzy5462')), 'bad-authenticator');
  });
});

const octet = fc.integer({ min: 0, max: 255 });
const octets = (maxLength: number) => fc.uint8Array({ maxLength });
/** Any list that can come out of decoding: the types 26 with their parts, and everything else. */
const anyAttribute: fc.Arbitrary<Attribute> = fc.oneof(
  fc.record({ type: octet.filter((type) => type !== 26 && type !== 80), value: octets(40) }),
  fc.record({ type: fc.constant(26), value: fc.uint8Array({ maxLength: 3 }) }),
  fc.record({
    type: fc.constant(26),
    vendor: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    vendorType: octet,
    value: octets(30),
  }),
);

describe('the codec', () => {
  it('gives back what it wrote, in order', () => {
    fc.assert(
      fc.property(octet, octet, fc.array(anyAttribute, { maxLength: 20 }), (code, identifier, attributes) => {
        const authenticator = seededRandom(identifier).bytes(16);
        const encoded = encodePacket({ code, identifier, authenticator, attributes });
        assert.ok(encoded.ok);
        const packet = decoded(encoded.value);
        assert.deepEqual(plain(packet.attributes), plain(attributes));
        assert.deepEqual([packet.code, packet.identifier], [code, identifier]);
      }),
    );
  });

  it('keeps malformed and unknown attributes octet for octet', () => {
    const inside = fc.array(fc.tuple(fc.constantFrom(26, 26, 1, 79, 241, 245), octets(60)), { maxLength: 12 });
    fc.assert(
      fc.property(inside, (list) => {
        const body = Buffer.concat(list.map(([type, value]) => Buffer.from([type, value.length + 2, ...value])));
        const packet = Buffer.concat([Buffer.from([4, 1, 0, 0]), Buffer.alloc(16, 9), body]);
        packet.writeUInt16BE(packet.length, 2);
        const encoded = encodePacket(decoded(packet));
        assert.ok(encoded.ok);
        assert.equal(Buffer.from(encoded.value).toString('hex'), packet.toString('hex'));
      }),
    );
  });

  it('splits a Vendor-Specific with several sub-attributes and puts them together again', () => {
    const body = hex('1a 12 00000009 0105 616263 0207 6465666768');
    const packet = Buffer.concat([hex('04 01 0026'), Buffer.alloc(16), body]);
    const { attributes } = decoded(packet);
    assert.deepEqual(plain(attributes), [
      { type: 26, vendor: 9, vendorType: 1, value: Uint8Array.from(Buffer.from('abc')) },
      { type: 26, vendor: 9, vendorType: 2, value: Uint8Array.from(Buffer.from('defgh')), joined: true },
    ]);
    const again = encodePacket(decoded(packet));
    assert.ok(again.ok);
    assert.equal(Buffer.from(again.value).toString('hex'), packet.toString('hex'));
  });

  it('reads sub-attributes of other layouts when told them, and writes them back', () => {
    const body = hex('1a 0c 000001ad 00000066 3132');
    const packet = Buffer.concat([hex('04 01 0020'), Buffer.alloc(16), body]);
    const read = decodePacket(packet, new Map([[429, { typeOctets: 4, lengthOctets: 0 }]]));
    assert.ok(read.ok);
    assert.equal(read.value.attributes[0]?.vendorType, 0x66);
    assert.equal(Buffer.from(read.value.attributes[0]?.value ?? []).toString(), '12');
    const again = encodePacket(read.value);
    assert.ok(again.ok);
    assert.equal(Buffer.from(again.value).toString('hex'), packet.toString('hex'));
  });

  it('never throws on arbitrary octets, and what it accepts it writes back', () => {
    const lengthFits = octets(120).map((body) => {
      const packet = Buffer.concat([Buffer.from([4, 1, 0, 0]), Buffer.alloc(16), body]);
      packet.writeUInt16BE(packet.length, 2);
      return packet;
    });
    fc.assert(
      fc.property(fc.oneof(octets(200), lengthFits), (input) => {
        const result = decodePacket(input);
        verifyRequest(input, secretOctets);
        verifyReply(input, input, secretOctets);
        if (!result.ok) return;
        const encoded = encodePacket(result.value);
        assert.ok(encoded.ok);
        const length = (input[2] ?? 0) * 256 + (input[3] ?? 0);
        assert.deepEqual(Uint8Array.from(encoded.value), Uint8Array.from(input.subarray(0, length)));
      }),
    );
  });

  it('names what is malformed', () => {
    assert.deepEqual(decodePacket(Buffer.alloc(19)), { ok: false, error: { kind: 'too-short', octets: 19 } });
    const long = Buffer.alloc(20);
    long.writeUInt16BE(21, 2);
    assert.deepEqual(decodePacket(long), { ok: false, error: { kind: 'bad-length', length: 21, octets: 20 } });
    for (const [tail, length] of [
      ['01', 0],
      ['0101', 1],
      ['0103', 3],
    ] as const) {
      const packet = Buffer.concat([Buffer.alloc(20), hex(tail)]);
      packet.writeUInt16BE(packet.length, 2);
      const error = { kind: 'bad-attribute', offset: 20, type: 1, length };
      assert.deepEqual(decodePacket(packet), { ok: false, error });
    }
  });

  it('ignores padding after the length', () => {
    const padded = Buffer.concat([example('telnet request'), Buffer.from('padding')]);
    assert.deepEqual(plain(decoded(padded).attributes), plain(meanings['telnet request'].attributes));
  });

  it('says what does not fit', () => {
    const request = { code: 4, identifier: 0, secret };
    assert.deepEqual(encodeRequest({ ...request, attributes: [attribute('User-Name', 'x'.repeat(254))] }), {
      ok: false,
      error: { kind: 'attribute-too-long', type: 1, octets: 254 },
    });
    assert.ok(encodeRequest({ ...request, attributes: [attribute('Cisco-AVPair', 'x'.repeat(247))] }).ok);
    assert.deepEqual(encodeRequest({ ...request, attributes: [attribute('Cisco-AVPair', 'x'.repeat(248))] }), {
      ok: false,
      error: { kind: 'attribute-too-long', type: 26, vendorType: 1, octets: 248 },
    });
    const many = Array.from({ length: 17 }, () => attribute('User-Name', 'x'.repeat(253)));
    assert.equal(encodeRequest({ ...request, attributes: many.slice(0, 15) }).ok, true);
    const error = encodeRequest({ ...request, attributes: many });
    assert.equal(!error.ok && error.error.kind, 'packet-too-long');
  });
});

describe('damage', () => {
  const attributes = [
    attribute('User-Name', 'bob'),
    attribute('Cisco-AVPair', 'shell:priv-lvl=15'),
    attribute('Acct-Session-Id', '00000001'),
  ];
  const random = seededRandom(1);

  /** Every octet of a packet, changed in three ways. */
  function* damaged(packet: Uint8Array): Iterable<Buffer> {
    for (let at = 0; at < packet.length; at++)
      for (const change of [0x01, 0x80, 0xff]) {
        const copy = Buffer.from(packet);
        copy[at] = (copy[at] ?? 0) ^ change;
        yield copy;
      }
  }

  it('at any octet makes a request fail its check', () => {
    for (const code of [
      codes['Accounting-Request'],
      codes['CoA-Request'],
      codes['Access-Request'],
      codes['Status-Server'],
    ]) {
      const made = encodeRequest({ code, identifier: 9, attributes, secret }, random);
      assert.ok(made.ok);
      assert.equal(verifyRequest(made.value, secretOctets, { requireMessageAuthenticator: code === 1 }), 'ok');
      for (const packet of damaged(made.value)) {
        decodePacket(packet);
        assert.notEqual(verifyRequest(packet, secretOctets, { requireMessageAuthenticator: true }), 'ok');
      }
    }
  });

  it('at any octet makes an answer fail its check', () => {
    const request = encodeRequest({ code: codes['Access-Request'], identifier: 9, attributes: [], secret }, random);
    assert.ok(request.ok);
    const requestAuthenticator = request.value.subarray(4, 20);
    const made = encodeReply({ code: codes['Access-Accept'], identifier: 9, requestAuthenticator, attributes, secret });
    assert.ok(made.ok);
    const check = (packet: Uint8Array) =>
      verifyReply(packet, request.value, secretOctets, { requireMessageAuthenticator: true });
    assert.equal(check(made.value), 'ok');
    for (const packet of damaged(made.value)) {
      decodePacket(packet);
      assert.notEqual(check(packet), 'ok');
    }
  });
});

describe('Message-Authenticator', () => {
  const request = { code: codes['Access-Request'], identifier: 0, secret } as const;

  it('comes first in Access-Request and its answers, and not in accounting', () => {
    const attributes = [attribute('User-Name', 'bob')];
    const access = encodeRequest({ ...request, attributes });
    assert.ok(access.ok);
    assert.deepEqual(
      decoded(access.value).attributes.map(({ type }) => type),
      [80, 1],
    );
    const accept = encodeReply({
      code: codes['Access-Accept'],
      identifier: 0,
      requestAuthenticator: access.value.subarray(4, 20),
      attributes: [],
      secret,
    });
    assert.ok(accept.ok);
    assert.equal(verifyReply(accept.value, access.value, secretOctets, { requireMessageAuthenticator: true }), 'ok');
    const accounting = encodeRequest({ ...request, code: codes['Accounting-Request'], attributes });
    assert.ok(accounting.ok);
    assert.deepEqual(findAll(decoded(accounting.value), 'Message-Authenticator'), []);
  });

  it('is the HMAC of RFC 3579 §3.2 (computed with another program)', () => {
    const random = { bytes: () => hex('00112233445566778899aabbccddeeff'), fraction: () => 0 };
    const made = encodeRequest({ ...request, attributes: [attribute('User-Name', 'bob')] }, random);
    assert.ok(made.ok);
    assert.equal(Buffer.from(made.value.subarray(22, 38)).toString('hex'), 'ca014b2befe7721f75a966026ea0ec04');
  });

  it('is computed where it stands when it is among the attributes', () => {
    const attributes = [attribute('User-Name', 'bob'), attribute('Message-Authenticator', Buffer.alloc(16, 7))];
    const made = encodeRequest({ ...request, attributes });
    assert.ok(made.ok);
    assert.deepEqual(
      decoded(made.value).attributes.map(({ type }) => type),
      [1, 80],
    );
    assert.equal(verifyRequest(made.value, secretOctets, { requireMessageAuthenticator: true }), 'ok');
  });

  it('is missed when it is required, and must be single and whole', () => {
    const without = encodeRequest({ ...request, attributes: [], messageAuthenticator: false });
    assert.ok(without.ok);
    assert.equal(verifyRequest(without.value, secretOctets), 'ok');
    assert.equal(
      verifyRequest(without.value, secretOctets, { requireMessageAuthenticator: true }),
      'missing-message-authenticator',
    );
    const status = encodeRequest({
      ...request,
      code: codes['Status-Server'],
      attributes: [],
      messageAuthenticator: false,
    });
    assert.ok(status.ok);
    assert.equal(verifyRequest(status.value, secretOctets), 'missing-message-authenticator');
    for (const value of [Buffer.alloc(15), Buffer.alloc(17)]) {
      const odd = encodePacket({ ...request, authenticator: Buffer.alloc(16), attributes: [{ type: 80, value }] });
      assert.ok(odd.ok);
      assert.equal(verifyRequest(odd.value, secretOctets), 'bad-message-authenticator');
    }
  });
});
