import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { TelnetCodec, type TelnetEvent } from './codec.ts';
import { commands, options } from './tables.ts';

const { iac, will, wont, do: doIt, dont, sb, se } = commands;
const { echo, sga, naws, terminalType, binary, linemode } = options;

/** All data of the events as one string of bytes. */
const dataOf = (events: readonly TelnetEvent[]): string =>
  Buffer.concat(events.flatMap((event) => (event.event === 'data' ? [event.bytes] : []))).toString('latin1');
const bytes = (...values: number[]): Buffer => Buffer.from(values);
const server = (): TelnetCodec => new TelnetCodec({ role: 'server' });
const client = (): TelnetCodec =>
  new TelnetCodec({ role: 'client', terminalType: 'XTERM', window: { columns: 120, rows: 255 } });

test('a server offers echo and no go-ahead, and asks for window and terminal', () => {
  assert.deepEqual(server().start(), bytes(iac, will, echo, iac, will, sga, iac, doIt, naws, iac, doIt, terminalType));
  assert.equal(client().start().length, 0);
});

test('server and client of ours agree, and nothing is said twice', () => {
  const left = server();
  const right = client();
  const events: TelnetEvent[] = [];
  let toRight = left.start();
  let rounds = 0;
  for (; toRight.length > 0 && rounds < 10; rounds++) {
    const answered = right.receive(toRight);
    const heard = left.receive(answered.reply);
    events.push(...heard.events);
    toRight = heard.reply;
  }
  assert.equal(rounds, 2);
  assert.ok(left.isOn('local', echo) && left.isOn('local', sga) && right.isOn('remote', echo));
  assert.ok(events.some((event) => event.event === 'window-size' && event.columns === 120 && event.rows === 255));
  assert.ok(events.some((event) => event.event === 'terminal-type' && event.name === 'XTERM'));
  const resized = left.receive(right.resize(80, 24));
  assert.deepEqual(resized.events, [{ event: 'window-size', columns: 80, rows: 24 }]);
});

test('LINEMODE and options that nobody knows are refused, once per request', () => {
  const codec = server();
  assert.deepEqual(
    codec.receive(bytes(iac, will, linemode, iac, doIt, linemode, iac, doIt, 200, iac, wont, linemode, iac, dont, 200)),
    { events: [], reply: bytes(iac, dont, linemode, iac, wont, linemode, iac, wont, 200) },
  );
});

test('a peer that switches an option off is obeyed and answered once', () => {
  const codec = server();
  codec.start();
  assert.deepEqual(codec.receive(bytes(iac, doIt, echo)), {
    events: [{ event: 'option', side: 'local', option: echo, on: true }],
    reply: bytes(),
  });
  assert.deepEqual(codec.receive(bytes(iac, dont, echo, iac, dont, echo)), {
    events: [{ event: 'option', side: 'local', option: echo, on: false }],
    reply: bytes(iac, wont, echo),
  });
});

test('Enter is one CR however it is sent and cut', () => {
  for (const [sent, wanted] of [
    ['show\r\n', 'show\r'],
    ['show\r\0', 'show\r'],
    ['show\r', 'show\r'],
    ['a\r\n\r\nb', 'a\r\rb'],
    ['a\nb', 'a\nb'],
    ['a\r\0\0b', 'a\r\0b'],
  ]) {
    const whole = server().receive(Buffer.from(sent ?? ''));
    assert.equal(dataOf(whole.events), wanted);
    const codec = server();
    const apart = [...Buffer.from(sent ?? '')].flatMap((byte) => codec.receive(bytes(byte)).events);
    assert.equal(dataOf(apart), wanted);
  }
});

test('a client keeps CR LF and takes the NUL from CR NUL', () => {
  assert.equal(dataOf(client().receive(Buffer.from('line\r\nagain\r\0end')).events), 'line\r\nagain\rend');
});

test('BINARY leaves CR alone in each direction', () => {
  const codec = server();
  assert.deepEqual(
    codec.receive(bytes(iac, will, binary, iac, doIt, binary)).reply,
    bytes(iac, doIt, binary, iac, will, binary),
  );
  assert.equal(dataOf(codec.receive(Buffer.from('a\r\0b\r\n')).events), 'a\r\0b\r\n');
  assert.deepEqual(codec.encode('a\rb'), Buffer.from('a\rb'));
});

test('what is sent: IAC doubled, CR LF kept, a lone CR with NUL', () => {
  assert.deepEqual(server().encode(bytes(65, 255, 13, 10, 13, 66, 13)), bytes(65, 255, 255, 13, 10, 13, 0, 66, 13, 0));
  assert.deepEqual(server().signal('ayt'), bytes(iac, commands.ayt));
});

