import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type Attribute,
  attribute,
  checkChap,
  codes,
  encodePacket,
  encodeReply,
  encodeRequest,
  find,
  userPassword,
  verifyReply,
  verifyRequest,
} from './index.ts';
import { decoded, hex, plain, secret, secretOctets } from './testing/packets.ts';

/** The packets of RFC 2865 §7. */
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

  it('ignores padding after the length', () => {
    const padded = Buffer.concat([example('telnet request'), Buffer.from('padding')]);
    assert.deepEqual(plain(decoded(padded).attributes), plain(meanings['telnet request'].attributes));
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
