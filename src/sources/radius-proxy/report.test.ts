import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Attribute, attribute, decodePacket } from '../../protocols/radius/index.ts';
import { eventTime, readReport, widen } from './report.ts';

const now = Date.UTC(2001, 5, 27, 4, 30, 52);
const stop = (...more: readonly Attribute[]) => ({ attributes: [attribute('Acct-Status-Type', 'Stop'), ...more] });

test('what a Stop says, in the words of the ledger', () => {
  const report = readReport(
    stop(
      attribute('User-Name', 'username1'),
      attribute('NAS-Port', 3),
      attribute('NAS-Port-Type', 'Async'),
      attribute('Framed-Protocol', 'PPP'),
      attribute('Framed-IP-Address', '10.1.1.1'),
      attribute('Calling-Station-Id', '562'),
      attribute('Called-Station-Id', '4327528'),
      attribute('Acct-Session-Id', '0000000B'),
      attribute('Acct-Input-Octets', 8630),
      attribute('Acct-Terminate-Cause', 'Lost-Carrier'),
      attribute('Connect-Info', '56K'),
      attribute('Acct-Delay-Time', 4),
      { type: 26, vendor: 529, vendorType: 195, value: Uint8Array.of(0, 0, 0, 45) },
    ),
    now,
  );
  assert.deepEqual(report, {
    kind: 'stop',
    nas: {},
    id: '0000000B',
    time: now - 4000,
    arrived: now - 4000,
    stamped: false,
    port: '3',
    user: 'username1',
    caller: '562',
    counters: { bytesIn: 8630n, wide: false },
    cause: 'lost-carrier',
    disconnectCause: 1045,
    facts: {
      user: 'username1',
      portNumber: 3,
      portName: 'Async3',
      portType: 'async',
      callingStation: '562',
      calledStation: '4327528',
      service: 'ppp',
      protocol: 'ip',
      address: '10.1.1.1',
      connectProgress: 'LAN Ses Up',
      foreignSessionId: '0000000B',
      passed: ['77:35364b'],
    },
  });
});

test('an address that is none yet, an id that is no text, a session named by another attribute', () => {
  const request = stop(
    attribute('Framed-IP-Address', '255.255.255.254'),
    { type: 44, value: Uint8Array.of(0xff, 1) },
    { type: 26, vendor: 9, vendorType: 1, value: Buffer.from('key=7') },
  );
  assert.equal(readReport(request, now)?.id, '0xff01');
  assert.equal(readReport(request, now)?.facts.address, undefined);
  assert.equal(readReport(request, now, { vendor: 9, type: 1 })?.id, 'key=7');
  assert.equal(readReport({ attributes: [attribute('Acct-Status-Type', 'Accounting-On')] }, now), undefined);
});

test('the time of an event: its stamp, unless its clock is wrong; else the arrival less the delay', () => {
  const at = (stamp: number) =>
    eventTime(stop(attribute('Event-Timestamp', stamp), attribute('Acct-Delay-Time', 9)), now);
  assert.deepEqual(at(now / 1000 - 30), { time: now - 30_000, arrived: now - 9000, stamped: true });
  assert.deepEqual(at(now / 1000 + 200), { time: now, arrived: now - 9000, stamped: true });
  assert.deepEqual(at(now / 1000 + 4000), { time: now - 9000, arrived: now - 9000, stamped: false });
  assert.deepEqual(at(0), { time: now - 9000, arrived: now - 9000, stamped: false });
});

test('any octets are read without a throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 20, maxLength: 200 }), (octets) => {
      octets[2] = octets.length >> 8;
      octets[3] = octets.length & 255;
      const decoded = decodePacket(octets);
      if (decoded.ok) readReport({ attributes: [attribute('Acct-Status-Type', 3), ...decoded.value.attributes] }, now);
    }),
  );
});

test('32-bit counters are followed over every wrap, as long as another counter shows that the session goes on', () => {
  const step = fc.record({ bytes: fc.bigInt(0n, 0xffff_ffffn), packets: fc.bigInt(1n, 1000n) });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 20 }), (steps) => {
      let whole = { bytesIn: 0n, bytesOut: 0n, packetsIn: 0n, packetsOut: 0n };
      let seen: typeof whole | undefined;
      for (const { bytes, packets } of steps) {
        whole = { ...whole, bytesIn: whole.bytesIn + bytes, packetsIn: whole.packetsIn + packets };
        const low = { bytesIn: whole.bytesIn & 0xffff_ffffn, packetsIn: whole.packetsIn & 0xffff_ffffn };
        seen = widen({ ...low, wide: false }, seen);
        assert.deepEqual(seen, whole);
      }
    }),
  );
});

test('when all counters go back the software counts anew; what it leaves out stays', () => {
  const before = { bytesIn: 0x1_0000_0005n, bytesOut: 7n, packetsIn: 9n, packetsOut: 3n };
  const anew = widen({ bytesIn: 1n, bytesOut: 0n, packetsIn: 1n, packetsOut: 0n, wide: false }, before);
  assert.deepEqual(anew, { bytesIn: 1n, bytesOut: 0n, packetsIn: 1n, packetsOut: 0n });
  assert.deepEqual(widen({ bytesOut: 8n, wide: false }, before), { ...before, bytesOut: 8n });
});
