import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Pad, type PadStep } from './pad.ts';
import { decodeX29, encodeX29, type X29Message } from './x29.ts';

const hex = (...octets: readonly number[]): Uint8Array => Uint8Array.from(octets);
const brief = ({ show, send, signal, clear }: PadStep): string =>
  [
    ...show.map((bytes) => `show ${Buffer.from(bytes).toString('latin1')}`),
    ...send.map(({ bytes, qualified }) =>
      qualified ? `x29 ${Buffer.from(bytes).toString('hex')}` : `send ${Buffer.from(bytes).toString('latin1')}`,
    ),
    ...(signal === undefined ? [] : [signal]),
    ...(clear === undefined ? [] : ['clear']),
  ].join('; ');
const typed = (pad: Pad, text: string): string => brief(pad.typed(Buffer.from(text, 'latin1')));

test('typing: echoed, sent at CR or after the idle time, until the host changes that', () => {
  const pad = new Pad();
  assert.equal(typed(pad, 'ab'), 'show ab');
  assert.deepEqual([pad.waiting, pad.idleTime], [2, 50]);
  assert.equal(brief(pad.flush()), 'send ab');
  assert.equal(brief(pad.flush()), '');
  assert.equal(typed(pad, 'c\rd'), 'show c\rd; send c\r');
  // No echo, send at anything, no timer.
  assert.equal(brief(pad.told(hex(2, 2, 0, 3, 127, 4, 0))), '');
  assert.equal(typed(pad, 'x\x03'), 'send dx; send \x03');
  assert.equal(pad.idleTime, 0);
});

test('line feeds by parameter 13, editing by parameters 15 to 18', () => {
  const pad = new Pad();
  pad.told(hex(2, 13, 7));
  assert.equal(typed(pad, 'a\r'), 'show a\r\n; send a\r\n');
  assert.equal(brief(pad.shown(Buffer.from('b\rc'))), 'show b\r\nc');
  pad.told(hex(2, 13, 0, 15, 1));
  assert.equal(typed(pad, 'abc\x7f'), 'show abc\b \b');
  assert.equal(typed(pad, '\x12'), 'show \r\nab');
  assert.equal(typed(pad, '\x18z\r'), 'show \b \b\b \bz\r; send z\r');
  assert.equal(pad.idleTime, 0);
  assert.equal(typed(pad, '\x7f'), '');
});

test('break: interrupt, indication and discarded output, until the host has read up to it', () => {
  const pad = new Pad();
  assert.equal(brief(pad.break()), 'x29 030801; interrupt');
  assert.equal(brief(pad.shown(Buffer.from('old'))), '');
  assert.equal(brief(pad.told(hex(2, 8, 0))), '');
  assert.equal(brief(pad.shown(Buffer.from('new'))), 'show new');
  pad.told(hex(2, 7, 2));
  assert.equal(brief(pad.break()), 'reset');
  pad.told(hex(2, 7, 0));
  assert.equal(brief(pad.break()), '');
});

test('X.29: read, set and read, refusals, errors, invitation to clear', () => {
  const pad = new Pad();
  assert.equal(brief(pad.told(hex(4, 2, 0, 3, 0, 99, 0))), 'x29 000201' + '0302' + 'e301');
  assert.equal(brief(pad.told(hex(6, 2, 0, 2, 9))), 'x29 000200' + '8202');
  assert.equal(brief(pad.told(hex(2, 2, 9, 4, 5))), 'x29 008202');
  assert.equal(pad.value(4), 5);
  assert.equal(brief(pad.told(hex(2))), '');
  assert.equal(pad.value(4), 1);
  assert.match(brief(pad.told(hex(4))), /^x29 00(..){44}$/);
  assert.equal(brief(pad.told(hex(9))), 'x29 050109');
  assert.equal(brief(pad.told(hex(2, 2))), 'x29 050202');
  assert.equal(brief(pad.told(hex())), 'x29 050000');
  typed(pad, 'rest');
  assert.equal(brief(pad.told(hex(1))), 'send rest; clear');
});

test('X.29 messages both ways, and no octets throw', () => {
  const parameter = fc.record({ number: fc.integer({ min: 0, max: 127 }), value: fc.nat(255), refused: fc.boolean() });
  const message: fc.Arbitrary<X29Message> = fc.oneof(
    fc.record({
      type: fc.constantFrom('set', 'read', 'set-and-read', 'indication', 'break'),
      parameters: fc.array(parameter, { maxLength: 30 }),
    }),
    fc.record({ type: fc.constant('invitation-to-clear' as const) }),
    fc.record({ type: fc.constant('error' as const), error: fc.nat(255), about: fc.nat(255) }),
  );
  fc.assert(
    fc.property(message, (made) =>
      // Records of fast-check have no prototype.
      assert.deepEqual(decodeX29(encodeX29(made)), { ok: true, value: structuredClone(made) }),
    ),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      new Pad().told(bytes);
      new Pad().typed(bytes);
    }),
  );
});
