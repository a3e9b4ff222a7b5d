import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Result } from '../../base/result.ts';
import * as bodies from './bodies.ts';
import type { TacacsDecodeError, TacacsEncodeError } from './error.ts';
import { acctFlags, acctStatuses, authenMethods, authenStatuses, authorStatuses } from './tables.ts';

const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const text = (limit: number) =>
  fc.string({ unit: 'grapheme', maxLength: limit >> 2 }).filter((s) => Buffer.byteLength(s) <= limit);
const data = (limit: number) => fc.uint8Array({ maxLength: limit });
const byte = fc.integer({ min: 0, max: 255 });
const args = fc.array(text(255), { maxLength: 12 });

/** Each body: a pair of decoded form and bytes (RFC 8907 §5–7 by hand), and how to make arbitrary ones. */
const cases = {
  authenticationStart: pair(
    bodies.encodeAuthenticationStart,
    bodies.decodeAuthenticationStart,
    {
      action: 1,
      privLvl: 15,
      authenType: 2,
      authenService: 1,
      user: 'admin',
      port: 'tty4',
      remAddr: '192.0.2.5',
      data: bytes('7365 63'),
    },
    '01 0f 02 01 05 04 09 03 61646d696e 74747934 3139322e302e322e35 736563',
    fc.record({
      action: byte,
      privLvl: byte,
      authenType: byte,
      authenService: byte,
      user: text(255),
      port: text(255),
      remAddr: text(255),
      data: data(255),
    }),
  ),
  authenticationReply: pair(
    bodies.encodeAuthenticationReply,
    bodies.decodeAuthenticationReply,
    { status: authenStatuses.getpass, flags: 1, serverMsg: 'Password: ', data: bytes('aabb') },
    '05 01 000a 0002 50617373776f72643a20 aabb',
    fc.record({ status: byte, flags: byte, serverMsg: text(2000), data: data(2000) }),
  ),
  authenticationContinue: pair(
    bodies.encodeAuthenticationContinue,
    bodies.decodeAuthenticationContinue,
    { userMsg: 'hi', data: bytes('01'), flags: 1 },
    '0002 0001 01 6869 01',
    fc.record({ userMsg: text(2000), data: data(2000), flags: byte }),
  ),
  authorizationRequest: pair(
    bodies.encodeAuthorizationRequest,
    bodies.decodeAuthorizationRequest,
    {
      authenMethod: authenMethods['tacacs+'],
      privLvl: 1,
      authenType: 1,
      authenService: 1,
      user: 'u',
      port: 'p',
      remAddr: 'r',
      args: ['service=shell', 'cmd='],
    },
    '06 01 01 01 01 01 01 02 0d 04 75 70 72 736572766963653d7368656c6c 636d643d',
    fc.record({
      authenMethod: byte,
      privLvl: byte,
      authenType: byte,
      authenService: byte,
      user: text(255),
      port: text(255),
      remAddr: text(255),
      args,
    }),
  ),
  authorizationResponse: pair(
    bodies.encodeAuthorizationResponse,
    bodies.decodeAuthorizationResponse,
    { status: authorStatuses['pass-add'], args: ['priv-lvl=15'], serverMsg: 'ok', data: bytes('ff') },
    '01 01 0002 0001 0b 6f6b ff 707269762d6c766c3d3135',
    fc.record({ status: byte, args, serverMsg: text(2000), data: data(2000) }),
  ),
  accountingRequest: pair(
    bodies.encodeAccountingRequest,
    bodies.decodeAccountingRequest,
    {
      flags: acctFlags.stop,
      authenMethod: authenMethods.local,
      privLvl: 1,
      authenType: 1,
      authenService: 1,
      user: 'cisco',
      port: 'tty0',
      remAddr: 'async',
      args: ['task_id=28', 'cmd=show ip <cr>'],
    },
    '04 05 01 01 01 05 04 05 02 0a 10 636973636f 74747930 6173796e63 7461736b5f69643d3238 636d643d73686f77206970203c63723e',
    fc.record({
      flags: byte,
      authenMethod: byte,
      privLvl: byte,
      authenType: byte,
      authenService: byte,
      user: text(255),
      port: text(255),
      remAddr: text(255),
      args,
    }),
  ),
  accountingReply: pair(
    bodies.encodeAccountingReply,
    bodies.decodeAccountingReply,
    { serverMsg: '', data: bytes(''), status: acctStatuses.success },
    '0000 0000 01',
    fc.record({ serverMsg: text(2000), data: data(2000), status: byte }),
  ),
};

interface Case {
  readonly hexPair: () => void;
  readonly roundTrip: () => void;
  readonly encoded: () => Buffer;
  readonly decode: (bytes: Uint8Array) => Result<object, TacacsDecodeError>;
}

