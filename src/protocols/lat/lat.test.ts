import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Circuit, circuitTimes } from './circuit.ts';
import { decodeMessage, decodeSessionStart } from './decode.ts';
import { encodeMessage, encodeSessionStart } from './encode.ts';
import { type LatMessage, slotTypes } from './messages.ts';

const octet = fc.nat(255);
const word = fc.nat(65_535);
const text = fc.string({ maxLength: 40 }).map((any) => any.replace(/[^ -~]/g, 'x'));
const octets = (maxLength: number) => fc.uint8Array({ maxLength });
const services = fc.array(fc.record({ rating: octet, name: text, description: text }), { maxLength: 5 });
const circuit = {
  ...{ master: fc.boolean(), responseRequested: fc.boolean() },
  ...{ destination: word, source: word, sequence: octet, acknowledged: octet },
};
const slot = fc.record({
  type: fc.constantFrom(...(['start', 'data-a', 'data-b', 'attention', 'reject', 'stop'] as const)),
  ...{ destination: octet, source: octet, low: fc.nat(15), data: octets(255) },
});
const message: fc.Arbitrary<LatMessage> = fc.oneof(
  fc.record({ type: fc.constant('run' as const), ...circuit, slots: fc.array(slot, { maxLength: 6 }) }),
  fc.record({ type: fc.constant('stop' as const), ...circuit, reason: octet, text }),
  fc.record({
    ...{ type: fc.constant('start' as const), ...circuit, frameSize: word, version: octet, eco: octet },
    ...{ sessions: octet, buffers: octet, circuitTimer: octet, keepAlive: octet },
    ...{ slaveNode: text, masterNode: text, location: text },
  }),
  fc.record({
    ...{ type: fc.constant('announcement' as const), circuitTimer: octet, frameSize: word, flags: octet },
    ...{ versions: fc.tuple(octet, octet, octet, octet), incarnation: octet, interval: octet, status: octet },
    ...{ groups: octets(32), node: text, description: text, services },
  }),
  fc.record({
    ...{ type: fc.constant('solicit' as const), frameSize: word, identifier: word, timer: word },
    ...{ destinationNode: text, groups: octets(32), node: text, service: text },
  }),
  fc.record({
    ...{ type: fc.constant('response' as const), frameSize: word, identifier: word, status: word, nodeStatus: word },
    ...{ address: fc.uint8Array({ minLength: 6, maxLength: 6 }).map((six) => Buffer.from(six).toString('hex')) },
    ...{ interval: word, destinationNode: text, groups: octets(32), node: text, description: text, services },
  }),
);

test('what is encoded is decoded, also with what fills up a frame behind it', () => {
  fc.assert(
    fc.property(message, fc.nat(40), (made, more) => {
      const bytes = Uint8Array.from(Buffer.concat([encodeMessage(made), Buffer.alloc(more)]));
      // Records of fast-check have no prototype.
      assert.deepEqual(decodeMessage(bytes), { ok: true, value: structuredClone(made) });
    }),
    { numRuns: 300 },
  );
});

test('no octets make the decoder throw, and what is cut off is refused', () => {
  fc.assert(
    fc.property(octets(80), (bytes) => {
      decodeMessage(bytes);
      decodeSessionStart(bytes);
    }),
  );
  const start = encodeMessage({
    ...{
      type: 'start',
      master: true,
      responseRequested: false,
      destination: 0,
      source: 1,
      sequence: 0,
      acknowledged: 0,
    },
    ...{ frameSize: 1500, version: 5, eco: 2, sessions: 254, buffers: 0, circuitTimer: 8, keepAlive: 20 },
    ...{ slaveNode: 'VAXA', masterNode: 'GATE', location: '' },
  });
  assert.equal(
    start.toString('hex'),
    '06000000010000 00dc05 0502fe000814 00000000 0456415841 0447415445 00 00'.replaceAll(' ', ''),
  );
  assert.deepEqual(decodeMessage(start.subarray(0, 25)), { ok: false, error: { kind: 'short' } });
  assert.equal(decodeMessage(Uint8Array.of(0xff)).ok, false);
  assert.deepEqual(Object.values(slotTypes), [0, 9, 10, 11, 12, 13]);
});

test('the start of a session, both ways', () => {
  const asked = { service: 'VAX', subject: 'tty2', attentionSize: 255, dataSize: 255, port: 'P1' };
  const bytes = encodeSessionStart(asked);
  assert.equal(bytes.toString('hex'), '01ffff0356415804747479320402503100');
  assert.deepEqual(decodeSessionStart(bytes), asked);
  assert.equal(decodeSessionStart(Uint8Array.of(2, 1, 1, 0, 0, 0)), undefined);
});

test('a circuit that nobody answers is given up after its tries; an idle one is kept alive', () => {
  const silent = new Circuit({ id: 1, node: 'A', peer: 'B' });
  silent.start(0);
  let sent = 0;
  let now = 0;
  while (!silent.over) {
    now += circuitTimes.tick;
    if (silent.tick(now).send !== undefined) sent += 1;
  }
  assert.equal(sent, circuitTimes.limit);

  const idle = new Circuit({ id: 1, node: 'A', peer: 'B' });
  idle.start(0);
  idle.open({ service: 'S', subject: '' });
  const header = { master: false, responseRequested: false, destination: 1, source: 9 };
  const names = { slaveNode: 'B', masterNode: 'A', location: '' };
  const limits = { frameSize: 1500, version: 5, eco: 2, sessions: 9, buffers: 0, circuitTimer: 8, keepAlive: 20 };
  idle.receive({ type: 'start', ...header, sequence: 0, acknowledged: 0, ...limits, ...names });
  assert.equal(idle.tick(100).send?.type, 'run');
  idle.receive({ type: 'run', ...header, sequence: 1, acknowledged: 1, slots: [] });
  assert.equal(idle.tick(1_000).send, undefined);
  const kept = idle.tick(100 + circuitTimes.keepAlive).send;
  assert.deepEqual(kept?.type === 'run' && kept.slots, []);
});