test('signals and data come in order', () => {
  const { events, reply } = server().receive(bytes(65, iac, commands.ip, 66, iac, iac, iac, commands.brk));
  assert.deepEqual(events, [
    { event: 'data', bytes: Uint8Array.of(65) },
    { event: 'signal', signal: 'ip' },
    { event: 'data', bytes: Uint8Array.of(66, 255) },
    { event: 'signal', signal: 'brk' },
  ]);
  assert.equal(reply.length, 0);
});

test('subnegotiations count only when agreed, whole and of the right form', () => {
  const codec = server();
  const size = bytes(iac, sb, naws, 0, 80, 0, 24, iac, se);
  assert.deepEqual(codec.receive(size).events, []);
  codec.start();
  codec.receive(bytes(iac, will, naws, iac, will, terminalType));
  assert.deepEqual(codec.receive(size).events, [{ event: 'window-size', columns: 80, rows: 24 }]);
  const wide = codec.receive(bytes(iac, sb, naws, iac, iac, iac, iac, 0, 0, iac, se));
  assert.deepEqual(wide.events, [{ event: 'window-size', columns: 65535, rows: 0 }]);
  for (const bad of [
    bytes(iac, sb, naws, 0, 80, 0, iac, se),
    bytes(iac, sb, terminalType, 0, 0x1b, 0x5b, iac, se),
    bytes(iac, sb, terminalType, 0, ...Buffer.alloc(41, 65), iac, se),
    bytes(iac, sb, naws, ...Buffer.alloc(300), iac, se),
    bytes(iac, sb, iac, se),
  ])
    assert.deepEqual(codec.receive(bad).events, []);
  assert.equal(dataOf(codec.receive(Buffer.from('still here')).events), 'still here');
});

test('any data survives the way, cut anywhere, with Enter as CR', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), fc.integer({ min: 1, max: 9 }), (data, step) => {
      const wire = client().encode(data);
      const codec = server();
      const events: TelnetEvent[] = [];
      for (let at = 0; at < wire.length; at += step) events.push(...codec.receive(wire.subarray(at, at + step)).events);
      const expected = Buffer.from(data).toString('latin1').replaceAll('\r\n', '\r');
      assert.equal(dataOf(events), expected);
    }),
  );
});

test('whatever a peer sends, the codec answers little and cuts make no difference', () => {
  const byte = fc.oneof(
    fc.constantFrom(iac, iac, will, wont, doIt, dont, sb, se, echo, naws, terminalType, linemode, 13, 10, 0),
    fc.integer({ min: 0, max: 255 }),
  );
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 120 }), fc.integer({ min: 1, max: 7 }), (input, step) => {
      const whole = server();
      whole.start();
      const once = whole.receive(Buffer.from(input));
      const cut = server();
      cut.start();
      const parts = [];
      for (let at = 0; at < input.length; at += step) parts.push(cut.receive(Buffer.from(input.slice(at, at + step))));
      assert.deepEqual(Buffer.concat(parts.map(({ reply }) => reply)), once.reply);
      assert.equal(dataOf(parts.flatMap(({ events }) => events)), dataOf(once.events));
      // Each request of three bytes draws at most its answer and one subnegotiation.
      assert.ok(once.reply.length <= input.length * 3);
    }),
  );
});

test('two ends that ask for anything at any time come to rest and to one opinion', () => {
  const wish = fc.record({
    end: fc.boolean(),
    side: fc.constantFrom<'local' | 'remote'>('local', 'remote'),
    option: fc.constantFrom<number>(binary, sga),
    on: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(wish, { maxLength: 30 }), (wishes) => {
      const ends = [server(), client()] as const;
      // What is on the way to each end.
      const wires: [Buffer, Buffer] = [Buffer.alloc(0), Buffer.alloc(0)];
      const deliver = (to: 0 | 1): void => {
        const arriving = wires[to];
        wires[to] = Buffer.alloc(0);
        const from = to === 0 ? 1 : 0;
        wires[from] = Buffer.concat([wires[from], ends[to].receive(arriving).reply]);
      };
      for (const [i, { end, side, option, on }] of wishes.entries()) {
        const to = end ? 0 : 1;
        wires[to] = Buffer.concat([wires[to], ends[end ? 1 : 0].request(side, option, on)]);
        if (i % 3 === 0) deliver(to);
      }
      let rounds = 0;
      for (; wires[0].length + wires[1].length > 0 && rounds < 40; rounds++) {
        deliver(0);
        deliver(1);
      }
      assert.ok(rounds < 40, 'negotiation loops');
      for (const option of [binary, sga]) {
        assert.equal(ends[0].isOn('local', option), ends[1].isOn('remote', option));
        assert.equal(ends[1].isOn('local', option), ends[0].isOn('remote', option));
      }
    }),
    { numRuns: 300 },
  );
});
