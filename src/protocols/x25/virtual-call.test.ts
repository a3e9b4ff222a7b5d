import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { X25Packet } from './packet.ts';
import { type CallStep, usualSizes, VirtualCall } from './virtual-call.ts';

const common = { channel: 1, modulo: 8 } as const;
const request = { called: '12345', calling: '', data: Uint8Array.of(1, 0, 0, 0), reverse: false, sizes: usualSizes };
const accepted: X25Packet = {
  ...{ ...common, type: 'call-accepted', called: '', calling: '', facilities: [], data: new Uint8Array() },
};
const data = (ps: number, pr: number, text: string, more = false): X25Packet => ({
  ...{ ...common, type: 'data', qualified: false, delivery: false, more, ps, pr },
  data: Buffer.from(text),
});
const brief = (packets: readonly X25Packet[]): string =>
  packets
    .map((packet) => {
      if (packet.type === 'data')
        return `${packet.ps}/${packet.pr}${packet.qualified ? 'Q' : ''}${packet.more ? 'M' : ''}:${Buffer.from(packet.data)}`;
      return 'pr' in packet ? `${packet.type}${packet.pr}` : packet.type;
    })
    .join(' ');
const events = ({ events: all }: CallStep): string => all.map(({ event }) => event).join(' ');

function open(): VirtualCall {
  const call = new VirtualCall({ ...request, modulo: 8 });
  assert.equal(brief(call.start()), 'call');
  assert.equal(events(call.receive(accepted)), 'connected');
  return call;
}

test('the window: two packets, then acknowledgements let more go; RNR stops, RR starts', () => {
  const call = open();
  assert.equal(brief(call.send(Buffer.from('a'))), '0/0:a');
  assert.equal(brief(call.send(Buffer.from('b'))), '1/0:b');
  assert.equal(brief(call.send(Buffer.from('c'))), '');
  assert.equal(call.waiting, 1);
  assert.equal(brief(call.receive({ ...common, type: 'rr', pr: 1 }).send), '2/0:c');
  assert.equal(brief(call.receive({ ...common, type: 'rnr', pr: 3 }).send), '');
  assert.equal(brief(call.send(Buffer.from('d'))), '');
  assert.equal(brief(call.receive({ ...common, type: 'rr', pr: 3 }).send), '3/0:d');
});

test('what comes is acknowledged, by data where there is some; a held side keeps its window shut', () => {
  const call = open();
  assert.equal(brief(call.receive(data(0, 0, 'x')).send), 'rr1');
  call.hold();
  assert.equal(brief(call.receive(data(1, 0, 'y')).send), '');
  assert.equal(brief(call.send(Buffer.from('a'))), '0/1:a');
  assert.equal(brief(call.receive(data(2, 0, 'z')).send), '');
  // A third one is beyond the window.
  const beyond = call.receive(data(3, 0, '!'));
  assert.equal(brief(beyond.send), 'reset');
  const other = open();
  other.hold();
  other.receive(data(0, 0, 'x'));
  assert.equal(brief(other.release()), 'rr1');
});

test('long messages are cut, with the M bit; a message of the host says where it ends', () => {
  const call = open();
  const sent = call.send(Buffer.alloc(200, 'a'), true);
  assert.deepEqual(
    sent.map((packet) => (packet.type === 'data' ? [packet.data.length, packet.more, packet.qualified] : [])),
    [
      [128, true, true],
      [72, false, true],
    ],
  );
  const [first] = call.receive(data(0, 0, 'x', true)).events;
  assert.deepEqual(first, { event: 'data', bytes: Buffer.from('x'), qualified: false, last: false });
});

test('wrong numbers reset the call; crossing resets confirm each other; both sides begin again at 0', () => {
  const call = open();
  call.send(Buffer.from('a'));
  assert.equal(brief(call.receive(data(1, 0, 'x')).send), 'reset');
  assert.equal(call.state, 'resetting');
  assert.equal(events(call.receive(data(0, 0, 'x'))), '');
  assert.equal(brief(call.send(Buffer.from('b'))), '');
  assert.equal(brief(call.receive({ ...common, type: 'reset-confirmation' }).send), '0/0:b');
  const reset = call.receive({ ...common, type: 'reset', cause: 0, diagnostic: 0 });
  assert.deepEqual([brief(reset.send), events(reset)], ['reset-confirmation', 'reset']);
  assert.equal(brief(call.receive({ ...common, type: 'rr', pr: 5 }).send), 'reset');
  const crossed = call.receive({ ...common, type: 'reset', cause: 0, diagnostic: 0 });
  assert.equal(brief(crossed.send), '');
  assert.equal(call.state, 'open');
});

test('interrupts go one at a time, past a shut window; clears from both sides', () => {
  const call = open();
  for (const text of ['a', 'b', 'c']) call.send(Buffer.from(text));
  assert.equal(brief(call.interrupt(0)), 'interrupt');
  assert.equal(brief(call.interrupt(1)), '');
  assert.equal(brief(call.receive({ ...common, type: 'interrupt-confirmation' }).send), 'interrupt');
  const asked = call.receive({ ...common, type: 'interrupt', data: Uint8Array.of(7) });
  assert.deepEqual([brief(asked.send), events(asked)], ['interrupt-confirmation', 'interrupt']);
  assert.equal(brief(call.clear()), 'clear');
  assert.equal(brief(call.send(Buffer.from('d'))), '');
  assert.equal(events(call.receive({ ...common, type: 'clear-confirmation' })), 'cleared');
  assert.equal(call.state, 'over');

  const other = new VirtualCall({ ...request, modulo: 8 });
  const cleared = other.receive({ ...common, type: 'clear', cause: 13, diagnostic: 67 });
  assert.equal(brief(cleared.send), 'clear-confirmation');
  assert.deepEqual(cleared.events, [{ event: 'cleared', cause: 13, diagnostic: 67 }]);
});

test('two ends of a call: every octet arrives, in order, whatever the window and the pace', () => {
  const sizes = fc.record({ window: fc.integer({ min: 1, max: 7 }), power: fc.integer({ min: 4, max: 8 }) });
  fc.assert(
    fc.property(
      sizes,
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxLength: 12 }),
      fc.array(fc.boolean(), { maxLength: 30 }),
      ({ window, power }, messages, holds) => {
        const size = 2 ** power;
        const flow = { packet: { in: size, out: size }, window: { in: window, out: window } };
        const make = (): VirtualCall => {
          const call = new VirtualCall({ ...request, sizes: flow, modulo: 8 });
          call.receive(accepted);
          return call;
        };
        const [near, far] = [make(), make()];
        const got: number[] = [];
        const wire: [VirtualCall, X25Packet][] = messages.flatMap((message) =>
          near.send(message).map((packet): [VirtualCall, X25Packet] => [far, packet]),
        );
        const pace = [...holds];
        for (;;) {
          const next = wire.shift();
          if (next === undefined) {
            const more = far.release();
            if (more.length === 0) break;
            wire.push(...more.map((packet): [VirtualCall, X25Packet] => [near, packet]));
            continue;
          }
          const [to, packet] = next;
          if (to === far && pace.shift() === true) far.hold();
          const { send, events: all } = to.receive(packet);
          for (const one of all) if (one.event === 'data') got.push(...one.bytes);
          assert.ok(all.every(({ event }) => event === 'data'));
          wire.push(...send.map((answer): [VirtualCall, X25Packet] => [to === far ? near : far, answer]));
        }
        assert.deepEqual(
          got,
          messages.flatMap((message) => [...message]),
        );
        assert.equal(near.state, 'open');
      },
    ),
    { numRuns: 150 },
  );
});