function pair<T extends object>(
  encode: (body: T) => Result<Buffer, TacacsEncodeError>,
  decode: (bytes: Uint8Array) => Result<T, TacacsDecodeError>,
  decoded: T,
  hex: string,
  arbitrary: fc.Arbitrary<T>,
): Case {
  const wire = Buffer.from(bytes(hex));
  return {
    hexPair() {
      assert.deepEqual(encode(decoded), { ok: true, value: wire });
      assert.deepEqual(decode(wire), { ok: true, value: decoded });
    },
    roundTrip() {
      fc.assert(
        fc.property(arbitrary, (body) => {
          const encoded = encode(body);
          assert.ok(encoded.ok);
          assert.deepEqual(decode(encoded.value), { ok: true, value: { ...body } });
        }),
        { numRuns: 60 },
      );
    },
    encoded: () => Buffer.from(wire),
    decode,
  };
}

for (const [name, body] of Object.entries(cases)) {
  test(`${name}: bytes and decoded form, both ways`, () => body.hexPair());

  test(`${name}: what is written reads back`, () => body.roundTrip());

  test(`${name}: arbitrary bytes give a value or length-mismatch`, () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (input) => {
        const decoded = body.decode(input);
        assert.ok(decoded.ok || decoded.error.error === 'length-mismatch');
      }),
      { numRuns: 200 },
    );
  });

  test(`${name}: a valid body cut anywhere or lengthened is a length-mismatch`, () => {
    const wire = body.encoded();
    for (let end = 0; end < wire.length; end++) {
      const decoded = body.decode(wire.subarray(0, end));
      assert.equal(decoded.ok, false, `cut at ${end}`);
    }
    const longer = body.decode(Buffer.concat([wire, Buffer.of(0)]));
    assert.deepEqual(longer, {
      ok: false,
      error: { error: 'length-mismatch', expected: wire.length, actual: wire.length + 1 },
    });
  });

  test(`${name}: every value of every byte of a valid body gives a value or length-mismatch`, () => {
    const wire = body.encoded();
    for (let at = 0; at < wire.length; at++)
      for (let value = 0; value < 256; value++) {
        const damaged = Buffer.from(wire);
        damaged[at] = value;
        const decoded = body.decode(damaged);
        assert.ok(decoded.ok || decoded.error.error === 'length-mismatch');
      }
  });
}

const record: bodies.AccountingRequest = {
  flags: acctFlags.stop,
  authenMethod: authenMethods.local,
  privLvl: 1,
  authenType: 1,
  authenService: 1,
  user: 'u',
  port: 'p',
  remAddr: 'r',
  args: [],
};

test('an accounting request cuts texts that do not fit, between characters', () => {
  const encoded = bodies.encodeAccountingRequest({
    ...record,
    user: 'é'.repeat(200),
    args: ['task_id=1', `cmd=${'€'.repeat(100)} <cr>`, `cmd=${'x'.repeat(246)} <cr>`],
  });
  assert.ok(encoded.ok);
  const decoded = bodies.decodeAccountingRequest(encoded.value);
  assert.ok(decoded.ok);
  assert.equal(decoded.value.user, 'é'.repeat(127));
  assert.deepEqual(decoded.value.args, ['task_id=1', `cmd=${'€'.repeat(83)}`, `cmd=${'x'.repeat(246)} <cr>`]);
});

test('more than 255 arguments are a failure, 255 of 255 bytes are not', () => {
  const full = { ...record, args: new Array<string>(255).fill('a'.repeat(255)) };
  const encoded = bodies.encodeAccountingRequest(full);
  assert.ok(encoded.ok);
  assert.deepEqual(bodies.decodeAccountingRequest(encoded.value), { ok: true, value: full });
  assert.deepEqual(bodies.encodeAccountingRequest({ ...record, args: new Array<string>(256).fill('a=b') }), {
    ok: false,
    error: { error: 'too-many', field: 'args', count: 256, limit: 255 },
  });
});

test('other bodies refuse what does not fit, naming the field', () => {
  const start = { action: 1, privLvl: 1, authenType: 1, authenService: 1, user: '', port: '', remAddr: '' };
  assert.deepEqual(bodies.encodeAuthenticationStart({ ...start, data: new Uint8Array(256) }), {
    ok: false,
    error: { error: 'field-too-long', field: 'data', length: 256, limit: 255 },
  });
  const author = { ...record, args: ['service=shell', `cmd-arg=${'x'.repeat(248)}`] };
  assert.deepEqual(bodies.encodeAuthorizationRequest(author), {
    ok: false,
    error: { error: 'field-too-long', field: 'args[1]', length: 256, limit: 255 },
  });
  assert.deepEqual(bodies.encodeAccountingRequest({ ...record, privLvl: 256 }), {
    ok: false,
    error: { error: 'out-of-range', field: 'privLvl', value: 256 },
  });
});
